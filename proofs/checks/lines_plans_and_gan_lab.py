"""What computation says of supports, disjoint laws, plans, and what GAN Lab shows."""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from divergences import Measure, js, kl, wasserstein

from . import supports

Values = NDArray[np.float64]
THETA = 0.37


def mass_of_ball(line: float, x: float, y: float, radius: float) -> float:
    """Return what the law of (line, U), U uniform on [0, 1], gives to a ball."""
    half = np.sqrt(max(radius**2 - (x - line) ** 2, 0.0))
    return float(stats.uniform.cdf(y + half) - stats.uniform.cdf(y - half))


@supports("000-002")
def every_ball_around_a_point_of_the_segment_has_mass() -> tuple[bool, bool]:
    """Compare the support, by masses of shrinking balls, with the segments of the document."""
    agree = []
    for line in (0.0, THETA):
        for x in (-0.1, 0.0, 1e-3, THETA, 1.0):
            for y in (-0.5, -1e-3, 0.0, 0.5, 1.0, 1 + 1e-3, 2.0):
                charged = all(mass_of_ball(line, x, y, 2.0**-k) > 0 for k in range(21))
                agree.append(charged == (x == line and 0 <= y <= 1))
    return all(agree), all(agree)


@supports("000-005")
def kl_of_disjoint_laws_is_a_value() -> tuple[bool, bool]:
    """Ask for KL of disjoint vectors, and for what it is while the second keeps a share of both."""
    p, q = np.array([0.3, 0.7, 0.0]), np.array([0.0, 0.0, 1.0])
    value = kl(p, q)
    near = [kl(p, e * p + (1 - e) * q) for e in (1e-2, 1e-8, 1e-300)]
    rising = bool(np.allclose(near, -np.log([1e-2, 1e-8, 1e-300]), rtol=1e-10))
    return bool(np.isnan(value)), value == np.inf and rising


@supports("000-022")
def the_distance_is_the_least_cost_of_all_plans() -> tuple[bool, bool]:
    """Compare W1 with a linear programme over plans, and with a plan that is not best."""
    generator = np.random.default_rng(0)
    right = []
    for _ in range(5):
        x, y = generator.normal(size=(4, 2)), generator.normal(size=(5, 2))
        a, b = generator.dirichlet(np.ones(4)), generator.dirichlet(np.ones(5))
        cost = np.linalg.norm(x[:, None] - y, axis=-1)
        rows, columns = np.kron(np.eye(4), np.ones(5)), np.kron(np.ones(4), np.eye(5))
        plan = optimize.linprog(
            cost.ravel(), A_eq=np.vstack([rows, columns]), b_eq=np.concatenate([a, b])
        )
        value = wasserstein(
            Measure(x, a / a.sum()),
            Measure(y, b / b.sum()),
        )
        right.append(abs(plan.fun - value) < 1e-8 and a @ cost @ b > value + 1e-3)
    return all(right), all(right)


def sessions(steps: int) -> Values:
    """Return the distances from the equilibrium after sessions of a damped Dirac-GAN."""
    generator = np.random.default_rng(1)
    theta, psi = generator.normal(size=(2, 20))
    rate = generator.uniform(0.05, 0.6, 20)
    for _ in range(steps):
        theta, psi = theta + rate * psi, psi - rate * theta - 0.3 * rate * psi
    distances: Values = np.hypot(theta, psi)
    return distances


@supports("000-029")
def how_many_sessions_converge_depends_on_the_criterion() -> tuple[bool, bool]:
    """Count converged sessions of 20 by four criteria: by some it is none, by others it is not."""
    counts = [int((sessions(n) < near).sum()) for n in (40, 400) for near in (1e-2, 1e-1)]
    some = [0 < count < 20 for count in counts]
    return all(some), min(counts) == 0 and len(set(counts)) > 2 and any(some)


def two_gaussians(generator: np.random.Generator, n: int, apart: float = 0.4) -> Values:
    """Draw from two round clusters in the unit square."""
    side = generator.integers(2, size=n)
    points = generator.normal(0.5, 0.1, (n, 2))
    points[:, 0] += apart * (side - 0.5)
    return np.clip(points, 0, 1 - 1e-9)


def on_the_grid(points: Values) -> Values:
    """Return the shares of the 30 x 30 cells that GAN Lab draws."""
    cells = np.bincount((points * 30).astype(int) @ [30, 1], minlength=900)
    shares: Values = cells / cells.sum()
    return shares


@supports("000-031")
def equal_laws_look_apart_on_the_grid() -> tuple[bool, bool]:
    """Measure JS, in bits, between samples of one law, of GAN Lab's sizes and of larger ones."""
    generator = np.random.default_rng(2)

    def reading(n: int, m: int, apart: float) -> float:
        real, fake = two_gaussians(generator, n), two_gaussians(generator, m, apart)
        return float(js(on_the_grid(real), on_the_grid(fake)) / np.log(2))

    floor, large = reading(450, 150, 0.4), reading(200_000, 200_000, 0.4)
    other = reading(450, 150, 0.0)
    return floor < 0.05, floor > 0.1 and large < 0.05 and other > floor
