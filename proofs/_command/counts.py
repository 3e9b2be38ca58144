"""Counts of statements and claims, and the document that --json prints."""

from collections import Counter
from typing import Any

from .._documents import VERDICTS, Row, errata
from .._words import derivation, place
from .judging import MACHINE, Judged, Judgement, Ruled, claim_of

VERSION = 1
EVIDENCE = (*MACHINE, "training", "document", "none")
DOCUMENTS = {
    "000": "EX3 - VAE, GAN, WGAN (answers to a homework)",
    "001": "CS5787, Exercises 3 (answers to a homework)",
    "002": "EECS 182, WGAN (a homework with solutions)",
    "003": "UL: GANs & VAEs (lecture notes)",
}


def title(row: Row) -> str:
    """Name the document that a row stands in."""
    number = row.id.partition("-")[0]
    return DOCUMENTS.get(number, number)


def counts(judgement: Judgement) -> dict[str, Any]:
    """Count statements by verdict, evidence and scope, and what they rest on."""
    rows = judgement.rows
    scopes = {one.name: one.claim.scope for one in judgement.claims}
    verdicts, kinds = Counter(one.row.verdict for one in rows), Counter(r.evidence for r in rows)
    linked = Counter(claim_of(one.row) for one in rows if one.row.step)
    return {
        "statements": len(rows),
        "verdict": {name: verdicts[name] for name in VERDICTS},
        "evidence": {name: kinds[name] for name in EVIDENCE},
        "scope": dict(Counter(scopes[name] for name in linked.elements() if name in scopes)),
        "by_machine": sum(one.by_machine for one in rows),
        "disagree": sum(not one.agrees for one in rows),
        "distinct_right_hand_sides": len({stated(one.row) for one in rows if one.row.step}),
        "distinct_checks": len({one.row.check for one in rows if one.row.check}),
        "claims_with_most_rows": [list(pair) for pair in linked.most_common(5)],
        "claims": len(judgement.claims),
        "proved": sum(one.proved for one in judgement.claims),
        "controls_refuted": sum(
            len(one.verdict.controls) for one in judgement.claims if one.verdict
        ),
    }


def stated(row: Row) -> tuple[str, ...]:
    """Return the formula that the step of a row has to state, with its hypotheses."""
    if row.witness:
        return row.rightly, *sorted(row.rightly_given)
    return row.formula, *sorted(row.given)


def claim_as_dict(one: Judged) -> dict[str, Any]:
    """Return what `--json` prints for one claim."""
    controls = one.verdict.controls if one.verdict else ()
    return {
        "name": one.name,
        "status": one.status,
        "reason": one.reason,
        "statement": one.claim.statement,
        "source": one.claim.source,
        "scope": one.claim.scope,
        "trusting": list(one.verdict.trusting) if one.verdict else [],
        "steps": derivation(one.verdict.steps) if one.verdict else [],
        "controls": [
            {"statement": c.words, "witness": place(c.step.statements[0].at)} for c in controls
        ],
        "seconds": round(one.seconds, 3),
    }


def row_as_dict(one: Ruled, ranks: dict[str, int]) -> dict[str, Any]:
    """Return what `--json` prints for one statement; the verdict is the machine's."""
    row = one.row
    return {
        "verdict": one.decision.verdict if one.decision else None,
        "written": row.verdict,
        "agrees": one.agrees,
        "reason": one.reason,
        "right": row.right,
        "claims": list(one.decision.claims) if one.decision else [],
        "evidence": one.evidence,
        "document": title(row),
        "where": row.where,
        "statement": row.text,
        "decided_by": row.step or row.check or row.benchmark or row.nothing,
        "errata_rank": ranks.get(row.id),
    }


def as_dict(judgement: Judgement, seed: int) -> dict[str, Any]:
    """Return the whole document that `--json` prints."""
    wrong = errata(one.row for one in judgement.rows)
    ranks = {row.id: k for k, row in enumerate(wrong, start=1)}
    return {
        "version": VERSION,
        "seed": seed,
        "claims": [claim_as_dict(one) for one in judgement.claims],
        "statements": {one.row.id: row_as_dict(one, ranks) for one in judgement.rows},
        "counts": counts(judgement),
    }
