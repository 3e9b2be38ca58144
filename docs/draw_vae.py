"""Draw the pictures of MNIST and Fashion-MNIST in docs/vae.md into docs/figures.

Errors come from docs/results/semi_supervised.json; images, latents and classes from the models that
`benchmarks.semi_supervised` left in its folder WORK. All images are training images.

    python docs/draw_vae.py [--data DIR --work WORK]
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.manifold import TSNE

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
from drawings.house import save, sheet

from benchmarks import _semi_supervised_methods as methods
from benchmarks import semi_supervised as study
from vae import hide_labels

TITLES = {"mnist": "MNIST", "fashion-mnist": "Fashion-MNIST"}
WORDS = {
    "raw": "pixels, SVM",
    "rawm": "pixels, moved images",
    "m1": "M1, SVM",
    "m1t": "M1, transductive",
    "both": "M1 and pixels, SVM",
    "botht": "M1 and pixels, transductive",
    "bothm": "M1 and pixels, moved images",
    "m2": "M2",
    "m1m2": "M1+M2",
}
CLASSES, POINTS, STYLES = 5, 1500, 6


def accuracy():
    """Accuracies by the number of labels, beside what others reported."""
    found = json.loads((HERE / "results" / "semi_supervised.json").read_text(encoding="utf-8"))
    published = {
        "mnist": {f"{name} (paper)": row for name, row in found["paper"]["mnist"].items()},
        "fashion-mnist": {
            f"{name} (document)": row for name, row in found["document"]["fashion-mnist"].items()
        },
    }
    figure, panels = sheet(1, 2, width=9, height=3.8)
    for axes, (name, title) in zip(panels, TITLES.items(), strict=True):
        for method, row in found[name].items():
            means = [100 - cell["error"] for cell in row.values()]
            spreads = [cell.get("sd", 0.0) for cell in row.values()]
            look = {"marker": "o", "markersize": 4, "capsize": 3, "label": WORDS[method]}
            look["color"] = f"C{[*WORDS].index(method)}"
            axes.errorbar([int(n) for n in row], means, spreads, **look)
        for (label, row), mark in zip(published[name].items(), "x*", strict=False):
            points = [int(n) for n in row], [100 - error for error in row.values()]
            axes.plot(*points, color="black", linestyle="--", marker=mark, label=label)
        labels = study.LABELS
        axes.set(xscale="log", xlabel="labels", ylabel="test accuracy in %", title=title)
        axes.set_xticks(labels, [f"{n:,}" for n in labels])
        axes.minorticks_off()
        axes.legend(fontsize=8)
    save(figure, "vae-accuracy")


def problem(name, arguments):
    """A data set with the models of WORK, of which nothing is trained anew."""
    given = json.loads((arguments.work / "settings.json").read_text(encoding="utf-8"))
    given = {key: tuple(v) if isinstance(v, list) else v for key, v in given.items()}
    return methods.Problem(name, arguments, methods.Settings(**given))


def reconstructions(problems):
    """The first training image of five classes, above the mean of x given its latent mean."""
    figure, grid = sheet(4, CLASSES, width=1.3 * CLASSES, height=5.6)
    for top, one in zip((0, 2), problems, strict=True):
        x, y = one.data.train
        first = [int(np.flatnonzero(y == label)[0]) for label in range(CLASSES)]
        features = one.features()
        seen = features.inverse_transform(features.transform(x[first]))
        for column, pair in enumerate(zip(x[first], seen, strict=True)):
            for axes, pixels in zip(grid[top : top + 2, column], pair, strict=True):
                show(axes, pixels)
            grid[top, column].set_title(f"class {column}")
        grid[top, 0].set_ylabel(f"{TITLES[one.name]}\noriginal")
        grid[top + 1, 0].set_ylabel("seen through\nthe VAE")
    save(figure, "vae-reconstructions")


def latents(problems):
    """Maps of the latents of training images by t-SNE."""
    figure, panels = sheet(1, 2, width=9, height=4.2)
    for axes, one in zip(panels, problems, strict=True):
        rows = np.random.default_rng(0).choice(len(one.data.train.y), POINTS, replace=False)
        z = one.features().transform(one.data.train.x[rows])
        points = TSNE(init="pca", random_state=0).fit_transform(z)
        labels = one.data.train.y[rows]
        for label in range(10):
            axes.scatter(*points[labels == label].T, s=4, color=f"C{label}", label=str(label))
        axes.set(xticks=[], yticks=[], title=f"{TITLES[one.name]}: {POINTS:,} training images")
    panels[-1].legend(loc="center left", bbox_to_anchor=(1, 0.5), markerscale=3)
    save(figure, "vae-latents")


def classes(one):
    """Each row a style, that of the training image on the left; each column a class."""
    draw, labels = 0, 100
    seen = hide_labels(one.data.train.y, labels, rng=np.random.default_rng(draw))
    model = methods.m1m2_model(one, labels, draw).fit(one.data.train.x, seen)
    x, y = one.data.train
    first = [int(np.flatnonzero((y == label) & (seen < 0))[0]) for label in range(STYLES)]
    styles = model.style(x[first])
    figure, grid = sheet(STYLES, 11, width=6.6, height=0.62 * STYLES)
    for line, (row, style) in enumerate(zip(first, styles, strict=True)):
        images = [x[row], *model.generate(np.arange(10), style=style)]
        for axes, pixels in zip(grid[line], images, strict=True):
            show(axes, pixels)
    for column in range(10):
        grid[0, column + 1].set_title(str(column))
    grid[0, 0].set_title("image")
    save(figure, "vae-classes")


def show(axes, pixels):
    axes.imshow(pixels.reshape(28, 28), cmap="gray_r", vmin=0, vmax=1)
    axes.set(xticks=[], yticks=[])


def draw():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of mnist and fashion-mnist")
    parser.add_argument("--work", type=Path, help="folder of the benchmark's models")
    arguments = parser.parse_args()
    arguments.choose = arguments.verbose = False
    accuracy()
    if arguments.data and arguments.work:
        problems = [problem(name, arguments) for name in TITLES]
        reconstructions(problems)
        latents(problems)
        if (arguments.work / "mnist-m1m2-100-0.safetensors").exists():
            classes(problems[0])


if __name__ == "__main__":
    draw()
