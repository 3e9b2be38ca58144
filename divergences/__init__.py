"""Statistical distances you can trust: every number can be asked for its proof."""

from . import costs as costs
from . import kernels as kernels
from ._catalogue import CATALOGUE as CATALOGUE
from ._catalogue import Divergence as Divergence
from ._catalogue import divergence as divergence
from ._chi2 import chi2 as chi2
from ._energy import energy_distance as energy_distance
from ._f_divergence import f_divergence as f_divergence
from ._gaussian import gaussian_kl as gaussian_kl
from ._gaussian import gaussian_wasserstein as gaussian_wasserstein
from ._hellinger import hellinger as hellinger
from ._hellinger import hellinger_squared as hellinger_squared
from ._information import cross_entropy as cross_entropy
from ._information import entropy as entropy
from ._js import js as js
from ._js import js_distance as js_distance
from ._kl import kl as kl
from ._measure import Measure as Measure
from ._mmd import mmd as mmd
from ._not_converged import NotConverged as NotConverged
from ._renyi import renyi as renyi
from ._samples import load as load
from ._threads import threads as threads
from ._transport import Transport as Transport
from ._tv import tv as tv
from ._version import __version__ as __version__
