"""Gaussian closed forms in rational arithmetic."""

import mpmath
import numpy as np
import pytest
from flint import ctx

from proofs.kernel import gaussian


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(256), mpmath.workdps(50):
        yield


MEANS = np.array([1.0, -0.5]), np.array([0.25, 3.0])
COVARIANCES = np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([[1.0, -0.25], [-0.25, 3.0]])


def agree(ball, value):
    assert abs(mpmath.mpf(ball.mid().str(60, radius=False)) - value) < mpmath.mpf(10) ** -45


def problem():
    m = mpmath.matrix((MEANS[1] - MEANS[0]).tolist())
    p, q = (mpmath.matrix(c.tolist()) for c in COVARIANCES)
    return m, p, q


def test_kl_is_the_closed_form():
    m, p, q = problem()
    inverse = q**-1
    product = inverse * p
    value = (
        product[0, 0] + product[1, 1] - 2 + (m.T * inverse * m)[0]
        + mpmath.log(mpmath.det(q) / mpmath.det(p))
    ) / 2  # fmt: skip
    agree(gaussian.kl(MEANS[0], COVARIANCES[0], MEANS[1], COVARIANCES[1]), value)


def test_wasserstein_is_the_closed_form_by_square_roots_of_matrices():
    m, p, q = problem()
    half = mpmath.sqrtm(p)
    cross = mpmath.sqrtm(half * q * half)
    traces = [s[0, 0] + s[1, 1] for s in (p, q, cross)]
    value = (m.T * m)[0] + traces[0] + traces[1] - 2 * traces[2]
    given = MEANS[0], COVARIANCES[0], MEANS[1], COVARIANCES[1]
    agree(gaussian.wasserstein_squared(*given), value)


def test_equal_gaussians_are_exactly_nothing_apart():
    same = MEANS[0], COVARIANCES[0], MEANS[0], COVARIANCES[0]
    assert gaussian.kl(*same).is_zero()
    assert gaussian.wasserstein_squared(*same).is_zero()


def test_equal_covariances_leave_the_distance_of_means():
    moved = MEANS[0], COVARIANCES[0], MEANS[1], COVARIANCES[0]
    assert gaussian.wasserstein_squared(*moved) == 0.75**2 + 3.5**2


def test_point_masses_and_repeated_eigenvalues_are_enclosed():
    flat = np.zeros((2, 2))
    assert gaussian.wasserstein_squared(MEANS[0], flat, MEANS[0], np.eye(2)).contains(2)
    assert gaussian.wasserstein_squared(MEANS[0], 4 * np.eye(2), MEANS[0], np.eye(2)).contains(2)


def test_numbers_are_read_exactly():
    assert gaussian.rational(np.array([0.1]))[0, 0] * 10 != 1
    assert gaussian.rational(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()[1][0] == 3
