"""Claims about costs of generation, clipped steps and losses say what counting and floats say."""

import ast
import math

import pytest

import proofs.claims  # noqa: F401
from proofs import CLAIMS


def statements(name):
    return CLAIMS[name].says()


def sides(text, **values):
    """Evaluate both sides of an equality in plain Python."""
    tree = ast.parse(text, mode="eval").body
    left, right = (ast.unparse(side) for side in (tree.left, tree.comparators[0]))
    assert isinstance(tree.ops[0], ast.Eq)
    return eval(left, dict(values)), eval(right, dict(values))


def scores(n, *, cache, mask):
    """Generate n tokens one after the other, and count the pairs of positions that are scored."""
    count = 0
    for t in range(1, n + 1):
        for query in range(1, t + 1):
            if cache and query < t:
                continue
            count += sum(key <= query for key in range(1, t + 1)) if mask else t
    return count


@pytest.mark.parametrize("n", range(12))
def test_formulas_of_generation_are_counts(n):
    ways = ({"cache": True}, {"cache": False}, {"cache": False, "mask": False})
    for statement, way in zip(
        statements("a_cache_saves_a_transformer_one_power_of_n")[2:5], ways, strict=True
    ):
        count = scores(n + 1, **{"mask": True, **way})
        left, right = sides(statement.then, D=count, N=n)
        assert left == right
        for given in statement.given:
            left, right = sides(given, C=scores(n, **{"mask": True, **way}), D=count, N=n)
            assert left == right


def test_no_tokens_cost_nothing_and_one_more_multiplies_by_eight_matrices():
    nothing, lstm, *_ = statements("a_cache_saves_a_transformer_one_power_of_n")
    assert set(nothing.given) == {"C == 0", "N == 0"}
    assert sides(nothing.then, C=0, N=0, d=5, j=2, k=3, l=5, m=7) == (0, 0)
    weights = 4 * (5 * 5 + 5 * 5)
    assert sides(lstm.then, D=3 * weights, N=2, d=5) == (600, 600)


def test_clipped_steps_add_up_and_the_penalty_grows():
    step, _, penalty = statements("clipping_gradients_bounds_steps_and_not_slopes")
    weight, eta, clip = 0.0, 0.5, 2.0
    for n in range(5):
        assert sides(step.then, v=weight + eta * clip, n=n, eta=eta, c=clip) == (n + 1.0, n + 1.0)
        weight += eta * clip
    assert penalty.then == "lam * (w - 1) ** 2 > lam * (K - 1) ** 2"
    assert set(penalty.given) == {"K - 1 > 0", "lam > 0", "w - K > 0"}


def test_the_losses_of_constant_discriminators_are_logarithms():
    coin, fooled, low, _ = statements("losses_of_a_coin_say_nothing_of_the_images")
    p, q = (0.25, 0.75), (0.5, 0.5)

    def total(text):
        return sum(
            eval(text, {"log": math.log, "c": 0.1, "p_i": a, "q_i": b})
            for a, b in zip(p, q, strict=True)
        )

    for statement, value in ((coin, math.log(4)), (fooled, math.log(2)), (low, math.log(10))):
        spread = statement.then
        for part in ("p_i * log(1 / 2)", "q_i * log(1 / 2)", "q_i * log(c)"):
            spread = spread.replace(f"total({part})", repr(total(part)))
        assert sides(spread, log=math.log, c=0.1) == pytest.approx((value, value))


def test_the_root_distance_is_below_kl():
    least, _ = statements("kl_is_0_but_for_places_without_size")
    left, right = least.then.split(" >= ")
    assert left == "total(g_i * (a_i * xlog(a_i, a_i ** 2 / b_i ** 2)))"
    assert right == "total(g_i * (a_i - b_i) ** 2)"
