"""The pictures of a study: errors by labels, five classes seen through the VAE, the latents."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .study import METHODS, Study
from .table import WORDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CLASSES = 5
POINTS = 2000  # of the map
PERPLEXITY = 30.0


def draw(study: Study, folder: Path, seed: int) -> None:
    """Write the three pictures of a data set into a folder."""
    from matplotlib import rc_context

    pictures = {
        "accuracy": accuracy(study),
        "reconstructions": reconstructions(study),
        "latents": latents(study, seed),
    }
    with rc_context({"svg.hashsalt": "divergences"}):  # the same picture, the same file
        for name, figure in pictures.items():
            path = folder / f"{study.data.name}-{name}.svg"
            figure.savefig(path, metadata={"Date": None, "Creator": None})


def accuracy(study: Study) -> "Figure":
    """Draw the accuracy against the number of labels, with deviations over draws."""
    figure, axes = _sheet(5.5, 3.6)
    for method in METHODS:
        row = study.errors[method]
        means = [100 - errors.mean for errors in row.values()]
        axes.errorbar(
            list(row),
            means,
            [errors.sd or 0.0 for errors in row.values()],
            label=WORDS[method],
            marker="o",
            markersize=4,
            capsize=3,
        )
    for name, reported in study.published().items():
        shown = {n: 100 - error for n, error in reported.items() if n in study.errors[METHODS[0]]}
        axes.plot(list(shown), list(shown.values()), "k--x", label=name)
    labels = list(study.errors[METHODS[0]])
    axes.set(xscale="log", xlabel="labels", ylabel="test accuracy in %", title=study.data.name)
    axes.set_xticks(labels, [f"{n:,}" for n in labels])
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    return figure


def reconstructions(study: Study) -> "Figure":
    """Draw the first training image of five classes above the mean of x given its latent mean."""
    from matplotlib.figure import Figure

    x, y = study.data.train
    first = [int(np.flatnonzero(y == label)[0]) for label in np.unique(y)[:CLASSES]]
    seen = study.features.inverse_transform(study.latents[first])
    figure = Figure(figsize=(1.1 * len(first), 2.4), layout="constrained")
    grid = figure.subplots(2, len(first), squeeze=False)
    for column, (row, image) in enumerate(zip(first, seen, strict=True)):
        for axes, pixels in zip(grid[:, column], (x[row], image), strict=True):
            axes.imshow(pixels.reshape(study.data.shape), cmap="gray_r", vmin=0, vmax=1)
            axes.set(xticks=[], yticks=[])
        grid[0, column].set_title(f"class {y[row]}")
    grid[0, 0].set_ylabel("original")
    grid[1, 0].set_ylabel("seen through\nthe VAE")
    return figure


def latents(study: Study, seed: int) -> "Figure":
    """Draw a map of the training images' latents: neighbours in the plane are neighbours there.

    t-SNE: by the prior's choice all latents together are nearly one round cloud, of which a linear
    projection shows nothing.
    """
    from matplotlib import colormaps
    from sklearn.manifold import TSNE

    rng = np.random.default_rng(seed)
    count = min(POINTS, len(study.latents))
    rows = rng.choice(len(study.latents), count, replace=False)
    perplexity = min(PERPLEXITY, (count - 1) / 3)
    place = TSNE(perplexity=perplexity, init="pca", random_state=seed)
    points = place.fit_transform(study.latents[rows])
    labels = study.data.train.y[rows]
    figure, axes = _sheet(5.2, 4.4)
    for number, label in enumerate(np.unique(labels)):
        x, y = points[labels == label].T
        axes.scatter(x, y, s=5, color=colormaps["tab10"](number % 10), label=str(label))
    axes.set(xticks=[], yticks=[], title=f"{study.data.name}: latents of {count:,} training images")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5), markerscale=2)
    return figure


def _sheet(width: float, height: float) -> tuple["Figure", Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()
