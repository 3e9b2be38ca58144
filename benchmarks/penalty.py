"""What does a gradient penalty make of W1?

    OMP_NUM_THREADS=1 python -m benchmarks.penalty

A critic f maximises E f(X) - E f(Y) - lambda E (|grad f| - 1)^2, the last mean over points between
independent pairs. On two atoms at 0 and theta, with slope s along the segment, that is
s theta - lambda (|s| - 1)^2: the best slope is 1 + theta / (2 lambda), the objective
theta + theta^2 / (4 lambda), the estimate of W1 theta + theta^2 / (2 lambda). It is above 1, so
the one-sided penalty has the same optimum. But the two-sided one has a second peak, at the
slope -(1 - theta / (2 lambda)): a critic that starts by falling where it should rise may stay
there. The one-sided one pays nothing at 0, and has one peak.

On the lines at 0 and theta, y uniform, it is more. The estimate is theta times the mean of the
slope across at places (e theta, y), with e and y uniform; the penalty is paid where pairs put their
points, at y = (1 - e) A + e B, whose density r(e, y) is a trapezoid that vanishes at the ends y = 0
and 1. Near the ends a slope brings as much as in the middle and costs less: were places free of
each other, the best would be 1 + theta / (2 lambda r), and gain theta^2 / (4 lambda) times the mean
of 1 / r, which is infinite. But slopes across that vary with y bring slopes along y, whose price
holds the gain down to what the grid below finds: linear triangles, the objective as it stands. The
one-sided objective is concave, and the gradients found are nowhere below 1, so that this is the
optimum of both; two grids are extrapolated (halving the mesh divides the error by 4).

Trained: MLP with widths 64, 64, batches of 64, Adam with a rate that falls to 0, five seeds; its
numbers are integrals over grids, without sampling. The ledger's row S11 has the closed forms, and
a single run on the lines. A unit is bent if its input changes sign between the lines: there a ReLU
network without bent units is linear, and says of the lines what it says of two atoms.

Writes docs/results/penalty.json.
"""

import time

import numpy as np
import torch
from scipy.optimize import minimize

from benchmarks._studies import SEEDS, shown, spread, write
from gan.critics import MLP
from gan.objectives import wasserstein
from gan.penalties import gradient_penalty, one_sided_gradient_penalty
from gan.truths import ParallelLines

BATCH = 64
SIDES = {"two-sided": gradient_penalty, "one-sided": one_sided_gradient_penalty}
ATOMS = [(1.0, 10.0), (1.0, 1.0), (5.0, 10.0)]
LINES = [(0.25, 10.0), (0.5, 10.0), (1.0, 10.0), (1.0, 1.0)]
ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh}
LEDGER = {(0.25, 10.0): 0.248, (0.5, 10.0): 0.523, (1.0, 10.0): 1.030}
MIDDLES = (np.arange(64) + 0.5) / 64


def density(e, y):
    """The density at y of (1 - e) A + e B, for A and B uniform on (0, 1)."""
    short, long = np.minimum(e, 1 - e), np.maximum(e, 1 - e)
    return np.minimum(np.minimum(y, 1 - y) / short, 1) / long


def on_a_grid(theta, lam, n):
    """Solve for the best critic that is linear on 2 n^2 triangles: objective, estimate, slopes."""
    h = 1 / n
    i, j = np.meshgrid(np.arange(n), np.arange(n), indexing="ij")
    masses = [density((i + k / 3) * h, (j + k / 3) * h) for k in (1, 2)]
    masses /= np.sum(masses)
    ends = np.full(n + 1, h)
    ends[[0, -1]] /= 2
    here, right, above, both = (slice(-1),) * 2, np.s_[1:, :-1], np.s_[:-1, 1:], np.s_[1:, 1:]
    triangles = ((right, here, above, here), (both, above, both, right))

    def slopes(f, corners):
        a, b, c, d = (f[corner] for corner in corners)
        return (a - b) / (h * theta), (c - d) / h

    def negated(values):
        f, change = values.reshape(n + 1, n + 1), np.zeros((n + 1, n + 1))
        total = ends @ (f[0] - f[-1])
        change[0] += ends
        change[-1] -= ends
        for mass, corners in zip(masses, triangles, strict=True):
            u, v = slopes(f, corners)
            norm = np.hypot(u, v)
            total -= lam * (mass * (norm - 1) ** 2).sum()
            pull = 2 * lam * mass * (norm - 1) / norm
            for corner, sign, share in zip(
                corners, (-1, 1, -1, 1), (u / (h * theta),) * 2 + (v / h,) * 2, strict=True
            ):
                change[corner] += sign * pull * share
        return -total, -change.ravel()

    start = np.repeat(
        (-(1 + theta / (2 * lam)) * theta * np.linspace(0, 1, n + 1))[:, None], n + 1, 1
    )
    settings = {"maxiter": 20_000, "maxfun": 40_000, "ftol": 1e-15, "gtol": 1e-9, "maxcor": 30}
    found = minimize(negated, start.ravel(), jac=True, method="L-BFGS-B", options=settings)
    f = found.x.reshape(n + 1, n + 1)
    norms = [np.hypot(*slopes(f, corners)) for corners in triangles]
    return -found.fun, ends @ (f[0] - f[-1]), np.min(norms), np.max(norms)


def best_on_the_lines(theta, lam):
    coarse, fine = on_a_grid(theta, lam, 32), on_a_grid(theta, lam, 64)
    objective, estimate = ((4 * b - a) / 3 for a, b in zip(coarse[:2], fine[:2], strict=True))
    return {
        "objective": objective,
        "estimate": estimate,
        "least_slope": float(fine[2]),
        "largest_slope": float(fine[3]),
    }


