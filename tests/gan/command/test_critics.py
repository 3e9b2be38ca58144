"""`python -m gan critics`: a pair with a known W1 in, what a critic's value is worth out."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import gan
from gan._command import critics as module
from gan._command.app import app
from gan._command.pair_report import Findings, PairReport, plain
from gan.critics import McShane
from gan.truths import Rays
from tests.gan.command.ending import refusal

KEYS = (
    "cosine",
    "l2",
    "w1_estimate",
    "lipschitz_bound",
    "samples_lower_bound",
    "laws_lower_bound",
    "w1_true",
    "seconds",
)
CENTRES, BIASES = np.array([[0.5, 0.5], [-1.0, 0.0]], np.float32), np.array([0, 0.25], np.float32)


@pytest.fixture
def pair(tmp_path):
    path = tmp_path / "two.npz"
    np.savez(path, centers=CENTRES, bias=BIASES)
    said = {"half_width": 2.0, "degree": 4, "w1": 0.875, "w1_standard_error": 0.0625}
    path.with_suffix(".json").write_text(json.dumps(said))
    return path


@pytest.fixture
def perfect(monkeypatch):
    """The default critic is the truth: what is tested here is the command."""
    asked = []

    def fit_critic(sample_x, sample_y, *, seed, progress):
        asked.append((sample_x(3).shape, sample_y(3).shape, seed))
        progress("cones", 1, 2)
        return McShane(CENTRES, -BIASES)

    monkeypatch.setattr(module, "fit_critic", fit_critic)
    return asked


def run(*arguments):
    return CliRunner().invoke(app, ["critics", *map(str, arguments)])


def reported(*arguments):
    result = run(*arguments, "--json", "--points", 400)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refused(*arguments):
    return refusal(run(*arguments))


def test_prints_json_with_documented_keys(pair, perfect):
    report = reported(pair, "--seed", 7)
    about = {
        "version": 1,
        "command": "critics",
        "pair": "two.npz",
        "dim": 2,
        "funnels": 2,
        "half_width": 2.0,
        "degree": 4.0,
        "critic": "default",
        "steps": None,
        "seed": 7,
        "points": 400,
        "sample": 400,
        "level": 0.95,
    }
    assert {key: report[key] for key in about} == about
    assert list(report) == [*about, *KEYS, "standard_errors"]
    assert perfect == [((3, 2), (3, 2), 7)]


def test_a_perfect_critic_gets_perfect_numbers(pair, perfect):
    result = run(pair, "--degree", 4, "--points", 5000, "--json")
    report = json.loads(result.stdout)
    assert (report["points"], report["sample"]) == (5000, 1000)
    assert report["cosine"] == pytest.approx(1, abs=1e-9)
    assert report["l2"] == pytest.approx(0, abs=1e-9)
    assert report["lipschitz_bound"] == 1.0
    truth = Rays(CENTRES, BIASES, 2.0, 4)  # W1 estimated: the file's is made up
    errors = report["standard_errors"]
    assert errors == {"w1_estimate": errors["w1_estimate"], "w1_true": 0.0625}
    apart = abs(report["w1_estimate"] - truth.w1)
    assert apart <= 4 * math.hypot(errors["w1_estimate"], truth.w1_standard_error)
    assert errors["w1_estimate"] == pytest.approx(0.014, rel=0.3)
    assert report["w1_true"] == 0.875
    assert 0.8 * truth.w1 < report["laws_lower_bound"] < truth.w1
    assert 0.9 * truth.w1 < report["samples_lower_bound"] < 1.2 * truth.w1


def test_the_same_seed_gives_the_same_numbers(pair):
    settings = pair, "--critic", "groupsort", "--steps", 4
    one, same = reported(*settings), reported(*settings)
    other = reported(*settings, "--seed", 1)
    assert {**one, "seconds": 0} == {**same, "seconds": 0}
    assert one["w1_estimate"] != other["w1_estimate"]
    assert (one["steps"], one["critic"]) == (4, "groupsort")


def test_a_named_critic_is_trained_as_published(pair):
    report = reported(pair, "--critic", "mlp-clipped", "--steps", 2)
    assert report["lipschitz_bound"] < 0.1
    assert report["w1_estimate"] < 0.1


def test_options_stand_in_for_the_file_beside(pair, perfect):
    pair.with_suffix(".json").unlink()
    report = reported(pair, "--half-width", 2, "--degree", 4)
    assert (report["half_width"], report["degree"]) == (2.0, 4.0)
    assert report["standard_errors"]["w1_true"] > 0
    assert report["w1_true"] != 0.875


def test_prints_a_table_with_each_number_in_words(pair, perfect):
    result = run(pair, "--points", 300)
    lines = result.stdout.splitlines()
    assert lines[0] == "two.npz: 2 funnels in R^2, half width 2, degree 4"
    assert lines[1] == "critic: default, until it stopped by itself, seed 0"
    for key in KEYS:
        assert any(line.split()[:1] == [key] for line in lines)
    assert lines[-1].endswith("samples: 300 a side; confidence of the laws' bound: 97.5 %.")
    assert "cones (1 of 2)" in result.stderr
    assert "judging (1 of 1)" in result.stderr


def test_tells_the_steps_of_a_named_critic(pair):
    result = run(pair, "--points", 100, "--critic", "spectral", "--steps", 2)
    assert "critic: spectral, 2 steps, seed 0" in result.stdout
    assert "samples: 100 a side" in result.stdout


def test_without_steps_a_named_critic_takes_2000(pair, monkeypatch):
    asked = []

    class Watched:
        def fit(self, sample_x, sample_y, *, seed, steps, progress):
            asked.append(steps)
            return McShane(CENTRES, -BIASES)

    monkeypatch.setattr(module, "PUBLISHED", {"watched": Watched()})
    assert reported(pair, "--critic", "watched")["steps"] == 2000
    assert asked == [2000]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--critic", "vgg"], "--critic is 'vgg'; give one of default, mlp-clipped, "),
        (["--steps", 5], "--steps is 5, but the default critic stops by itself; leave --steps out"),
        (["--critic", "spectral", "--steps", 0], "--steps is 0; give at least 1"),
        (["--points", 1], "--points is 1; give at least 2"),
        (["--seed", -1], "--seed is -1; give at least 0"),
        (["--seed", 1 << 64], "--seed is 18446744073709551616; give one below 2^64"),
        (["--half-width", 1e200], "half_width is 1e+200; pass one from 2^-400 to 2^400"),
        (["--half-width", 0.75], "a coordinate 1 and half_width is 0.75; pass centres in the box"),
        (["--degree", 0.5], "degree is 0.5; pass a finite number of at least 1"),
    ],
)
def test_refuses_in_a_sentence(pair, perfect, arguments, sentence):
    assert sentence in refused(pair, *arguments)
    assert perfect == []


def test_refuses_a_pair_that_nobody_says_the_settings_of(pair, perfect):
    pair.with_suffix(".json").unlink()
    sentence = refused(pair, "--degree", 2)
    assert sentence == "no two.json says the half_width of two.npz; give half_width"


def test_refuses_a_file_that_is_not_there(tmp_path):
    assert "no.npz is no file; give a .npz file" in refused(tmp_path / "no.npz")


def test_says_that_it_was_stopped(pair, monkeypatch):
    def fit_critic(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "fit_critic", fit_critic)
    result = run(pair)
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "stopped; nothing was written.\n"


def test_numbers_that_are_none_are_written_as_words():
    assert [plain(x) for x in (1.5, math.inf, -math.inf, math.nan)] == [1.5, "inf", "-inf", "nan"]
    found = Findings(math.nan, *[0.0] * 2, math.inf, *[0.0] * 4)
    report = PairReport({}, found, {"w1_true": math.inf}).as_dict()
    assert (report["cosine"], report["lipschitz_bound"]) == ("nan", "inf")
    assert report["standard_errors"] == {"w1_true": "inf"}


def test_names_every_published_critic_in_its_help():
    words = run("--help").stdout
    for name in gan.PUBLISHED:
        assert name in words


def test_runs_as_a_module(pair):
    command = [sys.executable, "-W", "error", "-m", "gan", "critics", str(pair)]
    more = ["--critic", "mcshane", "--steps", "2", "--points", "500", "--json"]
    root = Path(__file__).parents[3]
    done = subprocess.run(command + more, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(KEYS) <= set(json.loads(done.stdout))
