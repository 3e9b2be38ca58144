"""Renyi divergences: each way of computing them, and where one ends and the next begins."""

import math

import mpmath
import numpy as np
import pytest

from divergences import _kl, _renyi, kl, renyi
from divergences._form import Sums
from divergences._pair import Rows, read_pair

P, Q = np.array([0.5, 0.25, 0.25]), np.array([0.125, 0.375, 0.5])
JUST = (0.5, 0.5), (0.25, 0.75)  # laws, where it does not matter which


def in_digits(p, q, a):
    """Return D_a of two vectors of any positive sums, in 700 digits."""
    with mpmath.workdps(700):
        p, q = ([mpmath.mpf(float(v)) for v in law] for law in (p, q))
        p, q = [v / mpmath.fsum(p) for v in p], [v / mpmath.fsum(q) for v in q]
        a = mpmath.mpf(a)
        shared = mpmath.fsum(v**a * w ** (1 - a) for v, w in zip(p, q, strict=True) if v and w)
        return mpmath.log(shared) / (a - 1)


def near(found, value, relative=1e-14):
    return abs(found - value) <= relative * abs(value)


@pytest.fixture
def entered(monkeypatch):
    """Note with what a function of the module is called."""

    def watch(name):
        calls, function = [], getattr(_renyi, name)

        def watched(*arguments, **settings):
            calls.append(arguments)
            return function(*arguments, **settings)

        monkeypatch.setattr(_renyi, name, watched)
        return calls

    return watch


def test_orders_below_2_to_the_minus_60_are_taken_to_first_order(entered):
    calls = entered("_next_to_zero")
    renyi(*JUST, 2.0**-60)
    assert not calls
    renyi(*JUST, math.nextafter(2.0**-60, 0))
    assert len(calls) == 1


def test_orders_below_one_half_are_those_of_the_laws_exchanged(entered):
    calls = entered("_divergences")
    renyi(*JUST, 0.5)
    renyi(*JUST, math.nextafter(0.5, 0))
    renyi(*JUST, 0.125)
    assert [(first.name, a, b) for first, _, a, b in calls] == [
        ("p", 0.5, -0.5),
        ("q", 0.5, -math.nextafter(0.5, 0)),
        ("q", 0.875, -0.125),
    ]


@pytest.mark.parametrize("order", [2.0**-61, 2.0**-100, 2.0**-900])
@pytest.mark.parametrize(
    ("p", "q"),
    [
        ([0.5, 0.25, 0.25], [0.125, 0.375, 0.5]),
        ([0.5, 0.5, 0.0], [0.25, 0.25, 2.0**-80]),
        ([0.5, 0.5, 0.0], [0.0, 0.25, 0.75]),
        ([0.25, 0.75], [0.25, 0.75 + 2.0**-40]),
    ],
)
def test_orders_next_to_0_have_a_term_of_first_order(p, q, order):
    assert near(renyi(p, q, order, normalize=True), in_digits(p, q, order))


@pytest.mark.parametrize(
    ("kept", "missed"),
    [(1.0, 2.0**-70), (0.75, 0.25), (0.5, 0.5), (0.25, 0.75), (2.0**-600, 1.0), (1.0, 1e-300),
     (5e-324, 1e308)],
)  # fmt: skip
def test_order_0_is_right_however_much_of_q_lies_beside_p(kept, missed):
    with mpmath.workdps(700):
        value = -mpmath.log(mpmath.mpf(kept) / (mpmath.mpf(kept) + mpmath.mpf(missed)))
    assert near(renyi([0.5, 0.0], [kept, missed], 0, normalize=True), value, 1e-15)


def test_order_0_is_never_minus_0():
    assert math.copysign(1, renyi([0.5, 0.5], [0.25, 0.75], 0)) == 1
    assert math.copysign(1, renyi([1.0], [1.0], 0)) == 1


EXTREME = [
    ([0.5, 0.5], [5e-324, 1e308]),
    ([5e-324, 1e308], [0.5, 0.5]),
    ([1e-300, 1.0], [1.0, 1e-300]),
    ([1.7e308, 1.7e308, 1e-300], [1e-300, 1e-300, 1.7e308]),
    ([2.0**-900, 0.0, 1.0], [2.0**-900, 1.0, 0.0]),
    ([2.0**50, 2.0**-1050, 2.0**1000, 0.0], [2.0**50, 2.0**-1050, 0.0, 2.0**1000]),
]


