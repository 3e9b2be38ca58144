"""MMD and the energy distance against their definitions in 60 digits, and their laws."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from divergences import Measure, energy_distance, kernels, mmd, prove
from divergences._coupling import couple
from divergences._kernel_families import Dot, Radial


def square(x, y):
    return sum((u - v) ** 2 for u, v in zip(x, y, strict=True))


def dot(x, y):
    return sum(u * v for u, v in zip(x, y, strict=True))


DEFINITIONS = {
    kernels.gaussian(1.5): lambda x, y: mp.exp(-square(x, y) / (2 * mp.mpf(1.5) ** 2)),
    kernels.laplace(1.5): lambda x, y: mp.exp(-mp.sqrt(square(x, y)) / 1.5),
    kernels.inverse_multiquadric(1.5): lambda x, y: 1 / mp.sqrt(1 + square(x, y) / 2.25),
    kernels.rational_quadratic(1.5, 0.75): lambda x, y: (1 + square(x, y) / 3.375) ** -mp.mpf(0.75),
    kernels.energy(): lambda x, y: -mp.sqrt(square(x, y)),
    kernels.polynomial(1, 0.5): lambda x, y: dot(x, y) + 0.5,
    kernels.polynomial(3, 0.5): lambda x, y: (dot(x, y) + 0.5) ** 3,
    kernels.linear(): dot,
}
every_kernel = pytest.mark.parametrize("kernel", DEFINITIONS, ids=repr)


def exact(mu, nu, definition):
    with mp.workdps(60):
        points = [[mp.mpf(c) for c in p] for p in (*mu.points.tolist(), *nu.points.tolist())]
        a, b = ([mp.mpf(v) for v in m.weights.tolist()] for m in (mu, nu))
        weights = [v / sum(a) for v in a] + [-v / sum(b) for v in b]
        pairs = [(i, j) for i in range(len(points)) for j in range(len(points))]
        terms = (weights[i] * weights[j] * definition(points[i], points[j]) for i, j in pairs)
        return mp.sqrt(sum(terms))


def nearly_equal(d, tilt):
    rng = np.random.default_rng(d)
    x, a = rng.normal(size=(4, d)), rng.uniform(size=4)
    y = np.concatenate([x, x[:2]]) + tilt * rng.normal(size=(6, d))
    b = np.concatenate([a, tilt * a[:2]]) * (1 + tilt * rng.uniform(size=6))
    shuffled = rng.permutation(6)
    yield Measure(x, a, normalize=True), Measure(y[shuffled], b[shuffled], normalize=True)
    yield Measure(x), Measure(y[:4][::-1])
    yield Measure(x, a, normalize=True), Measure(x, b[:4], normalize=True)


@every_kernel
@pytest.mark.parametrize("tilt", [3.0, 1.0, 0.1, 1e-3, 1e-6, 1e-9, 1e-12])
@pytest.mark.parametrize("d", [1, 3])
def test_mmd_is_its_definition_to_thirteen_digits(kernel, tilt, d):
    for mu, nu in nearly_equal(d, tilt):
        truth = exact(mu, nu, DEFINITIONS[kernel])
        assert abs(mmd(mu, nu, kernel) - truth) <= 1e-13 * truth


@pytest.mark.parametrize("tilt", [3.0, 1.0, 1e-3, 1e-6, 1e-9, 1e-12])
@pytest.mark.parametrize("d", [1, 2, 5])
def test_energy_distance_is_its_definition_to_thirteen_digits(tilt, d):
    for mu, nu in nearly_equal(d, tilt):
        truth = exact(mu, nu, DEFINITIONS[kernels.energy()])
        assert abs(energy_distance(mu, nu) - truth) <= 1e-13 * truth


@every_kernel
def test_kernel_matrices_are_their_definitions(kernel):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(3, 2)), rng.normal(size=(4, 2))
    expected = [[float(DEFINITIONS[kernel](u, v)) for v in y] for u in x]
    assert kernel(x, y) == pytest.approx(np.array(expected), rel=1e-14)


@every_kernel
def test_far_moves_neither_overflow_nor_vanish(kernel):
    for far in (30.0, 1e3, 1e6):
        for other in ([[far, 1.0], [0.5, far]], [[1e-9, 0.0], [far, 2e-9]], [[far, 0], [far, 1]]):
            mu, nu = Measure([[0.0, 0.0], [far, 0.0]]), Measure(other)
            truth = exact(mu, nu, DEFINITIONS[kernel])
            assert mmd(mu, nu, kernel) == pytest.approx(float(truth), rel=1e-13)


@every_kernel
def test_a_common_shift_far_from_the_origin_loses_nothing(kernel):
    if kernel in (kernels.linear(), kernels.polynomial(1, 0.5), kernels.polynomial(3, 0.5)):
        return
    x = np.array([[0.0, 1.0], [0.25, 0.5], [2.0, 3.0]])
    there = mmd(x + 2.0**40, x[:2] + 2.0**40, kernel)
    assert there == pytest.approx(mmd(x, x[:2], kernel), rel=1e-14)


def test_a_kernel_of_the_users_own_is_called_with_points():
    def own(x, y):
        return np.exp(-np.abs(x[:, None, 0] - y[None, :, 0]))

    x, y = np.random.default_rng(0).normal(size=(2, 600, 1))
    assert mmd(x, y, own) == pytest.approx(mmd(x, y, kernels.laplace(1.0)), rel=1e-12)


def test_many_points_are_summed_in_blocks():
    x, y = np.random.default_rng(0).normal(size=(2, 900, 2))
    matrix = kernels.gaussian(1.0)
    plain = matrix(x, x).mean() + matrix(y, y).mean() - 2 * matrix(x, y).mean()
    assert mmd(x, y, matrix) == pytest.approx(math.sqrt(plain), rel=1e-11)
    plain = matrix(x, x).mean() + matrix(y[:5], y[:5]).mean() - 2 * matrix(x, y[:5]).mean()
    assert mmd(x, y[:5], matrix) == pytest.approx(math.sqrt(plain), rel=1e-12)


def test_energy_distance_of_the_line_agrees_with_scipy():
    rng = np.random.default_rng(0)
    x, y, a, b = (
        rng.normal(size=50),
        rng.normal(size=30),
        rng.uniform(size=50),
        rng.uniform(size=30),
    )
    assert energy_distance(x, y) == pytest.approx(stats.energy_distance(x, y), rel=1e-13)
    mu, nu = Measure(x, a, normalize=True), Measure(y, b, normalize=True)
    assert energy_distance(mu, nu) == pytest.approx(stats.energy_distance(x, y, a, b), rel=1e-13)
    assert energy_distance(x[:, None] * [1, 0], y[:, None] * [1, 0]) == pytest.approx(
        stats.energy_distance(x, y), rel=1e-13
    )


@pytest.mark.parametrize("scale", [5e-324, 1e-300, 1e300, 8e307])
def test_energy_distance_of_extreme_points(scale):
    assert energy_distance([-scale], [scale]) == pytest.approx(2 * math.sqrt(scale), rel=1e-15)
    apart = energy_distance([[-scale, 0.0]], [[scale, 0.0]])
    assert apart == pytest.approx(2 * math.sqrt(scale), rel=1e-15)


def test_energy_distance_keeps_masses_far_below_one():
    mu, nu = Measure([0.0, 1.0], [1.0, 1e-200]), Measure([0.0, 1.0], [1.0, 3e-200])
    assert energy_distance(mu, nu) == pytest.approx(math.sqrt(2) * 2e-200, rel=1e-15)


coordinates = st.integers(-4, 4).map(float)
measures = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.lists(st.tuples(coordinates, coordinates), min_size=n, max_size=n),
        st.lists(st.integers(1, 5).map(float), min_size=n, max_size=n),
    )
)


def measure(drawn):
    return Measure(*drawn, normalize=True)


@settings(max_examples=60)
@given(drawn=st.tuples(measures, measures, measures), kernel=st.sampled_from([*DEFINITIONS]))
def test_mmd_is_symmetric_and_obeys_the_triangle_inequality(drawn, kernel):
    mu, nu, xi = map(measure, drawn)
    direct = mmd(mu, nu, kernel)
    assert direct == pytest.approx(mmd(nu, mu, kernel), rel=1e-12, abs=1e-12)
    assert direct <= mmd(mu, xi, kernel) + mmd(xi, nu, kernel) + 1e-7
    assert mmd(mu, mu, kernel) == 0.0


@settings(max_examples=60)
@given(drawn=st.tuples(measures, measures))
def test_energy_distance_is_zero_exactly_for_equal_measures_and_scales_as_a_root(drawn):
    mu, nu = map(measure, drawn)
    value = energy_distance(mu, nu)
    masses = [{}, {}]
    for total, m in zip(masses, (mu, nu), strict=True):
        for point, weight in zip(m.points.tolist(), m.weights.tolist(), strict=True):
            total[tuple(point)] = total.get(tuple(point), 0) + weight
    first, second = (sum(total.values()) for total in masses)
    equal = masses[0].keys() == masses[1].keys() and all(
        masses[0][k] * second == masses[1][k] * first for k in masses[0]
    )
    assert (value == 0) == equal
    scaled = [Measure(4 * m.points, m.weights, normalize=True) for m in (mu, nu)]
    assert energy_distance(*scaled) == pytest.approx(2 * value, rel=1e-13)


def test_negative_zero_and_duplicates_are_one_atom():
    mu, nu = Measure([0.0, -0.0, 1.0]), Measure([0.0, 1.0], [2, 1], normalize=True)
    assert energy_distance(mu, nu) == 0.0
    assert mmd(mu, nu, kernels.gaussian(1.0)) == 0.0


def test_coupling_moves_only_what_differs_and_by_short_ways():
    mu = Measure([0.0, 1.0, 2.0], [0.5, 0.25, 0.25])
    moves = couple(mu, Measure([2.0, 0.0, 1.0], [0.25, 0.375, 0.375]))
    assert (moves.x.tolist(), moves.y.tolist(), moves.mass.tolist()) == ([[0.0]], [[1.0]], [0.125])
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 4))
    moves = couple(Measure(x), Measure(rng.permutation(x) + 1e-9))
    assert np.abs(moves.x - moves.y).max() < 2e-9
    assert moves.mass == pytest.approx(np.full(50, 1 / 50), rel=1e-15)


def test_refuses_a_kernel_that_is_not_positive_definite():
    def wrong(x, y):
        return np.abs(x - y.T)

    with pytest.raises(ValueError, match=r"squared MMD is -2, below 0: the kernel .*wrong"):
        mmd([0.0], [1.0], wrong)


def test_refuses_a_kernel_of_the_wrong_shape_or_not_finite():
    with pytest.raises(ValueError, match=r"gave shape \(1,\) for 1 and 1 points"):
        mmd([0.0], [1.0], lambda x, y: np.zeros(1))
    with pytest.raises(ValueError, match="the kernel gives nan: it is not finite"):
        mmd([0.0], [1.0], lambda x, y: np.full((1, 1), np.nan))
    with pytest.raises(ValueError, match="too far apart for their squares; rescale them"):
        mmd([0.0, 1.0], [1e200, 1e300], kernels.rational_quadratic(1e-200))


@pytest.mark.parametrize("other", [[0.0], [1.0]])
def test_refuses_what_is_no_kernel_also_where_the_measures_are_equal(other):
    with pytest.raises(ValueError, match=r"kernel is <class 'int'>, which fails on points.*pass"):
        mmd([0.0], other, int)
    with pytest.raises(ValueError, match=r"kernel\(x, y\) has dtype object"):
        mmd([0.0], other, lambda x, y: None)


def as_proved(mu, nu, kernel):
    bounds = prove(mmd, mu, nu, kernel)
    value = mmd(mu, nu, kernel)
    return bounds.lower * (1 - 1e-14) <= value <= bounds.upper * (1 + 1e-14)


POWERS = [-1074, -1030, -700, -540, -300, -101, -100, -99, -30, 0]
UNITS = {
    kernels.gaussian(1.5),
    kernels.laplace(1.5),
    kernels.inverse_multiquadric(1.5),
    kernels.rational_quadratic(1.5, 0.75),
    kernels.rational_quadratic(1.5, 1e-30),
    kernels.rational_quadratic(1.5, 1e30),
    kernels.energy(),
    kernels.linear(),
    kernels.polynomial(1, 0.5),
    kernels.polynomial(3, 0.5),
    kernels.polynomial(3, 1e-100),
    kernels.polynomial(2, 0.0),
}


@pytest.mark.parametrize("kernel", sorted(UNITS, key=repr), ids=repr)
@pytest.mark.parametrize("power", POWERS)
def test_points_of_any_size_keep_their_digits(kernel, power):
    unit = np.ldexp(1.0, power)
    mu, nu = Measure([[5 * unit, 0], [unit, unit]], [0.25, 0.75]), [[0.0, 0.0]]
    assert as_proved(mu, nu, kernel)
    level = Measure([[5 * unit, 7.0], [unit, 7.0]], [0.25, 0.75]), [[0.0, 7.0]]
    if isinstance(kernel, Radial):
        assert as_proved(*level, kernel)


@pytest.mark.parametrize(
    "kernel", [kernels.linear(), kernels.energy(), kernels.polynomial(1, 0.5)], ids=repr
)
@pytest.mark.parametrize("size", [1e161, 1e200, 1e300, 8e307])
def test_points_far_apart_are_no_reason_to_refuse(kernel, size):
    assert as_proved([[size, 0.0], [size, -size]], [[0.0, 0.0]], kernel)
    bell = kernels.gaussian(size), kernels.laplace(size), kernels.laplace(1.0)
    assert all(as_proved([[size, 0.0]], [[0.0, 0.0]], k) for k in bell)


def test_energy_distance_in_space_is_mmd_with_the_kernel_of_energy():
    for size in (3.1e-311, 1.0, 1e300):
        mu, nu = [[0.0, 0, 0]], [[0.0, 0, size], [0.0, 0, 0]]
        assert energy_distance(mu, nu) == mmd(mu, nu, kernels.energy()) > 0


@every_kernel
def test_masses_far_below_one_keep_their_digits(kernel):
    mu, nu = (Measure([[0.0, 0.0], [1.0, 1.0]], [1.0, w]) for w in (1e-200, 3e-200))
    assert as_proved(mu, nu, kernel)


def test_a_discrepancy_above_the_largest_double_is_an_overflow():
    with pytest.raises(OverflowError, match="exceeds the largest double; scale the points down"):
        mmd([0.0], [1e200], kernels.polynomial(2))


@pytest.mark.parametrize("kernel", [kernels.energy(), kernels.laplace(1.0), kernels.linear()])
def test_refuses_orders_of_magnitude_in_which_squares_vanish(kernel):
    mu = Measure([[0.0, 0.0], [0.0, 1.0]], [1.0, 1e-200])
    nu = Measure([[1e-200, 0.0], [0.0, 2.0]], [1.0, 1e-200])
    with pytest.raises(ValueError, match="squares vanish; rescale the coordinates"):
        mmd(mu, nu, kernel)


@pytest.mark.parametrize("value", [0.0, -1.0, math.inf, math.nan])
def test_kernels_refuse_bad_parameters(value):
    for make in (
        kernels.gaussian,
        kernels.laplace,
        kernels.inverse_multiquadric,
        kernels.rational_quadratic,
    ):
        with pytest.raises(ValueError, match=r"bandwidth is .*; pass a finite number above 0"):
            make(value)
    with pytest.raises(ValueError, match=r"alpha is .*; pass a finite number above 0"):
        kernels.rational_quadratic(1.0, value)
    if value != 0:
        with pytest.raises(ValueError, match=r"constant is .*; pass a finite number of at least 0"):
            kernels.polynomial(2, value)
    assert kernels.polynomial(2, 0.0).constant == 0.0


@pytest.mark.parametrize("degree", [0, -1, 1.5, True])
def test_polynomials_refuse_a_degree_that_is_not_a_positive_whole_number(degree):
    with pytest.raises(ValueError, match=r"degree is .*; pass a whole number of at least 1"):
        kernels.polynomial(degree)


@pytest.mark.parametrize("family", [Radial, Dot])
def test_a_family_of_kernels_has_no_profile_of_its_own(family):
    with pytest.raises(NotImplementedError, match="has no profile; write one"):
        family()(np.zeros((1, 1)), np.zeros((1, 1)))


def test_a_polynomial_kernel_of_a_huge_constant_is_taken_in_its_own_units():
    """The square is 22 c^21 x^2, and hardly more: c^21 is far above the largest double."""
    found = mmd([0.0], [2.0**-50], kernels.polynomial(22, 2.0**99))
    assert found == pytest.approx(math.sqrt(44) * 2.0**989, rel=1e-14)
