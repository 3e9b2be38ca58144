"""What a discriminator and a generator aim at, as functions of scores."""

from ._hinge import hinge as hinge
from ._least_squares import least_squares as least_squares
from ._objective import Objective as Objective
from ._original import minimax as minimax
from ._original import nonsaturating as nonsaturating
from ._wasserstein import wasserstein as wasserstein
