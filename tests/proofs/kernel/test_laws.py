"""Definitions in balls agree with fifty digits, and with what is known by hand."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx

from proofs.kernel import laws

P, Q = [0.1, 0.2, 0.7, 0.0], [0.25, 0.25, 0.25, 0.25]


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(256), mpmath.workdps(50):
        yield


def exact(p):
    law = [mpmath.mpf(v) for v in p]
    return [v / sum(law) for v in law]


def pairs(p=P, q=Q):
    a, b, whole = laws.balanced(p, q)
    return list(zip(a, b, strict=True)), whole


def agree(ball, value):
    assert abs(mpmath.mpf(ball.mid().str(60, radius=False)) - value) < mpmath.mpf(10) ** -45


def test_integers_are_the_doubles_over_their_scale():
    values = [0.1, -3.0, 5e-324, 1e300]
    tops, scale = laws.integers(np.array(values))
    assert [Fraction(t, scale) for t in tops] == [Fraction(v) for v in values]
    assert laws.integers([[1.0, 2.0], [3.0, 0.5]]) == ([2, 4, 6, 1], 2)


def test_laws_are_divided_by_their_exact_sums():
    a, b, whole = laws.balanced([1.0, 3.0], [0.5, 0.25, 0.25])
    assert [Fraction(x, whole) for x in a] == [Fraction(1, 4), Fraction(3, 4)]
    assert [Fraction(x, whole) for x in b] == [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]
    assert sum(a) == sum(b) == whole


@pytest.mark.parametrize(
    ("p", "q"), [([1.0, -0.5], [1.0]), ([1.0], [1.0, -0.5]), ([0.0], [1.0]), ([1.0], [0.0])]
)
def test_what_is_no_law_is_refused(p, q):
    with pytest.raises(ValueError, match="no law"):
        laws.balanced(p, q)


def test_kl_is_its_definition():
    both, whole = pairs()
    value = sum(p * mpmath.log(p / q) for p, q in zip(exact(P), exact(Q), strict=True) if p)
    agree(laws.log_sum((x, x, y) for x, y in both) / whole, value)


def test_a_logarithm_of_nothing_is_infinite_only_where_there_is_mass():
    assert laws.log_sum([(1, 1, 0)]) == arb.pos_inf()
    assert laws.log_sum([(0, 1, 0)]).is_zero()
    assert laws.log_sum([(0, 0, 1), (5, 3, 3)]).is_zero()


def test_total_variation_is_half_of_the_sum():
    assert laws.total_variation(*pairs([0.5, 0.5, 0.0], [0.25, 0.5, 0.25])) == Fraction(1, 4)
    assert laws.total_variation(*pairs([1.0, 0.0], [0.0, 1.0])) == 1


def test_hellinger_is_its_definition():
    both, whole = pairs()
    roots = [
        (mpmath.sqrt(p) - mpmath.sqrt(q)) ** 2 for p, q in zip(exact(P), exact(Q), strict=True)
    ]
    agree(laws.root_difference(both) / whole, sum(roots))
    assert laws.root_difference([(3, 3)]).is_zero()


def test_chi2_is_its_definition():
    both, whole = pairs()
    agree(
        laws.pearson(both) / whole,
        sum((p - q) ** 2 / q for p, q in zip(exact(P), exact(Q), strict=True)),
    )
    assert laws.pearson([(1, 0)]) == arb.pos_inf()
    assert laws.pearson([(0, 0), (2, 2)]).is_zero()


@pytest.mark.parametrize("order", [0.0, 0.25, 0.5, 2.0, 3.5])
def test_renyi_is_its_definition(order):
    both, whole = pairs()
    power = sum(p**order * q ** (1 - order) for p, q in zip(exact(P), exact(Q), strict=True) if p)
    agree(laws.renyi(both, whole, order), mpmath.log(power) / (mpmath.mpf(order) - 1))


def test_renyi_of_infinite_order_is_the_largest_log_ratio():
    both, whole = pairs()
    ratios = (p / q for p, q in zip(exact(P), exact(Q), strict=True))
    agree(laws.renyi(both, whole, math.inf), mpmath.log(max(ratios)))


@pytest.mark.parametrize(("order", "infinite"), [(0.5, False), (1.5, True), (math.inf, True)])
def test_renyi_is_infinite_above_order_one_where_p_leaves_q(order, infinite):
    both, whole = pairs([0.5, 0.5], [1.0, 0.0])
    assert (laws.renyi(both, whole, order) == arb.pos_inf()) == infinite


def test_renyi_of_laws_without_a_common_atom_is_infinite():
    both, whole = pairs([1.0, 0.0], [0.0, 1.0])
    assert laws.renyi(both, whole, 0.5) == arb.pos_inf()


def test_an_f_divergence_counts_what_one_law_has_alone():
    both, whole = pairs([0.5, 0.5, 0.0], [0.5, 0.0, 0.5])
    value = laws.f_divergence(both, lambda t: (t - 1) ** 2 + 2, 3.0, 5.0) / whole
    assert value == 0.5 * 2 + 0.5 * 5 + 0.5 * 3
    assert laws.f_divergence([(1, 1)], lambda t: t - 1, math.inf, math.inf).is_zero()
    assert laws.f_divergence([(1, 0), (0, 1)], lambda t: t, 0.0, math.inf) == arb.pos_inf()


def test_kl_of_logarithms_normalises_both():
    u, v = [0.0, -1.0, -math.inf, 3.0], [2.0, 0.5, 1.0, -math.inf]
    assert laws.kl_of_logs(u, v) == arb.pos_inf()
    v[3] = 4.0
    p, q = ([mpmath.exp(t) for t in w] for w in (u, v))
    value = sum(
        s / sum(p) * mpmath.log(s / sum(p) / (t / sum(q))) for s, t in zip(p, q, strict=True) if s
    )
    agree(laws.kl_of_logs(u, v), value)
    assert laws.kl_of_logs(u, u).is_zero()
