"""The verdicts on mutants: kept for the next run, held against the list of equivalents, counted."""

import datetime
import hashlib
import importlib
import json
import os
import platform
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks._mutants import Mutant, nodes

EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
Row = dict[str, Any]


class Verdicts:
    """A file of rows: kills are not tried again, survivors are, for tests may have been added."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text().splitlines() if path.exists() else []
        self.rows: list[Row] = [json.loads(line) for line in lines]
        self._known = {row["key"]: row for row in self.rows
                       if row["verdict"] in ("killed", "timed out", "import error")}  # fmt: skip
        self._listed = read_equivalent()

    def row_of(self, mutant: Mutant, source: bytes) -> Row:
        """Return the mutant in words, with its verdict where one is known."""
        row = {"file": mutant.file, "line": mutant.line, "function": mutant.function,
               "operator": mutant.operator.split()[0].rstrip(","), "text": mutant.text,
               "change": mutant.change, "key": key_of(mutant, source)}  # fmt: skip
        return self._known.get(row["key"], {}) | row

    def survivors(self, tree: Path) -> list[list[Mutant]]:
        """Return the mutants that have survived, where their files are still the same."""
        last = {row["key"]: row for row in self.rows}
        left = [row for row in last.values() if row["verdict"] == "survived"]
        found = []
        for file in sorted({row["file"] for row in left if (tree / row["file"]).exists()}):
            source, keys = (tree / file).read_bytes(), {row["key"] for row in left}
            mutants = (mutant for node in nodes(file, source.decode()) for mutant in node)
            found += [[mutant] for mutant in mutants if key_of(mutant, source) in keys]
        return found

    def add(self, row: Row) -> None:
        """Keep a row."""
        with self._path.open("a") as kept:
            kept.write(json.dumps(row) + "\n")

    def listed(self, mutant: Mutant) -> str:
        """Return "equivalent" if it, or every change of its node ('old -> *'), is in the list."""
        changes = (mutant.change, mutant.change.split(" -> ")[0] + " -> *")
        found = any((mutant.file, mutant.text, change) in self._listed for change in changes)
        return "equivalent" if found else "survived"


def key_of(mutant: Mutant, source: bytes) -> str:
    """Name the mutant by what it is: a verdict survives commits that leave the file alone."""
    words = f"{mutant.file} {mutant.start} {mutant.end} {mutant.new}".encode()
    return hashlib.sha256(words + source).hexdigest()[:20]


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


def by_operator(report: list[Row]) -> dict[str, dict[str, int]]:
    """Count the verdicts of each operator."""
    return {
        name: dict(Counter(row["verdict"] for row in report if row["operator"] == name))
        for name in sorted({row["operator"] for row in report})
    }


def counted(report: list[Row]) -> None:
    """Print the counts, by operator too."""
    verdicts = Counter(row["verdict"] for row in report)
    dead = verdicts["killed"] + verdicts["timed out"]
    settled = dead + verdicts["equivalent"]
    print(f"{len(report)} mutants: {dict(verdicts)}")
    for name, counts in by_operator(report).items():
        print(f"  {name:12} {counts}")
    total = max(1, len(report))
    print(f"killed {dead / total:.1%}; killed or equivalent {settled / total:.1%}")


def keep(results: Path, target: str, report: list[Row], seed: str, drawn: str) -> None:
    """Keep the counts and the survivors."""
    kept = json.loads(results.read_text()) if results.exists() else {}
    kept[target] = {
        "command": " ".join(["python -m benchmarks.mutation", *sys.argv[1:]]),
        "seed": seed,
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {"python": platform.python_version()}
        | {
            name: importlib.import_module(name).__version__ for name in ("numpy", "scipy", "pytest")
        },
        "nodes": drawn,
        "mutants": len(report),
        "verdicts": dict(Counter(row["verdict"] for row in report)),
        "operators": by_operator(report),
        "survivors": [
            {key: row[key] for key in ("file", "line", "function", "change")}
            for row in report
            if row["verdict"] in ("survived", "import error")
        ],
    }
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps(kept, indent=1) + "\n")