def fit(critic, laws, penalty, lam, steps, rate, generator):
    optimiser = torch.optim.Adam(critic.parameters(), lr=rate)
    rates = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        optimiser.zero_grad()
        x, y = laws(BATCH)
        paid = lam * penalty(critic, x, y, generator=generator)
        (wasserstein.real(critic(x)).mean() + wasserstein.fake(critic(y)).mean() + paid).backward()
        optimiser.step()
        rates.step()


def slopes_at(critic, points):
    points = points.requires_grad_()
    (found,) = torch.autograd.grad(critic(points).sum(), points)
    return found.norm(dim=1)


def atoms(theta, lam, side, seed):
    """Slope, objective and estimate of a critic trained on two atoms."""
    generator = torch.Generator().manual_seed(seed)
    critic = MLP(1, (64, 64), generator=generator)

    def laws(n):
        zeros = torch.zeros(n, 1, dtype=torch.float64)
        return zeros, zeros + theta

    fit(critic, laws, SIDES[side], lam, 1000, 1e-3, generator)
    slopes = slopes_at(critic, theta * torch.tensor(MIDDLES)[:, None])
    with torch.no_grad():
        real, fake = critic(torch.tensor([[0.0], [theta]], dtype=torch.float64)).tolist()
    paid = lam * ((slopes - 1) ** 2).mean().item()
    return {"slope": slopes.mean().item(), "objective": real - fake - paid, "estimate": real - fake}


def bent(critic, points):
    """The number of hidden units whose input changes its sign among the points."""
    count = 0
    for layer in critic.layers[:-1]:
        inputs = layer(points)
        on = (inputs > 0).double().mean(dim=0)
        count += int(((on > 0) & (on < 1)).sum())
        points = critic.activation(inputs)
    return count


def lines(theta, lam, activation, seed):
    """The same for the lines; a mean over pairs is one over a grid with weights r(e, y)."""
    generator = torch.Generator().manual_seed(seed)
    critic = MLP(2, (64, 64), activation=ACTIVATIONS[activation], generator=generator)
    both = ParallelLines(theta, seed=seed)

    def laws(n):
        return both.sample_p(n), both.sample_q(n)

    fit(critic, laws, gradient_penalty, lam, 2000, 5e-3, generator)
    e, y = (grid.ravel() for grid in np.meshgrid(MIDDLES, MIDDLES, indexing="ij"))
    weights = torch.tensor(density(e, y) / density(e, y).sum())
    places = torch.tensor(np.column_stack([e * theta, y]))
    slopes = slopes_at(critic, places.clone())
    with torch.no_grad():
        units = bent(critic, places)
        real, fake = (
            critic(torch.tensor(np.column_stack([np.full(64, x), MIDDLES]))).mean().item()
            for x in (0.0, theta)
        )
    paid = lam * (weights @ (slopes - 1) ** 2).item()
    return {
        "slope": (weights @ slopes).item(),
        "objective": real - fake - paid,
        "estimate": real - fake,
        "bent_units_of_128": units,
    }


def peak(theta, lam, sign):
    """Slope, objective and estimate on two atoms, at the best slope of a sign."""
    return {
        "slope": 1 + sign * theta / (2 * lam),
        "objective": sign * theta + theta**2 / (4 * lam),
        "estimate": sign * theta + theta**2 / (2 * lam),
    }


def spreads(runs):
    return {key: spread([run[key] for run in runs]) for key in runs[0]} if runs else None


def row_of(train, theta, lam, how):
    runs = [train(theta, lam, how, seed) for seed in SEEDS]
    wrong = [run for run in runs if run["estimate"] < 0]
    right = [run for run in runs if run["estimate"] >= 0]
    on_lines = train is lines
    return {
        "laws": train.__name__,
        "critic": how,
        "theta": theta,
        "lambda": lam,
        "atoms": peak(theta, lam, 1),
        "grid": best_on_the_lines(theta, lam) if on_lines else None,
        "trained": spreads(right),
        "of_the_wrong_sign": len(wrong),
        "second_peak": peak(theta, lam, -1),
        "trained_of_the_wrong_sign": spreads(wrong),
        "ledger": LEDGER.get((theta, lam)) if on_lines else None,
    }


def show(row):
    print(
        f"{row['laws']}, theta = {row['theta']}, lambda = {row['lambda']}, {row['critic']}: "
        f"{row['of_the_wrong_sign']} of {len(SEEDS)} of the wrong sign; ledger {row['ledger']}"
    )
    for runs, best in (("trained", "atoms"), ("trained_of_the_wrong_sign", "second_peak")):
        for key, found in (row[runs] or {}).items():
            grid = (row["grid"] or {}).get(key)
            beside = f"atoms {row[best][key]:<9.5g}" if key in row[best] else ""
            beside += f"grid {grid:<9.5g}" if grid else ""
            print(f"  {key:<18} {beside:<31} trained {shown(found, 5)}", flush=True)


def main():
    torch.set_num_threads(1)
    began, rows = time.perf_counter(), []
    todo = [(atoms, *pair, side) for pair in ATOMS for side in SIDES]
    todo += [(lines, *pair, activation) for pair in LINES for activation in ACTIVATIONS]
    for one in todo:
        rows.append(row_of(*one))
        show(rows[-1])
    write(
        "penalty",
        f"critics with a gradient penalty; MLP 64, 64, batches of {BATCH}, Adam: atoms 1000 steps "
        "from 1e-3 to 0, lines 2000 from 5e-3 to 0",
        time.perf_counter() - began,
        rows=rows,
    )


if __name__ == "__main__":
    main()
