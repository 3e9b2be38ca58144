"""The solver of entropic transport, piece by piece."""

import numpy as np
import pytest

from divergences import _entropic, costs
from divergences._entropic import (
    _seen,
    flat,
    plan_of,
    rounded,
    soft_transform,
    solve,
    solve_self,
)


def test_an_error_is_at_most_all_of_the_mass_twice():
    """Also where exp overflows, at an atom of the least mass that there is."""
    cost, b = np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([1.0, 5e-324])
    assert solve(cost, np.array([0.5, 0.5]), b, 1e-3, 0, 1e-13).error == 2.0


def test_rounding_gives_the_marginals_of_any_plan():
    rng = np.random.default_rng(0)
    for _ in range(20):
        a, b = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(5))
        plan = rounded(rng.uniform(size=(4, 5)) ** 4 / 8, a, b)
        assert plan.sum(axis=1) == pytest.approx(a, rel=1e-14)
        assert plan.sum(axis=0) == pytest.approx(b, rel=1e-14)
        assert (plan >= 0).all()
    assert rounded(np.zeros((2, 2)), a[:2], b[:2] / b[:2].sum() * a[:2].sum()).sum() > 0


def test_rounding_leaves_a_feasible_plan_alone():
    plan = np.array([[0.5, 1e-40], [1e-40, 0.5]])
    assert (rounded(plan, np.array([0.5, 0.5]), np.array([0.5, 0.5])) == plan).all()


def test_a_plan_near_the_product_is_rounded_as_a_density():
    rng = np.random.default_rng(0)
    for tilt in (1e-3, 1e-9, 1e-14, 0.0):
        a, b = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(5))
        cost, f, g = tilt * rng.normal(size=(4, 5)), tilt * rng.normal(size=4), np.zeros(5)
        t = flat(cost, f, g, a, b, 1.0)
        assert np.abs(t).max() <= 8 * tilt
        assert np.abs(t @ b).max() <= 1e-15 * tilt
        assert np.abs(a @ t).max() <= 1e-15 * tilt
        expected = rounded(plan_of(cost, f, g, a, b, 1.0), a, b)
        assert a[:, None] * b * (1 + t) == pytest.approx(expected, rel=1e-14)


def test_a_plan_far_from_the_product_has_no_density_near_one():
    one = np.ones(1)
    for exponent, near in ((0.25, True), (0.26, False), (-0.25, True), (-0.26, False)):
        found = flat(np.zeros((1, 1)), np.array([exponent]), np.zeros(1), one, one, 1.0)
        assert (found is not None) == near


def test_transform_makes_the_rows_right():
    rng = np.random.default_rng(0)
    cost, g = rng.uniform(size=(3, 4)), rng.normal(size=4)
    a, b = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(4))
    f = soft_transform(cost, g, b, 0.1)
    assert plan_of(cost, f, g, a, b, 0.1).sum(axis=1) == pytest.approx(a, rel=1e-13)


def test_the_symmetric_solver_finds_the_general_one():
    rng = np.random.default_rng(0)
    x, a = rng.normal(size=(6, 2)), rng.dirichlet(np.ones(6))
    cost = costs.euclidean(x, x)
    own, general = solve_self(cost, a, 0.1, 500, 1e-13), solve(cost, a, a, 0.1, 500, 1e-13)
    assert own.converged
    assert own.iterations < 100
    assert 2 * a @ own.f == pytest.approx(a @ general.f + a @ general.g, rel=1e-12)
    assert not solve_self(cost, a, 0.1, 3, 1e-13).converged


def test_the_symmetric_solver_says_how_far_it_came():
    rng = np.random.default_rng(0)
    x, a = rng.normal(size=(6, 2)), rng.dirichlet(np.ones(6))
    cost = costs.euclidean(x, x)
    before, loose = (solve_self(cost, a, 0.1, most, 1e-3) for most in (2, 500))
    assert (before.iterations, before.converged) == (2, False)
    assert (loose.iterations, loose.converged) == (3, True)
    updated = soft_transform(cost, before.f, a, 0.1)
    assert loose.error == pytest.approx(a @ np.abs(updated - before.f) / 0.1, rel=1e-12)
    assert loose.f == pytest.approx((before.f + updated) / 2, rel=1e-12)
    # a large constant in the costs leaves some 1e-9 of rounding, which counts as none
    shifted = solve_self(cost + 1e6, a, 0.1, 100, 1e-13)
    assert shifted.converged
    assert 1e-13 < shifted.error < 1e-8


def test_no_error_is_asked_for_below_four_roundings_of_an_exponent():
    cost = np.array([[3.0, -7.0], [0.0, 1.0]])
    assert _seen(0.0, cost, 0.5) == 4 * 2.0**-52 * (1 + 14)
    assert _seen(1e-9, cost, 0.5) == 1e-9


@pytest.mark.parametrize(("columns", "steps"), [(1500, 3), (1501, 0)])
def test_newton_steps_in_after_every_fourth_sweep_for_up_to_1500_columns(
    monkeypatch, columns, steps
):
    taken = []
    monkeypatch.setattr(_entropic, "_newton", lambda cost, f, g, *rest: taken.append(1) or g)
    b = np.full(columns, 1 / columns)
    for most in (11, 12, 15):
        taken.clear()
        found = _entropic._solve_at(np.eye(2, columns), 0 * b, np.full(2, 0.5), b, 1e-3, most, -1.0)
        assert found.iterations == most
        assert len(taken) == (steps if most > 11 else steps - steps // 3)


def test_costs_are_regularised_from_their_spread_on_by_halves_each_roughly(monkeypatch):
    asked = []

    def asking(cost, g, a, b, eps, most, wanted):
        asked.append((eps, most, wanted))
        return _entropic.Solution(a, b, 0.0, 30, True)

    monkeypatch.setattr(_entropic, "_solve_at", asking)
    one = np.array([0.5, 0.5])
    for spread, halves in [(8.0, [8, 4, 2]), (8.1, [16, 8, 4, 2]), (1.0, []), (0.5, []), (0.0, [])]:
        asked.clear()
        cost = np.array([[3.0, 3.0 + spread], [3.0, 3.0]])
        found = solve(cost, one, one, 1.0, 100, 1e-9)
        limits = (40, 40, 40, 10)
        rough = [(eps, most, 1e-2) for eps, most in zip(halves, limits, strict=False)]
        assert asked == [*rough, (1.0, 100 - 30 * len(halves), 1e-9)]
        assert found.iterations == 30 * len(halves) + 30
