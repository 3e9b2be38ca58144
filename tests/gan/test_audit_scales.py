"""`audit` gives the same numbers at any scale where they are doubles."""

import json
import math
from statistics import variance

import numpy as np
import pytest

from divergences import transport
from divergences.costs import euclidean
from gan import audit


def first(points):
    return points[:, 0]


def uniforms(n, m, seed):
    rng = np.random.default_rng(seed)
    return rng.random((n, 2)) + [1, 0], rng.random((m, 2))


def scatter(f, g):
    return math.sqrt(variance(f) / len(f) + variance(g) / len(g))


def statements(power, bound, moved=0.0):
    """All that is said of two pairs of samples at another scale, at the scale 1 again."""
    (x, y), (u, v) = uniforms(20, 15, 0), uniforms(400, 300, 1)
    x, y, u, v = (np.ldexp(points + moved, power) for points in (x, y, u, v))
    found = audit(first, x, y, fresh=(u, v), lipschitz_bound=bound, diameter=math.ldexp(2.5, power))
    json.dumps(found.as_dict(), allow_nan=False)
    laws, samples = found.laws, found.samples
    numbers = [samples.value, samples.lower, samples.lower_from_zero, samples.lower_from_centre]
    numbers += [laws.value, laws.standard_error, *laws.certain, *laws.asymptotic]
    return [samples.scale, *(math.ldexp(number, -power) for number in numbers)]


@pytest.mark.parametrize("bound", [1.0, None])
@pytest.mark.parametrize("power", [-1000, -550, 550, 1018])
def test_the_statements_are_the_same_at_any_scale(power, bound):
    assert statements(power, bound) == statements(0, bound)


@pytest.mark.parametrize("bound", [1.0, None])
def test_at_the_least_doubles_only_the_points_are_rounded(bound):
    assert statements(-1050, bound) == pytest.approx(statements(0, bound), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("power", [-1000, 1000])
def test_a_critic_over_its_bound_is_the_same_at_any_scale(power):
    (x, y), fresh = uniforms(20, 15, 0), uniforms(40, 30, 1)

    def laws(e):
        def steep(points):
            return np.ldexp(points[:, 0], e)

        found = audit(steep, x, y, fresh=fresh, lipschitz_bound=math.ldexp(1, e), diameter=2.5)
        return found.laws.certain, found.laws.asymptotic

    assert laws(power) == laws(0)


def test_a_bound_may_be_the_least_double():
    """Whose reciprocal is none."""
    x, y = np.array([[3.0, 0.0], [3.0, 1.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])
    laws = audit(lambda z: 5e-324 * (z[:, 0] > 1), x, y, fresh=(x, y), lipschitz_bound=5e-324).laws
    assert laws.asymptotic[0] == 1


def test_values_far_below_the_diameter_say_nothing_that_is_certain():
    x, y = uniforms(20, 15, 0)
    tiny = audit(lambda z: 1e-320 * z[:, 0], x, y, fresh=(x, y), lipschitz_bound=1, diameter=2.5)
    assert tiny.laws.certain[0] == 0


def test_any_level_below_one_gives_numbers():
    x, y = uniforms(20, 15, 0)
    settings = {"fresh": (x, y), "lipschitz_bound": 1, "diameter": 2.5}
    sides = [audit(first, x, y, level=level, **settings).laws for level in (1e-300, 1 - 2**-53)]
    w1 = transport(x, y, euclidean).value
    proved = transport(x, y, euclidean).bounds()
    assert sides[0].asymptotic[1] == proved.upper > proved.lower
    assert sides[0].asymptotic == pytest.approx((sides[0].value, w1), rel=1e-14)
    z = 8.2923610758  # of 2^-54, by mpmath
    assert sides[1].asymptotic[1] == pytest.approx(w1 + z * scatter(*potentials(x, y)), rel=1e-9)
    low = x[:, 0].mean() - y[:, 0].mean() - z * scatter(x[:, 0], y[:, 0])
    assert sides[1].asymptotic[0] == pytest.approx(max(0, low), abs=1e-9)


def potentials(x, y):
    optimal = transport(x, y, euclidean)
    return optimal.f, optimal.g


def test_refuses_what_is_above_the_largest_double():
    x, y = np.array([[1.2e308], [1.0]]), np.array([[0.0], [1.2e308]])
    with pytest.raises(OverflowError, match="above the largest double; divide the points"):
        audit(first, x, y, fresh=(x, y), lipschitz_bound=1, level=1 - 1e-15)
    (x, y), off = uniforms(5, 5, 0), 1e-6
    with pytest.raises(OverflowError, match="over its lipschitz_bound 1e-315 are above the large"):
        audit(lambda z: 1 + off * (z[:, 0] > 1), x, y, fresh=(x, y), lipschitz_bound=1e-315)


def values_times(power):
    """What is said of the samples by a critic with values of another size."""
    x, y = uniforms(20, 15, 0)
    found = audit(lambda z: np.ldexp(z[:, 0], power), x, y).samples
    json.dumps(found.as_dict(), allow_nan=False)
    return found


@pytest.mark.parametrize("power", [-1000, 1000])
def test_the_bound_from_a_critic_does_not_mind_the_size_of_its_values(power):
    found, one = values_times(power), values_times(0)
    assert math.ldexp(found.scale, power) == one.scale > 0
    assert found.lower == one.lower > one.lower_from_zero


def test_a_scale_that_is_no_double_is_zero_and_proves_what_no_critic_does():
    found = values_times(-1063)  # values of 1e-320, which would want a scale of 1e320
    assert found.scale == 0
    assert found.lower == found.lower_from_zero > 0
    x, y = (np.ldexp(points, -500) for points in uniforms(20, 15, 0))
    near = audit(lambda z: np.ldexp(z[:, 0], 1100), x, y).samples  # and these 2^-1100
    assert (near.scale, near.lower) == (0, near.lower_from_zero)


def test_numbers_that_json_does_not_have_are_none():
    x, y = (np.ldexp(points, -600) for points in uniforms(5, 5, 0))
    found = audit(lambda z: np.ldexp(z[:, 0], 1300), x, y).samples
    assert found.steepest == math.inf
    assert found.as_dict()["steepest"] is None


def test_the_mean_is_that_of_values_near_the_largest_double():
    x, y = uniforms(20, 15, 0)
    found = audit(lambda z: 1e308 * np.sign(z[:, 0] - 1.5), x, y).samples
    signs = [np.sign(points[:, 0] - 1.5) for points in (x, y)]
    assert found.value == pytest.approx(1e308 * (signs[0].mean() - signs[1].mean()), rel=1e-14)
    assert found.lower > found.lower_from_zero
    with pytest.raises(OverflowError, match=r"a result is .* above the largest double"):
        audit(lambda z: 1.5e308 * np.sign(z[:, 0] - 1), x, y)
