"""What does an epoch of `VAEFeatures` cost, against the same network in a hand-written loop?

    OMP_NUM_THREADS=1 python -m benchmarks.vae_epoch

784-600-600-50, softplus, Bernoulli likelihood, batches of 100, Adam (fused in both), on random
pixels: what they are does not change the time. Both run side by side, alternating, after a warm-up,
on one thread; each in turn for 1 and for 3 epochs, and the difference over 2 is an epoch, so that
what is done once for a training is left out. Seconds are of this process's CPU time, which other
processes on the machine change less than the clock's. `held out`: a tenth of the rows are held out
and their bound is taken after each epoch, in the hand-written loop too. The interval of the median
ratio is by order statistics, from the binomial law. Writes docs/results/vae_epoch.json.
"""

import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from benchmarks._paired import compared, told
from benchmarks._studies import write
from vae import VAEFeatures
from vae.likelihoods import Bernoulli

ROWS, ROUNDS = 2000, 15
LATENT, WIDTH, BATCH = 50, 600, 100


def bound(encoder, decoder, batch):
    mean, log_variance = encoder(batch).chunk(2, dim=1)
    z = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
    reconstruction = cross_entropy(decoder(z), batch, reduction="sum")
    kl = (mean**2 + log_variance.exp() - 1 - log_variance).sum() / 2
    return (reconstruction + kl) / len(batch)


def by_hand(epochs, rows, held_out):
    """Train as a tutorial would, and as fast as one can without thinking of anything else."""
    x = torch.from_numpy(rows).float()
    held, kept = x[: int(len(x) * held_out)], x[int(len(x) * held_out) :]
    encoder = nn.Sequential(
        nn.Linear(x.shape[1], WIDTH), nn.Softplus(), nn.Linear(WIDTH, WIDTH), nn.Softplus(),
        nn.Linear(WIDTH, 2 * LATENT),
    )  # fmt: skip
    decoder = nn.Sequential(
        nn.Linear(LATENT, WIDTH), nn.Softplus(), nn.Linear(WIDTH, WIDTH), nn.Softplus(),
        nn.Linear(WIDTH, x.shape[1]),
    )  # fmt: skip
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3, fused=True)
    for _ in range(epochs):
        for places in torch.randperm(len(kept)).split(BATCH):
            loss = bound(encoder, decoder, kept[places])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if len(held):
            with torch.no_grad():
                bound(encoder, decoder, held)


def ours(epochs, rows, held_out):
    VAEFeatures(
        LATENT,
        hidden_layer_sizes=(WIDTH, WIDTH),
        likelihood=Bernoulli(),
        max_epochs=epochs,
        batch_size=BATCH,
        validation_fraction=held_out,
        random_state=0,
    ).fit(rows)


def main():
    torch.set_num_threads(1)
    start = time.monotonic()
    rows = np.random.default_rng(0).random((ROWS, 784))
    found = {}
    for name, held_out in (("nothing held out", 0.0), ("a tenth held out", 0.1)):
        for function in (ours, by_hand):
            function(1, rows[:500], held_out)
        found[name] = compared(ours, by_hand, ROUNDS, rows, held_out)
        print(told(name, found[name]), flush=True)
    measures = f"CPU seconds of an epoch of {ROWS} rows, 1 thread, {ROUNDS} pairs"
    write("vae_epoch", measures, time.monotonic() - start, epochs=found)


if __name__ == "__main__":
    main()
