"""What the documents say, statement by statement, and the verdict that the machine reaches.

A row of `proofs/documents/*.toml` says what a document says, in words and, where it can be, as a
formula; the verdict written there is compared with the one computed here from the formula:

- what a step of a proved claim states is TRUE;
- what fails at the row's witness is not, and a step states what is right instead: then the row is
  IMPRECISE if it says what is `missing`, TRUE-UNDER-CONVENTION if it says which `convention`, a
  TYPO if it names the `misprint`, and FALSE if it is none of these.

Where no formula of the kernel says it, a function of `proofs.checks` computes numbers for both:
that supports a verdict, and proves nothing.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from ._verdict import Proved, Verdict
from .kernel.formulas import NotProved
from .kernel.steps import Place, Statement, Step, always, witnessed

EXCUSES = {"missing": "IMPRECISE", "convention": "TRUE-UNDER-CONVENTION", "misprint": "TYPO"}
VERDICTS = ("TRUE", "FALSE", *EXCUSES.values())
RULES = {
    "balls": "ball",
    "enumeration": "enumeration",
    "witness": "exact",
    "computed": "numeric",
}  # the evidence that a rule gives; every other rule is symbolic

Judge = Callable[[str], Verdict]


@dataclass(frozen=True)
class Row:
    """A statement of a document.

    Parameters
    ----------
    id, where, kind, text
        The number in the ledger, the place in the document, what kind of statement it is, and what
        it says.
    verdict, right
        One of `VERDICTS`, and the right statement.
    step
        ``claim:number``: what decides it.
    formula, given
        What it says, as the kernel reads it, and under which hypotheses.
    witness
        Where the formula fails, if it does.
    rightly, rightly_given
        What the step states instead.
    missing, convention, misprint
        What excuses a formula that fails.
    check
        ``module:function`` of `proofs.checks`, where numbers are all there is.
    benchmark
        The script that answers by training.
    nothing
        Why there is nothing to compute.
    rank
        Its place in the errata, 1 first.
    """

    id: str
    where: str
    kind: str
    text: str
    verdict: str
    right: str
    step: str = ""
    formula: str = ""
    given: tuple[str, ...] = ()
    witness: Mapping[str, Any] = field(default_factory=dict)
    rightly: str = ""
    rightly_given: tuple[str, ...] = ()
    missing: str = ""
    convention: str = ""
    misprint: str = ""
    check: str = ""
    benchmark: str = ""
    nothing: str = ""
    rank: int = 0

    def __post_init__(self) -> None:
        ways = [name for name in ("step", "check", "benchmark", "nothing") if getattr(self, name)]
        excuses = [name for name in EXCUSES if getattr(self, name)]
        if self.verdict not in VERDICTS:
            raise ValueError(f"{self.id}: {self.verdict!r} is no verdict; write one of {VERDICTS}")
        if len(ways) != 1 or len(excuses) > 1:
            raise ValueError(f"{self.id} is decided by {ways} and excused by {excuses}: want one")

    @property
    def place(self) -> Place:
        """Where the formula fails: numbers, or one number for each place."""
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.witness.items()
        }


@cache
def rows(folder: Traversable | None = None) -> tuple[Row, ...]:
    """Read every statement of the documents, in their order.

    Parameters
    ----------
    folder
        Where the TOML files are; those of this package unless told.

    Returns
    -------
    tuple of Row
        Sorted by id.

    Raises
    ------
    ValueError
        If a row has a key that means nothing, or an id twice.

    Examples
    --------
    >>> rows()[0].id
    '000-001'
    """
    found: dict[str, Row] = {}
    folder = folder or files(__package__).joinpath("documents")
    for path in sorted(folder.iterdir(), key=str):
        if path.name.endswith(".toml"):
            for entry in tomllib.loads(path.read_text("utf-8"))["statement"]:
                row = read(entry)
                if row.id in found:
                    raise ValueError(f"{row.id} stands twice, the second time in {path.name}")
                found[row.id] = row
    return tuple(found[name] for name in sorted(found))


def read(entry: Mapping[str, Any]) -> Row:
    """Make a row of what a TOML file says.

    Parameters
    ----------
    entry
        Keys and values.

    Returns
    -------
    Row
        Lists as tuples.

    Raises
    ------
    ValueError
        If a key means nothing.
    """
    unknown = set(entry) - {one.name for one in fields(Row)}
    if unknown:
        raise ValueError(f"{entry.get('id')}: {sorted(unknown)} mean nothing here")
    keys: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    return Row(**keys)


@dataclass(frozen=True)
class Decision:
    """What the machine says of a row.

    Parameters
    ----------
    verdict
        One of `VERDICTS`; the row's own where the machine has nothing to say.
    evidence
        symbolic, exact, ball, enumeration, numeric, training or document.
    claims
        The names of the claims that say so.
    """

    verdict: str
    evidence: str
    claims: tuple[str, ...] = ()


def decide(row: Row, judge: Judge) -> Decision:
    """Reach a verdict from a row's formulas, its witness and its step, or from its check.

    Parameters
    ----------
    row
        The statement. Its own verdict is not looked at where the machine decides.
    judge
        From the name of a claim to its verdict.

    Returns
    -------
    Decision
        The verdict and what it rests on.

    Raises
    ------
    NotProved
        If the step does not state what the row wants it to, or the witness does not refute.
    """
    if row.benchmark:
        return Decision(row.verdict, "training")
    if row.nothing:
        return Decision(row.verdict, "document")
    if row.check:
        module, _, name = row.check.partition(":")
        check = getattr(import_module(f"{__package__}.checks.{module}"), name)
        if row.id not in check.rows:
            raise NotProved(f"{row.check} is about {check.rows}, not about {row.id}")
        holds, mended = check()
        return Decision(_word(row, holds, mended), "numeric")
    claim, step = linked(row, judge)
    if not row.formula:
        raise NotProved(f"{row.id} has no formula, which {row.step} could state")
    stated = always(row.formula, *row.given)
    if not row.witness:
        _find(row, stated, step, judge)
        return Decision("TRUE", evidence_of(step), (claim,))
    try:
        witnessed(stated, "false", row.place)
    except NotProved as reason:
        raise NotProved(f"{row.id}: its witness refutes nothing: {reason}") from None
    _find(row, always(row.rightly, *row.rightly_given), step, judge)
    return Decision(_word(row, False, True), _weakest("exact", evidence_of(step)), (claim,))


def linked(row: Row, judge: Judge) -> tuple[str, Step]:
    """Find the claim and the step that a row names.

    Parameters
    ----------
    row, judge
        As in `decide`.

    Returns
    -------
    tuple
        The name of the claim, and the step.

    Raises
    ------
    NotProved
        If the claim is not proved, or has no such step.
    """
    claim, _, number = row.step.partition(":")
    verdict = judge(claim)
    if not isinstance(verdict, Proved):
        raise NotProved(f"{row.id}: {claim} is {type(verdict).__name__.lower()}, not proved")
    if not number.isdecimal() or not 1 <= int(number) <= len(verdict.steps):
        raise NotProved(f"{row.id}: {claim} has {len(verdict.steps)} steps; {row.step} is none")
    return claim, verdict.steps[int(number) - 1]


def evidence_of(step: Step) -> str:
    """Say what kind of evidence a step is, with all it rests on: the weakest counts.

    Parameters
    ----------
    step
        The step.

    Returns
    -------
    str
        symbolic, exact, enumeration, ball or numeric.
    """
    own = RULES.get(step.rule.split()[0], "symbolic")
    return _weakest(own, *(evidence_of(premise) for premise in step.premises))


def _weakest(*kinds: str) -> str:
    return max(kinds, key=("symbolic", "exact", "enumeration", "ball", "numeric").index)


def _word(row: Row, holds: bool, mended: bool) -> str:
    if holds:
        return "TRUE"
    if not mended:
        raise NotProved(f"{row.id}: what is called right does not hold either")
    return next((word for name, word in EXCUSES.items() if getattr(row, name)), "FALSE")


def _find(row: Row, wanted: Statement, step: Step, judge: Judge) -> None:
    if any(_says(statement, wanted) for statement in step.statements):
        return
    claim = row.step.partition(":")[0]
    elsewhere = [
        f"{claim}:{number}"
        for number, other in enumerate(judge(claim).steps, start=1)
        if any(_says(statement, wanted) for statement in other.statements)
    ]
    states = [(s.kind, s.then, s.given) for s in step.statements]
    raise NotProved(
        f"{row.id}: {row.step} does not state {wanted.then!r} given {wanted.given}; it states "
        f"{states}; stated by: {elsewhere or 'no step'}"
    )


def _says(statement: Statement, wanted: Statement) -> bool:
    """A step says so for all names, for a list of integers, or with equality at a place."""
    same = (statement.then, statement.given) == (wanted.then, wanted.given)
    return same and statement.kind in ("always", "listed")


def errata(all_rows: Iterable[Row]) -> list[Row]:
    """List what the documents got wrong, the worst first.

    Parameters
    ----------
    all_rows
        The statements.

    Returns
    -------
    list of Row
        Those that are FALSE or a TYPO, by rank; unranked ones last, in their order.
    """
    wrong = [row for row in all_rows if row.verdict in ("FALSE", "TYPO")]
    return sorted(wrong, key=lambda row: (row.rank or len(wrong) + 1, row.id))
