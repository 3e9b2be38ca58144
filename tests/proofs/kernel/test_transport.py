"""Bounds on optimal costs hold for every guess, and near misses are caught."""

import math
from fractions import Fraction
from itertools import permutations

import mpmath
import numpy as np
import pytest
from flint import ctx

from proofs.kernel import transport as kernel
from proofs.kernel.bounds import enclose
from proofs.kernel.laws import balanced

TABLE = np.array([[1.0, 4.0, 2.0], [3.0, 0.5, 5.0], [2.5, 2.0, 1.0]])
OPTIMUM = Fraction(5, 6)  # the diagonal, each arc with mass 1/3
BEST = [0, 0, 0]  # potentials f; g is the least of each column


def optimum(table):
    """Return the least assignment of a square table, by trying all of them."""
    n = len(table)
    sums = (sum(Fraction(table[i][p[i]]) for i in range(n)) for p in permutations(range(n)))
    return min(sums) / n


def uniform(n):
    return balanced(np.ones(n), np.ones(n))


def test_the_cost_of_a_table_is_its_doubles():
    costs = kernel.matrix_costs(np.array([[0.1, -2.0]]))
    low, high = costs.pick(np.array([[0]]), np.array([[0, 1]]))
    assert [v * costs.unit for v in low[0]] == [Fraction(0.1), -2]
    assert (low == high).all()


def test_exact_costs_are_exact_where_the_order_is_the_norm():
    x, y = np.array([[0.1, 2.0], [1.0, 1.0]]), np.array([[0.3, -1.0]])
    for norm in (1, 2):
        costs = kernel.exact_costs(x, y, norm, norm)
        low, high = costs.pick(np.array([0]), np.array([0]))
        parts = [abs(Fraction(0.1) - Fraction(0.3)) ** norm, Fraction(3) ** norm]
        assert low[0] * costs.unit == high[0] * costs.unit == sum(parts)


@pytest.mark.parametrize(("norm", "order"), [(2, 1.0), (2, 3.0), (1, 0.5), (1, 2.0), (2, 0.3)])
def test_other_powers_are_enclosed_to_128_bits(norm, order):
    x, y = np.array([[0.1, 2.0], [3.0, 4.0]]), np.array([[0.3, -1.0], [0.0, 0.0]])
    costs = kernel.exact_costs(x, y, norm, order)
    low, high = costs.pick(*np.ogrid[:2, :2])
    with mpmath.workdps(150):
        for i in range(2):
            for j in range(2):
                parts = [
                    abs(mpmath.mpf(s) - mpmath.mpf(t)) for s, t in zip(x[i], y[j], strict=True)
                ]
                value = sum(v**norm for v in parts) ** (mpmath.mpf(order) / norm)
                steps = value / mpmath.mpf(costs.unit.numerator) * costs.unit.denominator
                assert low[i, j] <= steps + mpmath.mpf(10) ** -20
                assert steps - mpmath.mpf(10) ** -20 <= high[i, j] <= low[i, j] + 1
    assert low[0, 0] > 2**120


def test_a_root_that_is_whole_is_exact():
    costs = kernel.exact_costs(np.array([[3.0, 4.0]]), np.array([[0.0, 0.0]]), 2, 1.0)
    low, high = costs.pick(np.array([0]), np.array([0]))
    assert low[0] * costs.unit == high[0] * costs.unit == 5


def test_equal_points_cost_nothing():
    x = np.array([[0.1, 0.7]])
    for make in (kernel.exact_costs, kernel.float_costs):
        for norm, order in ((1, 1.0), (2, 1.0), (2, 2.0)):
            low, high = make(x, x, norm, order).pick(np.array([0]), np.array([0]))
            assert low[0] == high[0] == 0


@pytest.mark.parametrize("shift", [3, -3, 0, 60])
def test_steps_are_rounded_down(shift):
    values = np.array([0.3, -0.3, 5.0, -5.0, 0.0, 1e-320, -1e-320, 1e-5, -1e-5])
    steps = kernel.in_steps(values, shift)
    for value, step in zip(values.tolist(), steps.tolist(), strict=True):
        scaled = Fraction(value) * Fraction(2) ** shift
        assert step <= scaled < step + 1


def test_steps_are_rounded_down_where_scaling_underflows():
    assert kernel.in_steps(np.array([-5e-324, 5e-324]), -40).tolist() == [-1, 0]


