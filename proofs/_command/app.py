"""The command: which claims, what to show, and the exit code."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from .. import CLAIMS
from .._documents import Row, rows
from .counts import as_dict
from .judging import Judgement, claim_of, cores, judge_all, load
from .latex_file import document, section
from .terminal import show_derivation, show_errata, show_table

app = typer.Typer(add_completion=False)


def refuse(sentence: str) -> typer.Exit:
    """Say why nothing is done."""
    typer.echo(sentence, err=True)
    return typer.Exit(2)


def chosen(words: list[str]) -> tuple[list[str], list[str], list[Path]]:
    """Part names of claims from files: all claims asked for, those named, and the files."""
    files = [Path(word) for word in words if word.endswith(".py")]
    named = [word for word in words if not word.endswith(".py")]
    for path in files:
        if not path.is_file():
            raise refuse(f"there is no file {path}")
    try:
        own = load(files)
    except Exception as error:  # whatever a user's file does wrong is said in one line
        where = ", ".join(map(str, files)) or "proofs/claims"
        raise refuse(f"{where}: {type(error).__name__}: {error}") from None
    if files and not own:
        raise refuse(
            f"no claim is made in {', '.join(map(str, files))}: want a function under @claim"
        )
    unknown = sorted(set(named) - set(CLAIMS))
    if unknown:
        there = ", ".join(CLAIMS)
        raise refuse(f"no claim is named {unknown[0]!r}; there are: {there}")
    return (named or own or list(CLAIMS)), named, files


def statements(folder: Path | None, names: list[str], everything: bool) -> list[Row]:
    """Read the documents: every statement, or those that the chosen claims decide."""
    try:
        found = rows(folder) if folder else rows()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refuse(f"the documents cannot be read: {error}") from None
    return [row for row in found if everything or claim_of(row) in names]


@contextmanager
def progress(count: int) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty() or count < 2:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("claims and checks", total=count)
        yield lambda: bar.advance(task)


def show(judgement: Judgement, named: list[str], *, only_errata: bool) -> None:
    """Print the errata, derivations or the table."""
    if only_errata:
        show_errata(judgement)
    elif named:
        for one in judgement.claims:
            show_derivation(one, judgement.rows_of(one.name))
    else:
        show_table(judgement)


@app.command()
def main(
    names: Annotated[
        list[str] | None, typer.Argument(help="Claims to show step by step, or files of your own.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    only_errata: Annotated[
        bool, typer.Option("--errata", help="List what the documents got wrong.")
    ] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page that needs no network.")] = None,
    latex: Annotated[Path | None, typer.Option(help="Write the derivations in LaTeX.")] = None,
    documents: Annotated[
        Path | None, typer.Option(help="Read the statements from TOML files in this folder.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, help="How many at a time; 0: one a core.")] = 0,
    seed: Annotated[int, typer.Option(help="Changes nothing: nothing here is random.")] = 0,
) -> None:
    """Prove the claims, decide the statements of the documents; show the steps of claims named.

    Exits with 1 if a claim is not proved, a control is not refuted, or a verdict that is written
    is not the one that the machine reaches.
    """
    wanted, named, files = chosen(names or [])
    found = statements(documents, wanted, everything=not names) if documents or not files else []
    with progress(len(wanted) + sum(not row.step for row in found)) as done:
        judgement = judge_all(wanted, found, jobs=jobs or cores(), files=files, done=done)
    if latex:
        latex.write_text(document(map(section, judgement.claims)), encoding="utf-8")
    if html:
        from .page import page

        html.write_text(page(judgement), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(as_dict(judgement, seed), indent=2))
    else:
        show(judgement, named, only_errata=only_errata)
    raise typer.Exit(int(not judgement.holds))
