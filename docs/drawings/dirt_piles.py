"""The dirt piles before and after, and what was moved."""

from matplotlib.patches import Rectangle

from proofs.claims.the_dirt_piles_are_5_apart import AT, HEIGHTS, PLAN, P, Q, cost

from .house import BLUE, GREEN, ORANGE, PURPLE, save, sheet, value

COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
DOWN = 6.4  # how far below P the piles Q stand


def shovelful(axes, pile, height, origin):
    size, colour = 0.8, COLOURS[origin]
    box = Rectangle((pile - size / 2, height), size, 0.92, facecolor=colour, alpha=0.75)
    axes.add_patch(box)
    axes.text(pile, height + 0.44, str(origin + 1), ha="center", va="center", color="white")


def draw():
    figure, axes = sheet(height=4.4)
    for pile, amount in enumerate(P):
        for height in range(amount):
            shovelful(axes, pile, height, pile)
    for pile, amount in enumerate(Q):
        came = [i for (i, j), mass in sorted(PLAN.items()) if j == pile for _ in range(mass)]
        assert len(came) == amount
        for height, origin in enumerate(sorted(came, key=lambda i: i != pile)):
            shovelful(axes, pile, height - DOWN, origin)
    for (i, j), mass in PLAN.items():
        if i != j:
            way = abs(i - j)
            bend = {"arrowstyle": "-|>", "color": COLOURS[i], "lw": 1 + mass}
            axes.annotate("", (j, Q[j] - DOWN + 0.05), (i, -0.1), arrowprops=bend)
            x, y = (i + j) / 2, (Q[j] - DOWN - 0.05) / 2
            text = f"{mass} moved by {way}: cost {mass * way}"
            axes.text(x, y + 0.1, text, ha="center", color=COLOURS[i], backgroundcolor="white")
    total = value(cost(), **{name: int(amount) for name, amount in AT.items()})
    axes.text(-0.75, 2, "P", fontsize=14, ha="center")
    axes.text(-0.75, 2 - DOWN, "Q", fontsize=14, ha="center")
    prices = ", ".join(map(str, HEIGHTS))
    axes.set_title(
        f"W$_1$ = {total}: this plan costs {total}, and the prices {prices} of a\n"
        f"shovelful at the four piles prove that no plan costs less"
    )
    axes.set(xlim=(-1, 3.6), ylim=(-DOWN - 0.7, 4.3))
    for pile in range(4):
        axes.text(pile, -DOWN - 0.1, f"pile {pile + 1}", ha="center", va="top")
    axes.set_axis_off()
    save(figure, "dirt_piles")
