"""M2: a generative model of rows and classes as a classifier of scikit-learn."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data
from torch import Tensor
from torch.nn.functional import one_hot, softplus

from ._blocks import blocks
from ._door import (
    held_out_rows,
    read_checkpoint,
    read_count,
    read_device,
    read_rate,
    read_settings,
    read_widths,
    seed_of,
)
from ._labels import read_labels
from ._m2_model import M2
from ._m2_training import Objective, Rows
from ._perceptron import Activation
from ._progress import progress
from ._training import History, train
from .likelihoods import Gaussian, Likelihood

ROWS = 1024  # at a time, where every class is tried


class M2Classifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier that is the posterior of a generative model: a class and a style make a row.

    Trained by the bound on log p(x, y) for labelled rows, on log p(x) for the others, in which
    every class is tried, and by the classifier's own loss.

    Parameters
    ----------
    n_components : int, default 50
        Entries of the style z.
    hidden_layer_sizes : tuple of int, default (500,)
        Of encoder and classifier; the decoder has them in reverse.
    likelihood : Likelihood, optional
        One of `vae.likelihoods`; `Gaussian()` if None.
    activation : callable, default softplus
        A function of one number, on tensors.
    alpha : float, default 0.1
        Weight of the classifier's mean loss, against bounds in nats a row.
    unlabelled : default -1
        What stands for a missing label, as in `sklearn.semi_supervised`; None: nothing does.
    max_epochs, batch_size, learning_rate, decay, warm_up, validation_fraction, n_iter_no_change
        As in `VAEFeatures`. What is held out are unlabelled rows, labelled ones if there are none.
    device, checkpoint, verbose, random_state
        As in `VAEFeatures`.

    Attributes
    ----------
    classes_ : ndarray
        The classes.
    model_ : M2
        The model, in the units that `units_` gives.
    units_ : Units
        What a row is reduced by.
    history_ : History
        Losses of each epoch, in nats a row.
    n_epochs_ : int
        How many epochs there were.

    References
    ----------
    Kingma, Rezende, Mohamed and Welling (2014), arXiv:1406.5298, section 2.2 and equation 9.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_digits
    >>> from vae import hide_labels
    >>> X, y = load_digits(return_X_y=True)
    >>> seen = hide_labels(y[:500], 200, rng=np.random.default_rng(0))
    >>> model = M2Classifier(8, hidden_layer_sizes=(32,), max_epochs=2, random_state=0)
    >>> model.fit(X[:500], seen).predict_proba(X[500:]).shape
    (1297, 10)
    """

    def __init__(
        self,
        n_components: int = 50,
        *,
        hidden_layer_sizes: Any = (500,),
        likelihood: Likelihood | None = None,
        activation: Activation = softplus,
        alpha: float = 0.1,
        unlabelled: Any = -1,
        max_epochs: int = 100,
        batch_size: int = 100,
        learning_rate: float = 1e-3,
        decay: bool = False,
        warm_up: int = 0,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        device: Any = "cpu",
        checkpoint: Any = None,
        verbose: bool = False,
        random_state: Any = None,
    ) -> None:
        self.n_components = n_components
        self.hidden_layer_sizes = hidden_layer_sizes
        self.likelihood = likelihood
        self.activation = activation
        self.alpha = alpha
        self.unlabelled = unlabelled
        self.max_epochs = max_epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.decay = decay
        self.warm_up = warm_up
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.device = device
        self.checkpoint = checkpoint
        self.verbose = verbose
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> "M2Classifier":
        """Train on rows (n, d) and labels (n,)."""
        X, y = validate_data(self, X, y, dtype=[np.float64, np.float32], ensure_min_samples=2)
        self.classes_, codes = read_labels(y, self.unlabelled)
        return self.fit_laws(X.astype(np.float64, copy=False), None, codes)

    def fit_laws(
        self, means: np.ndarray, deviations: np.ndarray | None, codes: np.ndarray
    ) -> "M2Classifier":
        """Train on normal laws in place of rows, from which each batch draws; codes for labels.

        What `M1M2Classifier` does with the posteriors of M1. `classes_` is set by the caller.
        """
        latent = read_count(self.n_components, "n_components")
        widths, device = read_widths(self.hidden_layer_sizes), read_device(self.device)
        likelihood = Gaussian() if self.likelihood is None else self.likelihood
        self.units_ = likelihood.units(means)
        if deviations is not None:  # the spread of what is drawn, not of the means
            spread = math.hypot(self.units_.scale, math.sqrt(np.mean(deviations**2)))
            self.units_ = replace(self.units_, scale=spread)
        self._seed = seed_of(self.random_state)
        self.n_features_in_ = means.shape[1]
        generator = torch.Generator().manual_seed(self._seed)
        model = M2(
            means.shape[1],
            len(self.classes_),
            latent,
            widths,
            likelihood.within(self.units_),
            self.activation,
            generator,
        ).to(device)
        centres = self.units_.into(means).float()
        spreads = None
        if deviations is not None:
            spreads = torch.from_numpy(deviations / self.units_.scale).float()
        self.history_ = self._trained(
            model, centres, spreads, torch.from_numpy(codes), generator, device
        )
        self.model_ = model.cpu().double().requires_grad_(False)
        self.n_epochs_ = len(self.history_.training)
        return self

    def _trained(
        self,
        model: M2,
        centres: Tensor,
        spreads: Tensor | None,
        codes: Tensor,
        generator: torch.Generator,
        device: torch.device,
    ) -> History:
        """Train on all rows but those held out."""
        settings = read_settings(self)
        alpha = read_rate(self.alpha, "alpha", below=float("1e308"))
        given = [centres, codes] if spreads is None else [centres, spreads, codes]
        checkpoint = read_checkpoint(self, self._seed, given)
        labelled, unlabelled = (torch.nonzero(at)[:, 0] for at in (codes >= 0, codes < 0))
        some = unlabelled if len(unlabelled) else labelled
        kept, held = (
            some[rows] for rows in held_out_rows(len(some), self.validation_fraction, generator)
        )
        labelled, unlabelled = (labelled, kept) if len(unlabelled) else (kept, unlabelled)
        objective = Objective(
            model, _rows(centres, spreads, device), codes.to(device), labelled, unlabelled, alpha
        )
        still = int(torch.randint(2**31 - 1, (), generator=generator))
        of_rows = objective.of_unlabelled if len(unlabelled) else objective.of_labelled

        def held_out() -> Tensor:
            draws = torch.Generator().manual_seed(still)
            return torch.cat([of_rows(part, draws) for part in blocks(held, ROWS)]).mean()

        with progress(self.verbose) as step:
            return train(
                model,
                objective,
                held_out if len(held) else None,
                objective.n,
                settings=settings,
                generator=generator,
                checkpoint=checkpoint,
                step=step,
            )

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return q(y | x), shape (n, classes)."""
        parts = [self.model_.log_probabilities(x) for x in blocks(self._read(X), ROWS)]
        return np.asarray(torch.cat(parts).exp().numpy())

    def predict(self, X: Any) -> np.ndarray:
        """Return the most probable class of each row."""
        places = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[places])

    def style(self, X: Any, y: Any = None) -> np.ndarray:
        """Return the mean of q(z | x, y), shape (n, n_components); y is predicted if None."""
        x = self._read(X)
        of_class = self._one_hot(self.predict(X) if y is None else y)
        return np.asarray(self.model_.encode(x, of_class).mean.numpy())

    def generate(self, y: Any, *, style: Any = None, random_state: Any = None) -> np.ndarray:
        """Return the mean of x for each class of y (n,) and style, shape (n, d).

        One style (n_components,) serves all classes, (n, n_components) each its own; None draws
        one for each.
        """
        check_is_fitted(self)
        of_class = self._one_hot(y)
        shape = (len(of_class), self.model_.latent)
        if style is None:
            generator = torch.Generator().manual_seed(seed_of(random_state))
            z = torch.randn(shape, generator=generator, dtype=torch.float64)
        else:
            given = check_array(np.atleast_2d(style), dtype=np.float64, input_name="style")
            if given.shape[1] != shape[1] or len(given) not in (1, shape[0]):
                raise ValueError(f"style has the shape {given.shape}; pass {shape} or {shape[1:]}")
            z = torch.from_numpy(given).expand(shape)
        return self.units_.back(self.model_.decode(z, of_class))

    def _one_hot(self, y: Any) -> Tensor:
        y = np.atleast_1d(np.asarray(y))
        unknown = ~np.isin(y, self.classes_)
        if y.ndim != 1 or unknown.any():
            raise ValueError(f"y has {y[unknown][:1]}; pass classes of {self.classes_}")
        codes = torch.from_numpy(np.searchsorted(self.classes_, y))
        return one_hot(codes, len(self.classes_)).double()

    def _read(self, X: Any) -> Tensor:
        check_is_fitted(self)
        x = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        x = x.astype(np.float64, copy=False)
        (Gaussian() if self.likelihood is None else self.likelihood).units(x)
        return self.units_.into(x)


def _rows(centres: Tensor, spreads: Tensor | None, device: torch.device) -> Rows:
    """Return what gives the rows at indices: as they are, or drawn from their laws."""
    places = centres.to(device)
    if spreads is None:
        return lambda indices, generator: places[indices]
    widths = spreads.to(device)

    def drawn(indices: Tensor, generator: torch.Generator | None) -> Tensor:
        noise = torch.randn((len(indices), places.shape[1]), generator=generator)
        return places[indices] + widths[indices] * noise.to(device)

    return drawn
