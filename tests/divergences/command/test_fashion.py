"""T-shirts against dresses: bounds to twelve digits on real images."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from divergences._command.app import app

DATA = Path(__file__).parents[4] / "shared" / "data" / "fashion-mnist"


@pytest.mark.skipif(not DATA.is_dir(), reason="shared/data/fashion-mnist is absent")
def test_proves_w1_and_w2_of_images_to_twelve_digits():
    result = CliRunner().invoke(
        app,
        ["compare", str(DATA / "t10k-images-idx3-ubyte.gz")]
        + ["--labels", str(DATA / "t10k-labels-idx1-ubyte.gz"), "--label-a", "0", "--label-b", "3"]
        + ["--max-points", "150", "--only", "w1,w2", "--relabellings", "9", "--json"],
    )
    report = json.loads(result.stdout)
    assert [report[side]["of"] for side in "ab"] == [1000, 1000]
    for row in report["rows"]:
        assert row["upper"] - row["lower"] <= 1e-12 * row["lower"]
        assert row["null"]["p"] == 0.1
