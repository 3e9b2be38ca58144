"""Each public name is exported once, under one line of a table of contents, and documented."""

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WITH_TORCH = ("gan", "vae") if importlib.util.find_spec("torch") else ()
# The tables of contents, and the public modules beside them.
TABLES = [
    f"{path.parent.relative_to(ROOT)}".replace("/", ".")
    for package in ("divergences", "proofs", *WITH_TORCH)
    for path in sorted((ROOT / package).rglob("__init__.py"))
    if "_command" not in path.parts
]
TABLES = [name for name in TABLES if not re.search(r"(^|\.)_", name)]

# Written for users, and so with every section; the kernel and the claims say what a thing is in
# one sentence.
FOR_USERS = [name for name in TABLES if "." not in name]


def source_of(module):
    return ROOT / Path(*module.split("."))


def exports(table):
    """The lines `from ._module import name as name` of a table of contents."""
    return exports_of(source_of(table) / "__init__.py")


def exports_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.module or "", alias.name, alias.asname)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    ]


def modules_of(table):
    """The names of a package's own modules, those of subpackages left out."""
    package = importlib.import_module(table)
    return [m.name for m in pkgutil.iter_modules(package.__path__) if not m.ispkg]


def defined_in(path):
    """The functions and classes without an underscore at the top of a file."""
    return [
        node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]


def names_used_elsewhere(package):
    """Every name of ours that some file of the package imports or reaches by its module."""
    names = set()
    for path in (ROOT / package.split(".")[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level > 0:
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.Attribute):
                names.add(node.attr)
    return names


def public_objects(tables):
    """Every public function and class of these packages, under its public name."""
    for table in tables:
        package = importlib.import_module(table)
        for _, _, name in exports(table):
            thing = getattr(package, name)
            own = tables is not FOR_USERS or "kernel" not in getattr(thing, "__module__", "")
            if own and (inspect.isfunction(thing) or inspect.isclass(thing)):
                yield pytest.param(thing, id=f"{table}.{name}")
        for module in modules_of(table):
            if not module.startswith("_"):
                whole = importlib.import_module(f"{table}.{module}")
                path = source_of(table) / f"{module}.py"
                names = [node.name for node in defined_in(path)]
                names += [name for _, name, exported in exports_of(path) if exported == name]
                for name in names:
                    thing = getattr(whole, name)
                    if inspect.isfunction(thing) or inspect.isclass(thing):
                        yield pytest.param(thing, id=f"{table}.{module}.{name}")


@pytest.mark.parametrize("table", TABLES)
def test_each_line_of_a_table_exports_one_name_under_itself(table):
    for module, name, exported in exports(table):
        assert exported == name, f"{table}: write `from .{module} import {name} as {name}`"


@pytest.mark.parametrize("table", TABLES)
def test_no_object_is_exported_twice(table):
    names = [name for _, _, name in exports(table)]
    assert len(names) == len(set(names))
    package = importlib.import_module(table)
    things = [getattr(package, name) for name in names]
    objects = [id(thing) for thing in things if callable(thing)]
    assert len(objects) == len(set(objects))


@pytest.mark.parametrize("table", TABLES)
def test_no_table_has_names_that_it_does_not_list(table):
    package = importlib.import_module(table)
    listed = {name for _, _, name in exports(table)} | set(modules_of(table))
    subpackages = {m.name for m in pkgutil.iter_modules(package.__path__) if m.ispkg}
    extra = {name for name in vars(package) if not name.startswith("_")} - listed - subpackages
    assert extra - {"annotations", "beartype", "jaxtyping"} == set()  # the last two: conftest's


@pytest.mark.parametrize("module", ["costs", "kernels", "testing"])
def test_a_public_module_shows_its_own_names_only(module):
    """What a user sees on pressing Tab: no numpy, no dataclass, no Any."""
    whole = importlib.import_module(f"divergences.{module}")
    listed = {name for _, name, exported in exports_of(Path(whole.__file__)) if exported == name}
    extra = {name for name in dir(whole) if not name.startswith("_")} - listed
    assert extra - {"beartype", "jaxtyping"} == set()  # these two: conftest's


@pytest.mark.parametrize("table", TABLES)
def test_a_name_without_underscore_is_exported_or_used_elsewhere(table):
    listed = {name for _, name, _ in exports(table)}
    used = names_used_elsewhere(table)
    missing = [
        f"from .{module} import {node.name} as {node.name}"
        for module in modules_of(table)
        if module.startswith("_") and not module.startswith("__")
        for node in defined_in(source_of(table) / f"{module}.py")
        if node.name not in listed | used
    ]
    assert missing == [], f"add to {table}/__init__.py, or rename, or delete:\n" + "\n".join(
        missing
    )


def test_every_entry_of_the_catalogue_is_exported_under_its_name():
    import divergences

    for name, entry in divergences.CATALOGUE.items():
        line = f"add to divergences/__init__.py: from ._{name} import {name} as {name}"
        assert getattr(divergences, name, None) is entry.function, line


def sections(docstring):
    return re.findall(r"^(\w[\w ]*)\n-{3,}$", docstring, flags=re.MULTILINE)


@pytest.mark.parametrize("thing", [*public_objects(TABLES)])
def test_a_public_name_says_what_it_is_in_one_sentence(thing):
    first = (inspect.getdoc(thing) or "").split("\n\n")[0]
    assert re.search(r"[.:?]$", first), f"{thing.__name__}: the docstring begins {first!r}"


@pytest.mark.parametrize("thing", [*public_objects(FOR_USERS)])
def test_a_public_function_documents_every_parameter(thing):
    document = inspect.getdoc(thing) or ""
    is_result = inspect.isclass(thing) and "Attributes" in sections(document)
    if is_result or (inspect.isclass(thing) and issubclass(thing, BaseException)):
        return
    _, _, listing = document.partition("Parameters\n----------\n")
    listing = re.split(r"^\w[\w ]*\n-{3,}$", listing, maxsplit=1, flags=re.M)[0]
    documented = set(re.findall(r"\w+", " ".join(re.findall(r"^\S.*", listing, re.M))))
    parameters = {name for name in inspect.signature(thing).parameters if name != "self"}
    missing = parameters - documented
    assert missing == set(), f"{thing.__name__}: add to the section Parameters: {sorted(missing)}"


@pytest.mark.parametrize("thing", [*public_objects(FOR_USERS)])
def test_a_public_function_documents_its_value_and_shows_it(thing):
    if not inspect.isfunction(thing):
        return
    found = sections(inspect.getdoc(thing) or "")
    returns = inspect.signature(thing).return_annotation
    wanted = {"Examples"} | ({"Returns"} if returns not in (None, "None") else set())
    wanted -= {"Returns"} & ({"Returns"} if "Yields" in found else set())
    assert wanted - set(found) == set(), f"{thing.__name__}: add these sections"


def test_the_packages_that_are_installed_are_those_that_are_there():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    there = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for package in ("divergences", "proofs", "gan", "vae")
        for path in (ROOT / package).rglob("__init__.py")
    }
    assert set(project["tool"]["setuptools"]["packages"]) == there


def test_the_version_is_one():
    import divergences

    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"[{divergences.__version__}]" in changes or "[Unreleased]" in changes
    assert "divergences._version" in sys.modules
