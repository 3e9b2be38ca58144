"""Where one way of computing ends and the next begins."""

import math
from fractions import Fraction

import numpy as np
import pytest

import divergences
from divergences import CATALOGUE, Measure, costs, prove
from divergences._command.moving import affordable
from divergences._costs import Cost
from divergences._exact import difference
from divergences._line import _settled
from divergences._prove_points import LINE
from divergences._prove_transport import (
    CERTIFICATE,
    _enclosed_costs,
    _regularised,
    prove_transport,
)
from divergences._relabelling import Null, _root_slack
from divergences._testing.search import close, shown
from divergences._wasserstein import _moderate_costs
from proofs.kernel import transport as kernel


@pytest.fixture
def taken(monkeypatch):
    """Let the kernel's costs be named, not computed."""
    for name in ("exact_costs", "float_costs", "matrix_costs"):
        monkeypatch.setattr(kernel, name, lambda *arguments, name=name: name)


def points(n, d):
    return Measure(np.zeros((n, d)))


@pytest.mark.parametrize(
    ("n", "m", "d", "norm", "order", "way"),
    [
        (1, 2**19, 2, 2, 2.0, "exact_costs"),
        (1, 2**19 + 1, 2, 2, 2.0, "float_costs"),
        (2, 2**17, 4, 1, 1.0, "exact_costs"),
        (2, 2**17 + 1, 4, 1, 1.0, "float_costs"),
        (2, 2**14, 3, 2, 1.0, "exact_costs"),
        (2, 2**14 + 1, 3, 2, 1.0, "float_costs"),
        (1, 2**15, 1, 1, 0.5, "exact_costs"),
    ],
)
def test_a_million_differences_are_exact_and_32768_roots(taken, n, m, d, norm, order, way):
    assert _enclosed_costs(points(n, d), points(m, d), Cost("of a test", norm, order)) == way


def test_more_roots_of_other_orders_are_refused(taken):
    with pytest.raises(ValueError, match=r"^1 x 32769 costs .* \(at most 32768; .*; pass fewer"):
        _enclosed_costs(points(1, 1), points(2**15 + 1, 1), Cost("of a test", 1, 0.5))


def test_a_matrix_of_sixteen_million_costs_is_checked_and_a_larger_one_refused(taken):
    def table(x, y):
        return 0.0

    assert _enclosed_costs(points(2, 1), points(2**23, 1), table) == "matrix_costs"
    with pytest.raises(ValueError, match=r"^2 x 8388609 costs .* \(at most 16777216\)$"):
        _enclosed_costs(points(2, 1), points(2**23 + 1, 1), table)


@pytest.mark.parametrize(
    ("pairs", "draws"),
    [
        (1, 99), (10**6, 99), (10**6 + 1, 39), (10**7, 39), (10**7 + 1, 9), (10**8, 9),
        (10**8 + 1, 0),
    ],
)  # fmt: skip
def test_large_transport_problems_are_solved_again_less_often(pairs, draws):
    assert affordable(pairs, 1) == affordable(1, pairs) == draws


@pytest.mark.parametrize("name", ["kl", "chi2"])
def test_of_laws_of_all_magnitudes_only_mass_of_p_alone_is_infinite(name):
    divergence = getattr(divergences, name)
    both = divergence([1e300, 1e-300, 0.0], [1e300, 2e-300, 0.0], normalize=True)
    assert both == divergence([1e300, 1e-300], [1e300, 2e-300], normalize=True) < 1e-300
    assert divergence([1e300, 1e-300], [1e300, 0.0], normalize=True) == math.inf
    assert divergence([1e300, 0.0], [1e300, 1e-300], normalize=True) < 1e-300


