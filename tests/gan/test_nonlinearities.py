"""The four nonlinearities of the table: their values, slopes, and what they leave of a variance."""

import mpmath
import pytest
import torch

from gan.nonlinearities import leaky_relu, relu, softplus, tanh

DEFINED = {
    "relu": lambda t: max(t, 0),
    "leaky relu": lambda t: max(t, mpmath.mpf("0.2") * t),
    "softplus": lambda t: mpmath.log1p(mpmath.exp(2 * t + 2)) / 2 - 1,
    "tanh": mpmath.tanh,
}
every_one = pytest.mark.parametrize(
    "nonlinearity", [relu, leaky_relu, softplus, tanh], ids=lambda one: one.name
)


@every_one
def test_is_what_the_table_names(nonlinearity):
    points = torch.linspace(-30, 30, 601, dtype=torch.float64)
    values = [float(DEFINED[nonlinearity.name](mpmath.mpf(float(t)))) for t in points]
    assert torch.allclose(
        nonlinearity(points), torch.tensor(values, dtype=torch.float64), rtol=1e-12, atol=1e-15
    )


@every_one
def test_its_slope_is_the_largest(nonlinearity):
    points = torch.linspace(-30, 30, 6001, dtype=torch.float64, requires_grad=True)
    (slopes,) = torch.autograd.grad(nonlinearity(points).sum(), points)
    assert slopes.abs().max() <= nonlinearity.slope < slopes.abs().max() * (1 + 1e-3)


@every_one
def test_its_square_is_that_of_a_standard_normal_number_on_average(nonlinearity):
    function = DEFINED[nonlinearity.name]
    mean = mpmath.quad(lambda t: function(t) ** 2 * mpmath.npdf(t), [-40, -4, -1, 0, 1, 4, 40])
    assert nonlinearity.square == pytest.approx(float(mean), rel=1e-12)
