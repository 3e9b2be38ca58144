"""Break a node: a test must die.

    python -m benchmarks.mutation --target proofs/kernel --all
    python -m benchmarks.mutation --target divergences --draw 200

Works on copies of the commit HEAD, whose hash is the seed that draws the nodes and the change made
to each. First every test is run once, recording the functions that it depends on; then each mutant
is run against the tests that depend on its function (or on its file, where it changes a constant),
those that killed its neighbours first, then the test files named after its module, then fast ones.
Tests are collected once: a fork of that process gets the function's new code; what takes effect at
import is collected anew. Whatever kills a mutant is run again without it, and must pass. A mutant
that cannot be imported is no kill: another change of its node is drawn. A test run past its time
limit counts as a kill, and is reported apart. Verdicts are kept in `--work`: an interrupted run
resumes, and survivors alone are tried again. Mutants listed in benchmarks/equivalent_mutants.txt,
one written line each, count as such only if they survive.
"""

import argparse
import importlib
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks._in_child import Request, Session, Verdict
from benchmarks._mutants import Mutant, nodes
from benchmarks._recording import ENVIRONMENT, record
from benchmarks._suite import Suite, outermost
from benchmarks._verdicts import Verdicts, counted, keep

ROOT = Path(__file__).resolve().parents[1]
WARM = (
    "numpy scipy.special scipy.stats scipy.optimize scipy.sparse flint hypothesis mpmath beartype"
)
JUDGE: list["Judge"] = []  # of this worker
FILES_AT_ONCE = 4  # test files collected anew for a mutant that takes effect at import; then all


def main() -> int:
    arguments = read_arguments()
    commit = git("rev-parse", arguments.commit).strip()
    seed = f"{commit} {arguments.salt}".strip()
    work = Path(arguments.work) / arguments.target.replace("/", "-")
    work.mkdir(parents=True, exist_ok=True)
    trees = [fresh_tree(work / f"tree{i}", commit) for i in range(arguments.jobs)]
    recorded = record(trees[0], work / "entered.json", arguments.tests, arguments.reuse_map)
    verdicts = Verdicts(work / "verdicts.jsonl")
    drawn = verdicts.survivors(trees[0]) if arguments.survivors else draw(trees[0], arguments, seed)
    print(f"{len(drawn)} nodes of {arguments.target}, drawn by {seed}", flush=True)
    report = judge_all(drawn, trees, recorded, verdicts, arguments)
    counted(report)
    if not arguments.no_json:
        nodes_drawn = "all" if arguments.all else str(arguments.draw)
        keep(
            ROOT / "docs" / "results" / "mutation.json", arguments.target, report, seed, nodes_drawn
        )
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", default="proofs/kernel", help="folder whose nodes are broken")
    parser.add_argument("--all", action="store_true", help="every node")
    parser.add_argument("--draw", type=int, default=200, help="this many nodes")
    parser.add_argument("--survivors", action="store_true", help="those of earlier runs, again")
    parser.add_argument("--per-node", type=int, default=1, help="changes tried on each node")
    parser.add_argument(
        "--only", nargs="*", default=[""], help="nodes of files with this in the path"
    )
    parser.add_argument("--tests", nargs="*", default=["tests"], help="where the tests are")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--commit", default="HEAD", help="what to break; its hash is the seed")
    parser.add_argument("--salt", default="", help="appended to the seed: another draw")
    parser.add_argument(
        "--reuse-map", action="store_true", help="record only tests whose files have changed"
    )
    parser.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "mutation"))
    parser.add_argument("--no-json", action="store_true", help="print only")
    return parser.parse_args()


def git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def fresh_tree(tree: Path, commit: str) -> Path:
    """Unpack the commit; nothing uncommitted takes part."""
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir()
    archive = subprocess.run(
        ["git", "archive", commit], cwd=ROOT, check=True, capture_output=True
    ).stdout
    subprocess.run(["tar", "-x"], cwd=tree, input=archive, check=True)
    return tree


def draw(tree: Path, arguments: argparse.Namespace, seed: str) -> list[list[Mutant]]:
    """Draw nodes by the seed; each with its changes, in an order drawn by the seed."""
    found = []
    for path in sorted((tree / arguments.target).rglob("*.py")):
        file = str(path.relative_to(tree))
        if any(word in file for word in arguments.only):
            found += nodes(file, path.read_text())
    if not arguments.all:
        found = random.Random(seed).sample(found, min(arguments.draw, len(found)))
    for mutants in found:
        first = mutants[0]
        random.Random(f"{seed} {first.file} {first.operator} {first.start}").shuffle(mutants)
    return found


