"""The scripts of examples/ run, and those that derive something derive it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
DERIVATIONS = ("discriminator_to_js", "gaussian_kl", "w1_on_the_line")
every_derivation = pytest.mark.parametrize("name", DERIVATIONS)


def run(*words):
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_runs_and_prints(script):
    name = script.relative_to(ROOT).as_posix()
    done = run("-c", f"import runpy; runpy.run_path({name!r}, run_name='__main__')")
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert "not proved" not in done.stdout


@every_derivation
def test_a_derivation_reaches_what_it_says_in_100_lines(name):
    script = ROOT / "examples" / f"{name}.py"
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 100
    done = run("-m", "proofs", script, name, "--jobs", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{name}: Proved" in done.stdout


@every_derivation
def test_a_derivation_that_a_reader_breaks_is_refused(name, tmp_path):
    script = tmp_path / f"{name}.py"
    text = (ROOT / "examples" / f"{name}.py").read_text(encoding="utf-8")
    broken = {
        "discriminator_to_js": ('f"2 * {JS} - log(4)"', 'f"{JS} - log(4)"'),
        "gaussian_kl": ("(log(t / s) + ", "(log(s / t) + "),
        "w1_on_the_line": ("VALUE = sum(", "VALUE = 1 + sum("),
    }[name]
    assert broken[0] in text
    script.write_text(text.replace(*broken), encoding="utf-8")
    done = run("-m", "proofs", script, "--jobs", "1")
    assert done.returncode == 1
    assert f"{name}: Not proved." in done.stdout
