"""The bound of a spectral norm lies above it, by a proof in balls, and only just above it."""

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, ctx
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from gan.critics import _norms
from gan.critics._norms import spectral_norm_bound

BITS = 2400  # squares of doubles from 1e-300 to 1e300, side by side
PRECISE = 400
finite = st.floats(-1e300, 1e300)
matrices = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=5), elements=finite)
plain = st.floats(-4, 4).filter(lambda t: t == 0 or abs(t) > 1e-6)
plain_matrices = arrays(
    np.float64, array_shapes(min_dims=2, max_dims=2, max_side=5), elements=plain
)


def in_balls(matrix):
    return arb_mat([[arb(float(entry)) for entry in row] for row in matrix])


def signs_of_pivots(level, matrix, bits):
    """The pivots of level^2 I - A^T A, in balls: all positive proves |A| < level (Sylvester)."""
    with ctx.workprec(bits):
        a = in_balls(matrix if matrix.shape[0] >= matrix.shape[1] else matrix.T)
        n = a.ncols()
        rest = -(a.transpose() * a)
        rows = [[rest[i, j] + (level * level if i == j else 0) for j in range(n)] for i in range(n)]
        for k in range(n):
            pivot = rows[k][k]
            yield (pivot > 0) - (pivot < 0)
            if not pivot > 0:
                return
            for i in range(k + 1, n):
                factor = rows[i][k] / pivot
                rows[i] = [u - factor * v for u, v in zip(rows[i], rows[k], strict=True)]


def is_above(level, matrix, bits=PRECISE):
    return all(sign > 0 for sign in signs_of_pivots(arb(level), matrix, bits))


def is_below(level, matrix, bits=PRECISE):
    return any(sign < 0 for sign in signs_of_pivots(arb(level), matrix, bits))


def orthonormal(rng, rows, columns):
    q, _ = np.linalg.qr(rng.normal(size=(max(rows, columns), min(rows, columns))))
    return q if rows >= columns else q.T


@given(matrix=matrices)
@example(matrix=np.full((2, 2), 5e-324))
@example(matrix=np.array([[1e300, 1e-300], [0.0, 1e-300]]))
@example(matrix=np.array([[1.0, 1e-170], [0.0, 1e-170]]))
@example(matrix=np.array([[3.0]]))
def test_the_bound_is_above_the_norm(matrix):
    bound = spectral_norm_bound(matrix)
    assert bound == 0 if not matrix.any() else is_above(bound, matrix, BITS)


@given(matrix=plain_matrices)
def test_the_bound_is_above_the_norm_by_little(matrix):
    if matrix.any():
        assert is_below(spectral_norm_bound(matrix) * (1 - 1e-14), matrix)


@pytest.mark.parametrize(("rows", "columns"), [(1, 64), (64, 1), (64, 2), (48, 48), (20, 60)])
def test_for_orthonormal_rows_or_columns_it_is_one_and_some_roundings(rows, columns):
    matrix = orthonormal(np.random.default_rng(rows), rows, columns)
    bound = spectral_norm_bound(matrix)
    assert is_above(bound, matrix)
    assert abs(bound - 1) < 1e-14
    assert is_below(bound * (1 - 1e-14), matrix)


@pytest.mark.parametrize("order", [3, 16, 48])
def test_for_any_other_matrix_it_is_within_n_squared_roundings(order):
    matrix = np.random.default_rng(order).normal(size=(order, order))
    bound = spectral_norm_bound(matrix)
    assert is_above(bound, matrix)
    assert is_below(bound * (1 - (order + 8) ** 2 * 2.0**-52), matrix)


@pytest.mark.parametrize("spread", [1.0, 1e-3, 1e-9])
def test_a_cluster_of_large_singular_values_costs_nothing(spread):
    """Power iteration stops early here, below the norm."""
    rng = np.random.default_rng(3)
    u, v = orthonormal(rng, 24, 24), orthonormal(rng, 24, 24)
    matrix = u * (2 + spread * rng.uniform(size=24)) @ v
    bound = spectral_norm_bound(matrix)
    assert is_above(bound, matrix)
    assert is_below(bound * (1 - 1e-12), matrix)


@given(matrix=arrays(np.float64, (3, 2), elements=st.floats(-1, 1)))
def test_the_shifted_gram_matrix_is_off_by_no_more_than_it_says(matrix):
    shifted, shift, error = _norms._shifted_gram(matrix)
    with ctx.workprec(BITS):
        a = in_balls(matrix)
        gram = a.transpose() * a
        off = sum(
            (gram[i, j] - (arb(shift) if i == j else 0) - arb(float(shifted[i, j]))) ** 2
            for i in range(2)
            for j in range(2)
        )
        assert off <= arb(error) ** 2
    assert error < 1e-14


def test_the_products_of_slices_are_exact():
    """Entries with all their bits: a plain product would be off by 1e-16, this one by 1e-30."""
    matrix = np.random.default_rng(0).uniform(0.5, 1, size=(40, 3))
    shifted, shift, error = _norms._shifted_gram(matrix)
    with ctx.workprec(PRECISE):
        a = in_balls(matrix)
        off = (a.transpose() * a)[0, 1] - arb(float(shifted[0, 1]))
        assert abs(off) < abs(shifted[0, 1]) * 2.0**-53
    assert error < 40 * (abs(shift) + np.abs(shifted).sum()) * 2.0**-53


def test_the_rounding_of_each_square_is_counted():
    """Two equal blocks of one number: sums of 120 equal terms, rounded the same way, squared and
    squared again, as no singular value is the only one left. Uncounted, a third falls below."""
    for entry in np.random.default_rng(1).uniform(0.5, 1, 8):
        matrix = np.kron(np.eye(2), np.full((120, 120), entry))
        assert Fraction(_norms.norm_by_squaring(matrix)) >= 120 * Fraction(entry)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_a_matrix_that_is_not_of_numbers_has_no_bound(wrong):
    assert spectral_norm_bound(np.array([[1.0, wrong]])) == math.inf


def test_a_norm_above_the_largest_double_is_infinite():
    assert spectral_norm_bound(np.full((4, 4), 1e308)) == math.inf


def test_rounding_up_takes_the_next_double():
    assert _norms.up(1.0) == 1 + 2.0**-52


def test_what_underflows_is_counted_and_nobody_is_told():
    with np.errstate(all="raise"):
        bound = spectral_norm_bound(np.array([[1e300, 1e-300], [5e-324, 1e-300]]))
    assert bound == pytest.approx(1e300, rel=1e-14)
