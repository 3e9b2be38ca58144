"""Estimates: their values against definitions, and their intervals against simulation."""

import inspect
import math

import numpy as np
import pytest

from divergences import (
    Estimate,
    Measure,
    estimate_mmd_squared,
    estimate_sliced_wasserstein,
    kernels,
    sliced_wasserstein,
    wasserstein,
)
from divergences._estimate import _potential


def test_estimate_carries_what_it_says():
    e = Estimate(-1.0, 0.5, (-2.0, 0.0), 0.9, "a < b", 3, 4)
    assert float(e) == -1.0
    assert e.as_dict() == {
        "value": -1.0,
        "standard_error": 0.5,
        "interval": [-2.0, 0.0],
        "level": 0.9,
        "method": "a < b",
        "n": 3,
        "m": 4,
    }
    assert repr(e) == "Estimate(-1 +- 0.5, 90 % in [-2, 0], n=3, m=4)"
    assert "<tr><th>method</th><td>a &lt; b</td></tr>" in e._repr_html_()
    assert e._repr_html_().startswith("<table><tr><th>value</th><td>-1.0</td></tr>")


def test_mmd_squared_is_the_u_statistic_with_its_first_order_variance():
    rng = np.random.default_rng(0)
    x, y, kernel = rng.normal(size=(5, 2)), rng.normal(size=(7, 2)) + 1, kernels.gaussian(1.0)
    xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
    within_x = np.array([sum(xx[i, j] for j in range(5) if j != i) / 4 for i in range(5)])
    within_y = np.array([sum(yy[i, j] for j in range(7) if j != i) / 6 for i in range(7)])
    h, g = within_x - xy.mean(axis=1), within_y - xy.mean(axis=0)
    e = estimate_mmd_squared(x, y, kernel, level=0.9)
    assert e.value == pytest.approx(within_x.mean() + within_y.mean() - 2 * xy.mean(), rel=1e-13)
    error = math.sqrt(4 * h.var(ddof=1) / 5 + 4 * g.var(ddof=1) / 7)
    assert e.standard_error == pytest.approx(error, rel=1e-13)
    half = 1.6448536269514722 * error
    assert e.interval == pytest.approx((e.value - half, e.value + half), rel=1e-12)
    assert (e.level, e.n, e.m) == (0.9, 5, 7)
    assert e.method.startswith("unbiased U-statistic")


def test_mmd_squared_is_the_same_in_blocks():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(1100, 1)), rng.normal(size=(300, 1))
    kernel = kernels.gaussian(1.0)
    xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
    value = (xx.sum() - 1100) / 1100 / 1099 + (yy.sum() - 300) / 300 / 299 - 2 * xy.mean()
    assert estimate_mmd_squared(x, y, kernel).value == pytest.approx(value, rel=1e-9)


def test_mmd_squared_intervals_cover_as_often_as_they_say():
    """MMD^2 of N(0, 1) and N(1, 1) for bandwidth 1 is 2 (1 - exp(-1/6)) / sqrt(3)."""
    truth = 2 * (1 - math.exp(-1 / 6)) / math.sqrt(3)
    rng = np.random.default_rng(1)
    kernel, estimates = kernels.gaussian(1.0), []
    for _ in range(400):
        x, y = rng.normal(size=(100, 1)), rng.normal(size=(60, 1)) + 1
        estimates.append(estimate_mmd_squared(x, y, kernel))
    covered = sum(e.interval[0] <= truth <= e.interval[1] for e in estimates)
    assert 0.92 <= covered / 400 <= 0.975
    values = np.array([e.value for e in estimates])
    assert abs(values.mean() - truth) <= 3.5 * values.std() / 20
    errors = np.mean([e.standard_error for e in estimates])
    assert errors == pytest.approx(values.std(), rel=0.12)


def test_mmd_squared_is_unbiased_and_negative_half_of_the_time_where_laws_are_equal():
    rng = np.random.default_rng(2)
    values = np.array(
        [
            estimate_mmd_squared(*rng.normal(size=(2, 20, 1)), kernels.gaussian(1.0)).value
            for _ in range(300)
        ]
    )
    assert abs(values.mean()) <= 3.5 * values.std() / math.sqrt(300)
    assert 0.4 < (values < 0).mean() < 0.8


@pytest.mark.parametrize("order", [1, 2, 3])
def test_sliced_value_is_that_of_the_samples_over_the_directions_drawn(order):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(8, 3)) + 100, rng.normal(size=(5, 3)) + 101
    drawn = np.random.default_rng(7).normal(size=(6, 3))
    along = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    e = estimate_sliced_wasserstein(x, y, order=order, n_directions=6, rng=np.random.default_rng(7))
    expected = sliced_wasserstein(Measure(x), Measure(y), along, order=order)
    assert e.value == pytest.approx(expected, rel=1e-12)
    assert (e.n, e.m, e.level) == (8, 5, 0.95)
    assert e.method.startswith("plug-in")


