"""McShane's critic: the maximum of cones, which no slope above one can leave."""

import math

import torch
from torch import Tensor, nn

from ._door import flat

BLOCK = 2**22  # distances at once


class McShane(nn.Module):
    """The function max_j (b_j - |x - c_j|), softened while its temperature is above zero."""

    temperature: Tensor

    def __init__(self, centres: Tensor, biases: Tensor, *, temperature: float = 0.0) -> None:
        super().__init__()
        centres = torch.as_tensor(centres, dtype=torch.float64)
        biases = torch.as_tensor(biases, dtype=torch.float64)
        if centres.ndim != 2 or biases.shape != centres.shape[:1] or len(biases) == 0:
            raise ValueError(
                f"centres have shape {tuple(centres.shape)} and biases {tuple(biases.shape)}; "
                "pass (k, dim) and (k,), k at least 1"
            )
        self.dim = centres.shape[1]
        self.centres = nn.Parameter(centres.detach().clone())
        self.biases = nn.Parameter(biases.detach().clone())
        self.register_buffer("temperature", torch.tensor(temperature, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,)."""
        x = flat(x, self.dim, self.centres)
        step = max(1, BLOCK // len(self.biases))
        blocks: tuple[Tensor, ...] = torch.split(x, step)
        temperature = float(self.temperature)
        if temperature > 0:
            parts = [self._soft(block, temperature) for block in blocks]
        else:
            parts = [self._hard(block) for block in blocks]
        return torch.cat(parts)

    def _soft(self, x: Tensor, temperature: float) -> Tensor:
        cones = self.biases - _distances(x, self.centres)
        return temperature * torch.logsumexp(cones / temperature, dim=1)

    def _hard(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            best = (self.biases - _distances(x, self.centres)).argmax(dim=1)
        return self.biases[best] - torch.linalg.vector_norm(x - self.centres[best], dim=1)

    def lipschitz_bound(self) -> float:
        """Return 1 for finite centres and biases: each cone has slope one."""
        finite = bool(self.centres.isfinite().all() and self.biases.isfinite().all())
        return 1.0 if finite else math.inf


def _distances(x: Tensor, centres: Tensor) -> Tensor:
    """Distances by differences, without the array of differences."""
    return torch.cdist(x, centres, compute_mode="donot_use_mm_for_euclid_dist")
