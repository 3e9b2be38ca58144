"""Every distance can be asked for its proof, and lies where the proof says, to its own accuracy."""

import inspect
import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st

import divergences
from divergences import (
    CATALOGUE,
    Measure,
    NotConverged,
    Transport,
    cross_entropy,
    energy_distance,
    entropy,
    f_divergence,
    gaussian_kl,
    gaussian_wasserstein,
    kernels,
    kl,
    kl_from_logs,
    mmd,
    mutual_information,
    prove,
    renyi,
    sinkhorn,
    sinkhorn_divergence,
    sliced_wasserstein,
    transport,
    transport_matrix,
    tv,
    wasserstein,
    wasserstein_histogram,
)
from divergences.costs import euclidean, manhattan, power, squared_euclidean

P, Q = [0.1, 0.2, 0.7], [0.25, 0.25, 0.5]
generator = np.random.default_rng(11)
X, Y = generator.normal(size=(9, 3)), generator.normal(size=(7, 3))
U, V = X[:, 0], Y[:, 1]
M = generator.random((3, 3))
MU, NU = Measure(X, np.arange(1, 10) / 45, normalize=True), Measure(Y)
A, B = np.cov(X.T), np.cov(Y.T)

# One question for each public function, and the relative accuracy that the function promises.
QUESTIONS = {
    "cross_entropy": (cross_entropy, (P, Q), {}, 1e-14),
    "entropy": (entropy, (P,), {}, 1e-14),
    "kl_from_logs": (kl_from_logs, (np.log(P), np.log(Q)), {}, 1e-14),
    "mutual_information": (mutual_information, (M / M.sum(),), {}, 1e-13),
    "renyi": (renyi, (P, Q, 1.5), {}, 1e-14),
    "f_divergence": (
        f_divergence,
        (P, Q, lambda t: t * np.log(t) - t + 1),
        {"at_zero": 1.0, "slope_at_infinity": math.inf},
        1e-13,
    ),
    "wasserstein": (wasserstein, (MU, NU), {"order": 1.5}, 1e-12),
    "wasserstein_histogram": (wasserstein_histogram, (P, Q, X[:3]), {}, 1e-13),
    "transport": (transport, (MU, NU, squared_euclidean), {}, 1e-14),
    "transport_matrix": (transport_matrix, (P, Q, M), {}, 1e-14),
    "sinkhorn": (
        lambda *a, **k: sinkhorn(*a, **k).regularised,
        (MU, NU, euclidean),
        {"eps": 0.5},
        1e-11,
    ),
    "sinkhorn_divergence": (sinkhorn_divergence, (MU, NU, euclidean), {"eps": 0.5}, 1e-10),
    "sliced_wasserstein": (sliced_wasserstein, (MU, NU, np.eye(3)), {"order": 2}, 1e-13),
    "energy_distance": (energy_distance, (MU, NU), {}, 1e-13),
    "mmd": (mmd, (MU, NU, kernels.gaussian(1.5)), {}, 1e-13),
    "gaussian_kl": (gaussian_kl, (X[0], A, Y[0], B), {}, 1e-12),
    "gaussian_wasserstein": (gaussian_wasserstein, (X[0], A, Y[0], B), {}, 1e-12),
    **{name: (d.function, (P, Q), {}, 1e-14) for name, d in CATALOGUE.items() if name != "renyi"},
}

# Public functions that give no distance.
OTHERS = {"divergence", "load", "threads", "prove"}


def holds(bounds, value, accuracy):
    slack = accuracy * abs(value) + 2.0**-1074 if math.isfinite(value) else 0.0
    assert bounds.lower - slack <= value <= bounds.upper + slack


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_value_lies_within_its_bounds_to_its_own_accuracy(name):
    function, arguments, named, accuracy = QUESTIONS[name]
    bounds = prove(getattr(divergences, name), *arguments, **named)
    holds(bounds, float(function(*arguments, **named)), accuracy)
    assert bounds.width <= 1e-10 * bounds.upper


def test_every_public_distance_is_provable_or_refused_with_a_written_reason():
    for name, value in vars(divergences).items():
        if name.startswith("_") or not inspect.isfunction(value) or name in OTHERS:
            continue
        if name not in QUESTIONS:
            with pytest.raises(ValueError, match=f"{name} has no proof: [a-z]+ .{{30}}"):
                prove(value)
    assert set(QUESTIONS) >= set(CATALOGUE)


