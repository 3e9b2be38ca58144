"""python -m gan."""
