"""The training that is looked at: scenes of it, from before the first step to after the last."""

import copy
import numbers
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from .._methods import MakeOptimizer, Method
from .._run import refuse_no_generator
from .._train import Event, train
from ..truths._reading import read_seed, read_whole
from . import setting
from .shapes import Shape
from .truth import COUNTED, Found, Grid, Truth, truth_of

POINTS = 2**16  # that are trained on, spread evenly
LEAST_GENERATOR, LEAST_CRITIC = 1 / 3000, 1 / 30  # of their rates, in the end
_BEYOND, _MARGIN = 0.005, 1.4  # share of the points on each side that the window need not hold


@dataclass(frozen=True, eq=False)
class Scene:
    """One look at a training in the plane.

    Attributes
    ----------
    shape : Shape
        The target.
    method : Method
        How it is trained.
    iteration, iterations : int
        Steps of the generator so far, and in all.
    generator : nn.Module
        From latent points (n, 2) to points (n, 2). Its weights are averages over the last steps.
    critic : nn.Module
        From points (n, 2) to scores (n,).
    truth : Truth
        Real points, the grid, and the null.
    events : tuple of Event
        One a step so far.
    found : tuple of (int, Found)
        The true distances, by the iteration, at this look and those before.
    """

    shape: Shape
    method: Method
    iteration: int
    iterations: int
    generator: Any
    critic: Any
    truth: Truth
    events: tuple[Event, ...]
    found: tuple[tuple[int, Found], ...]

    def generate(self, z: Tensor) -> Tensor:
        """Return what the generator makes of latent points (n, 2), in doubles."""
        with torch.no_grad():
            points: Tensor = self.generator(z.to(next(self.generator.parameters())))
        return points.double()


