"""The solver of entropic transport, piece by piece."""

import mpmath as mp
import numpy as np
import pytest

from divergences import _entropic, costs
from divergences._entropic import (
    flat,
    plan_of,
    rounded,
    seen,
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
        cost, f, g = (tilt * rng.normal(size=size) for size in ((4, 5), 4, 5))
        t = flat(4 * cost, 4 * f, 4 * g, a, b, 4.0)
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
        zero, half = np.zeros(2), np.full(2, 0.5)
        both = flat(np.array([[0.0, -exponent]]), zero[:1], zero, one, half, 1.0)
        assert (both is not None) == near


U = 2.0**-52


@pytest.mark.parametrize("law", [[1.0], [0.5, 0.5], [0.75, 0.25]])
def test_what_a_marginal_misses_by_16_roundings_is_left_missing_and_more_is_not(law):
    a, first = np.array(law), np.eye(len(law))[0]
    for times, filled in ((16, False), (17, True)):
        plan = np.diag(a - times * U * a * first)
        assert (rounded(plan, a, a) == (np.diag(a) if filled else plan)).all()
        assert (rounded(plan, plan.sum(axis=0), a) == plan).all()
        assert (rounded(plan, a, plan.sum(axis=0)) == plan).all()


def test_what_is_missing_is_spread_over_the_larger_of_both_totals():
    """A row, or a column, that misses 16 roundings stays as it is: here the second ones."""
    u, half = U / 2, np.array([0.5, 0.5])
    plan = np.array([[0.5 - 40 * u, 0.0], [14 * u, 0.5 - 14 * u]])
    few = np.array([[0.5 - 16 * U], [0.5 - 8 * U]])
    filled = np.array([[0.5], [0.5 - 8 * U]])
    assert (rounded(few, half, np.ones(1)) == filled).all()
    assert (rounded(few.T, np.ones(1), half) == filled.T).all()
    for given in (plan, plan.T):
        assert (rounded(given, half, half) == given + [[26 * u, 0], [0, 0]]).all()


@pytest.mark.parametrize("eps", [0.7, 3.0, 1e5, 1e15])
def test_transform_is_right_to_the_last_digits_however_strong_the_regularisation(eps):
    cost, b = np.array([[1.0, 0.0, 0.5], [1.0, 0.0, 3.0]]), np.array([0.25, 0.5, 0.25])
    with mp.workdps(60):
        for found, row in zip(soft_transform(cost, np.zeros(3), b, eps), cost, strict=True):
            total = mp.fsum(
                w * mp.exp(-mp.mpf(c) / mp.mpf(eps)) for w, c in zip(b, row, strict=True)
            )
            assert abs(found + eps * mp.log(total)) <= 4e-15 * eps * abs(mp.log(total))


def test_transform_keeps_an_atom_of_hardly_any_mass_that_is_near():
    f = soft_transform(np.array([[0.0, 900.0]]), np.zeros(2), np.array([1e-300, 1.0]), 1.0)
    assert f[0] == pytest.approx(300 * np.log(10), rel=1e-15)


def test_the_error_is_how_far_columns_are_off_after_so_many_sweeps():
    rng = np.random.default_rng(0)
    a, b, cost = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(5)), rng.uniform(size=(4, 5))
    found = solve(cost, a, b, 2.0, 50, 1.0)
    assert (found.iterations, found.converged) == (0, True)
    columns = plan_of(cost, found.f, found.g, a, b, 2.0).sum(axis=0)
    assert found.error == pytest.approx(np.abs(columns - b).sum(), rel=1e-12)


def test_an_error_as_large_as_wanted_will_do():
    rng = np.random.default_rng(0)
    a, b, cost = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(5)), rng.uniform(size=(4, 5))
    own = cost[:, :4] + cost[:, :4].T
    for steps in (1, 3):
        error = solve_self(own, a, 1.0, steps, 1e-13).error
        again = solve_self(own, a, 1.0, 50, error)
        assert (again.iterations, again.converged, again.error) == (steps, True, error)
        assert solve_self(own, a, 1.0, steps, error).converged
        assert not solve_self(own, a, 1.0, steps, np.nextafter(error, 0)).converged
        error = solve(cost, a, b, 1.0, steps, 1e-13).error
        again = solve(cost, a, b, 1.0, 50, error)
        assert (again.iterations, again.converged, again.error) == (steps, True, error)
        assert not solve(cost, a, b, 1.0, steps, np.nextafter(error, 0)).converged


