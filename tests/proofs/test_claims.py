"""The sentences: each is proved, each control refuted, and each formula is what its words say."""

import math
from pathlib import Path

import pytest

import proofs.claims
from proofs import CLAIMS, Proved, run
from proofs.kernel.steps import witnessed

FOLDER = Path(proofs.claims.__file__).parent
every_claim = pytest.mark.parametrize("name", sorted(CLAIMS))
TOTALS = ("sums, and integrals that exist, are linear and monotone",)


@pytest.fixture(scope="module")
def verdicts():
    return {name: run(claim) for name, claim in CLAIMS.items()}


def test_each_file_is_one_claim_named_as_its_sentence():
    files = {path.stem for path in FOLDER.glob("[!_]*.py")}
    assert files == set(CLAIMS)


@every_claim
def test_each_claim_is_proved_and_its_falsehoods_are_refuted(name, verdicts):
    assert type(verdicts[name]) is Proved
    assert len(verdicts[name].controls) == len(CLAIMS[name].controls) > 0


@every_claim
def test_nothing_is_trusted_but_that_totals_keep_order(name, verdicts):
    assert verdicts[name].trusting in ((), TOTALS)


@every_claim
def test_nothing_is_cited_or_computed(name, verdicts):
    assert not {step.rule for step in verdicts[name].steps} & {"cited", "computed"}


@every_claim
def test_each_claim_says_where_it_is_stated_and_for_which_laws(name):
    claim = CLAIMS[name]
    assert claim.statement
    assert claim.source
    assert claim.scope


def formula(name, number):
    return CLAIMS[name].says()[number]


LAWS = [((0.5, 0.3, 0.2), (0.1, 0.6, 0.3)), ((0.25, 0.25, 0.5), (0.75, 0.125, 0.125))]


def at(p, q, **more):
    return {"p_i": tuple(map(str, p)), "q_i": tuple(map(str, q)), **more}


def number(text, place):
    """Evaluate a formula in floats, by another route than the kernel's."""
    space = {name: value for name, value in place.items() if not isinstance(value, tuple)}
    functions = {"log": math.log, "xlog": lambda a, b: a * math.log(b) if a else 0.0}

    class Totals(dict):
        pass

    def total(inner):
        count = len(place["p_i"])
        return sum(
            eval(
                inner,
                functions
                | {k: float(v[i]) if isinstance(v, tuple) else float(v) for k, v in place.items()},
            )
            for i in range(count)
        )

    while "total(" in text:
        start = text.rindex("total(")
        depth, end = 1, start + 6
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        text = text[:start] + repr(total(text[start + 6 : end - 1])) + text[end:]
    return eval(text, functions | {k: float(v) for k, v in space.items()})


def kl(p, q):
    return sum(a * math.log(a / b) for a, b in zip(p, q, strict=True))


def js(p, q):
    m = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    return kl(p, m) / 2 + kl(q, m) / 2


@pytest.mark.parametrize(("p", "q"), LAWS)
def test_the_formula_of_js_is_js(p, q):
    left, right = formula("js_is_at_most_log_2", 0).then.split(" >= ")
    assert math.isclose(number(right, at(p, q)), js(p, q), rel_tol=1e-12)
    overlap = sum(a * b / (a + b) for a, b in zip(p, q, strict=True))
    assert math.isclose(number(left, at(p, q)), math.log(2) - overlap, rel_tol=1e-12)


@pytest.mark.parametrize(("p", "q"), LAWS)
def test_the_formulas_of_pinsker_are_kl_and_the_gap_of_an_event(p, q):
    left, _ = formula("pinsker_holds_with_constant_2", 0).then.split(" >= ")
    place = at(p, q, s_i=("1", "0", "1"))
    gap = p[0] + p[2] - q[0] - q[2]
    assert math.isclose(number(left, place), kl(p, q) - 2 * gap**2, rel_tol=1e-12)
    sure, _ = formula("pinsker_holds_with_constant_2", 1).then.split(" >= ")
    gap = 1 - q[0] - q[2]
    assert math.isclose(number(sure, place), kl(p, q) - 2 * gap**2, rel_tol=1e-12)


@pytest.mark.parametrize(("p", "q"), LAWS)
def test_the_formulas_of_the_discriminator_are_its_values(p, q):
    best, value = formula("the_best_discriminator_measures_js", 0).then.split(" >= ")
    d = (0.3, 0.9, 0.5)
    place = at(p, q, d_i=tuple(map(str, d)))
    v = sum(a * math.log(c) + b * math.log(1 - c) for a, b, c in zip(p, q, d, strict=True))
    assert math.isclose(number(value, place), v, rel_tol=1e-12)
    left, right = formula("the_best_discriminator_measures_js", 1).then.split(" == ")
    expected = 2 * js(p, q) - math.log(4)
    for text in (best, left, right):
        assert math.isclose(number(text, place), expected, rel_tol=1e-12)


@pytest.mark.parametrize(("p", "q"), LAWS)
def test_the_formula_of_infinite_kl_is_kl(p, q):
    left, _ = formula("parallel_lines_have_infinite_kl", 0).then.split(" >= ")
    assert math.isclose(number(left, at(p, q, m="7")), kl(p, q) - math.log(7), rel_tol=1e-12)


def test_the_bounds_are_attained():
    """log 2 for JS by disjoint laws, and 2 for Pinsker no larger than in its control."""
    most = formula("js_is_at_most_log_2", 0)
    assert witnessed(most, "tight", {"p_i": ("1", "0"), "q_i": ("0", "1")})
    best = formula("the_best_discriminator_measures_js", 0)
    place = {"p_i": ("3/4", "1/4"), "q_i": ("1/4", "3/4"), "d_i": ("3/4", "1/4")}
    assert witnessed(best, "tight", place)


def test_every_plan_of_whole_shovelfuls_was_tried(verdicts):
    """261 plans: counted here by filling the piles one after the other."""

    def fillings(amount, room):
        if len(room) == 1:
            yield from [(amount,)] if amount <= room[0] else []
            return
        for first in range(min(amount, room[0]) + 1):
            for others in fillings(amount - first, room[1:]):
                yield (first, *others)

    def plans(rows, room):
        if not rows:
            return int(not any(room))
        return sum(
            plans(rows[1:], [a - b for a, b in zip(room, row, strict=True)])
            for row in fillings(rows[0], room)
        )

    count = plans([3, 2, 1, 4], [1, 2, 4, 3])
    rules = {step.rule for step in verdicts["the_dirt_piles_are_5_apart"].steps}
    assert f"enumeration of {count} cases" in rules
    assert count == 261
