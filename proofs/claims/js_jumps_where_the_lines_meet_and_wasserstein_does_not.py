"""Where the parallel lines meet JS jumps by log 2; W does not jump.

So the lines at 1, 1/2, 1/3, ... converge to the line at 0 under W; their JS stays log 2, and their
KL infinite, to the end. j and k stand for any numbers: what they multiply is 0.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed, together

APART = (
    "((xlog(1, 2 * 1 / (1 + 0)) + xlog(0, 2 * 0 / (0 + 1))) / 2"
    " + (xlog(0, 2 * 0 / (1 + 0)) + xlog(1, 2 * 1 / (0 + 1))) / 2)"
)
TOGETHER = "(xlog(1, 2 * 1 / (1 + 1)) / 2 + xlog(1, 2 * 1 / (1 + 1)) / 2)"
STRAIGHT = ("w_i >= 0", "c_i >= 0", "c_i ** 2 == theta ** 2 + d_i ** 2", "d_i == 0")
NEAR = (*STRAIGHT, "eps > 0", "eps ** 2 - theta ** 2 >= 0")
KL = "xlog(1, 1 / (1 / m))"
ONE = "total(w_i) == 1"
LATE = ("n > 0", "n * c_i == 1", ONE, "m > 0")
AT: Place = {"theta": "-1", "eps": "2", "w_i": ("1",), "c_i": ("1",), "d_i": ("0",)}


def says(jump: str = "log(2)", late: str = "n * eps - 1 > 0") -> tuple[Statement, ...]:
    """JS jumps, the cost does not; the n-th line is near, its JS is log 2, its KL above log m."""
    constants = f"j * ({APART} - log(2)) + k * ({KL} - log(m))"
    return (
        always(f"eps + j * ({APART} - {TOGETHER} - {jump}) >= total(w_i * c_i)", *NEAR, ONE),
        always(f"eps + {constants} > total(w_i * c_i)", *LATE, late),
    )


@claim(
    statement="JS(P, Q_theta) jumps from 0 to log 2 as theta leaves 0, and W = |theta| does not "
    "jump; Q_(1/n) tends to P under W, while JS = log 2 and KL = inf for every n",
    source="002-056, 002-058, 002-061, 002-062; Arjovsky et al. (2017), example 1",
    scope="the laws of the exercise; w moves straight across, at cost c, or 1/n; two cells for "
    "two lines, one cell where they meet; KL: all P on a line to which Q gives mass 1/m",
    says=says,
    examples=[
        AT,
        {"n": "3", "eps": "1/2", "c_i": ("1/3",), "w_i": ("1",), "j": "1", "k": "1", "m": "3"},
    ],
    controls=[
        Control(
            "JS is continuous at theta = 0",
            {"jump": "0"},
            {**AT, "j": "-2"},
        ),
        Control(
            "n >= 1 / (2 eps) is late enough",
            {"late": "2 * n * eps - 1 > 0"},
            {
                "n": "3",
                "eps": "1/4",
                "c_i": ("1/3",),
                "w_i": ("1",),
                "j": "0",
                "k": "0",
                "m": "3",
            },
        ),
    ],
)
def js_jumps_where_the_lines_meet_and_wasserstein_does_not() -> list[Step]:
    """Evaluate the cells; compare squares; weigh the cost 1/n."""
    near, late = says()
    jump = follows(always(f"{APART} - {TOGETHER} == log(2)"))
    stays = follows(always(f"{APART} == log(2)"))
    infinite = follows(always(f"{KL} == log(m)", "m > 0"))
    share = "w_i / (eps + c_i)"
    move = follows(
        always("eps * w_i - w_i * c_i >= 0", *NEAR),
        (share, NEAR[-1]),
        (f"-({share})", STRAIGHT[2]),
        (f"-({share} * d_i)", STRAIGHT[3]),
    )
    cost = follows(
        always("w_i * c_i - 1 / n * w_i == 0", "n > 0", "n * c_i == 1"), ("w_i / n", LATE[1])
    )
    return unfold(
        together(
            follows(near, ("1", summed(move)), ("-eps", ONE), ("j", jump)),
            follows(
                late,
                ("1 / n", "n * eps - 1 > 0"),
                ("-1", summed(cost)),
                ("-(1 / n)", LATE[2]),
                ("j", stays),
                ("k", infinite),
            ),
        )
    )
