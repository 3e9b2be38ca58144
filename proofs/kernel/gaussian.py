"""Gaussians: exact rational linear algebra, balls only for logarithms and eigenvalues."""

from typing import Any

import numpy as np
from flint import acb_mat, arb, arb_mat, fmpq, fmpq_mat

from .laws import total


def rational(values: Any) -> fmpq_mat:
    """Return a matrix, or a vector as one column, of the doubles given."""
    rows = np.asarray(values).reshape(len(values), -1)
    return fmpq_mat(*rows.shape, [fmpq(*v.as_integer_ratio()) for v in rows.ravel().tolist()])


def trace(matrix: fmpq_mat) -> fmpq:
    """Return the sum of the diagonal."""
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))


def kl(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> arb:
    """Return (tr(Q^-1 P) - d + |mean_q - mean_p|^2 in Q^-1 + log(det Q / det P)) / 2."""
    m, p, q = rational(mean_q) - rational(mean_p), rational(cov_p), rational(cov_q)
    quadratic = (m.transpose() * q.solve(m))[0, 0]
    return (arb(trace(q.solve(p)) - q.nrows() + quadratic) + arb(q.det() / p.det()).log()) / 2


def wasserstein_squared(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> arb:
    """Return |mean_p - mean_q|^2 + tr P + tr Q - 2 sum of the roots of the eigenvalues of P Q."""
    m, p, q = rational(mean_q) - rational(mean_p), rational(cov_p), rational(cov_q)
    moved = trace(m * m.transpose())
    if p == q:
        return arb(moved)
    roots = acb_mat(arb_mat(p * q)).eig(multiple=True)  # all are real and >= 0
    spread = arb(trace(p) + trace(q)) - 2 * total(r.real.nonnegative_part().sqrt() for r in roots)
    return arb(moved) + spread.nonnegative_part()
