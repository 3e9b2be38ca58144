"""The study of a data set: M1's VAE trained once, and three methods beside each draw of labels."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from .. import VAEFeatures, neighbour_graph
from .. import semi_supervised as ss
from .._progress import progress

RAW, M1, TRANSDUCTIVE = "raw", "m1", "m1t"
METHODS = (RAW, M1, TRANSDUCTIVE)
Labellings = dict[int, list[np.ndarray]]
Table = dict[str, dict[int, ss.Errors]]


@dataclass(frozen=True, eq=False)
class Study:
    """What was found on one data set.

    Attributes
    ----------
    data : DataSet
        The images.
    features : VAEFeatures
        M1's VAE, fitted to the training images.
    latents : ndarray, shape (n, k)
        Its means of q(z | x) at the training images.
    errors : dict
        By method and number of labels.
    fingerprints : dict
        By number of labels: of the VAE of an M1 trained anew beside so many labels, for one epoch;
        by 0, of the VAE alone.
    seconds : dict
        What `training`, the `latents` with their graph, and the `classifiers` took.
    """

    data: ss.DataSet
    features: VAEFeatures
    latents: np.ndarray
    errors: Table
    fingerprints: dict[int, str]
    seconds: dict[str, float]

    @property
    def bound(self) -> float:
        """The evidence lower bound in nats a row: of held-out rows where there are any."""
        history = self.features.history_
        return -history.best if history.held_out else -history.training[-1]

    def published(self) -> dict[str, dict[int, float]]:
        """Return what others reported of M1 on these images: test errors in %, by method."""
        paper, document = (
            table.get(self.data.name, {}) if self.data.train.x.shape[1] == ss.PIXELS else {}
            for table in (ss.PAPER, ss.DOCUMENT)
        )
        found = {"paper, M1+TSVM": paper.get("M1+TSVM"), "document, M1": document.get("M1")}
        return {name: row for name, row in found.items() if row is not None}

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the images, the network and the latents, for JSON."""
        raw = self.errors[RAW]
        return {
            "data": self.data.name,
            "train": len(self.data.train.y),
            "test": len(self.data.test.y),
            "pixels": self.data.train.x.shape[1],
            "classes": len(np.unique(self.data.train.y)),
            "hidden_layer_sizes": list(self.features.hidden_layer_sizes),
            "latents": self.features.n_components,
            "epochs": self.features.n_epochs_,
            "bound": self.bound,
            "fingerprint": ss.fingerprint_of(self.features),
            "fingerprints": {str(n): value for n, value in self.fingerprints.items()},
            "seconds": self.seconds,
            "errors": {
                method: {
                    str(n): found.as_dict(None if method == RAW else raw[n])
                    for n, found in row.items()
                }
                for method, row in self.errors.items()
            },
            "published": {
                name: {str(n): error for n, error in row.items()}
                for name, row in self.published().items()
            },
        }


def run_study(
    data: ss.DataSet, features: VAEFeatures, labellings: Labellings, *, seed: int
) -> Study:
    """Train the VAE, run every method at every draw, and show that labels leave the VAE alone."""
    start = time.perf_counter()
    features.fit(data.train.x)
    trained = time.perf_counter()
    train, test = (features.transform(rows.x) for rows in (data.train, data.test))
    graph = neighbour_graph(train)
    made = time.perf_counter()

    def found_by_methods(seen: np.ndarray, seed: int) -> dict[str, np.ndarray]:
        return {
            RAW: ss.svm(data, seen),
            M1: ss.m1(train, test, seen, seed=seed),
            TRANSDUCTIVE: ss.m1_transductive(train, test, seen, graph, seed=seed),
        }

    errors = _errors(data, labellings, found_by_methods, seed)
    classified = time.perf_counter()
    beside = {0: None, **{n: draws[0] for n, draws in labellings.items()}}
    prints = {n: ss.fingerprint_beside(seen, data.train.x, features) for n, seen in beside.items()}
    times = (start, trained, made, classified)
    spent = (after - before for before, after in pairwise(times))
    seconds = dict(zip(("training", "latents", "classifiers"), spent, strict=True))
    return Study(data, features, train, errors, prints, seconds)


def _errors(
    data: ss.DataSet,
    labellings: Labellings,
    found_by_methods: Callable[[np.ndarray, int], dict[str, np.ndarray]],
    seed: int,
) -> Table:
    """Return the test errors in % of each method at each number of labels."""
    table: Table = {method: {} for method in METHODS}
    cells = [(n, k) for n, draws in labellings.items() for k in range(len(draws))]
    values: dict[tuple[str, int], list[float]] = {}
    with progress(True) as step:
        for done, (n, k) in enumerate(cells):
            for method, found in found_by_methods(labellings[n][k], seed + k).items():
                error = 100 * float(np.mean(found != data.test.y))
                values.setdefault((method, n), []).append(error)
            step(f"{data.name}, draw {k + 1} of {n} labels", done + 1, len(cells))
    for (method, n), errors in values.items():
        table[method][n] = ss.Errors(tuple(errors))
    return table
