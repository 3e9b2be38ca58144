"""What tells one function from another, from run to run: its name, its settings, its code."""

import copyreg
import dis
import functools
import hashlib
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from types import (
    CodeType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
    NoneType,
)
from typing import Any

import numpy as np

_CACHED = type(functools.cache(len))
_NAMED = (FunctionType, type, _CACHED)  # by their names, if those lead to them
_WRITTEN: dict[type, Callable[[Any], str]] = {
    NoneType: repr,
    bool: repr,
    int: hex,  # of any length, which repr is not
    float: repr,
    complex: repr,
    str: repr,
    type(...): repr,
    type(NotImplemented): repr,
}
_PARTS: dict[type, tuple[str, ...]] = {  # of what pickle refuses, or keeps by a name alone
    CodeType: (
        *("co_code", "co_exceptiontable", "co_consts", "co_names", "co_varnames"),
        *("co_flags", "co_argcount"),
    ),
    MethodType: ("__func__", "__self__"),
    ModuleType: ("__name__",),
    _CACHED: ("__dict__",),  # with what it wraps
    staticmethod: ("__func__",),
    classmethod: ("__func__",),
    property: ("fget", "fset", "fdel"),
    functools.cached_property: ("func",),
}
_UFUNCS = ("numpy", "scipy.special")  # a ufunc does not say of which module it is
_READS = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS")


def identity(function: Callable[..., Any]) -> str:
    """Return what is the same for the same function in another run, and else is not.

    Of a module it is known by its name, and what it calls in turn is not looked at. A partial, a
    method, a wrapper and an object that can be called are known by what pickle keeps of them. What
    no module has (a lambda, an inner function, a function or a class of a script) is known by its
    code, wherever it stands, and by the values of the globals that it reads and does not assign.

    Raises
    ------
    ValueError
        If what it holds cannot be pickled, so that it is not known what that is.
    """
    try:
        return _name(function) or f"{_label(function)} of {_Walk().digest(function).hex()}"
    except Exception as error:  # pickle raises what an object's own methods do
        raise ValueError(
            f"distance holds what cannot be pickled ({error}), so that a restart could not tell it "
            "from another; pass a function of a module, or leave out `out`"
        ) from error


class _Walk:
    """A walk through what is kept of a value, that does not enter again what it is in."""

    def __init__(self) -> None:
        self.above: dict[int, int] = {}  # what it is in, and how deep
        self.told: dict[int, tuple[int, Any]] = {}  # functions and classes: each is told once

    def digest(self, value: Any) -> bytes:
        """Return what tells a value from others."""
        kind = type(value)
        if kind is bytes:
            return _hash("bytes", [value])
        if kind in _WRITTEN:
            return _hash(kind.__name__, [_WRITTEN[kind](value).encode()])
        if id(value) in self.told:
            return _hash("told", [str(self.told[id(value)][0]).encode()])
        if id(value) in self.above:
            return _hash("above", [str(self.above[id(value)]).encode()])
        if isinstance(value, _NAMED):
            self.told[id(value)] = len(self.told), value
            return _hash(*self._named(value))
        self.above[id(value)] = len(self.above)
        found = _hash(*self._parts(value))
        del self.above[id(value)]
        return found

    def _named(self, value: Any) -> tuple[str, list[bytes]]:
        name = _name(value)
        if name is not None:
            return "name", [name.encode()]
        if isinstance(value, _CACHED):
            return self._parts(value)
        own = _of_function(value) if isinstance(value, FunctionType) else _of_class(value)
        return type(value).__name__, [self.digest(own)]

    def _parts(self, value: Any) -> tuple[str, list[bytes]]:
        kind = type(value)
        if kind in (list, tuple):
            return kind.__name__, [*map(self.digest, value)]
        if kind in (set, frozenset):
            return kind.__name__, sorted(map(self._alone, value))
        if kind is dict:
            keys = sorted(((self._alone(key), key) for key in value), key=lambda pair: pair[0])
            return "dict", [part for told, key in keys for part in (told, self.digest(value[key]))]
        if kind in _PARTS:
            return kind.__name__, [self.digest(getattr(value, name)) for name in _PARTS[kind]]
        kept = _reduced(value)
        if isinstance(kept, str):
            return "name", [_kept_name(value, kept).encode()]
        made, given, state, items, pairs = [*kept, None, None, None][:5]
        kept = (made, given, state, [*(items or ())], dict(pairs or ()))
        return "object", [self.digest(kept)]

    def _alone(self, value: Any) -> bytes:
        """Return a digest that does not hang on the order of those beside it."""
        walk = _Walk()
        walk.above, walk.told = dict(self.above), dict(self.told)
        return walk.digest(value)


