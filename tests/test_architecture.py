"""The layer table of DESIGN: which package may import what, and no other edge.

A public name of ours is `package.name`, or `package.module.name` where no part of the path begins
with an underscore; `proofs.kernel` is a package of its own here.
"""

import ast
import io
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("divergences", "proofs", "gan", "vae")
ASIDE = ("tests", "benchmarks", "examples", "docs")
ANYTHING = frozenset({"*"})


@dataclass(frozen=True)
class Layer:
    """What the files whose path begins with `where` may import."""

    where: str
    at_import: frozenset[str]
    inside_functions: frozenset[str]
    ours: frozenset[str]


def layer(where, at_import="", inside="", ours=""):
    return Layer(where, *(frozenset(names.split()) for names in (at_import, inside, ours)))


# The first whose `where` begins the path holds. `.` in a name: that module and below, no wider.
LAYERS = (
    layer("proofs/kernel/", "numpy flint"),
    layer("proofs/claims/", "sympy mpmath flint", ours="proofs proofs.kernel"),
    layer("proofs/checks/", "numpy scipy mpmath", "sklearn", "proofs divergences"),
    layer("proofs/__main__.py", "typer", "rich matplotlib", "*"),
    layer("proofs/_command/", "typer", "rich matplotlib", "*"),
    layer("proofs/", "", "", "proofs.kernel"),
    layer("divergences/testing.py", "numpy hypothesis", "", "divergences"),
    layer("divergences/_testing/", "numpy hypothesis", "", "divergences"),
    layer("divergences/__main__.py", "typer", "rich matplotlib", "*"),
    layer("divergences/_command/", "typer numpy", "rich matplotlib numpy scipy sklearn", "*"),
    layer(
        "divergences/",
        "numpy scipy.special jaxtyping",
        "scipy ot joblib PIL pyarrow",
        "proofs.kernel",
    ),
    layer("gan/__main__.py", "typer", "rich matplotlib", "*"),
    layer("gan/_command/", "typer numpy torch", "rich matplotlib numpy scipy torch sklearn", "*"),
    layer(
        "gan/",
        "numpy scipy torch jaxtyping",
        "safetensors matplotlib PIL rich",
        "divergences proofs.kernel",
    ),
    layer("vae/__main__.py", "typer", "rich matplotlib", "*"),
    layer("vae/_command/", "typer numpy", "rich matplotlib numpy scipy sklearn", "*"),
    layer(
        "vae/",
        "numpy scipy torch sklearn jaxtyping",
        "safetensors matplotlib rich",
        "divergences proofs.kernel",
    ),
    *(Layer(f"{folder}/", ANYTHING, ANYTHING, ANYTHING) for folder in ASIDE),
)
# One edge is allowed only here: `prove` asks the kernel, nothing else of `divergences` does.
ASKS_THE_KERNEL = "divergences/_prove"


@dataclass(frozen=True)
class Import:
    """One imported name, `module.name`, and when it is imported."""

    module: str
    name: str
    at_import: bool
    for_types: bool
    line: int