def test_logs_of_ratios_are_right_on_both_sides_of_one_half():
    p = np.array([1e-9, 0.125, 0.3, math.nextafter(0.3, 0), 0.3, 0.9])
    q = np.array([0.3, 0.25, 0.2, 0.2, 0.6, 1e-9])
    apart = difference(p, q)
    whole_p, whole_q = (sum(map(Fraction, law)) for law in (p, q))
    for log, x, y in zip(apart.log_ratios(), p, q, strict=True):
        ratio = Fraction(x) / whole_p / (Fraction(y) / whole_q)
        assert log == pytest.approx(math.log(ratio), rel=1e-15)


@pytest.mark.parametrize(("order", "how"), [(1, LINE), (1.5, LINE), (2, LINE), (0.5, CERTIFICATE)])
def test_costs_of_order_1_and_more_are_proved_by_quantiles_on_the_line(order, how):
    cost = costs.power(costs.euclidean, order)
    on_the_line = divergences.transport([0.0, 1.0], [2.0, 4.0], cost)
    in_the_plane = divergences.transport([[0.0, 0.0]], [[3.0, 4.0]], cost)
    assert prove_transport(on_the_line).how == how
    assert prove_transport(in_the_plane).how == CERTIFICATE


@pytest.mark.parametrize("exponent", [-500, -300, 300, 500])
def test_squares_of_whole_numbers_are_exact_at_any_scale(exponent):
    x, y = np.ldexp([[3.0, 0.0], [1.0, 0.0]], exponent), np.ldexp([[0.0, 4.0]], exponent)
    assert costs.squared_euclidean(x, y).tolist() == [[25 * 4.0**exponent], [17 * 4.0**exponent]]


def off_the_diagonal(excess):
    """A function that is 1 at equal points and a little more elsewhere: no kernel."""
    return lambda x, y: np.where(x == y.T, 1.0, 1.0 + excess)


def test_a_square_below_0_by_rounding_is_0_and_one_further_below_is_refused():
    for rounding in (2.0**-52, 1e-14):
        assert divergences.mmd([0.0], [1.0], off_the_diagonal(rounding)) == 0.0
    with pytest.raises(ValueError, match=r"the squared MMD is -5\.99.*, below 0"):
        divergences.mmd([0.0], [1.0], off_the_diagonal(3e-14))


def test_counterexamples_are_written_so_that_they_can_be_pasted():
    assert shown(np.array([0.25, 0.75])) == "np.array([0.25, 0.75])"
    assert shown(Measure([0.0, 1.0])) == "Measure([0.0, 1.0])"
    weighted = Measure([[0.0, 1.0], [2.0, 3.0]], [0.25, 0.75])
    assert shown(weighted) == "Measure([[0.0, 1.0], [2.0, 3.0]], [0.25, 0.75], normalize=True)"
    assert shown(2.5) == "2.5"


def test_a_value_is_close_up_to_the_slack_and_no_further():
    near = {"relative": 0.25, "absolute": 0.5}
    assert close(math.inf, math.inf, math.inf, relative=0.0, absolute=0.0)
    for found, right in [(1.0, True), (0.99, False), (5.5, True), (5.51, False)]:
        assert close(found, 2.0, 4.0, **near) is right
    least = math.ulp(0.0)
    for found, right in [(least, True), (2 * least, False)]:
        assert close(found, 0.0, 0.0, relative=0.0, absolute=0.0) is right


@pytest.mark.parametrize("many", [1, 19, 20, 40, 99, 100, 260])
def test_at_most_one_draw_in_twenty_exceeds_the_95_percent_point(many):
    null = Null(0.0, np.arange(1.0, many + 1)[::-1])
    assert null.high == many - many // 20


@pytest.mark.parametrize("mirrored", [False, True])
def test_levels_are_settled_as_far_as_their_error_moves_the_distance_by_1e_14(mirrored):
    """Here width = 7 + 8, the largest difference is 9, and 1e-14 3 (3 / 9)^2 / 15 = 2.22e-16."""
    sides = np.array([0.0, 3.0, 7.0]), np.array([1.0, 2.0, 9.0])
    x, y = sides[::-1] if mirrored else sides
    assert _settled(2.2e-16, x, y, 3.0, 3.0)
    assert not _settled(2.3e-16, x, y, 3.0, 3.0)
    assert not _settled(math.ulp(0.0), x, y, 0.0, 3.0)
    assert _settled(1.0, np.array([2.0, 2.0]), np.array([5.0]), 3.0, 3.0)


