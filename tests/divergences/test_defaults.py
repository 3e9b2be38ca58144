"""What public functions do unless told: the last axis, order 1, no repair, one dimension."""

import inspect

import pytest

import divergences
from divergences import kernels, testing
from divergences._form import Form
from divergences._kl import KL
from divergences._prove import PROVERS

EXPECTED = {"axis": -1, "order": 1, "normalize": False, "dimension": 1}
FUNCTIONS = [
    value
    for module in (divergences, testing)
    for name, value in sorted(vars(module).items())
    if inspect.isfunction(value) and not name.startswith("_")
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_settings_have_the_same_default_everywhere(function):
    parameters = inspect.signature(function).parameters
    for name, default in EXPECTED.items():
        if name in parameters and parameters[name].default not in (inspect.Parameter.empty, None):
            assert parameters[name].default == default


@pytest.mark.parametrize("name", PROVERS)
def test_what_is_proved_has_the_settings_of_the_function(name):
    function = inspect.signature(getattr(divergences, name)).parameters
    for key, parameter in inspect.signature(PROVERS[name]).parameters.items():
        if parameter.kind == parameter.KEYWORD_ONLY and key in function:
            assert parameter.default == function[key].default


@pytest.mark.parametrize(
    ("strategy", "most"),
    [
        (testing.weighted_points, 5), (testing.measures, 5), (testing.measure_pairs, 5),
        (testing.measure_triples, 4), (testing.solved_matrices, 5),
    ],
)  # fmt: skip
def test_strategies_draw_a_handful_of_atoms(strategy, most):
    assert inspect.signature(strategy).parameters["max_atoms"].default == most


def test_kernels_and_forms_have_plain_defaults():
    assert kernels.rational_quadratic(2.0).alpha == 1
    assert kernels.polynomial(2).constant == 1
    assert inspect.signature(testing.is_transport_like).parameters["degree"].default == 1
    assert inspect.signature(Form).parameters["steep"].default == 0
    assert (KL.steep, KL.plain, KL.infinite, KL.keen) == (0, False, True, True)
