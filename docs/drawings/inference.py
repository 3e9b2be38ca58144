"""Approximations of a law by a simpler one, as in the fourth document's part II."""

import math

import numpy as np
from matplotlib.patches import Ellipse
from scipy import stats
from scipy.special import gammaln

from vae import inference as vi

from .house import BLUE, GREEN, GREY, RED, save, sheet

BOUND = -2 * math.log(0.05)  # the 95 % quantile of chi-squared with two degrees of freedom


def ellipse(axes, centre, covariance, **look):
    """Draw the ellipse that holds 95 % of a normal law in the plane."""
    variances, directions = np.linalg.eigh(covariance)
    angle = math.degrees(math.atan2(*directions[::-1, 1]))
    low, high = 2 * np.sqrt(BOUND * variances)
    shape = Ellipse(centre, high, low, angle=angle, fill=False, linewidth=1.8, **look)
    axes.add_patch(shape)


def draw_mean_field():
    covariance = np.array([[1.0, 0.9], [0.9, 1.0]])
    q = vi.mean_field([0, 1], covariance, start=[2.2, -0.9])
    p = vi.moment_matching([0, 1], covariance)
    figure, (left, right) = sheet(1, 2, width=9, height=3.9)
    ellipse(left, p.mean, covariance, color=GREY)
    ellipse(left, q.mean, np.diag(q.variances), color=RED)
    ellipse(left, p.mean, np.diag(p.variances), color=BLUE)
    corners = [q.means[0]]
    for before, after in zip(q.means[:-1], q.means[1:], strict=True):
        corners += [(after[0], before[1]), after]
    left.plot(*np.transpose(corners), color=GREEN, linewidth=1.0)
    left.plot(*q.means[0], "o", color=GREEN, markersize=4)
    words = (
        (-2.9, 3.85, f"marginals: least KL(p || q) = {p.forward_kl:.3f}", BLUE),
        (2.5, 2.6, "p, correlation 0.9", GREY),
        (-2.9, -1.75, f"mean field: least KL(q || p) = {q.reverse_kl:.3f}", RED),
        (2.35, -0.9, "coordinate ascent", GREEN),
    )
    for x, y, text, colour in words:
        left.text(x, y, text, color=colour)
    left.set(xlim=(-3, 4.9), ylim=(-2, 4.3), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    left.set(title="Each ellipse holds 95 % of its law")
    draw_rates(right)
    save(figure, "mean_field")


def draw_rates(axes):
    """The error of the means after each sweep, and lines that fall by the rate."""
    near = np.full((5, 5), 0.7) + 0.3 * np.eye(5)
    root = np.random.default_rng(3).normal(size=(4, 5))
    cases = (
        ("d = 2, correlation 0.9", [[1, 0.9], [0.9, 1]], RED),
        ("d = 2, correlation 0.5", [[1, 0.5], [0.5, 1]], BLUE),
        ("d = 5, correlations 0.7", near, GREEN),
        ("d = 4, drawn", root @ root.T, "C1"),
    )
    for label, covariance, colour in cases:
        fit = vi.mean_field(np.zeros(len(covariance)), covariance)
        sizes = np.abs(fit.means / np.sqrt(fit.variances)).max(1)
        sweeps = np.arange(len(sizes))
        axes.semilogy(sweeps, sizes, ".", color=colour, markersize=4)
        line = sizes[-1] * fit.rate ** (sweeps - sweeps[-1])
        axes.semilogy(sweeps, line, color=colour, label=f"{label}: rate {fit.rate:.4f}")
    axes.set(ylim=(1e-12, 1e2), xlim=(0, 100), xlabel="sweeps", ylabel="error, in deviations of q")
    axes.set(title="Points: the iterates. Lines: the spectral radius")
    axes.legend(fontsize=8, loc="upper right")


def draw_two_modes():
    figure, panels = sheet(1, 4, width=11, height=3.0)
    for axes, a in zip(panels, (2.0, 2.6, 3.4), strict=False):
        fits, x = vi.fit_two_modes(a), np.linspace(-8, 8, 801)
        axes.fill_between(x, np.exp(vi.two_modes(a)(x)), color="0.85")
        shown = [(fits.moments, ":", "black", "least KL(p || q)")]
        for fit, colour in ((fits.broad, BLUE), (fits.on_one_mode, RED)):
            if fit is not None:
                best = fit is fits.best
                word = f"KL(q || p) = {fit.kl:.3f}" + (", least" if best else "")
                shown.append((fit, "-" if best else "--", colour, word))
        for fit, style, colour, word in shown:
            axes.plot(
                x, stats.norm.pdf(x, fit.mean, fit.deviation), style, color=colour, label=word
            )
        if fits.on_one_mode is not None:
            one = fits.on_one_mode
            axes.plot(x, stats.norm.pdf(x, -one.mean, one.deviation), "-", color=RED, alpha=0.25)
        axes.set(title=f"modes at -{a:g} and {a:g}", xlabel="x", ylim=(0, 0.62))
        axes.legend(fontsize=7, loc="upper left")
    last, onset, switch = panels[3], vi.two_modes_onset(), vi.two_modes_switch()
    wide, far = np.linspace(1, 3.6, 53), np.linspace(onset + 1e-6, 3.6, 40)
    last.plot(wide, [vi.fit_two_modes(a).broad.kl for a in wide], color=BLUE)
    last.plot(far, [vi.fit_two_modes(a).on_one_mode.kl for a in far], color=RED)
    last.axvline(switch, color=GREEN, linewidth=0.9)
    last.text(switch - 0.05, 1.15, f"a* = {switch:.8f}", color=GREEN, ha="right")
    last.text(onset - 0.05, 0.68, f"from {onset:.4f}", color=RED, ha="right", va="center")
    last.set(xlabel="a", title="KL(q || p) of the minima", ylim=(0, 1.3))
    save(figure, "two_modes")


def gamma_density(t, shape, rate):
    """The density of log lambda, for lambda of a gamma law."""
    return np.exp(shape * math.log(rate) - gammaln(shape) + shape * t - rate * np.exp(t))


def draw_regression():
    X, y = np.array([[1.0, 0], [1, 1], [1, 2], [1, 3]]), np.array([0.0, 1, 1, 3])
    fit, exact = vi.variational_regression(X, y), vi.exact_regression(X, y)
    figure, (left, middle, right) = sheet(1, 3, width=10, height=3.2)
    gaps = exact.log_evidence - fit.elbos
    left.plot(np.arange(1, len(gaps) + 1), fit.elbos, "o-", color=RED, markersize=3)
    left.axhline(exact.log_evidence, color=GREY)
    left.text(len(gaps), exact.log_evidence - 0.002, "log p(y)", color=GREY, ha="right", va="top")
    left.text(len(gaps), fit.elbo - 0.003, "lower bound", color=RED, ha="right", va="top")
    left.set(
        title=f"KL(q || p) = {gaps[-1]:.6f} is left",
        xlabel="sweeps",
        ylabel="nats",
        xticks=range(1, 16, 2),
    )
    t = np.linspace(-4, 3, 701)
    posterior = np.array([
        stats.multivariate_normal(cov=np.eye(4) + X @ X.T / lam).pdf(y) * lam * math.exp(-lam)
        for lam in np.exp(t)
    ])  # fmt: skip
    posterior /= math.exp(exact.log_evidence)
    middle.fill_between(t, posterior, color="0.85", label="exact")
    middle.plot(t, gamma_density(t, fit.shape, fit.rate), color=RED, label="q")
    middle.set(title="$\\log\\lambda$: precision of the weights", xlabel="$\\log\\lambda$")
    middle.legend(fontsize=8)
    ellipse(right, exact.mean, exact.covariance, color=GREY)
    ellipse(right, fit.mean, fit.covariance, color=RED)
    right.set(xlim=(-1.7, 1.9), ylim=(-0.3, 1.8), xlabel="$\\beta_1$", ylabel="$\\beta_2$")
    right.set(title="$\\beta$: normal laws with the same moments")
    save(figure, "regression")


def draw_propagation():
    figure, (left, right) = sheet(1, 2, width=9, height=3.3)
    probit = [vi.Probit(3, 1), vi.Probit(-4, 2)]
    rng = np.random.default_rng(0)
    signal = rng.random(20) < 0.5
    points = np.where(signal, rng.normal(2, 1, 20), rng.normal(0, math.sqrt(10), 20))
    cases = (
        (left, probit, 1.0, np.linspace(-1.3, 1.5, 561), "two probit factors"),
        (right, [vi.Clutter(x) for x in points], 100.0, np.linspace(-0.5, 5.5, 601), "clutter"),
    )
    for axes, sites, variance, z, title in cases:
        exact = vi.exact_moments(0, variance, sites)
        ep = vi.expectation_propagation(0, variance, sites)

        def log_joint(z, sites=sites, variance=variance):
            prior = stats.norm.logpdf(z, 0, math.sqrt(variance))
            return prior + sum(site.log(z[:, None]) for site in sites)

        vb = vi.reverse_kl_fit(log_joint, mean=float(exact.mean[0]), deviation=0.4)
        axes.fill_between(z, np.exp(log_joint(z) - exact.log_evidence), color="0.85", label="exact")
        laws = (
            ("least KL(p || q)", exact.mean[0], exact.covariance[0, 0], ":", "black"),
            ("expectation propagation", ep.mean[0], ep.covariance[0, 0], "-", BLUE),
            ("least KL(q || p)", vb.mean, vb.variance, "--", RED),
        )
        for label, mean, spread, style, colour in laws:
            law = stats.norm.pdf(z, mean, math.sqrt(spread))
            axes.plot(z, law, style, color=colour, label=f"{label}: {mean:.3f}, {spread:.4f}")
        axes.set(
            title=f"{title}: mean and variance", xlabel="z", ylim=(0, axes.get_ylim()[1] * 1.5)
        )
        axes.legend(fontsize=8, loc="upper left")
    inside = points[(points > -0.5) & (points < 5.5)]
    right.plot(inside, np.zeros(len(inside)), "|", color=GREEN, markersize=12, clip_on=False)
    save(figure, "propagation")


def draw():
    draw_mean_field()
    draw_two_modes()
    draw_regression()
    draw_propagation()
