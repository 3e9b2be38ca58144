"""Transport: an answer that carries its own evidence."""

import html
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._measure import Measure
from .costs import CostFunction


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
        Where the mass goes; its entries sum to 1.
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
        for array in (self.f, self.g, self.plan.data, *self.plan.coords):
            array.flags.writeable = False

    def __float__(self) -> float:
        return float(self.value)

    def bounds(self) -> Any:
        """Return proved bounds on the optimal cost, from this plan and these potentials."""
        from ._prove import prove_transport

        return prove_transport(self)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists; the plan as (row, column, mass)."""
        rows, columns = self.plan.coords
        return {
            "mu": self.mu.as_dict(),
            "nu": self.nu.as_dict(),
            "cost": repr(self.cost),
            "value": float(self.value),
            "plan": list(
                zip(rows.tolist(), columns.tolist(), self.plan.data.tolist(), strict=True)
            ),
            "f": self.f.tolist(),
            "g": self.g.tolist(),
            "iterations": self.iterations,
        }

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(value={float(self.value)!r}, cost={self.cost!r}, "
            f"{len(self.mu)} -> {len(self.nu)} atoms, {len(self.plan.data)} arrows)"
        )

    def _repr_html_(self) -> str:
        rows = {
            "value": repr(float(self.value)),
            "cost": repr(self.cost),
            "from": repr(self.mu),
            "to": repr(self.nu),
            "arrows": str(len(self.plan.data)),
            "iterations": str(self.iterations),
        }
        cells = "".join(
            f"<tr><th>{html.escape(k)}</th><td>{html.escape(v)}</td></tr>" for k, v in rows.items()
        )
        return f"<table>{cells}</table>"
