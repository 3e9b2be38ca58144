"""Numeric support: what computation says of a statement, which never proves it."""

from ._supports import supports as supports
