"""Draw docs/figures/critics.svg from docs/results/critics.json: what each critic's value is worth.

A dot is a truth (the median over seeds), its colour the dimension. Left, the value as it is shown,
over W1; right, what of it is certain: the value over its Lipschitz bound, and W1.

    python docs/draw_critics.py
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
from drawings.house import GREY, save, sheet

RESULT = Path(__file__).parent / "results" / "critics.json"
DIMENSIONS = {1: "C4", 2: "C0", 4: "C2", 16: "C1", 64: "C3"}
PANELS = {"value_over_w1": "value / W1", "value_over_lipschitz": "value / (L W1): certain"}


def draw():
    result = json.loads(RESULT.read_text())
    names = [row["critic"] for row in result["worth"]]
    figure, panels = sheet(1, 2, width=8.4, height=0.9 + 0.36 * len(names), sharey=True)
    for axes, (key, title) in zip(panels, PANELS.items(), strict=True):
        axes.axvline(1, color=GREY, linewidth=0.8)
        for dim, colour in DIMENSIONS.items():
            rows = [row for row in result["rows"] if row["dim"] == dim]
            shift = 0.12 * (list(DIMENSIONS).index(dim) - 2)
            heights = [names.index(row["critic"]) + shift for row in rows]
            values = [row[key]["median"] for row in rows]
            axes.plot(values, heights, ".", color=colour, markersize=5, label=f"d = {dim}")
        axes.set(title=title, xlim=(-0.3, 1.3))
        axes.grid(axis="x", linewidth=0.3)
    panels[0].set_yticks(np.arange(len(names)), names)
    panels[0].invert_yaxis()
    panels[1].legend(loc="center left", bbox_to_anchor=(1, 0.5))
    save(figure, "critics")


if __name__ == "__main__":
    draw()
