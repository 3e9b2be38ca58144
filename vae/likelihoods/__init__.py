"""Likelihoods of an observation given its latent, as modules that decode."""
