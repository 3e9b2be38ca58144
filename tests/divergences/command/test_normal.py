"""Gaussian W2: the distance of the fitted normals, a lower bound for W2, with its proof."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

import divergences
from divergences._command import normal
from divergences._command.moving import w2_row
from divergences._command.normal import gaussian_row, proved
from divergences._command.problem import Problem


def posed(x, y, draws=19, drawn=False):
    return Problem(np.asarray(x, float), np.asarray(y, float), 0, draws, None, drawn)


def cloud(seed, n, d):
    return np.random.default_rng([13, seed]).normal(size=(n, d))


def test_is_the_distance_of_the_normals_with_the_moments_of_the_samples():
    x = cloud(0, 30, 2)
    (row,) = gaussian_row(posed(x, x + [3, 4]))
    assert row.value == pytest.approx(5, rel=1e-12)
    assert row.null.p_value == 0.05
    assert gaussian_row(posed(x, x + [3, 4], draws=0))[0].null is None


def test_is_a_lower_bound_for_w2_and_says_so():
    for seed in range(20):
        pose = posed(cloud(seed, 9, 2), cloud(seed + 100, 7, 2) ** 3, draws=0)
        (gaussian,), (w2,) = gaussian_row(pose), w2_row(pose)
        assert gaussian.kind == "lower bound"
        assert "W2 is at least that (Gelbrich 1990)" in gaussian.note
        assert 0 < gaussian.upper < w2.lower


def test_meets_w2_where_one_sample_is_an_affine_image_of_the_other():
    """The map x -> S x + v with S symmetric and positive is optimal, and keeps its bound sharp."""
    x = cloud(1, 12, 2)
    pose = posed(x, x @ [[2.0, 0.5], [0.5, 1.0]] + [1, -3], draws=0)
    assert gaussian_row(pose)[0].value == pytest.approx(w2_row(pose)[0].value, rel=1e-12)


def test_is_an_estimate_where_points_were_drawn():
    assert gaussian_row(posed(cloud(2, 5, 2), cloud(3, 5, 2), drawn=True))[0].kind == "estimate"


def test_is_proved_as_far_as_that_is_affordable(monkeypatch):
    pose = posed(cloud(4, 30, 3), cloud(5, 20, 3) + 1)
    (row,) = gaussian_row(pose)
    assert row.interval == "proved"
    assert row.lower <= row.value <= row.upper
    assert row.upper - row.lower <= 1e-15 * row.value
    monkeypatch.setattr(normal, "_AFFORDABLE", 2)
    (row,) = gaussian_row(pose)
    assert (row.lower, row.upper, row.interval, row.null) == (None, None, None, None)
    assert row.value == pytest.approx(gaussian_row(pose)[0].value)
    assert row.note.endswith("; no p-value above 2 columns")


def test_says_nothing_of_one_point_or_of_too_many_columns(monkeypatch):
    x = cloud(6, 5, 2)
    assert gaussian_row(posed(x[:1], x))[0].note == "one point has no covariance"
    assert gaussian_row(posed(x, x[:1]))[0].kind == "nothing"
    assert gaussian_row(posed(x[:2], x[:2]))[0].kind == "lower bound"
    monkeypatch.setattr(normal, "_LARGEST", 1)
    (row,) = gaussian_row(posed(x, x))
    assert (row.kind, row.note) == ("nothing", "2 columns; covariances are compared up to 1")


@pytest.mark.parametrize(
    ("d", "value", "note"),
    [
        (64, 7.0, ""),
        (65, 7.0, "; no p-value above 64 columns"),
        (2000, 7.0, "; no p-value above 64 columns"),
        (2001, None, "2001 columns; covariances are compared up to 2000"),
    ],
)
def test_64_columns_are_proved_and_2000_compared(monkeypatch, d, value, note):
    monkeypatch.setattr(normal, "_fit", lambda points: (points, points))
    monkeypatch.setattr(normal, "proved", lambda p, q: (6.0, 8.0))
    monkeypatch.setattr(divergences, "gaussian_wasserstein", lambda *moments: 7.0)
    (row,) = gaussian_row(posed(np.zeros((2, d)), np.zeros((3, d))))
    assert row.value == value
    assert row.note.endswith(note)
    assert (row.lower, row.upper) == ((6.0, 8.0) if d == 64 else (None, None))
    assert (row.null is None) == (d > 64)


def test_ends_of_the_proof_are_kept_apart_and_what_moves_alone_is_added_to_both(monkeypatch):
    proof = SimpleNamespace(lower=1.0, upper=2.0)
    monkeypatch.setattr(divergences, "prove", lambda *given: proof)
    mean, one = np.zeros(1), np.eye(1)
    assert proved((mean, one), (mean, 2 * one)) == (1.0, 2.0)
    far, flat = np.array([0.0, 3.0]), np.diag([1.0, 0.0])
    lower, upper = proved((np.zeros(2), flat), (far, flat))
    assert lower == np.nextafter(np.sqrt(10), 0)
    assert upper == np.nextafter(np.sqrt(13), 4)


@pytest.mark.parametrize("seed", range(5))
def test_bounds_hold_where_a_coordinate_of_one_law_has_no_variance(seed):
    """Compared with the proof for the whole, which such small dimensions allow."""
    x, y = cloud(seed, 9, 3), cloud(seed + 50, 8, 3)
    x[:, 1] = 0.5
    fits = [(p.mean(axis=0), np.cov(p, rowvar=False, bias=True)) for p in (x, y)]
    whole = divergences.prove(divergences.gaussian_wasserstein, *fits[0], *fits[1])
    for p, q in (fits, fits[::-1]):
        lower, upper = proved(p, q)
        assert lower <= whole.upper
        assert whole.lower <= upper
        assert 0 < upper - lower <= 1e-15 * upper


def test_bounds_add_what_moves_alone_exactly():
    still = np.zeros((1, 1))
    laws = (np.array([3.0]), still), (np.array([0.0]), np.array([[16.0]]))
    for pair in (laws, laws[::-1]):
        assert proved(*pair) == (np.nextafter(5, 0), np.nextafter(5, 6))
    assert proved((np.array([1.0]), still), (np.array([1.0]), still)) == (0, 0)


def test_bounds_enclose_a_sum_that_rounds_either_way():
    """1 + 2^-60 rounds down and 1 - 2^-60 up: both ends must go outward before the root."""
    still = np.zeros((1, 1))
    for variance in (2.0**-60, 3 * 2.0**-54):
        lower, upper = proved((np.array([1.0]), still), (np.array([0.0]), np.array([[variance]])))
        exact = 1 + Fraction(variance)
        assert Fraction(lower) ** 2 < exact < Fraction(upper) ** 2
        assert upper - lower <= 1e-15


def test_has_no_bounds_where_eigenvalues_cannot_be_told_apart(monkeypatch):
    def fails(*_):
        raise ValueError("failed to isolate eigenvalues")

    monkeypatch.setattr(divergences, "prove", fails)
    (row,) = gaussian_row(posed(cloud(7, 5, 2), cloud(8, 5, 2)))
    assert (row.lower, row.upper, row.interval) == (None, None, None)
    assert row.value == row.null.observed > 0


def test_squares_are_rooted_outward_and_by_no_more_than_it_takes():
    down, up = -np.inf, np.inf
    outward = float(np.nextafter(1.0, down)), float(np.nextafter(2.0, up))
    assert normal._rooted(Fraction(1), Fraction(4)) == outward
    little = Fraction(1, 2**80)
    assert normal._rooted(1 + little, 4 - little) == outward
    beyond = float(np.nextafter(outward[0], down)), outward[1]
    assert normal._rooted(Fraction(0), Fraction(1, 2**1100))[1] >= 2.0**-550
    assert normal._rooted(1 - little, 4 + little) == beyond  # 4 + 2^-50 has the root 2, rounded
