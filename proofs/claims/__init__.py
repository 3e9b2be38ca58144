"""One sentence a file, named as the sentence."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    if not _module.name.startswith("_"):
        _sentence = import_module(f"{__name__}.{_module.name}")
        globals()[_module.name] = getattr(_sentence, _module.name)
