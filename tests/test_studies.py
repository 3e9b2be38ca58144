"""What the page on critics says stands in the results, and these keep to the closed forms."""

import json
import math
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
RESULTS = {path.stem: json.loads(path.read_text()) for path in (DOCS / "results").glob("*.json")}
CLOSE = 0.02  # what the studies promise of their closed forms


def numbers(result):
    """Every number of a result, however deep."""
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, list):
        return [number for part in result for number in numbers(part)]
    return [float(result)] if isinstance(result, int | float) else []


def rounds_to(number, text):
    """Whether a number, to as many decimals as the text has, is what the text says."""
    mantissa, _, exponent = text.partition("e")
    unit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return abs(number - float(text)) <= unit * 0.5000001


def test_numbers_in_the_tables_of_the_page_were_measured():
    measured = numbers(list(RESULTS.values()))
    rows = [line for line in (DOCS / "critics.md").read_text().splitlines() if line[:1] == "|"]
    found = {text for row in rows for text in re.findall(r"(?<![\w.^])\d+\.\d+(?:e-?\d+)?", row)}
    unmeasured = [text for text in found if not any(rounds_to(n, text) for n in measured)]
    assert len(found) > 100
    assert unmeasured == []


def test_a_rounding_is_told_from_another():
    assert rounds_to(0.00957, "0.0096")
    assert not rounds_to(0.00954, "0.0096")
    assert rounds_to(1.0412e-82, "1.0e-82")


@pytest.mark.parametrize("row", RESULTS["fit_pairs"]["laws"], ids=lambda row: row["law"])
def test_fit_critic_found_w1_and_the_potential_as_is_asked(row):
    runs = [run for run in RESULTS["fit_pairs"]["runs"] if run["law"] == row["law"]]
    within = {"funnels": 0.025, "unseen": 0.03, "simple": 0.015}[row["group"]]
    best = max((one["cosine"] for one in row["published"].values()), default=-1.0)
    assert [run["seed"] for run in runs] == [0, 1, 2]
    assert len(row["published"]) == (11 if row["group"] == "funnels" else 0)
    for run in runs:
        both = math.hypot(run["standard_error"], run["w1_standard_error"])
        assert abs(run["value"] / run["w1"] - 1) <= within
        assert run["value"] - run["w1"] <= 3 * both
        assert run["lipschitz"] <= 1 + 1e-14
        assert run["cpu_seconds"] < 180
        assert row["group"] != "funnels" or run["cosine"] >= max(0.97, best)
    assert all(row["asked"].values())


@pytest.mark.parametrize("row", RESULTS["dirac_gan"]["rows"], ids=lambda row: row["game"])
def test_dirac_gans_went_where_the_closed_forms_say(row):
    assert abs(row["trained_over_closed_minus_1"]) < CLOSE
    assert row["largest_distance_of_the_paths"] < 1e-10
    assert row["widest_ball"] < 1e-100


@pytest.mark.parametrize("row", RESULTS["penalty"]["rows"])
def test_penalised_critics_found_the_peaks(row):
    for runs, peak in (("trained", "atoms"), ("trained_of_the_wrong_sign", "second_peak")):
        found, best = row[runs], row[peak]
        if row["laws"] == "lines":
            best = row["grid"] if row["critic"] == "tanh" else row["atoms"]
        for key in {*best} & {*(found or ())}:
            assert found[key]["median"] == pytest.approx(best[key], rel=CLOSE)


def test_the_lines_cost_more_than_two_atoms():
    for row in RESULTS["penalty"]["rows"]:
        if row["laws"] == "lines":
            assert row["grid"]["least_slope"] > 1  # so that the one-sided optimum is the two-sided
            assert row["grid"]["objective"] > row["atoms"]["objective"]
            assert row["grid"]["estimate"] > row["atoms"]["estimate"]
            assert row["trained"]["objective"]["largest"] <= row["grid"]["objective"]


def test_clipped_critics_kept_to_their_bounds():
    found = RESULTS["clipping"]
    for row in found["constants"]:
        assert row["slope_with_all_weights_c"] == pytest.approx(row["formula"], rel=1e-12)
        assert row["formula"] <= row["clipped_bound"] <= row["formula"] * (1 + 1e-12)
    for row in found["layers"]:
        assert row["uniform"]["median"] == pytest.approx(row["uniform"]["formula"], rel=CLOSE)
        assert row["equal"]["found"] == pytest.approx(row["equal"]["formula"], rel=1e-12)
    for row in found["lines"]:
        assert row["best_built"] == pytest.approx(row["best_by_formula"], rel=1e-9)
        assert row["trained"]["largest"] <= row["best_by_formula"]
        assert row["trained"]["least"] <= row["ledger"] <= row["trained"]["largest"]
    assert all(row["estimate"]["largest"] <= row["K"] * row["w1"] for row in found["sweep"])


def test_discriminators_found_log_2_and_told_one_generator_nothing():
    for row in RESULTS["theta"]["rows"][1:]:
        last = row["discriminator"][-1]
        assert last["js"]["median"] == pytest.approx(math.log(2), rel=CLOSE)
        assert last["js"]["largest"] < math.log(2)
        assert last["saturating"]["largest"] < 0.05
        assert last["non-saturating"]["least"] > 1
        assert row["w1"]["least"] > row["theta"]  # the penalty overstates


def test_every_study_says_how_it_was_run():
    for name in ("theta", "clipping", "penalty", "dirac_gan"):
        result = RESULTS[name]
        assert result["command"] == f"OMP_NUM_THREADS=1 python -m benchmarks.{name}"
        assert result["seeds"] == [0, 1, 2, 3, 4]
        assert {"machine", "versions", "date", "seconds"} <= {*result}
