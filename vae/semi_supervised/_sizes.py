"""How large M1's VAE is, and how long it is trained."""

from dataclasses import dataclass
from pathlib import Path

from .._features import VAEFeatures
from ..likelihoods import Bernoulli


@dataclass(frozen=True)
class Sizes:
    """Hidden layers, latents, epochs, Adam's rate, and the epochs of warm-up."""

    widths: tuple[int, ...]
    latent: int
    epochs: int
    rate: float
    warm_up: int = 0


OF_THE_PAPER = Sizes((600, 600), 50, 30, 1e-3, warm_up=10)  # of the paper: widths and latents
SMALL = Sizes((64,), 8, 100, 3e-3)  # for 8 x 8 pixels


def m1_features(
    sizes: Sizes,
    *,
    seed: int = 0,
    device: str = "cpu",
    checkpoint: Path | None = None,
    verbose: bool = False,
) -> VAEFeatures:
    """Return M1's VAE for pixels from 0 to 1, not yet fitted."""
    return VAEFeatures(
        sizes.latent,
        hidden_layer_sizes=sizes.widths,
        likelihood=Bernoulli(),
        max_epochs=sizes.epochs,
        learning_rate=sizes.rate,
        warm_up=sizes.warm_up,
        device=device,
        checkpoint=checkpoint,
        verbose=verbose,
        random_state=seed,
    )