def _hash(kind: str, parts: Iterable[bytes]) -> bytes:
    total = hashlib.sha256(kind.encode() + b"\0")
    for part in parts:
        total.update(part)
    return total.digest()


def _label(function: Any) -> str:
    """Return a name for readers, which need not lead to it."""
    if isinstance(function, functools.partial):
        return _label(function.func)
    if isinstance(function, MethodType):
        return _label(function.__func__)
    if isinstance(function, FunctionType | type):
        return f"{function.__module__}.{function.__qualname__}"
    return _label(type(function))


def _name(value: Any) -> str | None:
    """Return the name that leads to it, in a module that is the same in another run."""
    if isinstance(value, _NAMED):
        module, name = value.__module__, value.__qualname__
        return f"{module}.{name}" if _leads(module, name, value) else None
    kept = None if type(value) in _PARTS else _reduced(value)
    return _kept_name(value, kept) if isinstance(kept, str) else None


def _kept_name(value: Any, name: str) -> str:
    """Return the whole name of what pickle keeps by that alone, as a built-in function."""
    for module in _UFUNCS if isinstance(value, np.ufunc) else (value.__module__,):
        if _leads(module, name, value):
            return f"{module}.{name}"
    raise pickle.PicklingError(f"no module has {name}")


def _leads(module: str | None, name: str, value: Any) -> bool:
    if module is None or module == "__main__":
        return False
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is value


def _reduced(value: Any) -> str | tuple[Any, ...]:
    """Return what pickle keeps of a value: a name, or what makes it anew."""
    reduce = copyreg.dispatch_table.get(type(value))
    return reduce(value) if reduce else value.__reduce_ex__(pickle.DEFAULT_PROTOCOL)


def _of_function(function: FunctionType) -> tuple[Any, ...]:
    """Return what makes a function that no module has: its code, settings and globals."""
    read = _globals(function.__code__) & function.__globals__.keys()
    return (
        function.__code__,
        (function.__defaults__, function.__kwdefaults__, vars(function)),
        [*map(_filled, function.__closure__ or ())],
        {name: function.__globals__[name] for name in read},
    )


def _filled(cell: Any) -> tuple[Any, ...]:
    """Return what is in a cell; one may be filled after the function is made."""
    try:
        return (cell.cell_contents,)
    except ValueError:
        return ()


def _globals(code: CodeType) -> set[str]:
    """Return the names of the globals that it reads, and that are not its own to assign."""
    steps = [step for one in _codes(code) for step in dis.get_instructions(one)]
    read = {step.argval for step in steps if step.opname in _READS}
    return read - {step.argval for step in steps if step.opname == "STORE_GLOBAL"}


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def _of_class(one: type) -> tuple[Any, ...]:
    """Return what makes a class that no module has: its methods and settings, and its bases."""
    own = {name: value for name, value in vars(one).items() if _of_author(name, value)}
    return type(one), one.__bases__, own


def _of_author(name: str, value: Any) -> bool:
    """Decide whether a class has it from its author, and not from Python."""
    if isinstance(value, GetSetDescriptorType | MemberDescriptorType) or name == "_abc_impl":
        return False
    return not name.startswith("__") or callable(value) or hasattr(value, "__get__")
