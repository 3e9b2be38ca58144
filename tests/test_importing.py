"""Importing is cheap, and loads nothing that most users do not need."""

import importlib
import re
import statistics
import sys

import pytest

from benchmarks.imports import ABSENT, AT_MOST, loaded_by, pair


@pytest.mark.parametrize("absent", ABSENT)
def test_importing_divergences_does_not_load(absent):
    assert absent not in loaded_by("divergences")


@pytest.mark.parametrize("absent", ["torch", "sympy", "divergences"])
def test_importing_proofs_does_not_load(absent):
    assert absent not in loaded_by("proofs")


def test_importing_divergences_takes_at_most_two_and_a_half_times_numpy_and_scipy_special():
    """Pairs, one after the other, so that a busy machine slows both; more pairs while in doubt."""
    pair()  # compiles and warms the disk's cache
    ratios = []
    while len(ratios) < 5 or (statistics.median(ratios) > AT_MOST and len(ratios) < 25):
        ours, theirs = pair()
        ratios.append(ours / theirs)
    assert statistics.median(ratios) <= AT_MOST, ratios


@pytest.mark.parametrize(
    ("package", "cure"),
    [
        ("gan", "gan needs torch: pip install 'divergences[train]'"),
        ("vae", "vae needs torch and scikit-learn: pip install 'divergences[train,demo]'"),
    ],
)
def test_without_torch_a_package_names_the_extra_that_brings_it(monkeypatch, package, cure):
    monkeypatch.setitem(sys.modules, "torch", None)
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ImportError, match=re.escape(cure)):
        importlib.import_module(package)
