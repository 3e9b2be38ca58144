"""Strategies for probability vectors: integer counts, divided by their sum.

Counts shrink towards 0 and 1, so a counterexample ends as ``[0.5, 0.5]`` against ``[1.0, 0.0]``.
The hard cases (tilts, ulps, magnitudes) shrink towards the plain ones.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Law: TypeAlias = np.ndarray

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
    return _rows(1, n, max_atoms).map(lambda rows: rows[0])


def law_pairs(n: int | None = None, *, max_atoms: int = 6) -> st.SearchStrategy[tuple[Law, Law]]:
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
    >>> p, q = find(law_pairs(2), lambda pair: pair[0][0] == 0 == pair[1][1])
    >>> p.tolist(), q.tolist()
    ([0.0, 1.0], [1.0, 0.0])
    """
    sizes = (n, max_atoms)
    hard = [tilted_laws(2, *sizes), _ulp_pairs(*sizes), _rescaled_pairs(*sizes)]
    return st.one_of(_rows(2, *sizes), *hard, *([_disjoint_pairs(*sizes)] if n != 1 else []))


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
    return st.one_of(_rows(3, n, max_atoms), tilted_laws(3, n, max_atoms))


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
    outcomes = st.integers(1, n) if m is None else st.just(m)
    return outcomes.flatmap(
        lambda size: st.lists(
            st.one_of(sixteenths(size), st.integers(0, size - 1).map(lambda i: np.eye(size)[i])),
            min_size=n,
            max_size=n,
        ).map(np.array)
    )


@st.composite
def sixteenths(draw: Draw, n: int) -> Law:
    """Draw a law whose entries are multiples of 1/16: it sums to 1 exactly."""
    cuts = draw(st.lists(st.integers(0, 16), min_size=n - 1, max_size=n - 1))
    return np.diff([0, *sorted(cuts), 16]) / 16


def shares() -> st.SearchStrategy[Fraction]:
    """Draw a share of the mass: a count, now and then times 2^-k."""
    count = st.integers(0, 9)
    small = st.builds(lambda k, e: Fraction(k, 2**e), count, st.sampled_from(_EXPONENTS))
    return st.one_of(count.map(Fraction), small)


def tilts() -> st.SearchStrategy[Fraction]:
    """Draw the tilt of nearly equal laws: 2^-1 to 2^-52."""
    return st.integers(1, 52).map(lambda k: Fraction(1, 2**k))


def normalised(weights: Iterable[Fraction]) -> Law:
    """Return weights / sum, each quotient correctly rounded."""
    kept = list(weights)
    total = sum(kept)
    return np.array([float(weight / total) for weight in kept])


def columns(
    entry: st.SearchStrategy[Any], n: int | None, max_atoms: int
) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Draw one tuple per atom, and return one tuple per component."""
    least, most = (1, max_atoms) if n is None else (n, n)
    return st.lists(entry, min_size=least, max_size=most).map(
        lambda rows: list(zip(*rows, strict=True))
    )


def _rows(k: int, n: int | None, max_atoms: int) -> st.SearchStrategy[tuple[Law, ...]]:
    """Draw k independent laws of one length."""
    entry = st.tuples(*[shares()] * k)
    drawn = columns(entry, n, max_atoms).filter(lambda laws: all(map(any, laws)))
    return drawn.map(lambda laws: tuple(map(normalised, laws)))


@st.composite
def tilted_laws(draw: Draw, k: int, n: int | None, max_atoms: int) -> tuple[Law, ...]:
    """Draw a law and k - 1 that are tilted from it."""
    entry = st.tuples(shares(), *[st.sampled_from([0, 1, -1])] * (k - 1))
    weights, *signs = draw(columns(entry, n, max_atoms).filter(lambda rows: any(rows[0])))
    others = [tilted(weights, sign, draw(tilts())) for sign in signs]
    return normalised(weights), *map(normalised, others)


def tilted(weights: Iterable[Fraction], signs: Iterable[int], tilt: Fraction) -> list[Fraction]:
    """Return each weight times 1 + sign * tilt."""
    return [weight * (1 + sign * tilt) for weight, sign in zip(weights, signs, strict=True)]


@st.composite
def _ulp_pairs(draw: Draw, n: int | None, max_atoms: int) -> tuple[Law, Law]:
    p = draw(laws(n, max_atoms=max_atoms))
    q = p.copy()
    i = draw(st.integers(0, len(p) - 1))
    q[i] = np.nextafter(q[i], draw(st.sampled_from([1.0, 0.0])))
    return (p, q) if draw(st.booleans()) else (q, p)


@st.composite
def _rescaled_pairs(draw: Draw, n: int | None, max_atoms: int) -> tuple[Law, Law]:
    p = draw(laws(n, max_atoms=max_atoms))
    return p, p * (1 + draw(st.integers(-2, 2)) * 2**-52)


def _disjoint_pairs(n: int | None, max_atoms: int) -> st.SearchStrategy[tuple[Law, Law]]:
    """Draw two laws, each atom given to one of them."""
    entry = st.tuples(st.integers(1, 9), st.booleans())
    drawn = columns(entry, n, max_atoms).filter(lambda rows: len(set(rows[1])) == 2)
    return drawn.map(lambda rows: (_side(rows, False), _side(rows, True)))


def _side(rows: Any, mine: bool) -> Law:
    """Return the law of the atoms on one side."""
    return normalised(Fraction(k * (side is mine)) for k, side in zip(*rows, strict=True))
