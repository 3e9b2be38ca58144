"""The verdict that the machine reaches on what a document says.

The verdict written in a row is compared with the one computed here from its formula:

- what a step of a proved claim states is TRUE;
- what fails at the row's witness is not, and a step states what is right instead: then the row is
  IMPRECISE if it says what is `missing`, TRUE-UNDER-CONVENTION if it says which `convention`, a
  TYPO if it names the `misprint`, and FALSE if it is none of these.

Where no formula of the kernel says it, a function of `proofs.checks` computes numbers for both:
that supports a verdict, and proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from ._documents import EXCUSES, Row
from ._verdict import Proved, Verdict
from .kernel.formulas import NotProved
from .kernel.steps import Statement, Step, always, witnessed

RULES = {
    "balls": "ball",
    "enumeration": "enumeration",
    "witness": "exact",
    "computed": "numeric",
}  # the evidence that a rule gives; every other rule is symbolic

Judge = Callable[[str], Verdict]


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
    claim, step = _linked(row, judge)
    if not row.formula:
        raise NotProved(f"{row.id} has no formula, which {row.step} could state")
    stated = always(row.formula, *row.given)
    if not row.witness:
        _find(row, stated, step, judge)
        return Decision("TRUE", _evidence_of(step), (claim,))
    try:
        witnessed(stated, "false", row.place)
    except NotProved as reason:
        raise NotProved(f"{row.id}: its witness refutes nothing: {reason}") from None
    _find(row, always(row.rightly, *row.rightly_given), step, judge)
    return Decision(_word(row, False, True), _weakest("exact", _evidence_of(step)), (claim,))


def _linked(row: Row, judge: Judge) -> tuple[str, Step]:
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


def _evidence_of(step: Step) -> str:
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
    return _weakest(own, *(_evidence_of(premise) for premise in step.premises))


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
