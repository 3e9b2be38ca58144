"""Modules that are imported when they are first wanted, by one thread at a time.

Two threads that begin at different ends of a package whose parts import each other may be handed
parts that are not there yet: Python gives up its own locks where they would wait for each other.
"""

import os
import sys
import threading
from importlib import import_module
from types import ModuleType

LOCK = threading.RLock()
_whole: dict[str, ModuleType] = {}  # with all that their imports began


def late(name: str) -> ModuleType:
    """Return a module, imported now if it is not there."""
    found = _whole.get(name)
    if found is None or sys.modules.get(name) is not found:
        with LOCK:
            found = _whole[name] = import_module(name)
    return found


def _unlocked() -> None:
    """Make a new lock, as a fork does not take along the thread that held the old one."""
    global LOCK
    LOCK = threading.RLock()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_unlocked)
