"""W1 by cells is W1 by sorting, wherever it answers; where it must not, it says so."""

import math

import numpy as np
import pytest

import divergences._line
from divergences import _line_cells, threads, wasserstein
from divergences._line_cells import w1_by_cells

N = 20_000


def by_sorting(x, y):
    """W1 of equally weighted points, from its definition by quantiles and an exact sum."""
    total = math.lcm(len(x), len(y))
    x, y = np.repeat(np.sort(x), total // len(x)), np.repeat(np.sort(y), total // len(y))
    return math.fsum(np.abs(x - y)) / total


def samples(seed):
    return np.random.default_rng(seed).normal(size=(2, N))


def bent(x):
    """Stretched about 0 and not far out: F - G changes its sign in several places."""
    return x + 0.9 * np.sin(x)


@pytest.mark.parametrize(
    ("of_x", "of_y"),
    [
        (lambda x: x, lambda y: y + 0.1),
        (lambda x: x + 0.1, lambda y: y),
        (lambda x: x, lambda y: 1.5 * y),
        (lambda x: x, bent),
        (lambda x: x - 6, lambda y: y + 5),
        (lambda x: x + 1e9, lambda y: y + (1e9 + 0.2)),
        (lambda x: -np.abs(x), lambda y: 2 * y),
        (lambda x: x * 2.0**-890, lambda y: 2.0**-890 * (y + 1)),
        (lambda x: x * 2.0**890, lambda y: 2.0**890 * (y + 1)),
        (lambda x: np.round(x, 3), lambda y: np.round(1.3 * y, 3)),
        (lambda x: x, lambda y: np.append(y[:-2] + 0.3, [-12.0, 11.0])),
        (lambda x: x, lambda y: 0.2 + y[: N // 2]),
        (lambda x: x[: N // 4], lambda y: 0.5 * y[: N // 8 * 3]),
    ],
)
def test_by_cells_agrees_with_sorting(of_x, of_y):
    x, y = samples(1)
    x, y = of_x(x), of_y(y)
    h, mean = w1_by_cells(x, y)
    exact = by_sorting(x / h, y / h)
    assert abs(mean - exact) <= 2e-14 * exact
    assert w1_by_cells(y, x) == (h, mean)


def test_a_cell_whose_sign_changes_within_is_sorted():
    rng = np.random.default_rng(2)
    x, y = rng.random(N), rng.random(N) + 1.0
    inside = 0.25 + rng.random((2, 3)) * 1e-5  # three of either side in one cell
    x = np.concatenate([x, inside[0], [1.7]])
    y = np.concatenate([y, inside[1], [0.1]])
    h, mean = w1_by_cells(x, y)
    assert h * mean == pytest.approx(by_sorting(x, y), rel=1e-14)


def test_random_laws_agree_with_sorting_whatever_their_tails_and_signs():
    rng = np.random.default_rng(3)
    answered = 0
    for _ in range(60):
        n, m = rng.integers(1, 5, size=2) * 2000
        x = rng.uniform(0.5, 2) * rng.normal(size=n) + rng.normal()
        y = rng.uniform(0.5, 2) * np.sinh(rng.choice([0.3, 1]) * rng.normal(size=m))
        found = w1_by_cells(x, y)
        if found is not None:
            answered += 1
            assert found[0] * found[1] == pytest.approx(by_sorting(x, y), rel=2e-14)
    assert answered > 40


@pytest.mark.parametrize(
    ("why", "of_x", "of_y"),
    [
        ("the same points", lambda x: x, lambda y: y),
        ("moved by less than the sums keep", lambda x: x, lambda y: y + 1e-6),
        ("half of the points in one place", lambda x: np.append(x, 0 * x), lambda y: y + 3),
        ("the other side crowded", lambda x: x + 3, lambda y: np.append(y, 0 * y)),
        ("cells that would be subnormal", lambda x: x * 2.0**-905, lambda y: y * 2.0**-906),
        ("cells whose count is infinite", lambda x: x * 2.0**899, lambda y: y * 2.0**898),
        ("cells with numbers that are no doubles", lambda x: x + 1e15, lambda y: y + 1e15 + 2),
    ],
)
def test_by_cells_leaves_to_sorting(why, of_x, of_y):
    x = samples(4)[0]
    assert w1_by_cells(of_x(x), of_y(x)) is None, why


def test_long_samples_of_the_line_go_by_cells_and_shorter_or_weighted_ones_do_not(monkeypatch):
    asked = []
    monkeypatch.setattr(divergences._line, "w1_by_cells", lambda x, y: asked.append(len(x)))
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 2**17))
    value = wasserstein(x, y + 1)
    assert asked == [2**17]
    wasserstein(x[1:], y + 1)
    wasserstein(x, y[1:] + 1)
    wasserstein(x, y + 1, order=2)
    assert asked == [2**17]
    monkeypatch.undo()
    assert wasserstein(x, y + 1) == pytest.approx(value, rel=1e-14)


def test_threads_change_no_bit_of_a_distance_by_cells():
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(2, 2**20))
    one = wasserstein(x, y + 0.2)
    with threads(2):
        assert wasserstein(x, y + 0.2) == one
    assert one == pytest.approx(by_sorting(x, y + 0.2), rel=1e-14)


def test_the_depth_of_a_sum_is_its_additions_in_a_block_and_one_a_block():
    grid = _line_cells._Grid(1.0, 0)
    for values, depth in [
        (np.zeros(10), 11), (np.arange(10.0), 2), (np.zeros(2**16), 2**16 + 1),
        (np.zeros(2**16 + 5), 2**16 + 2), (np.arange(2**16 + 1) % 2**14 + 0.5, 6),
    ]:  # fmt: skip
        assert _line_cells._side(values, grid, 1).depth == depth
