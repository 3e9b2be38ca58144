"""The command as a process: stopped by Ctrl-C, on a terminal and off it."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[3]


def start(*arguments, columns=None, **settings):
    environment = os.environ | {"OMP_NUM_THREADS": "1", "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    for name in ("FORCE_COLOR", "COLUMNS"):  # the workers of pytest-xdist are given a width
        environment.pop(name, None)
    if columns is not None:
        environment["COLUMNS"] = str(columns)
    command = [sys.executable, "-m", "divergences", "compare", *map(str, arguments)]
    # Run in the background of a shell, the tests ignore Ctrl-C, and so would what they start.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, env=environment, **settings)
    finally:
        signal.signal(signal.SIGINT, ignored)


@pytest.fixture
def long(tmp_path):
    """Two samples whose table takes far longer than the test."""
    rng = np.random.default_rng(0)
    for name, n in (("a", 500), ("b", 501)):
        np.save(tmp_path / f"{name}.npy", rng.normal(size=(n, 5)))
    return tmp_path / "a.npy", tmp_path / "b.npy", "--relabellings", 10**4, "--only", "w1"


def test_ctrl_c_ends_it_with_one_sentence_and_exit_code_130(long):
    process = start(*long, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = []
    while not lines or not lines[-1].startswith("w1 "):
        lines.append(process.stderr.readline())
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)  # of someone impatient
    output, rest = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == ""
    assert lines == ["pooled distances (0 of 1)\n", "w1 (0 of 1)\n"]
    assert rest.startswith("stopped at ")
    assert rest.endswith(" done); nothing was written.\n")
    assert rest.count("\n") == 1


def read_until(terminal, words=None):
    """Return what a terminal shows until it shows the words, or the process ends."""
    seen = b""
    while words is None or words not in seen:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # how Linux says that nobody writes any more
            break
        if not more:
            break
        seen += more
    return seen


def test_ctrl_c_on_a_terminal_takes_its_bar_away(long):
    ours, theirs = pty.openpty()
    process = start(*long, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    seen = read_until(ours, b"under relabelling")
    assert "━".encode() in seen
    process.send_signal(signal.SIGINT)
    rest = read_until(ours)
    assert process.wait(60) == 130
    os.close(ours)
    last = rest.decode().split("\x1b[2K")[-1].strip()
    assert last.startswith("stopped at W1 under relabelling (")
    assert last.endswith(" of 99 done); nothing was written.")
    assert b"Traceback" not in rest


def test_a_narrow_terminal_loses_no_digit(tmp_path):
    np.save(tmp_path / "a.npy", [[0.0, 0.0], [1.0, 0.0]])
    np.save(tmp_path / "b.npy", [[0.0, 1e-9], [1.0, 2e-9]])
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    process = start(
        tmp_path / "a.npy", tmp_path / "b.npy", "--only", "w1", stdin=theirs, stdout=theirs,
        stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    text = read_until(ours).decode().split("\x1b[2K")[-1]  # what stays when the bar is gone
    assert process.wait(60) == 0
    os.close(ours)
    words = " ".join(re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", " ", text).split())
    assert "W1 (distance): 1.5e-09; proved" in words
    assert "…" not in text


def test_a_pipe_that_is_narrow_or_closed_cuts_nothing(tmp_path):
    np.save(tmp_path / "a.npy", np.array([[0.0], [1e-9]]))
    np.save(tmp_path / "b.npy", np.array([[3.14159e-9], [7.77777e-9]]))
    process = start(
        tmp_path / "a.npy", tmp_path / "b.npy", columns=20, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "…" not in text
    (row,) = [line for line in text.splitlines() if line.startswith(" W1 ")]
    assert row.split()[2] == "4.95968e-09"
    assert text.splitlines()[-1].startswith("No evidence that the two samples differ: p = ")
