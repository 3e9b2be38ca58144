"""Variational autoencoders and variational inference, held against exact answers."""

from . import _torch as _torch
from . import inference as inference
from . import likelihoods as likelihoods
