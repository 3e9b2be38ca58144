"""`make lint` has nothing to say."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


TORCH = importlib.util.find_spec("torch")
TYPES = "mypy" if TORCH else "mypy divergences proofs"  # the others' types are torch's


@pytest.mark.parametrize("words", ["ruff check", "ruff format --check", TYPES])
def test_finds_nothing(words):
    command = [sys.executable, "-m", *words.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
