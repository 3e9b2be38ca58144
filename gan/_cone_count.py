"""Which cones a maximum of cones can do without, which it lacks, and which can be sharper."""

from collections.abc import Iterator

import torch
from torch import Tensor

from ._cones import Cones
from ._modes import distances, median

_BLOCK = 1 << 13  # points at a time
_ROWS = 64  # cones at a time
FIRST = 10000  # points on which candidates are first looked at
TRIED, BORN = 32, 32  # candidates looked at again; born at once, at most
SURE = 2.0  # standard errors
DENSE = 16  # points, whose radius says how dense a place is


def needed(cones: Cones, x: Tensor, y: Tensor, least: float) -> Tensor:
    """Return a mask of the cones without which the gain falls by `least` or more.

    An empty cell is not needed. Another's heir is the cone that has most of it if it goes: the less
    needed half is gone through, least needed first, and none goes whose heir has gone or that is
    an heir itself.
    """
    k = len(cones.biases)
    if k == 1:
        return torch.ones(1, dtype=torch.bool)
    loss, heirs = torch.zeros(k, dtype=torch.float64), torch.zeros(k * k, dtype=torch.float64)
    for points, sign in ((x, 1.0), (y, -1.0)):
        for rows in torch.split(points, _BLOCK):
            top = cones.heights(rows).topk(2, dim=1)
            first, second = top.indices.T
            loss.index_add_(0, first, sign / len(points) * (top.values[:, 0] - top.values[:, 1]))
            one = torch.full((len(rows),), 1 / len(points), dtype=torch.float64)
            heirs.index_add_(0, first * k + second, one)
    alive = heirs.view(k, k).sum(dim=1) > 0
    heir = heirs.view(k, k).argmax(dim=1)
    is_heir = torch.zeros(k, dtype=torch.bool)
    for j in loss.argsort(stable=True)[: max(1, k // 2)].tolist():
        if alive[j] and loss[j] < least and alive[heir[j]] and not is_heir[j]:
            alive[j] = False
            is_heir[heir[j]] = True
    return alive


def born(cones: Cones, x: Tensor, y: Tensor, candidates: Tensor, least: float) -> Cones:
    """Return the cones with those added, one by one, that raise the gain most, and surely."""
    over = cones.values(x), cones.values(y)
    early = (x[:FIRST], y[:FIRST]), (over[0][:FIRST], over[1][:FIRST])
    sure = [gain - SURE * error for gain, _, error in _gains(*early, candidates)]
    candidates = candidates[torch.cat(sure).topk(min(TRIED, len(candidates))).indices]
    for _ in range(BORN):
        if not len(candidates):
            break
        gain, bias, error = next(_gains((x, y), over, candidates))
        j = int(torch.where(gain > SURE * error, gain, 0.0).argmax())
        if not gain[j] > max(least, SURE * float(error[j])):
            break
        new = Cones(candidates[j : j + 1], bias[j : j + 1])
        cones = Cones(*(torch.cat(pair) for pair in zip(cones, new, strict=True)))
        over = torch.maximum(over[0], new.values(x)), torch.maximum(over[1], new.values(y))
        keep = gain > 0
        keep[j] = False
        candidates = candidates[keep]
    return cones


def _gains(
    points: tuple[Tensor, Tensor], over: tuple[Tensor, Tensor], candidates: Tensor
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Yield, for blocks of candidates z, the most that one more cone b - |x - z| gains, b, and se.

    With s = f(x) + |x - z|, it gains E_P (b - s)+ - E_Q (b - s)+, whose slope in b is the
    difference of the distribution functions of s: sorted, that is a sum of steps.
    """
    x, y = points
    for z in torch.split(candidates, _ROWS):
        s = torch.cat([over[0] + distances(z, x), over[1] + distances(z, y)], dim=1)
        level, order = s.sort(dim=1)
        slope = torch.where(order < len(x), 1 / len(x), -1 / len(y)).cumsum(dim=1)
        gain = torch.zeros_like(level)
        gain[:, 1:] = ((level[:, 1:] - level[:, :-1]) * slope[:, :-1]).cumsum(dim=1)
        most, at = gain.max(dim=1, keepdim=True)
        bias = level.gather(1, at)
        square = (bias - s).clamp_min(0) ** 2
        error = square[:, : len(x)].mean(1) / len(x) + square[:, len(x) :].mean(1) / len(y)
        yield most[:, 0], bias[:, 0], error.sqrt()


def sharpened(cones: Cones, x: Tensor, y: Tensor) -> Cones:
    """Return cones whose centres stand where P is densest within their cells, where that is sharp.

    Medians of the nearest half, of the nearest half of these, and so on, find a peak without bound
    to the distance of its nearest points. Where the density has none, medians of few points are
    worse than what there is: so the place must be twice as dense, and the gain not surely less.
    """
    in_x, in_y = cones.cells(x), cones.cells(y)
    centres = cones.centres.clone()
    for j in range(len(centres)):
        mine = x[in_x == j], y[in_y == j]
        place = _peak(mine[0], centres[j])
        if place is None:
            continue
        change = [
            torch.linalg.vector_norm(points - place, dim=1)
            - torch.linalg.vector_norm(points - centres[j], dim=1)
            for points in mine
        ]
        gain = change[1].sum() / len(y) - change[0].sum() / len(x)
        error = (
            change[0].square().sum() / len(x) ** 2 + change[1].square().sum() / len(y) ** 2
        ).sqrt()
        if gain > -SURE * error:
            centres[j] = place
    return Cones(centres, cones.biases)


def _peak(points: Tensor, centre: Tensor) -> Tensor | None:
    """Return the densest of the medians of nearest halves, None if not twice as dense."""
    if len(points) < 2 * DENSE:
        return None
    best, least = None, _radius(points, centre) / 2
    place, near = centre, points
    while len(near) >= DENSE:
        place = median(near[None], place[None])[0]
        radius = _radius(points, place)
        if radius < least:
            best, least = place, radius
        r = torch.linalg.vector_norm(near - place, dim=1)
        near = near[r.topk(len(near) // 2, largest=False).indices]
    return best


def _radius(points: Tensor, place: Tensor) -> float:
    r = torch.linalg.vector_norm(points - place, dim=1)
    return float(r.kthvalue(DENSE).values)
