"""Statistical distances you can trust: every number can be asked for its proof."""

from . import costs as costs
from ._not_converged import NotConverged as NotConverged
from ._transport import Transport as Transport
from ._version import __version__ as __version__
