"""The study of failures: what counts as one, what is tested, and what is compared. No training."""

from math import nan

import numpy as np
import pytest
import torch
from scipy.stats import fisher_exact

from benchmarks import gan_convergence as study
from gan import METHODS, Images

LIMITS = {"w2": 2.0, "kid": 0.1}
HELD = np.random.default_rng(7).permutation(np.arange(10_000) % 10)


def row(method="DCGAN", seed=2, failure=None, **measured):
    return {"method": method, "seed": seed, "failure": failure, "w2": 1.0, "kid": 0.0} | measured


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (row(), False),
        (row(w2=2.0), False),
        (row(w2=2.1), True),
        (row(w2=nan), True),
        (row(kid=5.0), False),
        ({"failure": "collapsed"}, True),
    ],
)
def test_a_run_has_failed_above_the_limit_and_without_a_number(found, expected):
    assert study.failed(found, "w2", LIMITS) is expected


def outcomes(first, second):
    """Failures of two methods on 20 seeds, which have no seed in common."""
    return {"a": {s: s < first for s in range(20)}, "b": {s: s >= 20 - second for s in range(20)}}


@pytest.mark.parametrize(("count", "p_value"), [(0, 1.0), (5, 0.0625), (6, 0.03125)])
def test_mcnemar_sees_0_against_6_and_not_against_5(count, p_value):
    found = study.tests(outcomes(0, count))["a, b"]
    assert (found["one_only"], found["other_only"]) == (0, count)
    assert found["p_value"] == pytest.approx(p_value)


def test_what_is_said_of_the_power_is_so():
    fisher = [fisher_exact([[0, 20], [k, 20 - k]]).pvalue for k in (4, 5)]
    assert fisher[0] > 0.05 > fisher[1]
    for said in (
        "p = .0625",
        "0 against 6 (p = .031)",
        f"(p = {fisher[1]:.3f})".replace("0.", "."),
    ):
        assert said in " ".join(study.__doc__.split())


def test_seeds_that_one_method_lacks_are_not_compared():
    of = outcomes(6, 0)
    del of["b"][0]
    found = study.tests(of)["a, b"]
    assert (found["one_only"], found["other_only"]) == (5, 0)


def test_a_summary_has_rates_with_their_intervals():
    rows = [row(seed=s) for s in range(20)]
    rows += [row("WGAN-GP", seed=s, w2=9.0 if s < 6 else nan if s == 6 else 1.0) for s in range(20)]
    found = study.summary(rows, LIMITS)
    assert found.keys() == LIMITS.keys()
    none, seven = (found["w2"]["rates"][name] for name in ("DCGAN", "WGAN-GP"))
    assert none == {
        "failures": 0,
        "runs": 20,
        "interval": [0.0, pytest.approx(1 - 0.025 ** (1 / 20))],
    }
    assert none["interval"][1] == pytest.approx(0.168, abs=5e-4)
    assert (seven["failures"], seven["runs"]) == (7, 20)
    assert seven["interval"] == pytest.approx([0.1539, 0.5922], abs=5e-5)  # Clopper-Pearson
    assert found["kid"]["rates"]["WGAN-GP"]["failures"] == 0
    assert found["w2"]["mcnemar"]["DCGAN, WGAN-GP"]["p_value"] == pytest.approx(2 * 0.5**7)


def test_halves_are_apart_and_have_as_many_of_each_class():
    first, second = study.halves(HELD, 3)
    assert sorted([*first, *second]) == list(range(10_000))
    for half in (first, second):
        assert np.bincount(HELD[half]).tolist() == [500] * 10


def test_halves_of_10000_images_are_as_they_were_written_down():
    drawn = np.random.default_rng(0).permutation(10_000)
    ordered = drawn[np.argsort(HELD[drawn], kind="stable")]
    first, second = study.halves(HELD, 0)
    assert np.array_equal(first, ordered[::2])
    assert np.array_equal(second, ordered[1::2])


def test_halves_of_more_images_keep_all_classes_in_proportion():
    labels = np.repeat([0, 1, 2], [10_000, 6_000, 4_000])
    halves = study.halves(labels, 0)
    assert len({*halves[0], *halves[1]}) == 2 * study.N
    for half in halves:
        assert np.bincount(labels[half]) == pytest.approx([2500, 1500, 1000], abs=1)
    assert not np.array_equal(halves[0], study.halves(labels, 1)[0])


def test_too_few_images_for_two_halves_are_refused():
    with pytest.raises(ValueError, match=r"9,999 images are held out, .* give at least 10,000"):
        study.halves(HELD[:-1], 0)


@pytest.mark.parametrize("name", study.STUDIES)
@pytest.mark.parametrize("seed", study.SEEDS[:5])
def test_all_methods_draw_the_same_architecture(name, seed):
    images = Images(torch.zeros(10, 1, 28, 28), torch.arange(10), 10)
    drawn = [study.architecture(name, seed, images, method) for method in METHODS.values()]
    penalised = [method.penalty is not None for method in METHODS.values()]
    assert penalised == [False, False, True]
    assert drawn[0] == drawn[1]
    assert drawn[2] == drawn[0].for_penalty()
    assert {drawn[0].depth_g, drawn[0].depth_d} <= set(study.DEPTHS)
    assert (drawn[0].filters_g, drawn[0].filters_d) == (study.FILTERS, study.FILTERS)


def test_other_seeds_draw_other_architectures():
    images = Images(torch.zeros(10, 1, 28, 28), torch.arange(10), 10)
    drawn = {
        str(study.architecture("architectures", seed, images, METHODS["DCGAN"]).as_dict())
        for seed in study.SEEDS
    }
    assert len(drawn) > len(study.SEEDS) // 2