def test_proofs_of_more_than_half_a_minute_are_refused_with_their_size():
    many, kernel_of_radius_1 = points(1449, 1), divergences.kernels.gaussian(1.0)
    pairs = r"8398404 pairs of atoms are too many to evaluate in balls \(at most 8388608\)"
    with pytest.raises(ValueError, match=pairs):
        divergences.prove(divergences.mmd, many, many, kernel_of_radius_1)
    directions = np.tile([[0.6, 0.8]], (2**13, 1))
    products = r"^33587200 exact products are too many \(at most 33554432\)"
    with pytest.raises(ValueError, match=products):
        divergences.prove(
            divergences.sliced_wasserstein, points(1025, 2), points(1025, 2), directions
        )


@pytest.mark.parametrize(
    ("distance", "order", "taken_as_they_come"),
    [
        (2.0**450, 2, True), (2.0**450 * (1 + 2.0**-52), 2, False),
        (2.0**900, 1, True), (2.0**900 * (1 + 2.0**-52), 1, False),
        (2.0**-450, 2, True), (2.0**-450 * (1 - 2.0**-53), 2, False),
        (2.0**-900, 1, True), (2.0**-900 * (1 - 2.0**-53), 1, False),
    ],
)  # fmt: skip
def test_costs_from_2_to_the_minus_900_to_2_to_the_900_are_taken_as_they_come(
    distance, order, taken_as_they_come
):
    found, scale = _moderate_costs(np.zeros((1, 2)), np.array([[distance, 0.0]]), order)
    assert scale == (1.0 if taken_as_they_come else distance)
    assert found.tolist() == [[distance**order if taken_as_they_come else 1.0]]


@pytest.mark.parametrize("name", [name for name, of in CATALOGUE.items() if of.largest < math.inf])
def test_no_rounding_puts_a_divergence_above_its_largest_value(name):
    """Of laws that hardly share an outcome many sums round to more than their limit."""
    rng = np.random.default_rng(0)
    p, q = np.zeros((2, 2000, 7))
    p[:, :4], q[:, 4:] = rng.dirichlet(np.ones(4), 2000), rng.dirichlet(np.ones(3), 2000)
    p[1000:, 4:] = 1e-300
    found = CATALOGUE[name].function(p, q, normalize=True)
    assert found.max() == CATALOGUE[name].largest


def test_what_rounding_may_do_to_a_root_is_nothing_where_there_is_no_rounding():
    for square in (4.0, 0.0, -1.0):
        assert _root_slack(square, 0.0) == 0.0
    assert _root_slack(4.0, 3.0) == 1.0
    assert _root_slack(4.0, 5.0) == 2.0


def test_measures_are_proved_by_the_weights_they_have_and_no_other():
    mu, nu = Measure([0.0, 1.0]), Measure([1.0, 2.0, 3.0])
    two_thirds = (Fraction(2, 3), Fraction(2, 3))
    assert prove(divergences.tv, mu, nu).exact == two_thirds
    assert prove(divergences.tv, nu, mu).exact == two_thirds


def test_262144_exponentials_are_proved_and_no_more(monkeypatch):
    def reached(mu, nu, cost):
        raise NotImplementedError("the costs")

    monkeypatch.setattr("divergences._prove_transport._enclosed_costs", reached)
    with pytest.raises(NotImplementedError):
        _regularised(points(1, 1), points(2**18, 1), costs.euclidean, 1.0, {})
    with pytest.raises(ValueError, match=r"^1 x 262145 exponentials .* \(at most 262144\)"):
        _regularised(points(1, 1), points(2**18 + 1, 1), costs.euclidean, 1.0, {})
