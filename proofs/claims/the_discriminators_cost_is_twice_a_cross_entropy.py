"""The discriminator's cost on m real and m generated points, and what is left of it for the other.

D is d at the real points and e at the generated ones; f is what it would be for another generator.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

D = ("d_i > 0", "1 - d_i > 0")
E = ("e_i > 0", "1 - e_i > 0")
F = ("f_i > 0", "1 - f_i > 0")
COST = "-total((log(d_i) + log(1 - e_i)) / m)"
MEANS = "1 / m * total(log(d_i)) + 1 / m * total(log(1 - e_i))"


def with_label(y: str, chance: str) -> str:
    """Write the total of log chances that a model gives to label y."""
    return f"{y} * total(log({chance})) + (1 - {y}) * total(log(1 - {chance}))"


def says(times: str = "2", sign: str = "-", left: str = "1 - e_i") -> tuple[Statement, ...]:
    """Twice the cross-entropy of 2 m labels; minus the value; zero-sum; what G moves."""
    given = ("m > 0", *D, "1 - e_i > 0")
    labels = f"{with_label('1', 'd_i')} + {with_label('0', 'e_i')}"
    value = "total((log(d_i) + log(1 - {}_i)) / m)"
    return (
        always(f"{COST} == {times} * (-(1 / (2 * m)) * ({labels}))", *given),
        always(f"{COST} == {sign}({MEANS})", *given),
        always(f"{MEANS} + ({COST}) == 0", *given),
        always(
            f"{value.format('e')} - {value.format('f')}"
            f" == 1 / m * (total(log({left})) - total(log(1 - f_i)))",
            *given,
            "1 - f_i > 0",
        ),
    )


PLACE: dict[str, str | tuple[str, ...]] = {
    "m": "2",
    "d_i": ("1/2", "2/3"),
    "e_i": ("1/2", "1/3"),
    "f_i": ("1/4", "1/5"),
}


@claim(
    statement="J_d is twice the cross-entropy of labels 1 for m real and 0 for m generated points; "
    "it is minus the sample version of E log D(X) + E log(1 - D(G(Z))); of -J_d, a generator moves "
    "only the mean log chance that D is right about a fake",
    source="003-018, 003-025, 003-027; against 003-024",
    scope="every batch, every D with values in (0, 1), every generator",
    says=says,
    examples=[PLACE],
    controls=[
        Control("the cost is the cross-entropy itself", {"times": "1"}, PLACE),
        Control("003-024: the sample version of E log D + E log(1 - D(G))", {"sign": ""}, PLACE),
        Control("the generator moves E log D(G(Z))", {"left": "e_i"}, PLACE),
    ],
)
def the_discriminators_cost_is_twice_a_cross_entropy() -> list[Step]:
    """Split logarithms at each place, and add up."""
    labelled, value, game, moved = says()
    given = ["m > 0", *D, "1 - e_i > 0"]
    cost = "(log(d_i) + log(1 - e_i)) / m"
    split = follows(always(f"{cost} - 1 / m * log(d_i) - 1 / m * log(1 - e_i) == 0", *given))
    other = cost.replace("e_i", "f_i")
    change = f"{cost} - {other} - 1 / m * log(1 - e_i) + 1 / m * log(1 - f_i) == 0"
    changed = follows(always(change, *given, "1 - f_i > 0"))
    return unfold(
        together(
            follows(labelled, ("-1", summed(split))),
            follows(value, ("-1", summed(split))),
            follows(game, ("-1", summed(split))),
            follows(moved, ("1", summed(changed))),
        )
    )