@pytest.mark.parametrize("order", [1.0, 2.0, 3.5])
@pytest.mark.parametrize(("n", "m"), [(4, 4), (6, 4), (3, 7)])
def test_potentials_show_that_the_coupling_is_optimal(order, n, m):
    """Mean of f plus mean of g is the cost, and f + g is at most the cost everywhere."""
    rng = np.random.default_rng(n)
    u, v = np.sort(rng.normal(size=n)), np.sort(rng.normal(size=m))
    cost = np.abs(u[:, None] - v) ** order
    pairs = [np.array([sample, np.zeros_like(sample)]) for sample in (u, v)]
    f, g = _potential(*pairs, order), _potential(*pairs[::-1], order)
    if n % m and m % n:  # else levels meet, and two optimal potentials are averaged in f and in g
        f += (cost - f[:, None]).min(axis=0).mean() - g.mean()
        slack = cost - f[:, None] - (g - g[0])
        assert np.ptp((cost - f[:, None]).min(axis=0) - g) < 1e-12
        assert slack.min() == pytest.approx((slack.min(axis=0)).max(), abs=1e-12)
    best = (cost - f[:, None]).min(axis=0)
    cheapest = wasserstein(u, v, order=order) ** order
    assert f.mean() + best.mean() == pytest.approx(cheapest, rel=1e-12)


FAR = [[1e15, 0.0], [1.2, 0.6], [0.7, 0.1]], [[1e15, 0.0], [0.27, -0.75], [0.3, 0.2]]


@pytest.mark.parametrize("order", [1, 2])
def test_sliced_estimates_do_not_depend_on_which_point_comes_first(order):
    x, y = map(np.array, FAR)
    forth, back = (
        estimate_sliced_wasserstein(u, v, order=order, n_directions=9, rng=np.random.default_rng(1))
        for u, v in ((x, y), (x[::-1], y[[2, 0, 1]]))
    )
    assert forth.value == pytest.approx(back.value, rel=1e-15)
    assert forth.standard_error == pytest.approx(back.standard_error, rel=1e-12)
    assert forth.interval == pytest.approx(back.interval, rel=1e-12)


def test_sliced_estimates_are_sliced_distances_over_the_directions_drawn():
    x, y = map(np.array, FAR)
    along = np.random.default_rng(1).normal(size=(9, 2))
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    value = estimate_sliced_wasserstein(x, y, n_directions=9, rng=np.random.default_rng(1)).value
    assert value == pytest.approx(sliced_wasserstein(x, y, along), rel=1e-15)


@pytest.mark.parametrize("unit", [2.0**-1000, 2.0**1000])
def test_sliced_estimates_scale_with_the_points_without_overflow(unit):
    x, y = np.random.default_rng(0).normal(size=(2, 5, 2))
    plain, scaled = (
        estimate_sliced_wasserstein(
            by * x, by * y, order=2, n_directions=4, rng=np.random.default_rng(1)
        )
        for by in (1.0, unit)
    )
    assert scaled.value == unit * plain.value
    assert scaled.standard_error == unit * plain.standard_error
    assert scaled.interval == tuple(unit * end for end in plain.interval)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_sliced_errors_are_those_of_directions_and_of_both_samples(order):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(8, 2)), rng.normal(size=(5, 2)) * 2
    along = np.random.default_rng(7).normal(size=(6, 2))
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    powers, potentials = [], []
    for direction in along:
        u, v = (np.array([z @ direction, 0 * z[:, 0]]) for z in (x, y))
        powers.append(wasserstein(u[0], v[0], order=order) ** order)
        potentials.append((_potential(u, v, order), _potential(v, u, order)))
    f, g = (np.mean(side, axis=0) for side in zip(*potentials, strict=True))
    variance = np.var(powers, ddof=1) / 6 + f.var(ddof=1) / 8 + g.var(ddof=1) / 5
    e = estimate_sliced_wasserstein(x, y, order=order, n_directions=6, rng=np.random.default_rng(7))
    slope = np.mean(powers) ** (1 / order - 1) / order
    assert e.standard_error == pytest.approx(slope * math.sqrt(variance), rel=1e-12)


@pytest.mark.parametrize("swapped", [False, True])
def test_points_of_all_magnitudes_overflow_no_power(swapped):
    x, y = np.array([[2.0**1000], [2.0**-1000]]), np.array([[2.0**-1000], [3 * 2.0**-1000]])
    pair = (y, x) if swapped else (x, y)
    e = estimate_sliced_wasserstein(*pair, order=2, n_directions=2, rng=np.random.default_rng(0))
    assert e.value == pytest.approx(2.0**1000 / math.sqrt(2), rel=1e-15)


