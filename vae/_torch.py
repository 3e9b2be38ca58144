"""Where torch or scikit-learn is missing, say which extras bring them."""

try:
    import sklearn as _sklearn  # noqa: F401
    import torch as _torch  # noqa: F401
except ImportError as missing:
    raise ImportError(
        "vae needs torch and scikit-learn: pip install 'divergences[train,demo]'"
    ) from missing
