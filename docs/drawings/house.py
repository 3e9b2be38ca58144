"""How the drawings look, and formulas of claims in floating point."""

import ast
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
mpl.rcParams.update(
    {
        "svg.hashsalt": "divergences",
        "font.size": 9,
        "axes.titlesize": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
    }
)
from matplotlib import pyplot as plt

from proofs.kernel.formulas import sides

FIGURES = Path(__file__).parents[1] / "figures"
BLUE, ORANGE, GREEN, RED, PURPLE, GREY = "C0", "C1", "C2", "C3", "C4", "0.45"


def xlog(a, b):
    return np.where(a == 0, 0.0, a * np.log(np.where(a == 0, 1.0, b)))


def value(formula, **names):
    """Evaluate a formula of the kernel's language in floats, at numbers or arrays."""
    functions = {"log": np.log, "exp": np.exp, "xlog": xlog, "total": np.sum}
    return eval(compile(formula, "formula", "eval"), functions | names)


def left(statement):
    return sides(statement.then)[0]


def right(statement):
    return sides(statement.then)[2]


def squared(formula):
    """Return a and b of a formula a ** 2 + b ** 2."""
    match ast.parse(formula, mode="eval").body:
        case ast.BinOp(ast.BinOp(a, ast.Pow(), _), ast.Add(), ast.BinOp(b, ast.Pow(), _)):
            return ast.unparse(a), ast.unparse(b)
    raise ValueError(f"{formula} is no sum of two squares")


def sheet(rows=1, columns=1, width=6.0, height=3.4, **settings):
    return plt.subplots(rows, columns, figsize=(width, height), layout="constrained", **settings)


def save(figure, name):
    FIGURES.mkdir(parents=True, exist_ok=True)
    nothing = {"Date": None, "Creator": None}
    figure.savefig(FIGURES / f"{name}.svg", metadata=nothing)
    plt.close(figure)
