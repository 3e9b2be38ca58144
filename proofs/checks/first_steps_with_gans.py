"""KL, piles of dirt, the spiral of the figure and thin laws, computed by two routes each."""

from itertools import pairwise

import numpy as np
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import linprog
from scipy.spatial import cKDTree

from divergences import kl, wasserstein_histogram

from . import supports

P, Q = np.array([3, 2, 1, 4]), np.array([1, 2, 4, 3])


@supports("002-003", "002-052")
def kl_is_the_mean_of_the_log_ratio_under_its_first_law() -> tuple[bool, bool]:
    """Compare E_P log(P / Q), summed and integrated, with the library and with a closed form."""
    random = np.random.default_rng(1)
    p, q = random.dirichlet(np.ones(5), 2)
    draws = random.choice(5, 200_000, p=p)
    ratios = np.log(p / q)[draws]
    finite = bool(abs(ratios.mean() - kl(p, q)) < 5 * ratios.std() / np.sqrt(len(draws)))
    first, second = stats.norm(1.0, 2.0), stats.norm(-1.0, 3.0)
    mean, _ = quad(lambda x: first.pdf(x) * (first.logpdf(x) - second.logpdf(x)), -30.0, 30.0)
    closed = np.log(3.0 / 2.0) + (2.0**2 + 2.0**2) / (2 * 3.0**2) - 0.5
    holds = finite and bool(abs(mean - closed) < 1e-9)
    return holds, holds


@supports("002-021")
def simultaneous_steps_oscillate_with_growing_swings() -> tuple[bool, bool]:
    """Follow the updates, and compare with (1 + i eta)^t (x_0 + i y_0)."""
    eta, x, y = 0.1, 1.0, 1.0
    path = [(x, y)]
    for _ in range(400):
        x, y = x - eta * y, y + eta * x
        path.append((x, y))
    points = np.array(path) @ [1, 1j]
    closed = (1 + 1j) * (1 + 1j * eta) ** np.arange(401)
    turns = np.flatnonzero(np.diff(np.sign(points.real)))
    swings = [abs(points.real[a:b]).max() for a, b in pairwise(turns)]
    grows = len(swings) > 5 and bool(np.all(np.diff(swings) > 0))
    holds = grows and bool(np.allclose(points, closed, rtol=1e-11, atol=0))
    return holds, holds


def dimension(points: np.ndarray) -> float:
    """Estimate the dimension from the ratios of the second to the first nearest distance."""
    near = cKDTree(points).query(points, k=3)[0]
    return float(1 / np.log(near[:, 2] / near[:, 1]).mean())


@supports("002-029")
def generated_points_are_thin_and_data_need_not_be() -> tuple[bool, bool]:
    """Estimate dimensions: of a curve that a generator draws, of digits, and of normal noise.

    The document: all are low. Digits are far below their 64 pixels, but by no theorem: noise with
    as many entries is not.
    """
    from sklearn.datasets import load_digits

    random = np.random.default_rng(2)
    noise = random.normal(size=3000)
    curve = np.stack([np.tanh(noise), np.sin(noise), noise**2], axis=1)
    thin = dimension(curve) < 1.2
    data, cloud = dimension(load_digits().data) < 16, dimension(random.normal(size=(1797, 64))) < 16
    return thin and data and cloud, thin and data and not cloud


def cheapest(p: np.ndarray, q: np.ndarray) -> float:
    """Solve for the cheapest plan that moves piles p, one apart, to piles q."""
    n = len(p)
    cost = abs(np.subtract.outer(np.arange(n), np.arange(n))).ravel()
    leave, arrive = np.kron(np.eye(n), np.ones(n)), np.kron(np.ones(n), np.eye(n))
    plan = linprog(cost, A_eq=np.vstack([leave, arrive]), b_eq=np.concatenate([p, q]))
    return float(plan.fun)


@supports("002-036")
def the_earth_mover_moves_at_least_cost() -> tuple[bool, bool]:
    """Hold the distance of piles against the linear programme over all plans."""
    random = np.random.default_rng(3)
    pairs = [random.dirichlet(np.ones(4), 2) for _ in range(5)] + [np.stack([P, Q]) / 10]
    holds = all(
        abs(cheapest(p, q) - wasserstein_histogram(p, q, np.arange(4.0))) < 1e-9 for p, q in pairs
    )
    return holds, holds


@supports("002-042")
def the_steps_of_the_figure_meet_at_the_distance() -> tuple[bool, bool]:
    """Move 2, 2 in P and 1 in Q: both end in the same piles, at the distance of P and Q."""
    mine, theirs, cost = P.copy(), Q.copy(), 0
    for piles, source, target, amount in ((mine, 0, 1, 2), (mine, 1, 2, 2), (theirs, 2, 3, 1)):
        piles[source] -= amount
        piles[target] += amount
        cost += amount * abs(source - target)
    distance = 10 * wasserstein_histogram(P / 10, Q / 10, np.arange(4.0))
    holds = bool(np.array_equal(mine, theirs) and abs(cost - distance) < 1e-12)
    return holds, holds
