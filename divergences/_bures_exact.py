"""The Bures distance of small covariances, in as many digits as it takes."""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations

import numpy as np

Column = list[Fraction]
Terms = list[tuple[Column, Fraction]]  # columns c and pivots p: the sum of c c' / p

_DIGITS, _MOST = 80, 5000  # at first, and where what still vanishes is 0
_KEPT = 30  # digits that are left at least


def exact_bures(a: np.ndarray, b: np.ndarray) -> float:
    """Return the root of tr A + tr B - 2 tr (A^(1/2) B A^(1/2))^(1/2), for the doubles given.

    With A = F F' and B = G G', eliminated in rational arithmetic, the last trace is the sum of the
    singular values of F'G. Digits are doubled until enough of them are left of the difference.
    """
    f, g = _eliminated(a), _eliminated(b)
    total = sum((_dot(c, c) / pivot for c, pivot in f + g), Fraction())
    digits = _DIGITS
    while digits < _MOST:
        with localcontext(prec=digits):
            square = _decimal(total) - 2 * _nuclear(_product(f, g), Decimal(10) ** (8 - digits))
            if square > _decimal(total) * Decimal(10) ** (_KEPT - digits):
                return float(square.sqrt())
        digits *= 2
    return 0.0


def _eliminated(cov: np.ndarray) -> Terms:
    """Return the terms of a covariance, largest pivots first; what rounding made negative is 0."""
    rest = [[Fraction(v) for v in row] for row in cov.tolist()]
    terms: Terms = []
    while True:
        k = max(range(len(rest)), key=lambda i: rest[i][i])
        pivot = rest[k][k]
        if pivot <= 0:
            return terms
        column = rest[k]
        terms.append((column, pivot))
        rest = [
            [v - c * w / pivot for v, w in zip(row, column, strict=True)]
            for row, c in zip(rest, column, strict=True)
        ]


def _product(f: Terms, g: Terms) -> list[list[Decimal]]:
    """Return the columns of F'G."""
    return [[_decimal(_dot(c, e)) / _decimal(p * q).sqrt() for c, p in f] for e, q in g]


def _nuclear(columns: list[list[Decimal]], least: Decimal) -> Decimal:
    """Return the sum of the singular values, by turning columns until they are orthogonal.

    Columns that are zero but for rounding stay as they are.
    """
    zero = least * least * sum((_inner(u, u) for u in columns), Decimal())
    turned = True
    while turned:
        turned = False
        for i, j in combinations(range(len(columns)), 2):
            u, v = columns[i], columns[j]
            long_u, long_v, cross = _inner(u, u), _inner(v, v), _inner(u, v)
            if min(long_u, long_v) <= zero or abs(cross) <= least * (long_u * long_v).sqrt():
                continue
            turned = True
            cosine, sine = _turn((long_v - long_u) / (2 * cross))
            columns[i] = [cosine * x - sine * y for x, y in zip(u, v, strict=True)]
            columns[j] = [sine * x + cosine * y for x, y in zip(u, v, strict=True)]
    return sum((_inner(u, u).sqrt() for u in columns), Decimal())


def _turn(cotangent: Decimal) -> tuple[Decimal, Decimal]:
    """Return cosine and sine of the lesser angle t with cot(2 t) as given."""
    tangent = 1 / (abs(cotangent) + (1 + cotangent * cotangent).sqrt())
    tangent = tangent.copy_sign(cotangent)
    cosine = 1 / (1 + tangent * tangent).sqrt()
    return cosine, cosine * tangent


def _dot(u: Column, v: Column) -> Fraction:
    return sum((x * y for x, y in zip(u, v, strict=True)), Fraction())


def _inner(u: list[Decimal], v: list[Decimal]) -> Decimal:
    return sum((x * y for x, y in zip(u, v, strict=True)), Decimal())


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
