"""Mutual information of a joint law."""

import math
from itertools import product
from typing import Any

import numpy as np

from ._arrays import input_epsilon, read_flag, read_numbers, refuse_empty
from ._exact import GRID, TOP, Difference, integers, quotient
from ._kl import KL, summed_terms
from ._pair import Rows
from ._simplex import tolerance
from ._sweep import sweep
from ._totals import validated_totals

_SHORT = 4096  # entries up to which integers cost little
_FAR = 1 / 4  # a spread of this share of the sum is far above the rounding of the marginals
_LIGHT = 2**-500  # there, what is lighter than this weighs nothing


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
        entropies. Within 1e-14 of the exact value, relatively.

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
    flat = Rows(table.ravel()[None], "joint", (), allowed)
    _, (power,) = validated_totals(flat)
    if table.size > _SHORT:
        law = np.ldexp(table, -power)
        law[law < _LIGHT] = 0.0
        independent = np.outer(law.sum(axis=1), law.sum(axis=0)) / law.sum()
        apart = law - independent
        if np.abs(apart).sum() > _FAR:
            return _sum(apart, law, independent) / float(law.sum())
    return math.ldexp(*KL.careful(_from_product(table)))


def _sum(d: np.ndarray, p: np.ndarray, q: np.ndarray) -> float:
    rows = (matrix.ravel()[None] for matrix in (d, p, q))
    ((total,),) = sweep(summed_terms, (np.add,), *rows)
    return float(total)


def _from_product(table: np.ndarray) -> Difference:
    """Return the difference of the joint law from the product of its marginals, from integers."""
    cells = integers(table.ravel())
    width = table.shape[1]
    rows = [sum(cells[start : start + width]) for start in range(0, len(cells), width)]
    columns = [sum(cells[column::width]) for column in range(width)]
    whole = sum(rows)
    products = [a * b for a, b in product(rows, columns)]
    bits = whole.bit_length()
    p = [quotient(x, 1, TOP - bits) for x in cells]
    q = [quotient(y, whole, TOP - bits) for y in products]
    gaps = zip(cells, products, strict=True)
    d = [quotient(x * whole - y, whole, TOP - bits) for x, y in gaps]
    return Difference(
        p=np.array(p),
        q=np.array(q),
        d=np.array(d),
        total=quotient(whole, 1, TOP - bits),
        raw_p=table.ravel(),
        raw_q=np.array(products, dtype=object),
        c=quotient(1, whole, bits),
        up_p=TOP - bits + GRID,
        up_q=TOP - 2 * bits,
        sum_p=whole,
        sum_q=whole * whole << GRID,
    )
