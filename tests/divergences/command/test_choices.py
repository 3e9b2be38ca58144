"""--only: every name that a row has, or that people give it, picks that row."""

import numpy as np
import pytest

from divergences._command.problem import Problem
from divergences._command.rows import GROUPS, picked, split

EVERY = [name for group in GROUPS.values() for name in group.names]


def rows(only):
    return [name for names in picked(split(only)).values() for name in names]


def test_every_row_is_made_where_none_is_named():
    assert [name for names in picked(()).values() for name in names] == EVERY
    assert list(picked(())) == list(GROUPS)


@pytest.mark.parametrize("name", EVERY)
def test_a_row_answers_to_the_name_that_the_table_prints(name):
    assert name in rows(name)


@pytest.mark.parametrize(
    ("only", "found"),
    [
        ("kl", ["KL(A,B)", "KL(B,A)"]),
        ("js", ["JS"]),
        ("tv", ["TV"]),
        ("KL(A,B)", ["KL(A,B)"]),
        ("kl(b, a)", ["KL(B,A)"]),
        ("atoms", ["KL(A,B)", "KL(B,A)", "JS", "TV"]),
        ("TV >=", ["TV >="]),
        ("classifier", ["TV >=", "JS >="]),
        ("mmd", ["MMD", "MMD^2"]),
        ("MMD^2", ["MMD^2"]),
        ("gaussian-w2", ["Gaussian W2"]),
        ("gaussian_w2", ["Gaussian W2"]),
        ("Sliced w1", ["sliced W1"]),
        ("tv,w1,tv", ["W1", "TV"]),
        (" w2 , KL(B,A), kl(a,b)", ["W2", "KL(A,B)", "KL(B,A)"]),
    ],
)
def test_names_pick_rows_in_the_order_of_the_table(only, found):
    assert rows(only) == found


@pytest.mark.parametrize("only", ["", " ", ",", "w1,", "w", "w1 w2", "kl(a", "wasserstein"])
def test_what_names_no_row_is_refused_with_the_names_that_do(only):
    with pytest.raises(ValueError, match=r"names no row; give some of w1, w2, .*, kl, js, tv; or"):
        rows(only)


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("n", [1, 3, 6])
@pytest.mark.parametrize("spread", [0, 1])
def test_each_group_makes_the_rows_that_it_names_whatever_the_data(d, n, spread):
    """A row that has nothing to say is there too, with the reason."""
    points = spread * np.random.default_rng(0).normal(size=(n + 6, d))
    pose = Problem(points[:n], points[n:], 0, 3, bins=None, drawn=False)
    for group in GROUPS.values():
        assert tuple(row.name for row in group.rows(pose)) == group.names
