"""GANs in the plane, for looking: what a critic sees, where it sends points, and the truth."""

from ._playground.arrows import Arrows as Arrows
from ._playground.arrows import arrows as arrows
from ._playground.closeness import Closeness as Closeness
from ._playground.closeness import closeness as closeness
from ._playground.film import film as film
from ._playground.frame import draw as draw
from ._playground.live import live as live
from ._playground.plane import draw_plane as draw_plane
from ._playground.playing import Scene as Scene
from ._playground.playing import play as play
from ._playground.setting import WGAN_GP as WGAN_GP
from ._playground.shapes import SHAPES as SHAPES
from ._playground.shapes import Shape as Shape
from ._playground.shapes import blobs as blobs
from ._playground.shapes import drawn as drawn
from ._playground.shapes import gaussians as gaussians
from ._playground.shapes import line as line
from ._playground.shapes import ring as ring
from ._playground.truth import Found as Found
from ._playground.truth import Grid as Grid
from ._playground.truth import Truth as Truth
