"""The wheel holds our packages and nothing else, and works outside the checkout."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = tuple(name for name in ("divergences", "gan", "vae", "proofs") if (ROOT / name).is_dir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build from a copy: setuptools writes into the tree that it builds."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in OURS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index", "--no-build-isolation"]
    done = subprocess.run([*pip, "-w", "built", "."], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return next((folder / "built").glob("*.whl"))


def test_holds_every_file_of_our_packages(wheel):
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = packages["tool"]["setuptools"]["packages"]
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in packages
        for path in (ROOT / package.replace(".", "/")).glob("*.py")
    }
    wanted |= {f"{name}/py.typed" for name in OURS}
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_holds_nothing_else(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in tops if not name.endswith(".dist-info")} == set(OURS)


def test_works_outside_the_checkout(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import divergences, proofs, proofs.kernel\n"
        "print(divergences.__file__)\n"
        "print(divergences.kl([0.5, 0.5], [0.25, 0.75]))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    where, value = done.stdout.split()
    assert Path(where).is_relative_to(tmp_path)
    assert value.startswith("0.1438")
