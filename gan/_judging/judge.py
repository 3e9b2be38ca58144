"""The judge: held-out images, what is known of them, and samples held against them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .._data_set import Images
from ..truths._reading import read_seed, read_whole
from .distances import Distances, distances
from .evaluation import Compared, Evaluation
from .fidelity import Fidelity, Scores, fidelity
from .memory import Nearest, nearest
from .neighbours import BALLS
from .reading import Features, points_of

TRANSPORT, LEAST = 2000, BALLS + 1

Step = Callable[[str, int, int], object]
Side = tuple[np.ndarray, np.ndarray | None]  # points, labels


class Judge:
    """Judges samples against held-out real images, and other real images beside them.

    The real images are divided in two by lot, class by class. Samples are held against the first
    half; so is the second half, in equal numbers: the null. What is found of real images is found
    once, for all samples that are judged.

    Parameters
    ----------
    real : Images
        Held out: no generator was trained on them, nor chosen by them.
    features : callable
        Images (n, channels, height, width) to points (n, d): `Classifier.features`, for example.
    classifiers : sequence of callables, optional
        Images to scores (n, classes), for label fidelity: at best of different architectures.
    training : Tensor, optional
        What generators were trained on, to see whether samples are copies.
    transport : int, default 2000
        Of how many images, at most, W1 and W2 are taken, and distances to training images.
    seed : int, default 0
        Decides which images are compared.
    progress : callable, optional
        Told (what, done, of) while samples are judged.

    Raises
    ------
    ValueError
        If a half, or one class of it, has fewer than 6 images; on a call, if the samples have other
        classes or another size, fewer than 6 of a class, or features and scores another shape.

    Examples
    --------
    >>> import torch
    >>> x = torch.rand(48, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    >>> judge = Judge(Images(x[:32], None, 0), features=lambda x: x.flatten(1))
    >>> found = judge(Images(x[32:], None, 0)).overall
    >>> found.samples.n, found.null.n, found.samples.w2.width < 1e-12
    (16, 16, True)
    """

    def __init__(
        self,
        real: Images,
        *,
        features: Features,
        classifiers: Sequence[Scores] = (),
        training: Tensor | None = None,
        transport: int = TRANSPORT,
        seed: int = 0,
        progress: Step = lambda what, done, of: None,
    ) -> None:
        if classifiers and not real.classes:
            raise ValueError("classifiers were passed, and the images have no labels; pass none")
        self._transport = read_whole(transport, "transport", least=1)
        self._seed = read_seed(seed)
        self._features, self._classifiers, self._training = features, tuple(classifiers), training
        if training is not None:
            _refuse_other_size(Images(training, None, 0), real)
        order, half = _order(real, self._seed), len(real) // 2
        self._real, self._first = real, real.rows(order[:half])
        self._second = real.rows(order[half : 2 * half])
        self._points = [points_of(features, part.x) for part in (self._first, self._second)]
        self._known: dict[Any, Any] = {}
        self._progress = progress
        _refuse_few(self._first, "a half of the held-out images")
        _refuse_few(self._second, "a half of the held-out images")

    def __call__(self, samples: Images) -> Evaluation:
        """Return what is found of samples, of the same classes as the real images."""
        if samples.classes != self._real.classes:
            raise ValueError(
                f"samples are of {samples.classes} classes and real images of "
                f"{self._real.classes}; pass labels of the same classes"
            )
        _refuse_other_size(samples, self._real)
        few = samples.rows(_order(samples, self._seed)[: len(self._first)])
        _refuse_few(few, "the samples")
        found: list[Compared] = []
        steps = few.classes + 2
        for group in self._groups(few):
            self._progress("judging", len(found), steps)
            found.append(self._compared(*group))
        self._progress("judging", len(found), steps)
        near = self._nearest(few.x[: self._transport])
        self._progress("judging", steps, steps)
        return Evaluation(
            overall=found[0],
            by_class=tuple(found[1:]),
            fidelity=self._fidelity(samples),
            fidelity_real=self._once("fidelity", lambda: self._fidelity(self._real)),
            nearest=near,
            seed=self._seed,
        )

    def _groups(self, few: Images) -> Iterator[tuple[Any, list[Side]]]:
        """Yield all, then each class: its name, samples and real points of both halves, as many."""
        points = [points_of(self._features, few.x), *(p[: len(few)] for p in self._points)]
        labels = [
            None if part.y is None else part.y[: len(few)].numpy()
            for part in (few, self._first, self._second)
        ]
        sides = list(zip(points, labels, strict=True))
        yield "all", sides
        for label in range(few.classes):
            chosen = [side[known == label] for side, known in sides]
            size = min(len(side) for side in chosen)
            yield label, [(side[:size], None) for side in chosen]

    def _compared(self, name: Any, sides: list[Side]) -> Compared:
        mine, first, second = sides

        def measured(side: Side) -> Distances:
            labels = side[1], first[1]
            return distances(side[0], first[0], labels, transport=self._transport, seed=self._seed)

        null = self._once((name, len(mine[0])), lambda: measured(second))
        return Compared(samples=measured(mine), null=null)

    def _fidelity(self, images: Images) -> Fidelity | None:
        return fidelity(self._classifiers, images) if self._classifiers else None

    def _nearest(self, x: Tensor) -> Nearest | None:
        known = self._training
        if known is None:
            return None
        real = self._once(("nearest", len(x)), lambda: nearest(self._first.x[: len(x)], known))
        return Nearest(samples=nearest(x, known), real=real.copy())

    def _once(self, key: Any, find: Callable[[], Any]) -> Any:
        """Return what is found the first time that this key is asked for."""
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]


def evaluate(
    samples: Tensor,
    labels: Tensor | None,
    real: Tensor,
    real_labels: Tensor | None,
    *,
    features: Features,
    classifiers: Sequence[Scores] = (),
    training: Tensor | None = None,
    transport: int = TRANSPORT,
    seed: int = 0,
    progress: Step = lambda what, done, of: None,
) -> Evaluation:
    """Judge samples against held-out real images, with other real images beside them.

    See `Judge`, which judges many samples by the same real images in less time.

    Parameters
    ----------
    samples, real : Tensor, shapes (n, channels, height, width) and (m, channels, height, width)
        Images, float32 in [-1, 1]. Distances are between as many of both: at most m / 2.
    labels, real_labels : Tensor, shapes (n,) and (m,), or None
        Classes from 0, int64; None where there are none.
    features, classifiers, training, transport, seed, progress
        As for `Judge`.

    Returns
    -------
    Evaluation
        Distances and their null, overall and by class; label fidelity; nearest training images.

    Raises
    ------
    ValueError
        As `Images` and `Judge` do.

    Examples
    --------
    >>> import torch
    >>> x = torch.rand(48, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    >>> y = torch.arange(48) % 2
    >>> found = evaluate(x[24:], y[24:], x[:24], y[:24], features=lambda x: x.flatten(1))
    >>> len(found.by_class), found.by_class[0].samples.n
    (2, 6)
    """
    classes = 0 if real_labels is None or not len(real_labels) else int(real_labels.max()) + 1
    judge = Judge(
        Images(real, real_labels, classes),
        features=features,
        classifiers=classifiers,
        training=training,
        transport=transport,
        seed=seed,
        progress=progress,
    )
    return judge(Images(samples, labels, classes))


def _order(images: Images, seed: int) -> Tensor:
    """Return the places of the images by lot, every beginning with all classes in proportion."""
    drawn = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    if images.y is None:
        return drawn
    part = torch.empty(len(images), dtype=torch.float64)
    for label in range(images.classes):
        rows = drawn[images.y[drawn] == label]
        part[rows] = (torch.arange(len(rows)).double() + 0.5) / max(len(rows), 1)
    return torch.argsort(part, stable=True)


def _refuse_few(images: Images, name: str) -> None:
    counts = (
        [len(images)]
        if images.y is None
        else torch.bincount(images.y, minlength=images.classes).tolist()
    )
    if min(counts) < LEAST:
        of = f" of class {counts.index(min(counts))}" if images.classes else ""
        raise ValueError(f"{name}: {min(counts)} images{of}, where {LEAST} are needed; give more")


def _refuse_other_size(images: Images, real: Images) -> None:
    sizes = [tuple(part.x.shape[1:]) for part in (images, real)]
    if sizes[0] != sizes[1]:
        raise ValueError(
            f"images have the shape {sizes[0]} (channels, height, width) and the real images "
            f"{sizes[1]}; bring them to one size"
        )
