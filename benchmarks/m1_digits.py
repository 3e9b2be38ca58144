"""How many labels does M1 take on scikit-learn's digits, beside an SVM on pixels?

    OMP_NUM_THREADS=1 python -m benchmarks.m1_digits

Runs `python -m vae m1` with no options but where to draw. Writes docs/results/m1_digits.json and
docs/figures/digits-*.svg.
"""

import json
import subprocess
import sys
import time

from benchmarks._studies import RESULTS, write

MEASURES = "test error in %, mean and standard deviation over draws of the labels"


def main():
    start = time.monotonic()
    command = [sys.executable, "-m", "vae", "m1", "--json", "--figures", RESULTS.parent / "figures"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    found.pop("command")
    found["seeds"] = [found["seed"] + k for k in range(found["draws"])]
    write("m1_digits", MEASURES, time.monotonic() - start, **found)
    for method, row in found["sets"][0]["errors"].items():
        shown = (f"{n}: {cell['error']:.2f} (± {cell['sd']:.2f})" for n, cell in row.items())
        print(method, *shown, sep="  ")


if __name__ == "__main__":
    main()
