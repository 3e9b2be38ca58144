"""Does `divergences.testing` find what is wrong, and leave alone what is right?

    python -m benchmarks.testing_finds_them [--examples 2000]

Wrong distances, each with the seconds taken and the counterexample as shrunk; right ones, each law
tried on that many examples.
"""

import argparse
import datetime
import json
import platform
import sys
import time
import warnings
from pathlib import Path

import hypothesis

from benchmarks._wrong_distances import RIGHT, WRONG, Claim
from divergences import testing

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "results" / "testing_finds_them.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=2000, help="for each law of a right one")
    parser.add_argument("--json", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    hypothesis.settings.register_profile("bench", derandomize=True, deadline=None)
    hypothesis.settings.load_profile("bench")
    warnings.simplefilter("ignore")  # peers divide by zero
    wrong = [judge(claim) for claim in WRONG]
    right = [judge(claim, max_examples=arguments.examples) for claim in RIGHT]
    found = sum(row["counterexample"] is not None for row in wrong)
    alarms = sum(row["counterexample"] is not None for row in right)
    print(f"{found} of {len(wrong)} wrong distances found; {alarms} of {len(right)} right ones too")
    result = {
        "command": f"python -m benchmarks.testing_finds_them --examples {arguments.examples}",
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "versions": {"hypothesis": hypothesis.__version__},
        "seed": "derandomized",
        "date": datetime.date.today().isoformat(),
        "wrong": wrong,
        "right": right,
    }
    arguments.json.parent.mkdir(exist_ok=True)
    arguments.json.write_text(json.dumps(result, indent=1) + "\n")
    return int(found < len(wrong) or alarms > 0)


def judge(claim: Claim, **settings: int) -> dict[str, object]:
    """Ask, and time the answer."""
    started = time.perf_counter()
    law, atoms, shown = None, None, None
    try:
        claim.ask(**settings)
    except testing.Counterexample as error:
        law, shown = error.law, str(error)
        atoms = max(len(x) for x in error.arguments)
    seconds = time.perf_counter() - started
    print(f"{claim.name}: {seconds:.1f} s; {law or 'no counterexample'}", flush=True)
    return {
        "name": claim.name,
        "seconds": round(seconds, 2),
        "atoms": atoms,
        "counterexample": shown,
        **settings,
    }


if __name__ == "__main__":
    sys.exit(main())
