"""What it costs to generate N tokens, by induction: C is the cost of N tokens, D of N + 1.

An LSTM of width d multiplies by 4 gates' two d x d matrices a token. A Transformer scores pairs of
positions: the new token against itself and all before it, if their keys and values are kept; all
pairs so far (t (t + 1) / 2 causal ones, or t^2) at each token t, if they are not.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

CACHED = "2 * C == N * (N + 1)"
CAUSAL = "6 * C == N * (N + 1) * (N + 2)"
FULL = "6 * C == N * (N + 1) * (2 * N + 1)"
LSTM = "C == N * (8 * d ** 2)"
NONE = ("C == 0", "N == 0")
PAIRS = ("r_i == N", "total(1) == N")


def after(cost: str) -> str:
    """Write a cost for N + 1 tokens."""
    return cost.replace("N", "(N + 1)").replace("C", "D")


def says(
    new: str = "(N + 1)", start: str = "f0 + 1", late: str = "N - 6 * c"
) -> tuple[Statement, ...]:
    """No tokens cost nothing; one more; in time; all pairs; at most N^2; more than c N^2."""
    costs = (CACHED, CAUSAL, FULL)
    differences = (text.replace("==", "- (") + ")" for text in (*costs, LSTM))
    nothing = " + ".join(f"{k} * ({text})" for k, text in zip("jklm", differences, strict=True))
    return (
        always(f"{nothing} == 0", *NONE),
        always(after(LSTM), LSTM, "D == C + 8 * d ** 2"),
        always(after(CACHED), CACHED, f"D == C + {new}"),
        always(after(CAUSAL), CAUSAL, "D == C + (N + 1) * (N + 2) / 2"),
        always(after(FULL), FULL, "D == C + (N + 1) ** 2"),
        always("f1 >= N + 1", "f0 - N >= 0", f"f1 - ({start}) >= 0"),
        always("total(r_i) == N ** 2", *PAIRS),
        always("N ** 2 >= C", CACHED, "N - 1 >= 0"),
        always("C > c * N ** 2", CAUSAL, f"{late} >= 0", "N > 0"),
    )


@claim(
    statement="N tokens cost an LSTM of width d 8 N d^2 products, and a Transformer N (N + 1) / 2 "
    "scores with a cache of keys and values, N (N + 1) (N + 2) / 6 without, or "
    "N (N + 1) (2 N + 1) / 6 without a mask; the first is at most N^2, the second above c N^2 for "
    "N >= 6 c, whatever c; both models need N steps, one after the other; one pass over N "
    "positions has N^2 scores",
    source="001-032 to 001-036; Vaswani et al. (2017), arXiv:1706.03762, table 1",
    scope="every N, by induction; one layer and one head; f0, f1: when tokens N and N + 1 are "
    "finished, the later one from the earlier, at one unit of time a token",
    says=says,
    examples=[
        {"C": "0", "N": "0", "D": "1", "d": "1/2", "f0": "0", "f1": "1"},
        {"C": "0", "N": "0", "D": "2", "d": "1/2"},
        {"N": "2", "r_i": ("2", "2"), "C": "3"},
        {"N": "6", "c": "1", "C": "56"},
    ],
    controls=[
        Control(
            "the new token is scored against those before it only: still N (N + 1) / 2",
            {"new": "N"},
            {"C": "0", "D": "0", "N": "0"},
        ),
        Control(
            "001-035: all positions at once: a token need not wait for the one before",
            {"start": "1"},
            {"N": "2", "f0": "2", "f1": "1"},
        ),
        Control(
            "more than c N^2 from N = c on",
            {"late": "N - c"},
            {"N": "2", "c": "2", "C": "4"},
        ),
    ],
)
def a_cache_saves_a_transformer_one_power_of_n() -> list[Step]:
    """Add what one more token costs; add one more unit of time."""
    nothing, lstm, cached, causal, full, time, pairs, most, more = says()
    row = summed(follows(always("r_i - N * 1 == 0", "r_i == N"), ("1", "r_i == N")))
    least = "-(j * (N + 1) + k * ((N + 1) * (N + 2)) + l * ((N + 1) * (2 * N + 1))"
    steps = (
        (cached, "2", CACHED),
        (causal, "6", CAUSAL),
        (full, "6", FULL),
    )
    return unfold(
        together(
            follows(
                nothing,
                ("2 * j + 6 * k + 6 * l + m", "C == 0"),
                (f"{least} + m * (8 * d ** 2))", "N == 0"),
            ),
            follows(lstm, ("1", LSTM), ("1", "D == C + 8 * d ** 2")),
            *(
                follows(goal, ("1", old), (factor, next(t for t in goal.given if t[0] == "D")))
                for goal, factor, old in steps
            ),
            follows(time, ("1", "f0 - N >= 0"), ("1", "f1 - (f0 + 1) >= 0")),
            follows(pairs, ("1", row), ("N", "total(1) == N")),
            follows(most, ("-(1 / 2)", CACHED), ("1 / 2", "N - 1 >= 0"), rest="(N - 1) ** 2 / 2"),
            follows(
                more,
                ("1 / 6", CAUSAL),
                ("N ** 2 / 6", "N - 6 * c >= 0"),
                rest="N ** 2 / 2 + N / 3",
            ),
        )
    )
