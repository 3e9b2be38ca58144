"""The accuracy contract: |value - D| <= 1e-14 D + 2^-1074, on the inputs that break formulas."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import score, small_cases
from benchmarks.definitions import DEFINITIONS, exact
from divergences import chi2, js, kl, renyi, tv

SHARED = Path(__file__).parents[3] / "shared" / "values" / "divergences.json"

# Every case that ever failed: name, order, p, q in hex. Sums are free.
FAILED = [
    # log(2p / (p + q)) was cut at the least double, not at one rounding
    ("js", None, "1.e596f55b1afe9p-77 1.c924ce328b6e2p-97 1.124832d882d0fp-23",
     "1.27e6222e52140p-18 1.e341e23c10690p-67 1.0754ec61aa90bp-31"),
    ("js_distance", None, "1.e596f55b1afe9p-77 1.c924ce328b6e2p-97 1.124832d882d0fp-23",
     "1.27e6222e52140p-18 1.e341e23c10690p-67 1.0754ec61aa90bp-31"),
    # mass of p where q has none, lost when the sum was brought near 1
    ("chi2", None, "1.50cea9d9e5e3cp+0 1.aa537665b31f8p-3 0.0000000000001p-1022",
     "1.4b9e1e48bd094p+751 1.919367300f928p-88 0.0p+0"),
    ("chi2", None, "1.8000000000000p+2 0.0000000000002p-1022", "1.afe6367203846p-931 0.0p+0"),
    ("kl", None, "1.8000000000000p+2 0.0000000000002p-1022", "1.afe6367203846p-931 0.0p+0"),
    # the largest ratio by logarithms of numbers near 2^900
    ("renyi", math.inf, "1.1591c5f862ce6p-545 1.4e8da00c24668p+828 1.1b019498bea26p-32",
     "1.c000000000000p+2 1.2000000000000p+3 1.0000000000000p+1"),
    # a share of 2^-1641, which no double holds
    ("renyi", 0.0, "0.0p+0 0.0p+0 1.b2591584fed8fp-861",
     "1.9c8fce1aebe6dp+781 1.81d39e0533edep-180 1.b2591584fed8fp-861"),
    # p^a q^(1-a) subnormal although its share is not
    ("renyi", 0.25, "0.0p+0 0.0000000000003p-1022", "1.ce095e6bd84a4p-2 0.0000000000001p-1022"),
    # a distance whose square underflows even at the larger scale
    ("hellinger", None, "1.0p+0 1.0p-1060", "1.0p+0 1.8p-1060"),
    ("js_distance", None, "1.0p+1000 1.0p-1060", "1.0p+1000 1.8p-1060"),
]  # fmt: skip


def read(text):
    return np.array([float.fromhex(word) for word in text.split()])


@pytest.mark.parametrize(("name", "order", "p", "q"), FAILED)
def test_keeps_the_contract_where_it_once_failed(name, order, p, q):
    assert score(name, read(p), read(q), order, normalize=True) <= 1


@pytest.mark.parametrize("decades", [0, 30, 300, 600])
def test_keeps_the_contract_on_a_thousand_hard_cases(decades):
    scores = [
        (score(name, p, q, order, normalize), where, name, order)
        for where, name, p, q, order, normalize in small_cases((2, 3, 10), (decades,), seed=7)
    ]
    assert len(scores) >= 700  # four spreads: well over a thousand in all
    assert max(scores, key=lambda case: case[0])[0] <= 1


def test_keeps_the_contract_on_the_shared_values():
    if not SHARED.exists():
        pytest.skip("the shared values are not at hand")
    for case in json.loads(SHARED.read_text()):
        p, q = (read(" ".join(case[side])) for side in "pq")
        for name in DEFINITIONS:
            assert score(name, p, q, None, normalize=True) <= 1, (case["name"], name)


@pytest.mark.parametrize(
    ("name", "n"), [("kl", 40_000), ("tv", 40_000), ("js", 5000), ("hellinger", 5000)]
)
def test_long_vectors_that_are_proportional_up_to_rounding_keep_the_contract(name, n):
    p = np.random.default_rng(5).random(n)
    assert score(name, p, p * 3, None, normalize=True) <= 1


def test_orders_next_to_one_agree_with_kl_to_first_order():
    p, q = [0.5, 0.5], [0.9, 0.1]
    for k in range(1, 53):
        assert score("renyi", np.array(p), np.array(q), 1 + 2.0**-k, normalize=False) <= 1
        assert score("renyi", np.array(p), np.array(q), 1 - 2.0**-k, normalize=False) <= 1
    assert renyi(p, q, 1) == kl(p, q)


def test_js_of_nearly_equal_laws_is_a_number():
    p = np.full(1000, 1e-3)
    q = p * (1 + 1e-9 * np.cos(np.arange(1000)))
    assert 0 < js(p, q / q.sum()) < 1e-18


def test_js_with_a_least_subnormal_is_finite():
    assert js([0.0, 1.0], [5e-324, 1.0]) <= 5e-324


def test_kl_is_right_one_part_in_a_thousand_million_apart():
    p, q = [0.5, 0.5], [0.500000001, 0.499999999]
    assert kl(p, q) == pytest.approx(2e-18, rel=1e-7)


def test_kl_of_entries_whose_sum_overflows_is_refused_or_right():
    with pytest.raises(ValueError, match=r"scaled"):
        kl([1e308, 1e308], [1, 3], normalize=True)
    assert kl([1e300, 1e300], [1, 3], normalize=True) == pytest.approx(
        kl([0.5, 0.5], [0.25, 0.75]), rel=1e-14
    )


def test_integer_arrays_are_no_zero():
    assert tv(np.array([1, 0]), np.array([0, 1])) == 1.0


def test_a_divergence_above_the_largest_double_says_so():
    with pytest.raises(OverflowError, match="above the largest double"):
        chi2([0.5, 0.5], [1.0, 5e-324])
    with pytest.raises(OverflowError, match=r"rows \[1\]"):
        chi2([0.5, 0.5], [[0.5, 0.5], [1.0, 5e-324]])


def test_the_definition_calls_equal_laws_equal():
    assert exact("kl", [0.1, 0.2], [0.1, 0.2]) == 0
