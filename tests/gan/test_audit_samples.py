"""`audit`, on the samples themselves: what a critic's value is worth there."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from torch import nn

import gan._evaluation
import gan._potentials
from divergences import transport, wasserstein
from divergences.costs import euclidean
from gan import audit
from gan.critics import MLP, GroupSort


def samples(n, m, d, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) + 1, rng.normal(size=(m, d))


def looked_up(x, y, values):
    """A critic that is nothing but a table of values."""
    table = dict(zip(map(bytes, [*x, *y]), values, strict=True))
    return lambda points: np.array([table[bytes(point)] for point in points])


class Fixed(nn.Module):
    """A linear critic without parameters, with whatever bound it is told."""

    def __init__(self, bound):
        super().__init__()
        self.bound = bound

    def forward(self, x):
        return 3 * x[:, 0]

    def lipschitz_bound(self):
        return self.bound


@given(
    n=st.integers(2, 6), m=st.integers(2, 6), d=st.integers(1, 3),
    seed=st.integers(0, 999), spread=st.sampled_from([0.0, 1e-9, 1.0, 1e9]),
)  # fmt: skip
@settings(max_examples=40)
def test_any_values_prove_at_most_w1_and_at_least_what_no_critic_proves(n, m, d, seed, spread):
    x, y = samples(n, m, d, seed)
    values = spread * np.random.default_rng(seed).normal(size=n + m)
    found = audit(looked_up(x, y, values), x, y).samples
    assert found.lower <= found.w1.upper
    assert found.lower_from_zero <= found.lower + 1e-12
    assert found.lower_from_zero <= found.lower_from_centre + 1e-12
    assert 0 <= found.scale < np.inf


@given(seed=st.integers(0, 999), d=st.integers(1, 3))
@settings(max_examples=25)
def test_a_critic_proves_at_least_its_value_over_its_bound(seed, d):
    x, y = samples(9, 7, d, seed)
    critic = GroupSort(d, (8, 8), generator=torch.Generator().manual_seed(seed))
    found = audit(critic, x, y).samples
    assert found.value_over_lipschitz == found.value / critic.lipschitz_bound()
    assert found.value_over_lipschitz <= found.lower + 1e-12 <= found.w1.upper + 1e-12
    assert found.steepest <= critic.lipschitz_bound()
    assert found.gradient_norms[0] <= found.gradient_norms[1] <= critic.lipschitz_bound()


@pytest.mark.parametrize("d", [1, 2, 5])
def test_optimal_potentials_prove_all_of_w1_at_any_scale(d):
    x, y = samples(8, 11, d)
    optimal = transport(x, y, euclidean)
    for factor in (1e-6, 1.0, 250.0):
        critic = looked_up(x, y, factor * np.concatenate([optimal.f, -optimal.g]))
        found = audit(critic, x, y).samples
        assert found.lower == pytest.approx(optimal.value, rel=1e-8)
        assert found.w1.lower <= optimal.value <= found.w1.upper
        assert float(found.w1) == pytest.approx(wasserstein(x, y), rel=1e-12)


def test_the_scale_is_the_best_of_all_scales():
    """The scale and the c-transform as one linear programme, over both sides."""
    x, y = samples(7, 5, 2)
    distances = euclidean(x, y)
    values = np.random.default_rng(1).normal(size=12)
    best = []
    for costs, v in ((distances, values[:7]), (distances.T, -values[7:])):
        n, m = costs.shape  # maximise s mean(v) + mean(g) with s v_i + g_j <= c_ij
        rows = np.zeros((n * m, m + 1))
        rows[:, 0] = np.repeat(v, m)
        rows[np.arange(n * m), 1 + np.tile(np.arange(m), n)] = 1
        objective = -np.concatenate([[v.mean()], np.full(m, 1 / m)])
        limits = [(0, None)] + [(None, None)] * m
        best.append(-linprog(objective, rows, costs.ravel(), bounds=limits).fun)
    found = audit(looked_up(x, y, values), x, y).samples
    assert found.lower == pytest.approx(max(best), rel=1e-8)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_distance_to_the_mean_counts_in_both_directions(sign):
    rng = np.random.default_rng(0)
    inner, outer = rng.normal(size=(2, 20, 2))
    outer *= 5 / np.linalg.norm(outer, axis=1)[:, None]
    inner *= 1 / np.linalg.norm(inner, axis=1)[:, None]
    pair = (outer, inner)[::sign]
    found = audit(lambda points: 0 * points[:, 0], *pair).samples
    assert found.lower_from_centre > 1.03 * found.lower_from_zero
    assert found.lower == found.lower_from_zero
    assert found.scale == 0


def test_a_critic_turned_round_is_no_proof():
    x, y = samples(30, 30, 2)
    found = audit(lambda points: -points.sum(axis=1), x, y).samples
    assert found.value < 0
    assert found.lower == pytest.approx(found.lower_from_zero, rel=0.2)


def test_equal_samples_are_at_distance_zero():
    x, _ = samples(5, 5, 2)
    found = audit(lambda points: points[:, 0], x, x).samples
    assert (found.value, found.lower, found.w1.upper) == (0, 0, 0)
    assert audit(lambda points: points[:, 0], x[:1].repeat(3, 0), x[:1].repeat(2, 0)).samples.w1


def test_numbers_of_a_linear_critic_are_known():
    x, y = np.array([[2.0, 0.0], [3.0, 0.0]]), np.array([[0.0, 0.0], [1.0, 0.0]])
    module = nn.Linear(2, 1, bias=False, dtype=torch.float64)
    module.weight = nn.Parameter(torch.tensor([[3.0, 0.0]], dtype=torch.float64))
    found = audit(nn.Sequential(module, nn.Flatten(0)), x, y)
    assert float(found) == found.samples.value == 6
    assert found.samples.gradient_norms == (3, 3)
    assert found.samples.steepest == 3
    assert float(found.samples.w1) == 2
    assert found.samples.lower_from_zero == 1.5
    assert found.samples.lower == pytest.approx(2, rel=1e-15)
    assert found.samples.scale == pytest.approx(1 / 3, rel=1e-12)
    assert (found.samples.n, found.samples.m, found.samples.dimension) == (2, 2, 2)
    assert found.laws is None


def test_arrays_tensors_and_modules_of_any_dtype_give_one_answer():
    x, y = samples(6, 5, 3)
    tensors = torch.tensor(x), torch.tensor(y)
    module = MLP(3, (4,), generator=torch.Generator().manual_seed(0)).double()
    answers = [
        audit(module, x, y),
        audit(module, *tensors),
        audit(lambda points: module(points), *tensors),
        audit(lambda points: module(torch.tensor(points)).tolist(), x, y),
        audit(module.float(), x, y),
    ]
    for answer in answers:
        assert float(answer) == pytest.approx(float(answers[0]), rel=1e-5)
        assert answer.samples.lower == pytest.approx(answers[0].samples.lower, rel=1e-5)
    norms = [answer.samples.gradient_norms for answer in answers]
    assert norms[3] is None
    assert norms[2] == norms[1] == norms[0]


def test_images_keep_their_shape_and_points_of_the_line_theirs():
    rng = np.random.default_rng(0)
    x, y = rng.random((5, 1, 4, 4)), rng.random((6, 1, 4, 4))

    def brightness(images):
        assert images.shape[1:] == (1, 4, 4)
        return images.sum(axis=(1, 2, 3))

    found = audit(brightness, x, y).samples
    assert found.dimension == 16
    assert float(found.w1) == pytest.approx(wasserstein(x.reshape(5, 16), y.reshape(6, 16)))
    line = audit(lambda points: 2 * points, x[:, 0, 0, 0] + 3, y[:, 0, 0, 0]).samples
    assert line.dimension == 1
    assert line.lower == pytest.approx(line.value / 2, rel=1e-12)
    whole = audit(lambda points: points.double(), torch.tensor([1, 2]), torch.tensor([0, 1]))
    assert float(whole) == 1


def test_blocks_change_nothing(monkeypatch):
    x, y = samples(13, 9, 2)
    critic = MLP(2, (4,), generator=torch.Generator().manual_seed(0)).double()
    once = audit(critic, x, y).as_dict()
    monkeypatch.setattr(gan._evaluation, "_ENTRIES", 8)
    monkeypatch.setattr(gan._potentials, "_BLOCK", 20)
    again = audit(critic, x, y).as_dict()
    assert again["samples"]["lower"] == pytest.approx(once["samples"]["lower"], rel=1e-12)
    assert again["samples"]["steepest"] == pytest.approx(once["samples"]["steepest"], rel=1e-12)
    assert again["samples"]["gradient_norms"] == pytest.approx(once["samples"]["gradient_norms"])


@pytest.mark.parametrize(
    ("own", "given_bound", "bound", "over"),
    [(3.0, None, 3.0, 1.0), (3.0, 6.0, 6.0, 0.5), (np.inf, None, np.inf, None)],
)
def test_the_bound_is_the_one_given_or_the_critics_own(own, given_bound, bound, over):
    x, y = samples(4, 4, 2)
    y = x - [1, 0]
    found = audit(Fixed(own), x, y, lipschitz_bound=given_bound).samples
    assert found.lipschitz_bound == bound
    assert found.value_over_lipschitz == pytest.approx(over)
    assert audit(lambda points: points[:, 0], x, y).samples.lipschitz_bound is None
    assert found.as_dict()["lipschitz_bound"] == (None if bound == np.inf else bound)


def test_a_constant_with_the_bound_zero_is_worth_nothing():
    x, y = samples(4, 4, 2)
    found = audit(lambda points: np.ones(len(points)), x, y, lipschitz_bound=0).samples
    assert found.value_over_lipschitz == 0


def test_a_critic_that_does_not_depend_on_its_points_has_no_slope():
    x, y = samples(4, 4, 2)
    still = audit(lambda z: torch.zeros(len(z)), torch.tensor(x), torch.tensor(y)).samples
    assert still.gradient_norms is None
    weight = torch.ones(1, requires_grad=True)
    bare = audit(lambda z: weight.expand(len(z)), torch.tensor(x), torch.tensor(y)).samples
    assert bare.gradient_norms == (0, 0)


def test_the_dictionary_is_json_and_the_table_explains_each_number():
    x, y = samples(6, 5, 2)
    found = audit(Fixed(3.0), x, y, fresh=(x, y), diameter=20)
    assert json.loads(json.dumps(found.as_dict()))["samples"]["w1"]["upper"] >= found.samples.lower
    text = str(found)
    assert max(map(len, text.splitlines())) <= 100
    for words in ("value / L", "bound from f", "bound from 0", "W1, certain", "f / L on the fresh"):
        assert words in text
    assert found._repr_html_().count("<tr>") == text.count("\n  ") - text.count("\n" + " " * 48) + 2
    assert "pass fresh=" in str(audit(lambda points: points[:, 0], x, y))


def test_a_bound_is_refuted_by_the_least_that_float32_does_not_explain():
    x, y = np.array([[1.0, 0.0], [3.0, 0.0]]), np.array([[0.0, 0.0], [2.0, 0.0]])
    for bound in (1.0, 1 - 1e-7):
        assert audit(lambda z: z[:, 0], x, y, lipschitz_bound=bound).samples.value == 1
    for bound in (1 - 1e-5, 0.51):
        with pytest.raises(ValueError, match="but a pair of points has the slope 0"):
            audit(lambda z: z[:, 0], x, y, lipschitz_bound=bound)


@pytest.mark.parametrize(
    ("critic", "message"),
    [
        (lambda z: z, r"critic gives shape \(4, 2\) for 4 points; return \(4,\)"),
        (lambda z: z[:, 0] + 1j, "critic gives numbers of type complex128; return real ones"),
        (lambda z: torch.tensor(z[:, 0]) + 1j, "of type complex128; return real ones, for example"),
        (lambda z: ["high"] * len(z), "critic gives numbers of type <U4; return real ones"),
        (lambda z: None, "critic gives numbers of type object; return real ones"),
        (lambda z: z[:, 0] / 0, "critic gives inf at a point"),
        (lambda z: z[:, 0] - z[:, 0].mean(), "critic gives point .* pass a function of single"),
        (nn.Sequential(nn.Linear(2, 1), nn.Dropout(), nn.Flatten(0)), "critic.eval()"),
        (Fixed(float("nan")), "lipschitz_bound is nan; pass a number of at least 0"),
        (Fixed(-1.0), "lipschitz_bound is -1.0; pass a number of at least 0"),
        (Fixed(0.5), "lipschitz_bound is 0.5, but a pair of points has the slope"),
    ],
)
def test_refuses_what_is_no_critic(critic, message):
    torch.manual_seed(1)
    x, y = samples(4, 4, 2)
    with np.errstate(divide="ignore"), pytest.raises(ValueError, match=message):
        audit(critic, np.abs(x), np.abs(y))


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.ones((3, 2)), np.ones((3, 4)), r"points of x and y have shapes \(2,\) and \(4,\)"),
        (np.ones((1, 2)), np.ones((3, 2)), "x has a single point"),
        (np.ones((3, 2)), np.ones((1, 2)), "y has a single point"),
        (np.full((3, 2), np.nan), np.ones((3, 2)), "x: points.* is nan"),
        (np.ones((3, 2)), np.ones((3, 2), complex), "y: points has dtype complex"),
        (np.ones((0, 2)), np.ones((3, 2)), "x: points has shape .* empty"),
        (
            np.ones((9000, 1)),
            np.ones((9000, 1)),
            "9000 x 9000 pairs .* drawn at random, and the others as fresh",
        ),
    ],
)
def test_refuses_what_are_no_samples(x, y, message):
    with pytest.raises(ValueError, match=message):
        audit(lambda points: points[:, 0], x, y)


def test_tells_how_far_it_is():
    told = []
    x, y = samples(4, 4, 2)
    audit(Fixed(3), x, y, fresh=(x, y), step=lambda *words: told.append(words))
    assert told == [("distances", 0, 4), ("exact W1", 1, 4), ("bounds", 2, 4), ("laws", 3, 4)]
