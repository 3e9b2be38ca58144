"""The game xy can be played to its equilibrium: only simultaneous steps fail.

Alternating steps keep x^2 + y^2 - eta x y, so they circle. Extragradient steps (the slopes are
taken where a first step would lead) multiply x^2 + y^2 by 1 - eta^2 + eta^4. Implicit steps (the
slopes are taken where the step ends) divide it by 1 + eta^2.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

BEFORE = "x ** 2 + y ** 2"
X = "(x - eta * y)"
THEN = f"(y + eta * {X})"
EXTRA = "(x - eta * (y + eta * x)) ** 2 + (y + eta * (x - eta * y)) ** 2"
IMPLICIT = ("u == x - eta * v", "v == y + eta * u")
SMALL = ("eta > 0", "1 - eta > 0", f"{BEFORE} > 0")


def says(
    energy: str = "- eta * {} * {}", factor: str = "(1 - eta ** 2 + eta ** 4)", implicit: str = "+"
) -> tuple[Statement, ...]:
    """What alternating steps keep, and that it bounds them; extragradient; implicit."""
    kept = f"{X} ** 2 + {THEN} ** 2 {energy.format(X, THEN)}"
    now = f"{BEFORE} {energy.format('x', 'y')}"
    return (
        always(f"{kept} == {now}"),
        always(f"{now} >= (1 - eta / 2) * ({BEFORE})", "eta >= 0"),
        always(f"{EXTRA} == {factor} * ({BEFORE})"),
        always(f"{BEFORE} > {EXTRA}", *SMALL),
        always(f"(1 {implicit} eta ** 2) * (u ** 2 + v ** 2) == {BEFORE}", *IMPLICIT),
    )


@claim(
    statement="In the game xy, alternating steps keep x^2 + y^2 - eta x y and stay bounded for "
    "eta < 2, extragradient steps contract |z|^2 by 1 - eta^2 + eta^4 < 1 for 0 < eta < 1, and "
    "implicit steps by 1 / (1 + eta^2) for every eta",
    source="002-022 (`we cannot achieve a Nash equilibrium`); Korpelevich (1976)",
    scope="all x, y, eta within the bounds stated",
    says=says,
    examples=[
        {"x": "1", "y": "-1", "u": "1", "v": "0", "eta": "1"},
        {"x": "1", "y": "0", "eta": "1/2"},
    ],
    controls=[
        Control(
            "alternating steps keep x^2 + y^2",
            {"energy": "+ 0 * {} * {}"},
            {"x": "1", "y": "1", "eta": "1/2"},
        ),
        Control(
            "002-022: extragradient steps lead away too, by 1 + eta^2",
            {"factor": "(1 + eta ** 2)"},
            {"x": "1", "y": "0", "eta": "1/2"},
        ),
        Control(
            "implicit steps multiply by 1 - eta^2",
            {"implicit": "-"},
            {"x": "1", "y": "-1", "u": "1", "v": "0", "eta": "1"},
        ),
    ],
)
def better_steps_reach_the_equilibrium_of_xy() -> list[Step]:
    """Expand squares; put the implicit equations in."""
    kept, bounded, extra, nearer, implicit = says()
    contracted = follows(extra)
    return unfold(
        together(
            follows(kept),
            follows(bounded, rest="eta / 2 * (x - y) ** 2"),
            contracted,
            follows(
                nearer,
                ("-1", contracted),
                ("eta ** 2 * (1 - eta) * (1 + eta)", f"{BEFORE} > 0"),
            ),
            follows(
                implicit,
                ("u + eta * v + x", IMPLICIT[0]),
                ("v - eta * u + y", IMPLICIT[1]),
            ),
        )
    )
