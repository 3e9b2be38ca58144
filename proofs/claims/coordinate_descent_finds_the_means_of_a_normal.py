"""Coordinate descent finds the means of a bivariate normal law.

The mean-field equations give the mean of each factor by that of the other. Put one into the other:
the means of p are the only solution if Lambda is not singular, and one of many if it is. Solved in
turn, each sweep multiplies the error by rho^2 = Lambda_12^2 / (Lambda_11 Lambda_22).
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, together

FIRST, SECOND = "m1 == mu - k12 / k11 * (m2 - nu)", "m2 == nu - k21 / k22 * (m1 - mu)"
POSITIVE = ("k11 > 0", "k22 > 0")
R, DET = "k21 / k22 * (k12 / k11)", "(k11 * k22 - k12 * k21)"
RHO, LEFT = "k12 ** 2 / (k11 * k22)", "k11 * k22 - k12 ** 2"
SWEEP = (*POSITIVE, FIRST, "n2 == nu - k12 / k22 * (m1 - mu)")
AT: Place = {
    "mu": "0",
    "nu": "0",
    "m1": "-4",
    "m2": "8",
    "n2": "2",
    "k11": "2",
    "k22": "2",
    "k12": "1",
}


def says(singular: str = f"{DET} ** 2 > 0", factor: str = RHO) -> tuple[Statement, ...]:
    """Both in one; the only solution; a line of them if singular; a sweep; that it comes closer."""
    both = (*POSITIVE, FIRST, SECOND)
    line = "nu + t == nu - k21 / k22 * ((mu - k12 / k11 * t) - mu)"
    return (
        always(f"m2 * (1 - {R}) == nu * (1 - {R})", *both),
        always("m2 == nu", *both, singular),
        always("m1 == mu", *both, singular),
        always(line, *POSITIVE, f"{DET} == 0"),
        always(f"n2 - nu == {factor} * (m2 - nu)", *SWEEP),
        always("(m2 - nu) ** 2 - (n2 - nu) ** 2 > 0", *SWEEP, f"{LEFT} > 0", "(m2 - nu) ** 2 > 0"),
    )


@claim(
    statement="The mean-field equations of a non-singular bivariate normal law have one solution, "
    "its means, and coordinate descent goes there by the factor rho^2 a sweep",
    source="Bishop (2006), section 10.1.2; 003-061, 003-062; the sweep: 003-054",
    scope="Lambda_11, Lambda_22 > 0; the sweep: Lambda symmetric; it comes closer: Lambda positive "
    "definite",
    says=says,
    examples=[
        {
            "mu": "3",
            "nu": "5",
            "m1": "3",
            "m2": "5",
            "k11": "2",
            "k22": "3",
            "k12": "1",
            "k21": "1",
        },
        {"k11": "2", "k22": "2", "k12": "2", "k21": "2"},
        AT,
    ],
    controls=[
        Control(
            "the solution is unique also if Lambda is singular",
            {"singular": f"{DET} == 0"},
            {
                "mu": "0",
                "nu": "0",
                "m1": "-1",
                "m2": "1",
                "k11": "2",
                "k22": "2",
                "k12": "2",
                "k21": "2",
            },
        ),
        Control(
            "a sweep multiplies the error by rho",
            {"factor": "k12 / k11"},
            AT,
        ),
    ],
)
def coordinate_descent_finds_the_means_of_a_normal() -> list[Step]:
    """Eliminate the first mean; divide by the determinant."""
    one, second, first, line, sweep, closer = says()
    both = follows(one, ("1", SECOND), ("-(k21 / k22)", FIRST))
    m2 = follows(second, (f"k11 * k22 * {DET} / {DET} ** 2", both))
    m1 = follows(first, ("1", FIRST), ("-(k12 / k11)", m2))
    many = follows(line, ("t / (k11 * k22)", f"{DET} == 0"))
    swept = follows(sweep, ("1", SWEEP[3]), ("-(k12 / k22)", FIRST))
    nearer = follows(
        closer,
        (f"-((n2 - nu) + {RHO} * (m2 - nu))", swept),
        rest=f"({LEFT}) / (k11 * k22) * (1 + {RHO}) * (m2 - nu) ** 2",
    )
    return unfold(together(both, m2, m1, many, swept, nearer))
