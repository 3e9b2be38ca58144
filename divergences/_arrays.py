"""Reading numbers at the door: float64 without a copy where possible, or a refusal."""

import math
import sys
from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

# float16 and bfloat16 are missing: a law stored in them has lost what we promise to keep.
_ACCEPTED = "float64, float32, longdouble, or an integer type"


def read_numbers(values: Any, name: str) -> np.ndarray:
    """Return `values` as a float64 array, sharing memory where they are float64 already.

    Parameters
    ----------
    values : array_like
        Anything with ``__array__`` or DLPack on the CPU, or nested sequences of real numbers.
    name : str
        How the message calls the argument.

    Returns
    -------
    ndarray
        float64, finite.

    Raises
    ------
    ValueError
        If the values are complex, boolean, strings, objects, half precision, sparse, masked,
        a tensor that requires grad, or not finite.
    """
    array = _as_array(values, name)
    if not array.dtype.isnative:  # the same values, in this machine's order of bytes
        array = array.astype(array.dtype.newbyteorder("="))
    if array.dtype == np.float64:
        return array
    if array.dtype == np.float32 or array.dtype == np.longdouble or array.dtype.kind in "iu":
        return _exactly_float64(array, name)
    raise ValueError(
        f"{name} has dtype {array.dtype}; pass {_ACCEPTED}, for example {name}.astype(float)"
    )


def read_number(value: Any, name: str) -> float:
    """Return one real number, such as an order, as a float; NaN and infinity are let through."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{name} is {shown(value)}; pass one real number")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(
            f"{name} is beyond 1.8e308, the largest double; pass a number that a double holds"
        ) from None


def read_flag(value: Any, name: str) -> bool:
    """Return True or False, or refuse: no other value is taken for one of them."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} is {shown(value)}; pass True or False")
    return bool(value)


def read_axis(axis: Any) -> int:
    """Return the number of an axis, or refuse what is no integer."""
    if isinstance(axis, bool) or not isinstance(axis, int | np.integer):
        raise ValueError(f"axis is {shown(axis)}; pass one integer, -1 for the last axis")
    return int(axis)


def refuse_no_function(value: Any, name: str, cure: str) -> None:
    """Raise ValueError where a function is meant and something else is given."""
    if not callable(value):
        raise ValueError(f"{name} is {shown(value)}; pass {cure}")


def refuse_not_one_of(value: Any, name: str, words: Sequence[str]) -> None:
    """Raise ValueError where one of a few words is meant and something else is given."""
    if not (isinstance(value, str) and value in words):
        raise ValueError(f"{name} is {value!r}; pass one of {', '.join(words)}")


def shown(value: Any) -> str:
    """Return how a message prints a value: numbers of NumPy as plain numbers."""
    return str(value) if isinstance(value, np.generic) else repr(value)


def refuse_not_finite(array: np.ndarray, name: str) -> None:
    """Raise ValueError naming the first entry that is NaN or infinite."""
    finite = np.isfinite(array)
    if not finite.all():
        where = first_index(~finite)
        raise ValueError(f"{name}{list(where)} is {array[where]}; remove or replace it")


def refuse_negative(array: np.ndarray, name: str) -> None:
    """Raise ValueError naming the first negative entry."""
    negative = array < 0
    if negative.any():
        where = first_index(negative)
        raise ValueError(
            f"{name}{list(where)} is {array[where]}, below 0; weights and probabilities are >= 0"
        )


def refuse_empty(array: np.ndarray, name: str) -> None:
    """Raise ValueError where there is nothing to measure."""
    if array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}, which is empty; pass at least one entry")


def first_index(mask: np.ndarray) -> tuple[int, ...]:
    """Return the index of the first True, as Python integers."""
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(mask)), mask.shape))


def input_epsilon(values: Any) -> float:
    """Return the machine epsilon of the dtype that `values` came in (integers: of float64)."""
    dtype = getattr(values, "dtype", None)
    single = str(dtype).endswith(("float32", "f4"))  # of NumPy, of torch, of other byte orders
    return float(np.finfo(np.float32).eps) if single else math.ulp(1)


def _as_array(values: Any, name: str) -> np.ndarray:
    if isinstance(values, np.ma.MaskedArray):
        raise ValueError(f"{name} is a masked array; pass {name}.compressed() or {name}.filled(0)")
    if _is_sparse(values):
        raise ValueError(f"{name} is sparse; pass {name}.toarray()")
    if getattr(values, "requires_grad", False):
        raise ValueError(f"{name} is a tensor that requires grad; detach() first")
    if "bfloat16" in str(getattr(values, "dtype", "")):
        raise ValueError(f"{name} has dtype bfloat16; pass {name}.to(float64), its values as given")
    try:
        if not hasattr(values, "__array__") and hasattr(values, "__dlpack__"):
            return np.from_dlpack(values)
        return np.asarray(values)
    except (ValueError, TypeError, BufferError, RuntimeError) as error:
        raise ValueError(
            f"{name} cannot be read as an array of numbers ({error}); pass a rectangular array on "
            "the CPU"
        ) from error


def _exactly_float64(array: np.ndarray, name: str) -> np.ndarray:
    """Convert, unless an integer or a longdouble would be rounded on the way."""
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is caught as lost
        converted = np.asarray(array, dtype=np.float64)
        lost = (converted.astype(array.dtype) != array) & ~np.isnan(converted)
    if array.dtype.kind in "iu" and array.dtype.itemsize == 8:
        lost |= converted >= float(np.iinfo(array.dtype).max)  # the way back is undefined there
    if lost.any():
        where = first_index(lost)
        raise ValueError(
            f"{name}{list(where)} is {array[where]}, which float64 would round; "
            f"round it yourself: {name}.astype(float)"
        )
    return converted


def _is_sparse(values: Any) -> bool:
    # A sparse argument has loaded it, to its end: what a thread is loading now has no issparse yet.
    is_sparse = getattr(sys.modules.get("scipy.sparse"), "issparse", None)
    return is_sparse is not None and bool(is_sparse(values))
