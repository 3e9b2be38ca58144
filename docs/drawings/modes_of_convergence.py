"""Sequences of laws, and the distances that go to 0 along them."""

from math import inf, log

from scipy.stats import norm

from .house import save, sheet

N = 1000
DISTANCES = ("TV", "JS", "KL($P_n$ || P)", "KL(P || $P_n$)", "$W_1$")
GOES, STAYS = "#d7efdc", "#f8d9d5"


def js_of_cells(pairs):
    """JS of two laws from their masses on cells where both densities are constant."""
    total = 0.0
    for p, q in pairs:
        m = (p + q) / 2
        total += sum(x * log(x / m) for x in (p, q) if x) / 2
    return total


def js_of_normals(shift):
    """JS of N(shift, 1) and N(0, 1), by the midpoint rule."""
    h = 0.001
    points = (-9 + h * (k + 0.5) for k in range(18000))
    return js_of_cells((h * norm_at(x - shift), h * norm_at(x)) for x in points)


def norm_at(x):
    from math import exp, pi, sqrt

    return exp(-x * x / 2) / sqrt(2 * pi)


def sequences(n):
    e = 1 / n
    moved = [(1 - e, 1.0), (e, 0.0)]
    return (
        (r"$N(\frac{1}{n}, 1)$ to $N(0, 1)$",
         (2 * norm.cdf(e / 2) - 1, js_of_normals(e), e**2 / 2, e**2 / 2, e)),
        (r"$U[\frac{1}{n}, 1]$ to $U[0, 1]$",
         (e, js_of_cells([(1.0, 1 - e), (0.0, e)]), -log(1 - e), inf, e / 2)),
        (r"$(1 - \frac{1}{n})\,U[\frac{1}{n}, 1] + \frac{1}{n}\,U[2, 3]$ to $U[0, 1]$",
         (e, js_of_cells([(1 - e, 1 - e), (0.0, e), (e, 0.0)]), inf, inf, e * (2.5 - e / 2))),
        (r"$\delta_{1/n}$ to $\delta_0$", (1.0, log(2), inf, inf, e)),
        (r"$(1 - \frac{1}{n})\,\delta_0 + \frac{1}{n}\,\delta_{n^2}$ to $\delta_0$",
         (e, js_of_cells(moved), inf, -log(1 - e), float(n))),
    )  # fmt: skip


def shown(value, later):
    if value == inf:
        return r"$= \infty$", STAYS
    if later < value / 2:
        return rf"{value:.2g} $\to$ 0", GOES
    return (r"$\to \infty$" if later > 2 * value else f"= {value:.3g}"), STAYS


def draw():
    rows = sequences(N)
    texts, colours = [], []
    for (_, values), (_, later) in zip(rows, sequences(4 * N), strict=True):
        cells = [shown(*pair) for pair in zip(values, later, strict=True)]
        texts.append([text for text, _ in cells])
        colours.append([colour for _, colour in cells])
    figure, axes = sheet(width=9, height=2.7)
    axes.set_axis_off()
    table = axes.table(
        texts,
        cellColours=colours,
        rowLabels=[f" {name} " for name, _ in rows],
        colLabels=DISTANCES,
        cellLoc="center",
        loc="center",
        bbox=(0.34, 0.02, 0.66, 0.9),
    )
    table.auto_set_font_size(False)
    for cell in table.get_celld().values():
        cell.set_edgecolor("white")
        cell.set_fontsize(9.5)
    axes.set_title(f"The value at n = {N}, and where it goes")
    save(figure, "modes_of_convergence")
