"""Divergences by their definitions, in exact rationals and as many digits as it takes."""

import math
from fractions import Fraction

import mpmath


def law(values):
    """The law that a vector means: exact entries over their exact sum."""
    entries = [Fraction(float(v)) for v in values]
    total = sum(entries)
    return [entry / total for entry in entries]


def digits(p, q):
    """Enough digits for the definition to cancel as far as doubles can make it."""
    spans = (
        math.log10(max(v)) - math.log10(min(x for x in v if x > 0)) for v in (list(p), list(q))
    )
    return 130 + int(max(spans))


def real(x):
    return mpmath.mpf(x.numerator) / mpmath.mpf(x.denominator)


def _kl(p, q):
    if any(x > 0 and y == 0 for x, y in zip(p, q, strict=True)):
        return mpmath.inf
    return mpmath.fsum(real(x) * mpmath.log(real(x / y)) for x, y in zip(p, q, strict=True) if x)


def _js(p, q):
    m = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
    return (_kl(p, m) + _kl(q, m)) / 2


def _tv(p, q):
    return real(sum(abs(x - y) for x, y in zip(p, q, strict=True)) / 2)


def _hellinger_squared(p, q):
    gaps = (mpmath.sqrt(real(x)) - mpmath.sqrt(real(y)) for x, y in zip(p, q, strict=True))
    return mpmath.fsum(gap * gap for gap in gaps) / 2


def _chi2(p, q):
    if any(x > 0 and y == 0 for x, y in zip(p, q, strict=True)):
        return mpmath.inf
    return real(sum(((x - y) ** 2 / y for x, y in zip(p, q, strict=True) if y), Fraction(0)))


DEFINITIONS = {
    "kl": _kl,
    "js": _js,
    "js_distance": lambda p, q: mpmath.sqrt(abs(_js(p, q))),
    "tv": _tv,
    "hellinger_squared": _hellinger_squared,
    "hellinger": lambda p, q: mpmath.sqrt(_hellinger_squared(p, q)),
    "chi2": _chi2,
}


def renyi(p, q, order):
    both = [(real(x), real(y)) for x, y in zip(p, q, strict=True) if x and y]
    if order >= 1 and any(x > 0 and y == 0 for x, y in zip(p, q, strict=True)):
        return mpmath.inf
    if order == 1:
        return _kl(p, q)
    if not both:
        return mpmath.inf
    if order == math.inf:
        return mpmath.log(max(x / y for x, y in both))
    a = mpmath.mpf(order)
    return mpmath.log(mpmath.fsum(x**a * y ** (1 - a) for x, y in both)) / (a - 1)


def exact(name, p, q, order=None):
    """The value of a divergence, as an mpf; what the digits cannot tell from 0 is 0."""
    with mpmath.workdps(digits(p, q)):
        laws = law(p), law(q)
        value = DEFINITIONS[name](*laws) if order is None else renyi(*laws, order)
        noise = mpmath.mpf(10) ** (15 - mpmath.mp.dps)
        return mpmath.mpf(0) if abs(value) < noise else +value


def overshoot(value, name, p, q, order=None):
    """|value - exact| over what the accuracy contract allows: at most 1 where it is kept."""
    truth = exact(name, p, q, order)
    if mpmath.isinf(truth) or math.isinf(value):
        return 0.0 if value == truth else math.inf
    with mpmath.workdps(digits(p, q)):
        factor = 1
        if order is not None and 1 < order < math.inf:
            logs = (
                abs(mpmath.log(real(x / y))) for x, y in zip(law(p), law(q), strict=True) if x and y
            )
            factor = max(1, (order - 1) * max(logs) / 16)
        allowed = factor * mpmath.mpf("1e-14") * truth + mpmath.mpf(2) ** -1074
        return float(abs(mpmath.mpf(value) - truth) / allowed)
