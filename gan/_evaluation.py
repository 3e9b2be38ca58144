"""The values of a critic, a block of points at a time: any callable, on points of any shape."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ._powers import exponent, up

_ENTRIES = 1 << 22  # of points, in one block
_ROWS = 1 << 14
_BATCHES = 1e-4  # of the largest value: what may change with the batch, in float32
Critic = Callable[[Any], Any]
Pair = tuple[np.ndarray, np.ndarray]


def values_of(critic: Critic, points: Any) -> np.ndarray:
    """Return f at each point, shape (n,), float64.

    An `nn.Module` is given tensors of the dtype and device of its parameters; any other callable
    is given what `points` is, tensors or arrays.

    Raises
    ------
    ValueError
        If the critic gives no number a point, or what is not finite, or a point's value depends on
        the points beside it.
    """
    with torch.no_grad():
        found = np.concatenate([_values(critic, block) for block in _blocks(critic, points)])
        first = next(_blocks(critic, points))
        alone = _values(critic, first[: (len(first) + 1) // 2])
    apart = np.abs(found[: len(alone)] - alone)
    worst = int(apart.argmax())
    if apart[worst] > _BATCHES * np.abs(found).max():
        raise ValueError(
            f"critic gives point {worst} the value {found[worst]:.6g} in one batch and "
            f"{alone[worst]:.6g} in another; pass a function of single points, critic.eval()"
        )
    return found


def gradient_norms(critic: Critic, points: Any) -> np.ndarray | None:
    """Return |grad f| at each point, shape (n,), or None where torch cannot differentiate f."""
    norms = []
    for block in _blocks(critic, points):
        if not isinstance(block, Tensor):
            return None
        leaf = block.detach().clone().requires_grad_()
        with torch.enable_grad():
            total = critic(leaf).sum()
        if not total.requires_grad:
            return None
        (gradient,) = torch.autograd.grad(total, leaf, allow_unused=True)
        found = torch.zeros_like(leaf) if gradient is None else gradient
        norms.append(found.reshape(len(leaf), -1).double().norm(dim=1).cpu().numpy())
    return np.concatenate(norms)


def difference(values: Pair) -> float:
    """Return mean f(x) - mean f(y)."""
    e = exponent(*values)
    first, second = (math.fsum(np.ldexp(v, -e)) / len(v) for v in values)
    return up(first - second, e)


def over_bound(values: Pair, bound: float) -> Pair:
    """Return f / L on both sides, but for a constant: 1-Lipschitz. For L = 0 that is 0.

    Raises
    ------
    OverflowError
        If f / L ranges over more than doubles do: then f is rounded more coarsely than L says.
    """
    both = np.concatenate(values)
    middle = float(both.max() / 2 + both.min() / 2)
    with np.errstate(over="ignore"):
        found = (both - middle) / bound if bound > 0 else np.zeros_like(both)
    if not np.isfinite(found).all():
        raise OverflowError(
            f"critic's values over its lipschitz_bound {bound:.6g} are above the largest double; "
            "pass a bound that its values, as rounded, have"
        )
    return found[: len(values[0])], found[len(values[0]) :]


def lipschitz_bound_of(critic: Critic, given: float | None) -> float | None:
    """Return the bound given, or the critic's own; None where there is none."""
    own = getattr(critic, "lipschitz_bound", None)
    if given is None and not callable(own):
        return None
    bound = float(own() if given is None else given)  # type: ignore[misc]
    if not bound >= 0:
        raise ValueError(f"lipschitz_bound is {bound}; pass a number of at least 0, or None")
    return bound


def _blocks(critic: Critic, points: Any) -> Iterator[Any]:
    """Yield the points a block at a time, as what the critic takes."""
    rows = min(_ROWS, max(1, _ENTRIES // max(1, int(np.prod(points.shape[1:])))))
    for start in range(0, len(points), rows):
        block = points[start : start + rows]
        if isinstance(critic, nn.Module):
            yield _like_its_parameters(critic, block)
        elif isinstance(block, Tensor):
            yield block if block.is_floating_point() else block.double()
        else:
            yield np.asarray(block, dtype=np.float64)


def _like_its_parameters(critic: nn.Module, block: Any) -> Tensor:
    own = [*critic.parameters(), *critic.buffers()]
    like = next((t for t in own if t.is_floating_point()), torch.empty(0, dtype=torch.float64))
    tensor = block if isinstance(block, Tensor) else torch.tensor(block)
    return tensor.to(device=like.device, dtype=like.dtype)


def _values(critic: Critic, block: Any) -> np.ndarray:
    found = critic(block)
    if isinstance(found, Tensor):
        found = found.detach().cpu()
        found = (found if found.is_complex() else found.double()).numpy()
    values = np.asarray(found)
    if values.dtype.kind not in "biuf":
        raise ValueError(
            f"critic gives numbers of type {values.dtype}; return real ones, for example their "
            "real part or modulus"
        )
    values = values.astype(np.float64)
    if values.shape != (len(block),):
        raise ValueError(
            f"critic gives shape {values.shape} for {len(block)} points; return {(len(block),)}, "
            "one number a point"
        )
    if not np.isfinite(values).all():
        worst = int(np.argmin(np.isfinite(values)))
        raise ValueError(f"critic gives {values[worst]} at a point; it must be finite on all")
    return values
