"""What `sinkhorn` refuses: settings, costs, and what memory or rounding would not bear."""

import math

import numpy as np
import pytest

from divergences import _sinkhorn as module
from divergences import costs, sinkhorn, sinkhorn_divergence


@pytest.mark.parametrize("function", [sinkhorn, sinkhorn_divergence])
@pytest.mark.parametrize(
    ("cost", "eps"), [(1.0, math.nextafter(2.0**-40, 0)), (1.0, 5e-324), (1e300, 1.0)]
)
def test_refuses_a_regularisation_that_rounding_would_drown(function, cost, eps):
    message = rf"eps is {eps:.3g}, below 9.09e-13 of the largest cost, {cost:g}.*use transport"
    with pytest.raises(ValueError, match=message.replace("+", r"\+")):
        function([0.0], [1.0], lambda x, y: np.full((1, 1), cost), eps=eps)
    assert float(sinkhorn([0.0], [1.0], costs.euclidean, eps=2.0**-40)) == 1.0


def test_refuses_costs_whose_potentials_may_overflow():
    huge = costs.Matrix(np.array([[2.0**1020, 0.0], [0.0, -(2.0**1020)]]))
    assert np.isfinite(sinkhorn([0.0, 1.0], [0.0, 1.0], huge, eps=2.0**1010).f).all()
    above = costs.Matrix(huge.entries * (1 + 2.0**-52))
    with pytest.raises(ValueError, match=r"the largest cost is 1.12e\+307; scale the points"):
        sinkhorn([0.0, 1.0], [0.0, 1.0], above, eps=2.0**1010)


@pytest.mark.parametrize("function", [sinkhorn, sinkhorn_divergence])
@pytest.mark.parametrize(
    ("settings_", "message"),
    [
        ({"eps": 0.0}, r"eps is 0.0; pass a finite number above 0, or use transport"),
        ({"eps": -1.0}, r"eps is -1.0; pass"),
        ({"eps": math.inf}, r"eps is inf; pass"),
        ({"eps": math.nan}, r"eps is nan; pass"),
        ({"eps": 1.0, "max_iterations": 0}, "max_iterations is 0; pass a whole number of at least"),
        ({"eps": 1.0, "max_iterations": 1.5}, r"max_iterations is 1.5; pass a whole number"),
        ({"eps": 1.0, "max_iterations": True}, "max_iterations is True; pass a whole number"),
        ({"eps": 1.0, "tolerance": 0.0}, r"tolerance is 0.0; pass a finite number above 0"),
        ({"eps": 1.0, "tolerance": math.inf}, "tolerance is inf; pass a finite number above 0"),
    ],
)
def test_refuses_settings_out_of_range(function, settings_, message):
    with pytest.raises(ValueError, match=message):
        function([0.0], [1.0], costs.euclidean, **settings_)


@pytest.mark.parametrize("function", [sinkhorn, sinkhorn_divergence])
def test_refuses_a_bad_cost_and_what_memory_cannot_hold(function, monkeypatch):
    with pytest.raises(ValueError, match=r"the cost gave shape \(1,\) for 2 and 1 points"):
        function([0.0, 2.0], [1.0], lambda x, y: np.zeros(1), eps=1.0)
    with pytest.raises(ValueError, match=r"the cost from x\[1\] to y\[0\] is inf"):
        function([0.0, 2.0], [1.0], lambda x, y: np.array([[1.0], [np.inf]]), eps=1.0)
    monkeypatch.setattr(module, "_memory", lambda: 64.0 * 4 - 1)
    with pytest.raises(ValueError, match=r"2 x 2 costs take 256 bytes .* of 255 on this machine"):
        function([0.0, 2.0], [1.0, 3.0], costs.euclidean, eps=1.0)
    monkeypatch.setattr(module, "_memory", lambda: 64.0 * 4)
    assert float(function([0.0, 2.0], [1.0, 3.0], costs.euclidean, eps=1.0)) > 0


@pytest.mark.parametrize("other", [[0.0, 2.0], [1.0, 3.0]])
@pytest.mark.parametrize("function", [sinkhorn, sinkhorn_divergence])
def test_reads_the_cost_also_where_the_measures_are_equal(function, other):
    with pytest.raises(ValueError, match=r"cost\(x, y\) has dtype object"):
        function([0.0, 2.0], other, lambda x, y: None, eps=0.5)
    with pytest.raises(ValueError, match=r"cost is <class 'int'>, which fails on points.*; pass"):
        function([0.0, 2.0], other, int, eps=0.5)


def test_the_memory_of_this_machine_is_known():
    assert module._memory() > 1e8