@pytest.mark.parametrize(("norm", "order"), [(1, 1.0), (2, 1.0), (2, 2.0)])
@pytest.mark.parametrize("size", [1.0, 1e-30, 1e90])
def test_float_costs_enclose_the_exact_ones(norm, order, size):
    generator = np.random.default_rng(3)
    x, y = size * generator.normal(size=(6, 40)), size * generator.normal(size=(5, 40))
    rough, exact = kernel.float_costs(x, y, norm, order), kernel.exact_costs(x, y, norm, order)
    low, high = rough.pick(*np.ogrid[:6, :5])
    least, most = exact.pick(*np.ogrid[:6, :5])
    for i, j in np.ndindex(6, 5):
        assert int(low[i, j]) * rough.unit <= most[i, j] * exact.unit
        assert least[i, j] * exact.unit <= int(high[i, j]) * rough.unit
        assert high[i, j] - low[i, j] <= 2.0**-46 * int(high[i, j])
    assert 2**56 < high.max() < 2**62


def test_the_margin_of_float_costs_is_d_and_five_roundings():
    x, y = np.zeros((1, 3)), np.ones((1, 3))
    costs = kernel.float_costs(x, y, 1, 1.0)
    low, high = (int(v[0, 0]) * costs.unit for v in costs.pick(*np.ogrid[:1, :1]))
    assert 3 - low == 3 * 8 * Fraction(2) ** -53
    assert high - 3 in {Fraction(k) * Fraction(2) ** -51 for k in (5, 6, 7)}


def test_the_margin_of_float_costs_is_rounded_up():
    x, y = np.zeros((1, 2)), np.array([[0.0, 1.0]])
    costs = kernel.float_costs(x, y, 1, 1.0)
    low, high = (int(v[0, 0]) * costs.unit for v in costs.pick(*np.ogrid[:1, :1]))
    assert 1 - low == 7 * Fraction(2) ** -53
    assert high - 1 == 8 * Fraction(2) ** -53


@pytest.mark.parametrize(
    ("point", "norm", "order"),
    [(2.0**-401, 2, 2.0), (2.0**401, 2, 1.0), (1.0, 2, 3.0), (1.0, 1, 2.0)],
)
def test_float_costs_out_of_range_are_refused(point, norm, order):
    with pytest.raises(ValueError, match="order 1 or 2, and coordinates from"):
        kernel.float_costs(np.array([[point]]), np.array([[1.0]]), norm, order)
    assert kernel.float_costs(np.array([[2.0**-400]]), np.array([[2.0**400]]), 2, 2.0)


def test_a_good_guess_proves_the_optimum_exactly():
    a, b, _ = uniform(3)
    costs = kernel.matrix_costs(TABLE)
    plan = kernel.feasible(a, b, [(i, i, 1) for i in range(3)], 3)
    assert kernel.lower(a, b, costs, BEST) == kernel.upper(plan, costs) == OPTIMUM


def test_a_potential_off_by_one_step_proves_less():
    a, b, _ = uniform(3)
    costs = kernel.matrix_costs(TABLE)
    shifted = [0, 0, int(Fraction(5, 2) / costs.unit) - int(1 / costs.unit) - 0]
    tight = kernel.lower(a, b, costs, shifted)
    off = kernel.lower(a, b, costs, [0, 0, shifted[2] + 1])
    assert tight - off in (0, costs.unit / 3, 2 * costs.unit / 3)
    assert off < OPTIMUM


def test_a_constant_in_the_potential_changes_nothing():
    a, b, _ = balanced([0.25, 0.75], [0.5, 0.25, 0.25])
    costs = kernel.matrix_costs(TABLE[:2])
    values = {kernel.lower(a, b, costs, [c, c - 7]) for c in (0, 10**30, -(10**30))}
    assert len(values) == 1


@pytest.mark.parametrize("at", [0, 2**61 - 1, 2**61, 2**62, 2**63 - 1, 2**63, 2**70])
@pytest.mark.parametrize("sign", [1, -1])
def test_costs_and_potentials_of_61_bits_do_not_overflow(at, sign):
    a, b, _ = uniform(2)
    steps = np.array([[2**61 - 1, -(2**61 - 1)], [3, -(2**61 - 1)]])
    short = kernel.Costs(lambda i, j: (steps[i, j],) * 2, Fraction(1), 1)
    f = [sign * at, -sign * at]
    g = [min(int(steps[i, j]) - f[i] for i in range(2)) for j in range(2)]
    assert kernel.lower(a, b, short, f) == Fraction(sum(f) + sum(g), 2)


@pytest.mark.parametrize("norm", [1, 2])
@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("widest", [1.0, math.nextafter(2.0, 0), 2.0, 3e100])
def test_costs_from_float64_have_less_than_62_bits(norm, order, widest):
    if order in (1, norm):
        low, high = kernel.float_costs(
            np.array([[0.0, 0.0]]), np.array([[widest, 0.0]]), norm, order
        ).pick(np.array([0]), np.array([0]))
        assert 2**57 < low[0] <= high[0] < 2**61


