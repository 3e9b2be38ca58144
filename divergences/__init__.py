"""Statistical distances you can trust: every number can be asked for its proof."""

from . import costs as costs
from ._gaussian import gaussian_kl as gaussian_kl
from ._gaussian import gaussian_wasserstein as gaussian_wasserstein
from ._measure import Measure as Measure
from ._not_converged import NotConverged as NotConverged
from ._samples import load as load
from ._transport import Transport as Transport
from ._version import __version__ as __version__
