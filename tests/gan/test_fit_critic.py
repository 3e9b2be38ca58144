"""fit_critic sees samples only, and returns a critic whose value it can answer for."""

import pytest
import torch

import gan._adam
import gan._cone_fit
import gan._sides
import gan._training
from divergences import transport
from divergences.costs import euclidean
from gan import critic_step, fit_critic
from gan.critics import MLP, GroupSort, McShane
from gan.truths import Rays, Translation
from tests.gan.small import CONES


@pytest.fixture
def few_steps(monkeypatch):
    monkeypatch.setattr(gan._adam, "STEPS", 200)
    for name, value in {**CONES, "STEPS": 80}.items():
        monkeypatch.setattr(gan._cone_fit, name, value)
    monkeypatch.setattr(gan._sides, "POINTS", 8192)
    monkeypatch.setattr(gan._sides, "HELD", 4096)


FOUR_FOLD = (0, (3.0, 1.0)), (1, (1.0, 3.0))


class SamplersOnly:
    """Nothing but two methods: no W1, no gradient, no dimension to be read."""

    def __init__(self, truth):
        self.sample_p = lambda n: truth.sample_p(min(n, 4000)).repeat(-(-n // 4000), 1)[:n]
        self.sample_q = lambda n: truth.sample_q(min(n, 4000)).repeat(-(-n // 4000), 1)[:n]


def points(n=300, d=2, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, d, generator=generator, dtype=torch.float64)


def value(critic, x, y):
    with torch.no_grad():
        return float(critic(x).mean() - critic(y).mean())


def test_an_object_with_nothing_but_two_samplers_is_enough(few_steps):
    truth = Rays.random(2, 3, seed=8)
    pair = SamplersOnly(truth)
    critic = fit_critic(pair.sample_p, pair.sample_q)
    assert critic.lipschitz_bound() <= 1 + 1e-9
    x, y = truth.sample_p(20_000), truth.sample_q(20_000)
    assert 0.8 < value(critic, x, y) / truth.w1 < 1.02


def test_a_translation_is_found_along_the_difference_of_means(few_steps):
    truth = Translation(4)
    critic = fit_critic(truth.sample_p(4000), truth.sample_q(4000))
    x, y = truth.sample_p(20_000), truth.sample_q(20_000)
    assert 0.97 < value(critic, x, y) / truth.w1 < 1.02


def test_arrays_are_fitted_and_a_certified_value_is_at_most_the_exact_w1(few_steps):
    x, y = points(), points(seed=1) * 1.5
    critic = fit_critic(x.numpy(), y.numpy())
    exact = transport(x.numpy(), y.numpy(), euclidean).bounds()
    assert 0 < value(critic, x, y) <= critic.lipschitz_bound() * exact.upper + 1e-12


def test_the_same_seed_gives_the_same_critic(few_steps):
    x, y = points(), points(seed=1) + 1
    first, again = fit_critic(x, y, seed=3), fit_critic(x, y, seed=3)
    assert torch.equal(first(x), again(x))


@pytest.mark.parametrize("scale", [2.0**-10, 2.0**10])
def test_the_scale_of_the_points_changes_nothing_but_the_scale_of_the_critic(few_steps, scale):
    x, y = points(), points(seed=1) * 2
    one, other = fit_critic(x, y), fit_critic(x * scale, y * scale)
    assert torch.equal(other(x * scale), one(x) * scale)


def test_a_critic_that_sorts_is_fitted_far_from_the_origin(few_steps):
    x, y = (points(n=2000, seed=seed) * torch.tensor(size).double() for seed, size in FOUR_FOLD)
    near, far = fit_critic(x, y), fit_critic(x + 1e4, y + 1e4)
    exact = transport(x.numpy(), y.numpy(), euclidean).value
    assert isinstance(far, type(near))
    assert value(far, x + 1e4, y + 1e4) > 0.85 * exact


def test_a_critic_of_ones_own_is_trained_and_given_back(few_steps):
    x, y = points() + 2, points(seed=1)
    critic = GroupSort(2, (8, 8), generator=torch.Generator().manual_seed(0))
    before = value(critic, x, y)
    assert fit_critic(x, y, critic=critic) is critic
    assert value(critic, x, y) > before


def test_progress_is_told_what_is_fitted_and_how_far(few_steps):
    told = []
    fit_critic(points(), points(seed=1), progress=lambda *what: told.append(what))
    assert {what for what, _, _ in told} >= {"GroupSort"}
    assert {what for what, _, _ in told} & {"cones", "cones turned over"}
    assert all(0 < done <= steps for _, done, steps in told)


class Interruption(Exception):  # noqa: N818 - it is no error
    """What stops a fit in the middle."""


def fitted_in_parts(x, y, path, *, every, options):
    """Fit again and again, stopped at every so many reports, until a fit comes to its end."""
    for _ in range(100):
        left = every

        def stop(*_):
            nonlocal left
            left -= 1
            if not left:
                raise Interruption

        try:
            return fit_critic(x, y, checkpoint=path, progress=stop, **options())
        except Interruption:
            continue
    raise AssertionError("the fit does not come on")


def test_a_fit_that_is_interrupted_goes_on_to_the_same_critic(few_steps, tmp_path):
    x, y = points(), points(seed=1) * 2
    parts = fitted_in_parts(x, y, tmp_path / "fit.safetensors", every=6, options=dict)
    assert torch.equal(parts(x), fit_critic(x, y)(x))


def test_a_critic_of_ones_own_goes_on_to_the_same_weights(few_steps, tmp_path):
    x, y = points() + 2, points(seed=1)

    def own():
        return {"critic": GroupSort(2, (8, 8), generator=torch.Generator().manual_seed(0))}

    parts = fitted_in_parts(x, y, tmp_path / "fit.safetensors", every=2, options=own)
    assert torch.equal(parts(x), fit_critic(x, y, **own())(x))


@pytest.mark.parametrize("change", ["seed", "points", "critic"])
def test_refuses_the_checkpoint_of_another_fit(few_steps, tmp_path, change):
    path = tmp_path / "fit.safetensors"
    own = {
        "critic": GroupSort(2, (4,), generator=torch.Generator().manual_seed(0)),
        "seed": 1,
        "checkpoint": path,
    }
    fit_critic(points(), points(seed=1), **own)
    other = {
        "seed": {"seed": 2},
        "points": {},
        "critic": {"critic": MLP(2, (4,), generator=torch.Generator())},
    }[change]
    with pytest.raises(ValueError, match=f"{change} .*; pass what that fit was given"):
        fit_critic(points(seed=5 if change == "points" else 0), points(seed=1), **own | other)


def test_refuses_a_file_that_is_no_checkpoint(tmp_path):
    path = tmp_path / "fit.safetensors"
    path.write_text("no such thing")
    with pytest.raises(ValueError, match="is no checkpoint"):
        fit_critic(points(), points(seed=1), checkpoint=path)


def test_says_that_the_numbers_may_differ_with_other_threads(few_steps, tmp_path):
    path = tmp_path / "fit.safetensors"
    own = {
        "critic": GroupSort(2, (4,), generator=torch.Generator().manual_seed(0)),
        "checkpoint": path,
    }
    fit_critic(points(), points(seed=1), **own)
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)
    try:
        with pytest.warns(UserWarning, match=f"threads {threads}, now {threads + 1}"):
            fit_critic(points(), points(seed=1), **own)
    finally:
        torch.set_num_threads(threads)


def test_slopes_are_held_down_where_the_layers_do_not(few_steps):
    x, y = points() + 2, points(seed=1)
    critic = fit_critic(x, y, critic=MLP(2, (16,), generator=torch.Generator().manual_seed(0)))
    over = torch.autograd.functional.jacobian(lambda z: critic(z).sum(), x)
    assert 0.5 < float(over.norm(dim=1).max()) < 1.5


class Slope(torch.nn.Module):
    """f(x) = w x_1."""

    def __init__(self, w):
        super().__init__()
        self.w = torch.nn.Parameter(torch.tensor([w]).double())

    def forward(self, x):
        return self.w * x[:, 0]


@pytest.mark.parametrize("apart", [0.5, 1.0, 2.0])
def test_between_two_atoms_the_slope_is_above_one_by_their_distance_over_twenty(few_steps, apart):
    x, y = torch.full((40, 1), apart).double(), torch.zeros(40, 1).double()
    critic = fit_critic(x, y, critic=Slope(1.1))
    assert critic.w.item() == pytest.approx(1 + apart / 20, abs=1e-4)


def test_the_weights_are_kept_that_were_worth_most_on_held_out_points(few_steps):
    def reversed_after_the_first(height):  # the points held out are drawn first
        heights = iter([height, -height])
        return lambda n: torch.full((n, 1), next(heights)).double()

    critic, seen = Slope(0.5), {}
    fit_critic(
        reversed_after_the_first(-0.5),
        reversed_after_the_first(0.5),
        critic=critic,
        progress=lambda _, done, __: seen.update({done: critic.w.item()}),
    )
    assert seen[200] > seen[100] > 0.5  # worth ever less on what is held out
    assert critic.w.item() == seen[100]


def test_sorting_is_the_same_wherever_and_however_large_the_points_are(few_steps, monkeypatch):
    monkeypatch.setattr(gan._adam, "STEPS", 100)
    monkeypatch.setattr(gan._training, "closed_forms", lambda _: [])
    monkeypatch.setattr(gan._training, "_cones", lambda *_: [])
    x, y = points() * torch.tensor([3.0, 1.0]).double(), points(seed=1)
    near, far = fit_critic(x, y)(x), fit_critic(8 * x + 1024, 8 * y + 1024)(8 * x + 1024)
    assert torch.allclose(far - far.mean(), 8 * (near - near.mean()), rtol=0, atol=1e-6)
    assert near.std() > 1


def test_the_simplest_is_kept_of_critics_that_are_as_good(few_steps):
    x, y = points() + 3, points()
    assert sum(one.numel() for one in fit_critic(x, y).parameters()) <= 3


def test_one_step_raises_the_difference_of_means_and_gives_it_as_it_was():
    x, y = torch.ones(1, 1).double(), torch.full((1, 1), 3.0).double()
    critic = McShane(torch.zeros(1, 1), torch.zeros(1))
    optimizer = torch.optim.SGD(critic.parameters(), lr=0.1)
    assert critic_step(critic, optimizer, x, y) == 2.0
    generator = torch.Generator().manual_seed(1)
    critic = MLP(1, (8,), generator=generator)
    optimizer = torch.optim.SGD(critic.parameters(), lr=1e-3)
    assert critic_step(critic, optimizer, x, y) < critic_step(critic, optimizer, x, y)


def test_accepts_points_of_any_ordinary_size(few_steps):
    for size in (2.0**-390, 2.0**390):
        critic = fit_critic(points() * size, points(seed=1) * 2 * size, critic=Slope(1.0))
        assert critic.w.isfinite()
    assert fit_critic(torch.zeros(9, 2), torch.zeros(9, 2), critic=Slope(1.0)).w.isfinite()
