"""What tells one function from another, from run to run: its name, its settings, its code."""

import functools
import inspect
import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

from ._late import late


def identity(function: Callable[..., Any]) -> str:
    """Return what is the same for the same function in another run, and else is not.

    Of a module it is known by its name; a partial, a method and an object that can be called by
    what pickle keeps of their settings, too; one that no module has (a lambda, an inner function,
    one of a script) by its code. What it calls in turn is not looked at.

    Raises
    ------
    ValueError
        If what it holds cannot be pickled, so that it is not known what that is.
    """
    if isinstance(function, functools.partial):
        return f"{identity(function.func)} of {_held((function.args, function.keywords))}"
    if inspect.ismethod(function):
        return f"{identity(function.__func__)} of {_held(function.__self__)}"
    if not inspect.isroutine(function) and not isinstance(function, type):
        return f"{_name(type(function))} of {_held(function)}"
    if not inspect.isfunction(function) or _of_module(function):
        return _name(function)
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    cells = [cell for cell in cells if cell is not function]  # one that calls itself
    settings = (function.__defaults__, function.__kwdefaults__)
    inner = [identity(cell) if inspect.isroutine(cell) else _held(cell) for cell in cells]
    return f"{_name(function)} of {_held((_code(function.__code__), settings, inner))}"


def _name(function: Any) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _of_module(function: Any) -> bool:
    """Decide whether its name leads to it, in a module that is the same in another run."""
    found: Any = sys.modules.get(function.__module__)
    if function.__module__ == "__main__":
        return False
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is function


def _code(code: CodeType) -> tuple[Any, ...]:
    return code.co_code, [*map(_constant, code.co_consts)], code.co_names, code.co_varnames


def _constant(one: Any) -> Any:
    if isinstance(one, CodeType):
        return _code(one)
    return sorted(map(repr, one)) if isinstance(one, frozenset) else one  # in no order of its own


def _held(values: Any) -> str:
    """Return a digest of what pickle keeps of values."""
    try:
        return str(late("joblib").hash(values))
    except Exception as error:  # pickle raises what an object's own methods do
        raise ValueError(
            f"distance holds what cannot be pickled ({error}), so that a restart could not tell it "
            "from another; pass a function of a module, or leave out `out`"
        ) from error
