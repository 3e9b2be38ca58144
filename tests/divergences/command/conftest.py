"""Two small pairs of data sets, as files."""

import numpy as np
import pytest


@pytest.fixture
def pair(tmp_path):
    rng = np.random.default_rng(0)
    paths = tmp_path / "a.npy", tmp_path / "b.npy"
    np.save(paths[0], rng.normal(size=(12, 3)))
    np.save(paths[1], rng.normal(size=(9, 3)) + 3)
    return paths


@pytest.fixture
def line(tmp_path):
    paths = tmp_path / "a.csv", tmp_path / "b.csv"
    paths[0].write_text("height\n1\n2\n2\n3\n")
    paths[1].write_text("height\n2\n3\n5\n")
    return paths
