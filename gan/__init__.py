"""Critics and GANs in torch, whose values are held against the exact distances."""

from . import _torch as _torch
from . import critics as critics
from . import objectives as objectives
from . import penalties as penalties
from . import truths as truths