@pytest.mark.parametrize(("p", "q"), EXTREME)
@pytest.mark.parametrize("a", [0.5, 0.75, 0.875, 1.25, 1.5, 3.0, 50.0])
def test_far_from_0_the_sum_is_taken_by_itself_or_by_logarithms(p, q, a):
    p, q = np.array(p), np.array(q)
    value = math.inf if a > 1 and (p[q == 0] > 0).any() else in_digits(p, q, a)
    found = _renyi._by_sum(p, q, a, a - 1)
    assert found == value or near(found, value, 1e-14)


def test_logarithms_are_taken_where_the_sum_is_at_most_2_to_the_minus_900(entered):
    calls = entered("difference")
    least = np.array([2.0**-900])
    _renyi._by_sum(least, least * (1 + 2.0**-50), 0.5, -0.5)
    assert not calls
    _renyi._by_sum(least, least, 0.5, -0.5)
    assert len(calls) == 1


def found_as(monkeypatch, x, k, a, b):
    """Return what a sum x 2^k of the terms means for D_a, and the rows that are summed anew."""
    anew = []
    monkeypatch.setattr(_renyi, "evaluate", lambda *_: (np.array(x), np.array(k)))
    monkeypatch.setattr(
        _renyi, "_by_sum", lambda p, q, a, b: anew.append((p[0], q[0], a, b)) or 7.0
    )
    rows = [
        Rows(np.arange(start, start + len(x))[:, None], name, (len(x),), 0.0)
        for name, start in (("p", 10), ("q", 20))
    ]
    return [v.tolist() for v in _renyi._divergences(*rows, a, b)], anew


def test_the_divergence_is_the_log_of_one_more_than_the_sum(monkeypatch):
    (values, powers), anew = found_as(monkeypatch, [0.5, 3.0, 0.75], [-1, 2, 0], 3.0, 2.0)
    expected = [math.log1p(0.5) / 2, math.log1p(24) / 2, math.log1p(1.5) / 2]
    assert values == pytest.approx(expected, rel=1e-15)
    assert (powers, anew) == ([0, 0, 0], [])


def test_sums_below_1e_20_are_the_divergence_itself_with_its_power_of_two(monkeypatch):
    below = math.nextafter(1e-20, 0)
    (values, powers), _ = found_as(monkeypatch, [1e-20, below, 0.25], [0, 0, -2000], 2.0, 1.0)
    assert values == [1e-20, below, 0.25]
    assert powers == [0, 0, -2000]
    (_, powers), _ = found_as(monkeypatch, [1e-20 * 2, below * 2], [-1, -1], 2.0, 1.0)
    assert powers == [0, -1]


def test_sums_below_one_half_of_1_or_too_large_are_taken_anew(monkeypatch):
    x = [0.5, math.nextafter(0.5, 1), 0.9]
    (values, _), anew = found_as(monkeypatch, x, [0, 0, 0], 0.5, -1.0)
    assert values == [math.log(2), 7.0, 7.0]
    assert anew == [(11, 21, 0.5, -1.0), (12, 22, 0.5, -1.0)]
    x = [1e308, 1e308, math.nan]
    (values, _), anew = found_as(monkeypatch, x, [0, 1, 0], 2.0, 1.0)
    assert values == [math.log(1e308), 7.0, 7.0]
    assert len(anew) == 2


@pytest.mark.parametrize("order", [0.5, 1.5, 8.0, 9.0, 101.0])
def test_the_share_of_a_sum_that_logarithms_do_for_grows_with_its_steepness(monkeypatch, order):
    shares = []
    monkeypatch.setattr(_renyi, "summed", lambda *_, share, **others: shares.append(share))
    b = order - 1
    _renyi._form(order, b).terms(None, None, None, None)
    _kl.KL.terms([np.empty((1, 1))] * 5, *np.zeros((3, 1, 1)))
    (share,) = shares
    assert share == 0.14 if b < 40 else math.log1p(b * share) == pytest.approx(b / 16, rel=1e-15)


def test_orders_above_9_are_asked_for_more_care():
    assert _renyi._form(9.0, 8.0).steep == 0
    assert _renyi._form(9.0, math.nextafter(8, 9)).steep == math.nextafter(8, 9)


@pytest.mark.parametrize("t", [-1000.0, -3.0, 0.0, 0.7, 599.0, 600.0, 601.0, 700.0, 1000.0, 1400.0])
def test_tall_terms_do_not_overflow_where_their_product_does_not(t):
    p = 1e-310 if t > 1000 else 1e-200
    with mpmath.workdps(40):
        value = mpmath.mpf(p) * mpmath.expm1(mpmath.mpf(t))
    (found,) = _renyi._tall(np.array([t]), np.array([p]))
    assert near(found, value, 1e-13)


