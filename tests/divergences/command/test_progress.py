"""Progress off a terminal: a line at the start and the end of each, and none in between."""

import pytest

from divergences._command.progress import Where, progress


@pytest.fixture
def lines(capsys):
    def told(*steps):
        with progress() as show:
            for step in steps:
                show(*step)
        out, err = capsys.readouterr()
        assert out == ""
        return err.splitlines()

    return told


def test_of_relabellings_only_the_first_and_the_last_are_told(lines):
    what = "W1 under relabelling"
    told = lines(*((what, done, 3) for done in range(4)))
    assert told == [f"{what} (0 of 3)", f"{what} (3 of 3)"]


def test_rows_are_told_one_by_one(lines):
    told = lines(("w1", 0, 3), ("[w2]", 1, 3), ("energy", 2, 3))
    assert told == ["w1 (0 of 3)", "[w2] (1 of 3)", "energy (2 of 3)"]


def test_someone_who_stops_it_is_told_how_far_it_was():
    where, shown = Where(), []
    assert str(where) == "while reading the data"
    where.telling(lambda *step: shown.append(step))("energy", 2, 7)
    assert str(where) == "at energy (2 of 7 done)"
    assert shown == [("energy", 2, 7)]
