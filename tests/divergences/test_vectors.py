"""Two laws at the door: batches, measures, threads, and what is refused."""

import math

import numpy as np
import pandas
import pytest

import divergences
from divergences import (
    CATALOGUE,
    Measure,
    _threads,
    cross_entropy,
    entropy,
    f_divergence,
    js,
    kl,
    kl_from_logs,
    mutual_information,
    renyi,
    threads,
    tv,
)
from divergences._exact import difference
from divergences._simplex import as_law

every_divergence = pytest.mark.parametrize("d", CATALOGUE.values(), ids=CATALOGUE)
GENERATOR = np.random.default_rng(3)
P, Q = (GENERATOR.dirichlet(np.ones(4), size=(3, 5)) for _ in range(2))


@every_divergence
def test_two_vectors_give_a_float_and_batches_an_array(d):
    assert type(d.function([0.5, 0.5], [0.25, 0.75])) is float
    batch = d.function(P, Q)
    assert batch.shape == (3, 5)
    assert batch[1, 2] == pytest.approx(d.function(P[1, 2], Q[1, 2]), rel=2e-14)


@every_divergence
def test_leading_axes_broadcast_and_the_axis_may_be_any(d):
    batch = d.function(P, Q[0, 0])
    assert batch[2, 3] == pytest.approx(d.function(P[2, 3], Q[0, 0]), rel=2e-14)
    moved = d.function(np.moveaxis(P, -1, 0), np.moveaxis(Q, -1, 0), axis=0)
    np.testing.assert_array_equal(moved, d.function(P, Q))


@every_divergence
def test_a_batch_mixes_easy_hard_and_infinite_rows(d):
    p = np.array([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5], [0.1, 0.9], [0.5, 0.5]])
    q = np.array(
        [[0.9, 0.1], [0.5, 0.5 + 2.0**-53], [1.0, 0.0], [0.1, 0.9], [0.5 + 1e-9, 0.5 - 1e-9]]
    )
    batch = d.function(p, q)
    alone = [d.function(*pair) for pair in zip(p, q, strict=True)]
    assert batch.tolist() == pytest.approx(alone, rel=2e-14, abs=0)


@every_divergence
def test_measures_are_matched_on_the_union_of_their_atoms(d):
    mu = Measure([3.0, -0.0, 1.0, 1.0])
    nu = Measure([0.0, 1.0, 2.0], [0.5, 0.25, 0.25])
    assert d.function(mu, nu) == d.function([0.25, 0.5, 0, 0.25], [0.5, 0.25, 0.25, 0])


def test_repeated_atoms_of_a_weighted_measure_are_added_with_one_rounding():
    mu = Measure([1.0, 1.0, 1.0, 2.0], [0.1, 0.1, 0.1, 0.7])
    nu = Measure([1.0, 2.0], [0.3, 0.7])
    assert tv(mu, nu) == tv([math.fsum([0.1] * 3), 0.7], [0.3, 0.7], normalize=True)


def test_tv_of_disjoint_measures_is_one():
    assert tv(Measure([1.0, 2.0]), Measure([3.0])) == 1.0


@pytest.mark.parametrize(
    ("p", "q", "says"),
    [
        ([0.5, 0.6], [0.5, 0.5], r"p sums to 1\.1.*\+0\.1 off 1.*normalize=True"),
        ([0.5, 0.5], [0.5, 0.4], r"q sums to 0\.9.*-0\.1 off 1"),
        ([-0.5, 1.5], [0.5, 0.5], r"p\[0\] is .*-0\.5.*below 0"),
        ([0.5, math.nan], [0.5, 0.5], r"p\[1\] is nan"),
        ([0.5, 0.5], [math.inf, 0.5], r"q\[0\] is inf"),
        ([0.5, 0.5], [0.5, 0.25, 0.25], r"p has 2 outcomes .* q has 3"),
        ([], [], r"p has shape \(0,\)"),
        (0.5, 0.5, r"p has shape \(\), without axis -1"),
        ([[0.5, 0.5]] * 2, [[0.5, 0.5]] * 3, r"\(2,\) and \(3,\), which do not broadcast"),
        ([[0.5, 0.2], [0.5, 0.8]], [0.5, 0.5], r"p\[0\] sums to 0\.69.*so pass axis=0"),
        ([[0.5, 0.5], [0.5, 0.6]], [0.5, 0.5], r"p\[1\] sums to 1\.1"),
        (Measure([1.0]), [1.0], r"p is a Measure and q a list"),
        (Measure([1.0]), Measure([[1.0, 2.0]]), r"p lives in R\^1 and q in R\^2"),
    ],
)
@every_divergence
def test_refuses_what_is_no_pair_of_laws(d, p, q, says):
    with pytest.raises(ValueError, match=says):
        d.function(p, q)


