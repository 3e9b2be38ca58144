"""A picture: two clouds and the strongest arrows of the optimal plan, or two histograms."""

from pathlib import Path

import numpy as np

from .moving import found
from .problem import Problem

_ARROWS = 60


def refuse_no_place(path: Path) -> None:
    """Raise, before any work is done, where no picture could be written to `path`.

    ModuleNotFoundError names the extra where matplotlib is missing; ValueError the folder that is
    not there, or the ending that is no format.
    """
    try:
        import matplotlib  # noqa: F401
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "--plot takes matplotlib: pip install 'divergences[docs]'"
        ) from error
    from matplotlib.figure import Figure

    if path.is_dir():
        raise ValueError(f"--plot {path} is a folder; give the name of a file")
    if not path.parent.is_dir():
        raise ValueError(f"--plot {path}: there is no folder {path.parent}; make it first")
    formats = Figure().canvas.get_supported_filetypes()
    if path.suffix.removeprefix(".") not in formats:
        raise ValueError(f"--plot {path}: pass one of the endings {', '.join(sorted(formats))}")
    new = not path.exists()
    try:
        path.open("ab").close()
    except OSError as error:
        raise ValueError(
            f"--plot {path} cannot be written ({error.strerror}); give another place"
        ) from error
    if new:
        path.unlink()


def save_plot(problem: Problem, path: Path) -> None:
    """Draw the samples into a file whose ending says the format."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.add_subplot()
    if problem.dimension == 1:
        edges = np.histogram_bin_edges(problem.pooled, "fd").tolist()
        for points, label in ((problem.x, "A"), (problem.y, "B")):
            axes.hist(points.ravel(), edges, density=True, alpha=0.5, label=label)
    else:
        shadow = projected(problem.pooled)
        first, second = shadow[: problem.n], shadow[problem.n :]
        for points, label in ((first, "A"), (second, "B")):
            x, y = points.T
            axes.scatter(x, y, s=8, alpha=0.6, label=label)
        for i, j in strongest(problem):
            axes.annotate(
                "", second[j], first[i], arrowprops={"arrowstyle": "->", "alpha": 0.3, "lw": 0.8}
            )
    axes.legend()
    figure.savefig(path)


def projected(points: np.ndarray) -> np.ndarray:
    """Return the points on their two directions of largest variance; points of the plane stay."""
    if points.shape[1] == 2:
        return points
    centred = points - points.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ directions[:, :-3:-1])


def strongest(problem: Problem) -> list[tuple[int, int]]:
    """Return the arrows (i, j) of the optimal W1 plan that carry the most mass times distance."""
    plan = found(problem, 1).plan
    rows, columns = plan.coords
    work = plan.data * problem.distances[rows, problem.n + columns]
    return [(int(rows[k]), int(columns[k])) for k in np.argsort(-work, kind="stable")[:_ARROWS]]
