"""python -m vae."""
