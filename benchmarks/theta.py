"""Two parallel lines, theta apart: what a discriminator and a critic say, and what they pass on.

    OMP_NUM_THREADS=1 python -m benchmarks.theta

P is uniform on {0} x [0, 1], Q on {theta} x [0, 1]. Exact: KL infinite, TV 1, JS log 2, W1 theta,
and all 0 at theta = 0. Trained, five seeds: a discriminator (MLP 2-64-64-1, Adam 1e-3, batches of
64), whose loss estimates JS, and whose gradients at the generated points are those of log(1 - D),
the saturating generator's, and of -log D; a critic with the gradient penalty (lambda = 10), whose
loss is taken for W1. Means are over a grid of the lines, without sampling. The ledger's row S9 has
a single run of each. Writes docs/results/theta.json.
"""

import time

import numpy as np
import torch

from benchmarks._studies import SEEDS, shown, spread, write
from divergences import Measure, js, kl, tv, wasserstein
from gan.critics import MLP
from gan.objectives import minimax, nonsaturating
from gan.objectives import wasserstein as wasserstein_objective
from gan.penalties import gradient_penalty
from gan.truths import ParallelLines

THETAS = (0.0, 0.25, 0.5, 0.75, 1.0)
STEPS = (15, 50, 150, 500, 1500)
BATCH, RATE, LAMBDA = 64, 1e-3, 10.0
PLACES = (np.arange(256) + 0.5) / 256
LEDGER = {  # JS, norms of the saturating and of the other gradient, W1
    0.0: (3e-5, 0.017, 0.017, None),
    0.25: (0.69302, 9e-3, 69, 0.248),
    0.5: (0.69314, 1.4e-4, 46, 0.523),
    1.0: (0.69314, 2.3e-4, 17, 1.030),
}


def line(x):
    return torch.tensor(np.column_stack([np.full_like(PLACES, x), PLACES]))


def exact(theta):
    mu, nu = (Measure(line(x).numpy()) for x in (0.0, theta))
    names = {"kl": kl, "tv": tv, "js": js, "w1": wasserstein}
    return {
        name: str(value) if (value := f(mu, nu)) == np.inf else value for name, f in names.items()
    }


def critic_and_laws(theta, seed):
    generator = torch.Generator().manual_seed(seed)
    critic = MLP(2, (64, 64), generator=generator)
    return critic, ParallelLines(theta, seed=seed), generator


def slope_at(critic, loss, points):
    """The mean norm of the gradient of a generator's loss in the generated points."""
    points = points.clone().requires_grad_()
    (slopes,) = torch.autograd.grad(loss(critic(points)).sum(), points)
    return slopes.norm(dim=1).mean().item()


def discriminator(theta, seed):
    """What a discriminator says after each of STEPS."""
    critic, laws, _ = critic_and_laws(theta, seed)
    optimiser = torch.optim.Adam(critic.parameters(), lr=RATE)
    x, y, found = line(0.0), line(theta), []
    for step in range(1, STEPS[-1] + 1):
        optimiser.zero_grad()
        real, fake = critic(laws.sample_p(BATCH)), critic(laws.sample_q(BATCH))
        (minimax.real(real).mean() + minimax.fake(fake).mean()).backward()
        optimiser.step()
        if step in STEPS:
            with torch.no_grad():
                cost = minimax.real(critic(x)).mean() + minimax.fake(critic(y)).mean()
            found.append(
                {
                    "js": float(np.log(2) - cost.item() / 2),
                    "saturating": slope_at(critic, minimax.generator, y),
                    "non-saturating": slope_at(critic, nonsaturating.generator, y),
                }
            )
    return found


def penalised(theta, seed):
    """What a critic with the gradient penalty takes for W1."""
    critic, laws, generator = critic_and_laws(theta, seed)
    optimiser = torch.optim.Adam(critic.parameters(), lr=RATE)
    w = wasserstein_objective
    for _ in range(STEPS[-1]):
        optimiser.zero_grad()
        x, y = laws.sample_p(BATCH), laws.sample_q(BATCH)
        penalty = gradient_penalty(critic, x, y, generator=generator)
        (w.real(critic(x)).mean() + w.fake(critic(y)).mean() + LAMBDA * penalty).backward()
        optimiser.step()
    with torch.no_grad():
        return (critic(line(0.0)).mean() - critic(line(theta)).mean()).item()


def row_of(theta):
    runs = [discriminator(theta, seed) for seed in SEEDS]
    ledger = dict(
        zip(("js", "saturating", "non-saturating", "w1"), LEDGER.get(theta, ()), strict=False)
    )
    return {
        "theta": theta,
        "exact": exact(theta),
        "discriminator": [
            {"step": step, **{key: spread([run[i][key] for run in runs]) for key in runs[0][i]}}
            for i, step in enumerate(STEPS)
        ],
        "w1": spread([penalised(theta, seed) for seed in SEEDS]),
        "ledger": ledger,
    }


def main():
    torch.set_num_threads(1)
    began, rows = time.perf_counter(), []
    for theta in THETAS:
        rows.append(row := row_of(theta))
        print(f"theta = {theta}: exact {row['exact']}, the ledger's run {row['ledger']}")
        for found in row["discriminator"]:
            print(f"  {found['step']:>5} steps: JS {shown(found['js'], 5):<31}", end=" ")
            print(f"saturating {shown(found['saturating'], 2):<30}", end=" ")
            print(f"non-saturating {shown(found['non-saturating'], 2)}")
        print(f"  W1 by gradient penalty, {STEPS[-1]} steps: {shown(row['w1'])}", flush=True)
    write(
        "theta",
        f"parallel lines; MLP 2-64-64-1, Adam {RATE}, batches of {BATCH}; lambda {LAMBDA}",
        time.perf_counter() - began,
        rows=rows,
    )


if __name__ == "__main__":
    main()
