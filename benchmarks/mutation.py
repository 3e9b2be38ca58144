"""Break a node: a test must die.

    python -m benchmarks.mutation --target proofs/kernel --all
    python -m benchmarks.mutation --target divergences --draw 200

Works on copies of the commit HEAD, whose hash is the seed that draws the nodes and the change made
to each. First every test is run once, recording the functions that it enters; then each mutant is
run against the tests that enter its function, the test files named after its module first. A mutant
that cannot be imported is no kill: another change of its node is drawn. A test run past its time
limit counts as a kill, and is reported apart. Verdicts are kept in `--work`: an interrupted run
resumes, and survivors alone are tried again. Mutants listed in benchmarks/equivalent_mutants.txt,
one written line each, count as such only if they survive.
"""

import argparse
import datetime
import hashlib
import importlib
import json
import multiprocessing
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks._in_child import run_tests
from benchmarks._mutants import Mutant, nodes

ROOT = Path(__file__).resolve().parents[1]
PLUGIN = Path(__file__).with_name("_entered.py")
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
RESULTS = ROOT / "docs" / "results" / "mutation.json"
ENVIRONMENT = {
    "CI": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
    "POT_BACKEND_DISABLE_PYTORCH": "1",
}  # fmt: skip
WARM = (
    "numpy scipy.special scipy.stats scipy.optimize scipy.sparse flint hypothesis mpmath beartype"
)
CONTROLLED: set[str] = set()  # files whose tests were seen to pass unbroken
SECONDS_OF_TESTS = (
    60.0  # a mutant meets at most this many seconds of tests, named and fast ones first
)


def main() -> int:
    arguments = read_arguments()
    seed = arguments.seed or git("rev-parse", "HEAD").strip()
    work = Path(arguments.work) / arguments.target.replace("/", "-")
    work.mkdir(parents=True, exist_ok=True)
    trees = [fresh_tree(work / f"tree{i}", seed) for i in range(arguments.jobs)]
    entered = entered_functions(trees[0], work / "entered.json", arguments)
    drawn = draw(trees[0], arguments, seed)
    print(f"{len(drawn)} nodes of {arguments.target}, drawn by {seed[:12]}", flush=True)
    report = judge_all(drawn, trees, entered, work, arguments)
    write(report, arguments, seed)
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", default="proofs/kernel", help="folder whose nodes are broken")
    parser.add_argument("--all", action="store_true", help="every node")
    parser.add_argument("--draw", type=int, default=200, help="this many nodes")
    parser.add_argument("--per-node", type=int, default=1, help="changes tried on each node")
    parser.add_argument("--only", default="", help="nodes of files whose path contains this")
    parser.add_argument("--tests", nargs="*", default=["tests"], help="where the tests are")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", help="a commit to take instead of HEAD")
    parser.add_argument("--reuse-map", action="store_true", help="tests have not moved since")
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


def entered_functions(tree: Path, kept: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """Run the tests once; return, for each function, the passing tests that enter it."""
    if not (arguments.reuse_map and kept.exists()):
        started = time.monotonic()
        plugins = ["-p", "no:cacheprovider", "-p", PLUGIN.stem]
        command = [sys.executable, "-m", "pytest", "-q", *plugins, *arguments.tests]
        environment = os.environ | ENVIRONMENT
        environment |= {"ENTERED": str(kept), "PYTHONPATH": str(PLUGIN.parent)}
        run = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, check=False
        )
        print(
            run.stdout.strip().splitlines()[-1], f"({time.monotonic() - started:.0f} s, recorded)"
        )
    entered: dict[str, Any] = json.loads(kept.read_text())
    return entered


def draw(tree: Path, arguments: argparse.Namespace, seed: str) -> list[list[Mutant]]:
    """Draw nodes by the seed; each with its changes, in an order drawn by the seed."""
    found = []
    for path in sorted((tree / arguments.target).rglob("*.py")):
        file = str(path.relative_to(tree))
        if arguments.only in file:
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
    entered: dict[str, Any],
    work: Path,
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
    verdicts = work / "verdicts.jsonl"
    setting = (free, entered, read_equivalent(), known_verdicts(verdicts), arguments.per_node)
    report: list[dict[str, Any]] = []
    started = time.monotonic()
    with context.Pool(len(trees), start_worker, setting) as pool, verdicts.open("a") as kept:
        for count, rows in enumerate(pool.imap_unordered(judge_node, drawn), 1):
            for row in rows:
                report.append(row)
                kept.write(json.dumps(row) + "\n")
                kept.flush()
                if row["verdict"] not in ("killed", "equivalent"):
                    where = f"{row['file']}:{row['line']}"
                    print(
                        f"{row['verdict']}: {where} in {row['function']}: {row['change']}",
                        flush=True,
                    )
            if count % 50 == 0:
                print(f"  {count} nodes, {time.monotonic() - started:.0f} s", flush=True)
    return report


def start_worker(free: Any, entered: Any, equivalent: Any, known: Any, per_node: int) -> None:
    """Take a tree of one's own."""
    global TREE, ENTERED, LISTED, KNOWN, PER_NODE
    TREE, ENTERED, LISTED, KNOWN, PER_NODE = free.get(), entered, equivalent, known, per_node