def judge_all(
    drawn: list[list[Mutant]],
    trees: list[Path],
    recorded: dict[str, Any],
    verdicts: Verdicts,
    arguments: argparse.Namespace,
) -> list[dict[str, Any]]:
    """Judge every node drawn, `jobs` at a time, printing the survivors as they come."""
    for name in WARM.split():
        importlib.import_module(name)
    os.environ.update(ENVIRONMENT)
    context = multiprocessing.get_context("fork")
    free = context.Queue()
    for tree in trees:
        free.put(tree)
    report: list[dict[str, Any]] = []
    started = time.monotonic()
    setting = (free, recorded, verdicts, arguments.per_node)
    with context.Pool(len(trees), start_worker, setting) as pool:
        for count, rows in enumerate(pool.imap_unordered(judge_node, drawn), 1):
            for row in rows:
                report.append(row)
                verdicts.add(row)
                if row["verdict"] not in ("killed", "equivalent"):
                    where = f"{row['file']}:{row['line']} in {row['function']}"
                    print(f"{row['verdict']}: {where}: {row['change']}", flush=True)
            if count % 25 == 0:
                print(f"  {count} nodes, {time.monotonic() - started:.0f} s", flush=True)
    return report


def start_worker(free: Any, recorded: dict[str, Any], verdicts: Verdicts, per_node: int) -> None:
    """Take a tree of one's own, and collect the tests in it."""
    JUDGE.append(Judge(free.get(), recorded, verdicts, per_node))


def judge_node(mutants: list[Mutant]) -> list[dict[str, Any]]:
    return JUDGE[0].judge_node(mutants)


class Judge:
    """A tree, its tests collected, and what they have killed."""

    def __init__(
        self, tree: Path, recorded: dict[str, Any], verdicts: Verdicts, per_node: int
    ) -> None:
        self.tree, self.verdicts, self.per_node = tree, verdicts, per_node
        self.suite = Suite(tree, recorded)
        for row in verdicts.rows:
            if row.get("by"):
                self.suite.remember(row["file"], row["function"], row["by"])
        files = files_of(self.suite.seconds)
        self.session = Session(tree, files, "--continue-on-collection-errors")
        self.known = self.session.collected()  # before the first mutant is written
        for file in sorted(set(files) - set(files_of(self.known))):
            print(f"  left out, as it cannot be collected from the source as it is: {file}")
        self.sound: dict[str, bool] = {}  # whether a test that killed passes without the mutant

    def judge_node(self, mutants: list[Mutant]) -> list[dict[str, Any]]:
        """Judge the first `per_node` changes that can be imported (all, where none can)."""
        rows: list[dict[str, Any]] = []
        broken: list[dict[str, Any]] = []
        for mutant in mutants:
            row = self.judge(mutant)
            (broken if row["verdict"] == "import error" else rows).append(row)
            if len(rows) == self.per_node:
                break
        return rows or broken[:1]

    def judge(self, mutant: Mutant) -> dict[str, Any]:
        """Return the row of a mutant."""
        path = self.tree / mutant.file
        source = path.read_bytes()
        row = self.verdicts.row_of(mutant, source)
        if "verdict" in row:
            return row
        tests = [test for test in self.suite.tests_of(mutant) if test in self.known]
        started, verdict = time.monotonic(), Verdict("unsound")
        while verdict.word == "unsound":
            path.write_bytes(mutant.apply(source))
            try:
                verdict = self._verdict(
                    mutant, [name for name in tests if self.sound.get(name, True)]
                )
            finally:
                path.write_bytes(source)
            if verdict.word == "killed" and not self._is_sound(verdict.test):
                verdict = Verdict("unsound")
        if verdict.word == "killed" and verdict.test:
            self.suite.remember(mutant.file, mutant.function, verdict.test)
        word = self.verdicts.listed(mutant) if verdict.word == "survived" else verdict.word
        seconds = round(time.monotonic() - started, 1)
        return row | {"verdict": word, "by": verdict.test, "tests": len(tests), "seconds": seconds}

    def _verdict(self, mutant: Mutant, tests: list[str]) -> Verdict:
        if not self.suite.is_early(mutant):
            function = outermost(mutant.function)
            verdict = self.session.judge(Request(self._limits(tests), mutant.file, function))
            if verdict.word != "no such function":
                return verdict
        files = files_of(tests)
        verdict = Verdict("survived")
        for some in (files[:FILES_AT_ONCE], files[FILES_AT_ONCE:]):
            if some and verdict.word == "survived":
                chosen = [name for name in tests if name.partition("::")[0] in some]
                verdict = self._collected_anew(chosen, some)
        return verdict

    def _collected_anew(self, tests: list[str], files: list[str]) -> Verdict:
        session = Session(self.tree, files)
        try:
            return session.judge(Request(self._limits(tests), known=self.known))
        finally:
            session.close()

    def _is_sound(self, test: str) -> bool:
        if test and test not in self.sound:
            verdict = self.session.judge(Request(self._limits([test])))
            self.sound[test] = verdict.word == "survived"
            if not self.sound[test]:
                print(f"  left out, as it fails on the source as it is: {test}", flush=True)
        return self.sound.get(test, True)

    def _limits(self, tests: list[str]) -> dict[str, float]:
        return {name: 10 + 10 * self.suite.seconds.get(name, 1.0) for name in tests}


def files_of(tests: Any) -> list[str]:
    """Return the files of tests, in order."""
    return list(dict.fromkeys(name.partition("::")[0] for name in tests))


if __name__ == "__main__":
    sys.exit(main())
