"""Importing is cheap, and loads nothing that most users do not need."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
AT_MOST = 2.5


def in_a_fresh_python(code):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment
    ).stdout


def loaded_by(module):
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    return set(json.loads(in_a_fresh_python(code)))


@pytest.mark.parametrize(
    "absent", ["torch", "ot", "sympy", "matplotlib", "sklearn", "pandas", "proofs.claims", "typer"]
)
def test_importing_divergences_does_not_load(absent):
    assert absent not in loaded_by("divergences")


@pytest.mark.parametrize("absent", ["torch", "sympy", "divergences"])
def test_importing_proofs_does_not_load(absent):
    assert absent not in loaded_by("proofs")


def seconds_to_import(modules):
    code = f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    return float(in_a_fresh_python(code))


def test_importing_divergences_takes_at_most_two_and_a_half_times_numpy_and_scipy_special():
    """Pairs, one after the other, so that a busy machine slows both; more pairs while in doubt."""
    seconds_to_import("divergences")  # compiles and warms the disk's cache
    ratios = []
    while len(ratios) < 5 or (statistics.median(ratios) > AT_MOST and len(ratios) < 25):
        ours, theirs = seconds_to_import("divergences"), seconds_to_import("numpy, scipy.special")
        ratios.append(ours / theirs)
    assert statistics.median(ratios) <= AT_MOST, ratios
