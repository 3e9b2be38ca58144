"""The data of `benchmarks.semi_supervised`, what all its cells share, and its methods."""

import json
import time
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import torch
from scipy import sparse
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC

from vae import (
    M1Classifier,
    M1M2Classifier,
    M2Classifier,
    neighbour_graph,
    spread_labels,
)
from vae import semi_supervised as ss
from vae.likelihoods import Bernoulli, LocalGaussian

HELD = 10_000  # training rows, where methods are chosen
COMPONENTS, SCALE, WEIGHT = 100, 2.0, 0.03  # of `both`: 91 % of Fashion-MNIST's variance is kept
MOVED_C = 3.0


@dataclass(frozen=True)
class Settings:
    """Sizes and lengths, of which those of the paper are 600-600-50 and 500-50."""

    m1_epochs: int = ss.OF_THE_PAPER.epochs
    m2_epochs: int = 40
    m1_widths: tuple[int, ...] = ss.OF_THE_PAPER.widths
    m2_widths: tuple[int, ...] = (500,)
    latent: int = ss.OF_THE_PAPER.latent  # of M1, and of M2 on pixels
    m1_rate: float = ss.OF_THE_PAPER.rate
    m1_warm_up: int = ss.OF_THE_PAPER.warm_up
    m2_rate: float = 3e-3
    m1m2_latent: int = 10
    device: str = "cpu"


class Problem:
    """A data set, and what is made once for all its cells."""

    def __init__(self, name, arguments, settings):
        self.name, self.settings, self.work = name, settings, arguments.work
        self.suffix = "-choose" if arguments.choose else ""
        self.data, self.seen_by_m1 = data_of(name, arguments)
        self.verbose = arguments.verbose

    def path(self, what):
        """A file of WORK that belongs to this data set."""
        return self.work / f"{self.name}{self.suffix}-{what}"

    def features(self):
        """M1's VAE, trained or taken from its checkpoint."""
        s, start = self.settings, time.process_time()
        checkpoint = self.work / f"{self.name}-m1.safetensors"
        anew = not checkpoint.exists()
        features = ss.m1_features(
            ss.Sizes(s.m1_widths, s.latent, s.m1_epochs, s.m1_rate, s.m1_warm_up),
            device=s.device,
            checkpoint=checkpoint,
            verbose=self.verbose,
        ).fit(self.seen_by_m1)
        if anew:
            bound, epochs = -features.history_.best, features.n_epochs_
            about = {"epochs": epochs, "bound": bound, "cpu_seconds": time.process_time() - start}
            checkpoint.with_suffix(".json").write_text(json.dumps(about))
        return features

    def latents(self):
        """The latent means of training and test rows."""
        path = self.path("latents.npz")
        if not path.exists():
            features = self.features()
            latents = [features.transform(rows.x) for rows in (self.data.train, self.data.test)]
            at_once(path, lambda new: np.savez(new, *latents))
        with np.load(path) as kept:
            return kept["arr_0"], kept["arr_1"]

    def pixels_and_latents(self):
        """Principal components of the pixels, and latent means so scaled, side by side."""
        path = self.path("both.npz")
        if not path.exists():
            sides = [self.side_by_side(rows.x) for rows in (self.data.train, self.data.test)]
            at_once(path, lambda new: np.savez(new, *sides))
        with np.load(path) as kept:
            return kept["arr_0"], kept["arr_1"]

    @cached_property
    def side_by_side(self):
        """From rows to what `both` sees of them."""
        count = min(COMPONENTS, self.seen_by_m1.shape[1])
        components = PCA(count, random_state=0).fit(self.seen_by_m1)
        features = self.features()
        return lambda x: np.hstack([components.transform(x), SCALE * features.transform(x)])

    def graph(self):
        """The graph of neighbours among the training rows' latents."""
        path = self.path("graph.npz")
        if not path.exists():
            graph = neighbour_graph(self.latents()[0])
            at_once(path, lambda new: sparse.save_npz(new, graph))
        return sparse.load_npz(path)


def at_once(path, save):
    """Save a file so that it is there whole or not at all."""
    new = path.with_name(f"new-{path.name}")
    save(new)
    new.replace(path)


def data_of(name, arguments):
    """The data set, and all training images: what M1's VAE learns from, labels or no labels."""
    folder = name != "digits" and arguments.data / name
    if not arguments.choose:
        data = ss.read_images(folder) if folder else ss.digits()
        return data, data.train.x
    rows = ss.read_training_images(folder) if folder else ss.digits().train
    count = min(HELD, len(rows.y) // 5)
    held_out = ss.hold_out(rows, count, np.random.default_rng(0))
    return ss.DataSet(name, *held_out), rows.x


def raw(problem, seen, draw):
    return ss.svm(problem.data, seen)


def m1(problem, seen, draw):
    return ss.m1(*problem.latents(), seen, seed=draw)


def m1t(problem, seen, draw):
    return ss.m1_transductive(*problem.latents(), seen, problem.graph(), seed=draw)


def both(problem, seen, draw):
    return ss.m1(*problem.pixels_and_latents(), seen, seed=draw)


def botht(problem, seen, draw):
    train, test = problem.pixels_and_latents()
    spreading = partial(spread_labels, graph=problem.graph())
    model = M1Classifier(
        FunctionTransformer(),
        transductive=spreading,
        unlabelled_weight=WEIGHT,
        random_state=draw,
    )
    return model.fit(train, seen).predict(test)


def bothm(problem, seen, draw):
    _, test = problem.pixels_and_latents()
    return moved(problem, seen, problem.side_by_side, test)


def rawm(problem, seen, draw):
    return moved(problem, seen, lambda x: x, problem.data.test.x)


def moved(problem, seen, features, test):
    rows = np.flatnonzero(seen >= 0)
    known = ss.moved(problem.data.train.x[rows], problem.data.shape)
    labels = np.tile(seen[rows], len(known) // len(rows))
    return SVC(C=MOVED_C).fit(features(known), labels).predict(test)


def generative(problem, what, draw, likelihood, latent):
    s = problem.settings
    return M2Classifier(
        latent,
        hidden_layer_sizes=s.m2_widths,
        likelihood=likelihood,
        max_epochs=s.m2_epochs,
        learning_rate=s.m2_rate,
        decay=True,
        activation=torch.relu,
        n_iter_no_change=s.m2_epochs,
        device=s.device,
        checkpoint=problem.path(what + ".safetensors"),
        verbose=problem.verbose,
        random_state=draw,
    )


def m2(problem, seen, draw):
    model = generative(
        problem, f"m2-{(seen >= 0).sum()}-{draw}", draw, Bernoulli(), problem.settings.latent
    )
    return model.fit(problem.data.train.x, seen).predict(problem.data.test.x)


def m1m2(problem, seen, draw):
    model = m1m2_model(problem, (seen >= 0).sum(), draw)
    return model.fit(problem.data.train.x, seen).predict(problem.data.test.x)


def m1m2_model(problem, labels, draw):
    """M1+M2, which is trained or taken from its checkpoint when it is fitted."""
    what, latent = f"m1m2-{labels}-{draw}", problem.settings.m1m2_latent
    model = generative(problem, what, draw, LocalGaussian(), latent)
    return M1M2Classifier(FrozenEstimator(problem.features()), model)


METHODS = {
    "raw": raw,
    "rawm": rawm,
    "m1": m1,
    "m1t": m1t,
    "both": both,
    "botht": botht,
    "bothm": bothm,
    "m2": m2,
    "m1m2": m1m2,
}
