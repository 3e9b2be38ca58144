"""Gaussians: exact rational linear algebra, balls only for logarithms and eigenvalues."""

from typing import Any

import numpy as np
from flint import acb_mat, arb, arb_mat, fmpq, fmpq_mat

from .laws import total


def rational(values: Any) -> fmpq_mat:
    """Return a matrix, or a vector as one column, of the doubles given."""
    rows = np.reshape(values, (len(values), -1))
    return fmpq_mat(*rows.shape, [fmpq(*v.as_integer_ratio()) for v in rows.ravel().tolist()])


def kl(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> arb:
    """Return (tr(Q^-1 (P + m m^T)) - d + log(det Q / det P)) / 2, m = mean_q - mean_p."""
    m, p, q = rational(mean_q) - rational(mean_p), rational(cov_p), rational(cov_q)
    scaled = q.solve(p + m * m.transpose())
    diagonal = sum((scaled[i, i] - 1 for i in range(len(mean_p))), fmpq(0))
    return (arb(diagonal) + arb(q.det() / p.det()).log()) / 2


def wasserstein_squared(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> arb:
    """Return |m|^2 + tr P + tr Q - 2 sum of the roots of the eigenvalues of P Q."""
    m, p, q = rational(mean_q) - rational(mean_p), rational(cov_p), rational(cov_q)
    moved = arb((m.transpose() * m)[0, 0])
    if p == q:
        return moved
    roots = acb_mat(arb_mat(p * q)).eig(multiple=True)  # all are real and >= 0
    spread = total((p + q)[i, i] for i in range(len(mean_p)))
    return moved + (spread - 2 * total(r.real.nonnegative_part().sqrt() for r in roots))
