"""Where torch or scikit-learn is missing, say which extras bring them."""

import importlib

try:
    for _name in ("torch", "sklearn"):
        importlib.import_module(_name)
except ImportError as missing:
    raise ImportError(
        "vae needs torch and scikit-learn: pip install 'divergences[train,demo]'"
    ) from missing
