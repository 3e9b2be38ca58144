"""One page with everything: formulas in MathML, pictures in SVG, no network."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from .._documents import VERDICTS, Row, errata
from .._mathml import in_mathml
from .._words import Line, join, numbered, place_parts, stated_parts
from ..kernel.steps import Statement
from .counts import EVIDENCE, counts, title
from .judging import Judged, Judgement, Ruled
from .pictures import PICTURES, inline
from .prose import prose
from .terminal import BASE

HERE = Path(__file__).parent
formula = cache(in_mathml)


def sentence(line: Line, kind: str = "formula") -> str:
    """Write a line of formulas and words."""
    return (
        f'<div class="{kind}">{join(line, formula, lambda words: escape(words, quote=False))}</div>'
    )


def statement(said: Statement) -> str:
    """Write a statement with its ranges and hypotheses."""
    first, *more = stated_parts(said)
    return sentence(first) + "".join(sentence(line, "formula given") for line in more)


def formulas(then: str, given: Iterable[str]) -> str:
    """Write what a row says in formulas, if it says so."""
    return statement(Statement(then, tuple(given))) if then else ""


def anchor(name: str, text: str = "") -> str:
    """Link to a place of the page."""
    return f'<a href="#{escape(name)}">{escape(text or name)}</a>'


def claim_entry(one: Judged, rows: tuple[Ruled, ...]) -> str:
    """Write a claim: what it says, for which laws, its steps, and what it refutes."""
    claim, verdict = one.claim, one.verdict
    kind = one.status.split()[0]
    parts = [
        f'<details class="entry" id="{claim.name}"><summary>'
        f'<span class="name">{claim.name.replace("_", " ")}</span> '
        f'<span class="verdict {kind}">{one.status}</span><br>{prose(claim.statement)}</summary>',
        f'<p><span class="label">for</span> {prose(claim.scope)}</p>',
        f'<p><span class="label">source</span> {prose(claim.source)}</p>',
    ]
    if verdict is None:
        return "".join([*parts, f"<p>{escape(one.reason)}</p></details>"])
    for number, step, rests, reason in numbered(verdict.steps):
        whole = step.rule == "together"
        inside = "".join(map(statement, step.statements)) if not whole else ""
        reason = f"{rests} together: this is the statement" if whole else reason
        parts.append(
            f'<div class="step" id="{claim.name}-{number}"><span class="faint">({number})</span>'
            f'<div>{inside}<span class="reason">{escape(reason)}</span></div></div>'
        )
    trusting = prose("; ".join((BASE, *verdict.trusting)))
    parts.append(f'<p><span class="label">trusting</span> {trusting}</p>')
    parts.append('<p class="label">falsehoods of the same shape, refuted</p><ul>')
    for control in verdict.controls:
        shown = statement(control.step.statements[0])
        parts.append(f"<li>{prose(control.words)}{shown}</li>")
    parts.append("</ul>")
    if rows:
        links = ", ".join(f"{anchor(r.row.id)} {r.row.verdict}" for r in rows)
        parts.append(f'<p><span class="label">decides</span> {links}</p>')
    return "".join([*parts, f'<p class="faint">{one.seconds:.2f} s</p></details>'])


def decided_by(one: Ruled) -> str:
    """Say what decides a row, with a link to the step."""
    row = one.row
    if row.step:
        claim, _, number = row.step.partition(":")
        text = f"{claim.replace('_', ' ')}, step {number}"
        return f"{anchor(f'{claim}-{number}', text)} ({one.evidence})"
    if row.check:
        return f"<code>proofs.checks.{escape(row.check)}</code> ({one.evidence})"
    if row.benchmark:
        return f"<code>{escape(row.benchmark)}</code> (training)"
    return f"nothing to compute: {prose(row.nothing)}"


def row_body(row: Row) -> str:
    """Write what a row says, where that fails, and what is right."""
    parts = [f"<p>{prose(row.text)}</p>", formulas(row.formula, row.given)]
    if row.witness:
        where: Line = [("words", "fails at "), *place_parts(tuple(sorted(row.place.items())))]
        parts.append(sentence(where, "formula given"))
    for label in ("missing", "convention", "misprint"):
        if text := getattr(row, label):
            parts.append(f'<p><span class="label">{label}</span> {prose(text)}</p>')
    parts.append(f'<p><span class="label">right</span> {prose(row.right)}</p>')
    parts.append(formulas(row.rightly, row.rightly_given))
    return "".join(parts)


def row_entry(one: Ruled, name: str, before: str = "") -> str:
    """Write a statement of a document."""
    row = one.row
    wrong = "" if one.agrees else f'<p class="FALSE">the machine differs: {escape(one.reason)}</p>'
    return (
        f'<article class="entry" id="{name}"><div>{before}<span class="name">{row.id}</span> '
        f'<span class="verdict {row.verdict}">{row.verdict}</span> '
        f'<span class="faint">{escape(row.where)} · {escape(row.kind)}</span></div>'
        f'{row_body(row)}{wrong}<p class="faint">{decided_by(one)}</p></article>'
    )


def counted(judgement: Judgement) -> str:
    """Write how many statements have which verdict, by which evidence."""
    cells = Counter((one.row.verdict, one.evidence) for one in judgement.rows)
    kinds = [kind for kind in EVIDENCE if any(cells[verdict, kind] for verdict in VERDICTS)]
    head = "".join(f"<th>{kind}</th>" for kind in (*kinds, "all"))
    lines = []
    for verdict in VERDICTS:
        numbers = [cells[verdict, kind] for kind in kinds]
        row = "".join(f"<td>{n or ''}</td>" for n in (*numbers, sum(numbers)))
        lines.append(f'<tr><td class="verdict {verdict}">{verdict}</td>{row}</tr>')
    table = f"<table><tr><th>verdict</th>{head}</tr>{''.join(lines)}</table>"
    whole = counts(judgement)
    most = ", ".join(
        f"{anchor(name, name.replace('_', ' '))} ({n})"
        for name, n in whole["claims_with_most_rows"]
    )
    rest = (
        f"<p>{whole['distinct_right_hand_sides']} formulas and {whole['distinct_checks']} checks "
        f"decide them; the claims with most rows: {most}.</p>"
    )
    return f'<div class="counts">{table}{rest}</div>'


def pictures(names: set[str]) -> str:
    """Put the pictures in, with links to the claims they were drawn from."""
    shown = []
    for picture in PICTURES:
        links = ", ".join(
            anchor(name, name.replace("_", " ")) for name in picture.claims if name in names
        )
        if drawing := inline(picture):
            wide = ' class="wide"' if picture.wide else ""
            caption = f"{prose(picture.caption)} <span>{links}</span>"
            shown.append(
                f'<figure id="picture-{picture.name}"{wide}>{drawing}'
                f"<figcaption>{caption}</figcaption></figure>"
            )
    if not shown:
        return "<p>The pictures are in the repository's docs/figures.</p>"
    return f'<div class="pictures">{"".join(shown)}</div>'


def documents(rows: tuple[Ruled, ...]) -> str:
    """Write all statements, document by document."""
    shown = []
    for name, group in groupby(rows, key=lambda one: title(one.row)):
        entries = "".join(row_entry(one, one.row.id) for one in group)
        shown.append(f"<h3>{escape(name)}</h3>{entries}")
    return "".join(shown)


def wrong(judgement: Judgement) -> str:
    """Write what the documents got wrong, the gravest first."""
    ruled = {one.row.id: one for one in judgement.rows}
    listed = enumerate(errata(one.row for one in judgement.rows), start=1)
    return "".join(
        row_entry(ruled[row.id], f"errata-{row.id}", f'<span class="faint">{rank}.</span> ')
        for rank, row in listed
    )


def page(judgement: Judgement) -> str:
    """Write the whole page."""
    numbers = counts(judgement)
    claims = "".join(claim_entry(one, judgement.rows_of(one.name)) for one in judgement.claims)
    style, script = ((HERE / f"page.{kind}").read_text("utf-8") for kind in ("css", "js"))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Statements about divergences, proved</title><link rel="icon" href="data:,">
<style>{style}</style></head><body>
<h1>Statements about divergences, derived and checked by machine</h1>
<p>{numbers["proved"]} of {numbers["claims"]} claims proved, {numbers["controls_refuted"]}
falsehoods of the same shape refuted. {numbers["by_machine"]} of {numbers["statements"]}
statements of four course documents decided by machine; {numbers["disagree"]} come out otherwise
than written here. All rests on {BASE}, and on what each claim lists under <em>trusting</em>.</p>
<nav id="bar"><input id="search" type="search" aria-label="Search"
placeholder="Search claims and statements: words, a verdict, an id such as 002-057">
<span id="shown" class="faint"></span>
<a href="#pictures">pictures</a><a href="#errata">errata</a><a href="#claims">claims</a>
<a href="#statements">statements</a>
<button id="unfold" title="What is unfolded is printed too">unfold all derivations</button></nav>
<main>{counted(judgement)}
<h2 id="pictures">Pictures</h2>{pictures({one.name for one in judgement.claims})}
<h2 id="errata">What the documents got wrong</h2>{wrong(judgement)}
<h2 id="claims">Claims</h2>{claims}
<h2 id="statements">All statements of the documents</h2>{documents(judgement.rows)}</main>
<script>{script}</script></body></html>
"""