def test_columns_that_do_not_sum_to_one_are_no_hint_at_the_axis():
    with pytest.raises(ValueError, match=r"p\[0\] sums to") as caught:
        kl([[0.5, 0.2], [0.5, 0.5]], [0.5, 0.5])
    assert "axis=0" not in str(caught.value)


@every_divergence
def test_refuses_series_whose_labels_differ(d):
    p = pandas.Series([0.5, 0.5], index=["a", "b"])
    assert d.function(p, p) == 0.0
    with pytest.raises(ValueError, match="index of p and q differ"):
        d.function(p, pandas.Series([0.5, 0.5], index=["b", "a"]))


def test_normalize_wants_a_positive_sum():
    with pytest.raises(ValueError, match="p sums to 0"):
        kl([0.0, 0.0], [0.5, 0.5], normalize=True)
    assert kl([1.0, 3.0], [3.0, 1.0], normalize=True) == kl([0.25, 0.75], [0.75, 0.25])


@pytest.mark.parametrize("sign", [1, -1])
def test_a_sum_off_by_exactly_the_tolerance_is_accepted_and_one_ulp_more_is_not(sign):
    allowed = 8 * math.sqrt(4) * 2.0**-52
    law = np.array([0.25, 0.25, 0.25, 0.25 + sign * allowed])
    as_law(law, "p")
    assert kl(law, law) == 0.0
    law[3] += sign * 2.0**-54
    for refused in (lambda: as_law(law, "p"), lambda: kl(law, law)):
        with pytest.raises(ValueError, match="off 1"):
            refused()


def test_single_precision_laws_have_the_tolerance_of_their_own_epsilon():
    law = np.full(4, 0.25, dtype=np.float32)
    law[0] += np.float32(1e-6)
    assert kl(law, law) == 0.0
    with pytest.raises(ValueError, match="off 1"):
        kl(law.astype(float), law.astype(float))


def test_the_tolerance_is_at_most_a_thousandth():
    n = 10**6
    law = np.full(n, np.float32(1 / n))
    law[0] += np.float32(2e-3)
    with pytest.raises(ValueError, match="off 1"):
        as_law(law, "p")


def test_as_law_wants_one_vector_with_a_sum():
    with pytest.raises(ValueError, match=r"w has shape \(1, 2\)"):
        as_law([[0.5, 0.5]], "w")
    with pytest.raises(ValueError, match="w sums to 0"):
        as_law([0.0], "w", normalize=True)
    with pytest.raises(ValueError, match=r"w sums to more than 1\.8e308; pass w scaled"):
        as_law([1e308, 1e308], "w", normalize=True)
    assert as_law([1e308, 1e308], "w", normalize=True, summable=False).tolist() == [1e308, 1e308]


@every_divergence
def test_a_sum_above_the_largest_double_is_refused_as_any_other(d):
    for huge in ([1e308, 1e308], [[1e308, 1e308], [1e308, 1e308]]):
        with pytest.raises(ValueError, match=r"p.* sums to inf"):
            d.function(huge, [0.5, 0.5])


@every_divergence
def test_with_normalize_a_sum_may_be_above_the_largest_double(d):
    p, q = np.array([[1.0, 3.0, 2.0], [1.0, 0.0, 3.0]]), np.array([2.0, 2.0, 3.0])
    huge = d.function(p * 2.0**1022, q * 2.0**1022, normalize=True)
    np.testing.assert_array_equal(huge, d.function(p, q, normalize=True))


def test_other_functions_of_laws_take_such_sums_too():
    p, q = np.array([1.0, 3.0, 2.0]), np.array([2.0, 2.0, 3.0])
    functions = [
        lambda p, q: entropy(p, normalize=True),
        lambda p, q: cross_entropy(p, q, normalize=True),
        lambda p, q: mutual_information([p, q], normalize=True),
        lambda p, q: f_divergence(
            p, q, lambda t: abs(t - 1) / 2, at_zero=0.5, slope_at_infinity=0.5, normalize=True
        ),
        *(lambda p, q, a=a: renyi(p, q, a, normalize=True) for a in (0, 0.5, 2, math.inf)),
        lambda p, q: float(divergences.prove(kl, p, q, normalize=True)),
        lambda p, q: float(divergences.prove(mutual_information, [p, q], normalize=True)),
    ]
    for f in functions:
        assert f(p * 2.0**1022, q * 2.0**1022) == pytest.approx(f(p, q), rel=1e-15)


