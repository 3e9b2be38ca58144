"""The accuracy contract: |value - D| <= 1e-14 D + 2^-1074, on the inputs that break formulas."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from flint import arb

from benchmarks.accuracy import score, small_cases
from benchmarks.accuracy_cases import cases
from benchmarks.definitions import DEFINITIONS, exact
from benchmarks.enclosures import enclosures
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
    # q below the least normal double, moved by gamma: its log was lost, for order < 1 too
    ("renyi", 1 - 2.0**-30, "1.f312177bff0b0p-3 1.c6fa745c3df98p-2",
     "0.0000000000001p-1022 1.c6fa746359e35p-2"),
    ("renyi", 1e-09, "0.0000000000004p-1022 1.cb60e8902dc0ap-2",
     "1.2e0f4276226b7p-2 1.cb60e8902dc0bp-2"),
    # exp(t) overflowed where p exp(t) is tiny
    ("renyi", 5.5, "1.7e165a54cbcf5p+469 1.a488fc80e31e4p+963 0.012688b70e62bp-1022 "
     "1.6010827c3560dp-761",
     "1.3b25bb632626bp+470 1.4f8ae5ce441d2p+964 1.9793680d5b6aep-388 0.012688b70e62bp-1022"),
    ("renyi", 5.5, "1.93647912dd876p+843 1.527d7781ef3bap-987 1.751ba755ce583p-591 "
     "1.b4f795ae0061fp-845 1.b50b5e0304b99p-180 1.0cf197e816b29p+146 1.962a40af454e1p+647",
     "1.93647912dd877p+843 1.527d7781ef3bbp-987 1.751ba755ce584p-591 0.0000000000001p-1022 "
     "1.b50b5e0304b9ap-180 1.0cf197e816b2ap+146 1.962a40af454e2p+647"),
    ("renyi", 5.5, "1.778da04efc3dap+575 1.bec36859edfe0p+700 1.1c33082ba1c3cp-688 "
     "1.1129b566a3414p-785",
     "1.f4bcd5bea5a78p+573 1.29d79ae69ea95p+699 1.7aeeb58f825a5p-690 0.012688b70e62bp-1022"),
    # the log of a ratio of subnormals, as a difference of logs of 700
    ("renyi", 30.0, "0.012688b70e62bp-1022 1.15640296d0dffp-822 1.3ff261e835350p+297",
     "0.0000000000006p-1022 1.156402c1b2541p-822 1.3ff261d0c88d5p+297"),
    # a large order magnifies what d = (p - q) - gamma q is off by
    ("renyi", 1000.0, "1.c6606f9812655p-4 1.1ea2caa2f990bp-3 1.da4931c64aad1p-2 "
     "1.0360d0692e0e0p+2 1.8c2097549e088p+1 1.8c765b5318aa3p+2 0.0p+0",
     "1.2eeaf5100c438p-5 1.7e2e6383f76b9p-5 1.3c30cbd9871e0p-3 1.59d66b36e812ap+0 "
     "1.0815ba38695b0p+0 1.084ee78cbb1c2p+1 1.8ab1ed0d5e1dcp-5"),
    # an order next to 0, with mass of q where p has none
    ("renyi", 1e-300, "1.15b13147fae12p-185 0.0p+0",
     "1.c2739f3f68dfcp+460 1.15b13147fae12p-185"),
    ("renyi", 1e-300, "0.0000000000004p-1022 1.cb60e8902dc0ap-2",
     "1.2e0f4276226b7p-2 1.cb60e8902dc0bp-2"),
    # a difference below the least normal double even at the larger scale
    ("renyi", math.inf, "1.1068931b79efdp-819 1.4bf85aa795f50p+4 1.173e7580a7dc0p+731 "
     "1.cda297bda227cp+955 0.012688b70e62bp-1022",
     "1.1068931b79efdp-819 1.4bf85aa795f50p+4 1.173e7580b94fep+731 1.cda297bda227cp+955 "
     "1.38fe69e6cac26p+297"),
    # an overflow in the bookkeeping of the second pass, as a warning
    ("renyi", 2.0, "1.b044bf01b6ca4p-2 1.790b7418740b4p-1 1.00ea93f01f7a4p-3 0.0p+0",
     "1.b044bf01b6ca5p-2 1.790b7418740b5p-1 0.012688b70e62bp-1022 1.706849e7dbdbfp-2"),
    ("renyi", 2.0, "1.f6a177937907cp-2 1.c5676e1c7d33cp-2",
     "1.b747bc3f82fa8p-4 0.012688b70e62bp-1022"),
    ("renyi", 1 + 2.0**-40, "1.76ef104347d6ep-2 0.012688b70e62bp-1022 1.50f57ebf1b41cp-2",
     "1.efb8291822769p+0 1.de866a7587b34p+0 0.0000000000002p-1022"),
    # laws that differ in a share below 1e-620, which a scale of 2^1000 does not lift
    ("hellinger", None, "1.0p+1020 0.0000000000001p-1022", "1.0p+1020 0.0p+0"),
    ("hellinger", None, "1.6c8e5ca239029p+1016 0.0000000003f4p-1022",
     "1.6c8e5ca239029p+1016 0.0p+0"),
    ("hellinger", None, "1.d2a1be4048f9p+1009 0.000000000013p-1022", "1.d2a1be4048f9p+1009 0.0p+0"),
    ("hellinger", None, "1.0p+1020 0.0000000000051p-1022", "1.0p+1020 0.0000000000001p-1022"),
    ("js_distance", None, "1.0p+1020 0.0000000000001p-1022", "1.0p+1020 0.0p+0"),
    ("js_distance", None, "1.6c8e5ca239029p+1016 0.0000000003f4p-1022",
     "1.6c8e5ca239029p+1016 0.0p+0"),
    ("js_distance", None, "1.d2a1be4048f9p+1009 0.000000000013p-1022",
     "1.d2a1be4048f9p+1009 0.0p+0"),
    ("js_distance", None, "1.0p+1020 0.0000000000051p-1022", "1.0p+1020 0.0000000000001p-1022"),
    # there, a large order sees a ratio that the difference of the laws has lost
    ("renyi", 1000.0, "1.0p+1020 0.0000000000008p-1022", "1.0p+1020 0.0000000000001p-1022"),
    # (order - 1) log(p / q) overflowed
    ("renyi", 1e+308, "1.5555555555555p-2 1.5555555555555p-2 1.5555555555555p-2",
     "1.f5c28f5c28f5cp-1 1.47ae147ae147bp-7 1.47ae147ae147bp-7"),
    ("renyi", 1.7e308, "1.0p+0 0.0p+0 1.0p+1 1.8p+1", "1.0p+1 0.0p+0 1.0p+0 1.8p+1"),
    # p log(p / q) overflowed before it was divided by the sum
    ("kl", None, "1.c7b1f3cac7433p+1019 1.0p+0", "0.0000000000001p-1022 1.c7b1f3cac7433p+1019"),
    # a large order magnifies the rounding of log(p / q), where p is near q and one p is 0
    ("renyi", 22406449.24360338, "0.0p+0 1.a60bfaa8a21d8p-1 1.00642efc708e6p-3 1.9daf99841bee4p-5",
     "1.000ae28cd53b6p-19 1.a60bbb10b26bap-1 1.0064251d4b461p-3 1.9dafba5421fap-5"),
    ("renyi", 2444346090964620.0, "0.0p+0 1.2e12d06fcabdbp-2 1.c912b2293d86ep-4 1.2fd44182f2f05p-1",
     "1.02c8d170caf23p-46 1.2e12d06fcabbap-2 1.c912b2293d8a3p-4 1.2fd44182f2e8ep-1"),
    ("renyi", 3e17, "1.cde546c18b702p+548 0.0p+0 1.e87f6ffbe77b8p+941 1.47452afc9c02cp+729",
     "1.7184389ad5f35p+545 1.8297c24edebaep-728 1.86cc599652c94p+938 1.05d0ef307ccfp+726"),
    ("renyi", 1e18, "1.cde546c18b702p+548 0.0p+0 1.e87f6ffbe77b8p+941 1.47452afc9c02cp+729",
     "1.7184389ad5f35p+545 1.8297c24edebaep-728 1.86cc599652c94p+938 1.05d0ef307ccfp+726"),
    # a subnormal p, which (p / q)^(order - 1) lifts
    ("renyi", 941.0, "0.000000000030fp-1022 1.719357b7a72p-10",
     "0.0000000000228p-1022 1.719357b7a72p-10"),
    # sums above the largest double
    ("kl", None, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("js_distance", None, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("chi2", None, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("tv", None, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("hellinger", None, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("renyi", 0.0, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("renyi", 0.9, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("renyi", 0.5, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("renyi", 3.0, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("renyi", math.inf, "1.1ccf385ebc8ap+1023 1.1ccf385ebc8ap+1023 0.0000000000001p-1022",
     "1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023 1.e42d130773b76p+1023"),
    ("renyi", 0.0, "1.1ccf385ebc8ap+1023 0.0p+0 0.0p+0",
     "1.7e43c8800759cp+996 1.1ccf385ebc8ap+1023 1.ab36d48e1acfp+1023"),
    ("renyi", 0.5, "0.0000000000001p-1022 1.ab36d48e1acfp+1023 1.ab36d48e1acfp+1023",
     "1.ab36d48e1acfp+1023 0.0000000000001p-1022 0.0p+0"),
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


@pytest.mark.parametrize("order", [1109.0, 1112.0, 1150.0, 1300.0])
def test_terms_whose_power_overflows_are_right_where_their_mass_makes_up_for_it(order):
    p, q = np.array([1.9e-320, 1.0, 0.5]), np.array([1e-320, 1.0, 0.5])
    assert score("renyi", p, q, order, normalize=True) <= 1


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


def test_kl_of_entries_whose_sum_overflows_is_right():
    assert kl([1e308, 1e308], [1, 3], normalize=True) == kl([0.5, 0.5], [0.25, 0.75])
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


def test_balls_and_digits_agree_on_the_definitions():
    orders = [0.0, 1e-9, 0.5, 1 + 2.0**-52, 100.0]
    for decades in (0, 300):
        for kind, p, q, _ in cases(np.random.default_rng(3), 3, decades):
            for key, ball in enclosures(p, q, orders)[0].items():
                name, order = key if isinstance(key, tuple) else (key, None)
                digits = arb(str(exact(name, p, q, order)))
                assert digits == ball or abs(digits - ball) < 1e-14 * ball, (kind, key)


def test_the_definition_calls_equal_laws_equal():
    assert exact("kl", [0.1, 0.2], [0.1, 0.2]) == 0