def play(
    shape: Shape,
    *,
    method: Method = setting.WGAN_GP,
    generator: Any = None,
    critic: Any = None,
    iterations: int = setting.ITERATIONS,
    batch: int = setting.BATCH,
    average: float = setting.AVERAGE,
    looks: int = 30,
    seed: int = 0,
) -> Iterator[Scene]:
    """Train a generator towards a shape, and yield scenes of it with the truth beside them.

    The generator's rate falls, by equal shares, to a 3000th of what its optimizer begins with, and
    the critic's to a 30th: so the critic comes to follow. What one sees and judges is not the
    generator of the last step but one with the moving average of its weights; the critic is the
    last one.

    Parameters
    ----------
    shape : Shape
        The target.
    method : Method
        Any. By default WGAN-GP, in the setting that is reported to reach the shapes.
    generator : nn.Module, optional
        From latent points (n, 2) to points (n, 2), with ``latent = 2`` and ``classes = 0``.
    critic : nn.Module, optional
        From points (n, 2) to scores (n,).
    iterations, batch : int
        As for `gan.train`.
    average : float
        What the average keeps of itself at each step, at least 0 and below 1; it begins with less,
        so that the first steps are forgotten. 0 is the generator of the last step.
    looks : int, default 30
        How many scenes follow the one before the first step, at most as many as iterations.
    seed : int, default 0
        Decides the weights, unless modules are passed, and everything that is drawn.

    Yields
    ------
    Scene
        The last one is after the last step, or where the training has failed.

    Raises
    ------
    ValueError
        If a number is out of its range, the shape none or a single point, the generator's latent
        points are not of the plane, or `train` refuses.

    References
    ----------
    Kahng, Thorat, Chau, Viegas and Wattenberg (2018), GAN Lab: Understanding Complex Deep
    Generative Models using Interactive Visual Experimentation, arXiv:1809.01587: the playground in
    the web. It compares densities on a grid, without a null, and has no exact distance.

    Examples
    --------
    >>> from gan.playground import play, ring
    >>> for scene in play(ring, iterations=4, batch=16, looks=2):
    ...     print(scene.iteration, len(scene.events))
    0 0
    2 2
    4 4
    """
    if not isinstance(shape, Shape):
        raise ValueError(f"shape is {shape!r}; pass a Shape, as gan.playground.ring or drawn(path)")
    iterations = read_whole(iterations, "iterations", least=1)
    looks = read_whole(looks, "looks", least=1)
    seed = read_seed(seed)
    if looks > iterations:
        raise ValueError(f"looks is {looks}, and iterations {iterations}; pass at most that")
    known = isinstance(average, numbers.Real) and not isinstance(average, bool)
    if not known or not 0 <= average < 1:
        raise ValueError(f"average is {average!r}; pass a number of at least 0 and below 1")
    random = torch.Generator().manual_seed(seed)
    generator = setting.generator(random) if generator is None else generator
    critic = setting.critic(random) if critic is None else critic
    refuse_no_generator(generator)
    if generator.latent != 2:
        raise ValueError(f"generator.latent is {generator.latent}; pass a generator with 2")
    rates = _Rates(iterations)
    events = train(
        generator,
        critic,
        shape.spread(POINTS, seed=seed),
        method=rates.of(method),
        iterations=iterations,
        batch=batch,
        seed=seed,
    )
    truth = truth_of(shape, window(shape), generator=random)
    mean = _Average(generator, average)
    at = {iterations * (i + 1) // looks for i in range(looks)}
    first = Scene(shape, method, 0, iterations, mean.module, critic, truth, (), ())
    return _scenes(first, mean, rates, events, at, seed)


def window(shape: Shape) -> Grid:
    """Return a square window with room around all but the farthest points of the shape.

    Where all but those are one point, the farthest are within it, too.
    """
    points = shape.spread(COUNTED)
    for beyond in (_BEYOND, 0.0):
        ends = torch.tensor([beyond, 1 - beyond], dtype=torch.float64)
        low, high = points.quantile(ends, dim=0)
        width = float((high - low).max())
        if width > 0:
            x, y = ((low + high) / 2).tolist()
            return Grid((x, y), _MARGIN * width / 2)
    raise ValueError(f"{shape.name} has {COUNTED:,} points in one; pass a shape of some width")


def _scenes(
    scene: Scene,
    mean: "_Average",
    rates: "_Rates",
    events: Iterable[Event],
    at: set[int],
    seed: int,
) -> Iterator[Scene]:
    random = torch.Generator().manual_seed(seed)
    scene = _looked_at(scene, random)
    yield scene
    so_far: list[Event] = []
    for event in events:
        so_far.append(event)
        mean.move(event.iteration)
        rates.fall(event.iteration)
        if event.iteration in at or event.failure is not None:
            scene = replace(scene, iteration=event.iteration, events=tuple(so_far))
            scene = _looked_at(scene, random)
            yield scene


def _looked_at(scene: Scene, random: torch.Generator) -> Scene:
    """Return the scene with the true distances of points drawn now."""
    fake = scene.generate(torch.randn(COUNTED, 2, generator=random))
    if not fake.isfinite().all():
        return scene  # the training has failed, as its last event says
    found = (*scene.found, (scene.iteration, scene.truth.of(fake)))
    return replace(scene, found=found)


class _Average:
    """A copy of a module in evaluation mode: moving averages of its weights, and its buffers."""

    def __init__(self, module: nn.Module, keep: float) -> None:
        self._from, self._keep = module, keep
        self.module = copy.deepcopy(module).eval()

    def move(self, done: int) -> None:
        """Take in the weights after so many steps: at first as a plain mean over all."""
        keep = min(self._keep, done / (done + 1))
        with torch.no_grad():
            pairs = zip(self.module.parameters(), self._from.parameters(), strict=True)
            for mean, one in pairs:
                mean.lerp_(one, 1 - keep)
            for kept, found in zip(self.module.buffers(), self._from.buffers(), strict=True):
                kept.copy_(found)


class _Rates:
    """The rates of the optimizers that a method makes, which fall as time goes on."""

    def __init__(self, iterations: int) -> None:
        self._iterations = iterations
        self._first: list[tuple[dict[str, Any], float, float]] = []

    def of(self, method: Method) -> Method:
        """Return the method, whose optimizers are known here once they are made."""
        return replace(
            method,
            critic_optimizer=self._known(method.critic_optimizer, LEAST_CRITIC),
            generator_optimizer=self._known(method.generator_optimizer, LEAST_GENERATOR),
        )

    def _known(self, make: MakeOptimizer, least: float) -> MakeOptimizer:
        def made(parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
            optimizer = make(parameters)
            self._first += [(group, group["lr"], least) for group in optimizer.param_groups]
            return optimizer

        return made

    def fall(self, done: int) -> None:
        """Set the rates of the step after so many."""
        for group, rate, least in self._first:
            group["lr"] = rate * least ** (done / self._iterations)
