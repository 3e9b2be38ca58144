"""Draw the README's picture.

Left, what is lost near equality: the relative error of KL and JS, by SciPy and by us, for three
thirds against the same with two entries tilted by 2^-k; the truth in fifty digits. Right, why there
is more than one distance: two parallel lines, theta apart, as theta goes to 0.

    python docs/make_figures.py
"""

from pathlib import Path

import matplotlib as mpl
import mpmath
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy

import divergences as dv

FIGURE = Path(__file__).parent / "figures" / "readme.png"
LEAST_SHOWN = 1e-17
INFINITY = 1.2  # where the picture has it
mpmath.mp.dps = 50


def kl_in_fifty_digits(p, q):
    p, q = ([mpmath.mpf(x) / mpmath.fsum(law) for x in law] for law in (p, q))
    return mpmath.fsum(x * mpmath.log(x / y) for x, y in zip(p, q, strict=True))


def js_in_fifty_digits(p, q):
    p, q = ([mpmath.mpf(x) / mpmath.fsum(law) for x in law] for law in (p, q))
    middle = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
    return (kl_in_fifty_digits(p, middle) + kl_in_fifty_digits(q, middle)) / 2


def relative_error(value, truth):
    return max(float(abs(value - truth) / truth), LEAST_SHOWN)


def draw_errors(axes):
    tilts = range(1, 53)
    p = np.full(3, 1 / 3)
    pairs = [(p, p + np.array([1.0, -1.0, 0.0]) * 2.0**-k / 3) for k in tilts]
    curves = (
        ("scipy.stats.entropy", entropy, kl_in_fifty_digits, "C1", "-"),
        ("jensenshannon ** 2", lambda *pq: jensenshannon(*pq) ** 2, js_in_fifty_digits, "C3", "-"),
        ("divergences.kl", dv.kl, kl_in_fifty_digits, "C0", "-"),
        ("divergences.js", dv.js, js_in_fifty_digits, "C2", "--"),
    )
    for label, function, truth, colour, style in curves:
        errors = [relative_error(function(*pair), truth(*pair)) for pair in pairs]
        axes.semilogy(tilts, errors, style, color=colour, label=label)
    axes.axhline(1e-14, color="grey", linewidth=0.8)
    axes.text(51, 1.5e-14, "our contract, 1e-14", color="grey", fontsize=8, ha="right")
    axes.set(title="Relative error near equality", xlabel="k, where the tilt is $2^{-k}$")
    axes.legend(frameon=False, fontsize=8, loc="upper left")


def draw_parallel_lines(axes):
    thetas = np.linspace(-1, 1, 41)  # 0 among them
    y = np.linspace(0, 1, 21)
    line = dv.Measure(np.column_stack([0 * y, y]))
    moved = [dv.Measure(np.column_stack([0 * y + theta, y])) for theta in thetas]
    w1 = [float(dv.transport(line, other, dv.costs.euclidean)) for other in moved]
    js = [dv.js(line, other) for other in moved]
    tv = [dv.tv(line, other) for other in moved]
    kl = [dv.kl(line, other) for other in moved]
    axes.plot(thetas, w1, color="C0")
    axes.plot(thetas, tv, ".", color="C1")
    axes.plot(thetas, js, ".", color="C2")
    infinite = np.isinf(kl)
    axes.plot(thetas[infinite], np.full(infinite.sum(), INFINITY), "^", color="C3", markersize=4)
    axes.plot(thetas[~infinite], np.array(kl)[~infinite], "o", color="C3", markersize=5)
    labels = (
        (-0.95, INFINITY + 0.04, r"KL $= \infty$", "C3"),
        (-0.95, 1.03, "TV $= 1$", "C1"),
        (-0.4, np.log(2) + 0.03, r"JS $= \log 2$", "C2"),
        (0.42, 0.3, r"$W_1 = |\theta|$", "C0"),
        (0.06, -0.03, r"all four are 0 at $\theta = 0$", "C3"),
    )
    for x, height, text, colour in labels:
        axes.text(x, height, text, color=colour, fontsize=9)
    axes.set(title="Two parallel lines", xlabel=r"$\theta$, how far apart", ylim=(-0.06, 1.35))
    axes.set_xticks([-1, -0.5, 0, 0.5, 1])


def main():
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    draw_errors(left)
    draw_parallel_lines(right)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    FIGURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(FIGURE, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
