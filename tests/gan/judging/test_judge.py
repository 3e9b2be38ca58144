"""Samples are held against one half of held-out images; so is the other half, in their place."""

import json

import numpy as np
import pytest
import torch
from scipy.spatial.distance import cdist

from divergences import wasserstein
from gan import Images
from gan._judging import memory
from gan.evaluate import Judge, Nearest, evaluate, gaussian_images


def made(n, classes=2, seed=0, shift=0.0):
    """Images of 4 x 4, brighter by class."""
    generator = torch.Generator().manual_seed(seed)
    x = 0.1 * torch.randn(n, 1, 4, 4, generator=generator) + shift
    y = torch.arange(n) % classes if classes else None
    if classes:
        x = x + 0.3 * y[:, None, None, None]
    return Images(x.clamp(-1, 1), y, classes)


def flat(x):
    return x.flatten(1)


def by_brightness(x):
    """Scores of two classes."""
    bright = x.flatten(1).mean(dim=1)
    return torch.stack([0.15 - bright, bright - 0.15], dim=1)


def bright_ones(x):
    """A classifier that says 1 of all images."""
    return torch.tensor([[0.0, 1.0]]).expand(len(x), 2)


REAL = made(48)
JUDGE = Judge(REAL, features=flat)


def test_samples_of_the_real_law_are_as_far_as_the_null():
    found = Judge(made(400), features=flat)(made(200, seed=1)).overall
    mine, null = found.samples, found.null
    assert float(mine.w2) == pytest.approx(float(null.w2), rel=0.05)
    assert abs(mine.kid.value - null.kid.value) < 4 * mine.kid.standard_error
    assert mine.among.coverage == pytest.approx(null.among.coverage, abs=0.1)


def test_samples_of_another_law_are_further_than_the_null():
    found = JUDGE(made(24, seed=1, shift=0.2))
    for compared in (found.overall, *found.by_class):
        mine, null = compared.samples, compared.null
        assert mine.w1.lower > null.w1.upper
        assert mine.w2.lower > null.w2.upper
        assert mine.sliced_w2 > null.sliced_w2
        assert mine.kid.value > null.kid.value
        assert mine.fid > null.fid
        assert mine.among.coverage < null.among.coverage


def test_the_null_is_of_the_same_sizes_and_does_not_know_the_samples():
    first, second = JUDGE(made(24, seed=1)), JUDGE(made(24, seed=2, shift=0.5))
    for a, b in zip(
        (first.overall, *first.by_class), (second.overall, *second.by_class), strict=True
    ):
        assert a.null.as_dict() == b.null.as_dict()
        assert (a.samples.n, a.samples.n_transport) == (a.null.n, a.null.n_transport)


def test_halves_have_no_image_in_common_and_each_class_alike():
    seen = []

    def spied(x):
        seen.append(x)
        return x.flatten(1)

    Judge(REAL, features=spied)
    first, second = (set(map(tuple, part.flatten(1).tolist())) for part in seen)
    assert len(first) == len(second) == 24
    assert first.isdisjoint(second)
    whole = {tuple(x): int(y) for x, y in zip(REAL.x.flatten(1).tolist(), REAL.y, strict=True)}
    for half in (first, second):
        assert sorted(whole[x] for x in half) == [0] * 12 + [1] * 12


def test_samples_are_held_against_the_first_half():
    seen = []

    def spied(x):
        seen.append(x)
        return x.flatten(1)

    found = Judge(REAL, features=spied)(made(24, seed=1))
    first, second, mine = (part.flatten(1).double().numpy() for part in seen)
    assert found.overall.samples.w1.lower <= wasserstein(mine, first) * (1 + 1e-12)
    assert found.overall.samples.w1.upper >= wasserstein(mine, first) * (1 - 1e-12)
    assert float(found.overall.null.w1) == pytest.approx(wasserstein(second, first), rel=1e-12)


def test_few_samples_are_held_against_as_few_real_images():
    found = JUDGE(made(14, seed=1))
    assert found.overall.samples.n == found.overall.null.n == 14
    assert [one.samples.n for one in found.by_class] == [7, 7]


def test_of_many_samples_as_many_as_half_the_real_images_are_taken_of_each_class():
    found = JUDGE(made(90, seed=1))
    assert found.overall.samples.n == 24
    assert [one.samples.n for one in found.by_class] == [12, 12]


