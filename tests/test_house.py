"""The set-up: what make does where something is missing, what is pinned, what is not committed."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = dict(line.split("==") for line in CONSTRAINTS if not line.startswith("#"))


def make(folder, *words):
    """Run make in a folder with a copy of what it reads, without the words of a make above it."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    above = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHON", "VENV", "WORKERS", "PIP_ARGS"}
    environment = {name: value for name, value in os.environ.items() if name not in above}
    command = ["make", "--silent", *words]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_make_stops_with_one_sentence_where_no_python_will_do(tmp_path):
    old = script(tmp_path / "python2", "exit 1")
    done = make(tmp_path, "demo", f"PYTHON={old} no-such-python")
    assert done.returncode != 0
    (sentence,) = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert sentence.startswith("No Python 3.11, 3.12 or 3.13")
    assert "make PYTHON=" in sentence


def test_make_removes_an_environment_that_could_not_be_made(tmp_path):
    broken = script(tmp_path / "python3", '[ "$1" = -c ] || { mkdir .venv; exit 1; }')
    done = make(tmp_path, "demo", f"PYTHON={broken}")
    assert done.returncode != 0
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(("torch", "left_alone"), [("exit 0", True), ("exit 1", False)])
def test_make_leaves_an_installed_torch_alone(tmp_path, torch, left_alone):
    """Its python here says whether torch is there, and notes what else it is told."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / ".made").touch()
    script(tmp_path / ".venv/bin/python", f'echo "$@" >> told; [ "$1" != -c ] || {torch}')
    done = make(tmp_path, "test", "PIP_ARGS=--a-word-for-pip")
    assert done.returncode == 0, done.stderr
    pinned = "torch==" in (tmp_path / ".venv/constraints.txt").read_text(encoding="utf-8")
    assert pinned is not left_alone
    told = (tmp_path / "told").read_text(encoding="utf-8")
    assert re.search(r"pip install .*--a-word-for-pip.* \.\[train,test\]", told)
    assert "-m pytest -n 2" in told


def test_every_requirement_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.match(r"[\w-]+", wanted)[0] for wanting in lists for wanted in wanting}
    names -= {"divergences"}
    assert names - set(PINS) == set()
    assert PINS["torch"] == "2.13.0"  # never +cpu: that is for whoever installs it


def test_ci_calls_make_test():
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in run
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_no_committed_file_names_a_package_host_or_a_home():
    """Patterns are put together here, so that this file does not contain them."""
    words = "|".join(
        ["index-" + "url", "/ro" + "ot/", "/ho" + "me/[a-z]", "pypi" + r"\.org/simple"]
    )
    grep = ["git", "grep", "-nIE", words, "--", "."]
    done = subprocess.run(grep, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0, done.stdout  # 1: nothing found; 128: not a checkout
