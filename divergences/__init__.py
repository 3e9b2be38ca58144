"""Statistical distances you can trust: every number can be asked for its proof."""

from ._version import __version__ as __version__
