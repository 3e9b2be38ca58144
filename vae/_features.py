"""A VAE as a transformer of scikit-learn: latent means as features."""

from typing import Any

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data
from torch import Tensor
from torch.nn.functional import softplus

from ._blocks import ENTRIES, blocks
from ._door import (
    held_out_rows,
    read_checkpoint,
    read_count,
    read_device,
    read_settings,
    read_widths,
    seed_of,
)
from ._elbo import elbo, importance_weighted_bound
from ._perceptron import Activation
from ._progress import progress
from ._training import History, train
from ._vae import VAE
from .likelihoods import Gaussian, Likelihood

DRAWS = 100  # of the latent, for each row's score
ROWS = 4096  # encoded or decoded at a time


class VAEFeatures(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Features of rows by a variational autoencoder: the mean of q(z | x).

    The model is trained in float32 and answers in float64. Rows are centred and divided by one
    number, unless the likelihood says otherwise; whatever is returned is in the data's units.

    Parameters
    ----------
    n_components : int, default 50
        Entries of the latent, and so features.
    hidden_layer_sizes : tuple of int, default (600, 600)
        Of the encoder; the decoder has them in reverse.
    likelihood : Likelihood, optional
        One of `vae.likelihoods`; `Gaussian()`, with a learnt sigma, if None.
    activation : callable, default softplus
        A function of one number, on tensors.
    max_epochs : int, default 100
        Passes through the rows, at most.
    batch_size : int, default 100
        Rows of a step.
    learning_rate : float, default 1e-3
        Of Adam.
    decay : bool, default False
        Whether the learning rate falls to 0, along half a cosine over `max_epochs`.
    warm_up : int, default 0
        Epochs in which the KL counts less than in the bound, by equal steps up to 1 in the last.
        Without them latents that say nothing yet are given up for good, and many stay unused.
    validation_fraction : float, default 0.1
        Of the rows, held out: training stops when their ELBO has not risen for `n_iter_no_change`
        epochs after the warm-up, and the best weights are kept. 0, or too few rows to hold one out:
        all epochs.
    n_iter_no_change : int, default 10
        Epochs without a rise before stopping.
    device : str, default "cpu"
        Where to train: "cuda" asks for the GPU.
    checkpoint : str or Path, optional
        A file written after each epoch, and taken up by a later `fit` of the same rows with the
        same settings (`max_epochs` may be larger): the weights are then those of a training that
        was never interrupted, bit for bit.
    verbose : bool, default False
        Show how far the training is, on standard error.
    random_state : int, RandomState or None
        Decides the weights, the batches and the draws.

    Attributes
    ----------
    model_ : VAE
        The model, in the units that `units_` gives.
    units_ : Units
        What a row is reduced by.
    history_ : History
        Losses of each epoch, in nats a row: in the warm-up, with what the KL counts.
    n_epochs_ : int
        How many epochs there were.

    References
    ----------
    Kingma, Rezende, Mohamed and Welling (2014), arXiv:1406.5298: the latent-feature model, M1.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> X = load_digits().data[:200]
    >>> features = VAEFeatures(2, hidden_layer_sizes=(8,), max_epochs=2, random_state=0)
    >>> features.fit_transform(X).shape
    (200, 2)
    """

    def __init__(
        self,
        n_components: int = 50,
        *,
        hidden_layer_sizes: Any = (600, 600),
        likelihood: Likelihood | None = None,
        activation: Activation = softplus,
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

    def fit(self, X: Any, y: Any = None) -> "VAEFeatures":
        """Train on rows (n, d), of which there are at least 2; y is not looked at."""
        x = validate_data(self, X, dtype=[np.float64, np.float32], ensure_min_samples=2)
        latent = read_count(self.n_components, "n_components")
        widths, device = read_widths(self.hidden_layer_sizes), read_device(self.device)
        likelihood = Gaussian() if self.likelihood is None else self.likelihood
        self.units_ = likelihood.units(x.astype(np.float64, copy=False))
        self._seed = seed_of(self.random_state)
        generator = torch.Generator().manual_seed(self._seed)
        model = VAE(
            x.shape[1],
            latent,
            widths,
            likelihood=likelihood.within(self.units_),
            activation=self.activation,
            generator=generator,
        )
        self.history_ = self._trained(
            model.to(device), self.units_.into(x).float(), generator, device
        )
        self.model_ = model.cpu().double().requires_grad_(False)
        self.n_epochs_ = len(self.history_.training)
        self._n_features_out = latent
        return self

    def _trained(
        self, model: VAE, x: Tensor, generator: torch.Generator, device: torch.device
    ) -> History:
        """Train on all rows but those held out."""
        settings = read_settings(self)
        checkpoint = read_checkpoint(self, self._seed, [x])
        kept, held = (
            x[rows].to(device)
            for rows in held_out_rows(len(x), self.validation_fraction, generator)
        )
        still = torch.randn((len(held), model.latent), generator=generator).to(device)

        def loss(rows: Tensor, generator: torch.Generator, weight: float) -> Tensor:
            noise = torch.randn((1, len(rows), model.latent), generator=generator)
            found = elbo(model, kept[rows], noise.to(device))
            return -(found.reconstruction - weight * found.kl).mean()

        def held_out() -> Tensor:
            parts = zip(blocks(held, ROWS), blocks(still, ROWS), strict=True)
            return -torch.cat([elbo(model, x, noise[None]).value for x, noise in parts]).mean()

        with progress(self.verbose) as step:
            return train(
                model,
                loss,
                held_out if len(held) else None,
                len(kept),
                settings=settings,
                generator=generator,
                checkpoint=checkpoint,
                step=step,
            )

    def transform(self, X: Any) -> np.ndarray:
        """Return the means of q(z | x), shape (n, n_components), in the dtype of X."""
        x, dtype = self._rows(X)
        means = [self.model_.encode(rows).mean for rows in blocks(x, ROWS)]
        return np.asarray(torch.cat(means).numpy().astype(dtype))

    def posterior(self, X: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the means and the deviations of q(z | x), each (n, n_components), as doubles."""
        laws = [self.model_.encode(rows) for rows in blocks(self._rows(X)[0], ROWS)]
        variances = torch.cat([law.log_variance for law in laws]).exp()
        return torch.cat([law.mean for law in laws]).numpy(), variances.sqrt().numpy()

    def inverse_transform(self, X: Any) -> np.ndarray:
        """Return the mean of x given each latent (n, n_components), in the data's units."""
        check_is_fitted(self)
        z = check_array(X, dtype=[np.float64, np.float32])
        if z.shape[1] != self._n_features_out:
            raise ValueError(
                f"X has {z.shape[1]} columns; pass latents, of {self._n_features_out} entries"
            )
        parts = blocks(torch.from_numpy(z.astype(np.float64)), ROWS)
        return self.units_.back(torch.cat([self.model_.decode(part) for part in parts]))

    def sample(self, n_samples: int = 1, *, random_state: Any = None) -> np.ndarray:
        """Return draws from p(x), shape (n_samples, d): of a latent, and of x given it.

        Images without the noise of the likelihood are `inverse_transform` of standard normals.
        """
        check_is_fitted(self)
        count = read_count(n_samples, "n_samples")
        generator = torch.Generator().manual_seed(seed_of(random_state))
        shape = (count, self.model_.latent)
        z = torch.randn(shape, generator=generator, dtype=torch.float64)
        return self.units_.back(self.model_.draw(z, generator))

    def score_samples(self, X: Any) -> np.ndarray:
        """Return an estimate of log p(x) of each row in nats, by 100 weighted draws.

        Biased low; see `log_evidence`, which also gives its standard error. All rows have the same
        standard normal draws, so that a row's score does not depend on the rows beside it.

        Raises
        ------
        OverflowError
            If a row is so far from those of the training that no double holds a weight.
        """
        x, _ = self._rows(X)
        generator = torch.Generator().manual_seed(self._seed)
        shape = (DRAWS, 1, self.model_.latent)
        noise = torch.randn(shape, generator=generator, dtype=torch.float64)
        found = [
            importance_weighted_bound(self.model_, rows, noise.expand(-1, len(rows), -1))
            for rows in blocks(x, ENTRIES // (DRAWS * x.shape[1]))
        ]
        scores = np.asarray(torch.cat(found).numpy() - self.units_.log_volume())
        lost = np.flatnonzero(np.isnan(scores))
        if len(lost):
            raise OverflowError(
                f"row {lost[0]} of X is too far from the rows of the training: no double holds its "
                f"weights ({len(lost)} of {len(scores)} are); scale X as those, or leave it out"
            )
        return scores

    def score(self, X: Any, y: Any = None) -> float:
        """Return the mean of `score_samples`, in nats a row; y is not looked at."""
        return float(self.score_samples(X).mean())

    def _rows(self, X: Any) -> tuple[Tensor, np.dtype[Any]]:
        """Return rows in the model's units, and the dtype in which the user has them."""
        check_is_fitted(self)
        x = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        wide = x.astype(np.float64, copy=False)
        (Gaussian() if self.likelihood is None else self.likelihood).units(wide)
        return self.units_.into(wide), x.dtype

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
