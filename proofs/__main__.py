"""python -m proofs: derive each sentence, check each step, refute each control."""

import json
import sys
import time
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from . import CLAIMS, Claim, NotProved, Proved, Refuted, Verdict, run
from ._words import derivation, place, stated

VERSION = 1
BASE = "Python, python-flint and proofs/kernel"
COLOURS = {"Proved": "green", "Cited": "yellow", "Supported": "yellow"}
app = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class Row:
    """A claim, its verdict or why there is none, and the time it took."""

    claim: Claim
    verdict: Verdict | None
    reason: str
    seconds: float

    @property
    def status(self) -> str:
        """The verdict in words."""
        return type(self.verdict).__name__ if self.verdict else "Not proved"


def judge(claim: Claim) -> Row:
    """Run a claim; whatever goes wrong in it leaves it not proved, with the reason."""
    start = time.perf_counter()
    verdict, reason = None, ""
    try:
        verdict = run(claim)
    except NotProved as error:
        reason = str(error)
    except (
        Exception
    ) as error:  # a claim may be anyone's code, and the others are still to be judged
        reason = f"{type(error).__name__}: {error}"
    return Row(claim, verdict, reason, time.perf_counter() - start)


def as_dict(row: Row) -> dict[str, Any]:
    """Return what `--json` prints for one claim."""
    controls = row.verdict.controls if row.verdict else ()
    return {
        "name": row.claim.name,
        "status": row.status,
        "reason": row.reason,
        "statement": row.claim.statement,
        "source": row.claim.source,
        "scope": row.claim.scope,
        "trusting": list(row.verdict.trusting) if row.verdict else [],
        "steps": derivation(row.verdict.steps) if row.verdict else [],
        "controls": [
            {"statement": c.words, "witness": place(c.step.statements[0].at)} for c in controls
        ],
        "seconds": round(row.seconds, 3),
    }


def where(control: Refuted) -> str:
    """Say where a control fails."""
    at = control.step.statements[0].at
    return f"fails at {place(at)}" if at else "false as it stands"


def show_table(rows: list[Row]) -> None:
    """Print a line a claim."""
    from rich.console import Console
    from rich.table import Table

    table = Table(show_lines=True, title="What is proved, for which laws, and what was trusted")
    for heading in ("claim", "verdict", "scope", "trusting", "falsehoods refuted", "s"):
        table.add_column(heading, justify="right" if heading == "s" else "left")
    for row in rows:
        controls = row.verdict.controls if row.verdict else ()
        refuted = "\n".join(f"{c.words}: {where(c)}" for c in controls)
        colour = COLOURS.get(row.status, "red")
        table.add_row(
            f"[bold]{row.claim.name}[/]\n{row.claim.statement}",
            f"[{colour}]{row.status}[/]" + (f"\n{row.reason}" if row.reason else ""),
            row.claim.scope,
            "\n".join(row.verdict.trusting)
            if row.verdict and row.verdict.trusting
            else "the kernel",
            refuted,
            f"{row.seconds:.2f}",
        )
    width = None if sys.stdout.isatty() else 160
    console = Console(width=width)
    console.print(table)
    proved = sum(isinstance(row.verdict, Proved) for row in rows)
    refutations = sum(len(row.verdict.controls) for row in rows if row.verdict)
    console.print(
        f"{proved} of {len(rows)} proved, {refutations} falsehoods refuted. "
        f"All rests on {BASE}. python -m proofs NAME shows a derivation.",
        highlight=False,
    )


def show_derivation(row: Row) -> None:
    """Print a claim with its steps."""
    echo = typer.echo
    echo(f"{row.claim.name}: {row.status}\n\n  {row.claim.statement}\n")
    echo(f"  scope:  {row.claim.scope}\n  source: {row.claim.source}\n")
    if row.verdict is None:
        echo(f"  not proved: {row.reason}\n")
        return
    for line in derivation(row.verdict.steps):
        echo(f"  {line}")
    trusting = "; ".join((BASE, *row.verdict.trusting))
    echo(f"\n  trusting: {trusting}\n\n  falsehoods of the same shape, refuted:")
    for control in row.verdict.controls:
        echo(f"  - {control.words}: {stated(control.step.statements[0])[0]}")
    echo("")


@app.command()
def main(
    names: Annotated[list[str] | None, typer.Argument(help="Claims to show step by step.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    seed: Annotated[int, typer.Option(help="Changes nothing: nothing here is random.")] = 0,
) -> None:
    """Prove the claims; show the steps of those named. Exit 1 if one is not proved."""
    import proofs.claims  # noqa: F401  (each file registers its claim)

    unknown = sorted(set(names or ()) - set(CLAIMS))
    if unknown:
        typer.echo(f"no claim is named {unknown[0]!r}; there are: {', '.join(CLAIMS)}", err=True)
        raise typer.Exit(2)
    rows = [judge(CLAIMS[name]) for name in names or CLAIMS]
    if as_json:
        document = {"version": VERSION, "seed": seed, "claims": [as_dict(row) for row in rows]}
        typer.echo(json.dumps(document, indent=2))
    elif names:
        for row in rows:
            show_derivation(row)
    else:
        show_table(rows)
    raise typer.Exit(int(not all(isinstance(row.verdict, Proved) for row in rows)))


if __name__ == "__main__":
    app(prog_name="python -m proofs")
