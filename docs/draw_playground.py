"""Draw frames of the playground, each shape at four steps of its training, into docs/figures.

The trainings are those of benchmarks/playground.py with seed 0: about a minute each on one core.

    OMP_NUM_THREADS=1 python docs/draw_playground.py
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import torch
from drawings.house import FIGURES, sheet
from PIL import Image

from gan.playground import SHAPES, draw_plane, drawn, play

LOOKS, SHOWN = 20, (0, 1, 5, 20)  # scenes of a training, those that are shown
COLOURS = 256
SAME = """\
Green points are real, purple ones generated. Background: the critic, high in green.
Arrows, to one scale in each picture: black the critic's gradient, orange what the minimax loss
makes of it, blue the non-saturating one. W: exact W1 of 500 against 500 points; in brackets of
real against real (median of 20)."""


def words(scene):
    found, usual = scene.found[-1][1], scene.truth.usual()
    return f"step {scene.iteration:,}\nW {found.w1:.3f} ({usual.w1:.3f})"


def fit(axes):
    """Make points smaller and arrows thicker, as suits a small picture."""
    for points in axes.collections[:2]:
        points.set_sizes([2.5])
    for field in axes.collections[2:]:
        field.width = 0.006


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    shapes = [*SHAPES.values(), drawn(HERE.parent / "examples" / "drawn.csv")]
    figure, rows = sheet(len(shapes), len(SHOWN), width=8.8, height=12)
    for shape, row in zip(shapes, rows, strict=True):
        shown = iter(row)
        for i, scene in enumerate(play(shape, looks=LOOKS, seed=0)):
            if i in SHOWN:
                axes = next(shown)
                draw_plane(scene, axes)
                fit(axes)
                axes.set(xticks=[], yticks=[])
                axes.set_title(words(scene), fontsize=8)
                print(shape.name, words(scene), flush=True)
        row[0].set_ylabel(shape.name, fontsize=10)
    figure.suptitle(SAME, fontsize=8)
    path = FIGURES / "playground.png"
    figure.savefig(path, dpi=90, metadata={"Software": None})
    with Image.open(path) as image:
        few = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    few.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
