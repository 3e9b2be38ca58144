"""What is left of W1 when a critic's weights are clipped to [-c, c]?

    OMP_NUM_THREADS=1 python -m benchmarks.clipping

The bound. With hidden widths n_1 ... n_L, d inputs and weights in [-c, c] the Lipschitz constant is
at most K = c^(L+1) n_1 ... n_L sqrt(d), with equality where all weights are c: K by `clipped_bound`
and the gradient of that network by autograd.

The layers. Backwards through a layer of equal weights a gradient grows by c n, through one of
uniform weights by c sqrt(n / 6): half of the squares c^2 n / 3 belong to units that are on.

The lines at 0 and theta. They differ in one direction, so no clipped critic estimates more than
c^(L+1) n_1 ... n_L theta. The critic with all weights c but those of the first layer, -c for the
abscissa and 0 for the ordinate, and biases c, attains it. Trained (MLP 2-64-64-1, Adam 1e-3, 1,500
steps, batches of 64), five seeds; a unit is dead if it is off on both lines.

The sweep. P is uniform on the unit cube, Q is P moved by 1 along the diagonal: W1 = 1, and the best
clipped critic estimates K. Trained for 600 steps.

The ledger's row S10 has single runs. Writes docs/results/clipping.json.
"""

import math
import time

import torch

from benchmarks._studies import SEEDS, shown, spread, write
from gan.critics import MLP
from gan.objectives import wasserstein
from gan.penalties import clip_weights
from gan.truths import ParallelLines

RATE, BATCH = 1e-3, 64
PLACES = (torch.arange(256, dtype=torch.float64) + 0.5) / 256
IMAGES = ((64, 64), (256, 256), (512, 512))  # with 784 inputs and c = 0.01, as in the ledger
LEDGER = {
    (0.01, 0.25): 0.0003, (0.01, 0.5): 0.0007, (0.01, 1.0): 0.0014,
    (0.1, 0.25): 0.378, (0.1, 0.5): 0.779, (0.1, 1.0): 1.394,
}  # fmt: skip
SWEEP = [
    *((c, (64, 64), 2) for c in (0.01, 0.02, 0.05, 0.1, 0.2)),
    *((0.05, (n, n), 2) for n in (16, 256)),
    *((0.05, (64,) * depth, 2) for depth in (1, 3, 4)),
    *((0.05, (64, 64), d) for d in (16, 64)),
]


def generator_of(seed):
    return torch.Generator().manual_seed(seed)


def best_along_an_axis(critic, c):
    """Set the weights so that scores fall along the first axis as steeply as clipping allows."""
    with torch.no_grad():
        for parameter in critic.parameters():
            parameter.fill_(c)
        critic.layers[0].weight.zero_()
        critic.layers[0].weight[:, 0] = -c
    return critic


def constants():
    for widths in IMAGES:
        critic, c = MLP(784, widths, generator=generator_of(0)), 0.01
        with torch.no_grad():
            for parameter in critic.parameters():
                parameter.fill_(c)
        x = torch.ones(1, 784, dtype=torch.float64, requires_grad=True)
        (slope,) = torch.autograd.grad(critic(x).sum(), x)
        formula = c ** (len(widths) + 1) * math.prod(widths) * math.sqrt(784)
        row = {
            "widths": widths, "formula": formula, "clipped_bound": critic.clipped_bound(c),
            "slope_with_all_weights_c": slope.norm().item(),
        }  # fmt: skip
        print(f"widths {widths}: K = {formula:.7g}, slope by autograd {slope.norm().item():.7g}")
        yield row


def growth(n, c, depth, generator, equal):
    """By how much a gradient grows from the last layer to the first, at one input."""
    weights = [torch.full((n, n), c, dtype=torch.float64) for _ in range(depth)]
    if not equal:
        weights = [w.uniform_(-c, c, generator=generator) for w in weights]
    on, h = [], torch.randn(n, dtype=torch.float64, generator=generator).abs()
    for w in weights:
        h = (w @ h).relu()
        on.append(h > 0)
    back = torch.randn(n, dtype=torch.float64, generator=generator)
    back = back.abs() if equal else back
    norms = []
    for w, units in zip(reversed(weights), reversed(on), strict=True):
        back = w.T @ (back * units)
        norms.append(back.norm().item())
    return norms[-1] / norms[0]


def layers():
    for n, networks in ((64, 200), (256, 20), (1024, 2)):
        c, depth = 0.05, 12
        found = []
        for g in map(generator_of, SEEDS):
            squares = [growth(n, c, depth, g, equal=False) ** 2 for _ in range(networks)]
            found.append((sum(squares) / networks) ** (1 / (2 * (depth - 1))))
        equal = growth(n, c, depth, generator_of(0), equal=True) ** (1 / (depth - 1))
        row = {
            "width": n, "c": c, "depth": depth, "networks_a_seed": networks,
            "uniform": {"formula": c * math.sqrt(n / 6), **spread(found)},
            "equal": {"formula": c * n, "found": equal},
        }  # fmt: skip
        print(
            f"a layer of {n:>4}, c = {c}: uniform {row['uniform']['formula']:.4f}, found "
            f"{shown(row['uniform'])}; equal {c * n:.4g}, found {row['equal']['found']:.4g}"
        )
        yield row