def test_what_is_no_distance_of_ours_is_refused():
    for function in (math.sqrt, divergences.load, lambda p, q: 0):
        with pytest.raises(ValueError, match="no distance of this package"):
            prove(function, P, Q)

    def kl(p, q):
        return 0.0

    with pytest.raises(ValueError, match="kl has no proof"):
        prove(kl, P, Q)


def test_an_infinite_kl_is_proved():
    bounds = prove(kl, [0.5, 0.5], [1.0, 0.0])
    assert (bounds.lower, bounds.upper) == (math.inf, math.inf)


@pytest.mark.parametrize("name", [n for n in CATALOGUE if n != "renyi"])
def test_equal_laws_are_proved_to_be_nothing_apart(name):
    bounds = prove(CATALOGUE[name].function, P, P)
    assert (bounds.lower, bounds.upper) == (0, 0)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6).filter(
        lambda rows: sum(x for x, _ in rows) * sum(y for _, y in rows) > 0
    )
)
def test_values_of_drawn_laws_lie_within_their_bounds(rows):
    p, q = np.array(rows, dtype=float).T
    for name, divergence in CATALOGUE.items():
        if name != "renyi":
            bounds = prove(divergence.function, p, q, normalize=True)
            holds(bounds, divergence.function(p, q, normalize=True), 1e-14)


def test_laws_a_hair_apart_are_told_apart():
    bounds = prove(kl, [0.5, 0.5], [0.5 + 2.0**-52, 0.5 - 2.0**-52])
    assert bounds.lower == pytest.approx(2.0**-103, rel=1e-12)
    assert 0 < bounds.lower < bounds.upper


def test_total_variation_is_a_fraction():
    assert prove(tv, [0.5, 0.5], [0.25, 0.75]).exact == (Fraction(1, 4), Fraction(1, 4))


def test_renyi_of_order_one_is_kl():
    assert str(prove(renyi, P, Q, 1)) == str(prove(kl, P, Q))


def test_measures_are_matched_atom_by_atom():
    mu = Measure([0.0, 1.0, -0.0], [0.25, 0.5, 0.25])
    nu = Measure([1.0, 0.0], [0.25, 0.75])
    assert str(prove(kl, mu, nu)) == str(prove(kl, [0.5, 0.5], [0.75, 0.25]))
    with pytest.raises(ValueError, match="R\\^1 and q in R\\^2"):
        prove(kl, mu, Measure([[0.0, 1.0]]))


def test_laws_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="p has 2 outcomes along axis -1 and q has 3"):
        prove(kl, [0.5, 0.5], Q)
    with pytest.raises(ValueError, match="without axis 1"):
        prove(kl, P, Q, axis=1)
    with pytest.raises(ValueError, match="axis is 1; prove takes one vector"):
        prove(kl, [P, P], [Q, Q], axis=1)
    with pytest.raises(ValueError, match="pass a matrix"):
        prove(mutual_information, P)
    with pytest.raises(ValueError, match="single law"):
        prove(kl_from_logs, np.log([P, P]), np.log([Q, Q]))


def test_an_f_that_balls_cannot_follow_is_refused_with_the_reason():
    limits = {"at_zero": 0.0, "slope_at_infinity": math.inf}
    with pytest.raises(ValueError, match="f cannot be followed on balls"):
        prove(f_divergence, P, Q, lambda t: np.log2(t) ** 2, **limits)


def test_a_kernel_without_a_formula_is_refused():
    with pytest.raises(ValueError, match="no formula to evaluate in balls"):
        prove(mmd, X, Y, lambda x, y: x @ y.T)


@pytest.mark.parametrize(
    "kernel",
    [
        kernels.linear(), kernels.polynomial(3, 0.5), kernels.energy(), kernels.gaussian(0.7),
        kernels.laplace(1.3), kernels.inverse_multiquadric(0.9),
        kernels.rational_quadratic(1.1, 2.5),
    ],
)  # fmt: skip
def test_every_kernel_is_proved(kernel):
    bounds = prove(mmd, MU, NU, kernel)
    holds(bounds, mmd(MU, NU, kernel), 1e-13)
    assert bounds.width <= 4 * math.ulp(bounds.upper)
    assert prove(mmd, MU, MU, kernel).upper == 0


