"""Train a classifier whose features distances are taken in; keep it in a file."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ._classifiers import Build, Classifier, Shape, convolutional, perceptron
from ._data_set import Images, refuse_missing_class, require_labelled
from .truths._reading import read_seed, read_whole

VERSION = 1
STEPS, BATCH, RATE, WARM = 2000, 128, 3e-3, 0.2  # the share of steps in which the rate rises from 0
KINDS = {build.__name__: build for build in (convolutional, perceptron)}
Step = Callable[[str, int, int], object]


def train_classifier(
    images: Images,
    build: Build = convolutional,
    *,
    steps: int = STEPS,
    seed: int = 0,
    progress: Step = lambda what, done, of: None,
) -> Classifier:
    """Train a classifier: Adam on cross-entropy, its rate rising and then falling to 0.

    The number of steps is fixed beforehand, and the last weights are kept: nothing is chosen by
    images that are held out. The same seed, threads and torch give the same weights.

    Parameters
    ----------
    images : Images
        With labels, some of every class.
    build : callable, default convolutional
        (shape, classes, generator=) -> Classifier: `convolutional` or `perceptron`, or your own.
    steps : int, default 2000
        How often the weights are changed, by 128 images each.
    seed : int, default 0
        Decides the first weights and the order of the images.
    progress : callable, optional
        Told (what, steps done, steps).

    Returns
    -------
    Classifier
        Trained; its `features` are points to measure distances between.

    Raises
    ------
    ValueError
        If images have no labels, a class has no image, or steps or seed are no such numbers.
    FloatingPointError
        If the loss is no number.

    Examples
    --------
    >>> import torch
    >>> y = torch.arange(64) % 2
    >>> x = (2 * y - 1.0).reshape(64, 1, 1, 1).expand(64, 1, 4, 4)
    >>> classifier = train_classifier(Images(x, y, 2), steps=20)
    >>> accuracy(classifier, Images(x, y, 2))
    1.0
    """
    read_whole(steps, "steps", least=1)
    y = require_labelled(images)
    refuse_missing_class(images, "the images to train on")
    generator = torch.Generator().manual_seed(read_seed(seed))
    n, channels, height, width = images.x.shape
    classifier = build((channels, height, width), images.classes, generator=generator)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=RATE)
    for step, rows in enumerate(_batches(n, steps, generator), start=1):
        part = step / (steps + 1)
        optimizer.param_groups[0]["lr"] = RATE * min(part / WARM, (1 - part) / (1 - WARM))
        loss = nn.functional.cross_entropy(classifier(images.x[rows]), y[rows])
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss is {float(loss.detach())} at step {step}")
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        progress("training", step, steps)
    return classifier


def _batches(n: int, steps: int, generator: torch.Generator) -> Iterator[Tensor]:
    """Yield rows by lot, each once before any comes again."""
    left = steps
    while left > 0:
        for rows in torch.split(torch.randperm(n, generator=generator), BATCH)[:left]:
            left -= 1
            yield rows


def accuracy(classifier: Classifier, images: Images) -> float:
    """Return the share of images that are classified as they are labelled.

    Parameters
    ----------
    classifier : Classifier
        Of the images' classes.
    images : Images
        With labels.

    Returns
    -------
    float
        From 0 to 1.

    Examples
    --------
    >>> import torch
    >>> images = Images(torch.zeros(2, 1, 4, 4), torch.tensor([0, 1]), 2)
    >>> accuracy(convolutional((1, 4, 4), 2, generator=torch.Generator().manual_seed(0)), images)
    0.5
    """
    return float((classifier.labels(images.x) == require_labelled(images)).double().mean())


def save_classifier(classifier: Classifier, path: str | Path, about: dict[str, Any]) -> None:
    """Write a classifier of a known kind: weights as safetensors, the rest as JSON in its header.

    Parameters
    ----------
    classifier : Classifier
        Made by `convolutional` or by `perceptron`, as `about` says under "architecture".
    path : str or Path
        The file; what is there is replaced at once.
    about : dict
        What else to keep, such as the data's name; of numbers, strings and lists.

    Raises
    ------
    ValueError
        If about["architecture"] is none that is known.

    Examples
    --------
    >>> import tempfile, torch
    >>> classifier = perceptron((1, 4, 4), 2, generator=torch.Generator().manual_seed(0))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_classifier(classifier, f"{folder}/p", {"architecture": "perceptron"})
    ...     load_classifier(f"{folder}/p")[1]["architecture"]
    'perceptron'
    """
    from safetensors.torch import save_file

    if about.get("architecture") not in KINDS:
        raise ValueError(
            f"about['architecture'] is {about.get('architecture')!r}; give one of "
            f"{', '.join(KINDS)}"
        )
    header = {"version": VERSION, "shape": classifier.shape, "classes": classifier.classes, **about}
    path = Path(path)
    beside = path.with_name(path.name + ".part")
    save_file(classifier.state_dict(), beside, metadata={"classifier": json.dumps(header)})
    os.replace(beside, path)


def load_classifier(path: str | Path) -> tuple[Classifier, dict[str, Any]]:
    """Read a classifier, and what is said about it. No pickle is read.

    Parameters
    ----------
    path : str or Path
        A file that `save_classifier` or `python -m gan features` wrote.

    Returns
    -------
    tuple of Classifier and dict
        The dictionary has "architecture", "shape", "classes" and what was kept beside.

    Raises
    ------
    ValueError
        If there is no such file, or it holds no classifier of this version, or a damaged one.

    Examples
    --------
    >>> load_classifier("none")
    Traceback (most recent call last):
    ValueError: none is no classifier (there is no such file); python -m gan features writes one
    """
    from safetensors import SafetensorError, safe_open

    try:
        if not Path(path).is_file():
            raise ValueError("there is no such file")
        with safe_open(path, framework="pt") as file:
            about = json.loads((file.metadata() or {}).get("classifier", "{}"))
            weights = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118
        known = isinstance(about, dict) and {"shape", "classes"} <= about.keys()
        if not known or about.get("version") != VERSION or about.get("architecture") not in KINDS:
            raise ValueError(f"its header has no classifier of version {VERSION}")
        shape, classes = _sizes(about["shape"], about["classes"])
        build = KINDS[about["architecture"]]
        classifier = build(shape, classes, generator=torch.Generator())
        classifier.load_state_dict(weights)
    except (SafetensorError, OSError, ValueError, RuntimeError) as error:
        said = " ".join(str(error).split())
        raise ValueError(
            f"{path} is no classifier ({said}); python -m gan features writes one"
        ) from None
    return classifier, about


def _sizes(shape: Any, classes: Any) -> tuple[Shape, int]:
    """Return what a header says of the sizes, or refuse it."""
    known = isinstance(shape, list) and len(shape) == 3
    if not known or not all(type(one) is int and one > 0 for one in (*shape, classes)):
        raise ValueError(f"its header has the shape {shape!r} and {classes!r} classes")
    channels, height, width = shape
    return (channels, height, width), classes
