"""From the best discriminator to the Jensen-Shannon divergence, step by step.

At a place with densities p and q the discriminator's value d earns p log d + q log(1 - d). SymPy
finds the best d; the kernel believes none of it, and checks that no d earns more. Added up over all
places, the most that a discriminator can earn is 2 JS(p, q) - log 4.

    python examples/discriminator_to_js.py            prints the derivation
    python -m proofs examples/discriminator_to_js.py  gives the verdict

Change what you like, for instance 2 JS into JS in `says`: the checker says what fails.
"""

import sympy

from proofs import Control, NotProved, claim, run, unfold, written
from proofs.kernel.steps import always, follows, instance, lowest, summed, together

PLACES = ("p_i > 0", "q_i > 0")
D = ("d_i > 0", "1 - d_i > 0")
LAWS = ("total(p_i) == 1", "total(q_i) == 1")
JS = (
    "(1 / 2 * total(p_i * log(2 * p_i / (p_i + q_i)))"
    " + 1 / 2 * total(q_i * log(2 * q_i / (p_i + q_i))))"
)


def best_d() -> tuple[str, str]:
    """Let SymPy solve slope = 0 for d; return d and 1 - d."""
    p, q, d = sympy.symbols("p_i q_i d", positive=True)
    (best,) = sympy.solve(sympy.diff(p * sympy.log(d) + q * sympy.log(1 - d), d), d)
    return str(best), str(sympy.simplify(1 - best))


def earned(real: str, fake: str) -> str:
    """Write E_p log d + E_q log(1 - d)."""
    return f"total(p_i * log({real})) + total(q_i * log({fake}))"


def says(value: str = f"2 * {JS} - log(4)"):
    """No discriminator earns more than 2 JS - log 4, and the best one earns just that."""
    return (
        always(f"{value} >= {earned('d_i', '1 - d_i')}", *PLACES, *LAWS, *D),
        always(f"{earned(*best_d())} == {value}", *PLACES, *LAWS),
    )


def log_lies_below_its_tangent():
    """Show u - 1 >= log u: equal at u = 1, and the gap rises away from there."""
    rising = follows(always("(u - 1) * (1 - 1 / u) >= 0", "u > 0"), rest="(u - 1) ** 2 / u")
    return lowest(always("u - 1 - log(u) >= 0", "u > 0"), "u", "1", rising)


@claim(
    statement="max over D of E_p log D + E_q log(1 - D) is 2 JS(p, q) - log 4",
    source="Goodfellow et al. (2014), theorem 1",
    scope="all laws with densities p, q > 0",
    says=says,
    examples=[{"p_i": ("3/4", "1/4"), "q_i": ("1/4", "3/4"), "d_i": ("1/2", "1/2")}],
    controls=[
        Control(
            "it is JS - log 4",
            {"value": f"{JS} - log(4)"},
            {"p_i": ("3/4", "1/4"), "q_i": ("1/4", "3/4"), "d_i": ("3/4", "1/4")},
        )
    ],
)
def discriminator_to_js():
    """Two tangents at each place, added up."""
    most, value = says()
    tangent, given = log_lies_below_its_tangent(), (*PLACES, *D)
    real = instance(tangent, given, {"u": "d_i * (p_i + q_i) / p_i"})
    fake = instance(tangent, given, {"u": "(1 - d_i) * (p_i + q_i) / q_i"})
    gain = "p_i * log(2 * p_i / (p_i + q_i)) + q_i * log(2 * q_i / (p_i + q_i))"
    here = f"{gain} - log(2) * p_i - log(2) * q_i - p_i * log(d_i) - q_i * log(1 - d_i) >= 0"
    place = follows(always(here, *given), ("p_i", real), ("q_i", fake))
    ones = [("log(2)", law) for law in LAWS]
    d, other = best_d()
    equal = f"p_i * log({d}) + q_i * log({other}) - ({gain})"
    there = follows(always(f"{equal} + log(2) * p_i + log(2) * q_i == 0", *PLACES))
    return unfold(
        together(
            follows(most, ("1", summed(place)), *ones),
            follows(value, ("1", summed(there)), *(("-log(2)", law) for law in LAWS)),
        )
    )


if __name__ == "__main__":
    try:
        for step in run(discriminator_to_js).steps[:-1]:
            print(f"{written(step.statements[0].then)}      [{step.rule}]")
    except NotProved as reason:
        print("not proved:", reason)
