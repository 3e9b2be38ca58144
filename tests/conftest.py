"""Every test: on the CPU, on one thread, the same draws in CI, and private functions typed."""

import ast
import os
import re
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType

import hypothesis

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")  # nothing above imports NumPy, which reads it
os.environ["CUDA_VISIBLE_DEVICES"] = ""

OURS = ("divergences", "proofs", "gan", "vae")
# beartype draws the items that it looks at, and Hypothesis forbids that within its strategies.
WITHIN_STRATEGIES = ("divergences.testing", "divergences._testing")
# An int will do where a float is wanted, as PEP 484 has it; a NumPy integer is no int.
TYPES = "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"
TYPES_AND_SHAPES = f"jaxtyping.jaxtyped(typechecker={TYPES})"

hypothesis.settings.register_profile(
    "here", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "ci", parent=hypothesis.settings.get_profile("here"), derandomize=True
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


class TypePrivateFunctions(ast.NodeTransformer):
    """Put private functions and methods under beartype and jaxtyping; leave public ones.

    Public functions refuse bad input themselves, in words: under a type checker they would never
    get to. Functions inside functions are left too, for they are made anew at each call, and so
    are annotations with a name that only a type checker imports.
    """

    def __init__(self, decorator: str, unknown: set[str]) -> None:
        self._decorator = decorator
        self._unknown = unknown

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        if node.name.startswith("_") and not node.name.endswith("__"):
            typed = ast.parse(self._decorator, mode="eval").body
            node.decorator_list.append(ast.copy_location(typed, node))
            node.returns = self._known(node.returns)
            for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                argument.annotation = self._known(argument.annotation)
        return node

    def _known(self, annotation: ast.expr | None) -> ast.expr | None:
        words = re.findall(r"\w+", ast.unparse(annotation)) if annotation else []
        return None if self._unknown.intersection(words) else annotation


def only_for_types(tree: ast.Module) -> set[str]:
    """Return the names that are imported below `if TYPE_CHECKING`."""
    return {
        alias.asname or alias.name
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test).endswith("TYPE_CHECKING")
        for node in ast.walk(block)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


class TypedLoader(SourceFileLoader):
    """Compile from the source, never from or to the cache of compiled files."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        source = self.get_data(path)
        # jaxtyping's wrapper costs tens of microseconds a call: only where shapes are written.
        decorator = TYPES_AND_SHAPES if b"jaxtyping" in source else TYPES
        tree = ast.parse(source)
        tree = TypePrivateFunctions(decorator, only_for_types(tree)).visit(tree)
        first = sum(_stands_first(statement) for statement in tree.body)
        imports = [ast.Import([ast.alias(name)]) for name in ("beartype", "jaxtyping")]
        tree.body[first:first] = imports
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


def _stands_first(statement: ast.stmt) -> bool:
    """Whether it is a docstring or an import from the future."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


class TypedFinder(MetaPathFinder):
    """Finds our packages, and loads them with `TypedLoader`."""

    def find_spec(self, fullname, path=None, target=None) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in OURS or fullname.startswith(WITHIN_STRATEGIES):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = TypedLoader(fullname, spec.loader.path)
        return spec


_early = [name for name in sys.modules if name.partition(".")[0] in OURS]
if _early:
    raise RuntimeError(f"imported before their types could be checked: {_early}")
sys.meta_path.insert(0, TypedFinder())