def test_too_many_pairs_and_products_are_refused_with_their_number():
    many = np.zeros((3000, 1))
    with pytest.raises(ValueError, match="36000000 pairs of atoms"):
        prove(energy_distance, many, many)
    with pytest.raises(ValueError, match="60000000 exact products"):
        prove(sliced_wasserstein, many, many, np.ones((10_000, 1)))
    with pytest.raises(ValueError, match="6000 x 3000 costs are too many"):
        prove(
            transport, np.zeros((6000, 2)), np.zeros((3000, 2)), lambda x, y: np.zeros((6000, 3000))
        )
    with pytest.raises(ValueError, match="exponentials are too many"):
        prove(sinkhorn, np.zeros((600, 1)), np.zeros((600, 1)), euclidean, eps=1.0)


@pytest.mark.parametrize("order", [1, 1.5, 2, 3, 7, math.inf])
def test_wasserstein_on_the_line_is_proved_for_every_order(order):
    x, y = Measure(U, np.arange(1, 10) / 45, normalize=True), Measure(V)
    bounds = prove(wasserstein, x, y, order=order)
    holds(bounds, wasserstein(x, y, order=order), 1e-13)
    assert bounds.width <= math.ulp(bounds.upper)
    assert prove(wasserstein, x, x, order=order).upper == 0


@pytest.mark.parametrize("cost", [euclidean, squared_euclidean, power(euclidean, 2.5), manhattan])
def test_transport_on_the_line_is_proved_from_quantiles(cost):
    result = transport(U, V, cost)
    holds(result.bounds(), result.value, 1e-13)


def test_wasserstein_in_space_of_infinite_order_is_refused():
    for order in (math.inf, 0.5, math.nan):
        with pytest.raises(ValueError, match=f"order is {order}"):
            prove(wasserstein, X, Y, order=order)


@pytest.mark.parametrize(
    "cost", [euclidean, squared_euclidean, manhattan, power(euclidean, 0.5), power(manhattan, 3)]
)
def test_transport_in_space_is_proved_to_the_last_digit(cost):
    result = transport(MU, NU, cost)
    bounds = result.bounds()
    holds(bounds, result.value, 1e-15)
    assert bounds.width <= 2 * math.ulp(bounds.upper)


def test_a_matrix_of_costs_is_taken_as_its_doubles():
    table = np.array([[0.1, 0.7], [0.3, -0.2]])
    bounds = prove(transport_matrix, [0.5, 0.5], [0.5, 0.5], table)
    value = (Fraction(0.1) + Fraction(-0.2)) / 2
    assert bounds.exact == (value, value)
    own = prove(transport, [0.0, 1.0], [0.0, 1.0], lambda x, y: table)
    assert own.exact == (value, value)


def test_nearly_equal_measures_leave_no_gap():
    weights = np.full(30, 1 / 30)
    weights[:2] += [1e-12, -1e-12]
    points = 1e6 * generator.normal(size=(30, 2))
    bounds = transport(
        Measure(points, weights, normalize=True), Measure(points), euclidean
    ).bounds()
    assert bounds.lower > 0
    assert bounds.width <= 1e-14 * bounds.upper


def test_a_large_problem_is_proved_to_thirteen_digits():
    x, y = generator.normal(size=(150, 60)), generator.normal(size=(140, 60))
    for cost in (euclidean, squared_euclidean, manhattan):
        result = transport(x, y, cost)
        bounds = result.bounds()
        holds(bounds, result.value, 1e-13)
        assert bounds.width <= 1e-13 * bounds.upper
    words = r"300 x 140 costs euclidean\*\*3 are too many to enclose \(at most 32768; .*; pass "
    with pytest.raises(ValueError, match=words):
        prove(transport, np.tile(x, (2, 1))[:, :2], y[:, :2], power(euclidean, 3))
    with pytest.raises(ValueError, match="float64 bounds want order 1 or 2, and coordinates"):
        prove(transport, np.tile(x, (2, 1)) * 2.0**401, y, euclidean)