@pytest.mark.parametrize("count", [0, -1, 1.5, True, "2"])
def test_threads_wants_a_positive_integer(count):
    with pytest.raises(ValueError, match="count is"):
        threads(count)


def test_vectors_of_up_to_2_to_the_20_entries_take_one_thread(monkeypatch):
    started = []
    pool = _threads.ThreadPoolExecutor
    monkeypatch.setattr(_threads, "ThreadPoolExecutor", lambda n: (started.append(n), pool(n))[1])
    with threads(2):
        for n in (2**20, 2**20 + 1):
            tv(np.full(n, 1 / n), np.full(n, 1 / n))
    assert started == [2]


def test_threads_change_no_digit_and_end_with_their_block():
    p, q = (GENERATOR.random(2**20 + 5) for _ in range(2))
    alone = [f(p, q, normalize=True) for f in (kl, js, tv)]
    with threads(3):
        assert threads.allowed == 3
        assert [f(p, q, normalize=True) for f in (kl, js, tv)] == alone
    assert threads.allowed == 1
    threads(2)
    assert threads.allowed == 2
    threads(1)


def test_long_rows_agree_with_the_sum_of_their_pieces():
    p, q = GENERATOR.random((2, 3, 20_000))
    batch = kl(p, q, normalize=True)
    plain = [
        np.sum(a / a.sum() * np.log(a / a.sum() / (b / b.sum()))) for a, b in zip(p, q, strict=True)
    ]
    assert batch == pytest.approx(plain, rel=1e-12)


def test_differences_of_proportional_laws_vanish_exactly():
    p = GENERATOR.integers(1, 9, 5000).astype(float)
    assert not difference(p, p * 4).d.any()
    assert not difference(p, p * 3).d.any()


def test_differences_of_long_vectors_have_exact_sums():
    p = np.concatenate([np.full(5000, 2.0**-60), [1.0], np.full(5000, 2.0**-800)])
    q = p.copy()
    q[0] += 2.0**-100
    apart = difference(p, q)
    gap = 2.0**-100 * p * apart.total
    assert apart.d[5000] == pytest.approx(gap[5000], rel=1e-9)
    assert apart.d[-1] == pytest.approx(gap[-1], rel=1e-9)


@pytest.mark.parametrize("order", [-1, math.nan, "1", True, None])
def test_renyi_refuses_what_is_no_order(order):
    with pytest.raises(ValueError, match="order is"):
        renyi([0.5, 0.5], [0.5, 0.5], order)


def test_renyi_grows_with_the_order_and_has_its_limits():
    p, q = [0.5, 0.25, 0.25, 0.0], [0.25, 0.25, 0.25, 0.25]
    found = [renyi(p, q, a) for a in (0, 0.2, 0.5, 0.9, 1, 1.1, 2, 5, 50, math.inf)]
    assert found == sorted(found)
    assert found[0] == pytest.approx(-math.log(0.75), rel=1e-15)
    assert found[-1] == pytest.approx(math.log(2), rel=1e-15)
    assert found[4] == kl(p, q)
    assert renyi(q, p, 2) == renyi(q, p, math.inf) == math.inf
    assert renyi([1, 0], [0, 1], 0.5) == renyi([1, 0], [0, 1], 0) == math.inf


def test_renyi_one_half_is_hellinger():
    h = divergences.hellinger_squared(P, Q)
    assert renyi(P, Q, 0.5) == pytest.approx(-2 * np.log1p(-h), rel=1e-14)


CHI2 = {"at_zero": 1, "slope_at_infinity": math.inf}


def test_f_divergences_carry_their_singular_parts():
    total = f_divergence(
        [1, 0], [0, 1], lambda t: abs(t - 1) / 2, at_zero=0.5, slope_at_infinity=0.5
    )
    assert total == 1.0
    assert f_divergence([1, 0], [0.5, 0.5], lambda t: (t - 1) ** 2, **CHI2) == 1.0
    assert f_divergence([0.5, 0.5], [1, 0], lambda t: (t - 1) ** 2, **CHI2) == math.inf
    batch = f_divergence(P, Q, lambda t: (t - 1) ** 2, **CHI2)
    assert batch == pytest.approx(divergences.chi2(P, Q), rel=1e-12)


@pytest.mark.parametrize(
    ("f", "says"),
    [
        (lambda t: 0.0, "numpy.vectorize"),
        (lambda t: t, r"f\(1\) is 1\.0"),
        (lambda t: np.where(t == 1, 0.0, np.nan), "is nan"),
        (lambda t: 1 - t * t, "not convex"),
        (lambda t: t.astype(complex) - 1, "complex"),
    ],
)
def test_f_divergence_refuses_what_is_no_f(f, says):
    with pytest.raises(ValueError, match=says):
        f_divergence([0.5, 0.5], [0.75, 0.25], f, at_zero=1, slope_at_infinity=1)


