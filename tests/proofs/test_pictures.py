"""The pictures can be drawn from the claims as they are."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from proofs._command.pictures import FOLDER, PICTURES

DOCS = Path(__file__).parents[2] / "docs"
MODULES = {
    "parallel_lines": ["parallel_lines"],
    "dirt_piles": ["dirt_piles"],
    "games": ["xy_game", "dirac_gan"],
    "normals": ["ellipses", "bimodal"],
    "penalty_slope": ["penalty_slope"],
    "modes_of_convergence": ["modes_of_convergence"],
}


def test_every_picture_of_the_proofs_has_its_module():
    assert {path.stem for path in (DOCS / "drawings").glob("[!_]*.py")} == {
        *MODULES,
        "house",
        "inference",  # the figures of docs/inference.md, which prove nothing
    }
    drawn = [name for names in MODULES.values() for name in names]
    assert sorted(drawn) == sorted(picture.name for picture in PICTURES)


@pytest.mark.parametrize("module", MODULES)
def test_a_picture_is_drawn_about_as_it_is_committed(module, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(DOCS)
    house = import_module("drawings.house")
    monkeypatch.setattr(house, "FIGURES", tmp_path)
    try:
        import_module(f"drawings.{module}").draw()
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "drawings"]:
            del sys.modules[name]
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(MODULES[module])
    for path in tmp_path.iterdir():
        committed = (FOLDER / path.name).stat().st_size
        assert abs(path.stat().st_size - committed) < committed / 5, "python docs/draw_claims.py"
