"""The result of transport: an answer that carries its own evidence."""

import html
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._bounds import Bounds
from ._costs import CostFunction
from ._late import late
from ._measure import Measure


@dataclass(frozen=True, eq=False)
class Transport:
    """A transport plan, its cost, and the potentials that show how good it is.

    Attributes
    ----------
    mu, nu : Measure
        What was moved to what.
    cost : callable
        The cost of moving a unit of mass: one of `divergences.costs`, or the caller's own.
    value : float
        The cost of the plan, never rooted.
    plan : scipy.sparse.coo_array, shape (n, m)
        Where the mass goes; its entries sum to 1. Made anew each time, over arrays that are
        read-only: what is done to it does not reach the result.
    f, g : ndarray, shapes (n,) and (m,)
        Potentials with f_i + g_j <= c(x_i, y_j) within rounding, read-only: the mean of f over mu
        plus the mean of g over nu is at most the optimal cost.
    iterations : int
        Steps of the solver; 0 on the line.
    """

    mu: Measure
    nu: Measure
    cost: CostFunction
    value: float
    plan: Any
    f: np.ndarray
    g: np.ndarray
    iterations: int

    def __post_init__(self) -> None:
        for array in (self.f, self.g):
            array.flags.writeable = False

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what was pickled, its arrays read-only again."""
        vars(self).update(state)
        self.__post_init__()
        _keep(self, state["plan"])

    def __float__(self) -> float:
        return float(self.value)

    def bounds(self) -> Bounds:
        """Return proved bounds on the optimal cost, from this plan and these potentials.

        Where the plan is in no arrays, one of few arrows is found anew in its place.
        """
        from ._prove import prove_transport

        return Bounds(*prove_transport(self))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists; the plan as (row, column, mass)."""
        return {
            "mu": self.mu.as_dict(),
            "nu": self.nu.as_dict(),
            "cost": repr(self.cost),
            "value": float(self.value),
            "plan": self._arrows(),
            "f": self.f.tolist(),
            "g": self.g.tolist(),
            "iterations": self.iterations,
        }

    def _arrows(self) -> list[tuple[int, int, float]] | None:
        """Return the plan as (row, column, mass), None where it is in no arrays."""
        plan = self.plan
        if not hasattr(plan, "coords"):
            return None
        rows, columns = plan.coords
        return list(zip(rows.tolist(), columns.tolist(), plan.data.tolist(), strict=True))

    def _count(self) -> str:
        return str(len(self.plan.data)) if hasattr(self.plan, "data") else "all"

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(value={float(self.value)!r}, cost={self.cost!r}, "
            f"{len(self.mu)} -> {len(self.nu)} atoms, {self._count()} arrows)"
        )

    def _repr_html_(self) -> str:
        rows = {
            "value": repr(float(self.value)),
            "cost": repr(self.cost),
            "from": repr(self.mu),
            "to": repr(self.nu),
            "arrows": self._count(),
            "iterations": str(self.iterations),
        }
        cells = "".join(
            f"<tr><th>{html.escape(k)}</th><td>{html.escape(v)}</td></tr>" for k, v in rows.items()
        )
        return f"<table>{cells}</table>"


def _keep(self: Transport, plan: Any) -> None:
    """Keep a plan, its arrays read-only; called once, where the result is made."""
    vars(self)["plan"] = plan
    if not hasattr(plan, "coords"):
        return
    for array in (plan.data, *plan.coords):
        array.flags.writeable = False


def _fresh(self: Transport) -> Any:
    """Where the mass goes: a scipy.sparse.coo_array, made anew, over arrays that are read-only."""
    coo_array = late("scipy.sparse").coo_array

    kept = vars(self)["plan"]
    if not hasattr(kept, "coords"):  # it is in no arrays
        return kept
    return coo_array((kept.data, kept.coords), shape=kept.shape)


Transport.plan = property(_fresh, _keep)
