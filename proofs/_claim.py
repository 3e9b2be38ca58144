"""A claim: a statement, its derivation, and falsehoods of the same shape that it must reject.

The claim derives, the kernel checks, the runner judges. What a claim says is written as formulas,
apart from its derivation, so that a reader can see what was proved without reading how.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ._verdict import Cited, Proved, Refuted, Supported
from .kernel.formulas import NotProved
from .kernel.steps import Place, Statement, Step, genuine, witnessed

Says: TypeAlias = Callable[..., tuple[Statement, ...]]
Derive: TypeAlias = Callable[[], Sequence[Step]]


@dataclass(frozen=True)
class Control:
    """A falsehood of the claim's shape.

    Parameters
    ----------
    words
        The falsehood, as someone may have said it.
    changed
        What to put for the parameters of the claim's `says`.
    witness
        Exact numbers at which the changed statement fails.
    """

    words: str
    changed: Mapping[str, Any]
    witness: Place


@dataclass(frozen=True, eq=False)
class Claim:
    """A statement in words and in formulas, with its derivation.

    Parameters
    ----------
    name
        The name of the deriving function.
    statement
        The sentence, in words.
    source
        Where it is stated: a document's row, a paper's theorem.
    scope
        For which laws it is proved.
    says
        The sentence in formulas: what the last step has to be.
    derive
        Returns the steps.
    examples
        Places that meet the hypotheses: a statement about nothing is not proved.
    controls
        Falsehoods of the same shape, each with a witness.
    """

    name: str
    statement: str
    source: str
    scope: str
    says: Says
    derive: Derive
    examples: Sequence[Place]
    controls: Sequence[Control]


CLAIMS: dict[str, Claim] = {}


def claim(
    *,
    statement: str,
    source: str,
    scope: str,
    says: Says,
    examples: Sequence[Place] = (),
    controls: Sequence[Control] = (),
) -> Callable[[Derive], Claim]:
    """Turn a function that returns steps into a claim, and register it by its name.

    Parameters
    ----------
    statement, source, scope, says, examples, controls
        As in `Claim`.

    Returns
    -------
    Callable
        The decorator.

    Raises
    ------
    ValueError
        If the name is taken.

    Examples
    --------
    >>> from proofs import CLAIMS, Control, claim, run
    >>> from proofs.kernel.steps import always, follows
    >>> def says(c="2"):
    ...     return (always(f"p ** 2 + q ** 2 >= {c} * p * q"),)
    >>> @claim(
    ...     statement="p^2 + q^2 >= 2 p q",
    ...     source="school",
    ...     scope="all numbers",
    ...     says=says,
    ...     controls=[Control("even 3 p q", {"c": "3"}, {"p": "1", "q": "1"})],
    ... )
    ... def squares_are_large():
    ...     return [follows(*says(), rest="(p - q) ** 2")]
    >>> run(squares_are_large).trusting
    ()
    >>> del CLAIMS["squares_are_large"]
    """

    def register(derive: Derive) -> Claim:
        name = derive.__name__
        if name in CLAIMS:
            raise ValueError(f"two claims are named {name!r}: rename one")
        CLAIMS[name] = Claim(name, statement, source, scope, says, derive, examples, controls)
        return CLAIMS[name]

    return register


def run(claim: Claim) -> Proved | Cited | Supported:
    """Judge a claim by its steps, its examples and its controls.

    Parameters
    ----------
    claim
        The claim.

    Returns
    -------
    Proved or Cited or Supported
        With the steps, what is trusted besides the kernel, and the refuted controls.

    Raises
    ------
    NotProved
        If there is no step, a step was made by no checker or rests on one that is not listed, the
        last step is not the statement, no example meets the hypotheses, there is no control, or
        one is not refuted.

    Examples
    --------
    >>> from proofs.claims import js_is_at_most_log_2
    >>> verdict = run(js_is_at_most_log_2)
    >>> type(verdict).__name__, len(verdict.controls)
    ('Proved', 2)
    """
    steps = tuple(claim.derive())
    says = claim.says()
    _require_derivation(steps, says)
    for statement in says:
        if statement.kind == "always":
            _require_example(statement, claim.examples)
    if not claim.controls:
        raise NotProved("no control: give a falsehood of the same shape, and where it fails")
    refuted = tuple(refute(control, claim.says) for control in claim.controls)
    trusting = tuple(sorted({step.trusting for step in steps if step.trusting}))
    return _kind(steps, says)(steps, trusting, refuted)


def _require_derivation(steps: Sequence[Step], says: tuple[Statement, ...]) -> None:
    if not steps:
        raise NotProved("no steps")
    for place, step in enumerate(steps):
        if not genuine(step):
            raise NotProved(f"step {place + 1} was made by no checker")
        if not set(step.premises) <= set(steps[:place]):
            raise NotProved(f"step {place + 1} rests on a step that is not listed before it")
    if not says or steps[-1].statements != says:
        last = "; ".join(statement.then for statement in steps[-1].statements)
        wanted = "; ".join(statement.then for statement in says)
        raise NotProved(f"the last step says [{last}], the claim says [{wanted}]")


def _require_example(statement: Statement, examples: Sequence[Place]) -> None:
    if not statement.given:
        return
    reasons = []
    for example in examples:
        try:
            witnessed(statement, "met", example)
            return
        except NotProved as reason:
            reasons.append(str(reason))
    raise NotProved(f"no example meets the hypotheses of {statement.then}: {reasons}")


def _kind(
    steps: tuple[Step, ...], says: tuple[Statement, ...]
) -> type[Proved] | type[Cited] | type[Supported]:
    """Only derived steps prove: numeric support never does, and a cited sentence stays cited."""
    rules = {step.rule for step in steps}
    if "computed" in rules:
        return Supported
    quoted = {part for step in steps if step.rule == "cited" for part in step.statements}
    return Cited if quoted & set(says) else Proved


def unfold(last: Step) -> list[Step]:
    """List a step and all it rests on, each after its premises.

    Parameters
    ----------
    last
        The step that states the claim.

    Returns
    -------
    list of Step
        Without repetition, `last` at the end.

    Examples
    --------
    >>> from proofs.kernel.steps import always, follows, together
    >>> first = follows(always("p ** 2 >= 0"), rest="p ** 2")
    >>> [step.rule for step in unfold(together(first, first))]
    ['algebra', 'together']
    """
    listed: dict[Step, None] = {}
    for premise in last.premises:
        listed.update(dict.fromkeys(unfold(premise)))
    return [*listed, last]


def refute(control: Control, says: Says) -> Refuted:
    """Show that a control's formulas fail at its witness.

    Parameters
    ----------
    control
        The falsehood.
    says
        The claim's formulas, of which the control changes parameters.

    Returns
    -------
    Refuted
        With the step that evaluates both sides at the witness.

    Raises
    ------
    NotProved
        If each changed formula holds at the witness, or cannot be told.

    Examples
    --------
    >>> from proofs.kernel.steps import always
    >>> control = Control("p^2 >= p", {"power": "2"}, {"p": "1/2"})
    >>> says = lambda power="1": (always(f"p ** {power} >= p"),)
    >>> refute(control, says).step.statements[0].kind
    'false'
    """
    reasons = []
    for statement in says(**control.changed):
        if statement in says() or statement.kind != "always":
            continue
        try:
            return Refuted(control.words, witnessed(statement, "false", control.witness))
        except NotProved as reason:
            reasons.append(str(reason))
    raise NotProved(f"control not refuted: {control.words}: {reasons}")
