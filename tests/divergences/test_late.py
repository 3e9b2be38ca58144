"""The first calls may come from several threads at once: packages are imported late, and whole."""

import os
import subprocess
import sys

import pytest

from divergences._late import late

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


HELD = """
import os, sys, threading, time
from divergences._late import late

sys.slow_begins, sys.slow_may_end = threading.Event(), threading.Event()
late("json")
holding = threading.Thread(target=late, args=("slow",))
holding.start()
sys.slow_begins.wait(60)
{}
sys.slow_may_end.set()
holding.join()
"""
SLOW = "import sys; sys.slow_begins.set(); assert sys.slow_may_end.wait(60)"
FORKED = """
child = os.fork()
if child == 0:
    late("wave")
    os._exit(7)
until = time.monotonic() + 30
ended, status = os.waitpid(child, os.WNOHANG)
while not ended and time.monotonic() < until:
    time.sleep(0.01)
    ended, status = os.waitpid(child, os.WNOHANG)
if not ended:
    os.kill(child, 9)
    os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(status) if ended else "hangs")
"""


def printed(folder, held):
    """Return what is printed while another thread is in the middle of a late import."""
    (folder / "slow.py").write_text(SLOW)
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", HELD.format(held)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_does_not_wait_for_a_thread_that_it_has_not(tmp_path):
    assert printed(tmp_path, FORKED) == "7\n"


def test_what_is_there_does_not_wait_for_what_another_thread_imports(tmp_path):
    waited = "quick = threading.Thread(target=late, args=('json',), daemon=True)\nquick.start()"
    held = f"{waited}\nquick.join(30)\nprint(quick.is_alive())"
    assert printed(tmp_path, held) == "False\n"


@pytest.mark.parametrize("gone", [True, False])
def test_what_was_taken_out_is_imported_again(monkeypatch, gone):
    first = late("wave")
    if gone:
        monkeypatch.delitem(sys.modules, "wave")
        assert late("wave") is sys.modules["wave"] is not first
    else:
        monkeypatch.setitem(sys.modules, "wave", None)
        with pytest.raises(ModuleNotFoundError):
            late("wave")
