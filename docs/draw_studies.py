"""Draw the studies of critics from docs/results into docs/figures.

python docs/draw_studies.py [NAME ...]
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
from drawings.house import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, save, sheet

TOP = 1.28  # where the picture has infinity


def result(name):
    return json.loads((HERE / "results" / f"{name}.json").read_text(encoding="utf-8"))


def bars(axes, x, spreads, colour, label=None, marker="o"):
    """Medians with the range over the seeds."""
    middle = np.array([s["median"] for s in spreads])
    range_ = [middle - [s["least"] for s in spreads], [s["largest"] for s in spreads] - middle]
    axes.errorbar(
        x,
        middle,
        np.maximum(range_, 0),
        fmt=marker,
        color=colour,
        markersize=4,
        capsize=3,
        label=label,
    )


def theta():
    rows = result("theta")["rows"]
    thetas = [row["theta"] for row in rows]
    last = [row["discriminator"][-1] for row in rows]
    figure, (one, two) = sheet(1, 2, width=8.4, height=3.6)
    curves = ((TOP, RED, r"KL $= \infty$"), (1.0, ORANGE, "TV"), (np.log(2), GREEN, "JS"))
    for height, colour, name in curves:
        one.plot([0, 1], [height, height], color=colour, linewidth=1)
        one.plot(0, height, "o", color=colour, markerfacecolor="white", markersize=5)
        one.text(1.03, height, name, color=colour, va="center", clip_on=False)
    one.plot([0, 1], [0, 1], color=BLUE, linewidth=1)
    one.text(0.3, 0.4, r"$W_1 = \theta$", color=BLUE, ha="right")
    one.plot(0, 0, "o", color="black", markersize=6, markerfacecolor="none")
    bars(one, thetas, [found["js"] for found in last], GREEN, "JS from a discriminator's loss", "s")
    bars(one, thetas, [row["w1"] for row in rows], BLUE, r"$W_1$ from a penalised critic")
    one.set(xlabel=r"$\theta$", ylim=(-0.08, 1.75), xlim=(-0.05, 1.05))
    one.set_title("Lines: the four exact values;\npoints: trained, 1,500 steps, 5 seeds")
    one.legend(loc="upper left", fontsize=8)
    chosen = [row for row in rows if row["theta"] in (0.25, 1.0)]
    for row, style in zip(chosen, ("-", "--"), strict=True):
        steps = [found["step"] for found in row["discriminator"]]
        for key, colour in (("non-saturating", PURPLE), ("saturating", RED)):
            spreads = [found[key] for found in row["discriminator"]]
            low, high = ([s[end] for s in spreads] for end in ("least", "largest"))
            two.fill_between(steps, low, high, color=colour, alpha=0.15, linewidth=0)
            label = rf"{key}, $\theta$ = {row['theta']:g}"
            two.loglog(steps, [s["median"] for s in spreads], style, color=colour, label=label)
    two.set(xlabel="steps of the discriminator", ylim=(3e-5, 1e3))
    two.set_title("Norm of the gradient\nat the generated points")
    two.legend(loc="lower left", fontsize=8)
    save(figure, "theta")


def clipping():
    found = result("clipping")
    figure, (one, two, three) = sheet(1, 3, width=10.2, height=3.5)
    for c, colour, marker in ((0.01, RED, "o"), (0.1, BLUE, "s")):
        rows = [row for row in found["lines"] if row["c"] == c]
        w = [row["w1"] for row in rows]
        one.loglog(w, [row["best_by_formula"] for row in rows], "--", color=colour)
        bars(one, w, [row["trained"] for row in rows], colour, f"trained, c = {c}", marker)
    one.loglog(w, w, color=GREY, label="the true $W_1$")
    one.loglog([], [], "--", color=GREY, label="best clipped critic")
    one.set(xlabel=r"$W_1 = \theta$", xticks=[0.25, 0.5, 1], xticklabels=["0.25", "0.5", "1"])
    one.set(ylim=(1e-4, 300))
    one.minorticks_off()
    one.set_title("Parallel lines:\nwhat is taken for $W_1$")
    one.legend(loc="upper left", fontsize=8, ncols=1)
    bounds = [row["K"] for row in found["sweep"]]
    two.loglog(np.sort(bounds), np.sort(bounds), "--", color=GREY, label="K, the best of its class")
    two.axhline(1, color=GREY, linewidth=0.8)
    two.text(4e-3, 0.5, "the true $W_1$ = 1", color=GREY, fontsize=8)
    kinds = (
        ("c", lambda r: r["widths"] == [64, 64] and r["d"] == 2, RED, "o"),
        ("width", lambda r: len(r["widths"]) == 2 and r["widths"][0] != 64, BLUE, "s"),
        ("depth", lambda r: len(r["widths"]) != 2, GREEN, "^"),
        ("dimension", lambda r: r["d"] > 2, PURPLE, "D"),
    )
    for name, chosen, colour, marker in kinds:
        rows = [row for row in found["sweep"] if chosen(row)]
        bars(
            two, [row["K"] for row in rows], [row["estimate"] for row in rows], colour, name, marker
        )
    two.set(xlabel=r"K = $c^{L+1} n_1 \cdots n_L \sqrt{d}$", ylim=(3e-4, 2e3))
    two.set_title("A cube moved by 1:\nthe estimate, as K varies")
    two.legend(loc="upper left", fontsize=8, title="what varies", title_fontsize=8)
    rows = found["layers"]
    widths = np.geomspace(50, 1300, 50)
    c = rows[0]["c"]
    three.loglog(widths, c * widths, color=ORANGE, label="c n")
    three.loglog(widths, c * np.sqrt(widths / 6), color=BLUE, label=r"c $\sqrt{n/6}$")
    n = [row["width"] for row in rows]
    three.loglog(
        n, [row["equal"]["found"] for row in rows], "s", color=ORANGE, label="all weights c"
    )
    bars(three, n, [row["uniform"] for row in rows], BLUE, "uniform weights")
    three.axhline(1, color=GREY, linewidth=0.8)
    three.set(xlabel="width n", xticks=n, xticklabels=map(str, n))
    three.minorticks_off()
    three.set_title(f"Growth of a gradient\nper layer, c = {c}")
    three.set_ylim(0.1, 3000)
    three.legend(loc="upper left", fontsize=8)
    save(figure, "clipping")


def penalty():
    rows = result("penalty")["rows"]
    figure, (one, two) = sheet(1, 2, width=8.4, height=3.6)
    s = np.linspace(-1.6, 1.9, 400)
    for lam, colour in ((1.0, ORANGE), (10.0, BLUE)):
        one.plot(s, s - lam * (np.abs(s) - 1) ** 2, color=colour, label=rf"$\lambda$ = {lam:g}")
    one.plot(s, s - 10 * np.maximum(np.abs(s) - 1, 0) ** 2, "--", color=BLUE, label="one-sided")
    for row in rows:
        if row["laws"] == "atoms" and row["theta"] == 1 and row["critic"] == "two-sided":
            colour = ORANGE if row["lambda"] == 1 else BLUE
            for runs, sign in (("trained", 1), ("trained_of_the_wrong_sign", -1)):
                if row[runs]:
                    at = sign * row[runs]["slope"]["median"], row[runs]["objective"]["median"]
                    one.plot(*at, "o", color=colour, markeredgecolor="black", markersize=6)
    one.plot([], [], "o", color="white", markeredgecolor="black", label="where training ended")
    one.set(xlabel="slope of the critic", ylim=(-8, 6))
    one.set_title(r"Two atoms, $\theta$ = 1: the objective" + "\nhas two peaks")
    one.legend(loc="upper left", fontsize=8, ncols=2)
    on_lines = [row for row in rows if row["laws"] == "lines" and row["lambda"] == 10]
    theta = np.linspace(0.2, 1.05, 50)
    two.axhline(0, color=GREY, linewidth=0.8)
    two.text(0.75, 0.15, "the true $W_1$", color=GREY, fontsize=8)
    two.plot(theta, 100 * theta / 20, color=ORANGE, label=r"two atoms: $\theta/(2\lambda)$")
    for name, colour, marker, shift in (("relu", RED, "o", -0.01), ("tanh", BLUE, "s", 0.01)):
        chosen = [row for row in on_lines if row["critic"] == name]
        where = np.array([row["theta"] for row in chosen])
        over = [
            {k: 100 * (v / row["theta"] - 1) for k, v in row["trained"]["estimate"].items()}
            for row in chosen
        ]
        bars(two, where + shift, over, colour, f"trained, {name}", marker)
    grid = [100 * (row["grid"]["estimate"] / row["theta"] - 1) for row in chosen]
    two.plot(where, grid, "x-", color="black", linewidth=0.8, label="lines: best, from a grid")
    ledger = [100 * (row["ledger"] / row["theta"] - 1) for row in chosen]
    two.plot(where, ledger, "+", color=GREY, markersize=9, label="the ledger's single runs")
    two.set(xlabel=r"$W_1 = \theta$", ylabel="estimate above $W_1$, per cent", ylim=(-1.5, 10.5))
    two.set_title("Parallel lines, " r"$\lambda$ = 10:" "\nhow far the estimate is off")
    two.legend(loc="upper left", fontsize=8, ncols=2)
    save(figure, "penalty")


def dirac_objectives():
    from benchmarks.dirac_gan import GAMES, exact

    shown = (
        ("minimax, near 0", "minimax: away", 400, (0.6, 0.6), RED, None),
        ("non-saturating", r"non-saturating: $\sqrt{2\eta}$", 1500, (0.6, 0.6), BLUE, 0.2**0.5),
        ("least squares", r"least squares: $\sqrt{\eta/2}$", 1500, (0.6, 0.6), GREEN, 0.05**0.5),
        ("hinge", r"hinge: $\sqrt{2}$", 1500, (0.6, 0.6), PURPLE, 2**0.5),
        ("Wasserstein", "Wasserstein: away", 150, (0.6, 0.6), ORANGE, None),
        ("W, clipped at 1", r"clipped at $c$ = 1", 200, (0.6, 0.6), RED, None),
        ("W, 0.1 at 1", r"penalty at 1, $\lambda$ = 0.1", 600, (0.6, 0.6), BLUE, None),
        ("W, 0.5 at 0", r"penalty at 0, $\lambda$ = 0.5", 400, (0.6, 0.6), GREEN, None),
    )
    games = {game.name: game for game in GAMES}
    figure, grid = sheet(2, 4, width=9.6, height=5.0)
    angle = np.linspace(0, 2 * np.pi, 200)
    for axes, (name, title, steps, start, colour, radius) in zip(grid.ravel(), shown, strict=True):
        path, _ = exact(replace(games[name], eta=0.1, steps=steps), *start)
        path = np.vstack([start, path])
        axes.plot(*path.T, "-", color=colour, linewidth=0.6)
        axes.plot(*start, "o", color="black", markersize=4)
        axes.plot(0, 0, "+", color="black", markersize=9)
        if radius:
            axes.plot(
                radius * np.cos(angle), radius * np.sin(angle), "--", color="black", linewidth=1
            )
        size = 1.15 * np.abs(path).max()
        axes.set(xlim=(-size, size), ylim=(-size, size), aspect="equal")
        axes.set_title(title)
    for axes in grid[1]:
        axes.set_xlabel(r"generator $\theta$")
    for axes in grid[:, 0]:
        axes.set_ylabel(r"critic $\psi$")
    figure.suptitle(
        r"The Dirac-GAN, simultaneous steps of $\eta$ = 0.1; dashed: where pull and push balance"
    )
    save(figure, "dirac_objectives")


FIGURES = {f.__name__: f for f in (theta, clipping, penalty, dirac_objectives)}

if __name__ == "__main__":
    for name in sys.argv[1:] or FIGURES:
        FIGURES[name]()
