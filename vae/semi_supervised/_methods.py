"""Three ways to classify by a few labels: on pixels, on M1's latents, and with what lies between.

Each takes labels of which all but some are -1, and returns the classes of the test rows.
"""

from functools import partial
from typing import Any

import numpy as np
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC

from .._m1 import C, M1Classifier, Spreading
from .._spreading import spread_labels
from ._data import DataSet


def svm(data: DataSet, seen: np.ndarray) -> np.ndarray:
    """Classify by the SVM of `M1Classifier` on pixels: the baseline."""
    rows = seen >= 0
    machine = SVC(C=C).fit(data.train.x[rows], seen[rows])
    return np.asarray(machine.predict(data.test.x))


def m1(train: np.ndarray, test: np.ndarray, seen: np.ndarray, *, seed: int) -> np.ndarray:
    """Classify by the same SVM on the latent means of M1, (n, k) and (m, k)."""
    return _m1(train, test, seen, None, seed)


def m1_transductive(
    train: np.ndarray, test: np.ndarray, seen: np.ndarray, graph: Any, *, seed: int
) -> np.ndarray:
    """Classify by M1 with labels spread over the `neighbour_graph` of the training latents.

    The seed draws the unlabelled rows that the SVM sees.
    """
    return _m1(train, test, seen, partial(spread_labels, graph=graph), seed)


def _m1(
    train: np.ndarray,
    test: np.ndarray,
    seen: np.ndarray,
    transductive: Spreading | None,
    seed: int,
) -> np.ndarray:
    model = M1Classifier(FunctionTransformer(), transductive=transductive, random_state=seed)
    return model.fit(train, seen).predict(test)