def test_plans_have_the_right_marginals_whatever_the_guess():
    generator = np.random.default_rng(0)
    for _ in range(200):
        n, m = generator.integers(1, 6, 2)
        p, q = generator.integers(0, 5, n), generator.integers(0, 5, m)
        p[0] += 1
        q[-1] += 1
        a, b, _ = balanced(p.astype(float), q.astype(float))
        arcs = [(int(generator.integers(n)), int(generator.integers(m)),
                 int(generator.integers(-5, 9))) for _ in range(8)]  # fmt: skip
        plan = kernel.feasible(a, b, arcs, 7)
        rows, columns = [0] * n, [0] * m
        for i, j, mass in plan:
            assert mass > 0
            rows[i] += mass
            columns[j] += mass
        assert rows == [7 * w for w in a]
        assert columns == [7 * w for w in b]


def test_a_plan_that_is_right_is_kept_and_one_off_by_a_unit_is_mended():
    a, b, _ = uniform(2)
    assert kernel.feasible(a, b, [(0, 1, 1), (1, 0, 1)], 2) == [(0, 1, 4), (1, 0, 4)]
    assert kernel.feasible(a, b, [(0, 1, 501), (1, 0, 500)], 1000) == [(0, 1, 2000), (1, 0, 2000)]
    short = kernel.feasible(a, b, [(0, 1, 499), (1, 0, 500)], 1000)
    assert sorted(short) == [(0, 1, 4), (0, 1, 1996), (1, 0, 2000)]


def test_bounds_hold_for_two_thousand_random_guesses():
    generator = np.random.default_rng(7)
    for k in range(2000):
        n = int(generator.integers(1, 5))
        table = generator.integers(-9, 9, (n, n)) / 8
        a, b, _ = uniform(n)
        costs, best = kernel.matrix_costs(table), optimum(table)
        spread = 10.0 ** generator.integers(-3, 6)
        f = [
            int(v / costs.unit) for v in map(Fraction, (spread * generator.normal(size=n)).tolist())
        ]
        arcs = [(int(generator.integers(n)), int(generator.integers(n)),
                 int(generator.integers(-50, 200))) for _ in range(k % 7)]  # fmt: skip
        plan = kernel.feasible(a, b, arcs, 100)
        assert kernel.lower(a, b, costs, f) <= best <= kernel.upper(plan, costs)


def test_large_problems_are_checked_block_by_block():
    generator = np.random.default_rng(2)
    x, y = generator.integers(0, 9, (70, 1)) / 4, generator.integers(0, 9, (90, 1)) / 4
    a, b, _ = balanced(np.ones(70), np.ones(90))
    whole = kernel.exact_costs(x, y, 1, 1.0)
    blocks = kernel.Costs(whole.pick, whole.unit, 2**13)
    f = [int(v / whole.unit) for v in map(Fraction, np.abs(x[:, 0]).tolist())]
    plan = kernel.feasible(a, b, [], 1)
    assert kernel.lower(a, b, blocks, f) == kernel.lower(a, b, whole, f)
    assert kernel.upper(plan, blocks) == kernel.upper(plan, whole)
    huge = kernel.Costs(whole.pick, whole.unit, 2**30)  # a cost at a time
    assert kernel.upper(plan, huge) == kernel.upper(plan, whole)
    table = whole.pick(*np.ogrid[:70, :90])[0] * whole.unit
    g = [min(table[i, j] - f[i] * whole.unit for i in range(70)) for j in range(90)]
    value = sum(v * whole.unit for v in f) / 70 + sum(g) / 90
    assert kernel.lower(a, b, whole, f) == value


def regularised(eps, f, g, arcs):
    a, b, _ = uniform(2)
    costs = kernel.matrix_costs(np.array([[0.0, 1.0], [1.0, 0.0]]))
    plan = kernel.feasible(a, b, arcs, 1 << 80)
    low = enclose(lambda: kernel.entropic_lower(a, b, costs, [f, g], eps), "")
    return low, enclose(lambda: kernel.entropic_upper(plan, a, b, costs, eps), "")


