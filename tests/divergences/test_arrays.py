"""Numbers are read without loss, or refused in a sentence that names the number and the cure."""

import sys
from fractions import Fraction

import numpy as np
import pytest

from divergences import _arrays
from divergences._arrays import (
    first_index,
    input_epsilon,
    read_numbers,
    refuse_empty,
    refuse_negative,
    refuse_not_finite,
)


class OnlyArray:
    """An object of another library, with nothing but __array__."""

    def __array__(self, dtype=None, copy=None):
        return np.array([0.25, 0.75], dtype=dtype)


class OnlyDlpack:
    """An object of another library, with nothing but DLPack."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **options):
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


def test_shares_memory_where_float64():
    x = np.array([0.25, 0.75])
    assert read_numbers(x, "p") is x
    assert np.shares_memory(read_numbers(OnlyDlpack(x), "p"), x)


@pytest.mark.parametrize("dtype", [np.float32, np.longdouble, np.int8, np.uint64, np.int64])
def test_promotes_numbers_that_float64_holds(dtype):
    read = read_numbers(np.array([1, 2, 3], dtype=dtype), "p")
    assert read.dtype == np.float64
    assert read.tolist() == [1.0, 2.0, 3.0]


def test_reads_sequences_and_foreign_arrays():
    assert read_numbers([0.5, 0.5], "p").tolist() == [0.5, 0.5]
    assert read_numbers([Fraction(1, 2).numerator, 2], "p").tolist() == [1.0, 2.0]
    assert read_numbers(OnlyArray(), "p").tolist() == [0.25, 0.75]


def test_keeps_nan_and_infinity_for_the_caller_to_name():
    assert np.isnan(read_numbers(np.array([np.nan], dtype=np.float32), "p")).all()
    assert np.isposinf(read_numbers(np.array([np.inf], dtype=np.float32), "p")).all()


@pytest.mark.parametrize("integer", [2**53 + 1, -(2**53) - 1, 2**63 - 1, 2**64 - 1])
def test_refuses_an_integer_that_would_be_rounded(integer):
    dtype = np.int64 if integer < 2**63 else np.uint64
    with pytest.raises(ValueError, match=rf"p\[1\] is .*{integer}.*astype"):
        read_numbers(np.array([0, integer], dtype=dtype), "p")


@pytest.mark.parametrize(
    ("integer", "dtype"),
    [
        (-(2**63), np.int64),
        (2**63, np.uint64),
        (2**62, np.int64),
        (2**31 - 1, np.int32),
        (2**32 - 1, np.uint32),
    ],
)
def test_reads_a_large_integer_that_float64_holds(integer, dtype):
    assert read_numbers(np.array([integer], dtype=dtype), "p").tolist() == [float(integer)]


def test_refuses_a_longdouble_that_would_be_rounded():
    if np.finfo(np.longdouble).nmant <= 52:
        pytest.skip("longdouble is float64 on this machine")
    tenth = np.array([np.longdouble(1) / 10])
    with pytest.raises(ValueError, match="float64 would round"):
        read_numbers(tenth, "p")
    with pytest.raises(ValueError, match="float64 would round"):
        read_numbers(np.array([np.finfo(np.longdouble).max]), "p")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.array([1 + 0j]), "complex128"),
        (np.array([True]), "bool"),
        (np.array([object()]), "object"),
        (np.array(["a"]), "<U1"),
        (np.array([0.5], dtype=np.float16), "float16"),
        (np.ma.masked_array([0.5, 0.5], [True, False]), r"masked.*compressed\(\)"),
        ([[1.0], [1.0, 2.0]], "rectangular"),
    ],
)
def test_refuses_what_is_not_a_real_number_and_names_the_cure(values, message):
    with pytest.raises(ValueError, match=rf"p .*{message}"):
        read_numbers(values, "p")


def test_refuses_a_sparse_array():
    sparse = pytest.importorskip("scipy.sparse")
    with pytest.raises(ValueError, match=r"p is sparse; pass p\.toarray\(\)"):
        read_numbers(sparse.csr_array(np.eye(2)), "p")


def test_does_not_load_scipy_sparse_to_look_for_sparse_arrays(monkeypatch):
    monkeypatch.delitem(sys.modules, "scipy.sparse", raising=False)
    assert not _arrays._is_sparse([1.0])
    assert "scipy.sparse" not in sys.modules


def test_refuses_tensors_that_require_grad_or_are_bfloat16():
    torch = pytest.importorskip("torch", reason="needs the train extra")
    assert read_numbers(torch.tensor([0.5, 0.5]).double(), "p").tolist() == [0.5, 0.5]
    with pytest.raises(ValueError, match=r"detach\(\) first"):
        read_numbers(torch.tensor([0.5], requires_grad=True), "p")
    with pytest.raises(ValueError, match="bfloat16"):
        read_numbers(torch.tensor([0.5], dtype=torch.bfloat16), "p")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_names_the_first_entry_that_is_not_finite(bad):
    with pytest.raises(ValueError, match=rf"x\[1, 0\] is {bad}; remove or replace"):
        refuse_not_finite(np.array([[0.0, 1.0], [bad, bad]]), "x")
    refuse_not_finite(np.array([1e308]), "x")


def test_names_the_first_negative_entry():
    with pytest.raises(ValueError, match=r"p\[2\] is .*-1e-300.*below 0"):
        refuse_negative(np.array([0.0, 1.0, -1e-300]), "p")
    refuse_negative(np.array([0.0, -0.0]), "p")


def test_refuses_nothing_at_all():
    with pytest.raises(ValueError, match=r"x has shape \(0, 3\).*at least one"):
        refuse_empty(np.empty((0, 3)), "x")
    refuse_empty(np.zeros(1), "x")


def test_finds_the_first_index_in_python_integers():
    index = first_index(np.array([[False, False], [True, True]]))
    assert index == (1, 0)
    assert all(type(i) is int for i in index)


def test_knows_the_rounding_of_the_input():
    assert input_epsilon(np.zeros(1, np.float32)) == 2.0**-23
    assert input_epsilon(np.zeros(1)) == 2.0**-52
    assert input_epsilon([1, 2]) == 2.0**-52


@pytest.mark.parametrize("value", [2, 2.0, np.float64(2), np.int64(2), Fraction(2)])
def test_reads_one_number_as_a_float(value):
    read = _arrays.read_number(value, "order")
    assert read == 2
    assert type(read) is float


@pytest.mark.parametrize("value", ["2", True, 2j, None, np.array([2.0]), [2.0]])
def test_refuses_what_is_not_one_number(value):
    with pytest.raises(ValueError, match=r"order is .*; pass one real number"):
        _arrays.read_number(value, "order")