def test_samples_of_other_proportions_keep_them():
    many, few = made(60, seed=1), made(60, seed=2)
    rows = torch.cat([torch.nonzero(many.y == 0)[:30], torch.nonzero(many.y == 1)[:10]]).flatten()
    found = JUDGE(many.rows(rows))
    assert [one.samples.n for one in found.by_class] == [12, 6]
    assert [one.samples.n for one in JUDGE(few).by_class] == [12, 12]


def test_the_distances_of_a_class_are_those_of_its_images():
    mine = made(24, seed=1)
    both = JUDGE(mine).by_class[1]
    moved = Images(torch.where(mine.y[:, None, None, None] == 0, 0.9, mine.x), mine.y, 2)
    assert JUDGE(moved).by_class[1].as_dict() == both.as_dict()
    assert JUDGE(moved).by_class[0].samples.fid > 1


def test_transport_is_of_as_many_as_asked_for():
    found = Judge(REAL, features=flat, transport=8, training=REAL.x)(made(24, seed=1))
    assert found.overall.samples.n_transport == 8
    assert found.overall.samples.n == 24
    assert found.nearest.as_dict()["n"] == 8


def test_the_same_seed_finds_the_same_and_another_seed_something_else():
    mine = made(60, seed=1)
    first, again, other = (Judge(REAL, features=flat, seed=s)(mine).as_dict() for s in (3, 3, 4))
    assert first == again
    assert first["overall"] != other["overall"]


def test_torchs_own_random_numbers_are_left_alone():
    before = torch.get_rng_state()
    JUDGE(made(24, seed=1))
    gaussian_images(REAL, 4)
    assert torch.equal(before, torch.get_rng_state())


def test_what_is_found_of_real_images_is_found_once():
    calls = []

    def counted(x):
        calls.append(len(x))
        return by_brightness(x)

    judge = Judge(REAL, features=flat, classifiers=[counted])
    for seed in (1, 2):
        judge(made(20, seed=seed))
    assert calls == [20, 48, 20]


def test_images_without_classes_have_no_rows_by_class():
    found = Judge(made(48, classes=0), features=flat)(made(24, classes=0, seed=1))
    assert found.by_class == ()
    assert found.fidelity is None
    assert found.nearest is None


def test_evaluate_is_a_judge_asked_once():
    mine = made(24, seed=1)
    settings = {
        "features": flat,
        "classifiers": [by_brightness],
        "training": made(9, seed=5).x,
        "transport": 8,
        "seed": 2,
    }
    found = evaluate(mine.x, mine.y, REAL.x, REAL.y, **settings)
    assert found.as_dict() == Judge(REAL, **settings)(mine).as_dict()
    without = evaluate(mine.x, None, REAL.x, None, features=flat)
    assert without.by_class == ()


def test_fidelity_counts_the_labels_asked_for():
    mine = made(24, seed=1)
    wrong = Images(mine.x, torch.where(torch.arange(24) < 6, 1 - mine.y, mine.y), 2)
    found = Judge(REAL, features=flat, classifiers=[by_brightness, bright_ones])(wrong)
    assert found.fidelity.n == 24
    assert found.fidelity.overall == (0.75, 0.5)
    assert found.fidelity.by_class == ((0.75, 0.0), (0.75, 1.0))
    assert found.fidelity.agreement == 0.5
    assert found.fidelity_real.overall == (1.0, 0.5)
    assert found.fidelity_real.n == 48


def test_the_nearest_training_images_are_those_of_all_pairs():
    x, training = made(30, seed=1).x, made(70, seed=2).x
    expected = cdist(x.flatten(1).double(), training.flatten(1).double()).min(axis=1)
    np.testing.assert_allclose(memory.nearest(x, training), expected, rtol=1e-12)


def test_the_nearest_image_is_found_in_blocks_and_among_few(monkeypatch):
    x, training = made(30, seed=1).x, made(3, seed=2).x
    before = memory.nearest(x, training)
    monkeypatch.setattr(memory, "BLOCK", 7)
    np.testing.assert_array_equal(memory.nearest(x, training), before)


def test_a_copy_is_at_distance_0_though_single_precision_cannot_say_so():
    training = made(200, seed=2, shift=0.5).x
    assert memory.nearest(training[50:60], training).tolist() == [0] * 10


