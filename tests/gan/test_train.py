"""Training: what a step is, what an event says, and when a run ends early."""

from dataclasses import replace
from functools import partial

import pytest
import torch

import gan._failure
from gan import DCGAN, METHODS, WGAN_CP, WGAN_GP, generator_step, train
from gan.objectives import hinge, minimax, nonsaturating, wasserstein
from gan.penalties import gradient_penalty
from tests.gan.players import Critic, Generator, halves, ring

X = ring()
of_methods = pytest.mark.parametrize("name", METHODS)


def weights(module):
    return torch.cat([one.detach().flatten() for one in module.state_dict().values()])


def run(method, iterations, *, classes=0, seed=0, **settings):
    players = Generator(classes=classes), Critic(classes=classes)
    labels = halves(X) if classes else None
    events = list(
        train(*players, X, labels, method=method, iterations=iterations, seed=seed, **settings)
    )
    return *players, events


@of_methods
def test_is_the_loop_that_one_writes_by_hand(name):
    method, generator, critic = METHODS[name], Generator(classes=2), Critic(classes=2)
    random, labels = torch.Generator().manual_seed(5), halves(X)
    of_critic = method.critic_optimizer(critic.parameters())
    of_generator = method.generator_optimizer(generator.parameters())
    goal, written = method.objective, []
    for _ in range(3):
        for _ in range(method.critic_steps):
            rows = torch.randint(200, (16,), generator=random)
            x, y = X[rows], labels[rows]
            z = torch.randn(16, 3, generator=random, dtype=torch.float64)
            fake = generator(z, y).detach()
            loss = goal.real(critic(x, y)).mean() + goal.fake(critic(fake, y)).mean()
            penalty = torch.tensor(0.0)
            if name == "WGAN-GP":
                share = torch.rand(16, generator=random, dtype=torch.float64)
                penalty = 10 * gradient_penalty(partial(critic, y=y), x, fake, share=share)
            of_critic.zero_grad()
            (loss + penalty).backward()
            of_critic.step()
            if name == "WGAN-CP":
                for one in critic.parameters():
                    one.data.clamp_(-0.01, 0.01)
        y = labels[torch.randint(200, (16,), generator=random)]
        z = torch.randn(16, 3, generator=random, dtype=torch.float64)
        cost = goal.generator(critic(generator(z, y), y)).mean()
        of_generator.zero_grad()
        cost.backward()
        of_generator.step()
        written.append((loss.item(), penalty.item(), cost.item()))
    theirs, their_critic, events = run(method, 3, classes=2, seed=5, batch=16)
    assert torch.equal(weights(theirs), weights(generator))
    assert torch.equal(weights(their_critic), weights(critic))
    assert [(e.critic_loss, e.penalty, e.generator_loss) for e in events] == written


@of_methods
def test_an_event_counts_iterations_updates_and_real_points(name):
    *_, events = run(METHODS[name], 3, batch=16)
    k = METHODS[name].critic_steps
    counted = [(e.iteration, e.critic_updates, e.images_seen) for e in events]
    assert counted == [(1, k, 16 * k), (2, 2 * k, 32 * k), (3, 3 * k, 48 * k)]
    assert all(e.failure is None and e.measured == {} for e in events)


def test_an_event_has_the_norms_of_the_gradients_that_were_followed():
    generator, critic, (event,) = run(WGAN_GP, 1)
    assert event.critic_gradient == pytest.approx(norm_of_gradients(critic), rel=1e-14)
    assert event.generator_gradient == pytest.approx(norm_of_gradients(generator), rel=1e-14)


def norm_of_gradients(module):
    return torch.cat([one.grad.flatten() for one in module.parameters()]).norm().item()


def test_the_three_methods_differ_after_one_step_from_the_same_weights():
    generators, critics, events = zip(*(run(method, 1) for method in METHODS.values()), strict=True)
    for players in (generators, critics):
        one, other, third = map(weights, players)
        assert not torch.equal(one, other)
        assert not torch.equal(other, third)
        assert not torch.equal(third, one)
    assert [found[0].penalty > 0 for found in events] == [False, False, True]


def test_clipped_weights_stay_within_their_bound_at_every_event():
    generator, critic = Generator(), Critic()
    for event in train(generator, critic, X, method=WGAN_CP, iterations=4):
        assert weights(critic).abs().max() <= 0.01
        assert event.penalty == 0


def test_the_seed_decides_everything_and_the_global_generator_nothing():
    before = torch.get_rng_state()
    one, again, other = (weights(run(WGAN_GP, 2, seed=seed)[0]) for seed in (3, 3, 4))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    assert torch.equal(before, torch.get_rng_state())


def test_both_players_are_in_training_mode_and_the_critic_keeps_what_it_may_learn():
    generator, critic = Generator().eval(), Critic().eval()
    critic.first.bias.requires_grad_(False)
    kept = critic.first.bias.clone()
    list(train(generator, critic, X, method=DCGAN, iterations=1))
    assert generator.training
    assert critic.training
    assert torch.equal(critic.first.bias, kept)
    assert [one.requires_grad for one in critic.parameters()] == [True, False, True, True]


