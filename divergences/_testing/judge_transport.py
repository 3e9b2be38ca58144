"""Laws that a transport distance is held to."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from divergences import Measure

from .judge_vectors import Slack, demand_symmetry, demand_value
from .measures import measure_pairs, points_and_weights
from .search import Counterexample, Distance, name_of, search, value
from .solved import Solved, SolvedMatrix, solved_matrices, solved_problems

_SHIFTS = [1.0, -3.0, 2.0**20, 1e15]
_SCALES = [2.0, 0.5, 2.0**20, 2**-20]  # powers of two: scaling is exact
Pair = tuple[Measure, Measure]


def is_transport_like(
    function: Distance,
    *,
    order: float | None = None,
    like: Distance | None = None,
    degree: float = 1.0,
    dimension: int = 1,
    relative: float = 1e-9,
    absolute: float = 0.0,
    max_examples: int | None = None,
) -> None:
    """Raise a `Counterexample` unless `function` is a distance that knows where points lie.

    Zero between a measure and itself, its atoms reordered or split in two; symmetric; unchanged
    when both measures are translated; f(s mu, s nu) = s^degree f(mu, nu); unchanged when weights
    are multiplied by a constant (or refused, with a ValueError).

    Parameters
    ----------
    function : callable
        Takes two `Measure`s; `of_points` makes one of a function of points and weights.
    order : float, optional
        The function claims to be the rooted Wasserstein distance of this order: held against
        `solved_problems` (Diracs, translations, permutations, sorted points, two atoms).
    like : callable, optional
        A distance of this package, or a `functools.partial` of one: values must lie in the
        enclosure that `divergences.prove` gives, widened by the slack.
    degree : float, default 1.0
        The degree of homogeneity: 1 for a Wasserstein distance, 1/2 for the energy distance.
    dimension : int, default 1
        The d of R^d.
    relative, absolute, max_examples
        As for `is_a_divergence`. Rounding that is due to coordinates far apart is not forgiven.

    Raises
    ------
    Counterexample
        An AssertionError with the law broken and the arguments, shrunk.

    Examples
    --------
    >>> import divergences
    >>> is_transport_like(divergences.wasserstein, order=1, max_examples=20)
    >>> from scipy.stats import wasserstein_distance
    >>> W1 = divergences.wasserstein
    >>> is_transport_like(of_points(wasserstein_distance), like=W1, max_examples=1000)
    Traceback (most recent call last):
    ...
    divergences._testing.search.Counterexample: wasserstein_distance...
    """
    slack = Slack(relative, absolute)
    pairs = measure_pairs(dimension)

    def has_its_value(pair: Pair) -> None:
        if like is not None:
            demand_value(function, like, pair, slack)

    def solves_what_is_solved(problem: Solved) -> None:
        found = value(function, problem.mu, problem.nu)
        if not slack.equal(found, problem.value):
            law = f"{name_of(function)} is {problem.value!r} in closed form; it is {found!r}"
            raise Counterexample(law, (problem.mu, problem.nu))

    if order is not None:
        search(solves_what_is_solved, solved_problems(order, dimension), max_examples)
    search(has_its_value, pairs, max_examples)
    search(_ignores_scale_of_weights(function, slack), pairs, max_examples)
    search(lambda pair: _demand_zero(function, pair[0], absolute), pairs, max_examples)
    search(lambda pair: demand_symmetry(function, pair, slack), pairs, max_examples)
    search(_translates(function, slack), st.tuples(pairs, st.sampled_from(_SHIFTS)), max_examples)
    search(
        _scales(function, degree, slack), st.tuples(pairs, st.sampled_from(_SCALES)), max_examples
    )


def solves_transport(
    function: Callable[[np.ndarray, np.ndarray, np.ndarray], Any],
    *,
    relative: float = 1e-9,
    absolute: float = 0.0,
    max_examples: int | None = None,
) -> None:
    """Raise a `Counterexample` unless ``function(a, b, M)`` is the least cost of a plan.

    Parameters
    ----------
    function : callable
        Takes marginals a, b and costs M; returns what `float` turns into the optimal cost.
    relative, absolute, max_examples
        As for `is_a_divergence`. Costs may be negative, so values may cancel.

    Raises
    ------
    Counterexample
        An AssertionError with the cost found, the cost known, and the problem, shrunk.

    Examples
    --------
    >>> import divergences
    >>> solves_transport(divergences.transport_matrix, max_examples=20)
    """

    def solves(problem: SolvedMatrix) -> None:
        a, b, M = problem.a, problem.b, problem.M
        found = float(function(a.copy(), b.copy(), M.copy()))
        if not abs(found - problem.value) <= absolute + relative * abs(problem.value):
            law = f"{name_of(function)} is {problem.value!r} by construction; it is {found!r}"
            raise Counterexample(law, (a, b, M))

    search(solves, solved_matrices(), max_examples)


def of_points(function: Callable[..., Any]) -> Distance:
    """Turn ``function(x, y, a, b)``, points and their weights, into a function of two `Measure`s.

    Parameters
    ----------
    function : callable
        The argument order of `scipy.stats.wasserstein_distance` and `ot.wasserstein_1d`: points
        (n,) on the line or (n, d), weights (n,).

    Returns
    -------
    callable

    Examples
    --------
    >>> from scipy.stats import wasserstein_distance
    >>> float(of_points(wasserstein_distance)(Measure([0.0]), Measure([2.0])))
    2.0
    """

    def of_measures(mu: Measure, nu: Measure) -> Any:
        (x, a), (y, b) = points_and_weights(mu), points_and_weights(nu)
        return function(x, y, a, b)

    of_measures.__name__ = name_of(function)
    return of_measures


def _demand_zero(function: Distance, mu: Measure, absolute: float) -> None:
    """Raise unless mu is at 0 from itself, atoms reordered or split included."""
    reordered = Measure(mu.points[::-1], None if mu.uniform else mu.weights[::-1], normalize=True)
    alike = {"itself": mu, "itself reordered": reordered}
    shares = points_and_weights(mu)[1]
    half = shares[-1] / 2
    if half * 2 == shares[-1]:
        weights = np.append(shares[:-1], [half, half])
        split = Measure(np.vstack([mu.points, mu.points[-1:]]), weights, normalize=True)
        alike["itself with its last atom split in two"] = split
    for words, nu in alike.items():
        found = value(function, mu, nu)
        if found > absolute:
            law = f"{name_of(function)} is 0 between a measure and {words}; it is {found!r}"
            raise Counterexample(law, (mu, nu))


def _ignores_scale_of_weights(function: Distance, slack: Slack) -> Callable[[Pair], None]:
    def law(pair: Pair) -> None:
        mu, nu = pair
        doubled = Measure(mu.points, mu.weights * 2, normalize=True)
        found = value(function, mu, nu)
        try:
            rescaled = value(function, doubled, nu)
        except Counterexample as error:
            if isinstance(error.__cause__, ValueError):
                return
            raise
        if not slack.equal(rescaled, found):
            law = (
                f"{name_of(function)} normalises or refuses weights; {found!r} became {rescaled!r}"
            )
            raise Counterexample(law, (doubled, nu))

    return law


def _translates(function: Distance, slack: Slack) -> Callable[[tuple[Pair, float]], None]:
    def law(drawn: tuple[Pair, float]) -> None:
        pair, shift = drawn
        if not all(_exactly_added(mu.points, shift) for mu in pair):
            return
        moved = _mapped(pair, lambda points: points + shift)
        found, translated = value(function, *pair), value(function, *moved)
        if not slack.equal(translated, found):
            law = f"{name_of(function)} ignores translations; {found!r} became {translated!r}"
            raise Counterexample(law, moved)

    return law


def _scales(
    function: Distance, degree: float, slack: Slack
) -> Callable[[tuple[Pair, float]], None]:
    def law(drawn: tuple[Pair, float]) -> None:
        pair, scale = drawn
        scaled = _mapped(pair, lambda points: points * scale)
        wanted, found = value(function, *pair) * scale**degree, value(function, *scaled)
        rounding = math.ulp(0) * scale**degree  # of a value below the normal range, scaled
        if not Slack(slack.relative, slack.absolute + rounding).equal(found, wanted):
            name = name_of(function)
            law = f"{name} of points {scale} times apart is {wanted!r}; it is {found!r}"
            raise Counterexample(law, scaled)

    return law


def _mapped(pair: Pair, move: Callable[[np.ndarray], np.ndarray]) -> Pair:
    mu, nu = (
        Measure(move(mu.points), None if mu.uniform else mu.weights, normalize=True) for mu in pair
    )
    return mu, nu


def _exactly_added(points: np.ndarray, shift: float) -> bool:
    """Whether points + shift is free of rounding (the error term of Knuth's TwoSum is 0)."""
    total = points + shift
    back = total - points
    return bool((points - (total - back) + (shift - back) == 0).all())
