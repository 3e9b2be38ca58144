"""The table of an audit: each number, and in words what it is."""

import html
from collections.abc import Iterator

from ._audit_laws import OnLaws
from ._audit_samples import OnSamples

Row = tuple[str, str, str]  # name, number, words


def as_text(samples: OnSamples, laws: OnLaws | None) -> str:
    """Return the table as plain text, at most 100 characters wide."""
    lines = []
    for title, rows in _parts(samples, laws):
        lines += ["", title]
        for name, number, words in rows:
            lines += _filled(f"  {name:<22} {number:<22} ", words.split())
    return "\n".join(lines[1:])


def as_html(samples: OnSamples, laws: OnLaws | None) -> str:
    """Return the table for a notebook."""
    body = ""
    for title, rows in _parts(samples, laws):
        body += f'<tr><th colspan="3">{html.escape(title)}</th></tr>'
        for row in rows:
            body += "".join(["<tr>", *(f"<td>{html.escape(cell)}</td>" for cell in row), "</tr>"])
    return f"<table>{body}</table>"


def _parts(samples: OnSamples, laws: OnLaws | None) -> Iterator[tuple[str, list[Row]]]:
    s = samples
    yield (
        f"These samples: {s.n:,} and {s.m:,} points in R^{s.dimension}",
        [*_values(s), *_bounds(s)],
    )
    if laws is None:
        title = "Their laws: nothing said, as f may know these samples; pass fresh=(x, y) of others"
        yield title, []
        return
    title = f"Their laws: from {laws.n:,} and {laws.m:,} fresh points, which f has not seen"
    yield title, list(_laws(samples, laws))


def _values(s: OnSamples) -> Iterator[Row]:
    yield (
        "value",
        f"{s.value:.6g}",
        "mean f(x) - mean f(y): no distance by itself, as f has a scale",
    )
    if s.gradient_norms is None:
        yield "gradient norms", "-", "f is not differentiable by torch"
    else:
        middle, largest = s.gradient_norms
        words = "median and largest |grad f| at the points: they bound nothing between them"
        yield "gradient norms", f"{middle:.4g}, {largest:.4g}", words
    words = "largest |f(x) - f(y)| / |x - y| of a pair: the Lipschitz constant is at least this"
    yield "steepest pair", f"{s.steepest:.4g}", words
    if s.value_over_lipschitz is None:
        yield "L", "-", "no upper bound of the Lipschitz constant is known, so value / L is unknown"
        return
    yield "L", f"{s.lipschitz_bound:.6g}", "upper bound of the Lipschitz constant of f"
    words = "at most W1 of these samples, by duality"
    yield "value / L", _of(s.value_over_lipschitz, s), words


def _bounds(s: OnSamples) -> Iterator[Row]:
    words = f"proved to be at most W1, whatever f is: f times {s.scale:.4g} and its c-transform"
    yield "bound from f", _of(s.lower, s), words
    words = "the same from the potential 0, without any critic: the mean distance to the nearest"
    yield "bound from 0", _of(s.lower_from_zero, s), words
    words = "the same from the distance to the mean of all points"
    yield "bound from |x - mean|", _of(s.lower_from_centre, s), words
    words = f"the exact distance of these samples, proved to {s.w1.width:.0e}"
    yield "W1 of the samples", f"{float(s.w1):.6g}", words


def _laws(s: OnSamples, laws: OnLaws) -> Iterator[Row]:
    percent = f"{100 * laws.level:.6g} %"
    words = "mean f(x) - mean f(y) on the fresh points, and its standard error"
    yield "value", f"{laws.value:.6g} +- {laws.standard_error:.2g}", words
    words = f"W1 of the laws is between, with confidence {percent} in the limit of large samples"
    yield "W1, asymptotic", "{:.6g} to {:.6g}".format(*laws.asymptotic), words
    if laws.certain is None:
        yield "W1, certain", "-", "wants the diameter of a set that both laws live on"
    else:
        words = f"the same at any sample size, for laws on a set of diameter {laws.diameter:.6g}"
        yield "W1, certain", "{:.6g} to {:.6g}".format(*laws.certain), words
    yield "  lower sides", "", _source(s)
    words = (
        "from W1 of the samples, which errs upward: its mean is above W1 of the laws, "
        f"by much in high dimension (here d = {s.dimension})"
    )
    yield "  upper sides", f"{float(s.w1):.6g} + scatter", words


def _source(s: OnSamples) -> str:
    if s.value_over_lipschitz is not None:
        return "from f / L on the fresh points"
    return "from the 1-Lipschitz extension of f's values at the samples, on the fresh points"


def _of(value: float, s: OnSamples) -> str:
    whole = float(s.w1)
    share = f" ({100 * value / whole:.3g} % of W1)" if whole > 0 else ""
    return f"{value:.6g}{share}"


def _filled(first: str, words: list[str]) -> list[str]:
    lines, line = [], first
    for word in words:
        if len(line) + len(word) > 100:
            lines.append(line.rstrip())
            line = " " * 48
        line += word + " "
    return [*lines, line.rstrip()]
