"""Draw docs/figures/transport.svg from docs/results/transport.json: seconds and memory against n.

Two Gaussian clouds in the plane. Solid: order 2; dashed: order 1.

    python docs/draw_transport.py
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
from drawings.house import BLUE, RED, save, sheet

STYLES = {
    "ours": (BLUE, "o", "transport"),
    "POT": ("0.35", "s", "ot.emd2"),
    "POT lazy": ("0.6", "^", "ot.lp.emd2_lazy"),
    "SciPy": (RED, "v", "scipy, an assignment"),
    "lapx": ("0.8", "d", "lapx, an assignment"),
}


def draw():
    result = json.loads((HERE / "results" / "transport.json").read_text(encoding="utf-8"))
    lines = [line for line in result["lines"] if line["case"] == "gaussians"]
    figure, axes = sheet(1, 2, width=8.4, height=3.4)
    for axis, what in zip(axes, ("cpu", "megabytes"), strict=True):
        for name, (color, marker, label) in STYLES.items():
            for order, dashes in ((2, "-"), (1, "--")):
                points = [
                    (line["n"], max(line["medians"][name][what], 1e-3))
                    for line in lines
                    if line["order"] == order and name in line["medians"]
                ]
                if points:
                    style = {"color": color, "marker": marker, "markersize": 4}
                    shown = label if order == 2 else None
                    axis.plot(*zip(*points, strict=True), dashes, label=shown, **style)
        axis.set(xscale="log", yscale="log", xlabel="points on each side")
    axes[0].set_title("seconds of one core")
    axes[1].set_title("megabytes")
    axes[0].legend(fontsize=8)
    save(figure, "transport")


if __name__ == "__main__":
    draw()
