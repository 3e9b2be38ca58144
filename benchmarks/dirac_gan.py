"""Where does the Dirac-GAN go, under five objectives and four ways of holding the critic back?

    OMP_NUM_THREADS=1 python -m benchmarks.dirac_gan

The real point is 0, the generated point theta, the critic s0 + psi x, where s0 is the objective's
best score of equal laws; so the equilibrium is theta = psi = 0. Trained: torch takes the gradients
of `gan.objectives` and `gan.penalties`, five starts. Exact: the same steps written by hand, in
balls of 1,200 bits that enclose them. Closed: what the steps amount to.

  minimax         r^2 grows by 1 + (eta D)^2 a step, and D = 1/2 near the equilibrium
  non-saturating  D - (1 - D) = tanh(s/2) pulls inward by eta theta^2 psi^2, steps push outward by
                  eta^2 r^2 / 4: they balance on a circle, of radius sqrt(2 eta)
  least squares   the same, with a pull of 4 eta theta^2 psi^2: sqrt(eta / 2)
  hinge           the critic rests where psi theta < -1, which cuts circles wider than sqrt(2)
  Wasserstein     the game xy: r_t = r_0 (1 + eta^2)^(t/2); if the critic steps second, on an
                  ellipse theta^2 + psi^2 + eta theta psi = const
  clipped at c    psi waits at c for theta to pass 0, then a quarter of a turn: c e^(pi eta / 4)
  penalty, at 1   theta swings about 2 lambda, and stays there from lambda = 1 on (with steps so
                  small that psi does not jump across 0, where the push changes its sign)
  penalty, at 0   the matrix power A^t, a contraction by sqrt(1 - 2 eta lambda + eta^2)

Writes docs/results/dirac_gan.json.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import flint
import numpy as np
import torch
from torch import nn

from benchmarks._studies import SEEDS, shown, spread, write
from gan.objectives import hinge, least_squares, minimax, nonsaturating, wasserstein
from gan.penalties import clip_weights, gradient_penalty, zero_centred_penalty

BITS = 1200  # a step widens a ball by about 1 + eta: 571 bits in 20,000 steps of 0.02


@dataclass(frozen=True)
class Game:
    """One way to play, what is measured of it, and what that should be."""

    name: str
    objective: object
    measured: Callable
    closed: Callable
    eta: float = 0.1
    steps: int = 4000
    at_1: float = 0.0
    at_0: float = 0.0
    clip: float = math.inf
    start: float = 1.0
    second: bool = False  # the critic steps after the generator
    ledger: float | None = None


class Line(nn.Module):
    """The critic s0 + psi x."""

    def __init__(self, psi, at_rest):
        super().__init__()
        self.psi = nn.Parameter(torch.tensor(psi, dtype=torch.float64))
        self.at_rest = at_rest

    def forward(self, x):  # noqa: D102
        return self.at_rest + self.psi * x.squeeze(-1)


def at_rest(objective):
    one = torch.ones(1, dtype=torch.float64)
    return 0.0 if objective.best_score is None else float(objective.best_score(one, one))


def trained(game, theta, psi):
    """The path of theta and psi by autograd."""
    critic, o = Line(psi, at_rest(game.objective)), game.objective
    real = torch.zeros(1, 1, dtype=torch.float64)
    fake = torch.full((1, 1), theta, dtype=torch.float64, requires_grad=True)
    generator = torch.Generator().manual_seed(0)  # the slope is psi wherever it is measured
    path = []
    for _ in range(game.steps):
        if game.second:
            (slope,) = torch.autograd.grad(o.generator(critic(fake)).mean(), fake)
            fake.data -= game.eta * slope
        loss = o.real(critic(real)).mean() + o.fake(critic(fake.detach())).mean()
        if game.at_1:
            loss = loss + game.at_1 * gradient_penalty(
                critic, real, fake.detach(), generator=generator
            )
        if game.at_0:
            loss = loss + game.at_0 * zero_centred_penalty(critic, real)
        (push,) = torch.autograd.grad(loss, critic.psi)
        if not game.second:
            (slope,) = torch.autograd.grad(o.generator(critic(fake)).mean(), fake)
            fake.data -= game.eta * slope
        critic.psi.data -= game.eta * push
        if game.clip < math.inf:
            clip_weights(critic, game.clip)
        path.append((fake.item(), critic.psi.item()))
    return np.array(path)


def logistic(s):
    return 1 / (1 + (-s).exp())


SLOPES = {  # of fake and of generator, by hand
    minimax: (logistic, lambda s: -logistic(s)),
    nonsaturating: (logistic, lambda s: -logistic(-s)),
    least_squares: (lambda s: s, lambda s: s - 1),
    hinge: (lambda s: flint.arb((1 + sign(s + 1)) // 2), lambda _: flint.arb(-1)),
    wasserstein: (lambda _: flint.arb(1), lambda _: flint.arb(-1)),
}


def sign(x):
    if not (x > 0 or x < 0):
        raise ArithmeticError(f"{x} may be of either sign; take more BITS")
    return 1 if x > 0 else -1


def exact(game, theta, psi):
    """The path enclosed in balls, and their largest radius, which may be too small for a double."""
    flint.ctx.prec = BITS
    of_fake, of_generator = SLOPES[game.objective]
    s0 = flint.arb(at_rest(game.objective))
    theta, psi, eta = flint.arb(theta), flint.arb(psi), flint.arb(game.eta)
    path, widest = [], 0.0
    for _ in range(game.steps):
        s = s0 + psi * theta
        moved = theta - eta * psi * of_generator(s)
        if game.second:
            theta = moved
            s = s0 + psi * theta
        kept = 1 - 2 * eta * flint.arb(game.at_1 + game.at_0)
        pull = 2 * eta * flint.arb(game.at_1) * sign(psi)
        theta, psi = moved, kept * psi + pull - eta * of_fake(s) * theta
        if game.clip < math.inf:
            psi = min(max(psi, flint.arb(-game.clip)), flint.arb(game.clip))
        path.append((float(theta), float(psi)))
        widest = max(widest, float(theta.rad()), float(psi.rad()))
    return np.array(path), widest


def last_radius(path):
    return float(np.hypot(*path[-1]))


def mean_radius(path):
    return float(np.sqrt((path[len(path) // 2 :] ** 2).sum(1).mean()))


def largest_radius(path):
    return float(np.hypot(*path.T).max())


def reach(path):
    return float(np.abs(path[len(path) // 2 :, 0]).max())


def swing(game, _):
    """Half a turn about (2 lambda, 0) is to lead from theta = -A to A: a geometric series."""
    eta, lam = game.eta, game.at_1
    shrink = math.sqrt(1 - 2 * eta * lam + eta**2)
    shrink **= math.pi / math.acos((1 - eta * lam) / shrink)
    return 2 * lam * (1 + shrink) / (1 - shrink)


def power(game, start):
    """The norm of A^t z for the penalty centred at 0."""
    step = np.array([[1, game.eta], [-game.eta, 1 - 2 * game.eta * game.at_0]])
    return float(np.linalg.norm(np.linalg.matrix_power(step, game.steps) @ start))


def grown(k):
    return lambda game, z: float(np.hypot(*z) * (1 + (game.eta * k) ** 2) ** (game.steps / 2))


def widest_of_ellipse(game, z):
    return math.sqrt((z @ z + game.eta * z[0] * z[1]) / (1 - game.eta / 2))


def clipped(game, _):
    return game.clip * math.exp(math.pi * game.eta / 4)


GAMES = [
    Game("minimax, near 0", minimax, last_radius, grown(0.5), steps=1000, start=0.1),
    Game("non-saturating", nonsaturating, mean_radius, lambda g, _: math.sqrt(2 * g.eta)),
    Game("least squares", least_squares, mean_radius, lambda g, _: math.sqrt(g.eta / 2)),
    Game("hinge", hinge, mean_radius, lambda *_: math.sqrt(2), eta=0.02, steps=20_000),
    Game("Wasserstein", wasserstein, last_radius, grown(1), steps=400),
    Game("W, critic second", wasserstein, largest_radius, widest_of_ellipse, second=True),
    Game("W, clipped at 1", wasserstein, reach, clipped, steps=2000, clip=1.0, ledger=1.083),
    Game("W, clipped at 0.01", wasserstein, reach, clipped, steps=2000, clip=0.01, ledger=0.0108),
    Game("W, 0.1 at 1", wasserstein, reach, swing, steps=2000, at_1=0.1, ledger=1.34),
    Game(
        "W, 0.1 at 1, small steps",
        wasserstein, reach, swing, eta=0.01, steps=10_000, at_1=0.1, ledger=1.34,
    ),
    Game(
        "W, 10 at 1", wasserstein, reach, lambda g, _: 2 * g.at_1, eta=0.04, at_1=10.0, ledger=20.0
    ),
    Game("W, 0.5 at 0", wasserstein, last_radius, power, at_0=0.5, ledger=0.0),
]  # fmt: skip


def row_of(game):
    """Play from five starts; hold what was trained against what is exact and what is closed."""
    found, true, said, apart, widest = [], [], [], 0.0, 0.0
    for seed in SEEDS:
        start = np.random.default_rng(seed).uniform(-1, 1, 2) * game.start
        path, (ball_path, width) = trained(game, *start.tolist()), exact(game, *start.tolist())
        apart = max(apart, float(np.abs(path - ball_path).max()))
        widest = max(widest, width)
        found.append(game.measured(path))
        true.append(game.measured(ball_path))
        said.append(game.closed(game, start))
    off = [value / closed - 1 for value, closed in zip(found, said, strict=True)]
    return {
        "game": game.name,
        "eta": game.eta,
        "steps": game.steps,
        "measured": game.measured.__name__.replace("_", " "),
        "trained": spread(found),
        "exact": spread(true),
        "closed": spread(said),
        "trained_over_closed_minus_1": max(off, key=abs),
        "largest_distance_of_the_paths": apart,
        "widest_ball": widest,
        "ledger": game.ledger,
    }


def main():
    torch.set_num_threads(1)
    began, rows = time.perf_counter(), []
    print(f"{'':<26}{'trained, 5 starts':<36}{'closed':<12}{'off':>8}{'from exact':>12}  ledger")
    for game in GAMES:
        row = row_of(game)
        rows.append(row)
        print(
            f"{game.name:<26}{shown(row['trained']):<36}{row['closed']['median']:<12.4g}"
            f"{100 * row['trained_over_closed_minus_1']:>7.2f}%"
            f"{row['largest_distance_of_the_paths']:>12.1e}  {game.ledger or ''}"
        )
    write(
        "dirac_gan",
        "real point 0, generated point theta, critic s0 + psi x; simultaneous gradient steps eta",
        time.perf_counter() - began,
        rows=rows,
    )


if __name__ == "__main__":
    main()