def fit(critic, c, laws, steps):
    """Ascend, and clip after each step."""
    optimiser = torch.optim.Adam(critic.parameters(), lr=RATE)
    for _ in range(steps):
        x, y = laws(BATCH)
        optimiser.zero_grad()
        (wasserstein.real(critic(x)).mean() + wasserstein.fake(critic(y)).mean()).backward()
        optimiser.step()
        clip_weights(critic, c)


def line(x):
    return torch.stack([torch.full_like(PLACES, x), PLACES], dim=1)


def estimate(critic, x, y):
    with torch.no_grad():
        return (critic(x).mean() - critic(y).mean()).item()


def dead(critic, x):
    """The share of units of each hidden layer that are off at every point."""
    shares = []
    for layer in critic.layers[:-1]:
        x = layer(x).relu()
        shares.append((x <= 0).all(dim=0).double().mean().item())
    return shares


def on_the_lines(c, theta):
    x, y = line(0.0), line(theta)
    critic = best_along_an_axis(MLP(2, generator=generator_of(0)), c)
    found, off = [], []
    for seed in SEEDS:
        trained = MLP(2, generator=generator_of(seed))
        lines = ParallelLines(theta, seed=seed)
        fit(trained, c, lambda n, lines=lines: (lines.sample_p(n), lines.sample_q(n)), 1500)
        found.append(estimate(trained, x, y))
        with torch.no_grad():
            off.append(dead(trained, torch.cat([x, y])))
    best = c**3 * 64 * 64 * theta
    return {
        "c": c, "w1": theta, "K": critic.clipped_bound(c),
        "best_by_formula": best, "best_built": estimate(critic, x, y),
        "trained": spread(found), "trained_over_best": spread([v / best for v in found]),
        "dead": [spread([shares[i] for shares in off]) for i in range(2)],
        "ledger": LEDGER[c, theta],
    }  # fmt: skip


def lines():
    for c, theta in LEDGER:
        row = on_the_lines(c, theta)
        print(
            f"c = {c:<5} W1 = {theta:<5} best {row['best_by_formula']:<9.4g} built "
            f"{row['best_built']:<9.4g} trained {shown(row['trained'], 3):<34} of the best "
            f"{shown(row['trained_over_best'], 2):<19} dead units "
            f"{row['dead'][0]['median']:.0%}, {row['dead'][1]['median']:.0%}   "
            f"ledger {row['ledger']}",
            flush=True,
        )
        yield row


def moved(c, widths, d, seed):
    """Estimate, and mean norm of the gradient, of a clipped critic for a cube moved by 1."""
    generator, shift = generator_of(seed), 1 / math.sqrt(d)

    def cubes(n):
        x, y = torch.rand(2, n, d, dtype=torch.float64, generator=generator)
        return x, y + shift

    critic = MLP(d, widths, generator=generator)
    fit(critic, c, cubes, 600)
    x, y = cubes(4096)
    points = y.requires_grad_()
    (slopes,) = torch.autograd.grad(critic(points).sum(), points)
    return estimate(critic, x, y.detach()), slopes.norm(dim=1).mean().item()


def sweep():
    for c, widths, d in SWEEP:
        runs = [moved(c, widths, d, seed) for seed in SEEDS]
        bound = c ** (len(widths) + 1) * math.prod(widths) * math.sqrt(d)
        row = {
            "c": c, "widths": widths, "d": d, "w1": 1.0, "K": bound,
            "estimate": spread([value for value, _ in runs]),
            "slope": spread([slope for _, slope in runs]),
            "estimate_over_K": spread([value / bound for value, _ in runs]),
        }  # fmt: skip
        print(
            f"c = {c:<5} widths {widths!s:<17} d = {d:<3} K = {bound:<9.3g} estimate of 1: "
            f"{shown(row['estimate'], 3):<32} slope {shown(row['slope'], 3):<32} of K "
            f"{shown(row['estimate_over_K'], 2)}",
            flush=True,
        )
        yield row


def main():
    torch.set_num_threads(1)
    began = time.perf_counter()
    parts = {part.__name__: list(part()) for part in (constants, layers, lines, sweep)}
    write(
        "clipping",
        f"estimates of W1 by clipped critics; Adam {RATE}, batches of {BATCH}",
        time.perf_counter() - began,
        **parts,
    )


if __name__ == "__main__":
    main()
