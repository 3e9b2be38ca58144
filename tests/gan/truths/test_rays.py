"""Mass moved along rays: the benchmark's construction, its files and its numbers."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from gan.truths import Rays

PAIRS = sorted((Path(__file__).parents[4] / "shared/data/w1-pairs").glob("*.npz"))
on_each_pair = pytest.mark.parametrize("path", PAIRS or [None], ids=lambda path: path and path.stem)


@on_each_pair
def test_w1_of_a_benchmark_pair_is_found_again(path):
    if path is None:
        pytest.skip("the benchmark pairs are not here")
    truth = Rays.from_file(path, seed=3)
    x = truth.sample_q(20_000)
    cost = torch.linalg.vector_norm(x - truth.moved(x), dim=1)
    error = math.hypot(float(cost.std()) / math.sqrt(len(cost)), truth.w1_standard_error)
    assert abs(float(cost.mean()) - truth.w1) <= 4 * error
    assert truth.w1 == json.loads(path.with_suffix(".json").read_text())["w1"]
    assert truth.half_width == 2.5
    assert truth.degree == 8


def test_every_point_moves_along_a_ray_of_the_potential():
    truth = Rays.random(3, 12, seed=1)
    x = truth.sample_q(2000)
    moved = truth.moved(x)
    way = torch.linalg.vector_norm(x - moved, dim=1)
    assert torch.allclose(truth.potential(moved) - truth.potential(x), way, rtol=0, atol=1e-12)
    assert bool((way > 0).all())


def by_hand(truth, x):
    """The construction, one point and one step at a time, the ray's end found by bisection."""
    centres, biases = truth.centres.numpy(), truth.biases.numpy()

    def funnel(y):
        return int(np.argmin(np.linalg.norm(y - centres, axis=1) + biases))

    j = funnel(x)
    v = (x - centres[j]) / np.linalg.norm(x - centres[j])
    low, high = 0.0, 100.0
    for _ in range(100):
        middle = (low + high) / 2
        y = x + middle * v
        inside = np.abs(y).max() <= truth.half_width and funnel(y) == j
        low, high = (middle, high) if inside else (low, middle)
    end = x + low * v
    t = np.linalg.norm(x - centres[j]) / np.linalg.norm(end - centres[j])
    return centres[j] + t**truth.degree * (end - centres[j])


@pytest.mark.parametrize(("dim", "degree"), [(1, 2), (2, 8), (4, 3)])
def test_points_are_moved_as_the_construction_says(dim, degree):
    truth = Rays.random(dim, 6, degree=degree, seed=5)
    x = truth.sample_q(40)
    expected = np.stack([by_hand(truth, point) for point in x.numpy()])
    assert np.allclose(truth.moved(x).numpy(), expected, rtol=0, atol=1e-11)


def test_a_centre_stays_and_has_no_gradient():
    truth = Rays([[0.5, 0.5], [-1.0, 0.0]], [0.0, 0.0])
    assert torch.equal(truth.moved(truth.centres), truth.centres)
    assert bool(truth.gradient(truth.centres).isnan().all())


def test_outside_the_box_no_gradient_is_unique():
    truth = Rays([[0.0, 0.0]], [0.0], half_width=1.0)
    y = torch.tensor([[0.5, 1.0], [0.5, 1.0 + 1e-15]], dtype=torch.float64)
    missing = truth.gradient(y).isnan()
    assert missing.tolist() == [[False, False], [True, True]]


def test_degree_1_moves_nothing():
    truth = Rays.random(2, 3, degree=1)
    assert truth.w1 == pytest.approx(0, abs=1e-15)


def test_w1_is_estimated_where_nobody_gives_it():
    truth = Rays([[0.0]], [0.0], half_width=3.0, degree=4)  # E (|x| - 3 (|x| / 3)^4) = 3/2 - 3/5
    assert 0 < truth.w1_standard_error < 0.003
    assert abs(truth.w1 - 0.9) <= 4 * truth.w1_standard_error
    assert truth.w1 == Rays([[0.0]], [0.0], half_width=3.0, degree=4).w1


