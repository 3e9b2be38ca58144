"""Against the best score a critic's cost is a divergence, and no other score costs less."""

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from divergences import Measure, chi2, costs, js, transport, tv, wasserstein
from divergences.testing import law_pairs, measure_pairs
from gan import objectives
from gan.objectives import Objective, hinge, least_squares, minimax, nonsaturating

# At most 6 atoms, at each of which the cost is at most p log(1 + q/p) + q log(1 + p/q) <= 1 and its
# slope in the score at most min(p, q), so that a rounding of the score by (|log p| + |log q|) ulp
# costs less than an ulp: a dozen roundings an atom are below 6 * 12 * 2^-52 < 2e-14.
ROUNDING = 2e-14
OF_MASSES = {
    "minimax": (minimax, lambda p, q: math.log(4) - 2 * js(p, q)),
    "nonsaturating": (nonsaturating, lambda p, q: math.log(4) - 2 * js(p, q)),
    "least_squares": (least_squares, lambda p, q: (1 - chi2(p, p + q, normalize=True)) / 4),
    "hinge": (hinge, lambda p, q: 2 * (1 - tv(p, q))),
}
every_objective = pytest.mark.parametrize(
    "objective",
    [*(o for o, _ in OF_MASSES.values()), objectives.wasserstein],
    ids=[*OF_MASSES, "w"],
)
of_masses = pytest.mark.parametrize(("objective", "divergence"), OF_MASSES.values(), ids=OF_MASSES)


def cost(objective, p, q, s):
    """What the critic pays; a score of no mass costs nothing, were it infinite."""
    p, q, s = (torch.as_tensor(x, dtype=torch.float64) for x in (p, q, s))
    return float((p * objective.real(s))[p > 0].sum() + (q * objective.fake(s))[q > 0].sum())


def best(objective, p, q):
    return objective.best_score(*(torch.as_tensor(x, dtype=torch.float64) for x in (p, q)))


@of_masses
@given(laws=law_pairs())
def test_the_best_score_costs_what_the_divergence_says(objective, divergence, laws):
    p, q = laws
    p, q = p / p.sum(), q / q.sum()
    assert cost(objective, p, q, best(objective, p, q)) == pytest.approx(
        divergence(p, q), rel=0, abs=ROUNDING
    )


@of_masses
@given(laws=law_pairs(), data=st.data())
def test_no_other_score_costs_less(objective, divergence, laws, data):
    p, q = laws
    shifts = data.draw(st.lists(st.floats(-3, 3), min_size=len(p), max_size=len(p)))
    s = best(objective, p, q)
    assert cost(objective, p, q, s + torch.tensor(shifts)) >= cost(objective, p, q, s) - ROUNDING


def test_least_squares_costs_half_of_the_sum_of_pq_over_p_plus_q():
    p, q = np.array([0.25, 0.5, 0.25, 0]), np.array([0.5, 0.25, 0, 0.25])
    assert cost(least_squares, p, q, best(least_squares, p, q)) == pytest.approx(1 / 6, abs=1e-16)


@pytest.mark.parametrize(
    ("objective", "equal", "disjoint"),
    [(minimax, math.log(4), 0), (least_squares, 1 / 4, 0), (hinge, 2, 0)],
)
def test_laws_that_are_equal_cost_most_and_disjoint_ones_nothing(objective, equal, disjoint):
    p, q = np.array([0.5, 0.5, 0, 0]), np.array([0, 0, 0.75, 0.25])
    assert cost(objective, p, p, best(objective, p, p)) == equal
    assert cost(objective, p, q, best(objective, p, q)) == disjoint


@pytest.mark.parametrize(
    ("objective", "at_rest"), [(minimax, 0), (nonsaturating, 0), (least_squares, 0.5), (hinge, 0)]
)
def test_where_neither_law_has_mass_the_best_score_is_that_of_equal_masses(objective, at_rest):
    nothing = np.array([0.0, 5e-324, 1.0])
    assert best(objective, nothing, nothing).tolist() == [at_rest] * 3


@given(pair=measure_pairs(dimension=2, max_atoms=5), data=st.data())
def test_a_1_lipschitz_score_costs_minus_w1_at_best(pair, data):
    mu, nu = pair
    solved = transport(mu, nu, costs.euclidean)
    x, y = mu.points, nu.points
    atoms = np.vstack([x, y])
    p = np.concatenate([mu.weights / mu.weights.sum(), np.zeros(len(y))])
    q = np.concatenate([np.zeros(len(x)), nu.weights / nu.weights.sum()])
    apart = np.linalg.norm(atoms[:, None] - y[None], axis=2)
    potential = (apart - solved.g).min(1)  # 1-Lipschitz, and at least f on x, at most -g on y
    size = 1 + np.abs(apart).max()
    w1 = wasserstein(mu, nu)
    assert cost(objectives.wasserstein, p, q, potential) == pytest.approx(-w1, abs=1e-13 * size)
    heights = data.draw(st.lists(st.floats(-2, 2), min_size=len(y), max_size=len(y)))
    other = (apart + np.array(heights)).min(1)
    assert cost(objectives.wasserstein, p, q, other) >= -w1 - 1e-13 * size


def test_an_unbounded_score_costs_as_little_as_one_likes():
    p, q = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert wasserstein(Measure([0.0]), Measure([1.0])) == 1
    assert cost(objectives.wasserstein, p, q, np.array([0.0, -1.0])) == -1
    assert cost(objectives.wasserstein, p, q, np.array([0.0, -1e9])) == -1e9
    assert objectives.wasserstein.best_score is None


@every_objective
def test_the_generator_pays_less_for_a_higher_score(objective):
    top = 1 if objective is least_squares else 30
    paid = objective.generator(torch.linspace(-30, top, 1000, dtype=torch.float64))
    assert (paid.diff() < 0).all()


def test_the_slope_of_the_minimax_generator_dies_where_the_critic_is_sure():
    s = torch.tensor([-40.0, 0.0], dtype=torch.float64, requires_grad=True)
    slopes = {}
    for objective in (minimax, nonsaturating):
        (slopes[objective],) = torch.autograd.grad(objective.generator(s).sum(), s)
    d = torch.sigmoid(s.detach())
    assert torch.allclose(slopes[minimax], -d, rtol=1e-15, atol=0)
    assert torch.allclose(slopes[nonsaturating], d - 1, rtol=1e-15, atol=0)
    assert slopes[minimax][0] > -1e-17
    assert slopes[nonsaturating][0] == -1


def test_scores_of_any_size_cost_a_finite_amount():
    s = torch.tensor([-1e4, 1e4], dtype=torch.float64)
    for part in (minimax.real, minimax.fake, minimax.generator, nonsaturating.generator):
        assert part(s).isfinite().all()


@every_objective
def test_descent_on_free_scores_finds_the_divergence(objective):
    """A smoke test of training: a table of scores, one for each of three atoms."""
    p, q = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5])
    s = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([s], lr=0.05)
    for _ in range(400):
        optimiser.zero_grad()
        (torch.tensor(p) * objective.real(s) + torch.tensor(q) * objective.fake(s)).sum().backward()
        optimiser.step()
    found = cost(objective, p, q, s.detach())
    if objective.best_score is None:
        assert found < -1  # nothing holds the scores back
    else:
        assert found == pytest.approx(cost(objective, p, q, best(objective, p, q)), abs=0.01)
        assert found < cost(objective, p, q, np.zeros(3))


def test_an_objective_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        minimax.generator = nonsaturating.generator
    assert nonsaturating == Objective(
        minimax.real, minimax.fake, nonsaturating.generator, minimax.best_score
    )