@pytest.mark.parametrize("function", [estimate_mmd_squared, estimate_sliced_wasserstein])
def test_intervals_are_of_95_percent_unless_told(function):
    assert inspect.signature(function).parameters["level"].default == 0.95


@pytest.mark.parametrize("order", [1, 2])
def test_sliced_intervals_cover_as_often_as_they_say(order):
    """Between N(0, I) and its shift by s, W on a direction is |s.u|, in the plane."""
    shift = np.array([2.0, 0.0])
    truth = 2 * 2 / math.pi if order == 1 else math.sqrt(2)
    rng = np.random.default_rng(3)
    estimates = []
    for _ in range(200):
        x, y = rng.normal(size=(150, 2)), rng.normal(size=(100, 2)) + shift
        estimates.append(estimate_sliced_wasserstein(x, y, order=order, n_directions=40, rng=rng))
    covered = sum(e.interval[0] <= truth <= e.interval[1] for e in estimates)
    assert 0.9 <= covered / 200 <= 0.985
    errors = np.mean([e.standard_error for e in estimates])
    assert errors == pytest.approx(np.std([e.value for e in estimates]), rel=0.15)


def test_sampling_error_of_the_line_is_that_of_the_mean_shift():
    """On the line, directions are all alike, and W1 of separated laws is a difference of means."""
    rng = np.random.default_rng(0)
    x, y = rng.uniform(size=50), rng.uniform(size=30) + 5
    for order, slope in ((1, 1.0), (2, None)):
        e = estimate_sliced_wasserstein(x, y, order=order, n_directions=4, rng=rng, level=0.5)
        if slope is not None:
            error = math.sqrt(x.var(ddof=1) / 50 + y.var(ddof=1) / 30)
            assert e.standard_error == pytest.approx(error, rel=1e-12)
            half = 0.6744897501960817 * error
            assert e.interval == pytest.approx((e.value - half, e.value + half), rel=1e-12)
        low, high = e.interval
        assert low < e.value < high
        assert (high**order - low**order) / 2 == pytest.approx(
            0.6744897501960817 * e.standard_error * order * e.value ** (order - 1), rel=1e-9
        )


def test_equal_samples_are_at_distance_zero_without_error():
    x = np.random.default_rng(0).normal(size=(9, 2))
    for order in (1, 2):
        rng = np.random.default_rng(0)
        e = estimate_sliced_wasserstein(x, x, order=order, n_directions=5, rng=rng)
        assert (e.value, e.standard_error, e.interval) == (0.0, 0.0, (0.0, 0.0))


RNG = np.random.default_rng(0)
PAIR = [[0.0], [1.0]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": [[0.0]]}, "x has 1 point; an estimate takes at least 2"),
        ({"y": [0.0]}, "y has 1 point; an estimate takes at least 2"),
        ({"y": [[0.0, 1.0]] * 2}, r"x lives in R\^1 and y in R\^2; give one dimension"),
        ({"y": [[np.nan], [1.0]]}, r"y\[0, 0\] is nan"),
        ({"level": 1.0}, r"level is 1.0; pass a confidence between 0 and 1"),
        ({"level": 0.0}, r"level is 0.0; pass a confidence between 0 and 1"),
        ({"order": 0.5}, r"order is 0.5; pass a finite order of at least 1"),
        ({"n_directions": 1}, "n_directions is 1; pass a whole number of at least 2"),
        ({"n_directions": 2.5}, r"n_directions is 2.5; pass a whole number"),
        ({"rng": 3}, r"rng is 3; pass numpy.random.default_rng\(seed\)"),
    ],
)
def test_refuses_what_no_estimate_is_made_of(arguments, message):
    given = {"x": PAIR, "y": PAIR, "n_directions": 2, "rng": RNG, **arguments}
    with pytest.raises(ValueError, match=message):
        estimate_sliced_wasserstein(given.pop("x"), given.pop("y"), **given)
    if arguments.keys() <= {"x", "y", "level"}:
        pair = [given.get(k, arguments.get(k, PAIR)) for k in ("x", "y")]
        with pytest.raises(ValueError, match=message):
            estimate_mmd_squared(*pair, kernels.linear(), level=arguments.get("level", 0.95))


def test_two_points_are_enough():
    assert estimate_mmd_squared([0.0, 1.0], [0.0, 1.0], kernels.linear()).value == -0.5
    e = estimate_sliced_wasserstein([0.0, 1.0], [1.0, 0.0], n_directions=2, rng=RNG)
    assert e.value == 0.0
