"""Critics: modules from (batch, ...) to (batch,) that know a bound on their Lipschitz constant."""

from ._conditioning import Concatenation as Concatenation
from ._conditioning import Projection as Projection
from ._convolutional import Convolutional as Convolutional
from ._extremes import Maximum as Maximum
from ._extremes import Minimum as Minimum
from ._extremes import Negated as Negated
from ._group_sort import GroupSort as GroupSort
from ._mcshane import McShane as McShane
from ._mlp import MLP as MLP
from ._normalised import BatchNorm as BatchNorm
from ._normalised import LayerNorm as LayerNorm
from ._spectral import SpectralMLP as SpectralMLP
