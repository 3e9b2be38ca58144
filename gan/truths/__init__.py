"""Pairs of laws whose Wasserstein-1 distance is known, with samplers."""