def test_random_funnels_lie_in_the_box_and_follow_the_seed():
    one, same, other = (Rays.random(5, 400, half_width=3, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(one.centres, same.centres)
    assert torch.equal(one.biases, same.biases)
    assert not torch.equal(one.centres, other.centres)
    assert 2.9 < float(one.centres.abs().max()) <= 3
    assert float(one.biases.std()) == pytest.approx(0.1, rel=0.2)
    assert abs(float(one.biases.mean())) < 0.03


def write(tmp_path, settings=None, **arrays):
    path = tmp_path / "pair.npz"
    np.savez(path, **arrays)
    if settings is not None:
        path.with_suffix(".json").write_text(settings)
    return path


GOOD = {"centers": np.zeros((2, 3), np.float32), "bias": np.array([0, 0.5], np.float32)}


def test_options_hold_over_the_file_beside(tmp_path):
    said = json.dumps({"half_width": 2, "degree": 3, "w1": 0.5, "w1_standard_error": 0.25})
    path = write(tmp_path, said, **GOOD)
    read = Rays.from_file(path)
    assert (read.half_width, read.degree) == (2, 3)
    assert (read.w1, read.w1_standard_error) == (0.5, 0.25)
    assert (Rays.from_file(path, degree=3).w1, Rays.from_file(path, half_width=2).w1) == (0.5, 0.5)
    other = Rays.from_file(path, degree=5)
    assert (other.half_width, other.degree) == (2, 5)
    assert other.w1 != 0.5
    assert other.w1_standard_error < 0.1


@pytest.mark.parametrize(
    ("settings", "arrays", "options", "sentence"),
    [
        (None, GOOD, {}, r"no pair\.json says the half_width of pair\.npz; give half_width"),
        (None, GOOD, {"half_width": 1}, r"no pair\.json says the degree .* give degree"),
        ('{"degree": 2}', GOOD, {}, r"pair\.json does not say the half_width"),
        ("{", GOOD, {}, r"pair\.json is no JSON .*; mend or remove it"),
        ("[]", GOOD, {}, "holds no object with half_width and degree; mend"),
        ('{"half_width": "x", "degree": 2}', GOOD, {}, "half_width is 'x'; pass a finite number"),
        ('{"half_width": 1, "degree": null}', GOOD, {}, "degree is None; pass a finite number"),
        (None, {"bias": np.zeros(2)}, {}, "has no centers; give both arrays"),
        (None, {"a": np.zeros(2)}, {}, "has no centers and no bias"),
    ],
)
def test_files_that_say_too_little_are_refused(tmp_path, settings, arrays, options, sentence):
    path = write(tmp_path, settings, **arrays)
    with pytest.raises(ValueError, match=sentence):
        Rays.from_file(path, **options)


def test_a_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "pair.npz"
    with pytest.raises(ValueError, match=r"pair\.npz is no file; give a \.npz file"):
        Rays.from_file(path)
    for content in (b"", b"words", b"PK\x03\x04 and no more"):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"pair\.npz is no \.npz file"):
            Rays.from_file(path)
    np.save(tmp_path / "one.npy", np.zeros((2, 2)))
    with pytest.raises(ValueError, match=r"one\.npy is no \.npz file"):
        Rays.from_file(tmp_path / "one.npy")
    np.savez(path, centers=np.array([None]), bias=np.zeros(1))
    with pytest.raises(ValueError, match=r"pair\.npz is no \.npz file"):
        Rays.from_file(path)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([0.0], [0.0]), r"centres have the shape \(1,\) and biases \(1,\); pass \(funnels, dim\)"),
        (([[0.0]], [0.0, 1.0]), r"biases \(2,\)"),
        ((np.zeros((0, 2)), np.zeros(0)), r"shape \(0, 2\)"),
        (([[math.nan]], [0.0]), "are not finite; pass finite numbers"),
        (([[0.0]], [math.inf]), "are not finite"),
        (([[0.0, -3.0]], [0.0]), "a coordinate 3 and half_width is 2.5; pass centres in the box"),
        (([[0.0]], [0.0], -1.0), "half_width is -1.0; pass a finite number of at least 0"),
        (([[0.0]], [0.0], 1.0, 0.5), "degree is 0.5; pass a finite number of at least 1"),
        (([[0.0]], [0.0], math.inf), "half_width is inf; pass a finite number"),
    ],
)
def test_what_is_no_funnel_is_refused(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        Rays(*arguments)