def judge_node(mutants: list[Mutant]) -> list[dict[str, Any]]:
    """Judge the first `per_node` changes that can be imported (all, where none can)."""
    rows: list[dict[str, Any]] = []
    broken: list[dict[str, Any]] = []
    for mutant in mutants:
        row = judge(mutant)
        (broken if row["verdict"] == "import error" else rows).append(row)
        if len(rows) == PER_NODE:
            break
    return rows or broken[:1]


def judge(mutant: Mutant) -> dict[str, Any]:
    path = TREE / mutant.file
    source = path.read_bytes()
    row = {"file": mutant.file, "line": mutant.line, "function": mutant.function,
           "operator": mutant.operator.split()[0].rstrip(","), "text": mutant.text,
           "change": mutant.change, "key": key_of(mutant, source)}  # fmt: skip
    if row["key"] in KNOWN:
        return row | {"verdict": KNOWN[row["key"]]}
    tests, seconds = tests_of(mutant)
    if mutant.file not in CONTROLLED:
        if run_tests(TREE, tests, 60 + 5 * seconds) != "survived":
            raise RuntimeError(f"the tests fail on the source as it is: {tests}")
        CONTROLLED.add(mutant.file)
    path.write_bytes(mutant.apply(source))
    try:
        verdict = run_tests(TREE, tests, 20 + 5 * seconds)
    finally:
        path.write_bytes(source)
    if verdict == "survived" and is_listed(mutant):
        verdict = "equivalent"
    return row | {"verdict": verdict}


def is_listed(mutant: Mutant) -> bool:
    """Whether the mutant, or every change of its node ('old -> *'), stands in the list."""
    changes = (mutant.change, mutant.change.split(" -> ")[0] + " -> *")
    return any((mutant.file, mutant.text, change) in LISTED for change in changes)


def key_of(mutant: Mutant, source: bytes) -> str:
    """Name the mutant by what it is: a verdict survives commits that leave the file alone."""
    words = f"{mutant.file} {mutant.start} {mutant.end} {mutant.new}".encode()
    return hashlib.sha256(words + source).hexdigest()[:20]


def tests_of(mutant: Mutant) -> tuple[list[str], float]:
    """Return the tests that enter the function (the file, where none does), and their seconds."""
    functions, seconds = ENTERED["functions"], ENTERED["seconds"]
    tests = set(functions.get(f"{mutant.file}::{mutant.function}", ()))
    if not tests:
        same_file = [
            names for key, names in functions.items() if key.startswith(mutant.file + "::")
        ]
        tests = {name for names in same_file for name in names} or set(seconds)
    stem = Path(mutant.file).stem.strip("_")
    ordered = sorted(tests, key=lambda name: (stem not in name.split("::")[0], seconds[name], name))
    chosen, total = [], 0.0
    for name in ordered:
        total += seconds[name]
        chosen.append(name)
        if total > SECONDS_OF_TESTS:
            break
    return chosen, total


def read_equivalent() -> set[tuple[str, str, str]]:
    """Read the list of equivalent mutants: file, line of text, change (or 'old -> *'), reason."""
    rows = [line.split(" :: ") for line in EQUIVALENT.read_text().splitlines()
            if line.strip() and not line.startswith("#")]  # fmt: skip
    for row in rows:
        if len(row) != 4 or not row[3].strip():
            raise ValueError(
                f"{EQUIVALENT.name}: want 'file :: line :: change :: reason', got {row}"
            )
    return {(file, text, change) for file, text, change, _ in rows}


def known_verdicts(path: Path) -> dict[str, str]:
    """Return earlier verdicts; survivors are tried again, for tests may have been added."""
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return {row["key"]: row["verdict"] for row in rows
            if row["verdict"] in ("killed", "timed out", "import error")}  # fmt: skip


def write(report: list[dict[str, Any]], arguments: argparse.Namespace, seed: str) -> None:
    """Print the counts, by operator too, and keep them."""
    verdicts = Counter(row["verdict"] for row in report)
    operators = {
        name: dict(Counter(row["verdict"] for row in report if row["operator"] == name))
        for name in sorted({row["operator"] for row in report})
    }
    total = len(report)
    dead = verdicts["killed"] + verdicts["timed out"]
    settled = dead + verdicts["equivalent"]
    print(f"{total} mutants: {dict(verdicts)}")
    for name, counts in operators.items():
        print(f"  {name:12} {counts}")
    print(f"killed {dead / total:.1%}; killed or equivalent {settled / total:.1%}")
    if arguments.no_json:
        return
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[arguments.target] = {
        "command": " ".join(["python -m benchmarks.mutation", *sys.argv[1:]]),
        "seed": seed,
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {"python": platform.python_version()}
        | {
            name: importlib.import_module(name).__version__ for name in ("numpy", "scipy", "pytest")
        },
        "nodes": "all" if arguments.all else arguments.draw,
        "mutants": total,
        "verdicts": dict(verdicts),
        "operators": operators,
        "survivors": [
            {key: row[key] for key in ("file", "line", "function", "change")}
            for row in report
            if row["verdict"] in ("survived", "import error")
        ],
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
