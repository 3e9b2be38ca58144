"""The table of an evaluation: each number beside the null, and in words what it is."""

import html
from collections.abc import Iterator

from .distances import Distances
from .evaluation import Evaluation
from .fidelity import Fidelity
from .memory import Nearest

Row = tuple[str, ...]
WORDS = {
    "W1": "exact, of {few:,} and {few:,} of them: proved to {width1:.0e}",
    "W2": "the same of order 2: proved to {width2:.0e}",
    "sliced W2": "over 128 directions",
    "KID": "MMD^2 without bias: standard errors {errors}",
    "FID": "W2^2 of fitted Gaussians; its bias is about the null",
    "precision": "samples among the real points (k = 3)",
    "recall": "real points among the samples (k = 3)",
    "density": "real points about a sample (k = 5), 1 for equal laws",
    "coverage": "real points with a sample about (k = 5)",
}


def as_text(found: Evaluation) -> str:
    """Return the tables as plain text, at most 100 characters wide."""
    lines: list[str] = []
    for title, head, rows in _parts(found):
        cells = [head, *rows]
        widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
        lines += ["", title]
        for row in cells:
            padded = [
                cell.ljust(width) if i in (0, 3) and len(head) == 4 else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append(("  " + "  ".join(padded)).rstrip())
    return "\n".join(lines[1:])


def as_html(found: Evaluation) -> str:
    """Return the tables for a notebook."""
    body = ""
    for title, head, rows in _parts(found):
        body += f'<tr><th colspan="{len(head)}">{html.escape(title)}</th></tr>'
        for row in (head, *rows):
            body += "".join(["<tr>", *(f"<td>{html.escape(cell)}</td>" for cell in row), "</tr>"])
    return f"<table>{body}</table>"


def _parts(found: Evaluation) -> Iterator[tuple[str, Row, list[Row]]]:
    one, null = found.overall.samples, found.overall.null
    title = f"{one.n:,} samples against {one.n:,} held-out images, in {one.d} features"
    known = {
        "few": one.n_transport,
        "width1": one.w1.width,
        "width2": one.w2.width,
        "errors": " and ".join(f"{side.kid.standard_error:.2g}" for side in (one, null)),
    }
    words = {name: text.format(**known) for name, text in WORDS.items()}
    mine, others = _numbers(one), _numbers(null)
    yield (
        title,
        ("", "samples", "null", "null: other held-out images in their place"),
        [(name, mine[name], others[name], words[name]) for name in WORDS],
    )
    if found.by_class:
        yield _by_class(found)
    if found.fidelity is not None and found.fidelity_real is not None:
        yield _fidelity(found.fidelity, found.fidelity_real)
    if found.nearest is not None:
        yield _nearest(found.nearest)


def _numbers(found: Distances) -> dict[str, str]:
    among = found.among
    return {
        "W1": f"{float(found.w1):.5g}",
        "W2": f"{float(found.w2):.5g}",
        "sliced W2": f"{found.sliced_w2:.4g}",
        "KID": f"{found.kid.value:.3g}",
        "FID": f"{found.fid:.4g}",
        "precision": f"{among.precision:.3f}",
        "recall": f"{among.recall:.3f}",
        "density": f"{among.density:.3f}",
        "coverage": f"{among.coverage:.3f}",
    }


def _by_class(found: Evaluation) -> tuple[str, Row, list[Row]]:
    names = ("W2", "sliced W2", "FID", "precision", "recall", "density", "coverage")
    rows = []
    for label, compared in enumerate(found.by_class):
        pairs = zip(_short(compared.samples), _short(compared.null), strict=True)
        rows.append((str(label), *("|".join(pair) for pair in pairs)))
    return "By class: samples|null", ("class", *names), rows


def _short(found: Distances) -> tuple[str, ...]:
    among = found.among
    distances = f"{float(found.w2):.4g}", f"{found.sliced_w2:.2g}", f"{found.fid:.3g}"
    shares = among.precision, among.recall, among.density, among.coverage
    return *distances, *(f"{share:.2f}" for share in shares)


def _fidelity(mine: Fidelity, real: Fidelity) -> tuple[str, Row, list[Row]]:
    names = [f"classifier {i + 1}" for i in range(len(mine.overall))]
    rows = [
        (f"class {label}", *(_both(*pair) for pair in zip(*shares, strict=True)), "")
        for label, shares in enumerate(zip(mine.by_class, real.by_class, strict=True))
    ]
    overall = (_both(*pair) for pair in zip(mine.overall, real.overall, strict=True))
    title = f"Labelled as asked for: {mine.n:,} samples|{real.n:,} held-out images"
    last = ("all", *overall, _both(mine.agreement, real.agreement))
    return title, ("", *names, "they agree"), [*rows, last]


def _both(mine: float, real: float) -> str:
    return f"{mine:.3f}|{real:.3f}"


def _nearest(found: Nearest) -> tuple[str, Row, list[Row]]:
    known = found.as_dict()
    rows: list[Row] = [
        (name, f"{mine:.4g}", f"{real:.4g}", "")
        for name, mine, real in zip(
            ("least", "quantile 0.01", "median"), known["samples"], known["real"], strict=True
        )
    ]
    words = "samples nearer than 99 % of held-out images are"
    rows.append(("nearer", f"{known['nearer']:.3f}", "0.010", words))
    title = (
        f"Distance to the nearest training image, in pixels, of {known['n']:,} and {known['n']:,}"
    )
    return title, ("", "samples", "held out", ""), rows
