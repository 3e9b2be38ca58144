"""What a seed fixes, what a kernel is, what held-out losses and counts of jumps say."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.integrate import quad

import divergences as dv

from . import supports

Values = NDArray[np.float64]


@supports("001-001")
def kl_is_the_integral_of_p_log_p_over_q() -> tuple[bool, bool]:
    """Compare the integral for two exponential laws with its value, and with fine histograms."""
    p, q = stats.expon(scale=1.0), stats.expon(scale=2.0)
    value = np.log(2.0) + 1 / 2 - 1
    integral, _ = quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), 0, np.inf)
    cells = np.append(np.linspace(0.0, 30.0, 3001), np.inf)
    histograms = (np.diff(law.cdf(cells)) for law in (p, q))
    coarse = dv.kl(*histograms)
    holds = bool(abs(integral - value) < 1e-9 and 0 < value - coarse < 1e-4)
    return holds, holds


def digits() -> tuple[tuple[Values, Values], tuple[Values, Values]]:
    """Return scikit-learn's digits, to draw labels from and to test on."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    return (images[:1200], labels[:1200]), (images[1200:], labels[1200:])


def accuracy(seed: int, kernel: str = "rbf") -> float:
    """Train an SVM on 100 labels that a seed draws, and test it."""
    from sklearn.svm import SVC

    (images, labels), test = digits()
    drawn = np.random.default_rng(seed).choice(len(labels), 100, replace=False)
    return float(SVC(kernel=kernel).fit(images[drawn], labels[drawn]).score(*test))


@supports("001-041")
def python_is_no_kernel_of_an_svm() -> tuple[bool, bool]:
    """Train with the kernel that is named, and with the radial one."""
    try:
        named = accuracy(0, "Python 3.9.1") > 0.5
    except ValueError:
        named = False
    return named, accuracy(0, "rbf") > 0.5


@supports("001-042")
def a_seed_fixes_one_draw_and_says_nothing_of_others() -> tuple[bool, bool]:
    """Repeat one draw of 100 labels, and draw others."""
    first = [accuracy(1), accuracy(1)]
    others = [accuracy(seed) for seed in range(2, 7)]
    repeats = first[0] == first[1]
    any_seed = max(others + first) - min(others + first) < 0.005
    return bool(repeats and any_seed), bool(repeats and not any_seed)


def gap(first: Values, second: Values, grid: Values) -> Values:
    """Return by how much the distribution function of the second sample is above the first's."""
    below = (np.searchsorted(np.sort(x), grid, side="right") / len(x) for x in (first, second))
    return np.subtract(*below) * -1


@supports("001-054")
def a_critic_gains_on_its_own_sample_what_it_does_not_gain_on_another() -> tuple[bool, bool]:
    """Take the best critic between two samples of one law, and fresh samples of that law."""
    random = np.random.default_rng(2)
    overstated = []
    for _ in range(10):
        x, y, fresh_x, fresh_y = random.normal(size=(4, 50))
        grid = np.linspace(-6.0, 6.0, 12001)
        slope = np.sign(gap(x, y, grid))  # of the critic: where it rises, where it falls
        trained, held_out = (
            float((slope * gap(*pair, grid)).sum() * (grid[1] - grid[0]))
            for pair in ((x, y), (fresh_x, fresh_y))
        )
        best = dv.wasserstein(dv.Measure(x), dv.Measure(y))
        overstated.append(abs(trained - best) < 5e-3 and trained > held_out)
    told = bool(sum(overstated) >= 9)
    return not told, told


def jumps(losses: Values, threshold: float) -> int:
    """Count the changes of a loss by more than a threshold."""
    return int((abs(np.diff(losses)) > threshold).sum())


@supports("001-061")
def jumps_above_a_threshold_depend_on_the_scale_of_the_loss() -> tuple[bool, bool]:
    """Count the changes above 0.1 of a loss and of the same loss in another unit."""
    losses = np.random.default_rng(3).normal(0.7, 0.1, size=20 * 938)
    count = jumps(losses, 0.1)
    scaled = [jumps(losses * factor, 0.1) for factor in (0.5, 2.0, 8.0)]
    as_scaled = [jumps(losses * factor, 0.1 * factor) for factor in (0.5, 2.0, 8.0)]
    attempts = all(other == count for other in scaled)
    bounded = jumps(losses, 0.0) == 20 * 938 - 1
    return attempts, bool(bounded and all(other == count for other in as_scaled))
