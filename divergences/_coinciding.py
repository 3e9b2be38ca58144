"""Points that coincide: one point with their masses added, and its mass shared out again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Flow = tuple[int, int, int]  # row, column, mass


@dataclass(frozen=True, eq=False)
class Atoms:
    """Distinct points, their masses in integers, and where the points given are among them."""

    points: np.ndarray
    supply: list[int]
    which: np.ndarray
    given: list[int]

    def shared(self, flows: Sequence[Flow], side: int) -> list[Flow]:
        """Return flows that end at the points given, where they ended at atoms on a side: 0 or 1.

        The points of an atom take from its flows in their order, each until it is full.
        """
        if len(self.points) == len(self.given):
            back = np.argsort(self.which).tolist()
            return [_moved(flow, side, back[flow[side]], flow[2]) for flow in flows]
        waiting: list[list[int]] = [[] for _ in self.points]
        for k in range(len(self.given) - 1, -1, -1):
            waiting[self.which[k]].append(k)
        room, found = list(self.given), []
        for flow in flows:
            here, mass = waiting[flow[side]], flow[2]
            while mass:
                part = min(mass, room[here[-1]])
                found.append(_moved(flow, side, here[-1], part))
                mass, room[here[-1]] = mass - part, room[here[-1]] - part
                if not room[here[-1]]:
                    here.pop()
        return found


def atoms(points: np.ndarray, supply: list[int]) -> Atoms:
    """Return the distinct points with their masses, which are integers above 0."""
    distinct, which = np.unique(points, axis=0, return_inverse=True)
    added = [0] * len(distinct)
    for k, mass in zip(which.tolist(), supply, strict=True):
        added[k] += mass
    return Atoms(distinct, added, which, supply)


def _moved(flow: Flow, side: int, end: int, mass: int) -> Flow:
    return (end, flow[1], mass) if side == 0 else (flow[0], end, mass)
