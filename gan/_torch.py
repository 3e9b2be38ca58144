"""Where torch is missing, say which extra brings it."""

try:
    import torch as _torch  # noqa: F401
except ImportError as missing:
    raise ImportError("gan needs torch: pip install 'divergences[train]'") from missing
