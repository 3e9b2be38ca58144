"""Every divergence in the catalogue obeys the laws that it promises.

The slack is what the accuracy contract implies and no more: a value v of truth D has
|v - D| <= 1e-14 D + 2^-1074, so an inequality of truths holds for values up to that much a side.
"""

import inspect
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import divergences
from benchmarks.definitions import DEFINITIONS, overshoot
from divergences import CATALOGUE, divergence

CONTRACT, LEAST = 1e-14, 2.0**-1074
every_divergence = pytest.mark.parametrize("name", CATALOGUE)
moderate = settings(max_examples=40)


@st.composite
def laws(draw, n):
    counts = draw(st.lists(st.integers(0, 1000), min_size=n, max_size=n).filter(any))
    total = math.fsum(counts)
    return np.array(counts) / total


@st.composite
def families(draw, count):
    n = draw(st.integers(1, 6))
    return [draw(laws(n)) for _ in range(count)]


def value(name, p, q):
    return CATALOGUE[name].function(p, q, normalize=True)


def slack(*values):
    return sum(2 * CONTRACT * v + LEAST for v in values if v < math.inf)


@every_divergence
@moderate
@given(pair=families(2))
def test_vanishes_on_the_diagonal_and_stays_in_range(name, pair):
    p, q = pair
    assert value(name, p, p) == 0.0
    assert math.copysign(1, value(name, p, p)) == 1
    assert 0.0 <= value(name, p, q) <= CATALOGUE[name].largest


@every_divergence
@moderate
@given(pair=families(2))
def test_vanishes_only_on_the_diagonal(name, pair):
    p, q = pair
    if not np.array_equal(p, q) and p.sum() == q.sum():
        assert value(name, p, q) > 0


@every_divergence
def test_reaches_its_largest_value_on_disjoint_laws(name):
    found = value(name, [1.0, 0.0], [0.0, 1.0])
    assert found == CATALOGUE[name].largest


@every_divergence
@moderate
@given(pair=families(2))
def test_is_symmetric_where_it_promises_to_be(name, pair):
    if CATALOGUE[name].symmetric:
        p, q = pair
        forth, back = value(name, p, q), value(name, q, p)
        assert abs(forth - back) <= slack(forth)


@every_divergence
def test_is_not_symmetric_where_it_does_not_promise_it(name):
    p, q = [0.9, 0.1], [0.5, 0.5]
    forth, back = value(name, p, q), value(name, q, p)
    assert CATALOGUE[name].symmetric == (abs(forth - back) <= slack(forth))


@every_divergence
@moderate
@given(three=families(3))
def test_its_metric_power_obeys_the_triangle_inequality(name, three):
    power = CATALOGUE[name].metric_power
    if power is not None:
        p, q, r = three
        direct, first, second = (value(name, *pair) ** power for pair in ((p, r), (p, q), (q, r)))
        assert direct <= first + second + slack(direct, first, second)


@every_divergence
def test_no_larger_power_is_claimed_where_there_is_none(name):
    if CATALOGUE[name].metric_power is None:
        p, q, r = [0.9, 0.1], [0.5, 0.5], [0.1, 0.9]
        assert value(name, p, r) > value(name, p, q) + value(name, q, r)


@every_divergence
@moderate
@given(pair=families(2), data=st.data())
def test_merging_outcomes_never_separates_laws(name, pair, data):
    """Merging 1/1024ths is exact in float64, so the processed laws are the exact ones."""
    if CATALOGUE[name].data_processing:
        p, q = (np.floor(1024 * law) + 1 for law in pair)
        where = data.draw(st.lists(st.integers(0, 2), min_size=len(p), max_size=len(p)))
        merged = [np.bincount(where, weights=law, minlength=3) for law in (p, q)]
        before, after = value(name, p, q), value(name, *merged)
        assert after <= before + slack(before)


@every_divergence
@moderate
@given(pair=families(2), seed=st.integers(0, 99))
def test_a_random_channel_never_separates_laws(name, pair, seed):
    """Channels of 64ths and counts below 2^11 make exact products."""
    if CATALOGUE[name].data_processing:
        p, q = (np.floor(1024 * law) + 1 for law in pair)
        channel = np.random.default_rng(seed).multinomial(64, [0.25] * 4, size=len(p)) / 64
        before, after = value(name, p, q), value(name, p @ channel, q @ channel)
        assert after <= before + slack(before)


@every_divergence
@moderate
@given(pair=families(2))
def test_agrees_with_its_definition_in_exact_arithmetic(name, pair):
    assert name in DEFINITIONS, (
        f"{name} has no definition: add a line to DEFINITIONS in benchmarks/definitions.py"
    )
    p, q = pair
    assert overshoot(value(name, p, q), name, p, q) <= 1


def test_the_catalogue_names_public_functions():
    for name, entry in CATALOGUE.items():
        assert getattr(divergences, name) is entry.function


def test_the_decorator_enters_a_function_and_returns_it():
    try:

        @divergence(symmetric=True, largest=2.0, metric_power=0.5, data_processing=False)
        def nothing(p, q):
            return 0.0

        entry = CATALOGUE["nothing"]
        assert entry.function is nothing
        assert (entry.symmetric, entry.largest, entry.metric_power) == (True, 2.0, 0.5)
        assert entry.data_processing is False
        assert inspect.isfunction(nothing)
    finally:
        CATALOGUE.pop("nothing", None)
