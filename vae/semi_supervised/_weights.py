"""The demonstration that M1's VAE does not depend on the number of labels."""

import numpy as np
from sklearn.base import clone

from .._checkpoint import fingerprint
from .._features import VAEFeatures
from .._m1 import M1Classifier


def fingerprint_of(features: VAEFeatures) -> str:
    """Return the SHA-256 of all weights of a fitted VAE, byte for byte."""
    return fingerprint(list(features.model_.state_dict().values()))


def fingerprint_beside(
    labels: np.ndarray | None, x: np.ndarray, features: VAEFeatures, *, epochs: int = 1
) -> str:
    """Train M1 anew on all rows and these labels, and return its VAE's fingerprint.

    With None for the labels, there is no classifier: the VAE is trained alone.
    """
    short = clone(features).set_params(max_epochs=epochs, checkpoint=None, verbose=False)
    if labels is None:
        return fingerprint_of(short.fit(x))
    return fingerprint_of(M1Classifier(short, random_state=0).fit(x, labels).features_)
