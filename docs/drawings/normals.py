"""Normal laws near a correlated one, and near two bumps."""

import numpy as np
from matplotlib.patches import Ellipse
from scipy.optimize import brentq, minimize

from proofs.claims import mean_field_narrows_a_normal
from proofs.claims import the_nearest_normal_has_the_mean_and_variance_of_p as nearest

from .house import BLUE, GREEN, GREY, RED, right, save, sheet, value

INSIDE = 5.991464547107979  # the 95 % quantile of chi-squared with two degrees of freedom
MEAN, RHO = (0.0, 1.0), 0.9
FINELY = {"method": "Nelder-Mead", "options": {"xatol": 1e-9, "fatol": 1e-15}}
X = np.linspace(-40, 40, 8001)


def ellipse(axes, variances, angle, **look):
    width, height = (2 * np.sqrt(INSIDE * v) for v in variances)
    axes.add_patch(Ellipse(MEAN, width, height, angle=angle, fill=False, linewidth=1.8, **look))


def draw_ellipses():
    narrow = value(right(mean_field_narrows_a_normal.says()[-1]))
    figure, axes = sheet(width=5, height=4.2)
    ellipse(axes, (1 + RHO, 1 - RHO), 45, color=GREY)
    ellipse(axes, (narrow, narrow), 0, color=RED)
    ellipse(axes, (1, 1), 0, color=BLUE)
    axes.plot(*MEAN, "+", color="black")
    words = (
        (2.5, 2.9, "target p,\ncorrelation 9/10", GREY),
        (-2.5, 3.55, "moment matching, least KL(p || q): variances 1", BLUE),
        (2.5, -0.4, f"mean field,\nleast KL(q || p):\nvariances {narrow}", RED),
    )
    for x, y, text, colour in words:
        axes.text(x, y, text, color=colour)
    axes.annotate("", (0.86, 0.36), (2.45, -0.1), arrowprops={"arrowstyle": "->", "color": RED})
    axes.set(xlim=(-3, 4.6), ylim=(-1.8, 3.9), aspect="equal")
    axes.set(xlabel="$x_1$", ylabel="$x_2$", title="Each ellipse holds 95 % of its law")
    save(figure, "ellipses")


def normal(x, m, s):
    return np.exp(-(((x - m) / s) ** 2) / 2) / (s * np.sqrt(2 * np.pi))


def bumps(x, a):
    return (normal(x, -a, 1) + normal(x, a, 1)) / 2


def kl(m, s, a):
    """KL(q || p) by the trapezoid rule, which is exact to rounding for such smooth densities."""
    q = normal(X, m, s)
    log_p = np.logaddexp(-((X - a) ** 2) / 2, -((X + a) ** 2) / 2) - np.log(2 * np.sqrt(2 * np.pi))
    log_q = -(((X - m) / s) ** 2) / 2 - np.log(s * np.sqrt(2 * np.pi))
    return np.trapezoid(q * (log_q - log_p), X)


def broad(a):
    found = minimize(lambda z: kl(0, np.exp(z[0]), a), [0.8], **FINELY)
    return 0.0, float(np.exp(found.x[0])), found.fun


def on_one_bump(a):
    found = minimize(lambda z: kl(z[0], np.exp(z[1]), a), [a, 0.0], **FINELY)
    return float(found.x[0]), float(np.exp(found.x[1])), found.fun


def wide(a):
    """Return the deviation of the normal law that minimises KL(p || q), from its claim."""
    (variance,) = {v for v in ("1 + a ** 2",) if v in nearest.says()[2].then}
    return np.sqrt(value(variance, a=a))


def draw_bimodal():
    switch = brentq(lambda a: broad(a)[2] - on_one_bump(a)[2], 2.7, 2.9, xtol=1e-9)
    assert abs(switch - 2.80008221758) < 1e-7
    figure, (before, after, last) = sheet(1, 3, width=9, height=3.0)
    for axes, a in ((before, 2.6), (after, 3.0)):
        shown = X[np.abs(X) < 6.6][::5]
        axes.fill_between(shown, bumps(shown, a), color="0.85")
        for fit, colour in ((broad(a), BLUE), (on_one_bump(a), RED)):
            m, s, loss = fit
            best = loss == min(broad(a)[2], on_one_bump(a)[2])
            label = f"KL(q || p) {loss:.3f}" + (", least" if best else "")
            axes.plot(shown, normal(shown, m, s), "-" if best else "--", color=colour, label=label)
        moments = normal(shown, 0, wide(a))
        axes.plot(shown, moments, ":", color="black", label="least KL(p || q)")
        axes.set(xlim=(-6.5, 6.5), ylim=(0, 0.56), xlabel="x", title=f"a = {a}")
        axes.legend(loc="upper left", fontsize=8)
    grid = np.linspace(2.45, 3.4, 39)
    last.plot(grid, [broad(a)[2] for a in grid], color=BLUE)
    last.plot(grid, [on_one_bump(a)[2] for a in grid], color=RED)
    last.text(3.05, 1.0, "broad", color=BLUE, ha="right")
    last.text(3.4, 0.66, "on one bump", color=RED, ha="right", va="top")
    last.axhline(np.log(2), color=GREY, linewidth=0.8)
    last.text(3.4, np.log(2) + 0.012, "log 2", color=GREY, ha="right", fontsize=8)
    last.axvline(switch, color=GREEN, linewidth=0.9)
    last.text(switch + 0.02, 0.45, f"a* = {switch:.5f}", color=GREEN)
    last.set(xlabel="a", title="KL(q || p) of both fits")
    save(figure, "bimodal")


def draw():
    draw_ellipses()
    draw_bimodal()
