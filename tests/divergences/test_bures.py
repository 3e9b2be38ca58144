"""W2 between Gaussians whose covariances are singular, nearly equal, or of many magnitudes."""

import math

import mpmath as mp
import numpy as np
import pytest

from divergences import gaussian_wasserstein
from divergences._bures_exact import exact_bures

ONES = np.ones((2, 2))


def exact_w2(cov_p, cov_q, digits):
    with mp.workdps(digits):
        p, q = mp.matrix(cov_p.tolist()), mp.matrix(cov_q.tolist())
        root = mp_root(p)
        cross = mp_root(root * q * root)
        return mp.sqrt(sum(p[i, i] + q[i, i] - 2 * cross[i, i] for i in range(p.rows)))


def mp_root(matrix):
    values, vectors = mp.eigsy(matrix)
    return vectors * mp.diag([mp.sqrt(max(v, 0)) for v in values]) * vectors.T


def between(cov_p, cov_q):
    zero = np.zeros(len(cov_p))
    return gaussian_wasserstein(zero, cov_p, zero, cov_q)


def close(value, exact, relative):
    return abs(value - exact) <= relative * exact


GRAM = np.array([[5.0, 11, 17], [11, 25, 39], [17, 39, 61]])  # of rank 2
GRADED = np.array([[5e88, -3.0000000000000002e97], [-3.0000000000000002e97, 5e106]])
SINGULAR = {
    "diagonal": np.diag([3.0, 0.0]),
    "of rank 2": GRAM,
    "of rank 1": ONES,
    "graded": GRADED,
    "large": 2.0**900 * GRAM,
    "nearly singular": np.array([[1, 1 - 2**-53], [1 - 2**-53, 1]]),
}


PROPORTIONAL = ["diagonal", "of rank 2", "of rank 1", "large"]  # to what follows, exactly


@pytest.mark.parametrize("name", SINGULAR)
@pytest.mark.parametrize("tilt", [2.0**-46, 2.0**-40, 2.0**-20, 0.5])
def test_nearly_equal_singular_covariances_are_right_to_thirteen_digits(name, tilt):
    cov = SINGULAR[name]
    other = cov * (1 + tilt)
    with mp.workdps(60):
        exact = (mp.sqrt(1 + mp.mpf(tilt)) - 1) * mp.sqrt(sum(mp.mpf(v) for v in np.diag(cov)))
    if name not in PROPORTIONAL:
        exact = exact_w2(cov, other, digits=400)
    assert close(between(cov, other), exact, 1e-13)


def test_singular_covariances_with_other_ranges_are_right_to_thirteen_digits():
    tiny = 2.0**-60
    beside = np.diag([0.0, 0.0, 1.0])
    assert between(np.diag([1.0, 1, 0]), beside) == pytest.approx(math.sqrt(3), rel=1e-15)
    turned = np.array([[1.0, tiny, 0], [tiny, tiny * tiny, 0], [0, 0, 0]])  # of rank 1: (1, t, 0)
    exact = tiny * (1 + tiny * tiny / 8)
    assert between(np.diag([1.0, 0, 0]), turned) == pytest.approx(exact, rel=1e-13)


def test_a_small_change_of_the_least_variance_is_seen():
    other = GRADED.copy()
    other[0, 0] *= 1 + 2.0**-40
    pair = GRADED, other
    assert close(between(*pair), exact_w2(*pair, digits=400), 1e-13)
    faint = np.array([[1e300, 1e-10], [1e-10, 1e-300]])
    pair = faint, faint * [[1, 1.5], [1.5, 1]]
    assert close(between(*pair), exact_w2(*pair, digits=2000), 1e-13)


@pytest.mark.parametrize("d", [3, 8])
def test_random_singular_covariances_are_right_to_thirteen_digits(d):
    rng = np.random.default_rng(d)
    root, other = rng.integers(-9, 9, (2, d, d - 1)).astype(float)
    for scale, tilted in ((1.0, other), (2.0**20, 2.0**20 * root + other)):
        pair = scale**2 * root @ root.T, tilted @ tilted.T
        assert close(between(*pair), exact_w2(*pair, digits=200), 1e-13)


def test_diagonal_covariances_of_many_dimensions_keep_their_digits():
    cov = np.diag([3.0] * 6 + [0.0] * 6)
    other = cov * (1 + 2.0**-48)
    exact = math.sqrt(18) * (2.0**-49 - 2.0**-99)
    assert between(cov, other) == pytest.approx(exact, rel=1e-14)


def test_grades_in_many_dimensions_cost_1e_7_of_the_largest_deviation_and_no_warning():
    rng = np.random.default_rng(0)
    root = rng.normal(size=(12, 12)) * 10.0 ** np.arange(0, -36, -3)[:, None]
    cov = root @ root.T
    trace = math.sqrt(np.trace(cov))
    value = between(cov, cov * (1 + 2.0**-40))
    assert value == pytest.approx(trace * 2.0**-41, abs=1e-7 * trace)


def test_covariances_that_rounding_made_indefinite_and_equal_are_at_distance_zero():
    low, high = (np.array([[0.0, v], [v, 0.0]]) for v in (5e-324, 1e-323))
    assert between(low, high) == 0.0


def test_covariances_that_are_singular_in_different_directions_are_settled():
    a = np.array([[5.0, 9, -5, -1], [9, 27, -3, -12], [-5, -3, 9, -5], [-1, -12, -5, 10]])
    b = np.array([[5.0, 4, -7, -4], [4, 18, -1, -7], [-7, -1, 19, 13], [-4, -7, 13, 21]])
    assert abs(exact_bures(a, b) - exact_w2(a, b, 60)) <= 1e-14
