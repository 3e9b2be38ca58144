"""A Measure is validated at birth, keeps what it was given, and cannot be changed."""

import numpy as np
import pytest

from divergences import Measure
from divergences._measure import as_measures, read_points, refuse_probability_vectors


def test_keeps_points_and_weights_as_given():
    mu = Measure([[0.0, 1.0], [2.0, 3.0]], [0.25, 0.75])
    assert mu.points.tolist() == [[0.0, 1.0], [2.0, 3.0]]
    assert mu.weights.tolist() == [0.25, 0.75]
    assert (len(mu), mu.dimension, mu.uniform) == (2, 2, False)


def test_weights_are_uniform_integers_where_none_are_given():
    mu = Measure([5.0, 6.0, 7.0])
    assert mu.uniform
    assert mu.weights.tolist() == [1.0, 1.0, 1.0]
    assert mu.points.shape == (3, 1)


def test_is_not_divided_by_the_sum_of_its_weights():
    assert Measure([0, 1], [1, 3], normalize=True).weights.tolist() == [1.0, 3.0]


def test_cannot_be_changed_by_anyone():
    x, a = np.array([0.0, 1.0]), np.array([0.5, 0.5])
    mu = Measure(x, a)
    x[0] = a[0] = 9.0
    assert mu.points[0, 0] == 0.0
    assert mu.weights[0] == 0.5
    for array in (mu.points, mu.weights):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
    with pytest.raises(AttributeError):
        mu.points = x


def test_equality_is_identity_as_arrays_have_no_truth_value():
    mu = Measure([0.0])
    assert mu == mu
    assert mu != Measure([0.0])
    assert hash(mu) == hash(mu)


@pytest.mark.parametrize("weights", [None, [1 / 3, 2 / 3]])
def test_rounding_moves_points_and_keeps_weights(weights):
    mu = Measure([0.1 + 0.2, 1.0], weights).rounded(12)
    assert mu.points[:, 0].tolist() == [0.3, 1.0]
    assert mu.uniform is (weights is None)
    assert mu.weights.tolist() == (weights or [1.0, 1.0])


def test_rounds_weights_that_only_normalize_admitted():
    assert Measure([0.11], [5.0], normalize=True).rounded(1).weights.tolist() == [5.0]


def test_says_what_it_is():
    assert repr(Measure([1.0])) == "Measure(1 atom in R^1, uniform)"
    assert (
        repr(Measure([[1, 2], [3, 4]], [0.25, 0.75]))
        == "Measure(2 atoms in R^2, weights 0.25 to 0.75)"
    )


def test_converts_to_plain_python():
    assert Measure([1.0, 2.0], [0.5, 0.5]).as_dict() == {
        "points": [[1.0], [2.0]],
        "weights": [0.5, 0.5],
    }


@pytest.mark.parametrize(
    ("points", "weights", "message"),
    [
        ([], None, r"points has shape \(0,\).*empty"),
        (np.zeros((1, 0)), None, "empty"),
        (np.zeros((1, 1, 1)), None, r"points has shape \(1, 1, 1\); pass \(n, d\)"),
        (3.0, None, r"points has shape \(\); pass"),
        ([np.nan], None, r"points\[0\] is nan"),
        ([[0.0, np.inf]], None, r"points\[0, 1\] is inf"),
        ([0.0, 1.0], [1.0], "2 points and 1 weights; give each point one weight"),
        ([0.0, 1.0], [-0.5, 1.5], r"weights\[0\] is .*-0.5"),
        ([0.0, 1.0], [0.5, 0.6], r"weights sums? .*1\.1"),
    ],
)
def test_refuses_what_is_no_measure(points, weights, message):
    with pytest.raises(ValueError, match=message):
        Measure(points, weights)


def test_reads_points_of_the_line_as_a_column():
    assert read_points([1, 2], "x").tolist() == [[1.0], [2.0]]
    assert read_points([[1, 2]], "x").shape == (1, 2)


def test_reads_two_arrays_as_uniform_measures():
    mu, nu = as_measures([0.0, 1.0], [[2.0]])
    assert mu.uniform
    assert nu.uniform
    assert (len(mu), len(nu)) == (2, 1)
    same = Measure([0.0])
    assert as_measures(same, [1.0])[0] is same
    assert as_measures([1.0], same)[1] is same


def test_refuses_measures_of_two_dimensions():
    with pytest.raises(ValueError, match=r"mu lives in R\^1 and nu in R\^2"):
        as_measures([0.0], [[1.0, 2.0]])


LAW = np.array([0.25, 0.25, 0.5])


def test_refuses_probability_vectors_where_points_are_meant():
    with pytest.raises(ValueError, match="these are probability vectors: wasserstein_histogram"):
        as_measures(LAW, LAW[::-1])


@pytest.mark.parametrize(
    ("mu", "nu"),
    [
        (Measure(LAW), LAW),
        (LAW, Measure(LAW)),
        (LAW[:, None], LAW[:, None]),
        ([0.5, 0.5], [0.25, 0.75]),
        (LAW, [0.5, 0.25, 0.125, 0.125]),
        (LAW, [0.5, 0.25, 0.26]),
        (LAW, [-0.5, 0.5, 1.0]),
    ],
)
def test_accepts_points_that_cannot_be_mistaken(mu, nu):
    assert as_measures(mu, nu)[0].dimension == 1


@pytest.mark.parametrize(("off", "refused"), [(9e-10, True), (1.1e-9, False)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_points_whose_sum_is_1_but_for_1e_9_are_taken_for_probabilities(off, refused, sign):
    law, near = np.array([0.25, 0.25, 0.5]), np.array([0.25, 0.25, 0.5 + sign * off])
    for pair in ((law, near), (near, law)):
        if refused:
            with pytest.raises(ValueError, match="these are probability vectors"):
                refuse_probability_vectors(*pair)
        else:
            refuse_probability_vectors(*pair)
