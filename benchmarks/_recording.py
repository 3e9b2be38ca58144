"""The map from functions to the tests that depend on them: recorded, or brought up to date."""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PLUGIN = Path(__file__).with_name("_entered.py")
ENVIRONMENT = {
    "CI": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
    "POT_BACKEND_DISABLE_PYTORCH": "1",
}  # fmt: skip


def record(tree: Path, kept: Path, tests: list[str], reuse: bool) -> dict[str, Any]:
    """Run the tests once; return which passing tests depend on which function."""
    before: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    if reuse and before:
        tests = [file for file in test_files(tree, tests)
                 if before["hashes"].get(file) != hash_of(tree / file)]  # fmt: skip
    if not tests:
        return before
    now = kept.with_suffix(".new")  # so that stopping it loses nothing
    started = time.monotonic()
    plugins = ["-p", "no:cacheprovider", "-p", PLUGIN.stem]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, *tests]
    environment = os.environ | ENVIRONMENT
    environment |= {"ENTERED": str(now), "PYTHONPATH": str(PLUGIN.parent)}
    run = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    last = (run.stdout.strip().splitlines() or [run.stderr])[-1]
    print(last, f"({time.monotonic() - started:.0f} s, recorded)", flush=True)
    recorded: dict[str, Any] = json.loads(now.read_text())
    if reuse and before:
        recorded = merged(before, recorded, set(tests))
    kept.write_text(json.dumps(recorded))
    return recorded


def test_files(tree: Path, places: list[str]) -> list[str]:
    paths = [tree / place for place in places]
    found = [file for path in paths for file in
             ([path] if path.suffix else path.rglob("test_*.py"))]  # fmt: skip
    return sorted(str(file.relative_to(tree)) for file in found)


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def merged(before: dict[str, Any], now: dict[str, Any], files: set[str]) -> dict[str, Any]:
    """Replace what was recorded of these test files."""

    def kept(tests: Any) -> list[str]:
        return [name for name in tests if name.partition("::")[0] not in files]

    keys = before["functions"].keys() | now["functions"].keys()
    return {
        "functions": {key: kept(before["functions"].get(key, ())) + now["functions"].get(key, [])
                      for key in keys},
        "imported": before["imported"] | now["imported"],
        "collected": sorted({*before["collected"], *now["collected"]}),
        "seconds": {name: before["seconds"][name] for name in kept(before["seconds"])}
        | now["seconds"],
        "hashes": before["hashes"] | now["hashes"],
    }  # fmt: skip