def test_the_regularised_optimum_of_two_by_two_is_enclosed_at_its_closed_form():
    with mpmath.workdps(50), ctx.workprec(200):
        eps = mpmath.mpf("0.5")
        stay = 1 / (2 * (1 + mpmath.exp(-1 / eps)))
        value = (1 - 2 * stay) + eps * (
            2 * stay * mpmath.log(4 * stay)
            + (1 - 2 * stay) * mpmath.log(4 * (mpmath.mpf(1) / 2 - stay))
        )
        f = float(eps * mpmath.log(2 / (1 + mpmath.exp(-1 / eps))) / 2)
        mass, rest = int(stay * (1 << 80)), int((0.5 - stay) * (1 << 80))
        low, high = regularised(
            0.5, [f, f], [f, f], [(0, 0, mass), (0, 1, rest), (1, 0, rest), (1, 1, mass)]
        )
        assert low.lower <= value <= high.upper
        assert high.upper - low.lower < 1e-15
        assert abs(low.lower - value) < 1e-15
        assert abs(high.upper - value) < 1e-15


def test_the_regularised_optimum_is_enclosed_whatever_the_guess():
    generator = np.random.default_rng(5)
    value = 0.21707914  # of the test above, to eight digits
    for _ in range(100):
        f, g = generator.normal(size=(2, 2)).tolist()
        arcs = [(int(generator.integers(2)), int(generator.integers(2)), 1 << 78) for _ in range(3)]
        low, high = regularised(0.5, f, g, arcs)
        assert low.upper <= value + 1e-7
        assert value - 1e-7 <= high.lower


def test_cells_that_two_arcs_share_are_merged():
    once = regularised(0.5, [0.0, 0.0], [0.0, 0.0], [(0, 0, 1 << 78)])[1]
    twice = regularised(0.5, [0.0, 0.0], [0.0, 0.0], [(0, 0, 1 << 77), (0, 0, 1 << 77)])[1]
    assert (once.lower, once.upper) == (twice.lower, twice.upper)


def apart(i, j):
    """Enclose costs of 3 (steps of 1/8), anywhere, between 2 and 5."""
    shape = np.broadcast_shapes(np.shape(i), np.shape(j))
    return np.full(shape, 16, dtype=object), np.full(shape, 40, dtype=object)


def test_lower_bounds_use_the_low_costs_and_upper_bounds_the_high_ones():
    costs = kernel.Costs(apart, Fraction(1, 8), 1)
    a, b, _ = uniform(2)
    plan = kernel.feasible(a, b, [], 1)
    assert kernel.lower(a, b, costs, [0, 0]) == 2
    assert kernel.upper(plan, costs) == 5
    low = enclose(lambda: kernel.entropic_lower(a, b, costs, [[2.0] * 2, [0.0] * 2], 1.0), "")
    assert (low.lower, low.upper) == (2, 2)
    product = [(i, j, 1) for i in range(2) for j in range(2)]
    high = kernel.entropic_upper(kernel.feasible(a, b, product, 4), a, b, costs, 1.0)
    assert high == 5


def test_a_power_that_may_be_whole_is_enclosed_on_both_sides():
    costs = kernel.exact_costs(np.array([[4.0]]), np.array([[0.0]]), 2, 1.5)
    low, high = costs.pick(np.array([0]), np.array([0]))
    assert low[0] * costs.unit < 8 < high[0] * costs.unit
    assert high[0] - low[0] == 2


def test_small_costs_keep_their_digits():
    costs = kernel.exact_costs(np.array([[3 * 2.0**-500]]), np.array([[0.0]]), 1, 0.5)
    low, _ = costs.pick(np.array([0]), np.array([0]))
    assert low[0] > 2**120
    costs = kernel.exact_costs(np.array([[3 * 2.0**-500]]), np.array([[0.0]]), 1, 3.0)
    assert costs.pick(np.array([0]), np.array([0]))[0][0] > 2**120


def test_the_entropic_bounds_weigh_each_cell_by_both_masses_once():
    x = np.array([[0.0], [1.0]])
    costs, a, b, c = kernel.exact_costs(x, x, 1, 1.0), [1, 3], [2, 2], [[0, 1], [1, 0]]
    f, g = [0.5, -0.25], [0.125, 0.0]
    low = enclose(lambda: kernel.entropic_lower(a, b, costs, [f, g], 1.0), "")
    excess = sum(a[i] * b[j] * math.expm1(f[i] + g[j] - c[i][j]) for i, j in np.ndindex(2, 2))
    linear = (1 * 0.5 - 3 * 0.25 + 2 * 0.125) / 4
    assert low.lower == pytest.approx(linear - excess / 16, rel=1e-13)
    arcs = [(0, 0, 1), (1, 0, 1), (1, 1, 1), (1, 1, 1)]
    high = enclose(lambda: kernel.entropic_upper(arcs, a, b, costs, 1.0), "")
    cells = {(0, 0): 1, (1, 0): 1, (1, 1): 2}
    kl = sum(m / 4 * math.log(4 * m / (a[i] * b[j])) for (i, j), m in cells.items())
    assert high.upper == pytest.approx(1 / 4 + kl, rel=1e-13)
