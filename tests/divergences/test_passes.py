"""How often the entries are read: once where that is enough, exactly where nothing less is."""

import math

import numpy as np
import pytest

import divergences
from benchmarks.accuracy import long_scores
from divergences import _form

N = 1000
generator = np.random.default_rng(0)
P, Q, TILT = generator.random(N), generator.random(N), generator.uniform(-1, 1, N)
P, Q = P / P.sum(), Q / Q.sum()
OFF = 1 + 3.9 * math.sqrt(N) * 2.0**-52  # each sum is off by nearly half of what is allowed

PAIRS = {
    "unrelated": (P, Q),
    "unrelated, sums off": (P * OFF, Q / OFF),
    "a part in 10^6 apart": (P, P * (1 + 1e-6 * TILT)),
    "a part in 10^9 apart": (P, P * (1 + 1e-9 * TILT)),
    "a part in 10^13 apart": (P, P * (1 + 1e-13 * TILT)),
}
ONCE = dict.fromkeys(PAIRS, 1)
SWEEPS = {
    "kl": ONCE,
    "hellinger_squared": ONCE,
    "chi2": ONCE,
    "renyi": ONCE,
    "js": {**ONCE, **dict.fromkeys([k for k in PAIRS if "off" in k or "^9" in k or "^13" in k], 2)},
    "tv": {**dict.fromkeys(PAIRS, 2), "unrelated": 1},
}


@pytest.fixture
def counts(monkeypatch):
    found = {"sweeps": 0, "exact": 0}

    def counted(name, function):
        def run(*arguments):
            found[name] += 1
            return function(*arguments)

        return run

    monkeypatch.setattr(_form, "sweep", counted("sweeps", _form.sweep))
    monkeypatch.setattr(_form, "_third_pass", counted("exact", _form._third_pass))
    return found


def value(name, p, q, **settings):
    return getattr(divergences, name)(p, q, *([2.0] if name == "renyi" else []), **settings)


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("name", SWEEPS)
def test_laws_are_read_no_more_often_than_they_must_be(name, kind, counts):
    p, q = PAIRS[kind]
    value(name, p, q if "off" in kind else q / q.sum())
    assert counts == {"sweeps": SWEEPS[name][kind], "exact": 0}


@pytest.mark.parametrize("name", SWEEPS)
def test_only_proportional_laws_are_taken_exactly(name, counts):
    assert value(name, P, 3 * P, normalize=True) < 1e-15
    assert counts["exact"] == 1


@pytest.mark.parametrize("name", ["js", "tv"])
def test_only_the_rows_that_need_it_are_read_again(name, counts, monkeypatch):
    rows = []
    second = _form._second_pass
    monkeypatch.setattr(
        _form, "_second_pass", lambda *a: (rows.append(a[4].tolist()), second(*a))[1]
    )
    near = P * (1 + 1e-9 * TILT)
    value(name, [P, P], [Q, near / near.sum()])
    assert rows == [[False, True]]


@pytest.mark.parametrize(
    "kind", ["sums off by the whole tolerance", "off by the tolerance, unrelated"]
)
def test_sums_of_a_thousand_entries_off_by_the_whole_tolerance_keep_the_contract(kind):
    for name, ratio, where in long_scores(np.random.default_rng(1), N, 0, kinds=[kind]):
        assert ratio <= 1, (name, where)
