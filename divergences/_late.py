"""Modules that are imported when they are first wanted, by one thread at a time.

Two threads that begin at different ends of a package whose parts import each other may be handed
parts that are not there yet: Python gives up its own locks where they would wait for each other.
"""

import threading
from importlib import import_module
from types import ModuleType

LOCK = threading.RLock()


def late(name: str) -> ModuleType:
    """Return a module, imported now if it is not there."""
    with LOCK:
        return import_module(name)
