"""One sentence a file, named as the sentence: each is registered, and found under its name."""

from importlib import import_module as _import_module
from pkgutil import iter_modules as _iter_modules

for _module in _iter_modules(__path__):
    if not _module.name.startswith("_"):
        _sentence = _import_module(f"{__name__}.{_module.name}")
        globals()[_module.name] = getattr(_sentence, _module.name)