@pytest.mark.parametrize("order", [2.0, 3.0, 101.0])
def test_exponents_above_600_are_tall(entered, order):
    calls = entered("_tall")
    for exponent, tall in ((599.5, False), (600.5, True)):
        q = 0.5 * math.exp(-exponent / (order - 1))
        p, q = [0.5, 0.5], [q, 1 - q]
        assert near(renyi(p, q, order, normalize=True), in_digits(p, q, order), 4e-14)
        assert bool(calls) is tall


def test_the_second_order_of_exp_is_right_to_two_roundings_on_both_sides_of_one_half():
    t = np.array(
        [-700, -3, -1, -0.75, -0.5, -0.499, -1e-3, -1e-300, 0, 1e-9, 0.1, 0.5, 0.501, 1, 2, 600]
    )
    with mpmath.workdps(60):
        for found, x in zip(_renyi._second_order(t), t.tolist(), strict=True):
            x = mpmath.mpf(x)
            small = sum(x**k / mpmath.factorial(k + 2) for k in range(60))
            value = small if abs(x) < 1 else (mpmath.exp(x) - 1 - x) / x**2
            assert near(found, value, 9e-16), x


def sums_of(total, q=1.0):
    one = np.ones(1)
    return Sums(one, one, one, q * one, 0 * one, np.array([total]))


@pytest.mark.parametrize(
    ("make", "exponent"),
    [(lambda: _kl.KL, 1), (lambda: _renyi._form(3.0, 2.0), 3)],
    ids=["kl", "renyi"],
)
def test_what_q_brought_to_the_sum_of_p_takes_away_may_be_half_of_the_sum(make, exponent):
    form = make()
    settle, gamma = form.settle, np.array([2.0**-6])
    added = float(_renyi.mismatch(form.terms, gamma)[0])
    assert added > 0
    for total, good in [(2 * added, True), (math.nextafter(2 * added, 0), False)]:
        values, settled = settle(sums_of(total), gamma)
        assert settled.tolist() == [good]
    values, settled = settle(sums_of(6.0, q=4.0), gamma)
    assert values[0] == pytest.approx((1.5 - added) / (1 + 2.0**-6) ** exponent, rel=1e-15)
    assert settled.all()


def test_sums_of_p_and_q_apart_by_a_quarter_of_what_the_order_bears_are_not_settled():
    settle = _renyi._form(2.0, 1.0).settle
    for gamma, good in [(0.125, True), (math.nextafter(0.125, 1), False), (-0.125, True)]:
        assert settle(sums_of(100.0), np.array([gamma]))[1].tolist() == [good]


def test_orders_next_to_1_are_next_to_kl():
    for order in (1 - 2.0**-53, 1 + 2.0**-52):
        assert renyi(P, Q, order) == pytest.approx(kl(P, Q), rel=1e-14)


def test_of_large_orders_only_what_the_largest_ratio_says_is_left():
    first, second = read_pair(P, Q, axis=-1, normalize=False)
    assert _renyi._order_infinity(first, second).tolist() == [math.log(4)]
    for order in (1e3, 1e6, 1e300):
        assert near(renyi(P, Q, order), in_digits(P, Q, order), 1e-14)


@pytest.mark.parametrize(("b", "infinite"), [(-0.5, False), (2.0**-60, True), (0.5, True)])
def test_mass_where_q_has_none_is_infinite_for_orders_above_1(b, infinite):
    form = _renyi._form(1 + b, b)
    assert (form.infinite, form.keen, form.plain) == (infinite, True, False)


@pytest.mark.parametrize("ratio", [1.25, 1.5, 3.0])
@pytest.mark.parametrize("order", [2.0, 601.0, 1501.0])
@pytest.mark.parametrize("small", [1e-250, 0.25])
def test_terms_are_right_where_exp_overflows_and_p_makes_up_for_it(small, order, ratio):
    """The sum of p (e^(b log(p / q)) - 1) / b - (p - q), of near ratios and far ones."""
    if order * math.log(ratio) > 1200 or (small == 0.25 and order * math.log(ratio) > 700):
        return
    p, q = np.array([[small, 0.5]]), np.array([[small / ratio, 0.625]])
    b = order - 1
    with np.errstate(all="ignore"):
        (found,) = _renyi._form(order, b).terms(
            list(np.empty((5, 1, 2))), p - q, p.copy(), q.copy()
        )
    with mpmath.workdps(50):
        value = mpmath.mpf(0)
        for x, y in zip(p[0].tolist(), q[0].tolist(), strict=True):
            x, y = mpmath.mpf(x), mpmath.mpf(y)
            value += x * mpmath.expm1(b * mpmath.log(x / y)) / b - (x - y)
        assert near(found, value, 1e-13 * max(1, b * math.log(ratio) / 100))
