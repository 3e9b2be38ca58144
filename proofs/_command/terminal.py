"""What python -m proofs prints: the table, a derivation, the errata."""

import sys
import textwrap
from collections import Counter
from typing import TYPE_CHECKING

import typer

from .._documents import VERDICTS, errata
from .._words import derivation, place, stated, written
from .counts import EVIDENCE, counts, title
from .judging import Judged, Judgement, Ruled

if TYPE_CHECKING:
    from rich.table import Table

BASE = "Python, python-flint and proofs/kernel"
COLOURS = {"Proved": "green", "Cited": "yellow", "Supported": "yellow"}
WIDTH = 150


def show_table(judgement: Judgement) -> None:
    """Print a line a claim, and the statements counted."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    console.print(_claims_table(judgement.claims, console.width))
    for one in judgement.claims:
        if not one.proved:
            console.print(f"{one.name}: {one.status}. {one.reason}", style="red", markup=False)
    numbers = counts(judgement)
    console.print(
        f"{numbers['proved']} of {numbers['claims']} proved, falsehoods refuted: "
        f"{numbers['controls_refuted']}. All rests on {BASE}. "
        "python -m proofs NAME shows a derivation.\n"
    )
    if not judgement.rows:
        return
    console.print(_statements_table(judgement.rows))
    for ruled in judgement.rows:
        if not ruled.agrees:
            console.print(_difference(ruled), style="red", markup=False)
    console.print(
        f"{numbers['by_machine']} of {numbers['statements']} statements of the documents decided "
        f"by machine, by {numbers['distinct_right_hand_sides']} formulas and "
        f"{numbers['distinct_checks']} checks; {numbers['disagree']} come out otherwise than "
        "written. python -m proofs --errata lists what is wrong in them."
    )
    most = ", ".join(f"{name} ({count})" for name, count in numbers["claims_with_most_rows"])
    console.print(f"Claims with most rows: {most}.")


def _difference(one: Ruled) -> str:
    if one.decision is None:
        return one.reason
    return f"{one.row.id}: written {one.row.verdict}, the machine says {one.decision.verdict}"


def _claims_table(claims: tuple[Judged, ...], width: int) -> "Table":
    from rich.table import Table

    table = Table(title="What is proved, and for which laws")
    for heading in ("claim", "verdict", "refuted", "s", "for"):
        right = heading in ("refuted", "s")
        table.add_column(heading, no_wrap=True, justify="right" if right else "left")
    room = max(10, width - 42 - max((len(one.name) for one in claims), default=0))
    for one in claims:
        colour = COLOURS.get(one.status, "red")
        refuted = len(one.verdict.controls) if one.verdict else 0
        cited = one.verdict and any(t.startswith("cited") for t in one.verdict.trusting)
        table.add_row(
            one.name,
            f"[{colour}]{one.status}[/]{' *' if cited else ''}",
            f"{refuted}/{len(one.claim.controls)}",
            f"{one.seconds:.2f}",
            textwrap.shorten(one.claim.scope, room, placeholder=" ..."),
        )
    if any(one.verdict and any("cited" in t for t in one.verdict.trusting) for one in claims):
        table.caption = (
            "* rests on a cited theorem or enclosure too: python -m proofs NAME names it"
        )
    return table


def _statements_table(rows: tuple[Ruled, ...]) -> "Table":
    from rich.table import Table

    cells = Counter((one.row.verdict, one.evidence) for one in rows)
    kinds = [kind for kind in EVIDENCE if any(cells[verdict, kind] for verdict in VERDICTS)]
    table = Table(title="What the documents say, and what decides it")
    table.add_column("verdict")
    for kind in (*kinds, "all"):
        table.add_column(kind, justify="right")
    for verdict in VERDICTS:
        numbers = [cells[verdict, kind] for kind in kinds]
        table.add_row(verdict, *(str(n or "") for n in numbers), str(sum(numbers)))
    totals = [sum(cells[verdict, kind] for verdict in VERDICTS) for kind in kinds]
    table.add_section()
    table.add_row("all", *map(str, totals), str(sum(totals)))
    return table


def show_derivation(one: Judged, rows: tuple[Ruled, ...]) -> None:
    """Print a claim with its steps, and the statements that it decides."""
    echo = typer.echo
    echo(f"{one.name}: {one.status}\n")
    echo(_indented(one.claim.statement, "  ") + "\n")
    echo(_indented(f"scope:  {one.claim.scope}", "  "))
    echo(_indented(f"source: {one.claim.source}", "  ") + "\n")
    if one.verdict is None:
        echo(f"  not proved: {one.reason}\n")
        return
    for line in derivation(one.verdict.steps):
        echo(f"  {line}")
    trusting = "; ".join((BASE, *one.verdict.trusting))
    echo(f"\n  trusting: {trusting}\n\n  falsehoods of the same shape, refuted:")
    for control in one.verdict.controls:
        echo(f"  - {control.words}: {stated(control.step.statements[0])[0]}")
    if rows:
        echo("\n  statements of the documents that it decides:")
    for ruled in rows:
        step = ruled.row.step.partition(":")[2]
        verdict = ruled.decision.verdict if ruled.decision else ruled.reason
        echo(_indented(f"{ruled.row.id} {verdict}, by ({step}): {ruled.row.text}", "  - "))
    echo("")


def _indented(text: str, first: str) -> str:
    after = " " * (len(first) + 2)
    return textwrap.fill(text, 110, initial_indent=first, subsequent_indent=after)


def show_errata(judgement: Judgement) -> None:
    """Print what the documents got wrong, the gravest first, and what is right."""
    ruled = {one.row.id: one for one in judgement.rows}
    wrong = errata(one.row for one in judgement.rows)
    for rank, row in enumerate(wrong, start=1):
        one = ruled[row.id]
        typer.echo(f"{rank:3}. {row.id}  {row.verdict}  ({title(row)}, {row.where})")
        typer.echo(_indented(f"it says: {row.text}", "     "))
        for line in _formulas(row.formula, row.given):
            typer.echo(f"       {line}")
        if row.witness:
            typer.echo(f"     fails at {place(tuple(sorted(row.place.items())))}")
        if row.misprint:
            typer.echo(_indented(f"misprint: {row.misprint}", "     "))
        typer.echo(_indented(f"right: {row.right}", "     "))
        for line in _formulas(row.rightly, row.rightly_given):
            typer.echo(f"       {line}")
        by = row.step or row.check or row.benchmark or row.nothing
        typer.echo(f"     decided by {by} ({one.evidence})")
        typer.echo("" if one.agrees else f"     {_difference(one)}\n")
    verdicts = Counter(row.verdict for row in wrong)
    listed = ", ".join(f"{n} {verdict}" for verdict, n in sorted(verdicts.items()))
    typer.echo(f"{len(wrong)} of {len(ruled)} statements are wrong: {listed or 'none'}.")


def _formulas(formula: str, given: tuple[str, ...]) -> list[str]:
    """Write a formula, and its hypotheses below it."""
    if not formula:
        return []
    return [written(formula), *(["where " + ",  ".join(map(written, given))] if given else [])]
