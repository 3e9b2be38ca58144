"""Pairs of laws whose Wasserstein-1 distance is known, with samplers."""

from ._cones import Cones as Cones
from ._dilation import Dilation as Dilation
from ._finite import Finite as Finite
from ._line import Line as Line
from ._parallel_lines import ParallelLines as ParallelLines
from ._radial import Radial as Radial
from ._rays import Rays as Rays
from ._ridge import Ridge as Ridge
from ._scores import Scores as Scores
from ._scores import scores as scores
from ._swapped import Swapped as Swapped
from ._translation import Translation as Translation
from ._truth import Truth as Truth
