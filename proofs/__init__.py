"""Statements about divergences, derived and checked by machine."""
