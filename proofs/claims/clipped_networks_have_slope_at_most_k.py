"""Clipping the weights to [-c, c] gives slope K = c^(L+1) n_1 ... n_L sqrt(d), and not 1.

Differences of hidden units, added up in size, grow from layer to layer at most by c times the
width: ReLU adds nothing, and a unit weighs each difference by c at most. The d inputs bring in
sqrt(d), the output one more c. The network whose weights are all c attains it.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, summed, together

RELU = ("u >= 0", "u * (u - a) == 0", "v >= 0", "v - b >= 0", "t - (a - b) >= 0")
WINDOW = ("c - w_i >= 0", "c + w_i >= 0")
NORMS = ("r > 0", "e > 0", "total(1) == r ** 2", "total(m_i ** 2) == e ** 2")
LAYERS = ("n1 * (c * A0) - A1 >= 0", "n2 * (c * A1) - A2 >= 0", "c * A2 - y >= 0")
SIZES = ("c >= 0", "n1 >= 0", "n2 >= 0")
EQUAL = ("x_i == z", "total(1) == r ** 2", "e == r * z")


def says(k: str = "c ** 3 * n1 * n2 * r") -> tuple[Statement, ...]:
    """ReLU, a unit, a layer, the inputs; two layers, one more; attained; the window; the growth."""
    return (
        always("t >= u - v", *RELU, "t + (a - b) >= 0"),
        always(
            "c * total(m_i) - total(w_i * h_i) >= 0", *WINDOW, "m_i - h_i >= 0", "m_i + h_i >= 0"
        ),
        always("n * b - total(t_i) >= 0", "b - t_i >= 0", "total(1) == n"),
        always("r * e - total(m_i) >= 0", *NORMS),
        always(f"{k} * e >= y", *LAYERS, *SIZES, "r * e - A0 >= 0"),
        always(
            "k * (n * c) * e >= B", "k * e - A >= 0", "n * (c * A) - B >= 0", "n >= 0", "c >= 0"
        ),
        always(f"c * n2 * (c * n1 * (c * total(x_i))) == {k} * e", *EQUAL),
        always("c ** 2 * total(1) >= total(w_i ** 2)", *WINDOW),
        always("k > n * c * k", "k > 0", "1 - n * c > 0"),
        always("n * c * k > k", "k > 0", "n * c - 1 > 0"),
        always("(1 / 100) ** 3 * 64 * 64 * 28 == 114688 / 1000000"),
        always("(1 / 100) ** 3 * 512 * 512 * 28 == 7340032 / 1000000"),
    )


def relu() -> Step:
    """Derive that ReLU brings no two numbers further apart: u, v are those of a, b."""
    goal = says()[0]
    wider = "t + (a - b) >= 0"
    rising = always(goal.then, *(text for text in goal.given if text != "u >= 0"), "u > 0")
    positive = follows(
        rising, ("1", "t - (a - b) >= 0"), ("1", "v - b >= 0"), ("-(1 / u)", "u * (u - a) == 0")
    )
    flat = always("t >= 0 - v", "v >= 0", "t - (a - b) >= 0", wider)
    zero = follows(flat, ("1 / 2", "t - (a - b) >= 0"), ("1 / 2", wider), ("1", "v >= 0"))
    return by_cases(goal, "u", positive, zero)


def parts() -> list[Step]:
    """Derive what a unit, a layer and the inputs do to the sum of the sizes of differences."""
    _, unit, layer, inputs, *_ = says()
    weighed = follows(
        always("c * m_i - w_i * h_i >= 0", *unit.given),
        ("(c - w_i) / 2", "m_i + h_i >= 0"),
        ("(c + w_i) / 2", "m_i - h_i >= 0"),
    )
    each = follows(always("b * 1 - t_i >= 0", "b - t_i >= 0"), ("1", "b - t_i >= 0"))
    square = follows(
        always("r / (2 * e) * m_i ** 2 - m_i + e / (2 * r) * 1 >= 0", "r > 0", "e > 0"),
        rest="r / (2 * e) * (m_i - e / r) ** 2",
    )
    return [
        summed(weighed),
        follows(layer, ("1", summed(each)), ("-b", "total(1) == n")),
        follows(
            inputs,
            ("1", summed(square)),
            ("-(r / (2 * e))", "total(m_i ** 2) == e ** 2"),
            ("-(e / (2 * r))", "total(1) == r ** 2"),
        ),
    ]


def whole() -> list[Step]:
    """Put layers together; feed equal inputs to equal weights."""
    _, _, _, _, two, one_more, attained, *_ = says()
    same = follows(always("x_i - z * 1 == 0", "x_i == z"), ("1", "x_i == z"))
    size = "c ** 3 * n1 * n2"
    return [
        follows(
            two,
            ("1", LAYERS[2]),
            ("c", LAYERS[1]),
            ("c * n2 * c", LAYERS[0]),
            (size, "r * e - A0 >= 0"),
        ),
        follows(one_more, ("1", "n * (c * A) - B >= 0"), ("n * c", "k * e - A >= 0")),
        follows(
            attained,
            (size, summed(same)),
            (f"{size} * z", "total(1) == r ** 2"),
            (f"-({size} * r)", "e == r * z"),
        ),
    ]


@claim(
    statement="A scalar ReLU network with L hidden fully connected layers of widths n_l, d inputs "
    "and weights in [-c, c] has Lipschitz constant at most c^(L+1) n_1 ... n_L sqrt(d), attained "
    "with all weights c: for 784 inputs and c = 0.01 it is 0.114688 with widths 64, 64, and "
    "7.340032 with 512, 512",
    source="against 002-075, 002-078; 002-076, 003-154; Arjovsky et al. (2017), arXiv:1701.07875",
    scope="all c, widths and inputs; L = 2 in one statement, every further layer by the step that "
    "multiplies by n c; biases cancel in differences; attained: inputs all equal, from 0",
    says=says,
    examples=[
        {"u": "1", "a": "1", "v": "0", "b": "0", "t": "1"},
        {"c": "1", "w_i": ("1",), "m_i": ("1",), "h_i": ("1",)},
        {"b": "1", "t_i": ("1",), "n": "1"},
        {"r": "1", "e": "1", "m_i": ("1",)},
        {
            "c": "1",
            "n1": "1",
            "n2": "1",
            "r": "1",
            "e": "1",
            "A0": "1",
            "A1": "1",
            "A2": "1",
            "y": "1",
        },
        {"c": "1", "n": "1", "k": "1", "e": "1", "A": "1", "B": "1"},
        {"x_i": ("1",), "z": "1", "r": "1", "e": "1"},
        {"k": "1", "n": "64", "c": "1/100"},
        {"k": "1", "n": "512", "c": "1/100"},
    ],
    controls=[
        Control(
            "002-075: clipping preserves 1-Lipschitz continuity",
            {"k": "1"},
            {
                "c": "1/100",
                "n1": "1000",
                "n2": "1000",
                "x_i": ("1", "1", "1", "1"),
                "z": "1",
                "r": "2",
                "e": "2",
            },
        ),
        Control(
            "the window alone sets the slope: K = c^3",
            {"k": "c ** 3"},
            {"c": "1", "n1": "2", "n2": "1", "x_i": ("1",), "z": "1", "r": "1", "e": "1"},
        ),
    ],
)
def clipped_networks_have_slope_at_most_k() -> list[Step]:
    """Follow the sizes of differences through the layers."""
    *_, window, vanishing, exploding, narrow, wide = says()
    inside = follows(always("c ** 2 * 1 - w_i ** 2 >= 0", *WINDOW), ("c - w_i", "c + w_i >= 0"))
    return unfold(
        together(
            relu(),
            *parts(),
            *whole(),
            follows(window, ("1", summed(inside))),
            follows(vanishing, ("k", "1 - n * c > 0")),
            follows(exploding, ("k", "n * c - 1 > 0")),
            follows(narrow),
            follows(wide),
        )
    )
