"""The sentences about games, discriminators, piles and segments say what happens when one plays."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import proofs.claims  # noqa: F401
from proofs import CLAIMS, run

RELATIONS = {
    "simultaneous_steps_spiral_outward": "== == == >= ==",
    "summable_steps_stop_off_the_equilibrium": ">= >= >=",
    "better_steps_reach_the_equilibrium_of_xy": "== >= == > ==",
    "optimistic_steps_need_eta_below_1_over_root_3": "== == == >",
    "dirac_gans_run_away_unless_penalised_at_0": "== == == == > == >=",
    "the_game_xy_has_one_equilibrium": ">= >= >=",
    "the_most_likely_model_has_the_least_loss": ">= >=",
    "averages_of_n_err_by_variance_over_n": "== ==",
    "kl_and_cross_entropy_rank_models_alike": "== ==",
    "only_the_best_discriminator_is_the_posterior": "== >=",
    "the_game_of_the_gan_has_a_saddle_at_one_half": "== >=",
    "a_perfect_discriminator_stops_one_of_two_generators": "== == == == >= >= == ==",
    "random_segments_cross_with_probability_25_108": "== == == == == ==",
    "the_line_pays_for_what_crosses_each_gap": "== >= == == == >= == ==",
    "the_moves_of_the_dirt_piles_are_2_2_and_1_back": "== == == == == ==",
    "w_of_the_lines_is_lipschitz_with_a_corner": ">= == == >",
}


def relation(text):
    return next(sign for sign in (">=", "==", ">") if f" {sign} " in text)


@pytest.mark.parametrize("name", RELATIONS)
def test_each_sentence_says_equal_where_it_is_equal_and_more_where_it_is_more(name):
    assert " ".join(relation(one.then) for one in CLAIMS[name].says()) == RELATIONS[name]


def sides(name, k, /, **numbers):
    """Evaluate both sides of a sentence in fractions."""
    text = CLAIMS[name].says()[k].then
    left, right = text.split(f" {relation(text)} ")
    return eval(left, dict(numbers)), eval(right, dict(numbers))


ETA, X, Y = Fraction(3, 10), Fraction(2), Fraction(-5, 7)


def after(method, x=X, y=Y, eta=ETA):
    """Play one step of the game xy, as each method is described."""
    match method:
        case "simultaneous":
            return x - eta * y, y + eta * x
        case "alternating":
            x = x - eta * y
            return x, y + eta * x
        case "extragradient":
            u, v = after("simultaneous", x, y, eta)
            return x - eta * v, y + eta * u
        case "implicit":  # u = x - eta v, v = y + eta u
            u = (x - eta * y) / (1 + eta**2)
            return u, y + eta * u


def squared(x, y):
    return x**2 + y**2


def test_simultaneous_steps_are_the_ones_that_are_played():
    name, at = "simultaneous_steps_spiral_outward", {"x": X, "y": Y, "eta": ETA}
    grown = squared(*after("simultaneous"))
    assert sides(name, 2, **at) == (grown, grown)
    x, y = X, Y
    for t in range(20):
        x, y = after("simultaneous", x, y)
        assert squared(x, y) == (1 + ETA**2) ** (t + 1) * squared(X, Y)
        assert squared(x, y) >= sides(name, 3, **at, t=t, r=squared(X, Y))[1]
    u, v = after("simultaneous")
    assert sides(name, 4, **at) == (X * v - Y * u, ETA * (X * u + Y * v))


def test_alternating_extragradient_and_implicit_steps_are_the_ones_that_are_played():
    name, at = "better_steps_reach_the_equilibrium_of_xy", {"x": X, "y": Y, "eta": ETA}
    u, v = after("alternating")
    assert sides(name, 0, **at) == (u**2 + v**2 - ETA * u * v, X**2 + Y**2 - ETA * X * Y)
    extra = squared(*after("extragradient"))
    assert sides(name, 2, **at) == (extra, extra)
    assert sides(name, 3, **at) == (squared(X, Y), extra)
    u, v = after("implicit")
    assert sides(name, 4, **at, u=u, v=v) == (squared(X, Y), squared(X, Y))


def test_the_energy_of_optimistic_steps_falls_along_their_path():
    name, eta = "optimistic_steps_need_eta_below_1_over_root_3", Fraction(1, 2)
    last, now = (Fraction(1), Fraction(0)), (Fraction(1), Fraction(2))
    for _ in range(8):
        (a, b), (c, d) = now, last
        fall, drop = sides(name, 0, a=a, b=b, c=c, d=d, eta=eta)
        energy, squares = sides(name, 1, a=a, b=b, c=c, d=d, eta=eta)
        last, now = now, (a - 2 * eta * b + eta * d, b + 2 * eta * a - eta * c)
        after, _ = sides(name, 1, a=now[0], b=now[1], c=a, d=b, eta=eta)
        assert fall == drop == (energy - after) / (1 - eta**2) >= 0
        assert energy == squares > 0


@pytest.mark.parametrize(("eta", "converges"), [(0.577, True), (0.578, False)])
def test_optimistic_steps_converge_below_1_over_root_3_only(eta, converges):
    roots = np.roots([1, -(1 + 2j * eta), 1j * eta])
    assert bool(max(abs(roots)) < 1) is converges


def test_the_recurrence_of_the_penalised_dirac_gan_is_that_of_its_steps():
    name, lam = "dirac_gans_run_away_unless_penalised_at_0", Fraction(1)
    path = [(X, Y)]
    for _ in range(3):
        theta, psi = path[-1]
        path.append((theta + ETA * psi, psi - ETA * theta - ETA * lam * psi))
    left, right = sides(name, 2, theta=X, psi=Y, eta=ETA, lam=lam)
    assert left == right == path[2][0]
    s, m = 2 - ETA * lam, 1 - ETA * lam + ETA**2
    assert path[3][0] == s * path[2][0] - m * path[1][0]
    fall, drop = sides(name, 3, s=s, m=m, u=path[1][0], v=path[0][0])
    assert fall == drop > 0
    left, right = sides(name, 5, s=s, m=m, u=path[1][0], v=path[0][0])
    assert left == right == (1 - m) * ((1 + m) ** 2 - s**2) * path[1][0]


def test_a_penalty_at_0_converges_and_one_at_1_does_not():
    theta, psi, other, slope = 1.0, 1.0, 1.0, 1.0
    for _ in range(4000):
        theta, psi = theta + 0.1 * psi, psi - 0.1 * theta - 0.1 * psi
        pull = 2 * 0.1 * (abs(slope) - 1) * np.sign(slope)
        other, slope = other + 0.1 * slope, slope - 0.1 * other - pull
    assert abs(theta) + abs(psi) < 1e-12
    assert abs(other) + abs(slope) > 0.1


def test_random_segments_cross_as_often_as_is_said():
    points = np.random.default_rng(1).random((200_000, 4, 2))
    a, b, c, d = np.moveaxis(points, 1, 0)

    def side(p, q, r):
        (x, y), (u, v) = (q - p).T, (r - p).T
        return np.sign(x * v - u * y)

    cross = (side(a, b, c) != side(a, b, d)) & (side(c, d, a) != side(c, d, b))
    said = eval(CLAIMS["random_segments_cross_with_probability_25_108"].says()[5].then[9:])
    assert said == 25 / 108
    assert abs(cross.mean() - said) < 5 * np.sqrt(said * (1 - said) / len(points))


def test_a_triangle_has_the_mean_area_that_is_used():
    (a, b, c, d), (e, f, g, h) = np.random.default_rng(2).random((2, 4, 100_000))
    area = abs((b - a) * (g - e) - (c - a) * (f - e)) / 2
    assert abs(area.mean() - 11 / 144) < 5 * area.std() / np.sqrt(len(area))
    assert abs(abs(d - h).mean() - 1 / 3) < 0.005


def test_four_points_hang_together_by_their_areas():
    name = "random_segments_cross_with_probability_25_108"
    random = np.random.default_rng(3)
    for _ in range(5):
        numbers = {p + q: Fraction(int(random.integers(-9, 9))) for p in "xy" for q in "abcd"}
        for one in ({"j": 1, "k": 0, "l": 0}, {"j": 0, "k": 1, "l": 0}, {"j": 0, "k": 0, "l": 1}):
            assert sides(name, 0, **numbers, **one) == (0, 0)


def test_the_line_pays_what_its_gaps_see():
    """Fill plans at random: delta and the cost are counted shovelful by shovelful."""
    name, random = "the_line_pays_for_what_crosses_each_gap", np.random.default_rng(4)
    for _ in range(5):
        plan = random.integers(0, 4, (4, 4))
        numbers = {f"x{i + 1}{j + 1}": int(plan[i, j]) for i in range(4) for j in range(4)}
        numbers |= {f"P{i + 1}": int(plan[i].sum()) for i in range(4)}
        numbers |= {f"Q{j + 1}": int(plan[:, j].sum()) for j in range(4)}
        delta = np.cumsum(plan.sum(1) - plan.sum(0))
        crossed, used = sides(name, 0, **numbers)
        assert crossed == used == delta[1]
        signs = {f"s{k + 1}": int(np.sign(delta[k])) for k in range(3)}
        cost, bound = sides(name, 1, **numbers, **signs)
        assert cost == sum(abs(i - j) * plan[i, j] for i in range(4) for j in range(4))
        assert bound == abs(delta).sum() <= cost
        assert sides(name, 7, **numbers, **signs) == (cost, cost)


def test_every_small_plan_between_three_piles_was_listed():
    """Count 3 amounts on 6 ways, and those of them that cross no gap both ways."""
    ways = [(i, j) for i in range(3) for j in range(3) if i != j]
    one_way = 0
    for amounts in product(range(3), repeat=6):
        plan = dict(zip(ways, amounts, strict=True))
        crossed = [
            (
                sum(v for (i, j), v in plan.items() if i <= k < j),
                sum(v for (i, j), v in plan.items() if j <= k < i),
            )
            for k in (0, 1)
        ]
        one_way += not any(right and left for right, left in crossed)
    steps = run(CLAIMS["the_line_pays_for_what_crosses_each_gap"]).steps
    rules = {step.rule for step in steps}
    assert {f"enumeration of {n} cases" for n in (2 * 3**6, one_way)} <= rules
