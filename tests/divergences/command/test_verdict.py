"""One p-value for the whole table, valid however many rows it looks at."""

import json

import numpy as np
import pytest

from divergences._command.report import Report, Row, verdict
from divergences._relabelling import Null


def row(name, observed, draws, slack=0.0):
    return Row(name, "distance", observed, null=Null(observed, np.array(draws, float), slack))


def test_combines_by_how_often_the_least_p_is_as_small():
    # least p of each labelling: observed 1/4, then 2/4, 1/4 and 2/4
    rows = (row("first", 4, [3, 2, 1]), row("second", 1, [2, 4, 3]))
    assert verdict(rows).p == 2 / 4
    assert verdict(rows).rows == ("first", "second")


def test_counts_ties_and_what_the_slack_covers_against_a_difference():
    assert verdict((row("tie", 4, [4, 2, 1]),)).p == 2 / 4
    assert verdict((row("near", 4, [3.75, 2, 1]),)).p == 1 / 4
    assert verdict((row("near", 4, [3.75, 2, 1], slack=0.25),)).p == 2 / 4


def test_leaves_rows_with_fewer_relabellings_aside():
    rows = (row("few", 9, [1]), row("many", 1, [2, 3]), Row("none", "distance", 7.0))
    assert verdict(rows).p == 1
    assert verdict(rows).rows == ("many",)


def test_is_silent_where_nothing_was_relabelled():
    silent = verdict((Row("W1", "distance", 3.0), row("energy", 1, [])))
    assert silent.p is None
    assert not silent.differ
    assert silent.sentence.startswith("No verdict")


@pytest.mark.parametrize(("ties", "differ"), [(0, True), (1, True), (2, False)])
def test_calls_a_difference_at_five_per_cent_inclusive(ties, differ):
    draws = [1.0] * ties + [0.0] * (39 - ties)
    found = verdict((row("W1", 1, draws),))
    assert found.p == (1 + ties) / 40
    assert found.differ is differ
    assert found.sentence.startswith("The two samples differ" if differ else "No evidence")
    assert f"p = {found.p:.3g}, combined over W1" in found.sentence


def test_is_uniform_whatever_the_rows_have_in_common():
    rng = np.random.default_rng(0)
    ranks = []
    for _ in range(400):
        shared = rng.normal(size=20)
        values = [shared + rng.normal(size=20) for _ in range(3)]
        ranks.append(verdict(tuple(row(str(k), v[0], v[1:]) for k, v in enumerate(values))).p)
    for level in (0.1, 0.25, 0.5):  # ties among ranks can only make it smaller
        assert np.mean(np.array(ranks) <= level) <= level + 3 * np.sqrt(level / 400)
    assert np.mean(ranks) > 0.5


def test_is_written_as_json_with_infinities_as_strings():
    rows = (
        Row("KL", "distance", np.inf, np.inf, np.inf, "proved", Null(np.inf, np.array([np.inf]))),
        Row("none", "nothing", note="why", seconds=0.12345),
    )
    report = Report({"seed": 3}, rows, ("a note",))
    assert json.loads(json.dumps(report.as_dict())) == {
        "version": 1,
        "seed": 3,
        "rows": [
            {
                "name": "KL",
                "kind": "distance",
                "value": "inf",
                "lower": "inf",
                "upper": "inf",
                "interval": "proved",
                "null": {"draws": 1, "median": "inf", "high": "inf", "p": 1.0},
                "seconds": 0.0,
                "note": "",
            },
            {
                "name": "none",
                "kind": "nothing",
                "value": None,
                "lower": None,
                "upper": None,
                "interval": None,
                "null": None,
                "seconds": 0.123,
                "note": "why",
            },
        ],
        "verdict": {
            "p": 1.0,
            "rows": ["KL"],
            "differ": False,
            "sentence": report.verdict.sentence,
        },
        "notes": ["a note"],
    }
