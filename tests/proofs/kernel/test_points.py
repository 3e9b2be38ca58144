"""Sums over points are exact where they can be."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import arb, ctx

from proofs.kernel.points import difference_form, mean_power, projections, quantile_gaps


def test_quantiles_are_matched_level_by_level():
    gaps, whole = quantile_gaps([5, 0, 2], [1.0, 2.0, 1.0], [1, 4], [1.0, 1.0])
    # levels 0, 1/2, 3/4, 1: quantiles 0 | 2 | 5 against 1 | 4 | 4
    assert [(Fraction(mass, whole), gap) for mass, gap in gaps] == [
        (Fraction(1, 2), 1),
        (Fraction(1, 4), 2),
        (Fraction(1, 4), 1),
    ]


def test_atoms_without_mass_and_gaps_of_nothing_are_left_out():
    gaps, whole = quantile_gaps([-9, 0, 9], [0.0, 1.0, 0.0], [7, 0], [0.0, 1.0])
    assert (gaps, whole) == ([], 1)
    assert quantile_gaps([0, 1], [0.5, 0.5], [1, 0], [0.5, 0.5])[0] == []
    assert quantile_gaps([3], [1.0], [1], [1.0]) == ([(1, 2)], 1)


def test_quantile_gaps_are_the_integral_of_the_difference_of_distribution_functions():
    generator = np.random.default_rng(1)
    for _ in range(20):
        x, y = (generator.integers(0, 20, 7).tolist() for _ in range(2))
        a, b = (generator.integers(1, 9, 7).astype(float) for _ in range(2))
        gaps, whole = quantile_gaps(x, a, y, b)
        area = sum(
            abs(
                sum(Fraction(w) for w, u in zip(a, x, strict=True) if u <= t) / Fraction(a.sum())
                - sum(Fraction(w) for w, u in zip(b, y, strict=True) if u <= t) / Fraction(b.sum())
            )
            for t in range(20)
        )
        assert Fraction(sum(mass * gap for mass, gap in gaps), whole) == area


def test_projections_are_exact_and_sorted_by_direction():
    x, directions = np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 0.1]]), np.array([[0.6, 0.8], [1, 0]])
    values, scale = projections(x, directions)
    for k, i in product(range(2), range(3)):
        terms = zip(
            map(Fraction, x[i].tolist()), map(Fraction, directions[k].tolist()), strict=True
        )
        assert Fraction(values[k][i], scale) == sum(s * t for s, t in terms)


def test_the_mean_of_powers_is_over_slices_and_masses():
    slices = [[(1, 3), (3, 1)], [(2, 5)]]
    assert mean_power(slices, 4, 2, 2.0) == (1 * 9 + 3 + 2 * 25) / 4 / 2 / 4
    assert mean_power([[]], 4, 1, 1.5).is_zero()


@pytest.mark.parametrize(
    "kernel", [lambda dot, square: dot, lambda dot, square: square**2, lambda dot, square: dot**2]
)
def test_the_form_of_a_difference_is_its_double_sum(kernel):
    x, y = np.array([[0.0, 1.0], [2.0, 0.5], [0.0, 1.0]]), np.array([[1.0, 1.0], [0.0, 1.0]])
    a, b = np.array([1.0, 2.0, 1.0]), np.array([3.0, 1.0])
    c = [*(Fraction(w) / 4 for w in a), *(-Fraction(w) / 4 for w in b)]
    z = [[Fraction(v) for v in point] for point in (*x.tolist(), *y.tolist())]
    value = sum(
        c[i] * c[j] * kernel(
            sum(s * t for s, t in zip(z[i], z[j], strict=True)),
            sum((s - t) ** 2 for s, t in zip(z[i], z[j], strict=True)),
        )
        for i, j in product(range(5), repeat=2)
    )  # fmt: skip
    assert difference_form(x, a, y, b, kernel)() == arb(float(value))


def test_equal_measures_differ_by_exactly_nothing():
    x = np.array([[0.1, 0.2], [0.3, 0.4]])
    with ctx.workprec(64):
        form = difference_form(x, [1.0, 1.0], x[::-1], [0.5, 0.5], lambda dot, s: (-s).exp())
        assert form().is_zero()


def test_minus_zero_is_the_same_atom():
    form = difference_form(
        np.array([[-0.0]]), [1.0], np.array([[0.0]]), [1.0], lambda dot, square: square.exp()
    )
    assert form().is_zero()
