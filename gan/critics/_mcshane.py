"""McShane's critic: the maximum of cones, which is 1-Lipschitz wherever its cones are."""

import math

import torch
from torch import Tensor, nn

from ._distances import distances, lengths
from ._door import flat

BLOCK = 2**22  # distances held at once


class McShane(nn.Module):
    """The function max_j (b_j - |x - c_j|), softened while its temperature is above 0.

    Each cone has slope 1, and neither a maximum nor the softened one is steeper than what it is
    taken of: the critic is 1-Lipschitz whatever its centres and biases are. With centres that fill
    a compact set and the biases f(c_j) it comes uniformly near any 1-Lipschitz f there. But a point
    trains only the cone that is on top of it, so cones that are never on top stay where they are:
    start the centres at modes of the samples, soften, and let the temperature fall to 0.

    Parameters
    ----------
    centres : Tensor, shape (k, dim)
        Where the cones have their tops, k at least 1.
    biases : Tensor, shape (k,)
        How high the tops are.
    temperature : float, default 0.0
        At T > 0 the value is T log sum_j exp((b_j - |x - c_j|) / T), above the maximum by at most
        T log k; at 0 it is the maximum. Kept as a buffer: ``critic.temperature.fill_(T)``.

    Raises
    ------
    ValueError
        If the shapes do not fit, a number is not finite or the temperature negative; on a call, if
        the points have another dimension or type.

    References
    ----------
    McShane (1934), Extension of range of functions, Bulletin of the American Mathematical Society
    40, 837-842: with biases f(c_j), f is 1-Lipschitz, and so is this extension of it.

    Examples
    --------
    >>> import torch
    >>> from gan.critics import McShane
    >>> critic = McShane(torch.tensor([[0.0, 0.0], [4.0, 0.0]]), torch.tensor([1.0, 0.0]))
    >>> critic(torch.tensor([[0.0, 0.0], [4.0, 3.0]], dtype=torch.float64)).tolist()
    [1.0, -3.0]
    >>> critic.lipschitz_bound()
    1.0
    """

    temperature: Tensor

    def __init__(self, centres: Tensor, biases: Tensor, *, temperature: float = 0.0) -> None:
        super().__init__()
        centres = torch.as_tensor(centres, dtype=torch.float64).detach().clone()
        biases = torch.as_tensor(biases, dtype=torch.float64).detach().clone()
        if centres.ndim != 2 or biases.shape != centres.shape[:1] or centres.numel() == 0:
            raise ValueError(
                f"centres have shape {tuple(centres.shape)} and biases {tuple(biases.shape)}; "
                "pass (k, dim) and (k,), both at least 1"
            )
        if not (centres.isfinite().all() and biases.isfinite().all()):
            raise ValueError("a centre or bias is nan or inf; pass finite numbers")
        if not 0 <= temperature < math.inf:
            raise ValueError(f"temperature is {temperature!r}; pass a finite number of at least 0")
        self.dim = centres.shape[1]
        self.centres = nn.Parameter(centres)
        self.biases = nn.Parameter(biases)
        self.register_buffer("temperature", torch.tensor(temperature, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,), by blocks of points."""
        x = flat(x, self.dim, self.centres)
        temperature = float(self.temperature)
        blocks: tuple[Tensor, ...] = torch.split(x, max(1, BLOCK // len(self.biases)))
        if temperature > 0:
            return torch.cat([self._soft(block, temperature) for block in blocks])
        return torch.cat([self._hard(block) for block in blocks])

    def _soft(self, x: Tensor, temperature: float) -> Tensor:
        """Return the softened maximum; what is divided by T is at most 0, and may be -inf."""
        cones = self.biases - distances(x, self.centres)
        top = cones.detach().amax(dim=1)
        return top + temperature * torch.logsumexp((cones - top[:, None]) / temperature, dim=1)

    def _hard(self, x: Tensor) -> Tensor:
        """Find the cone on top without a graph, then take that cone alone."""
        with torch.no_grad():
            top = (self.biases - distances(x, self.centres)).argmax(dim=1)
        return self.biases[top] - lengths(x - self.centres[top])

    def lipschitz_bound(self) -> float:
        """Return 1, once the centres and biases are seen to be finite; else inf.

        | |x - c| - |y - c| | <= |x - y| is the triangle inequality, so nothing is computed from
        the weights, and nothing rounded. What `forward` returns is the function, rounded.
        """
        finite = bool(self.centres.isfinite().all() and self.biases.isfinite().all())
        return 1.0 if finite else math.inf
