"""Strategies for probability vectors: integer counts, divided by their sum.

Counts shrink towards 0 and 1, so a counterexample ends as ``[0.5, 0.5]`` against ``[1.0, 0.0]``.
The hard cases (tilts, ulps, magnitudes) shrink towards the plain ones.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Law: TypeAlias = np.ndarray
Shares: TypeAlias = list[Fraction]

_EXPONENTS = [0, 0, 1, 30, 52, 300, 600, 1000, 1060, 1074]  # 2^-1074 is the least double above 0


def laws(n: int | None = None, *, max_atoms: int = 6) -> st.SearchStrategy[Law]:
    """Draw a probability vector.

    Entries are small counts divided by their sum, now and then times 2^-k down to subnormal
    numbers; zeros are common. Each entry is the correctly rounded quotient.

    Parameters
    ----------
    n : int, optional
        Its length; drawn from 1 to `max_atoms` where None.
    max_atoms : int, default 6
        The largest length drawn.

    Returns
    -------
    SearchStrategy of ndarray, shape (n,)

    Examples
    --------
    >>> from hypothesis import find
    >>> find(laws(2), lambda p: p[0] < 1).tolist()
    [0.0, 1.0]
    """
    return _lengths(n, max_atoms).flatmap(shares).map(normalised)


def law_pairs(
    n: int | None = None, *, max_atoms: int = 6
) -> st.SearchStrategy[tuple[Law, Law]]:
    """Draw two probability vectors of one length, hard to tell apart or hard to compare.

    Independent ones; one tilted from the other by 2^-1 to 2^-52 in some entries; one entry an ulp
    away; one a multiple of the other by 1 + k eps (one law, two sums); disjoint supports.

    Parameters
    ----------
    n, max_atoms
        As for `laws`.

    Returns
    -------
    SearchStrategy of (ndarray, ndarray), each of shape (n,)

    Examples
    --------
    >>> from hypothesis import find
    >>> p, q = find(law_pairs(2), lambda pair: (pair[0] * pair[1] == 0).all())
    >>> p.tolist(), q.tolist()
    ([0.0, 1.0], [1.0, 0.0])
    """
    return _lengths(n, max_atoms).flatmap(
        lambda size: st.one_of(
            st.tuples(laws(size), laws(size)),
            _tilted_pairs(size),
            _ulp_pairs(size),
            _rescaled_pairs(size),
            *([_disjoint_pairs(size)] if size > 1 else []),
        )
    )


def law_triples(
    n: int | None = None, *, max_atoms: int = 6
) -> st.SearchStrategy[tuple[Law, Law, Law]]:
    """Draw three probability vectors of one length; some are neighbours of one another.

    Parameters
    ----------
    n, max_atoms
        As for `laws`.

    Returns
    -------
    SearchStrategy of three ndarrays, each of shape (n,)

    Examples
    --------
    >>> from hypothesis import find
    >>> [p.tolist() for p in find(law_triples(1), lambda triple: True)]
    [[1.0], [1.0], [1.0]]
    """
    return _lengths(n, max_atoms).flatmap(
        lambda size: st.one_of(st.tuples(laws(size), laws(size), laws(size)), _tilted_triples(size))
    )


def channels(n: int, m: int | None = None) -> st.SearchStrategy[np.ndarray]:
    """Draw a channel: row i is the law of the outcome, given that the input is i.

    Parameters
    ----------
    n : int
        Number of inputs.
    m : int, optional
        Number of outcomes; drawn from 1 to `n` where None.

    Returns
    -------
    SearchStrategy of ndarray, shape (n, m)
        Each row sums to 1 exactly: its entries are multiples of 1/16. So ``p @ channel`` is
        exact for laws on a grid of 2^-48, such as those `processes_data` draws.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(channels(2, 2), lambda channel: channel[0, 0] > channel[1, 0]).tolist()
    [[0.0625, 0.9375], [0.0, 1.0]]
    """
    columns = st.integers(1, n) if m is None else st.just(m)
    return columns.flatmap(
        lambda size: st.lists(sixteenths(size), min_size=n, max_size=n).map(np.array)
    )


@st.composite
def sixteenths(draw: Draw, n: int) -> Law:
    """Draw a law whose entries are multiples of 1/16: it sums to 1 exactly."""
    cuts = draw(st.lists(st.integers(0, 16), min_size=n - 1, max_size=n - 1))
    return np.diff([0, *sorted(cuts), 16]) / 16


@st.composite
def shares(draw: Draw, n: int) -> Shares:
    """Draw n non-negative rationals, not all 0."""
    counts = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n).filter(any))
    if not draw(st.booleans()):
        return [Fraction(count) for count in counts]
    exponents = draw(st.lists(st.sampled_from(_EXPONENTS), min_size=n, max_size=n))
    return [Fraction(count, 2**k) for count, k in zip(counts, exponents, strict=True)]


def normalised(weights: Sequence[Fraction]) -> Law:
    """Return weights / sum, each quotient correctly rounded."""
    total = sum(weights)
    return np.array([float(weight / total) for weight in weights])


@st.composite
def tilted(draw: Draw, weights: Shares) -> Shares:
    """Draw the same weights, some of them times 1 + 2^-k or 1 - 2^-k."""
    n = len(weights)
    signs = draw(st.lists(st.sampled_from([0, 1, -1]), min_size=n, max_size=n))
    tilt = Fraction(1, 2 ** draw(st.integers(1, 52)))
    return [weight * (1 + sign * tilt) for weight, sign in zip(weights, signs, strict=True)]


@st.composite
def _tilted_pairs(draw: Draw, n: int) -> tuple[Law, Law]:
    first = draw(shares(n))
    return normalised(first), normalised(draw(tilted(first)))


@st.composite
def _tilted_triples(draw: Draw, n: int) -> tuple[Law, Law, Law]:
    first = draw(shares(n))
    return normalised(first), normalised(draw(tilted(first))), normalised(draw(tilted(first)))


@st.composite
def _ulp_pairs(draw: Draw, n: int) -> tuple[Law, Law]:
    p = draw(laws(n))
    q = p.copy()
    i = draw(st.integers(0, n - 1))
    q[i] = np.nextafter(q[i], draw(st.sampled_from([1.0, 0.0])))
    return (p, q) if draw(st.booleans()) else (q, p)


@st.composite
def _rescaled_pairs(draw: Draw, n: int) -> tuple[Law, Law]:
    p = draw(laws(n))
    return p, p * (1 + draw(st.integers(-2, 2)) * 2.0**-52)


@st.composite
def _disjoint_pairs(draw: Draw, n: int) -> tuple[Law, Law]:
    k = draw(st.integers(1, n - 1))
    p, q = normalised(draw(shares(k))), normalised(draw(shares(n - k)))
    return np.append(p, np.zeros(n - k)), np.append(np.zeros(k), q)


def _lengths(n: int | None, max_atoms: int) -> st.SearchStrategy[int]:
    return st.integers(1, max_atoms) if n is None else st.just(n)
