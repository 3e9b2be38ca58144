"""Settings are real numbers, or refused by name."""

import numpy as np
import pytest

from divergences._settings import is_whole, read_real


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.int64(2)])
def test_reads_real_numbers(value):
    assert read_real(value, "eps", "more") == 2.0
    assert type(read_real(value, "eps", "more")) is float


@pytest.mark.parametrize("value", ["2", None, 2j, True, np.array([2.0])])
def test_refuses_what_is_no_real_number(value):
    with pytest.raises(ValueError, match=r"eps is .*; pass a number above 0"):
        read_real(value, "eps", "a number above 0")


def test_knows_whole_numbers():
    assert [is_whole(v, 1) for v in (1, np.int64(3), 0, True, 1.0, "1")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
