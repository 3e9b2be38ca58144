"""Without a bound on its slope a critic gains any M; weights in [-c, c] bound the slope of a layer.

Where f gains g > 0, (M / g) f gains M: the maximum over all functions is infinite. A linear layer
with weights w_i between -c and c is c-Lipschitz in the 1-norm, for that c and not for 1.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

GAIN = ("g > 0", "total(p_i * f_i) - total(q_i * f_i) == g")
BOX = ("c - w_i >= 0", "c + w_i >= 0", "a_i - (x_i - y_i) >= 0", "a_i + (x_i - y_i) >= 0")


def says(slope: str = "c", gained: str = "M") -> tuple[Statement, ...]:
    """A scaled critic gains M; a clamped layer is c-Lipschitz."""
    return (
        always(f"total(p_i * (M / g * f_i)) - total(q_i * (M / g * f_i)) == {gained}", *GAIN),
        always(f"{slope} * total(a_i) >= total(w_i * (x_i - y_i))", *BOX),
    )


@claim(
    statement="A critic that gains anything gains any M when scaled, so the maximum needs a bound on "
    "slopes; a linear layer with weights clamped to [-c, c] is c-Lipschitz in the 1-norm",
    source="003-153, 003-154",
    scope="all pairs of laws and critics; one linear layer with any number of inputs (a is the "
    "distance of x and y along each)",
    says=says,
    examples=[
        {
            "p_i": ("1", "0"),
            "q_i": ("0", "1"),
            "f_i": ("2", "0"),
            "w_i": ("1/2", "-1/2"),
            "x_i": ("2", "0"),
            "y_i": ("0", "1"),
            "a_i": ("2", "1"),
            **{"g": "2", "M": "7", "c": "1/2"},
        },
    ],
    controls=[
        Control(
            "no critic gains more than f does",
            {"gained": "g"},
            {"p_i": ("1", "0"), "q_i": ("0", "1"), "f_i": ("2", "0"), "g": "2", "M": "7"},
        ),
        Control(
            "003-154: clamped weights make the critic 1-Lipschitz",
            {"slope": "1"},
            {"w_i": ("2",), "x_i": ("1",), "y_i": ("0",), "a_i": ("1",), "c": "2"},
        ),
    ],
)
def a_critic_must_be_held_back() -> list[Step]:
    """Scale; add the bounds of all weights up."""
    scaled, clamped = says()
    terms = [
        summed(follows(always(f"{law} * (M / g * f_i) - M / g * ({law} * f_i) == 0", "g > 0")))
        for law in ("p_i", "q_i")
    ]
    layer = follows(
        always("c * a_i - w_i * (x_i - y_i) >= 0", *BOX),
        ("(a_i + (x_i - y_i)) / 2", "c - w_i >= 0"),
        ("(a_i - (x_i - y_i)) / 2", "c + w_i >= 0"),
    )
    return unfold(
        together(
            follows(scaled, ("1", terms[0]), ("-1", terms[1]), ("M / g", GAIN[1])),
            follows(clamped, ("1", summed(layer))),
        )
    )