def test_copies_are_nearer_than_real_images():
    training = made(100, seed=7)
    judge = Judge(REAL, features=flat, training=training.x)
    mine = made(24, seed=1)
    half = Images(torch.cat([training.x[:12], mine.x[12:]]), mine.y, 2)
    assert judge(half).nearest.nearer == 0.5
    assert judge(mine).nearest.nearer <= 0.1
    found = judge(half).nearest.as_dict()
    assert found["samples"][0] == 0
    assert found["real"][0] > 0
    assert found["real"] == judge(mine).nearest.as_dict()["real"]


def test_distances_to_training_images_are_sorted_and_read_only():
    found = Nearest(np.array([2.0, 1.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    assert found.samples.tolist() == [1, 2, 3]
    assert found.as_dict()["samples"] == [1, 1.02, 2]
    with pytest.raises(ValueError, match="read-only"):
        found.real[0] = 0


def test_gaussian_images_have_the_means_and_covariances_of_their_class():
    known = made(500)
    drawn = gaussian_images(known, 20_000, seed=1)
    for label in (0, 1):
        mine, theirs = (part.x[part.y == label].flatten(1).double() for part in (drawn, known))
        torch.testing.assert_close(mine.mean(0), theirs.mean(0), atol=0.006, rtol=0)
        torch.testing.assert_close(mine.T.cov(), theirs.T.cov(correction=0), atol=8e-4, rtol=0)


def test_gaussian_images_are_clipped_to_what_an_image_may_be():
    drawn = gaussian_images(made(50, classes=0, shift=1.0), 100)
    assert drawn.classes == 0
    assert drawn.x.max() == 1
    assert drawn.x.min() < 0.9


def test_gaussian_images_stay_where_the_pixels_of_a_class_vary():
    x = torch.tensor([-0.1, 0.1])[:, None, None, None].expand(2, 1, 4, 4)
    drawn = gaussian_images(Images(x, None, 0), 50).x.flatten(1)
    torch.testing.assert_close(drawn, drawn[:, :1].expand(50, 16), atol=1e-6, rtol=0)
    assert drawn.std() == pytest.approx(0.1, rel=0.3)


def test_gaussian_images_are_decided_by_their_seed():
    assert torch.equal(gaussian_images(REAL, 5, seed=1).x, gaussian_images(REAL, 5, seed=1).x)
    assert not torch.equal(gaussian_images(REAL, 5, seed=1).x, gaussian_images(REAL, 5, seed=2).x)


def test_gaussian_images_refuse_counts_seeds_and_classes_that_are_none():
    missing = Images(REAL.x, torch.zeros(48, dtype=torch.int64), 2)
    for refused, sentence in (
        (lambda: gaussian_images(REAL, 0), "n is 0; pass a whole number of at least 1"),
        (lambda: gaussian_images(REAL, 1, seed=-1), "seed is -1"),
        (lambda: gaussian_images(missing, 1), "none is of class 1, of 2 classes"),
    ):
        with pytest.raises(ValueError, match=sentence):
            refused()


def test_an_evaluation_becomes_json():
    judge = Judge(REAL, features=flat, classifiers=[by_brightness], training=made(9).x)
    found = judge(made(24, seed=1))
    told = json.loads(json.dumps(found.as_dict()))
    assert told["version"] == 1
    assert told["seed"] == 0
    assert told["overall"] == found.overall.as_dict()
    assert set(told["overall"]) == {"samples", "null"}
    assert len(told["by_class"]) == 2
    assert told["fidelity"]["overall"] == list(found.fidelity.overall)
    assert told["fidelity_real"]["agreement"] == 1
    assert told["nearest"]["nearer"] == found.nearest.nearer
    none = JUDGE(made(24, seed=1)).as_dict()
    assert none["fidelity"] is none["fidelity_real"] is none["nearest"] is None


def test_a_table_has_each_number_beside_the_null():
    judge = Judge(REAL, features=flat, classifiers=[by_brightness], training=made(9).x)
    found = judge(made(24, seed=1))
    table = found.table()
    assert str(found) == table
    assert max(map(len, table.split("\n"))) <= 100
    mine, null = found.overall.samples, found.overall.null
    row = next(line.split() for line in table.split("\n") if line.startswith("  W2"))
    assert row[:3] == ["W2", f"{float(mine.w2):.5g}", f"{float(null.w2):.5g}"]
    row = next(line.split() for line in table.split("\n") if line.startswith("  coverage"))
    assert row[1:3] == [f"{mine.among.coverage:.3f}", f"{null.among.coverage:.3f}"]
    assert "24 samples against 24 held-out images, in 16 features" in table
    assert "By class: samples|null" in table
    assert "1.000|1.000" in table
    assert f"{found.nearest.nearer:.3f}" in table
    html = found._repr_html_()
    assert html.startswith("<table><tr><th")
    assert f"<td>{float(mine.w2):.5g}</td>" in html


def test_a_short_evaluation_has_a_short_table():
    table = Judge(made(48, classes=0), features=flat)(made(24, classes=0)).table()
    assert len(table.split("\n")) == 11


@pytest.mark.parametrize(
    ("samples", "sentence"),
    [
        (made(24, classes=0), "samples are of 0 classes and real images of 2; pass"),
        (made(24, classes=3), "samples are of 3 classes"),
        (made(11), "the samples: 5 images of class 1, where 6 are needed; give more"),
        (
            Images(torch.zeros(24, 1, 4, 8), REAL.y[:24], 2),
            r"shape \(1, 4, 8\).* \(1, 4, 4\); bring",
        ),
    ],
)
def test_refuses_samples_that_do_not_fit(samples, sentence):
    with pytest.raises(ValueError, match=sentence):
        JUDGE(samples)


@pytest.mark.parametrize(
    ("real", "settings", "sentence"),
    [
        (made(22), {}, "a half of the held-out images: 5 images of class 1, where 6"),
        (made(10, classes=0), {}, "a half of the held-out images: 5 images, where 6"),
        (REAL, {"transport": 0}, "transport is 0; pass"),
        (REAL, {"seed": -1}, "seed is -1; pass"),
        (made(48, classes=0), {"classifiers": [by_brightness]}, "the images have no labels; pass"),
        (REAL, {"training": torch.zeros(4, 1, 8, 8)}, r"shape \(1, 8, 8\)"),
        (REAL, {"features": lambda x: x}, r"features gave the shape \(24, 1, 4, 4\) for 24 images"),
        (REAL, {"features": lambda x: x[1:].flatten(1)}, r"gave the shape \(23, 16\) for 24"),
        (REAL, {"features": lambda x: x.flatten(1) / 0}, "features: .*(inf|nan)"),
    ],
)
def test_refuses_what_a_judge_cannot_judge_by(real, settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        Judge(real, **{"features": flat} | settings)


def test_evaluate_refuses_labels_out_of_range_and_classes_that_are_missing():
    mine = made(24, seed=1)
    nothing = REAL.x[:0], REAL.y[:0]
    for labels, real, sentence in (
        (mine.y + 1, (REAL.x, REAL.y), "the labels run from 1 to 2; pass 0 to 1"),
        (torch.zeros_like(mine.y), (REAL.x, REAL.y), "the samples: 0 images of class 1, where 6"),
        (mine.y, (REAL.x, 2 * REAL.y), "held-out images: 0 images of class 1, where 6"),
        (mine.y, (REAL.x, REAL.y - 1), "the labels run from -1 to 0"),
        (None, (REAL.x, REAL.y), "there are 2 classes and no labels"),
        (mine.y, nothing, r"images are torch.float32 of shape \(0, 1, 4, 4\); pass"),
    ):
        with pytest.raises(ValueError, match=sentence):
            evaluate(mine.x, labels, *real, features=flat)


def test_tells_how_far_it_is():
    told = []
    Judge(REAL, features=flat, progress=lambda *what: told.append(what))(made(24, seed=1))
    assert told == [("judging", i, 4) for i in range(5)]


def test_refuses_scores_of_another_shape():
    judge = Judge(REAL, features=flat, classifiers=[lambda x: x.flatten(1)])
    with pytest.raises(ValueError, match=r"gave the shape \(24, 16\) for 24 images of 2 classes"):
        judge(made(24))


def test_refuses_a_seed_that_torch_cannot_tell_apart():
    with pytest.raises(ValueError, match=r"seed is 18446744073709551616; .* below 2\^64"):
        Judge(REAL, features=flat, seed=2**64)


def test_refuses_samples_with_a_graph():
    z = torch.zeros(24, 1, 4, 4, requires_grad=True)
    with pytest.raises(ValueError, match=r"images require grad; detach\(\) first"):
        evaluate(z.tanh(), REAL.y[:24], REAL.x, REAL.y, features=flat)
