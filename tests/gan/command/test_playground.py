"""`python -m gan playground`: a shape in, pictures, the truth and how near it came out."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gan._command import playground as module
from gan._command.app import app
from gan._playground import closeness, truth
from tests.gan.command.ending import refusal

DRAWN = Path(__file__).parents[3] / "examples" / "drawn.csv"
SMALL = ("--iterations", 2, "--frames", 1)


@pytest.fixture(autouse=True)
def few_real_points(monkeypatch):
    monkeypatch.setattr(truth, "TRANSPORTED", 20)
    monkeypatch.setattr(truth, "NULLS", 2)
    monkeypatch.setattr(closeness, "POINTS", 256)
    monkeypatch.setattr(closeness, "DIRECTIONS", 8)


def run(*arguments):
    return CliRunner().invoke(app, ["playground", *map(str, (*SMALL, *arguments))])


def reported(*arguments):
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("shape", ["ring", "gaussians", "line", "blobs", DRAWN])
def test_trains_towards_any_shape_and_reports_the_truth_with_its_null(shape):
    found = reported("--shape", shape)
    assert found["shape"] == Path(shape).stem
    assert (found["version"], found["command"], found["iterations"]) == (1, "playground", 2)
    for name in ("w1", "js", "laws", "samples"):
        assert found[name] > found[f"{name}_null"] >= 0
    assert found["w1_null_largest"] >= found["w1_null"]


@pytest.mark.parametrize("objective", module.OBJECTIVES)
def test_trains_by_any_objective(objective):
    assert reported("--objective", objective)["objective"] == objective


def test_the_seed_decides_the_numbers():
    timed = {"seconds"}
    first, again, other = (reported("--seed", seed) for seed in (3, 3, 4))
    assert {k: v for k, v in first.items() if k not in timed} == {
        k: v for k, v in again.items() if k not in timed
    }
    assert first["w1"] != other["w1"]


def test_prints_a_table_and_tells_how_far_it_is():
    done = run()
    assert done.exit_code == 0
    assert "ring, wasserstein: 2 steps of the generator" in done.stdout
    assert "exact W1" in done.stdout
    assert "training (2 of 2)" in done.stderr


def test_writes_the_frames_where_it_is_told(tmp_path):
    assert run("--out", tmp_path / "film").exit_code == 0
    names = {path.name for path in (tmp_path / "film").iterdir()}
    assert {"0000.png", "0001.png", "film.gif"} <= names


def test_opens_a_window_where_it_is_told(monkeypatch):
    shown = []

    def live(scenes):
        for scene in scenes:
            shown.append(scene.iteration)
            yield scene

    monkeypatch.setattr(module, "can_show", lambda: True)
    monkeypatch.setattr(module, "live", live)
    assert run("--live").exit_code == 0
    assert shown == [0, 2]


def test_without_a_screen_says_where_pictures_can_go(monkeypatch):
    monkeypatch.setattr(module, "can_show", lambda: False)
    assert refusal(run("--live")).startswith("--live is given, and there is no screen to open a wi")
    assert "give --out DIR" in refusal(run("--live"))


def test_a_training_that_fails_is_said(monkeypatch):
    from dataclasses import replace

    def play(*arguments, **settings):
        first, last = original(*arguments, **settings)
        yield first
        yield replace(last, events=(replace(last.events[-1], failure="the generator is gone"),))

    original = module.play
    monkeypatch.setattr(module, "play", play)
    done = run()
    assert done.exit_code == 2
    assert done.stderr.endswith("the training has failed at step 2: the generator is gone\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((), "nothing was written"), (("--out", "film"), "what frames there are lie in film")],
)
def test_says_what_is_left_when_it_is_stopped(arguments, said, tmp_path, monkeypatch):
    def play(*arguments, **settings):
        yield next(original(*arguments, **settings))
        raise KeyboardInterrupt

    original = module.play
    monkeypatch.setattr(module, "play", play)
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 130
    assert done.stderr.endswith(f"stopped; {said}.\n")
    assert (tmp_path / "film" / "0000.png").is_file() is bool(arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--shape", "moon"), "--shape is 'moon', no file; give one, or one of ring, gaussians"),
        (("--objective", "w"), "--objective is 'w'; give one of wasserstein, minimax"),
        (("--iterations", 0), "--iterations is 0; give at least 1"),
        (("--frames", 0), "--frames is 0; give at least 1"),
        (("--frames", 3), "--frames is 3 and --iterations 2; give at most that"),
        (("--seed", -1), "--seed is -1; give at least 0"),
    ],
)
def test_refuses_in_one_sentence(arguments, said):
    assert refusal(run(*arguments)).startswith(said)
