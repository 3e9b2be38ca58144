"""A cell of the comparison: a method, an architecture, a seed; and what it leaves in a folder."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from .._architecture import ARCHITECTURES, Architecture
from .._data_set import Images
from .._methods import METHODS, Method
from .._saved import load_module, save_module, write_whole


@dataclass(frozen=True)
class Plan:
    """What all cells have in common.

    Attributes
    ----------
    iterations : int
        Steps of the generator.
    every : int
        Iterations between generators that are kept.
    batch, filters : int
        Points a step; channels at half of the size, in both networks.
    """

    iterations: int
    every: int
    batch: int
    filters: int

    @property
    def looks(self) -> list[int]:
        """The iterations at which a generator is kept: the first weights, and the last."""
        return [*range(0, self.iterations, self.every), self.iterations]


@dataclass(frozen=True)
class Cell:
    """One training: names of a method and of an architecture, a seed, and its own folder."""

    method: str
    architecture: str
    seed: int
    out: Path

    @property
    def name(self) -> str:
        """What its folder is called."""
        return f"{self.method}-{self.architecture}-{self.seed}"

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self.out / self.name

    @property
    def recipe(self) -> Method:
        """The method itself."""
        return METHODS[self.method]

    def shaped(self, images: Images, plan: Plan) -> Architecture:
        """Return the architecture for these images."""
        _, channels, height, width = images.x.shape
        found = replace(
            ARCHITECTURES[self.architecture],
            height=height,
            width=width,
            channels=channels,
            classes=images.classes,
            filters_g=plan.filters,
            filters_d=plan.filters,
        )
        return found if self.recipe.penalty is None else found.for_penalty()

    def players(self, images: Images, plan: Plan) -> tuple[Any, Any]:
        """Return generator and critic as they begin: a seed gives all methods one generator."""
        shape = self.shaped(images, plan)
        random = torch.Generator().manual_seed(self.seed)
        return shape.generator(random), shape.critic(random)

    def keep(self, generator: Any, iteration: int) -> None:
        """Keep a generator as it is now."""
        save_module(generator, self._kept(iteration))

    def kept(self, images: Images, plan: Plan, iteration: int) -> Any:
        """Return the generator as it was after so many iterations, None if none was kept."""
        if not self._kept(iteration).exists():
            return None
        generator, _ = self.players(images, plan)
        load_module(generator, self._kept(iteration))
        return generator.eval()

    def write(self, name: str, found: Any) -> None:
        """Write a file of JSON, whole or not at all."""
        write_whole(self.folder / f"{name}.json", json.dumps(found))

    def read(self, name: str) -> Any:
        """Return what was written under this name, None if nothing was."""
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else None

    def _kept(self, iteration: int) -> Path:
        return self.folder / f"generator-{iteration}.safetensors"


def cells(methods: list[str], architectures: list[str], seeds: int, out: Path) -> list[Cell]:
    """Return the product, the shortest trainings first, one seed of all before the next."""
    return [
        Cell(method, architecture, seed, out)
        for seed in range(seeds)
        for method in sorted(methods, key=list(METHODS).index)
        for architecture in architectures
    ]


def begun(out: Path) -> list[Cell]:
    """Return all cells that have begun in a folder, in the order of `cells`."""
    named = re.compile(rf"({'|'.join(METHODS)})-({'|'.join(ARCHITECTURES)})-([0-9]+)")
    found = [named.fullmatch(path.parent.name) for path in out.glob("*/events.json")]
    return sorted(
        (Cell(one[1], one[2], int(one[3]), out) for one in found if one),
        key=lambda cell: (cell.seed, list(METHODS).index(cell.method), cell.architecture),
    )