def test_newton_doubles_the_digits_near_the_optimum_and_never_falls():
    rng = np.random.default_rng(0)
    a, b, cost = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(5)), rng.uniform(size=(4, 5))
    for eps in (1.0, 0.2):
        best = solve(cost, a, b, eps, 1000, 1e-13).g

        def dual(g, eps=eps):
            return a @ soft_transform(cost, g, b, eps) + b @ g

        for size in (1e-3, 1e-5, 5.0):
            g = best + size * eps * rng.normal(size=5)
            f = soft_transform(cost, g, b, eps)
            stepped = _entropic._newton(cost, f, g, a, b, eps)
            assert dual(stepped) > dual(g) or size == 1e-5
            before, after = (np.ptp(v - best) / eps for v in (g, stepped))
            assert after <= (4 * before**2 if size < 1 else before)


def test_newton_stays_where_it_is_if_the_curvature_is_singular():
    """No mass is planned for the second atom, whose own is too small to square."""
    zero, one = np.zeros(2), np.ones(1)
    b = np.array([1.0, 1e-200])
    found = _entropic._newton(np.array([[0.0, 1e5]]), zero[:1], zero, one, b, 1.0)
    assert (found == zero).all()


def test_newton_halves_a_step_that_hardly_rises_up_to_thirty_times(monkeypatch):
    """The dual is made up: it rises by a share of what the gradient promises."""
    cost, half = np.zeros((2, 2)), np.array([0.5, 0.5])
    g = np.array([1.0, -1.0])
    f = soft_transform(cost, g, half, 1.0)
    tried = []

    def risen(share):
        def transform(cost, trial, b, eps):
            tried.append(trial)
            columns = plan_of(cost, f, g, half, half, 1.0).sum(axis=0)
            gain = share(len(tried)) * float((half - columns) @ (trial - g))
            return f + gain - half @ (trial - g)

        return transform

    for share, count in [
        (lambda k: 0.1251, 1), (lambda k: 0.1249, 30), (lambda k: 0.1251 * (k > 4), 5)
    ]:  # fmt: skip
        tried.clear()
        monkeypatch.setattr(_entropic, "soft_transform", risen(share))
        found = _entropic._newton(cost, f, g, half, half, 1.0)
        assert len(tried) == count
        assert (found == (g if count == 30 else tried[-1])).all()
        steps = np.array(tried) - g
        assert steps == pytest.approx(steps[0] * 0.5 ** np.arange(count)[:, None], rel=1e-9)


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
    assert seen(0.0, 0.5, 7.0) == 4 * 2.0**-52 * (1 + 14)
    assert seen(1e-9, 0.5, 7.0) == 1e-9


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


@pytest.mark.parametrize("eps", [1.0, 0.25])
def test_costs_are_regularised_from_their_spread_on_by_halves_each_roughly(monkeypatch, eps):
    asked = []

    def asking(cost, g, a, b, at, most, wanted):
        asked.append((at, most, wanted))
        return _entropic.Solution(a, b, 0.0, 30, True)

    monkeypatch.setattr(_entropic, "_solve_at", asking)
    one = np.array([0.5, 0.5])
    for spread, halves in [(8.0, [8, 4, 2]), (8.1, [16, 8, 4, 2]), (1.0, []), (0.5, []), (0.0, [])]:
        asked.clear()
        cost = np.array([[3.0, 3.0 + spread], [3.0, 3.0]])
        found = solve(eps * cost, one, one, eps, 100, 1e-9)
        limits = (40, 40, 40, 10)
        rough = [(eps * k, most, 1e-2) for k, most in zip(halves, limits, strict=False)]
        assert asked == [*rough, (eps, 100 - 30 * len(halves), 1e-9)]
        assert found.iterations == 30 * len(halves) + 30
