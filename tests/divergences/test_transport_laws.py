"""Transport distances keep the laws of transport, on the line and in space."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from divergences import Measure, transport, transport_matrix, wasserstein
from divergences.costs import euclidean, manhattan, power

dimensions = pytest.mark.parametrize("dimension", [1, 2])
orders = st.sampled_from([1, 1.5, 2, 3])
ROUNDING = 1e-13


@st.composite
def measures(draw, dimension):
    """Points on a small grid with small counts as weights: ties abound, and both shrink well."""
    n = draw(st.integers(1, 6))
    points = draw(st.lists(st.tuples(*[st.integers(-8, 8)] * dimension), min_size=n, max_size=n))
    counts = draw(st.lists(st.integers(1, 5), min_size=n, max_size=n))
    return Measure(np.array(points) / 4, np.array(counts) * 1.0, normalize=True)


def moved(mu, shift):
    return Measure(mu.points + shift, mu.weights, normalize=True)


@dimensions
@settings(max_examples=60)
@given(data=st.data(), order=orders)
def test_is_symmetric_and_zero_on_the_diagonal(dimension, data, order):
    mu, nu = data.draw(measures(dimension)), data.draw(measures(dimension))
    forth, back = wasserstein(mu, nu, order=order), wasserstein(nu, mu, order=order)
    assert forth == pytest.approx(back, rel=ROUNDING)
    assert wasserstein(mu, mu, order=order) == 0


@dimensions
@settings(max_examples=60)
@given(data=st.data(), order=orders)
def test_obeys_the_triangle_inequality(dimension, data, order):
    mu, nu, rho = (data.draw(measures(dimension)) for _ in range(3))
    direct = wasserstein(mu, rho, order=order)
    around = wasserstein(mu, nu, order=order) + wasserstein(nu, rho, order=order)
    assert direct <= around * (1 + ROUNDING)


@dimensions
@settings(max_examples=60)
@given(data=st.data(), order=orders)
def test_scales_and_forgets_translations(dimension, data, order):
    mu, nu = data.draw(measures(dimension)), data.draw(measures(dimension))
    distance = wasserstein(mu, nu, order=order)
    large = [Measure(m.points * 2.0**30, m.weights, normalize=True) for m in (mu, nu)]
    assert wasserstein(*large, order=order) == pytest.approx(distance * 2.0**30, rel=ROUNDING)
    assert wasserstein(moved(mu, 2.0**40), moved(nu, 2.0**40), order=order) == distance


@dimensions
@settings(max_examples=40)
@given(data=st.data(), order=orders)
def test_translating_a_measure_moves_it_that_far(dimension, data, order):
    mu = data.draw(measures(dimension))
    length = math.sqrt(dimension) * 0.75
    assert wasserstein(mu, moved(mu, 0.75), order=order) == pytest.approx(length, rel=ROUNDING)


@dimensions
@settings(max_examples=60)
@given(data=st.data())
def test_grows_with_its_order(dimension, data):
    mu, nu = data.draw(measures(dimension)), data.draw(measures(dimension))
    values = [wasserstein(mu, nu, order=order) for order in (1, 1.5, 2, 3)]
    if dimension == 1:
        values.append(wasserstein(mu, nu, order=math.inf))
    assert all(low <= high * (1 + ROUNDING) for low, high in pairwise(values))


@dimensions
@settings(max_examples=60)
@given(data=st.data(), order=orders)
def test_plan_and_potentials_meet(dimension, data, order):
    mu, nu = data.draw(measures(dimension)), data.draw(measures(dimension))
    cost = power(euclidean, order)
    result = transport(mu, nu, cost)
    a, b = mu.weights / mu.weights.sum(), nu.weights / nu.weights.sum()
    costs, plan = cost(mu.points, nu.points), result.plan.toarray()
    assert (costs - result.f[:, None] - result.g).min() >= -1e-12
    assert a @ result.f + b @ result.g == pytest.approx(result.value, rel=1e-12, abs=1e-12)
    assert (plan * costs).sum() == pytest.approx(result.value, rel=1e-12, abs=1e-300)
    np.testing.assert_allclose(plan.sum(axis=1), a, rtol=1e-14)
    np.testing.assert_allclose(plan.sum(axis=0), b, rtol=1e-14)
    assert wasserstein(mu, nu, order=order) == pytest.approx(result.value ** (1 / order), rel=1e-14)


@settings(max_examples=60)
@given(mu=measures(1), nu=measures(1), order=orders)
def test_sorting_agrees_with_the_general_solver(mu, nu, order):
    costs = power(euclidean, order)(mu.points, nu.points)
    a, b = mu.weights / mu.weights.sum(), nu.weights / nu.weights.sum()
    general = transport_matrix(a, b, costs).value
    assert transport(mu, nu, power(manhattan, order)).value == pytest.approx(
        general, rel=1e-13, abs=1e-15
    )


@settings(max_examples=60)
@given(mu=measures(2), nu=measures(2), order=orders)
def test_projecting_brings_measures_closer(mu, nu, order):
    on_the_line = [Measure(m.points[:, 0], m.weights, normalize=True) for m in (mu, nu)]
    projected = wasserstein(*on_the_line, order=order)
    assert projected <= wasserstein(mu, nu, order=order) * (1 + ROUNDING)


@settings(max_examples=40)
@given(mu=measures(1), nu=measures(1))
def test_order_one_on_the_line_is_the_area_between_distribution_functions(mu, nu):
    points = np.sort(np.concatenate([mu.points[:, 0], nu.points[:, 0]]))
    levels = [
        np.array([m.weights[m.points[:, 0] <= t].sum() for t in points]) / m.weights.sum()
        for m in (mu, nu)
    ]
    area = (np.abs(levels[0] - levels[1])[:-1] * np.diff(points)).sum()
    assert wasserstein(mu, nu) == pytest.approx(area, rel=1e-13, abs=1e-15)
