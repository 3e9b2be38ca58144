"""The study of the playground: every shape is reached, by the numbers that were written down."""

import json
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
RESULT = json.loads((DOCS / "results" / "playground.json").read_text())
ROWS = RESULT["rows"]
SHAPES = ("ring", "gaussians", "line", "blobs", "drawn")


def test_every_shape_was_run_on_three_seeds():
    assert [(row["shape"], row["seed"]) for row in ROWS] == [
        (shape, seed) for shape in SHAPES for seed in (0, 1, 2)
    ]
    assert RESULT["command"] == "OMP_NUM_THREADS=1 python -m benchmarks.playground"
    assert RESULT["asked"] == 0.05  # as the issue asks it


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['shape']}-{row['seed']}")
def test_a_run_says_what_it_reached_and_in_what_time(row):
    assert row["failure"] is None
    assert row["reached"] is (row["laws"] <= RESULT["asked"])
    assert row["laws_null"] < 0.005
    assert row["seconds"] < RESULT["at_most_seconds"]
    assert row["w1"] > 0 < row["w1_null"]


def test_independent_points_could_not_have_shown_it():
    """Real samples of these are further apart, on the mean, than what is asked."""
    for shape in ("ring", "line", "drawn"):
        nulls = [row["samples_null"] for row in ROWS if row["shape"] == shape]
        assert sum(nulls) / len(nulls) > RESULT["asked"]


def test_the_page_says_how_many_runs_reached_it_and_shows_every_run():
    page = (DOCS / "playground.md").read_text()
    reached = sum(row["reached"] for row in ROWS)
    assert f"{reached} of {len(ROWS)} runs" in page
    for shape in SHAPES:
        rows = [row for row in ROWS if row["shape"] == shape]
        cells = [f"{100 * row['laws']:.2f}" for row in rows]
        samples = [f"{100 * row['samples']:.1f} ({100 * row['samples_null']:.1f})" for row in rows]
        assert f"| {shape} | {' | '.join(cells)} | {' | '.join(samples)} |" in page


def test_the_setting_is_that_of_the_playground():
    from gan.playground import WGAN_GP

    assert RESULT["setting"]["weight"] == WGAN_GP.weight
    assert RESULT["setting"]["generator_adam"]["lr"] == WGAN_GP.generator_optimizer.keywords["lr"]
    assert RESULT["setting"]["critic_adam"]["lr"] == WGAN_GP.critic_optimizer.keywords["lr"]
