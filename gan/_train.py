"""Training a generator against a critic: one loop for every method."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ._failure import Watch, of_numbers, of_weights
from ._methods import Method
from ._parallel import World, here
from ._run import Run, read_run
from .objectives import Objective
from .penalties import clip_weights

Measure = Callable[[nn.Module, nn.Module], dict[str, float]]


@dataclass(frozen=True)
class Event:
    """What one iteration was: critic steps, then a step of the generator.

    Attributes
    ----------
    iteration, critic_updates, images_seen : int
        Steps of the generator, of the critic, and real points that the critic was shown, so far.
    critic_loss, generator_loss : float
        Before the last step of each, on its batch; the critic's without the penalty.
    penalty : float
        What was added to the critic's loss, with its weight; 0 if nothing is.
    critic_gradient, generator_gradient : float
        Norms of the gradients that the last steps followed, all parameters as one vector.
    measured : dict
        What `measure` found; empty where it was not asked.
    failure : str or None
        Why the training ends here, if it has failed.
    """

    iteration: int
    critic_updates: int
    images_seen: int
    critic_loss: float
    generator_loss: float
    penalty: float
    critic_gradient: float
    generator_gradient: float
    measured: dict[str, float]
    failure: str | None = None


def generator_step(
    generator: Any,
    critic: Any,
    optimizer: torch.optim.Optimizer,
    z: Tensor,
    y: Tensor | None = None,
    *,
    objective: Objective,
) -> float:
    """Lower the generator's loss by one step, and return it as it was before.

    Parameters
    ----------
    generator, critic : nn.Module
        Called with the labels, too, if there are any. The critic is left as it is.
    optimizer : torch.optim.Optimizer
        Of the generator's parameters.
    z : Tensor, shape (n, latent)
        Noise.
    y : Tensor of int, shape (n,), optional
        Labels.
    objective : Objective
        What the generator aims at.

    Returns
    -------
    float
        The mean of `objective.generator` over the points, before the step.

    Examples
    --------
    >>> import torch
    >>> from gan import generator_step
    >>> from gan.objectives import wasserstein
    >>> shift = torch.nn.Linear(1, 1)
    >>> _ = torch.nn.init.zeros_(shift.weight), torch.nn.init.constant_(shift.bias, 2)
    >>> optimizer = torch.optim.SGD(shift.parameters(), lr=0.5)
    >>> critic = torch.nn.Flatten(0)
    >>> generator_step(shift, critic, optimizer, torch.ones(2, 1), objective=wasserstein)
    -2.0
    >>> shift.bias.item()
    2.5
    """
    loss = _generator_gradients(generator, critic, optimizer, z, y, objective)
    optimizer.step()
    return float(loss)


def train(
    generator: Any,
    critic: Any,
    points: Tensor,
    labels: Tensor | None = None,
    *,
    method: Method,
    iterations: int,
    batch: int = 64,
    seed: int = 0,
    every: int = 100,
    measure: Measure | None = None,
    checkpoint: str | Path | None = None,
) -> Iterator[Event]:
    """Train both, and yield an `Event` after each step of the generator.

    Each batch is drawn with replacement. Generated points have labels of the batch, so the laws of
    the labels are equal. Where `torch.distributed` is initialised, as by ``torchrun``, each process
    takes `batch` rows of a batch that is as many times larger; weights begin as the first
    process's, and every process yields the same events. All read the same checkpoint, which the
    first writes.

    Parameters
    ----------
    generator : nn.Module
        From noise (n, latent), and labels if there are any, to points; ``generator.latent`` says
        how long the noise is, ``generator.classes`` how many classes there are, 0 for none.
    critic : nn.Module
        From points, and labels if there are any, to scores (n,).
    points : Tensor, shape (n, ...)
        The real points. Moved batch by batch to where the critic's parameters are.
    labels : Tensor of int64, shape (n,), optional
        From 0 to ``generator.classes`` - 1.
    method : Method
        `DCGAN`, `WGAN_CP`, `WGAN_GP`, or one's own.
    iterations : int
        Steps of the generator, those before a checkpoint included.
    batch : int, default 64
        Points a step, at most n.
    seed : int, default 0
        Decides everything that is drawn here; the weights are drawn before.
    every : int, default 100
        Iterations between looks: for collapse, to measure, and to write the checkpoint.
    measure : callable, optional
        From (generator, critic) to numbers by name. It leaves both as they are.
    checkpoint : path, optional
        A file of safetensors, written after the event of a look. If it is there, training goes on
        from it: to the same weights, bit for bit, under the same versions and threads.

    Returns
    -------
    iterator of Event
        It ends early, with an event that has a `failure`, where a loss or gradient is no number, a
        weight is none at a look, or the generator has collapsed: the generated points vary by less
        than a twentieth of what the real ones do, at a look after 500 iterations.

    Raises
    ------
    ValueError
        If the points are not finite numbers, the labels not as the generator's classes, or a class
        has no point; if the batch is larger than the data, or 1 with batch normalisation; if a
        critic with batch normalisation is to have a gradient penalty, or several processes a batch
        normalisation of their own; if the checkpoint belongs to another training or is damaged; if
        processes differ in a setting or in where they stand. All processes raise it where one does.

    Examples
    --------
    >>> import torch
    >>> from gan import WGAN_GP, train
    >>> from gan.critics import MLP
    >>> from gan.generators import Perceptron
    >>> random = torch.Generator().manual_seed(0)
    >>> generator, critic = Perceptron(2, 2, generator=random), MLP(2, generator=random)
    >>> points = torch.randn(100, 2, generator=random)
    >>> *_, last = train(generator, critic, points, method=WGAN_GP, iterations=3)
    >>> last.critic_updates, last.images_seen, last.failure
    (15, 960, None)
    """
    world = here()
    with world.together():
        run = read_run(generator, critic, points, labels, method, iterations, batch, seed, every)
        world.refuse_own_means(generator, critic)
        run.resume(checkpoint, world)
    world.require_same(run.place())
    world.agree(generator, critic)
    return _events(run, world, measure)


def _events(run: Run, world: World, measure: Measure | None) -> Iterator[Event]:
    method, total = run.method, run.batch * world.size
    watch = Watch(run.points, run.labels, run.generator.latent, run.generator.classes)
    run.generator.train()
    run.critic.train()
    while run.done < run.iterations:
        for player in (run.generator, run.critic):
            if not player.training:  # the caller has looked at it since the last event
                player.train()
        for _ in range(method.critic_steps):
            x, y = run.real(total, world)
            z, share = run.noise(total, world), run.shares(total, world)
            loss, penalty = _critic_gradients(run, x, y, z, share)
            world.average_gradients(run.critic)
            run.critic_optimizer.step()
            if method.clip is not None:
                clip_weights(run.critic, method.clip)
        _, y = run.real(total, world)
        z, optimizer = run.noise(total, world), run.generator_optimizer
        cost = _generator_gradients(run.generator, run.critic, optimizer, z, y, method.objective)
        world.average_gradients(run.generator)
        optimizer.step()
        run.done += 1
        critic_loss, weighted, generator_loss = world.mean(loss, penalty, cost)
        found = {
            "critic_loss": critic_loss,
            "generator_loss": generator_loss,
            "penalty": weighted,
            "critic_gradient": _norm(run.critic),
            "generator_gradient": _norm(run.generator),
        }
        failure, measured = of_numbers(run.done, **found), {}
        look = run.done % run.every == 0 or run.done == run.iterations
        if failure is None and look:
            failure = of_weights(run.done, generator=run.generator, critic=run.critic)
        if failure is None and look:
            failure = watch.failure(run.done, run.generator)
            measured = measure(run.generator, run.critic) if measure is not None else {}
        updates = run.done * method.critic_steps
        yield Event(run.done, updates, updates * total, **found, measured=measured, failure=failure)
        if failure is not None:
            return
        if look:  # after the caller has had the event: what is saved has been told
            run.save(world)


def _critic_gradients(
    run: Run, x: Tensor, y: Tensor | None, z: Tensor, share: Tensor | None
) -> tuple[Tensor, Tensor]:
    """Put the gradients of the critic's loss in place, and return the loss and the penalty."""
    objective, method = run.method.objective, run.method
    with torch.no_grad():
        fake = _of(run.generator, y)(z)
    critic = _of(run.critic, y)
    loss = objective.real(critic(x)).mean() + objective.fake(critic(fake)).mean()
    penalty = torch.zeros_like(loss)
    if method.penalty is not None:
        penalty = method.weight * method.penalty(critic, x, fake, share=share)
    run.critic_optimizer.zero_grad()
    torch.autograd.backward(loss + penalty)
    return loss.detach(), penalty.detach()


def _generator_gradients(
    generator: Any,
    critic: Any,
    optimizer: torch.optim.Optimizer,
    z: Tensor,
    y: Tensor | None,
    objective: Objective,
) -> Tensor:
    """Put the gradients of the generator's loss in place, the critic's left alone; return it."""
    learnt = [one for one in critic.parameters() if one.requires_grad]
    for one in learnt:  # their gradients would be worked out for nothing
        one.requires_grad_(False)
    try:
        loss = objective.generator(_of(critic, y)(_of(generator, y)(z))).mean()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
    finally:
        for one in learnt:
            one.requires_grad_(True)
    return loss.detach()


def _of(module: Any, y: Tensor | None) -> Callable[[Tensor], Tensor]:
    return module if y is None else partial(module, y=y)


def _norm(module: nn.Module) -> float:
    found = [one.grad for one in module.parameters() if one.grad is not None]
    return float(torch.nn.utils.get_total_norm(found))