def test_a_proof_takes_the_settings_of_what_it_proves():
    x, y = X[:4], Y[:4]
    found = prove(transport, x, y, euclidean, method="sparse")
    assert found.upper == prove(transport, x, y, euclidean).upper


def guess(cost, plan, f, x=X[:4], y=Y[:4]):
    mu, nu = Measure(x), Measure(y)
    arcs = scipy.sparse.coo_array(np.asarray(plan, dtype=float))
    return Transport(mu, nu, cost, 0.0, arcs, np.asarray(f, dtype=float), np.zeros(len(y)), 0)


def test_bounds_hold_for_two_thousand_random_guesses():
    draws = np.random.default_rng(0)
    for cost in (euclidean, squared_euclidean):
        truth = transport(X[:4], Y[:4], cost).bounds()
        for _ in range(1000):
            f = 10.0 ** draws.integers(-3, 4) * draws.normal(size=4)
            plan = draws.normal(size=(4, 4)) * 10.0 ** draws.integers(-4, 2)
            bounds = guess(cost, plan, f).bounds()
            assert bounds.exact[0] <= truth.exact[1]
            assert truth.exact[0] <= bounds.exact[1]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e300])
def test_guesses_that_are_no_numbers_give_true_bounds(bad):
    truth = transport(X[:4], Y[:4], euclidean).bounds()
    bounds = guess(euclidean, np.full((4, 4), bad), np.array([bad, 0, 0, 0])).bounds()
    assert 0 <= bounds.exact[0] <= truth.exact[1]
    assert truth.exact[0] <= bounds.exact[1] <= 100


def test_a_plan_with_wrong_marginals_is_mended_and_a_bad_one_costs_more():
    best = transport(X[:4], Y[:4], euclidean)
    assert guess(euclidean, best.plan.toarray() * (1 + 1e-9), best.f).bounds().width <= 1e-15
    assert guess(euclidean, np.zeros((4, 4)), best.f).bounds().upper > best.bounds().upper


def test_a_forest_that_carries_no_plan_is_mended():
    plan = np.zeros((4, 4))
    plan[0, :] = 0.25
    truth = transport(X[:4], Y[:4], euclidean).bounds()
    assert guess(euclidean, plan, np.zeros(4)).bounds().upper >= truth.upper


def test_a_converged_sinkhorn_is_proved_and_its_plan_bounds_transport():
    result = sinkhorn(MU, NU, euclidean, eps=0.1)
    best = transport(MU, NU, euclidean)
    assert result.bounds().lower <= best.value <= result.bounds().upper
    assert result.bounds().upper == pytest.approx(result.value, rel=1e-12)
    bounds = prove(sinkhorn, MU, NU, euclidean, eps=0.1)
    holds(bounds, result.regularised, 1e-12)
    assert bounds.width <= 1e-11


def test_an_unconverged_sinkhorn_has_loose_bounds_that_are_true():
    with pytest.raises(NotConverged) as stopped:
        sinkhorn(MU, NU, euclidean, eps=1e-4, max_iterations=1)
    bounds, best = stopped.value.result.bounds(), transport(MU, NU, euclidean).value
    assert bounds.lower <= best <= bounds.upper
    truth = prove(sinkhorn, MU, NU, euclidean, eps=0.05)
    loose = prove(sinkhorn, MU, NU, euclidean, eps=0.05, max_iterations=1)
    assert loose.lower <= truth.upper
    assert truth.lower <= loose.upper


def test_gaussians_without_density():
    flat = np.diag([1.0, 0.0])
    bounds = prove(gaussian_kl, [0.0, 0.0], flat, [0.0, 0.0], np.eye(2))
    assert (bounds.lower, bounds.upper) == (math.inf, math.inf)
    assert prove(gaussian_kl, [0.0, 0.0], np.eye(2), [0.0, 0.0], flat).lower == math.inf
    holds(prove(gaussian_wasserstein, [0.0, 0.0], flat, [3.0, 4.0], flat), 5.0, 0)
    with pytest.raises(ValueError, match="R\\^1 and q in R\\^2"):
        prove(gaussian_kl, 0.0, 1.0, [0.0, 0.0], np.eye(2))
