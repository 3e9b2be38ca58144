"""Gaussian KL and W2 against 60-digit arithmetic, closed forms, and their laws."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from divergences import gaussian_kl, gaussian_wasserstein
from divergences._covariance import (
    factor,
    read_gaussian,
    rounding,
    scales,
    smallest_correlation,
)
from divergences._gaussian import above_log

TILTS = [1.0, 1e-3, 1e-6, 1e-9, 1e-12]


def exact_kl(mean_p, cov_p, mean_q, cov_q):
    with mp.workdps(60):
        p, q = mp.matrix(cov_p.tolist()), mp.matrix(cov_q.tolist())
        delta = mp.matrix([mp.mpf(u) - mp.mpf(v) for u, v in zip(mean_p, mean_q, strict=True)])
        inverse = q**-1
        trace = sum((inverse * p)[i, i] for i in range(p.rows))
        distance = (delta.T * inverse * delta)[0, 0]
        return (trace - p.rows + distance - mp.log(mp.det(p) / mp.det(q))) / 2


def exact_w2(mean_p, cov_p, mean_q, cov_q):
    with mp.workdps(60):
        p, q = mp.matrix(cov_p.tolist()), mp.matrix(cov_q.tolist())
        delta = [mp.mpf(u) - mp.mpf(v) for u, v in zip(mean_p, mean_q, strict=True)]
        root = mp_root(p)
        cross = mp_root(root * q * root)
        bures = sum(p[i, i] + q[i, i] - 2 * cross[i, i] for i in range(p.rows))
        return mp.sqrt(sum(v * v for v in delta) + bures)


def mp_root(matrix):
    values, vectors = mp.eigsy(matrix)
    return vectors * mp.diag([mp.sqrt(max(v, 0)) for v in values]) * vectors.T


def symmetric(matrix):
    return (matrix + matrix.T) / 2


def rotated(rng, variances):
    q, _ = np.linalg.qr(rng.normal(size=(len(variances),) * 2))
    return q, symmetric(q @ np.diag(variances) @ q.T)


def close(value, exact, relative):
    return abs(value - exact) <= relative * exact


@pytest.mark.parametrize("tilt", TILTS)
@pytest.mark.parametrize("variance", [1e-200, 0.3, 1e200])
def test_kl_of_the_line_is_its_closed_form(tilt, variance):
    other, shift = variance * (1 + tilt), math.sqrt(variance) * tilt
    with mp.workdps(60):
        ratio = mp.mpf(variance) / mp.mpf(other)
        exact = (ratio - 1 - mp.log(ratio) + mp.mpf(shift) ** 2 / mp.mpf(other)) / 2
    assert close(gaussian_kl(0.0, variance, shift, other), exact, 1e-14)


@pytest.mark.parametrize("tilt", TILTS)
@pytest.mark.parametrize("variance", [1e-200, 0.3, 1e200])
def test_wasserstein_on_the_line_is_the_distance_of_means_and_deviations(tilt, variance):
    other, shift = variance * (1 + tilt), math.sqrt(variance) * tilt
    with mp.workdps(60):
        exact = mp.hypot(shift, mp.sqrt(other) - mp.sqrt(variance))
    assert close(gaussian_wasserstein(0.0, variance, shift, other), exact, 1e-13)


@pytest.mark.parametrize("tilt", TILTS)
@pytest.mark.parametrize("condition", [1.0, 1e3, 1e6])
@pytest.mark.parametrize("d", [2, 5])
def test_commuting_covariances_are_right_to_twelve_digits(d, condition, tilt):
    rng = np.random.default_rng(d)
    variances = np.geomspace(1, condition, d)
    q, cov_p = rotated(rng, variances)
    cov_q = symmetric(q @ np.diag(variances * (1 + tilt * rng.uniform(-0.5, 1, d))) @ q.T)
    mean_p, mean_q = rng.normal(size=(2, d)) * tilt
    pair = mean_p, cov_p, mean_q, cov_q
    assert close(gaussian_kl(*pair), exact_kl(*pair), 1e-12)
    assert close(gaussian_wasserstein(*pair), exact_w2(*pair), 1e-12)
    # without the means, whose distance would hide an error of the covariances
    assert close(
        gaussian_wasserstein(mean_p, cov_p, mean_p, cov_q),
        exact_w2(mean_p, cov_p, mean_p, cov_q),
        1e-12,
    )


@pytest.mark.parametrize("tilt", TILTS)
@pytest.mark.parametrize("d", [2, 5, 10])
def test_covariances_that_do_not_commute_are_right_to_twelve_digits(d, tilt):
    rng = np.random.default_rng(d)
    _, cov_p = rotated(rng, np.linspace(1, 3, d))
    turn = np.eye(d) + tilt * rng.normal(size=(d, d)) / d
    cov_q = symmetric(turn @ cov_p @ turn.T)
    zero = np.zeros(d)
    assert close(gaussian_kl(zero, cov_p, zero, cov_q), exact_kl(zero, cov_p, zero, cov_q), 1e-12)
    exact = exact_w2(zero, cov_p, zero, cov_q)
    assert close(gaussian_wasserstein(zero, cov_p, zero, cov_q), exact, 1e-12)


def test_kl_of_far_and_near_eigenvalues_keeps_both():
    rng = np.random.default_rng(3)
    for variances in ([1e-3, 1.0, 40.0] * 4, np.linspace(0.4, 1.7, 12), [1 + 1e-9] * 11 + [0.45]):
        cov_p, mean = np.diag(np.array(variances)), rng.normal(size=12)
        _, cov_q = rotated(rng, np.ones(12))
        pair = mean, cov_p, np.zeros(12), cov_q
        assert close(gaussian_kl(*pair), exact_kl(*pair), 1e-13)


def test_scales_apart_in_one_covariance_do_not_matter():
    cov_p, cov_q = np.diag([1.0, 1e-20]), np.diag([1.0, 4e-20])
    zero = np.zeros(2)
    assert gaussian_wasserstein(zero, cov_p, zero, cov_q) == pytest.approx(1e-10, rel=1e-14)
    assert gaussian_kl(zero, cov_p, zero, cov_q) == pytest.approx(
        (0.25 - 1 + math.log(4)) / 2, rel=1e-14
    )


def test_bures_distance_to_itself_is_zero():
    rng = np.random.default_rng(0)
    for rank in (1, 3, 9):
        root = rng.normal(size=(9, rank))
        cov = symmetric(root @ root.T)
        assert gaussian_wasserstein(np.ones(9), cov, np.ones(9), cov) == 0.0


def test_kl_to_itself_is_zero():
    _, cov = rotated(np.random.default_rng(0), np.geomspace(1, 1e4, 12))
    assert gaussian_kl(np.ones(12), cov, np.ones(12), cov) == 0.0


ONES = np.ones((2, 2))


@pytest.mark.parametrize(
    ("cov_p", "mean_q", "cov_q", "expected"),
    [
        (np.eye(2), [0, 0], ONES, math.inf),
        (ONES, [0, 0], np.eye(2), math.inf),
        (ONES, [1, 0], ONES, math.inf),
        (ONES, [0, 0], [[1, -1], [-1, 1]], math.inf),
        (0 * ONES, [0, 0], ONES, math.inf),
        (ONES, [0, 0], 0 * ONES, math.inf),
        (0 * ONES, [0, 0], 0 * ONES, 0.0),
        (0 * ONES, [0, 1], 0 * ONES, math.inf),
        (ONES, [1, 1], ONES, 0.5),
        (ONES, [2, 2], 2 * ONES, (0.5 - 1 + math.log(2) + 2) / 2),
        ([[1, 0], [0, 0]], [0, 0], [[4, 0], [0, 0]], (0.25 - 1 + math.log(4)) / 2),
    ],
)
def test_kl_of_singular_covariances(cov_p, mean_q, cov_q, expected):
    assert gaussian_kl([0, 0], cov_p, mean_q, cov_q) == pytest.approx(expected, rel=1e-15)


def test_kl_tells_a_nearly_singular_covariance_from_a_singular_one():
    cov_q = np.array([[1, 1 - 2**-53], [1 - 2**-53, 1]])
    pair = np.zeros(2), np.eye(2), np.zeros(2), cov_q
    assert close(gaussian_kl(*pair), exact_kl(*pair), 1e-15)
    assert gaussian_kl([0, 0], np.eye(2), [0, 0], ONES) == math.inf


@pytest.mark.parametrize("k", [1.0, 4.0, 1e300])
def test_wasserstein_of_singular_covariances(k):
    assert gaussian_wasserstein([0, 0], k * ONES, [0, 0], 4 * k * ONES) == pytest.approx(
        math.sqrt(2 * k), rel=1e-14
    )
    assert gaussian_wasserstein([0, 0], k * ONES, [0, 0], 0 * ONES) == pytest.approx(
        math.sqrt(2 * k), rel=1e-14
    )
    diagonal = [[k, 0], [0, 0]], [[0, 0], [0, k]]
    assert gaussian_wasserstein([0, 0], diagonal[0], [0, 0], diagonal[1]) == pytest.approx(
        math.sqrt(2 * k), rel=1e-14
    )


def test_factor_gives_back_a_covariance_and_its_rank():
    root = np.array([[1.0, 2.0], [3.0, 4.0], [4.0, 6.0]])
    f = factor(root @ root.T)
    assert f @ f.T == pytest.approx(root @ root.T, rel=1e-14)
    assert (f[:, 2] == 0).all()
    assert np.abs(f[:, 1]).max() > 0.1
    assert (factor(np.zeros((2, 2))) == 0).all()


def test_factor_takes_the_pivot_that_keeps_most_of_its_variance_and_none_that_rounding_left():
    """Of variances 1 and 9 with correlation r: after the first, 1 - r^2 of the other is left."""
    for left, rank in ((2.0**-48, 2), (2.0**-49, 1), (2.0**-50, 1)):
        f = factor(np.array([[1.0, 1.0], [1.0, 1.0 + left]]))
        assert f[:, 0].tolist() == [1.0, 1.0]
        assert f[:, 1].tolist() == [0.0, math.sqrt(left) if rank == 2 else 0.0]
    cov = np.diag([1.0, 9.0, 4.0])
    cov[0, 2] = cov[2, 0] = 1.6  # 1 is left of 9 whole, 0.36 of 4, which was 0.64 correlated
    f = factor(cov)
    assert f[:, 0].tolist() == [1.0, 0.0, 1.6]
    assert f[:, 1].tolist() == [0.0, 3.0, 0.0]
    assert f[:, 2] == pytest.approx([0.0, 0.0, 1.2], rel=1e-15)


def test_the_smallest_correlation_is_an_eigenvalue_at_variances_below_one():
    cov = np.array([[4.0, 3.0], [3.0, 4.0]])  # scaled by 4 each: 1/4 and 3/16
    assert smallest_correlation(cov) == pytest.approx(1 / 16, rel=1e-14)


def test_a_covariance_symmetric_up_to_rounding_means_the_mean_of_itself_and_its_transpose():
    allowed = 8 * 2.0**-52  # of variances 1 in two dimensions; of 4 and 1 twice that
    for scale in (1.0, 2.0):
        for off, message in [(allowed, None), (allowed + 2.0**-54, r"entry \[0, 1\] is .*0\.25")]:
            cov = np.array([[scale**2, 0.25], [0.25 + scale * off, 1.0]])
            if message:
                with pytest.raises(ValueError, match=message):
                    read_gaussian([0.0, 0.0], cov, "p")
            else:
                read = read_gaussian([0.0, 0.0], cov, "p")[1]
                mean = 0.25 + scale * off / 2
                assert read.tolist() == [[scale**2, mean], [mean, 1.0]]
    large = np.array([[1.7e308, -1.6e308], [-1.6e308, 1.7e308]])
    assert (read_gaussian([0.0, 0.0], large, "p")[1] == large).all()
    large[0, 1] = 1.6e308
    with pytest.raises(ValueError, match="not symmetric"):
        read_gaussian([0.0, 0.0], large, "p")


def test_the_least_variance_is_named_and_an_eigenvalue_may_be_below_zero_by_rounding():
    with pytest.raises(ValueError, match=r"^cov_p\[2, 2\] is -2.0, below 0; a variance is >= 0$"):
        read_gaussian([0.0] * 4, np.diag([1.0, -1.0, -2.0, 3.0]), "p")
    for beyond, message in [(30, None), (34, "its least eigenvalue is -7.5.*e-15; a covariance")]:
        one = 1 + beyond * 2.0**-52  # over four times the variances, as scales are 2
        cov = np.array([[1.0, one], [one, 1.0]])
        if message:
            with pytest.raises(ValueError, match=message):
                read_gaussian([0.0, 0.0], cov, "p")
        else:
            assert (read_gaussian([0.0, 0.0], cov, "p")[1] == cov).all()


def test_scales_are_powers_of_two_near_the_deviations():
    assert scales(np.diag([1.0, 16.0, 0.0, 0.3])).tolist() == [2.0, 8.0, 2.0, 1.0]
    assert rounding(3) == 12 * 2**-52


def test_above_log_is_right_to_the_last_digits():
    for e in [-0.5, -0.3, -1e-3, -1e-12, 1e-150, 1e-9, 0.2, 0.5]:
        with mp.workdps(400):
            exact = mp.mpf(e) - mp.log1p(mp.mpf(e))
        assert close(float(above_log(np.array([e]))[0]), exact, 1e-15)


laws = st.integers(0, 2**32).map(np.random.default_rng)


def gaussian(rng, d):
    root = rng.normal(size=(d, d + 2))
    return rng.normal(size=d), symmetric(root @ root.T)


@settings(max_examples=40)
@given(rng=laws, d=st.integers(1, 4))
def test_wasserstein_is_a_metric_that_ignores_translation_and_scales(rng, d):
    a, b, c = (gaussian(rng, d) for _ in range(3))
    direct = gaussian_wasserstein(*a, *c)
    assert direct == pytest.approx(gaussian_wasserstein(*c, *a), rel=1e-13)
    assert direct <= gaussian_wasserstein(*a, *b) + gaussian_wasserstein(*b, *c)
    scaled = [(8 * m, 64 * s) for m, s in (a, c)]
    assert gaussian_wasserstein(*scaled[0], *scaled[1]) == pytest.approx(8 * direct, rel=1e-13)
    assert direct > 0


@settings(max_examples=40)
@given(rng=laws, d=st.integers(1, 4))
def test_kl_does_not_change_under_an_invertible_map(rng, d):
    (mp_, sp), (mq, sq) = gaussian(rng, d), gaussian(rng, d)
    by = np.ldexp(1.0, rng.integers(-20, 20, d))
    moved = gaussian_kl(mp_ * by, sp * np.outer(by, by), mq * by, sq * np.outer(by, by))
    assert gaussian_kl(mp_, sp, mq, sq) == pytest.approx(moved, rel=1e-13)
    assert moved > 0


def test_overflow_is_an_error_not_an_infinity():
    with pytest.raises(OverflowError, match="KL of these Gaussians is finite"):
        gaussian_kl(1e200, 1.0, 0.0, 1e-200)
    with pytest.raises(OverflowError, match="KL of these Gaussians is finite"):
        gaussian_kl([0, 0], [[1e200, 0], [0, 1e200]], [0, 0], [[1e-200, 0], [0, 1e-200]])
    cov = [[1.0, 1 - 2**-53], [1 - 2**-53, 1.0]]
    with pytest.raises(OverflowError, match="KL of these Gaussians is finite"):
        gaussian_kl([1e200, 0], np.eye(2), [0, 0], cov)
    with pytest.raises(OverflowError, match="W2 of these Gaussians is finite"):
        gaussian_wasserstein(1e308, 1.0, -1e308, 1.0)


@pytest.mark.parametrize("distance", [gaussian_kl, gaussian_wasserstein])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.0, -1.0, 0.0, 1.0), r"cov_p\[0, 0\] is .*-1.0.*, below 0; a variance is >= 0"),
        ((0.0, 1.0, np.nan, 1.0), r"mean_q.* is nan"),
        ((0.0, np.inf, 0.0, 1.0), r"cov_p.* is inf"),
        (([], np.eye(0), 0.0, 1.0), r"mean_p has shape \(0,\), which is empty"),
        (([0, 0], np.eye(3), 0.0, 1.0), r"cov_p has shape \(3, 3\) and mean_p \(2,\); pass"),
        (([0, 0], [1, 1], 0.0, 1.0), r"cov_p has shape \(2,\).*np.diag\(variances\)"),
        (([[0]], 1.0, 0.0, 1.0), r"mean_p has shape \(1, 1\); pass \(d,\)"),
        (([0, 0], np.eye(2), 0.0, 1.0), r"p lives in R\^2 and q in R\^1; give one dimension"),
        (
            ([0, 0], [[1, 0.5], [0.25, 1]], [0, 0], np.eye(2)),
            r"cov_p is not symmetric: entry \[0, 1\] is .*0.5.* and \[1, 0\] is .*0.25.*pass \(S",
        ),
        (
            ([0, 0], np.eye(2), [0, 0], [[1, 2], [2, 1]]),
            r"cov_q is not positive semi-definite: its least eigenvalue is -1; a covariance",
        ),
    ],
)
def test_refuses_what_is_no_gaussian(distance, arguments, message):
    with pytest.raises(ValueError, match=message):
        distance(*arguments)


def test_kl_refuses_a_covariance_that_rounding_made_indefinite():
    indefinite = np.array([[1.0, 1 + 2**-52], [1 + 2**-52, 1.0]])
    with pytest.raises(ValueError, match="cov_q is not positive semi-definite: eliminating, pivot"):
        gaussian_kl([0, 0], np.eye(2), [0, 0], indefinite)
    with pytest.raises(ValueError, match=r"cov_p is not positive .* pivot 1 is -"):
        gaussian_kl([0, 0], indefinite, [0, 0], np.eye(2))
    assert gaussian_wasserstein([0, 0], indefinite, [0, 0], 4 * ONES) == pytest.approx(
        math.sqrt(2), rel=1e-7
    )


def test_kl_refuses_to_decide_what_is_singular_in_many_dimensions():
    cov = np.ones((41, 41))
    with pytest.raises(ValueError, match="dimension 41 is singular to within rounding"):
        gaussian_kl(np.zeros(41), cov, np.zeros(41), np.eye(41))
    assert gaussian_kl(np.zeros(12), np.ones((12, 12)), np.zeros(12), np.eye(12)) == math.inf
    some = np.diag([0.0] + [1.0] * 39)
    assert gaussian_kl(np.zeros(40), some, np.zeros(40), some) == 0.0
