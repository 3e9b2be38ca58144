"""What the documents show is what happens: examples run, commands exist, numbers were measured."""

import doctest
import importlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WANT_TORCH = ("gan", "vae")
MISSING = () if importlib.util.find_spec("torch") else WANT_TORCH  # `make test-core` has no torch
PACKAGES = tuple(name for name in ("divergences", "proofs", *WANT_TORCH) if name not in MISSING)
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def modules():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.name != "__main__.py":
                parts = path.relative_to(ROOT).with_suffix("").parts
                yield ".".join(parts).removesuffix(".__init__")


def examples():
    """Every docstring that has examples, by its name; the namespace is that of its module.

    A file is read before it is imported: most have none, and some want torch.
    """
    for name in modules():
        path = ROOT / Path(*name.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if ">>>" in path.read_text(encoding="utf-8"):
            module = importlib.import_module(name)
            for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
                if test.examples:
                    yield pytest.param(test, id=test.name)


def blocks(language):
    for page in PAGES:
        for number, (found, text) in enumerate(FENCE.findall(page.read_text(encoding="utf-8"))):
            if found == language:
                yield pytest.param(text, id=f"{page.name}-{number}")


def run_examples(test, capsys):
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    runner.run(test, out=sys.stdout.write)
    assert runner.failures == 0, capsys.readouterr().out


@pytest.fixture(autouse=True)
def no_claim_is_left_behind():
    """An example may register a claim: other tests run every claim there is."""
    import proofs

    before = dict(proofs.CLAIMS)
    yield
    proofs.CLAIMS.clear()
    proofs.CLAIMS.update(before)


@pytest.mark.parametrize("test", [*examples()])
def test_an_example_of_a_docstring_prints_what_it_says(test, capsys):
    # A user imports the public name; so does an example without an import of its own.
    import divergences

    test.globs = {**vars(divergences), **test.globs}
    run_examples(test, capsys)


@pytest.mark.parametrize("text", [*blocks("python")])
def test_a_block_of_a_page_prints_what_it_says(text, capsys, tmp_path, monkeypatch):
    if any(f"from {name}" in text for name in MISSING):
        pytest.skip("torch is not installed")
    monkeypatch.chdir(tmp_path)
    test = doctest.DocTestParser().get_doctest(text, {}, "block", None, 0)
    if test.examples:
        run_examples(test, capsys)
    else:
        exec(compile(text, "block", "exec"), {})


def needs_torch(module):
    """Whether torch is missing, and a package or a script of benchmarks cannot do without."""
    script = ROOT / f"{module.replace('.', '/')}.py"
    text = script.read_text(encoding="utf-8") if script.is_file() else f"from {module}"
    return any(f"from {name}" in text for name in MISSING)


@pytest.mark.parametrize("text", [*blocks("sh")])
def test_a_command_of_a_page_exists(text):
    """`make` is asked what it would do; the modules after `python -m` are asked for their help."""
    for line in filter(None, text.splitlines()):
        words = line.partition("#")[0].split()
        if words[0] == "make":
            command = ["make", "-n", *words[1:]]
        elif words[:2] == ["python", "-m"] and needs_torch(words[2]):
            continue
        elif words[:2] == ["python", "-m"]:
            command = [sys.executable, "-m", words[2], "--help"]
        else:
            assert words[0] in ("git", "cd", "pip", "mkdir"), f"no test knows how to check: {line}"
            continue
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_a_number_of_the_readme_in_a_table_was_measured():
    """Each decimal number stands in some docs/results: as it is, or one that rounds to it."""
    results = [path.read_text(encoding="utf-8") for path in (ROOT / "docs/results").glob("*.json")]
    measured = "\n".join(results)
    values = {float(n) for n in re.findall(r"-?\d+\.\d+(?:e[-+]?\d+)?", measured)}
    rows = [
        line
        for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    numbers = {n for row in rows for n in re.findall(r"(?<![\w.^])\d+\.\d+(?:e[-+]?\d+)?", row)}
    rounded = {f"{v:.{len(n.partition('.')[2])}f}" for n in numbers if "e" not in n for v in values}
    unmeasured = sorted(n for n in numbers - rounded if n not in measured)
    assert len(numbers) >= 5
    assert unmeasured == []
