"""Claims about critics, lines and couplings, held against numbers found by another route."""

from importlib import import_module
from itertools import pairwise

import numpy as np
import pytest
import sympy
from scipy.optimize import linprog, minimize

from divergences import Measure, wasserstein

CLAIMS = "proofs.claims"


def test_the_moments_of_a_place_between_independent_pairs():
    """Heights A, B uniform on (-1/2, 1/2), the share e uniform on (0, 1): by integration."""
    claim = import_module(f"{CLAIMS}.the_penalty_overstates_more_on_parallel_lines")
    low, high, e = sympy.symbols("A B e")
    half = sympy.Rational(1, 2)
    place = {"q_i": (1 - e) * low + e * high, "z_i": e - half, "w_i": 1}

    def mean(value):
        for name in (low, high):
            value = sympy.integrate(sympy.expand(value), (name, -half, half))
        return sympy.integrate(value, (e, 0, 1))

    for total, value in claim.MOMENTS.items():
        inner = total.removeprefix("total(").removesuffix(")")
        assert mean(sympy.sympify(inner, locals=place)) == sympy.sympify(value)
    assert mean((low**2 + high**2) / 2) == sympy.sympify(claim.ENDS.split(" == ")[1])


def test_the_critic_of_the_lines_reaches_what_is_claimed():
    """Its objective with the true norm of the gradient, on a midpoint grid."""
    grid = (np.arange(60) + 0.5) / 60
    low, high, e = np.meshgrid(grid - 0.5, grid - 0.5, grid)
    x, y = e - 0.5, (1 - e) * low + e * high
    norm = np.hypot(31 / 30 + 4 / 15 * y**2, 8 / 15 * x * y)
    gain = 31 / 30 + 4 / 15 * ((low**2 + high**2) / 2).mean()
    assert 1.0288 < gain - 10 * ((norm - 1) ** 2).mean() < 1.0312


@pytest.mark.parametrize(("theta", "lam"), [(1, 10), (1, 1), (5, 10)])
def test_no_critic_between_two_atoms_beats_the_claimed_one(theta, lam):
    """Maximise over the slopes in 20 cells, from a random start."""

    def loss(slopes):
        return lam * ((abs(slopes) - 1) ** 2).mean() - theta * slopes.mean()

    start = np.random.default_rng(0).uniform(0.5, 2, 20)
    best = minimize(loss, start)
    np.testing.assert_allclose(best.x, 1 + theta / (2 * lam), rtol=1e-4)
    assert best.fun == pytest.approx(-theta - theta**2 / (4 * lam), rel=1e-8)


def slope(weights, x, y):
    """Return the difference quotient of a ReLU network without biases."""

    def value(point):
        *hidden, last = weights
        for matrix in hidden:
            point = np.maximum(matrix @ point, 0)
        return (last @ point).item()

    return abs(value(x) - value(y)) / np.linalg.norm(x - y)


@pytest.mark.parametrize("widths", [(3,), (4, 5), (6, 2, 7)])
def test_clipped_networks_meet_the_claimed_constant(widths):
    generator = np.random.default_rng(1)
    c, sizes = 0.3, (9, *widths, 1)
    k = c ** (len(widths) + 1) * np.prod(widths) * 3
    shapes = [(b, a) for a, b in pairwise(sizes)]
    equal = [np.full(shape, c) for shape in shapes]
    assert slope(equal, np.full(9, 2.0), np.zeros(9)) == pytest.approx(k)
    for _ in range(50):
        clipped = [generator.uniform(-c, c, shape) for shape in shapes]
        assert slope(clipped, *generator.normal(size=(2, 9))) <= k


@pytest.mark.parametrize("order", [1, 2, 3.5])
@pytest.mark.parametrize("theta", [-0.5, 2.0])
def test_lines_are_theta_apart_in_every_order(theta, order):
    y = (np.arange(8) + 0.5) / 8
    p, q = (np.column_stack([np.full(8, x), y]) for x in (0.0, theta))
    assert wasserstein(p, q, order=order) == pytest.approx(abs(theta))


@pytest.mark.parametrize(("p", "q"), [(0.75, 0.25), (0.5, 0.5), (1.0, 0.0)])
def test_the_rectangle_costs_what_its_certificates_say(p, q):
    upper = Measure([[0.0, 0.0], [4.0, 0.0]], [p, 1 - p])
    lower = Measure([[0.0, 3.0], [4.0, 3.0]], [q, 1 - q])
    assert wasserstein(upper, lower) == pytest.approx(3 + 2 * (p - q))


def test_lipschitz_functions_reach_the_least_cost_and_no_more():
    """The dual programme by SciPy, its constraints on all pairs of points."""
    generator = np.random.default_rng(2)
    points = generator.normal(size=(9, 2))
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    gain = np.concatenate([np.full(4, 1 / 4), np.full(5, -1 / 5)])
    pairs = [(i, j) for i in range(9) for j in range(9) if i != j]
    rows = np.array([np.eye(9)[i] - np.eye(9)[j] for i, j in pairs])
    bounds = [distances[pair] for pair in pairs]
    best = linprog(-gain, A_ub=rows, b_ub=bounds, bounds=[(0, 0)] + [(None, None)] * 8)
    assert -best.fun == pytest.approx(wasserstein(points[:4], points[4:]))
