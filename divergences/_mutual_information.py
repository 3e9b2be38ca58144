"""Mutual information of a joint law."""

import math
from itertools import product
from typing import Any

import numpy as np

from ._arrays import input_epsilon, read_flag, read_numbers, refuse_empty
from ._exact import integers, quotient
from ._form import validated_totals
from ._kl import summed_terms
from ._pair import Rows
from ._simplex import tolerance
from ._sweep import sweep

_SHORT = 4096  # entries up to which integers cost little
_FAR = 0.25  # a spread of this share of the sum is far above the rounding of the marginals
_SCALE = 1000


def mutual_information(joint: Any, *, normalize: bool = False) -> float:
    """Mutual information of two variables with a joint law, in nats.

    ``I = sum_ij p_ij log(p_ij / (a_i b_j))``, a and b the marginals: the divergence `kl` of the
    joint law from the product of its marginals.

    Parameters
    ----------
    joint : array_like, shape (n, m)
        The probability of each pair of outcomes.
    normalize : bool, default False
        Accept any positive finite sum, for example a table of counts.

    Returns
    -------
    float
        From 0, if and only if the variables are independent, to the smaller of the two marginal
        entropies. Accurate also for variables that are nearly independent.

    Raises
    ------
    ValueError
        If joint is not a matrix, or its entries are no law.

    Examples
    --------
    >>> from divergences import mutual_information
    >>> mutual_information([[1.0, 0.0], [0.0, 0.0]])
    0.0
    >>> mutual_information([[0.125, 0.375], [0.125, 0.375]])
    0.0
    """
    table = read_numbers(joint, "joint")
    if table.ndim != 2:
        raise ValueError(f"joint has shape {table.shape}; pass a matrix of shape (n, m)")
    refuse_empty(table, "joint")
    free = read_flag(normalize, "normalize")
    allowed = math.inf if free else tolerance(table.size, input_epsilon(joint))
    flat = Rows(table.reshape(1, -1), "joint", (), allowed)
    total = float(validated_totals(flat)[0])
    law = np.ldexp(table, -math.frexp(total)[1])
    independent = np.outer(law.sum(axis=1), law.sum(axis=0)) / law.sum()
    apart = law - independent
    if table.size > _SHORT and np.abs(apart).sum() > _FAR:
        return _sum(apart, law, independent) / float(law.sum())
    return math.ldexp(_sum(*_exactly(table)), -_SCALE)


def _sum(d: np.ndarray, p: np.ndarray, q: np.ndarray) -> float:
    rows = (matrix.reshape(1, -1) for matrix in (d, p, q))
    return float(sweep(summed_terms, (np.add,), *rows)[0][0])


def _exactly(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return d, p, q times 2^1000, each entry rounded once."""
    cells = integers(table.reshape(-1))
    width = table.shape[1]
    rows = [sum(cells[start : start + width]) for start in range(0, len(cells), width)]
    columns = [sum(cells[column::width]) for column in range(width)]
    whole = sum(rows)
    square = whole * whole
    products = [a * b for a, b in product(rows, columns)]
    p = [quotient(x * whole, square, _SCALE) for x in cells]
    q = [quotient(y, square, _SCALE) for y in products]
    d = [quotient(x * whole - y, square, _SCALE) for x, y in zip(cells, products, strict=True)]
    return np.array(d), np.array(p), np.array(q)
