"""Where compare stops: what it proves, accepts, remarks on, and how it shares time."""

import numpy as np
import pytest

from divergences import Bounds, Measure, costs
from divergences._command import compare, kernels
from divergences._command.compare import Settings, refuse, timed
from divergences._command.problem import Problem
from divergences._command.report import Row
from divergences._regularised import (
    LARGEST_COST,
    LARGEST_EPS,
    LEAST_EPS,
    ByMatrix,
    _in_units,
)
from divergences._relabelling import Null


def posed(x, y, draws=0):
    return Problem(np.asarray(x, float), np.asarray(y, float), 0, draws, None, False)


def test_kernels_of_447_pooled_points_are_proved_and_of_448_are_not():
    for n, provable in ((146, True), (147, False)):
        assert kernels._is_provable(posed(np.zeros((n, 1)), np.zeros((301, 1)))) == provable


def test_the_bandwidth_is_the_median_over_pairs_of_different_places():
    distances = np.array([[0.0, 1.0, 5.0], [1.0, 0.0, 3.0], [5.0, 3.0, 0.0]])
    assert kernels._median_distance(distances) == 3.0
    assert np.isnan(kernels._median_distance(np.zeros((1, 1))))


def test_the_null_of_mmd_is_that_of_the_gaussian_of_the_bandwidth():
    x, y = [[0.0], [1.0]], [[3.0], [7.0]]
    mmd, squared = kernels.mmd_rows(posed(x, y, draws=9))
    assert mmd.note == "Gaussian kernel, bandwidth 3.5 (median distance)"
    assert mmd.null.observed == pytest.approx(mmd.value, rel=1e-13)
    assert mmd.lower <= mmd.value <= mmd.upper
    assert squared.kind == "estimate"
    assert squared.lower < squared.value < squared.upper
    one, nothing = kernels.mmd_rows(posed(x[:1], y))
    assert (one.null, nothing.kind) == (None, "nothing")
    assert nothing.note == "one point has no unbiased square"
    coincide = kernels.mmd_rows(posed(x, [[0.0]] * 4))
    assert [(row.name, row.kind) for row in coincide] == [("MMD", "nothing"), ("MMD^2", "nothing")]


def test_a_row_has_both_ends_of_its_proof_or_what_was_computed():
    pose, null = posed([[0.0], [1.0]], [[3.0], [7.0]], draws=9), Null(1.25, np.ones(9))
    row = kernels._row("of a test", pose, null, Bounds(1.0, 2.0, "by hand"), "a note")
    assert vars(row) == vars(Row("of a test", "distance", 1.5, 1.0, 2.0, "proved", null, "a note"))
    row = kernels._row("of a test", pose, null, None, "a note")
    assert vars(row) == vars(Row("of a test", "distance", 1.25, null=null, note="a note"))


def test_the_energy_distance_of_few_points_is_proved_and_of_more_computed(monkeypatch):
    pose = posed([[0.0], [1.0]], [[3.0], [7.0]], draws=9)
    (proved,) = kernels.energy_row(pose)
    monkeypatch.setattr(kernels, "_PROVABLE", 15)
    (computed,) = kernels.energy_row(pose)
    assert (proved.interval, computed.interval) == ("proved", None)
    exact = (2 * 4.5 - 0.5 - 2) ** 0.5
    assert (proved.value, computed.value) == pytest.approx((exact, exact), rel=1e-14)
    assert computed.null.observed == computed.value


def test_settings_are_these_unless_told():
    assert Settings() == Settings(0, 99, None, None, False, ())
    refuse(Settings(0, 0, 1, 1))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(seed=-1), "--seed is -1; give at least 0"),
        (Settings(relabellings=-1), "--relabellings is -1; give at least 0"),
        (Settings(max_points=0), "--max-points is 0; give at least 1"),
        (Settings(bins=0), "--bins is 0; give at least 1"),
    ],
)
def test_settings_below_the_least_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        refuse(settings)


def test_time_is_shared_evenly_among_the_rows_that_it_made(monkeypatch):
    clock = iter([10.0, 16.0])
    monkeypatch.setattr(compare.time, "perf_counter", lambda: next(clock))
    rows = [Row(name, "distance", 1.0) for name in ("a", "b", "c")]
    found = timed(lambda problem: rows, posed([[0.0]], [[1.0]]), ("a", "c"))
    assert [(row.name, row.seconds) for row in found] == [("a", 3.0), ("c", 3.0)]


def test_entropic_costs_and_eps_have_these_limits():
    assert (LARGEST_COST, LARGEST_EPS, LEAST_EPS) == (2.0**1020, 2.0**53, 2.0**-40)
    cost = np.array([[0.0, -3.0]])
    assert _in_units(cost, 8.0)[1:] == (4.0, 2.0)
    assert _in_units(cost, 1e300)[1:] == (2.0**53, 2.0)
    assert _in_units(cost, 3 * 2.0**-40)[1] == 1.5 * 2.0**-40
    with pytest.raises(ValueError, match=r"^eps is 2\.73e-12, below 9\.09e-13 of the largest cost"):
        _in_units(cost, np.nextafter(3 * 2.0**-40, 0))
    large = np.array([[2.0**1020]])
    assert _in_units(large, 1e300)[2] == 2.0**1020
    with pytest.raises(ValueError, match=r"^the largest cost is 1\.12e\+307; scale the points"):
        _in_units(np.nextafter(large, np.inf), 1e300)


def test_atoms_without_mass_get_the_potentials_that_follow_from_the_others():
    """Of one atom of mass, alone, and its distances 0 and 12 in units of 8: f is the cost."""
    mu = Measure([0.0, 12.0], [1.0, 0.0])
    found = ByMatrix(mu, mu, costs.euclidean, 1.0).own_potential(9, 1e-9)
    assert found.f.tolist() == found.g.tolist() == [0.0, 12.0]
