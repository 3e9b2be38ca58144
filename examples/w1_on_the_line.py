"""W1 on the line, by duality: a plan and a price list that prove each other best.

Two laws on the points 0, 1, 2, ... in whole shovelfuls. Filling up from the left gives a plan. The
prices fall by 1 where more has to cross to the right, and rise by 1 where more has to cross to the
left: no price list with steps of at most 1 earns more than a plan costs, and these two meet.

    python examples/w1_on_the_line.py            prints the derivation
    python -m proofs examples/w1_on_the_line.py  gives the verdict

Change P and Q (of one total; at most seven points), or a price: the checker says what fails.
"""

from itertools import accumulate, product

from proofs import Control, NotProved, claim, run, unfold, written
from proofs.kernel.steps import always, follows, together, witnessed

P = (3, 0, 2, 1)
Q = (1, 1, 1, 3)
POINTS = range(len(P))
PAIRS = list(product(POINTS, POINTS))


def plan():
    """Fill up from the left."""
    left, room, moved = list(P), list(Q), dict.fromkeys(PAIRS, 0)
    for i, j in PAIRS:
        mass = min(left[i], room[j])
        moved[i, j], left[i], room[j] = mass, left[i] - mass, room[j] - mass
    return moved


def prices():
    """Start from 0; one less, or more, or the same, as what has to cross says."""
    crossing = accumulate(p - q for p, q in zip(P, Q, strict=True))
    steps = [(c < 0) - (c > 0) for c in crossing]
    return list(accumulate(steps[:-1], initial=0))


def x(i, j):
    """Name what is moved from point i to point j."""
    return f"x{i}{j}"


def added(names):
    """Write a sum."""
    return " + ".join(names)


AT = {x(i, j): str(mass) for (i, j), mass in plan().items()}
VALUE = sum(abs(i - j) * mass for (i, j), mass in plan().items())
ROWS = [f"{added(x(i, j) for j in POINTS)} == {P[i]}" for i in POINTS]
COLUMNS = [f"{added(x(i, j) for i in POINTS)} == {Q[j]}" for j in POINTS]
PLANS = [*ROWS, *COLUMNS, *(f"{x(i, j)} >= 0" for i, j in PAIRS)]
COST = added(f"{abs(i - j)} * {x(i, j)}" for i, j in PAIRS if i != j)


def says(value=str(VALUE)):
    """No plan costs less than the value, and this one costs just that."""
    bound = always(f"{COST} >= {value}", *PLANS)
    return bound, witnessed(always(f"{COST} >= {VALUE}", *PLANS), "tight", AT).statements[0]


@claim(
    statement=f"W1 of {P} and {Q} on 0, 1, 2, ..., not divided by the mass, is {VALUE}",
    source="Kantorovich (1942); Santambrogio (2015), section 2.1",
    scope="all plans, in whole shovelfuls or not",
    says=says,
    examples=[AT],
    controls=[Control("one more", {"value": str(VALUE + 1)}, AT)],
)
def w1_on_the_line():
    """Weigh the equations of the plan by the prices."""
    f = prices()
    rows = [(str(f[i]), ROWS[i]) for i in POINTS]
    columns = [(str(-f[j]), COLUMNS[j]) for j in POINTS]
    slack = added(f"{abs(i - j) - f[i] + f[j]} * {x(i, j)}" for i, j in PAIRS if i != j)
    bound = always(f"{COST} >= {VALUE}", *PLANS)
    below = follows(bound, *rows, *columns, rest=slack)
    return unfold(together(below, witnessed(bound, "tight", AT)))


if __name__ == "__main__":
    print("prices", prices(), "plan", {pair: mass for pair, mass in plan().items() if mass})
    try:
        for step in run(w1_on_the_line).steps[:-1]:
            here = ", with equality at this plan" if step.rule == "witness" else ""
            print(f"{written(step.statements[0].then)}{here}      [{step.rule}]")
    except NotProved as reason:
        print("not proved:", reason)
