"""W <= D TV where no two points are more than D apart, and W follows weak convergence there.

Leave what P and Q share where it is, and move the rest, TV in all: a mass u of P goes to where Q
has more, v, in the proportion v / TV. n is 1 on the pairs that are moved, c how far. Off bounded
sets nothing holds W back: mass 1/2 moved by 4 has TV = 1/2 and W = 2, mass 1/n moved by n^2 W = n.

Cut a bounded space into cells of diameter at most r; let the cells' masses differ by T in TV: move
T between cells, the rest within: W <= r + D T. And E f(X) - E f(Y) <= L W for every L-Lipschitz f.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed, together

COST = "total(w_i * c_i)"
PAIRS = ("w_i >= 0", "D * n_i - c_i >= 0", "total(w_i * n_i) == T")
CELLS = ("w_i >= 0", "r + D * n_i - c_i >= 0", "total(w_i) == 1", "total(w_i * n_i) == T")
SLOPE = ("L * c_i - (f_i - g_i) >= 0",)
WEIGHTS = ("a >= 0", "b >= 0")
JS = ("2 * J - T ** 2 >= 0", "D >= 0", "T >= 0", f"{COST} >= 0")


def says(diameter: str = "D", within: str = "r") -> tuple[Statement, ...]:
    """The plan's marginal; W <= D TV, and by JS; Lipschitz means and cells, with any weights."""
    means = f"L * {COST} - (total(w_i * f_i) - total(w_i * g_i))"
    cells = f"{within} + D * T - {COST}"
    return (
        always("m_i + u_i / T * total(v_i) == m_i + u_i", "T > 0", "total(v_i) == T"),
        always(f"{diameter} * T >= {COST}", *PAIRS),
        always(f"2 * {diameter} ** 2 * J >= {COST} ** 2", *PAIRS, *JS),
        always(f"a * ({means}) + b * ({cells}) >= 0", *CELLS, *SLOPE, *WEIGHTS),
    )


PLAN: Place = {"w_i": ("1/2", "1/2"), "n_i": ("0", "1"), "c_i": ("0", "2"), "T": "1/2", "D": "2"}


@claim(
    statement="W <= D TV on a space of diameter D, so JS -> 0 or TV -> 0 gives W -> 0 there; and "
    "there W -> 0 is weak convergence: E f(X) - E f(Y) <= L W, and W <= r + D T with cells",
    source="003-146, 003-148, 003-149; Villani (2009), theorem 6.15",
    scope="all metric spaces of diameter D, all laws; a plan that moves only what it must; J is "
    "JS, with 1/2 TV^2 <= J; bounded Lipschitz functions and cells decide on weak convergence",
    says=says,
    examples=[
        {
            **PLAN,
            "m_i": ("1/2", "0"),
            "u_i": ("1/2", "0"),
            "v_i": ("0", "1/2"),
            "f_i": ("1", "3"),
            "g_i": ("1", "1"),
            "r": "0",
            "L": "1",
            "J": "1/4",
            "a": "1",
            "b": "1",
        },
    ],
    controls=[
        Control(
            "W <= TV, whatever the diameter",
            {"diameter": "1"},
            {**PLAN, "J": "1/8"},
        ),
        Control(
            "W <= D T: cells may be as large as they like",
            {"within": "0"},
            {
                "w_i": ("1",),
                "n_i": ("0",),
                "c_i": ("1",),
                "f_i": ("0",),
                "g_i": ("0",),
                "r": "1",
                "D": "2",
                "T": "0",
                "L": "1",
                "a": "0",
                "b": "1",
            },
        ),
    ],
)
def wasserstein_is_at_most_the_diameter_times_tv() -> list[Step]:
    """Weigh the bounds on distances by the plan."""
    marginal, by_tv, by_js, weak = says()
    moved = always("D * (w_i * n_i) - w_i * c_i >= 0", *PAIRS[:2])
    cost = follows(
        by_tv, ("1", summed(follows(moved, ("w_i", PAIRS[1])))), ("-D", "total(w_i * n_i) == T")
    )
    cut = always("r * w_i + D * (w_i * n_i) - w_i * c_i >= 0", *CELLS[:2])
    means = always("L * (w_i * c_i) - w_i * f_i + w_i * g_i >= 0", "w_i >= 0", *SLOPE)
    return unfold(
        together(
            follows(marginal, ("u_i / T", "total(v_i) == T")),
            cost,
            follows(by_js, ("D ** 2", JS[0]), (f"D * T + {COST}", cost)),
            follows(
                weak,
                ("a", summed(follows(means, ("w_i", SLOPE[0])))),
                ("b", summed(follows(cut, ("w_i", CELLS[1])))),
                ("-b * r", "total(w_i) == 1"),
                ("-b * D", "total(w_i * n_i) == T"),
            ),
        )
    )
