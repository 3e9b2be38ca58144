"""The first calls may come from several threads at once: packages are imported late, and whole."""

import subprocess
import sys

import pytest

SCRIPT = """
import threading, traceback
import numpy as np
from divergences import costs, mmd, pairwise, sinkhorn, transport, wasserstein

x = np.random.default_rng(0).normal(size=(20, 2))
y, failed, begin = x + 1, [], threading.Barrier(12)
calls = [
    lambda: transport(x, y, costs.euclidean),
    lambda: transport(x, y, costs.euclidean, method="sparse"),
    lambda: wasserstein(x, y),
    lambda: sinkhorn(x, y, costs.euclidean, eps=0.1),
    lambda: sinkhorn(x, y, costs.euclidean, eps=0.1, method="blocks"),
    lambda: pairwise([x, y]),
]

def called(call):
    begin.wait()
    try:
        call()
    except BaseException:
        failed.append(traceback.format_exc())

those = [threading.Thread(target=called, args=(call,)) for call in 2 * calls]
[one.start() for one in those]
[one.join() for one in those]
print(failed[0] if failed else "none failed")
"""


@pytest.mark.parametrize("before", ["", "import scipy.sparse, scipy.spatial.distance"])
def test_first_calls_from_several_threads(before):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", before + SCRIPT],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "none failed\n"