def test_f_divergence_refuses_limits_that_are_none_and_names_an_overflow():
    with pytest.raises(ValueError, match="at_zero is nan"):
        f_divergence([1.0], [1.0], np.log, at_zero=math.nan, slope_at_infinity=0)
    with pytest.raises(ValueError, match="slope_at_infinity is None"):
        f_divergence([1.0], [1.0], np.log, at_zero=0, slope_at_infinity=None)
    with pytest.raises(OverflowError, match="is infinite"):
        f_divergence([0.5, 0.5], [1, 1e-200], lambda t: t**2 - 1, **CHI2)
    with pytest.raises(OverflowError, match="q has the entry 5e-324"):
        f_divergence([0.5, 0.5], [1, 5e-324], lambda t: t**2 - 1, **CHI2)
    half_gap = {"f": lambda t: abs(t - 1) / 2, "at_zero": 0.5, "slope_at_infinity": 0.5}
    assert f_divergence([0.5, 0.5], [1, 5e-324], **half_gap) == 0.5


def test_entropies_reach_their_ends():
    assert entropy([1.0, 0.0]) == 0.0
    assert entropy(np.full((2, 8), 0.125)) == pytest.approx([math.log(8)] * 2, rel=1e-15)
    assert entropy([1, 1], normalize=True) == pytest.approx(math.log(2), rel=1e-15)
    assert cross_entropy([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert cross_entropy([1.0, 0.0], [1.0, 0.0]) == 0.0
    with pytest.raises(ValueError, match=r"p sums to 1\.1"):
        entropy([0.5, 0.6])


def test_entropy_of_a_law_that_is_nearly_certain_keeps_its_digits():
    e = 2.0**-40
    exact = -e * math.log(e) - (1 - e) * math.log1p(-e)
    assert entropy([1 - e, e]) == pytest.approx(exact, rel=1e-14)
    assert cross_entropy([1.0, 0.0], [1 - e, e]) == pytest.approx(-math.log1p(-e), rel=1e-14)


def test_cross_entropy_is_entropy_plus_kl():
    assert cross_entropy(P, Q) == pytest.approx(entropy(P) + kl(P, Q), rel=1e-13)


def test_mutual_information_is_kl_from_the_product_of_the_marginals():
    joint = GENERATOR.dirichlet(np.ones(12)).reshape(3, 4)
    product = np.outer(joint.sum(1), joint.sum(0))
    expected = kl(joint.ravel(), product.ravel(), normalize=True)
    assert mutual_information(joint) == pytest.approx(expected, rel=1e-12)
    large = GENERATOR.random((70, 70)) ** 4
    by_entropies = sum(entropy(large.sum(k), normalize=True) for k in (0, 1))
    by_entropies -= entropy(large.ravel(), normalize=True)
    assert mutual_information(large, normalize=True) == pytest.approx(by_entropies, rel=1e-11)


def test_mutual_information_sees_the_slightest_dependence():
    assert mutual_information([[2, 4], [3, 6]], normalize=True) == 0.0
    e = 2.0**-30
    tilted = [[0.25 + e, 0.25 - e], [0.25 - e, 0.25 + e]]
    assert mutual_information(tilted) == pytest.approx(8 * e * e, rel=1e-14)
    with pytest.raises(ValueError, match="joint has shape"):
        mutual_information([0.5, 0.5])


def test_kl_from_logs_agrees_with_kl_and_survives_underflow():
    with np.errstate(divide="ignore"):
        assert kl_from_logs(np.log(P), np.log(Q)) == pytest.approx(kl(P, Q), rel=1e-13)
        assert kl_from_logs(np.log([1.0, 0.0]), np.log([0.0, 1.0])) == math.inf
        assert kl_from_logs(np.log([0.0, 1.0]), np.log([0.0, 1.0])) == 0.0
    half = math.log(0.5)
    assert kl_from_logs([half, half], [0.0, -1000.0]) == pytest.approx(500 + half, rel=1e-14)


@pytest.mark.parametrize(
    ("log_p", "says"),
    [
        ([0.0, 0.0], "exponentials of log_p sum to 2"),
        ([1000.0, 0.0], "exponentials of log_p sum to inf"),
        ([0.0, math.nan], "nan"),
        ([0.0, math.inf], "inf"),
    ],
)
def test_kl_from_logs_refuses_what_are_no_logs(log_p, says):
    with pytest.raises(ValueError, match=says):
        kl_from_logs(log_p, [math.log(0.5)] * 2)
