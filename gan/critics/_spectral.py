"""Spectral normalisation: each layer divided by its largest singular value."""

import torch
from torch import Tensor

from ._mlp import MLP


class SpectralMLP(MLP):
    """A multilayer perceptron whose layers are divided by their spectral norms."""

    def weights(self) -> list[Tensor]:
        """Return the matrices that `forward` multiplies by: W / |W|."""
        return [layer.weight / torch.linalg.matrix_norm(layer.weight, 2) for layer in self.layers]
