"""Entropies and their kin keep the contract of `kl`, also where one outcome has nearly all mass."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx

from benchmarks.definitions import law, real
from benchmarks.enclosures import integers, overshoot
from divergences import (
    _mutual_information,
    cross_entropy,
    entropy,
    kl_from_logs,
    mutual_information,
)

DIGITS = 400  # what they leave over is below 2^-1074
LEAST = 5e-324


def over_allowed(value, truth):
    """|value - truth| over 1e-14 truth + 2^-1074."""
    if mpmath.isinf(truth) or math.isinf(value):
        return 0.0 if value == truth else math.inf
    return float(abs(value - truth) / (mpmath.mpf("1e-14") * truth + mpmath.mpf(2) ** -1074))


def exact_cross_entropy(p, q):
    with mpmath.workdps(DIGITS):
        p, q = law(p), law(q)
        if any(x and not y for x, y in zip(p, q, strict=True)):
            return mpmath.inf
        return mpmath.fsum(-real(x) * mpmath.log(real(y)) for x, y in zip(p, q, strict=True) if x)


def exact_mutual_information(joint):
    with mpmath.workdps(DIGITS):
        joint = np.asarray(joint)
        cells = np.array(law(joint.ravel()), dtype=object).reshape(joint.shape)
        product = np.outer(cells.sum(axis=1), cells.sum(axis=0))
        pairs = zip(cells.ravel(), product.ravel(), strict=True)
        return mpmath.fsum(real(x) * mpmath.log(real(x / y)) for x, y in pairs if x)


def exact_kl_from_logs(log_p, log_q):
    with mpmath.workdps(DIGITS):
        log_p, log_q = ([mpmath.mpf(v) for v in logs] for logs in (log_p, log_q))
        pairs = [(u, v) for u, v in zip(log_p, log_q, strict=True) if u > -mpmath.inf]
        if any(v == -mpmath.inf for _, v in pairs):
            return mpmath.inf
        p_sum, q_sum = (mpmath.fsum(mpmath.exp(v) for v in logs) for logs in (log_p, log_q))
        gap = mpmath.fsum(mpmath.exp(u) * (u - v) for u, v in pairs) / p_sum
        value = gap + mpmath.log(q_sum / p_sum)
        return value if value > mpmath.mpf(10) ** (20 - DIGITS) else mpmath.mpf(0)


def spread_out(generator, n, decades):
    """Entries over so many decades, some of them 0 or subnormal."""
    low = generator.choice([-323.3, -10.0])
    values = 10.0 ** np.minimum(low + generator.uniform(0, decades, n), 308.25)
    if generator.random() < 0.3:
        values[generator.integers(n)] = generator.choice([0.0, LEAST, 7 * LEAST, 1e-310])
    return values if values.any() else np.ones(n)


@pytest.mark.parametrize(
    "p",
    [
        [3e-323, 4.2944e-320, 0.0],
        [3.76127095e-314, 5.392330491156774e-66],
        [5e-324, 1.0],
        [5e-324, 2.0**1020],
        [2.0**1023, 2.0**1023, 2.0**1023, 1.0],
        [0.5, 0.25, 0.25],
    ],
)
def test_entropy_is_right_from_one_end_of_the_doubles_to_the_other(p):
    assert over_allowed(entropy(p, normalize=True), exact_cross_entropy(p, p)) <= 1


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ([3.5e-323, 0.0], [7.506065925229764e-115, 4e-323]),
        ([3e-323, 4.2944e-320, 0.0], [2.5e-323, 4.2336e-320, 0.0]),
        ([1e308, 1e-100], [1e-300, 1e300]),
        ([1e308, 3e-323], [1.0, 0.0]),  # infinite, however little mass is at the 0
        ([1.0, 0.0], [1.0, LEAST]),
        ([2.0**1023, 2.0**1023], [2.0**1023, 2.0**1022, LEAST, 2.0**1023][:2]),
        ([1.0, 1.0, 1.0], [2.0**1023, LEAST, 2.0**1023]),
    ],
)
def test_cross_entropy_is_right_from_one_end_of_the_doubles_to_the_other(p, q):
    assert over_allowed(cross_entropy(p, q, normalize=True), exact_cross_entropy(p, q)) <= 1


@pytest.mark.parametrize("decades", [0, 3, 300, 630])
def test_entropies_keep_the_contract_over_hundreds_of_decades(decades):
    generator = np.random.default_rng(decades)
    for n in (2, 3, 10) * 10:
        p, q = (spread_out(generator, n, decades) for _ in range(2))
        assert over_allowed(entropy(p, normalize=True), exact_cross_entropy(p, p)) <= 1, p
        value = cross_entropy(p, q, normalize=True)
        assert over_allowed(value, exact_cross_entropy(p, q)) <= 1, (p, q)


@pytest.mark.parametrize("tiny", [5e-324, 1e-320, 1e-310, 1e-308, 1e-200, 1e-20])
def test_mutual_information_is_right_where_one_pair_has_nearly_all_mass(tiny):
    for joint in ([[tiny, 0], [0, 1.0]], [[tiny, tiny], [0, 1.0]], [[1.0, tiny], [tiny, 0]]):
        value = mutual_information(joint)
        assert over_allowed(value, exact_mutual_information(joint)) <= 1, joint


@pytest.mark.parametrize("decades", [0, 3, 300, 630])
def test_mutual_information_keeps_the_contract_over_hundreds_of_decades(decades):
    generator = np.random.default_rng(decades)
    for rows, columns in ((1, 3), (2, 2), (3, 2), (4, 5)) * 6:
        joint = spread_out(generator, rows * columns, decades).reshape(rows, columns)
        value = mutual_information(joint, normalize=True)
        assert over_allowed(value, exact_mutual_information(joint)) <= 1, joint


def test_a_joint_law_and_the_product_of_its_marginals_are_on_one_scale():
    table = np.array([[3.0, 0.0, 1.5], [0.25, 7.0, 2.0]])
    apart, whole = _mutual_information._from_product(table), Fraction(55, 4)
    up_p, up_q = (Fraction(2) ** up for up in (apart.up_p, apart.up_q))
    assert 2**999 <= apart.total == float(whole * up_p) < 2**1000
    assert (apart.sum_p, apart.sum_q) == (whole * 2**1074, whole**2 * 2**3222)
    marginals = [
        Fraction(a) * Fraction(b) / whole for a in table.sum(axis=1) for b in table.sum(axis=0)
    ]
    for k, (x, y) in enumerate(zip(table.ravel(), marginals, strict=True)):
        assert apart.raw_p[k] == x
        assert apart.p[k] == float(Fraction(x) * up_p)
        assert apart.q[k] == float(y * up_p)
        assert apart.d[k] == float((Fraction(x) - y) * up_p)
        assert apart.q[k] == pytest.approx(
            float(apart.raw_q[k] * Fraction(apart.c) * up_q), rel=4e-16
        )


@pytest.mark.parametrize(
    ("shape", "spread", "exactly"),
    [
        ((64, 64), 0.75, True),
        ((64, 66), 0.75, False),
        ((64, 128), 0.5, True),  # the sum is brought to 1/2
        ((64, 128), 0.5 + 2.0**-30, False),
        ((64, 128), 1.0, False),
        ((64, 128), 0.0, True),
    ],
)
def test_large_tables_that_are_far_from_independent_need_no_integers(
    shape, spread, exactly, monkeypatch
):
    asked, inner = [], _mutual_information._from_product
    monkeypatch.setattr(
        _mutual_information, "_from_product", lambda table: asked.append(1) or inner(table)
    )
    signs = (-1.0) ** np.add.outer(*map(np.arange, shape))  # rows and columns of signs sum to 0
    table = (1 + spread * signs) / 2**13
    high, low = ((1 + sign * spread) * math.log1p(sign * spread) if sign * spread > -1 else 0.0
                 for sign in (1, -1))  # fmt: skip
    for scale in (1.0, 2.0**600, 2.0**-600):
        asked.clear()
        value = mutual_information(scale * table, normalize=True)
        assert value == pytest.approx((high + low) / 2, rel=1e-14, abs=0)
        assert len(asked) == exactly


def test_4097_entries_are_many(monkeypatch):
    monkeypatch.delattr(_mutual_information, "_from_product")
    table = np.zeros((17, 241))
    table[:, :17] = np.eye(17)
    assert mutual_information(table, normalize=True) == pytest.approx(math.log(17), rel=1e-14)


@pytest.mark.parametrize("exponent", [1, 40])
def test_mutual_information_of_a_large_table_keeps_it_too(exponent):
    generator = np.random.default_rng(exponent)
    joint = generator.random((70, 80)) ** exponent
    joint[0, :], joint[:, 0] = 0.0, 0.0
    joint[0, 0] = LEAST  # alone in its row and column: the product of its marginals is no double
    cells = np.array(integers(joint.ravel()), dtype=object).reshape(joint.shape)
    whole, product = cells.sum(), np.outer(cells.sum(axis=1), cells.sum(axis=0))
    pairs = zip(cells.ravel(), product.ravel(), strict=True)
    with ctx.workprec(256):
        truth = sum(x * (arb(x * whole) / y).log() for x, y in pairs if x) / whole
    assert overshoot(mutual_information(joint, normalize=True), truth) <= 1


@pytest.mark.parametrize(
    ("log_p", "log_q"),
    [
        ([0.0, -740.5], [0.0, -741.0]),  # a subnormal mass has few bits
        ([0.0, -744.0], [0.0, -700.0]),
        ([0.0, -math.inf], [0.0, -744.0]),
        ([0.0, -743.0, -743.0], [0.0, -743.5, -math.inf]),
        ([0.0, -math.inf], [-1.7e308, 0.0]),
        ([-1e-160, -368.5], [-2e-160, -367.5]),
        # one law, whose exponentials have different sums
        ([0.0], [2.0**-52]),
        ([-0.8754196364888188, -0.5390315742552904], [-0.8754196364888186, -0.5390315742552901]),
        ([-1e288, 0.0], [-1e288, -(2.0**-52)]),
        # laws that differ by far less than the sums of their exponentials
        ([-209.9, -6.7e-92, -251.8], [-209.9, 2.0**-52, -251.8]),
        ([math.log(0.5), math.log(0.5), -300.0], [math.log(0.5) + 2.0**-52] * 2 + [-300.1]),
        ([math.log(0.5), math.log(0.5), -700.0], [math.log(0.5) - 2.0**-52] * 2 + [-690.0]),
    ],
)
def test_kl_from_logs_is_right_for_masses_and_differences_below_every_rounding(log_p, log_q):
    truth = exact_kl_from_logs(log_p, log_q)
    assert over_allowed(kl_from_logs(log_p, log_q), truth) <= 1


def test_kl_from_logs_keeps_the_contract_for_masses_down_to_exp_of_minus_1000():
    generator = np.random.default_rng(2)
    for n in (2, 3, 8) * 20:
        log_p = -(10.0 ** generator.uniform(0, 3, n))
        log_q = log_p + generator.standard_normal(n) * 10.0 ** generator.uniform(-15, 1)
        log_p, log_q = (v - np.logaddexp.reduce(v) for v in (log_p, log_q))
        log_p, log_q = (v - np.logaddexp.reduce(v) for v in (log_p, log_q))
        truth = exact_kl_from_logs(log_p.tolist(), log_q.tolist())
        assert over_allowed(kl_from_logs(log_p, log_q), truth) <= 1, (log_p, log_q)


@pytest.mark.parametrize("light", [-700.0, -1200.0, -2000.0, -1e300])
def test_kl_from_logs_is_infinite_however_little_mass_has_none_to_meet(light):
    assert kl_from_logs([0.0, light], [0.0, -math.inf]) == math.inf
    rows = [[0.0, light], [0.0, -math.inf]]
    assert kl_from_logs(rows, [0.0, -math.inf]).tolist() == [math.inf, 0.0]


def test_kl_from_logs_names_the_first_sum_that_is_none():
    half = math.log(0.5)
    with pytest.raises(ValueError, match=r"log_q sum to 0\.75\d*, which is -0\.25 off 1"):
        kl_from_logs([half, half], [[half, half], [half, math.log(0.25)], [half, -3.0]])


@pytest.mark.parametrize("huge", [[1000.0, 0, 0], [1e308, 0, -1e308]])
def test_kl_from_logs_refuses_exponentials_that_overflow_without_a_warning(huge):
    with pytest.raises(ValueError, match="log_p sum to inf"):
        kl_from_logs(huge, [0.0, 0.0, 0.0])
