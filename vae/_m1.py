"""M1: a classifier on the features of a VAE that has seen all rows, labelled or not."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.svm import SVC
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from ._door import read_count, read_rate
from ._features import VAEFeatures
from ._labels import read_labels

C = 10.0
Spreading = Callable[[np.ndarray, np.ndarray], np.ndarray]


class M1Classifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A support vector machine on the latent means of a VAE, trained on all rows.

    The VAE sees no label, so that its weights do not depend on how many there are. The SVM sees the
    labelled rows; with `transductive=spread_labels` also unlabelled ones, with labels that are
    spread from the labelled over a graph of neighbours, and with a tenth of their weight. That is
    the objective of the transductive SVM (Joachims 1999: C for labelled rows, a smaller C* for
    unlabelled, the share of each class kept), but the labels come from a convex problem with one
    solution, where his switches pairs of them until none improves. The graph is right where
    classes are clusters, and the low weight leaves the word to the labels where there are many.

    Parameters
    ----------
    features : transformer, optional
        `VAEFeatures()` if None. A fitted one stays as it is in
        `sklearn.frozen.FrozenEstimator(features)`.
    svc : classifier, optional
        `SVC(C=10)` if None: the kernel exp(-gamma |x - y|^2), gamma = 1 / (n_features Var); any
        other kernel by `SVC(kernel=...)`.
    transductive : callable, optional
        From features (n, d) and codes (n,), -1 where unlabelled, to probabilities (n, classes):
        `vae.spread_labels`. None: the labelled rows alone.
    unlabelled_weight : float, default 0.1
        Of an unlabelled row, where a labelled one has 1.
    unlabelled_rows : int, default 10000
        How many unlabelled rows the SVM sees at most, drawn by lot; the graph has them all.
    unlabelled : default -1
        What stands for a missing label, as in `sklearn.semi_supervised`; None: nothing does.
    random_state : int, RandomState or None
        Decides the features, if these have none of their own, and the rows that are drawn.

    Attributes
    ----------
    classes_ : ndarray
        The classes.
    features_ : transformer
        Fitted on all rows.
    svc_ : classifier
        Fitted on features, for codes 0, 1, ... of the classes.

    References
    ----------
    Kingma, Rezende, Mohamed and Welling (2014), arXiv:1406.5298, section 2.1. Joachims (1999),
    Transductive inference for text classification using support vector machines, ICML.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_digits
    >>> from vae import VAEFeatures, hide_labels
    >>> X, y = load_digits(return_X_y=True)
    >>> seen = hide_labels(y, 100, rng=np.random.default_rng(0))
    >>> features = VAEFeatures(8, hidden_layer_sizes=(32,), max_epochs=5)
    >>> model = M1Classifier(features, random_state=0).fit(X, seen)
    >>> bool(model.score(X, y) > 0.5)
    True
    """

    def __init__(
        self,
        features: Any = None,
        svc: Any = None,
        *,
        transductive: Spreading | None = None,
        unlabelled_weight: float = 0.1,
        unlabelled_rows: int = 10_000,
        unlabelled: Any = -1,
        random_state: Any = None,
    ) -> None:
        self.features = features
        self.svc = svc
        self.transductive = transductive
        self.unlabelled_weight = unlabelled_weight
        self.unlabelled_rows = unlabelled_rows
        self.unlabelled = unlabelled
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> "M1Classifier":
        """Fit the features to all rows (n, d), the SVM to the labels y (n,)."""
        X, y = validate_data(self, X, y, dtype=[np.float64, np.float32], ensure_min_samples=2)
        self.classes_, codes = read_labels(y, self.unlabelled)
        random = check_random_state(self.random_state)
        self.features_ = seeded(VAEFeatures() if self.features is None else self.features, random)
        z = self.features_.fit(X, None).transform(X)
        rows = np.flatnonzero(codes >= 0)
        svc = SVC(C=C) if self.svc is None else clone(self.svc)
        if self.transductive is None:
            self.svc_ = svc.fit(z[rows], codes[rows])
            return self
        others = np.flatnonzero(codes < 0)
        count = read_count(self.unlabelled_rows, "unlabelled_rows")
        if len(others) > count:
            others = np.sort(random.choice(others, count, replace=False))
        weight = read_rate(self.unlabelled_weight, "unlabelled_weight")
        weights = np.concatenate([np.ones(len(rows)), np.full(len(others), weight)])
        spread = self.transductive(z, codes).argmax(axis=1)
        labels = np.concatenate([codes[rows], spread[others]])
        both = np.concatenate([rows, others])
        self.svc_ = svc.fit(z[both], labels, sample_weight=weights)
        return self

    def decision_function(self, X: Any) -> np.ndarray:
        """Return the SVM's decision function of each row: one column a class, none for two."""
        z = self._features(X)
        return np.asarray(self.svc_.decision_function(z))

    def predict(self, X: Any) -> np.ndarray:
        """Return the class of each row."""
        z = self._features(X)
        return np.asarray(self.classes_[self.svc_.predict(z)])

    def _features(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        x = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        return np.asarray(self.features_.transform(x))


def seeded(estimator: Any, random: np.random.RandomState) -> Any:
    """Return a clone, with a seed where it takes one and has none; one is drawn in any case."""
    seed = int(random.randint(2**31 - 1))
    copy = clone(estimator)
    if copy.get_params(deep=False).get("random_state", seed) is None:
        copy.set_params(random_state=seed)
    return copy
