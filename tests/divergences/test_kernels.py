"""Kernels in other units, and at points where their formulas can be checked to the last bits."""

import math

import mpmath
import numpy as np
import pytest

from divergences import energy_distance, kernels
from divergences._kernel_families import Dot, Radial
from divergences._kernels import energy, linear

BANDWIDTH = 3.0  # 3/4 of 2^2


@pytest.mark.parametrize(
    "make", [kernels.gaussian, kernels.inverse_multiquadric, kernels.rational_quadratic]
)
def test_a_smooth_kernel_is_linear_beyond_2_to_the_100_bandwidths(make):
    kernel = make(BANDWIDTH)
    assert kernel.scaled(50) == (make(BANDWIDTH / 4), 2, 0, 1.0)
    assert kernel.scaled(2) == (make(0.75), 2, 0, 1.0)
    assert kernel.scaled(1) == (make(1.5), 1, 0, 1.0)
    assert kernel.scaled(-98) == (make(0.75 * 2.0**100), -98, 0, 1.0)
    assert kernel.scaled(-99) == (linear(), -99, -202, 1 / 0.5625)


def test_the_laplace_kernel_is_the_distance_beyond_2_to_the_100_bandwidths():
    kernel = kernels.laplace(BANDWIDTH)
    assert kernel.scaled(-98) == (kernels.laplace(0.75 * 2.0**100), -98, 0, 1.0)
    assert kernel.scaled(-99) == (energy(), -99, -101, 1 / 0.75)


@pytest.mark.parametrize(("exponent", "reach"), [(-600, -300), (-7, -3), (-6, -3), (0, 0), (90, 0)])
def test_a_small_exponent_lets_a_kernel_bend_that_much_sooner(exponent, reach):
    kernel = kernels.rational_quadratic(1.0, 2.0**exponent)
    assert kernel.reach() == reach
    assert kernel.scaled(1 + reach - 100)[0] != linear()
    assert kernel.scaled(1 + reach - 101)[0] == linear()


def test_polynomial_kernels_are_taken_in_units_of_their_constant_or_of_the_points():
    kernel = kernels.polynomial(3, 8.0)  # 8 is 1/2 of 2^4: of 2 in units of 2^2, squared
    assert kernel.scaled(1) == (kernels.polynomial(3, 0.5), 2, 12, 1.0)
    assert kernel.scaled(5) == (kernels.polynomial(3, 8.0 / 2**10), 5, 30, 1.0)
    assert kernel.scaled(-98) == (kernels.polynomial(3, 0.5), 2, 12, 1.0)
    assert kernel.scaled(-99) == (linear(), -99, 8 - 198, 0.75)
    assert kernels.polynomial(2, 4.0).scaled(-500) == (linear(), -500, 4 - 1000, 0.5)
    assert kernels.polynomial(3, 0.0).scaled(7) == (kernels.polynomial(3, 0.0), 7, 42, 1.0)


def test_homogeneous_kernels_are_themselves_in_every_unit():
    assert energy().scaled(9) == (energy(), 9, 9, 1.0)
    assert linear().scaled(9) == (linear(), 9, 18, 1.0)
    for own in (Radial(), Dot()):
        assert own.scaled(9) == (own, 0, 0, 1.0)


def test_sums_that_may_have_lost_digits_are_smaller_for_roots():
    assert kernels.gaussian(1.0).least == kernels.polynomial(2).least == 2.0**-900
    assert kernels.laplace(1.0).least == energy().least == 2.0**-480


X, Y = np.array([[1.0, -2.0]]), np.array([[37.0, 8.0]])  # at squared distance 1396
EXPONENTIALS = {
    "gaussian": (kernels.gaussian(1.0), -698),
    "a narrow gaussian": (kernels.gaussian(2.0), -174.5),
    "a laplace": (kernels.laplace(0.0625), -16 * mpmath.sqrt(1396)),
}


@pytest.mark.parametrize(("kernel", "exponent"), EXPONENTIALS.values(), ids=EXPONENTIALS)
def test_exponents_are_not_rounded_where_the_bandwidth_is_a_power_of_two(kernel, exponent):
    with mpmath.workdps(40):
        value = mpmath.exp(mpmath.mpf(exponent))
        assert abs(kernel(X, Y)[0, 0] - value) <= 1e-13 * value
    assert kernels.gaussian(1.0)(X, Y)[0, 0] == np.exp(-698.0)


def test_other_kernels_have_their_formulas():
    square, product = 1396, 21
    found = {
        "multiquadric": kernels.inverse_multiquadric(2.0)(X, Y)[0, 0],
        "quadratic": kernels.rational_quadratic(2.0, 0.5)(X, Y)[0, 0],
        "cubic": kernels.rational_quadratic(0.5, 3.0)(X, Y)[0, 0],
        "energy": energy()(X, Y)[0, 0],
        "polynomial": kernels.polynomial(3, 2.0)(X, Y)[0, 0],
        "plain": kernels.polynomial(2)(X, Y)[0, 0],
        "linear": linear()(X, Y)[0, 0],
    }
    expected = {
        "multiquadric": 350**-0.5,
        "quadratic": 350**-0.5,
        "cubic": (1 + square * 4 / 6) ** -3,
        "energy": -math.sqrt(square),
        "polynomial": (product + 2) ** 3,
        "plain": (product + 1) ** 2,
        "linear": product,
    }
    assert found == pytest.approx(expected, rel=2e-15)


def test_a_kernel_of_degree_1_is_its_base():
    assert kernels.polynomial(1, 0.25)(X, Y)[0, 0] == 21.25


def test_gaps_whose_double_is_none_have_their_roots():
    near, far = 1.6e308, 1.7e308
    found = energy_distance([-far], [-near, far])
    with mpmath.workdps(40):
        gaps = mpmath.mpf(far) - mpmath.mpf(near), mpmath.mpf(far) + mpmath.mpf(near)
        value = mpmath.sqrt(2 * (gaps[0] + gaps[1] / 4))
        assert abs(found - value) <= 4e-16 * value
