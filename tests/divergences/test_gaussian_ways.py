"""Gaussians: which way is taken where, and what each way finds by itself."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from divergences import (
    _bures,
    _bures_exact,
    _gaussian,
    _gaussian_exact,
    gaussian_kl,
    gaussian_wasserstein,
)

TILTED = np.array([[2.0, 1.0], [1.0, 2.0]])
OTHER = np.array([[3.0, 1.0], [1.0, 2.0]])


def tilted(d):
    return np.eye(d) + 0.25 * np.ones((d, d))


@pytest.fixture
def taken(monkeypatch):
    """Note which ways are taken."""
    ways = []

    def watch(module, name):
        function = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given: ways.append(name) or function(*given))

    watch(_bures, "exact_bures")
    watch(_bures, "_refined")
    watch(_gaussian, "exact_gaussian_kl")
    return ways


@pytest.mark.parametrize(
    ("evenness", "d", "ways"),
    [
        (1e-4, 8, ["exact_bures"]),
        (1e-4, 9, ["_refined"]),
        (math.nextafter(1e-4, 1), 8, ["_refined"]),
        (math.nextafter(1e-8, 1), 9, ["_refined"]),
        (1e-8, 9, []),
        (0.0, 2, ["exact_bures"]),
    ],
)
def test_uneven_covariances_are_left_to_decimals_and_else_refined_as_far_as_rounding_tells(
    monkeypatch, taken, evenness, d, ways
):
    a, b = tilted(d), tilted(d) * (1 + 1e-6)
    for uneven in (a, b):  # either of the two
        monkeypatch.setattr(
            _bures, "_evenness", lambda cov, it=uneven: evenness if cov is it else 1.0
        )
        taken.clear()
        assert _bures.bures(a, b) == pytest.approx(math.sqrt(np.trace(a)) * 5e-7, rel=1e-6)
        assert taken == ways


@pytest.mark.parametrize(("apart", "ways"), [(0.999, ["_refined"]), (1.001, [])])
def test_covariances_are_refined_up_to_a_thousandth_apart(taken, apart, ways):
    other = TILTED * (1 + apart * 1e-3) ** 2
    assert _bures.bures(TILTED, other) == pytest.approx(2 * apart * 1e-3, rel=1e-11)
    assert taken == ways


def test_the_evenness_is_the_least_eigenvalue_over_the_largest():
    assert _bures._evenness(np.diag([1.0, 4.0, 2.0])) == 0.25
    assert _bures._evenness(np.zeros((2, 2))) == 0
    assert _bures._evenness(TILTED * 2.0**900) == pytest.approx(1 / 3, rel=1e-15)


@pytest.mark.parametrize("power", [-1000, -7, 0, 9, 1000])
def test_bures_scales_with_the_deviations(power):
    found = _bures.bures(np.ldexp(TILTED, power), np.ldexp(OTHER, power))
    one = _bures.bures(np.ldexp(TILTED, power % 2), np.ldexp(OTHER, power % 2))
    assert found == math.ldexp(one, power // 2)


def test_one_covariance_much_larger_than_the_other_is_no_trouble():
    large, small = TILTED * 2.0**1000, TILTED * 2.0**-1000
    for pair in ((large, small), (small, large)):
        assert _bures.bures(*pair) == pytest.approx(2.0**501, rel=1e-14)


@pytest.mark.parametrize("power", [-1000, 1000])
@pytest.mark.parametrize("tilt", [1e-9, 0.5])
def test_variances_of_other_coordinates_do_not_set_the_scale(power, tilt):
    cov = np.zeros((10, 10))
    cov[:9, :9] = tilted(9)
    cov[9, 9] = 0.125
    found = _bures.bures(np.ldexp(cov, power), np.ldexp(cov * (1 + tilt), power))
    assert found == math.ldexp(_bures.bures(cov, cov * (1 + tilt)), power // 2)


def test_newton_begins_with_what_is_symmetric_of_the_guess(monkeypatch):
    monkeypatch.setattr(_bures, "STEPS", 0)
    f, k = np.linalg.cholesky(OTHER), np.array([[1.0, 2.0], [5.0, -3.0]])
    product = f.T @ k
    found = f.T @ _bures._refined(k, f, OTHER)
    np.testing.assert_allclose(found, (product + product.T) / 2, rtol=1e-14)


def test_three_steps_of_newton_are_enough_from_a_millionth():
    f = np.linalg.cholesky(TILTED)
    difference = 1e-3 * OTHER
    k = _bures._refined(1e-6 * np.ones((2, 2)), f, difference)
    np.testing.assert_allclose((f + k) @ (f + k).T - TILTED, difference, rtol=1e-12)
    assert (f.T @ k)[0, 1] == pytest.approx((f.T @ k)[1, 0], rel=1e-12)


def test_of_diagonal_covariances_each_deviation_counts():
    a, b = np.diag([4.0, 0.0, 0.0, 9.0]), np.diag([1.0, 0.0, 4.0, 9.0])
    assert _bures.bures(a, b) == pytest.approx(math.hypot(1, 2), rel=1e-15)
    assert _bures._diagonal(a)
    assert not _bures._diagonal(TILTED)


# In decimals.


@pytest.mark.parametrize(("least", "expected"), [(2.1e-50, [80]), (1.9e-50, [80, 160])])
def test_thirty_of_eighty_digits_have_to_be_left(monkeypatch, least, expected):
    """Variances 1, v and 1, 4 v: the square is v, and the traces sum to 2 + 5 v."""
    digits = []
    nuclear = _bures_exact._nuclear
    monkeypatch.setattr(
        _bures_exact,
        "_nuclear",
        lambda columns, tiny: digits.append(8 - tiny.adjusted()) or nuclear(columns, tiny),
    )
    found = _bures_exact.exact_bures(np.diag([1.0, least]), np.diag([1.0, 4 * least]))
    assert found == pytest.approx(math.sqrt(least), rel=1e-14)
    assert digits == expected


def test_more_digits_are_taken_until_thirty_are_left(monkeypatch):
    digits = []
    nuclear = _bures_exact._nuclear

    def counted(columns, least):
        digits.append(-least.adjusted() + 8)
        return nuclear(columns, least)

    monkeypatch.setattr(_bures_exact, "_nuclear", counted)
    for tilt, expected in [(2.0**-20, [80]), (2.0**-52, [80])]:
        digits.clear()
        _bures_exact.exact_bures(TILTED, TILTED * (1 + tilt))
        assert digits == expected
    faint = np.array([[1e300, 1e-10], [1e-10, 1e-300]])
    digits.clear()
    assert _bures_exact.exact_bures(faint, faint * [[1, 1.5], [1.5, 1]]) > 0
    assert digits == [80 * 2**k for k in range(len(digits))]
    assert len(digits) > 3
    digits.clear()
    assert _bures_exact.exact_bures(TILTED, TILTED) == 0.0
    assert digits == [80, 160, 320, 640, 1280, 2560]


@pytest.mark.parametrize("least", ["1e-40", "1e-72"])
def test_the_nuclear_norm_is_the_sum_of_singular_values(least):
    rng = np.random.default_rng(0)
    for shape in ((1, 1), (2, 2), (3, 2), (2, 3), (4, 4)):
        matrix = rng.integers(-9, 10, shape)
        columns = [[Decimal(int(v)) for v in column] for column in matrix.T]
        with localcontext(prec=80), mpmath.workdps(80):
            found = _bures_exact._nuclear(columns, Decimal(least))
            values = mpmath.svd_r(mpmath.matrix(matrix.tolist()), compute_uv=False)
            error = abs(mpmath.mpf(str(found)) - mpmath.fsum(values))
            assert error <= 100 * mpmath.mpf(least)


def test_columns_that_are_zero_but_for_rounding_are_left_as_they_are(monkeypatch):
    turned = []
    turn = _bures_exact._turn
    monkeypatch.setattr(_bures_exact, "_turn", lambda c: turned.append(c) or turn(c))
    with localcontext(prec=60):
        least = Decimal("1e-20")
        for short, turns in [("0.5e-20", 0), ("2e-20", 1)]:
            turned.clear()
            columns = [[Decimal(1), Decimal(0)], [Decimal(short), Decimal(short)]]
            _bures_exact._nuclear(columns, least)
            assert (len(turned) > 0) is (turns > 0)
        for slope, turns in [("0.9e-20", 0), ("1.1e-20", 1)]:
            turned.clear()
            columns = [[Decimal(1), Decimal(0)], [Decimal(slope), Decimal(1)]]
            _bures_exact._nuclear(columns, least)
            assert (len(turned) > 0) is (turns > 0)


@pytest.mark.parametrize("cotangent", ["0", "1", "-1", "3.5", "-0.01", "1e30"])
def test_columns_are_turned_by_the_lesser_angle(cotangent):
    with localcontext(prec=50):
        c, s = _bures_exact._turn(Decimal(cotangent))
        assert abs(c * c + s * s - 1) < Decimal("1e-48")
        assert abs((c * c - s * s) - 2 * s * c * Decimal(cotangent)) < Decimal("1e-46") * (
            1 + abs(Decimal(cotangent))
        )
        assert abs(s) <= c
        assert s * Decimal(cotangent) >= 0


def test_pivots_are_the_largest_first_and_what_is_below_0_is_left():
    terms = _bures_exact._eliminated(np.array([[1.0, 2.0], [2.0, 8.0]]))
    assert terms == [([2, 8], 8), ([Fraction(1, 2), 0], Fraction(1, 2))]
    assert _bures_exact._eliminated(np.array([[1.0, 2.0], [2.0, 1.0]])) == [([1, 2], 1)]
    assert _bures_exact._eliminated(np.zeros((2, 2))) == []


# Kullback-Leibler.


@pytest.mark.parametrize(
    ("least", "d", "exactly"),
    [(1e-2, 8, True), (math.nextafter(1e-2, 1), 8, False), (1e-2, 9, False), (0.0, 9, True),
     (36 * 2.0**-52, 9, True), (37 * 2.0**-52, 9, False)],
)  # fmt: skip
def test_ill_conditioned_covariances_are_left_to_rational_arithmetic(
    monkeypatch, taken, least, d, exactly
):
    p, q = tilted(d), 2 * tilted(d)
    for ill in (p, q):
        monkeypatch.setattr(
            _gaussian,
            "smallest_correlation",
            lambda cov, it=ill: least if np.array_equal(cov, it) else 1.0,
        )
        taken.clear()
        found = gaussian_kl(np.zeros(d), p, np.zeros(d), q)
        assert found == pytest.approx(d * (math.log(2) - 0.5) / 2, rel=1e-13)
        assert taken == ["exact_gaussian_kl"] * exactly


def test_the_series_of_e_less_its_log_is_right_to_the_last_bits_up_to_one_half():
    e = np.concatenate([np.linspace(-0.5, 0.5, 41), [1e-3, -1e-9]])
    with mpmath.workdps(50):
        for found, x in zip(_gaussian.above_log(e), e.tolist(), strict=True):
            value = mpmath.mpf(x) - mpmath.log1p(mpmath.mpf(x))
            assert abs(found - value) <= 5e-16 * value


@pytest.mark.parametrize("e", [-0.5, 0.5, -0.6, 0.6])
def test_eigenvalues_on_both_sides_of_one_half_are_no_trouble(e):
    found = gaussian_kl([0.0, 0.0], np.diag([1.0 + e, 1.25]), [0.0, 0.0], np.eye(2))
    value = sum(v - math.log1p(v) for v in (e, 0.25)) / 2
    assert found == pytest.approx(value, rel=2e-15)


def test_the_largest_distance_is_a_double():
    assert gaussian_wasserstein(0.0, 1e308, 1.7e308, 0.0) == 1.7e308
    with pytest.raises(OverflowError, match=r"^W2 of these Gaussians is finite and above"):
        gaussian_wasserstein(-1e308, 1.0, 1e308, 1.0)


# In rational arithmetic.


def test_elimination_keeps_the_pivots_that_are_not_0():
    rows = [[Fraction(v) for v in row] for row in ([4, 2, 0], [2, 1, 0], [0, 0, 3])]
    assert _gaussian_exact._eliminate(rows, "cov") == {0: 4, 2: 3}
    assert rows == [[1, Fraction(1, 2), 0], [0, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("rows", "where"),
    [([[0, 1], [1, 0]], "pivot 0 is 0"), ([[1, 2], [2, 1]], "pivot 1 is -3"),
     ([[-1, 0], [0, 1]], "pivot 0 is -1")],
)  # fmt: skip
def test_what_is_no_covariance_is_refused_at_its_pivot(rows, where):
    with pytest.raises(ValueError, match=f"^cov_q is not positive semi-definite: .* {where};"):
        _gaussian_exact.refuse_indefinite(np.array(rows, dtype=float), "cov_q")


def test_a_half_of_what_is_left_and_the_log_is_rounded_once():
    tiny = Fraction(1, 2**200)
    found = _gaussian_exact._half(tiny, 1 + tiny)  # tiny - log(1 + tiny) is tiny^2 / 2
    assert found == pytest.approx(float(tiny**2) / 4, rel=1e-15)
    assert _gaussian_exact._half(Fraction(3), Fraction(2)) == (3 - math.log(2)) / 2
    with pytest.raises(OverflowError, match=r"^KL of these"):
        _gaussian_exact._half(Fraction(10) ** 309, Fraction(1))
