"""docs/compare.md shows what the command prints: its own files, its own commands, every key."""

import json
import math
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from divergences._command import kernels, normal
from divergences._command.app import app
from divergences._command.rows import GROUPS

PAGE = (Path(__file__).parents[3] / "docs" / "compare.md").read_text(encoding="utf-8")
FILES = re.search(r"```python\n(from pathlib.*?)```", PAGE, re.DOTALL)[1]
SHOWN = re.findall(
    r"```sh\npython -m divergences ([^\n]*)\n```\n\n```text\n(.*?)```", PAGE, re.DOTALL
)
NUMBER = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files that the page's first block makes."""
    place = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        exec(compile(FILES, "block", "exec"), {})
    return place


def without_what_varies(text):
    """Return the lines without times and gaps, which depend on the machine."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    timed = [re.sub(r"\s\d+\.\d$", " TIME", line) for line in lines if "─" not in line]
    return re.sub(r"in \d+\.\d s|gap \S+|proved exactly", "VARIES", "\n".join(timed))


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command for command, _ in SHOWN])
def test_a_command_prints_what_the_page_shows(command, shown, folder, monkeypatch):
    if "--demo" in command:
        pytest.importorskip("sklearn")
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(app, shlex.split(command))
    refused = shown.startswith("error: ")
    assert result.exit_code == (2 if refused else 0)
    printed = result.stderr.splitlines()[-1] if refused else result.stdout
    found, expected = without_what_varies(printed), without_what_varies(shown)
    assert NUMBER.sub("#", found).split() == NUMBER.sub("#", expected).split()
    numbers = [
        [float(number.replace(",", "")) for number in NUMBER.findall(text)]
        for text in (found, expected)
    ]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-6)


def test_the_page_shows_two_tables_and_a_refusal_of_each_kind():
    assert len(SHOWN) == 8
    assert sum(shown.startswith("error: ") for _, shown in SHOWN) == 5


def keys(value):
    """Every key within the parts that are objects; those of rows are the same in each."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from keys(part)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield from keys(value[0])


def test_the_page_explains_every_key_of_the_json_and_every_row(folder, monkeypatch):
    monkeypatch.chdir(folder)
    words = ["compare", "a.csv", "b.csv", "--only", "w1,tv", "--relabellings", "1", "--json"]
    report = json.loads(CliRunner().invoke(app, words).stdout)
    explained = set(re.findall(r"`([^`]+)`", PAGE[PAGE.index("## JSON") :]))
    assert set(keys(report)) - explained == set()
    rows = PAGE[PAGE.index("## What the rows say") : PAGE.index("## Exact")]
    names = {name for group in GROUPS.values() for name in group.names}
    assert names - set(re.findall(r"`([^`]+)`", rows)) == set()


def test_the_page_names_the_sizes_up_to_which_rows_are_proved():
    pooled = math.isqrt(kernels._PROVABLE)
    words = " ".join(PAGE.split())
    assert f"more than {pooled} pooled points" in words
    assert f"more than {normal._AFFORDABLE} columns" in words
