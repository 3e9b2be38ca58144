"""Draw docs/figures/fit_pairs.svg from docs/results/fit_pairs.json: fit_critic and eleven solvers.

Left, the cosine of a critic's gradients with those of the optimal potential; right, its estimate of
W1 over W1. Grey: the paper's solvers; blue: the seeds of fit_critic.

    python docs/draw_fit_pairs.py
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
from drawings.house import BLUE, GREY, save, sheet

FAR = 1.6  # where the picture has what lies farther out


def draw():
    result = json.loads((HERE / "results" / "fit_pairs.json").read_text(encoding="utf-8"))
    laws = [row for row in result["laws"] if row["published"]]
    figure, (left, right) = sheet(1, 2, width=8.4, height=3.2, sharey=True)
    left.axvline(1, color=GREY, linewidth=0.8)
    right.axvline(1, color=GREY, linewidth=0.8)
    for height, law in enumerate(laws):
        runs = [run for run in result["runs"] if run["law"] == law["law"]]
        for name, found in law["published"].items():
            label = "eleven published solvers" if (height, name) == (0, "wgan-gp") else None
            left.plot(found["cosine"], height, "o", color="0.6", markersize=4, label=label)
            ratio = found["value_over_w1"]
            right.plot(min(max(ratio, -0.1), FAR), height, "o", color="0.6", markersize=4)
        for run in runs:
            label = "fit_critic" if (height, run["seed"]) == (0, 0) else None
            left.plot(run["cosine"], height, "|", color=BLUE, markersize=14, label=label)
            right.plot(run["value_over_w1"], height, "|", color=BLUE, markersize=14)
    left.set(title="cosine with the true gradients", xlim=(-0.25, 1.03))
    right.set(title=f"estimate / W1 (from {FAR} on: at the edge)", xlim=(-0.13, FAR + 0.03))
    left.set_yticks(range(len(laws)), [law["law"].replace("-", ", ") for law in laws])
    left.invert_yaxis()
    left.legend(loc="lower left", fontsize=8)
    save(figure, "fit_pairs")


if __name__ == "__main__":
    draw()
