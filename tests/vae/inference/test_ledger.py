"""Every number of the ledger's S16 to S20 is reproduced to the digits given there."""

import json
from pathlib import Path

import mpmath
import pytest

from benchmarks.variational_inference import GAP, MASS, PARTS, Row, agree, rows

RESULTS = Path(__file__).parents[3] / "docs" / "results" / "variational_inference.json"
NUMBERS = [
    pytest.param(row, id=f"{part} {row.row} {row.what}") for part in PARTS for row in rows(part)
]


@pytest.mark.parametrize("row", NUMBERS)
def test_a_number_of_the_ledger_is_reproduced(row):
    said = row.truth or row.ledger
    assert agree(row.ours, said), f"ledger {row.ledger}, ours {float(row.ours)!r}"


def test_agreement_means_half_a_unit_of_the_last_digit():
    assert agree(0.8149, "0.81")
    assert not agree(0.8151, "0.81")
    assert not agree(0.8106, "0.810")
    assert not agree(0.8303656034108278, "0.830365603410826")
    assert not agree(4.451582705, "-4.451582705")
    assert Row("", "", "0.81", 0.82, "0.82").verdict == "ledger off, mpmath 0.82"
    assert Row("", "", "0.81", 0.82).verdict == "APART"


def mass_in_forty_digits(least, largest, bound):
    """P(least z_1^2 + largest z_2^2 <= bound) for independent N(0, 1)."""
    reach = mpmath.sqrt(bound / least)

    def slice_at(angle):
        other = mpmath.sqrt(bound / largest) * mpmath.cos(angle)
        along = mpmath.npdf(reach * mpmath.sin(angle)) * reach * mpmath.cos(angle)
        return along * (2 * mpmath.ncdf(other) - 1)

    return mpmath.quad(slice_at, [-mpmath.pi / 2 + mpmath.pi * k / 8 for k in range(9)])


def gap_in_forty_digits():
    """Log evidence less the best bound, for X = (1, 0), ..., (1, 3): X'X and X'y by hand."""
    G, h, y2 = mpmath.matrix([[4, 6], [6, 14]]), mpmath.matrix([5, 12]), 11
    rate = mpmath.mpf(2)
    for _ in range(60):  # each leaves less than a quarter of the error
        S = (2 / rate * mpmath.eye(2) + G) ** -1
        m = S * h
        square = (m.T * m)[0] + S[0, 0] + S[1, 1]
        last, rate = rate, 1 + square / 2
    assert abs(last - rate) < mpmath.mpf(10) ** -30
    log_mean = mpmath.digamma(2) - mpmath.log(rate)
    misfit = y2 - 2 * (m.T * h)[0] + (m.T * G * m)[0] + (S * G)[0, 0] + (S * G)[1, 1]
    bound = -2 * mpmath.log(2 * mpmath.pi) - misfit / 2 + log_mean - square / rate - 2 / rate
    bound += 1 + mpmath.log(mpmath.det(S)) / 2  # with the log 2 pi of the prior of beta
    bound += 2 - mpmath.log(rate) - mpmath.digamma(2)

    def joint(t):
        lam = mpmath.exp(t)
        det = (4 + lam) * (14 + lam) - 36
        explained = (25 * (14 + lam) - 2 * 60 * 6 + 144 * (4 + lam)) / det
        return lam / mpmath.sqrt(det) * mpmath.exp(-(y2 - explained) / 2 - lam) * lam

    mass = mpmath.quad(joint, [-60, -30, -15, -8, -4, -2, -1, 0, 1, 2, 3, 5])
    return mpmath.log(mass) - 2 * mpmath.log(2 * mpmath.pi) - bound


def test_where_the_ledger_errs_forty_digits_say_so():
    with mpmath.workdps(40):
        mass = mass_in_forty_digits(mpmath.mpf("0.1"), mpmath.mpf("1.9"), -2 * mpmath.log("0.05"))
        truths = {MASS: mass, GAP: gap_in_forty_digits()}
        for digits, truth in truths.items():
            assert mpmath.nstr(truth, len(digits.lstrip("0.")), strip_zeros=False) == digits
    wrong = [row for part in PARTS for row in rows(part) if row.truth]
    assert [row.truth for row in wrong] == [MASS, GAP]
    assert not any(agree(row.ours, row.ledger) for row in wrong)


def test_the_results_are_those_of_the_script():
    written = json.loads(RESULTS.read_text(encoding="utf-8"))["numbers"]
    computed = [(part, row.row, row.what, row.ledger) for part in PARTS for row in rows(part)]
    assert [(w["part"], w["row"], w["what"], w["ledger"]) for w in written] == computed
    assert not any(w["verdict"] == "APART" for w in written)
