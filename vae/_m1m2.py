"""M1+M2: the generative classifier M2 on the latents of a VAE."""

import warnings
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from ._features import VAEFeatures
from ._labels import read_labels
from ._m1 import seeded
from ._m2 import M2Classifier
from .likelihoods import Gaussian, LocalGaussian
from .likelihoods._likelihood import spread_of

SIGMA = 0.1  # of M1 by default, in spreads of the data
USED = 0.1  # deviation of the means of a latent that says anything of the rows


class M1M2Classifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """M2 on the latents of M1: first a VAE of all rows, then a generative classifier.

    Each batch of M2 is drawn afresh from the posteriors q(z | x) of M1, and a row is classified by
    the mean. Latents that the VAE does not use (means that deviate by less than a tenth of the
    prior's deviation) are left out. Both are as in the authors' code.

    Parameters
    ----------
    features : VAEFeatures, optional
        M1; if None, `VAEFeatures` with a sigma of a tenth of the data's spread: one that is learnt
        leaves every latent of a small data set unused. A fitted one stays as it is in
        `sklearn.frozen.FrozenEstimator(features)`.
    m2 : M2Classifier, optional
        M2: `M2Classifier(likelihood=LocalGaussian())` if None. Its `unlabelled` is not looked at.
    unlabelled : default -1
        What stands for a missing label, as in `sklearn.semi_supervised`; None: nothing does.
    random_state : int, RandomState or None
        Decides whichever of the two has no random state of its own.

    Attributes
    ----------
    classes_ : ndarray
        The classes.
    features_, m2_ : VAEFeatures, M2Classifier
        The two, fitted.
    used_ : ndarray of int
        The latents of M1 that M2 sees.

    References
    ----------
    Kingma, Rezende, Mohamed and Welling (2014), arXiv:1406.5298, section 2.3; their code,
    github.com/dpkingma/nips14-ssl, learn_yz_x_ss.py.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_digits
    >>> from vae import M2Classifier, VAEFeatures, hide_labels
    >>> X, y = load_digits(return_X_y=True)
    >>> seen = hide_labels(y[:500], 200, rng=np.random.default_rng(0))
    >>> features = VAEFeatures(8, hidden_layer_sizes=(32,), max_epochs=5)
    >>> m2 = M2Classifier(4, hidden_layer_sizes=(32,), max_epochs=2)
    >>> model = M1M2Classifier(features, m2, random_state=0).fit(X[:500], seen)
    >>> model.predict(X[500:]).shape
    (1297,)
    """

    def __init__(
        self,
        features: Any = None,
        m2: Any = None,
        *,
        unlabelled: Any = -1,
        random_state: Any = None,
    ) -> None:
        self.features = features
        self.m2 = m2
        self.unlabelled = unlabelled
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> "M1M2Classifier":
        """Train M1 on rows (n, d), then M2 on their latents and labels (n,)."""
        X, y = validate_data(self, X, y, dtype=[np.float64, np.float32], ensure_min_samples=2)
        self.classes_, codes = read_labels(y, self.unlabelled)
        random = check_random_state(self.random_state)
        features = self.features
        if features is None:
            features = VAEFeatures(likelihood=Gaussian(SIGMA * spread_of(X).scale))
        self.features_ = seeded(features, random)
        m2 = M2Classifier(likelihood=LocalGaussian()) if self.m2 is None else self.m2
        self.m2_ = seeded(m2, random)
        means, deviations = self.features_.fit(X, None).posterior(X)
        spreads = means.std(axis=0)
        if spreads.max() <= USED:
            warnings.warn(
                f"M1 uses none of its {len(spreads)} latents: their means deviate by at most "
                f"{spreads.max():.2g}, where the prior deviates by 1, so M2 sees hardly but noise; "
                "pass features with a smaller sigma, as VAEFeatures(likelihood=Gaussian(0.1)), a "
                "warm_up, or more epochs",
                ConvergenceWarning,
                stacklevel=2,
            )
        self.used_ = np.flatnonzero(spreads > min(USED, spreads.max() / 2))
        self.m2_.classes_ = self.classes_
        self.m2_.fit_laws(means[:, self.used_], deviations[:, self.used_], codes)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return q(y | z) at the means of the latents, shape (n, classes)."""
        z = self._latents(X)
        return np.asarray(self.m2_.predict_proba(z))

    def predict(self, X: Any) -> np.ndarray:
        """Return the most probable class of each row."""
        z = self._latents(X)
        return np.asarray(self.m2_.predict(z))

    def style(self, X: Any, y: Any = None) -> np.ndarray:
        """Return the style of each row, as `M2Classifier.style`."""
        z = self._latents(X)
        return np.asarray(self.m2_.style(z, y))

    def generate(self, y: Any, *, style: Any = None, random_state: Any = None) -> np.ndarray:
        """Return a row for each class of y and style, shape (n, d): the mean, through both models.

        As `M2Classifier.generate`; latents that M2 does not see are 0.
        """
        check_is_fitted(self)
        found = self.m2_.generate(y, style=style, random_state=random_state)
        latents = np.zeros((len(found), self.features_.model_.latent))
        latents[:, self.used_] = found
        return np.asarray(self.features_.inverse_transform(latents))

    def _latents(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        x = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        return np.asarray(self.features_.transform(x)[:, self.used_])
