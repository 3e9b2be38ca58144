"""Judge claims and rows of the documents, in parallel, the same in any order."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from .. import CLAIMS, Claim, NotProved, Proved, Verdict, run
from .._decide import Decision, decide
from .._documents import Row

MACHINE = ("symbolic", "exact", "enumeration", "ball", "numeric")


@dataclass(frozen=True)
class Judged:
    """A claim, its verdict or why there is none, and the time it took."""

    name: str
    verdict: Verdict | None
    reason: str
    seconds: float

    @property
    def claim(self) -> Claim:
        """What was judged."""
        return CLAIMS[self.name]

    @property
    def status(self) -> str:
        """The verdict in words."""
        return type(self.verdict).__name__ if self.verdict else "Not proved"

    @property
    def proved(self) -> bool:
        """Whether it is proved, with its controls refuted."""
        return isinstance(self.verdict, Proved)


@dataclass(frozen=True)
class Ruled:
    """A row of the documents, and what the machine says of it, or why it cannot."""

    row: Row
    decision: Decision | None
    reason: str

    @property
    def agrees(self) -> bool:
        """Whether the machine reaches the verdict that is written."""
        return self.decision is not None and self.decision.verdict == self.row.verdict

    @property
    def evidence(self) -> str:
        """What the verdict rests on."""
        return self.decision.evidence if self.decision else "none"

    @property
    def by_machine(self) -> bool:
        """Whether a machine computed the verdict that is written."""
        return self.agrees and self.evidence in MACHINE


@dataclass(frozen=True)
class Judgement:
    """All that was asked for."""

    claims: tuple[Judged, ...]
    rows: tuple[Ruled, ...]

    @property
    def holds(self) -> bool:
        """Whether every claim is proved, and the machine agrees with every row."""
        return all(one.proved for one in self.claims) and all(one.agrees for one in self.rows)

    def rows_of(self, claim: str) -> tuple[Ruled, ...]:
        """Return the rows that a claim decides."""
        return tuple(one for one in self.rows if claim_of(one.row) == claim)


def claim_of(row: Row) -> str:
    """Name the claim that a row is linked to."""
    return row.step.partition(":")[0]


def cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def load(files: Sequence[Path]) -> list[str]:
    """Register the claims of this package and of the user's files; name the latter."""
    import proofs.claims  # noqa: F401  (each file registers its claim)

    known = set(CLAIMS)
    for number, path in enumerate(files):
        spec = spec_from_file_location(f"_claims_of_file_{number}_{path.stem}", path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{path} is no Python file")
        module = module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    return [name for name in CLAIMS if name not in known]


def judge(name: str) -> Judged:
    """Run a claim; whatever goes wrong in it leaves it not proved, with the reason."""
    start = time.perf_counter()
    verdict, reason = None, ""
    try:
        verdict = run(CLAIMS[name])
    except NotProved as error:
        reason = str(error)
    except Exception as error:  # a claim may be anyone's code: the others are still to be judged
        reason = f"{type(error).__name__}: {error}"
    return Judged(name, verdict, reason, time.perf_counter() - start)


def rule(row: Row, verdict_of: Callable[[str], Verdict]) -> Ruled:
    """Decide a row; whatever goes wrong leaves it undecided, with the reason."""
    try:
        return Ruled(row, decide(row, verdict_of), "")
    except NotProved as error:
        return Ruled(row, None, str(error))
    except Exception as error:
        return Ruled(row, None, f"{row.id}: {type(error).__name__}: {error}")


def _no_claim(name: str) -> Verdict:
    raise NotProved(f"no claim is named {name!r}")


def _work(item: str | Row) -> Judged | Ruled:
    return judge(item) if isinstance(item, str) else rule(item, _no_claim)


@contextmanager
def _mapping(jobs: int, files: Sequence[Path], count: int) -> Iterator[Callable[..., Any]]:
    if min(jobs, count) < 2:
        yield map
        return
    settings: Any = {"mp_context": get_context("spawn"), "initializer": load, "initargs": (files,)}
    with ProcessPoolExecutor(min(jobs, count), **settings) as pool:
        try:
            yield pool.map
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def judge_all(
    names: Sequence[str],
    rows: Sequence[Row],
    *,
    jobs: int = 1,
    files: Sequence[Path] = (),
    done: Callable[[], None] = lambda: None,
) -> Judgement:
    """Judge claims and rows, several at a time; the results stand in the order asked for.

    A row that a step decides waits for its claim; the others run beside the claims.
    """
    checked = [row for row in rows if not row.step]
    found: dict[str, Any] = {}
    with _mapping(jobs, files, len(names) + len(checked)) as mapped:
        for one in mapped(_work, [*names, *checked]):
            found[one.name if isinstance(one, Judged) else one.row.id] = one
            done()
    verdicts: Mapping[str, Judged] = {name: found[name] for name in names}

    def verdict_of(name: str) -> Verdict:
        judged = verdicts.get(name)
        if judged is None:
            return _no_claim(name)
        if judged.verdict is None:
            raise NotProved(f"{name} is not proved: {judged.reason}")
        return judged.verdict

    ruled = (found[row.id] if row.id in found else rule(row, verdict_of) for row in rows)
    return Judgement(tuple(found[name] for name in names), tuple(ruled))
