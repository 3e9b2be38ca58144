"""Formulas as on a board, in LaTeX and in MathML."""

import xml.etree.ElementTree as ET

import pytest

from proofs._latex import escaped, in_latex
from proofs._mathml import in_mathml
from proofs._words import place, stated, written
from proofs.kernel.steps import always, witnessed

BOARD = [
    ("a - (b - c)", "a - (b - c)"),
    ("a - b - c", "a - b - c"),
    ("a / (b * c)", "a / (b c)"),
    ("(a + b) * c", "(a + b) c"),
    ("(a + b) ** 12", "(a + b)¹²"),
    ("(a ** 2) ** 3", "(a²)³"),
    ("2 * 3 * p_i", "2·3 pᵢ"),
    ("1 * a", "a"),
    ("a * 1", "a·1"),
    ("-(a + b) * c", "(-(a + b)) c"),
    ("a * -b", "a (-b)"),
    ("xlog(p_i + q, a / b)", "(pᵢ + q) log(a / b)"),
    ("1 / 2 * xlog(0, a)", "1 / 2·0 log(a)"),
    ("2 * xlog(1, a)", "2 log(a)"),
    ("exp(-a)", "exp(-a)"),
    ("total(p_i + q_i) * log(theta)", "Σ (pᵢ + qᵢ) log(θ)"),
    ("total(p_i) * q_i", "(Σ pᵢ) qᵢ"),
    ("2 * total(p_i) / q_i", "(2 Σ pᵢ) / qᵢ"),
    ("total(p_i) ** 2", "(Σ pᵢ)²"),
    ("x12 > lam", "x₁₂ > λ"),
    ("s_total >= 0", "s_total ≥ 0"),
    ("p == q", "p = q"),
    ("p(1)", "p(1)"),
]


@pytest.mark.parametrize(("formula", "text"), BOARD)
def test_formulas_are_written_as_on_a_board(formula, text):
    assert written(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("a / (b + 1)", r"\frac{a}{b + 1}"),
        ("(a / b) ** 2", r"\left(\frac{a}{b}\right)^{2}"),
        ("2 * (1 / 2)", r"2 \cdot \frac{1}{2}"),
        ("total(p_i * log(theta)) >= x12", r"\sum p_{i} \, \log\left(\theta\right) \ge x_{12}"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("kl > eps", r"\mathrm{kl} > \varepsilon"),
    ],
)
def test_formulas_are_written_in_latex(formula, text):
    assert in_latex(formula) == text


def test_words_are_escaped_for_latex():
    assert escaped("50% of a_b {x} & ^2") == r"50\% of a\_b \{x\} \& \textasciicircum{}2"


@pytest.mark.parametrize("formula", [formula for formula, _ in BOARD])
def test_mathml_is_well_formed_and_has_the_same_signs(formula):
    tree = ET.fromstring(f"<p>{in_mathml(formula)}</p>")
    text = "".join(tree.itertext()).replace("−", "-").replace("∑", "Σ").replace("\u2061", "")
    plain = str.maketrans("₀₁₂₃₄₅₆₇₈₉ᵢ⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789i0123456789", " ()/_·")
    assert text.translate(plain) == written(formula).translate(plain)


def test_a_long_formula_may_be_broken_at_its_outermost_signs():
    formula = " + ".join(f"alpha{k} * (b - {k})" for k in range(6)) + " - (c - d) >= total(p_i) + 1"
    tree = ET.fromstring(f"<p>{in_mathml(formula).replace('<wbr>', '<wbr/>')}</p>")
    parts = ["".join(part.itertext()) for part in tree.findall("math")]
    assert len(parts) == 9
    assert parts[6:] == ["−(c−d)", "≥∑pi", "+1"]


def test_a_fraction_has_no_brackets_of_its_own():
    assert in_mathml("(a + b) / c").count("(") == 0
    assert in_mathml("((a + b) / c) ** 2").count('<mo stretchy="true">(</mo>') == 1


def test_hypotheses_about_signs_stand_together():
    statement = always("a >= b", "p_i >= 0", "q_i > 0", "a == 1", "a > 0", "r >= 0", "1 - a >= 0")
    assert stated(statement)[1] == "where 1 - a ≥ 0,  a = 1,  a, qᵢ > 0,  pᵢ, r ≥ 0"


def test_a_witness_without_names_is_everywhere():
    step = witnessed(always("1 >= 2"), "false", {})
    assert stated(step.statements[0]) == ["1 ≥ 2   is false at every place"]


def test_a_witness_of_many_names_leaves_out_zeros():
    assert place((("a", "0"), ("b_i", ("1", "0")))) == "a = 0, bᵢ = (1, 0)"
    assert place(tuple((f"x{k}", str(k % 2)) for k in range(9))) == "x₁ = 1, x₃ = 1, x₅ = 1, x₇ = 1"
    assert place(()) == "no names"
