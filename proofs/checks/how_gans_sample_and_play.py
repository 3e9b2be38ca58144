"""Estimating, sampling and playing, computed on laws whose densities are known."""

import numpy as np
from scipy import stats
from scipy.integrate import quad, trapezoid
from scipy.special import expit, log_expit

from . import supports

GRID = np.linspace(-8.0, 8.0, 1601)


@supports("003-002")
def estimates_come_nearer_with_more_data() -> tuple[bool, bool]:
    """Measure the L1 error of a kernel estimate of a mixture, and of MLE in a normal family."""
    random = np.random.default_rng(1)
    mixture = (stats.norm.pdf(GRID, -2.0) + stats.norm.pdf(GRID, 2.0)) / 2
    normal = stats.norm.pdf(GRID, 1.0, 2.0)
    errors = []
    for n in (30, 300, 3000):
        sample = random.normal(random.choice([-2.0, 2.0], n), 1.0)
        kernels = stats.gaussian_kde(sample)(GRID)
        fitted = stats.norm.pdf(GRID, *stats.norm.fit(random.normal(1.0, 2.0, n)))
        pairs = ((kernels, mixture), (fitted, normal))
        errors.append([trapezoid(abs(a - b), GRID) for a, b in pairs])
    falls = bool(np.all(np.diff(errors, axis=0) < 0) and np.max(errors[-1]) < 0.2)
    return falls, falls


@supports("003-003")
def a_vae_has_a_density_and_a_gan_has_none() -> tuple[bool, bool]:
    """Push noise forward along a line in the plane, with and without the noise of a decoder."""
    line, sigma = np.array([1.0, 2.0]), 0.5
    points = np.random.default_rng(2).normal(size=(1000, 1)) * line
    gan_has_none = bool(np.linalg.matrix_rank(np.cov(points.T)) == 1)
    law = stats.multivariate_normal([0.0, 0.0], np.outer(line, line) + sigma**2 * np.eye(2))
    vae_has_one = True
    for x in ([0.0, 0.0], [1.0, 2.0], [1.0, -1.0]):
        decoder = np.prod(stats.norm.pdf(np.array(x), GRID[:, None] * line, sigma), axis=1)
        integral = trapezoid(decoder * stats.norm.pdf(GRID), GRID)
        vae_has_one &= bool(abs(integral / law.pdf(x) - 1) < 1e-9)
    return gan_has_none and not vae_has_one, gan_has_none and vae_has_one


@supports("003-004")
def atoms_in_the_noise_stay_atoms() -> tuple[bool, bool]:
    """Push noises forward to a normal law by quantiles, and see which ones arrive."""
    middle = stats.uniform.rvs(size=4000, random_state=3)
    noises = {
        "point": np.zeros(4000),
        "coin": np.round(middle),
        "uniform": middle,
        "gaussian": stats.norm.ppf(middle),
    }
    arrives = {}
    for name, noise in noises.items():
        below = (stats.rankdata(noise, "average") - 0.5) / len(noise)
        arrives[name] = bool(stats.kstest(stats.norm.ppf(below), "norm").statistic < 0.01)
    continuous = {"point": False, "coin": False, "uniform": True, "gaussian": True}
    return all(arrives.values()), arrives == continuous


@supports("003-026")
def the_minimax_choice_is_the_first_mover_s_best() -> tuple[bool, bool]:
    """Play finite games by backward induction; look for the least v that some row stays under."""
    random = np.random.default_rng(4)
    agrees, order_matters = True, False
    for values in random.normal(size=(50, 4, 5)):
        replies = values.argmax(axis=1)
        chosen = values[range(4), replies].argmin()
        level = next(v for v in np.sort(values, axis=None) if np.any(np.all(values <= v, axis=1)))
        agrees &= bool(np.all(values[chosen] <= level))
        order_matters |= bool(values.min(axis=0).max() < level)
    return agrees and order_matters, agrees and order_matters


@supports("003-030")
def each_update_of_the_algorithm_moves_its_player_s_objective() -> tuple[bool, bool]:
    """Take k = 3 steps up V in D(x) = s(w x + c), then one down the generator's in G(z) = z + t."""
    random = np.random.default_rng(5)
    player, shift, right = np.array([0.1, -0.2]), 3.0, True

    def value(d: np.ndarray, t: float) -> float:
        real, fake = d[0] * x + d[1], d[0] * (z + t) + d[1]
        return float(np.mean(log_expit(real) + log_expit(-fake)))

    for turn in range(20):
        x, z = random.normal(size=(2, 64))
        real, fake = player[0] * x + player[1], player[0] * (z + shift) + player[1]
        if turn % 4 < 3:
            weights = np.concatenate([expit(-real), -expit(fake)]) / 64
            gradient = np.array([weights @ np.concatenate([x, z + shift]), weights.sum()])
            bumps = 1e-6 * np.eye(2)
            slopes = [(value(player + b, shift) - value(player - b, shift)) / 2e-6 for b in bumps]
            after = player + 0.1 * gradient
            right &= np.allclose(gradient, slopes, atol=1e-7)
            right &= value(after, shift) > value(player, shift)
            player = after
        else:
            descent = float(np.mean(-expit(fake)) * player[0])
            slope = (value(player, shift + 1e-6) - value(player, shift - 1e-6)) / 2e-6
            moved = shift - 0.1 * descent
            right &= bool(abs(descent - slope) < 1e-7)
            right &= value(player, moved) < value(player, shift)
            shift = moved
    return bool(right), bool(right)


@supports("003-032")
def the_value_is_two_integrals() -> tuple[bool, bool]:
    """Compare means over samples with integrals against densities, for a D and a G."""
    random = np.random.default_rng(6)
    draws = log_expit(random.normal(1.0, 1.0, 200_000)), log_expit(-2 * random.normal(size=200_000))
    integrals = (
        quad(lambda x: log_expit(x) * stats.norm.pdf(x, 1.0), -9, 11)[0],
        quad(lambda z: log_expit(-2 * z) * stats.norm.pdf(z), -10, 10)[0],
    )
    errors = [
        abs(np.mean(draw) - integral) / (np.std(draw) / np.sqrt(draw.size))
        for draw, integral in zip(draws, integrals, strict=True)
    ]
    agrees = bool(max(errors) < 4)
    return agrees, agrees
