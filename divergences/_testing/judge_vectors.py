"""Laws that a distance between probability vectors is held to."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from divergences import tv

from .search import Counterexample, Distance, close, copied, enclosure, name_of, search, value
from .vectors import Draw, channels, law_pairs, law_triples, sixteenths

_LEAST = 4 * math.ulp(0)  # what two or three values near the least double may be off by together
_SEPARATED = 2**-20  # laws with a TV above this are told apart by every distance in use


@dataclass(frozen=True)
class Slack:
    """How far rounding may take a value from what a law demands."""

    relative: float
    absolute: float

    def equal(self, found: float, wanted: float) -> bool:
        """Whether the two are one number."""
        absolute = self.absolute + _LEAST
        return close(found, wanted, wanted, relative=self.relative, absolute=absolute)

    def at_most(self, found: float, bound: float) -> bool:
        """Whether `found` is not above `bound`."""
        absolute = self.absolute + _LEAST
        return close(found, 0, bound, relative=self.relative, absolute=absolute)


def is_a_divergence(
    function: Distance,
    *,
    like: Distance | None = None,
    pairs: st.SearchStrategy[tuple[Any, Any]] | None = None,
    relative: float = 1e-9,
    absolute: float = 0.0,
    max_examples: int | None = None,
) -> None:
    """Raise a `Counterexample` unless `function` is a divergence, and the one it claims to be.

    A divergence is a number at least 0 (inf allowed, NaN not), 0 between a law and itself, above 0
    between laws whose total variation exceeds 2^-20, and the same when the atoms are relabelled.
    These laws are blind to scale (half of KL keeps them all): name the divergence meant as `like`.

    Parameters
    ----------
    function : callable
        Takes two probability vectors, or whatever `pairs` draws; returns a real number.
        OverflowError counts as inf, any other exception as a counterexample.
    like : callable, optional
        A distance of this package, or a `functools.partial` of one: values must lie in the
        enclosure that `divergences.prove` gives, widened by the slack.
    pairs : SearchStrategy, optional
        Draws the arguments; `law_pairs()` where None. `measure_pairs()` suits functions of two
        `Measure`s.
    relative, absolute : float
        The slack for rounding. With ``absolute=0`` a distance has to be right where it is tiny;
        ``absolute=1e-12`` forgives what cancels.
    max_examples : int, optional
        How many examples each law is tried on; as the Hypothesis profile says where None.

    Raises
    ------
    Counterexample
        An AssertionError with the law broken and the arguments, shrunk.

    Examples
    --------
    >>> import divergences
    >>> is_a_divergence(divergences.kl, like=divergences.kl, max_examples=20)
    >>> is_a_divergence(lambda p, q: divergences.kl(p, q) / 2, like=divergences.kl)
    Traceback (most recent call last):
    ...
    divergences._testing.search.Counterexample: <lambda>...
    """
    name, slack = name_of(function), Slack(relative, absolute)
    drawn = law_pairs() if pairs is None else pairs

    def vanishes_on_the_diagonal(pair: tuple[Any, Any]) -> None:
        _demand_zero(function, pair[0], absolute)

    def separates(pair: tuple[Any, Any]) -> None:
        _demand_separation(function, pair)

    def ignores_labels(pair: tuple[Any, Any]) -> None:
        if not all(isinstance(p, np.ndarray) for p in pair):
            return
        found = value(function, *pair)
        relabelled = value(function, *(p[::-1].copy() for p in pair))
        if not slack.equal(relabelled, found):
            law = f"{name} ignores the order of the atoms; {found!r} became {relabelled!r} reversed"
            raise Counterexample(law, pair)

    def has_its_value(pair: tuple[Any, Any]) -> None:
        if like is not None:
            demand_value(function, like, pair, slack)

    for law in (has_its_value, vanishes_on_the_diagonal, separates, ignores_labels):
        search(law, drawn, max_examples)


def is_a_metric(
    function: Distance,
    *,
    triples: st.SearchStrategy[tuple[Any, Any, Any]] | None = None,
    relative: float = 1e-9,
    absolute: float = 0.0,
    max_examples: int | None = None,
) -> None:
    """Raise a `Counterexample` unless `function` is a metric.

    Zero on the diagonal, positive off it, symmetric, f(p, r) <= f(p, q) + f(q, r).

    Parameters
    ----------
    function : callable
        Takes two probability vectors, or two of what `triples` draws; returns a real number.
    triples : SearchStrategy, optional
        Draws three arguments; `law_triples()` where None, `measure_triples()` for functions of
        `Measure`s.
    relative, absolute, max_examples
        As for `is_a_divergence`.

    Raises
    ------
    Counterexample
        An AssertionError with the law broken and the arguments, shrunk.

    Examples
    --------
    >>> import divergences
    >>> is_a_metric(divergences.js_distance, max_examples=20)
    """
    name, slack = name_of(function), Slack(relative, absolute)

    def is_a_distance(triple: tuple[Any, Any, Any]) -> None:
        _demand_zero(function, triple[0], absolute)
        _demand_separation(function, triple[:2])
        demand_symmetry(function, triple[:2], slack)

    def obeys_the_triangle_inequality(triple: tuple[Any, Any, Any]) -> None:
        p, q, r = triple
        direct, first, second = (value(function, *pair) for pair in ((p, r), (p, q), (q, r)))
        if not slack.at_most(direct, first + second):
            law = (
                f"{name}(p, r) <= {name}(p, q) + {name}(q, r); {direct!r} > {first!r} + {second!r}"
            )
            raise Counterexample(law, triple)

    drawn = law_triples() if triples is None else triples
    search(is_a_distance, drawn, max_examples)
    search(obeys_the_triangle_inequality, drawn, max_examples)


def processes_data(
    function: Distance,
    *,
    relative: float = 1e-9,
    absolute: float = 0.0,
    max_examples: int | None = None,
) -> None:
    """Raise a `Counterexample` unless processing data never separates laws.

    f(p K, q K) <= f(p, q) for every channel K, as every f-divergence and Renyi divergence obeys.
    The laws drawn lie on a grid on which p K is exact, so a violation is never a rounding of ours.

    Parameters
    ----------
    function : callable
        Takes two probability vectors; returns a real number.
    relative, absolute, max_examples
        As for `is_a_divergence`.

    Raises
    ------
    Counterexample
        An AssertionError with the law broken, p, q and the channel, shrunk.

    Examples
    --------
    >>> import divergences, numpy as np
    >>> processes_data(divergences.tv, max_examples=20)
    >>> processes_data(lambda p, q: float(np.linalg.norm(p - q)), max_examples=3000)
    Traceback (most recent call last):
    ...
    divergences._testing.search.Counterexample: <lambda>...
    """
    slack = Slack(relative, absolute)

    def processing_never_separates(drawn: tuple[Any, Any, Any]) -> None:
        p, q, channel = drawn
        before, after = value(function, p, q), value(function, p @ channel, q @ channel)
        if not slack.at_most(after, before):
            name = name_of(function)
            law = f"{name}(p @ K, q @ K) <= {name}(p, q); {after!r} > {before!r}"
            raise Counterexample(law, drawn)

    search(processing_never_separates, _processed(), max_examples)


def demand_value(function: Distance, like: Distance, pair: tuple[Any, Any], slack: Slack) -> None:
    """Raise unless the value lies in the enclosure of what `function` claims to be."""
    found, (lower, upper) = value(function, *pair), enclosure(like, *pair)
    if not close(found, lower, upper, relative=slack.relative, absolute=slack.absolute):
        law = f"{name_of(function)} is {found!r}; {name_of(like)} is in [{lower!r}, {upper!r}]"
        raise Counterexample(law, pair)


def demand_symmetry(function: Distance, pair: tuple[Any, Any], slack: Slack) -> None:
    """Raise unless f(p, q) = f(q, p)."""
    found, reverse = value(function, *pair), value(function, *pair[::-1])
    if not slack.equal(reverse, found):
        law = f"{name_of(function)} is symmetric; it is {found!r} one way, {reverse!r} the other"
        raise Counterexample(law, pair)


def _demand_zero(function: Distance, p: Any, absolute: float) -> None:
    found = value(function, p, copied(p))
    if found > absolute:
        raise Counterexample(f"{name_of(function)}(p, p) is 0; it is {found!r}", (p, p))


def _demand_separation(function: Distance, pair: tuple[Any, Any]) -> None:
    if value(function, *pair) == 0 and tv(*pair) > _SEPARATED:
        raise Counterexample(f"{name_of(function)} is above 0 between laws that differ", pair)


@st.composite
def _processed(draw: Draw) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw p, q and a channel K such that p @ K and q @ K are exact in floating point."""
    n = draw(st.integers(1, 4))
    p = draw(sixteenths(n))
    q = draw(sixteenths(n))
    if draw(st.booleans()):  # nearly equal: move 2^-k of the mass of the largest atom of p
        q = p.copy()
        moved = 2 ** -draw(st.integers(6, 44))
        q[np.argmax(p)] -= moved
        q[draw(st.integers(0, n - 1))] += moved
    return p, q, draw(channels(n))