def imports(path):
    """Every import of a file, with relative ones made absolute."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = below(tree, lambda node: isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    typing = below(tree, lambda node: isinstance(node, ast.If) and is_type_checking(node.test))
    for node in ast.walk(tree):
        when = (id(node) not in inside | typing, id(node) in typing)
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", *when, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            module = absolute(path, node.module or "", node.level)
            for alias in node.names:
                yield Import(module, alias.name, *when, node.lineno)


def below(tree, chosen):
    """The identities of all nodes below the chosen ones."""
    return {id(node) for top in ast.walk(tree) if chosen(top) for node in ast.walk(top)}


def is_type_checking(test):
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def absolute(path, module, level):
    if level == 0:
        return module
    package = path.relative_to(ROOT).parent.parts
    return ".".join((*package[: len(package) - level + 1], *module.split("."))).rstrip(".")


def python_files(*folders):
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "__pycache__" not in path.parts
    )


def layer_of(path):
    name = path.relative_to(ROOT).as_posix()
    return next(layer for layer in LAYERS if name.startswith(layer.where))


def allows(allowed, module):
    """Whether `module`, or a package it lies in, is among the allowed names."""
    parts = module.split(".")
    return "*" in allowed or any(".".join(parts[: i + 1]) in allowed for i in range(len(parts)))


def our_package(found):
    """The package of ours that an import reaches into, `proofs.kernel` apart from `proofs`."""
    top = found.module.split(".")[0]
    if top not in PACKAGES:
        return None
    kernel = f"{found.module}.{found.name}.".startswith("proofs.kernel.")
    return "proofs.kernel" if kernel else top


def package_of(path):
    name = path.relative_to(ROOT).as_posix()
    return "proofs.kernel" if name.startswith("proofs/kernel/") else name.split("/")[0]


def reaches_private(found):
    """Whether a part of the path within the package, or the name, begins with one underscore."""
    parts = [*found.module.split("."), found.name]
    return any(part.startswith("_") and not part.startswith("__") for part in parts)


def complaints(path):
    layer = layer_of(path)
    here = package_of(path)
    for found in imports(path):
        what = f"{path.relative_to(ROOT)}:{found.line} imports {found.module} {found.name}".rstrip()
        package = our_package(found)
        if package is not None:
            if package != here and not crosses_rightly(path, layer, package, found):
                yield f"{what}: not an edge of the table, or not a public name"
        elif found.module.split(".")[0] not in sys.stdlib_module_names:
            allowed = layer.at_import | (frozenset() if found.at_import else layer.inside_functions)
            full = f"{found.module}.{found.name}"
            if not allows(allowed, full):
                yield f"{what}: {'at import' if found.at_import else 'inside a function'}"


def crosses_rightly(path, layer, package, found):
    if not allows(layer.ours, package) or reaches_private(found):
        return False
    name = path.relative_to(ROOT).as_posix()
    if name.startswith("divergences/") and package == "proofs.kernel" and "*" not in layer.ours:
        return found.for_types or name.startswith(ASKS_THE_KERNEL)
    return True


@pytest.mark.parametrize(
    "path", python_files(*PACKAGES), ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_import_is_an_edge_of_the_table(path):
    assert list(complaints(path)) == []


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("proofs/kernel/x.py", "import scipy"),
        ("proofs/kernel/x.py", "from divergences import kl"),
        ("proofs/kernel/x.py", "from .. import claim"),
        ("proofs/claims/x.py", "from divergences import kl"),
        ("proofs/claims/x.py", "from proofs.kernel._hidden import anything"),
        ("proofs/x.py", "def f():\n    import numpy"),
        ("divergences/x.py", "import ot"),
        ("divergences/x.py", "import scipy.stats"),
        ("divergences/x.py", "from scipy import stats"),
        ("divergences/x.py", "from proofs.kernel import Ends"),
        ("divergences/x.py", "def f():\n    import torch"),
        ("divergences/_prove.py", "from proofs.claims import pinsker"),
    ],
)
def test_an_import_outside_the_table_is_found(where, line, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / where
    path.parent.mkdir(parents=True)
    path.write_text(line, encoding="utf-8")
    assert len(list(complaints(path))) == 1


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("proofs/kernel/x.py", "import flint, math, numpy\nfrom .bounds import Ends"),
        ("divergences/x.py", "from scipy.special import xlogy\nfrom scipy import special"),
        ("divergences/x.py", "def f():\n    import ot\n    from scipy import optimize"),
        ("divergences/_prove.py", "def f():\n    from proofs.kernel import Ends"),
        ("divergences/x.py", "if TYPE_CHECKING:\n    from proofs.kernel import Ends"),
    ],
)
def test_an_import_of_the_table_is_let_through(where, line, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / where
    path.parent.mkdir(parents=True)
    path.write_text(line, encoding="utf-8")
    assert list(complaints(path)) == []


def lines_of_code(source):
    """Count the lines that hold code: no blank lines, comments or docstrings."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    code = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in silent:
            code.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if documented and ast.get_docstring(node):
            code.difference_update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(code) - 1  # the end of the file is a token too


def test_counts_lines_of_code():
    assert lines_of_code('"""A."""\n\n# b\ndef f():\n    """C."""\n    return (1 +\n 2)\n') == 3


def test_what_must_be_believed_fits_in_600_lines_of_code():
    lines = {path.name: lines_of_code(path.read_text()) for path in python_files("proofs/kernel")}
    assert sum(lines.values()) <= 600, lines


def test_no_file_or_folder_is_a_place_for_leftovers():
    leftovers = {"utils", "core", "common", "config", "legacy", "helpers", "misc"}
    names = {
        part.removesuffix(".py").strip("_")
        for path in python_files(*PACKAGES, *ASIDE)
        for part in path.relative_to(ROOT).parts
    }
    assert names & leftovers == set()


def test_every_package_is_typed():
    for package in PACKAGES:
        if (ROOT / package).is_dir():
            assert (ROOT / package / "py.typed").is_file(), f"touch {package}/py.typed"