@pytest.mark.parametrize("objective", [minimax, nonsaturating, hinge, wasserstein])
def test_a_step_of_the_generator_lowers_its_loss_and_leaves_the_critic_alone(objective):
    generator, critic = Generator(), Critic()
    z = torch.randn(64, 3, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    kept = weights(critic)
    step = partial(
        generator_step,
        generator,
        critic,
        torch.optim.SGD(generator.parameters(), lr=0.01),
        z,
        objective=objective,
    )
    with torch.no_grad():
        before = objective.generator(critic(generator(z))).mean().item()
    first = step()
    assert first == pytest.approx(before, rel=1e-14)
    assert step() < first
    assert torch.equal(weights(critic), kept)
    assert all(one.grad is None and one.requires_grad for one in critic.parameters())


def test_measures_at_every_look_and_at_the_last_iteration():
    seen = []

    def measure(generator, critic):
        seen.append((type(generator), type(critic)))
        return {"size": float(len(seen))}

    *_, events = run(DCGAN, 5, every=2, measure=measure)
    assert [e.measured for e in events] == [{}, {"size": 1.0}, {}, {"size": 2.0}, {"size": 3.0}]
    assert seen == [(Generator, Critic)] * 3


def test_a_loss_that_is_no_number_ends_the_run_and_is_named():
    steep = replace(WGAN_GP, critic_optimizer=partial(torch.optim.SGD, lr=1e308))
    *_, events = run(steep, 50)
    assert len(events) < 50
    assert [e.failure for e in events[:-1]] == [None] * (len(events) - 1)
    assert events[-1].failure.endswith(f"at iteration {len(events)}")
    assert any(word in events[-1].failure for word in ("loss is", "gradient is"))


@pytest.mark.parametrize("classes", [0, 2])
def test_a_generator_that_makes_one_point_of_all_noise_has_collapsed(monkeypatch, classes):
    monkeypatch.setattr(gan._failure, "FROM", 4)
    generator, critic = Generator(classes=classes), Critic(classes=classes)
    with torch.no_grad():
        generator.first.weight[:, :3] *= 1e-3  # the label is left
    still = replace(DCGAN, generator_optimizer=partial(torch.optim.SGD, lr=0.0))
    labels = halves(X) if classes else None
    events = list(train(generator, critic, X, labels, method=still, iterations=9, every=2))
    assert len(events) == 4
    assert events[-1].failure.startswith("collapsed: the generated points vary by ")
    assert events[-1].failure.endswith(" of what the real ones do")


@pytest.mark.parametrize(("scale", "failed"), [(0.0499, True), (0.0501, False)])
def test_collapse_is_a_twentieth_of_the_real_variance(scale, failed):
    """The generated points vary by exactly scale times the real ones."""
    generator = Generator(latent=2)
    generator.first, generator.last = torch.nn.Identity(), torch.nn.Identity()
    generator.forward = lambda z: z
    generator.anchor = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    watch = gan._failure.Watch(X, None, 2, 0)
    z = watch._z.double()
    watch._real = float(z.var(dim=0, correction=0).sum()) / scale
    assert (watch.failure(500, generator) is not None) == failed
    assert watch.failure(499, generator) is None


def test_the_look_for_collapse_is_at_the_generator_that_is_used():
    """Batch normalisation by its running means; they, and the mode, stay as they are."""
    generator = Generator(norm=torch.nn.BatchNorm1d, latent=2)
    generator.norm.running_var.fill_(1e12)
    watch = gan._failure.Watch(X, None, 2, 0)
    kept = weights(generator)
    assert watch.failure(500, generator).startswith("collapsed")
    assert generator.training
    assert torch.equal(weights(generator), kept)


def test_real_points_that_do_not_vary_within_a_class_tell_no_collapse():
    labels = torch.arange(20) % 2
    watch = gan._failure.Watch(labels[:, None].double().expand(20, 2), labels, 3, 2)
    assert watch.failure(500, Generator(classes=2)) is None


def test_a_step_that_leaves_a_weight_that_is_no_number_is_a_failure_at_a_look():
    far = replace(DCGAN, generator_optimizer=partial(torch.optim.SGD, lr=float("inf")))
    *_, (last,) = run(far, 1, measure=lambda generator, critic: {"never": 1.0})
    assert last.failure == "first.weight of the generator is not finite at iteration 1"
    assert last.measured == {}
    *_, (first, second) = run(far, 2)
    assert first.failure is None
    assert second.failure == "critic loss is nan at iteration 2"


def test_a_buffer_that_is_no_number_is_named():
    generator = Generator(norm=torch.nn.BatchNorm1d)
    assert gan._failure.of_weights(3, generator=generator, critic=Critic()) is None
    generator.norm.running_var[2] = float("inf")
    found = gan._failure.of_weights(3, generator=generator, critic=Critic())
    assert found == "norm.running_var of the generator is not finite at iteration 3"
    broken = Critic()
    torch.nn.init.constant_(broken.last.bias, float("nan"))
    found = gan._failure.of_weights(4, generator=Generator(), critic=broken)
    assert found == "last.bias of the critic is not finite at iteration 4"


def test_a_caller_who_looks_between_events_changes_nothing():
    def trained(looks):
        players = Generator(norm=torch.nn.BatchNorm1d), Critic(norm=torch.nn.BatchNorm1d)
        for _ in train(*players, X, method=DCGAN, iterations=3, batch=16):
            for one in players if looks else ():
                one.eval()
        return torch.cat([weights(one) for one in players])

    assert torch.equal(trained(True), trained(False))
