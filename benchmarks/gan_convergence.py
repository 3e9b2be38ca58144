"""How often does a GAN fail? Non-saturating, WGAN-CP and WGAN-GP, by seeds and by architectures.

    OMP_NUM_THREADS=1 python -m benchmarks.gan_convergence --data DIR [--study seeds|architectures]

Two studies of short trainings on the training images of DIR (IDX files of MNIST's kind), with
classes and 16 base filters. `seeds`: architecture A, seeds 2 to 21, none of which the comparison
used. `architectures`: 20 draws of Table 1 of Gulrajani et al. (2017), in the part of it that two
cores can train: depth 4 or 8; the draw with seed k is the same for all methods, with layer
normalisation for WGAN-GP, as there.

What follows was written before the first run. A training of 600 iterations is judged by 5,000
generated images against 5,000 held-out ones, in the features of the classifier that
`python -m gan features` trains; the null is the other 5,000 held-out images. It has converged
  - by W2 (exact), if that is at most 2.3 times its null;
  - by sliced W2 (512 directions), if that is at most 23 times its null;
  - by KID, if it is at most the mean of the null and three standard deviations, over ten divisions
    of the held-out images by lot,
and has failed by that measure otherwise. It has failed by all three where a loss or a gradient was
no number, or the generator had collapsed (`gan/_failure.py`). The factors of W2 and sliced W2 are
those of ten average images, one a class, which have neither detail nor variety: what so short a
training has to beat. (They were 1.4 and 13, those of Gaussians in pixel space, until the comparison
of docs/results/gan_comparison showed that the best method reaches those after 1,500 iterations: by
them every run of 600 would have failed. No run of this study had been made.)

Each failure rate stands with its Clopper-Pearson interval (95 %); methods are compared on common
seeds by McNemar's exact test, which sees only the seeds on which one failed and the other did not.
With 20 runs: no failure says that the rate is below 16.8 %; 0 such seeds against 5 give p = .0625,
and 0 against 6 (p = .031) are the first that the test sees (5 %, two-sided). Fisher's test, which
is not made and would take the runs for independent, sees 0 failures against 5 (p = .047). The
documents' statistic, how often a loss rose from one iteration to the next, stands beside, to show
what it is. (This said of power only what Fisher's test would see, until a review found it. No run
of this study had been made.)

Finished runs go to build/gan_convergence.jsonl. Writes docs/results/gan_convergence.json.
"""

import argparse
import os
import time
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from scipy.stats import binomtest

from benchmarks import _studies
from benchmarks._runs import Runs
from divergences import Measure, sliced_wasserstein, wasserstein
from gan import ARCHITECTURES, METHODS, random_architecture, read_images, train, train_classifier
from gan._classifiers import convolutional
from gan._comparison.judging import samples_of
from gan._comparison.report import jitter
from gan.evaluate import kid

SEEDS = tuple(range(2, 22))
ITERATIONS, BATCH, N, DIRECTIONS, DIVISIONS = 600, 64, 5000, 512, 10
FACTORS, DEVIATIONS = {"w2": 2.3, "sliced_w2": 23.0}, 3.0
FILTERS, DEPTHS = 16, (4, 8)
STUDIES = ("seeds", "architectures")
MEASURES = (
    "failures by each measure (w2, sliced_w2, kid) of runs, of_numbers and collapses among them; "
    "rate with its Clopper-Pearson interval (95 %); mcnemar: two-sided exact p-values of pairs of "
    "methods on common seeds. jitter: how often a loss rose"
)


class Held:
    """The images, the features, and what the null is."""

    def __init__(self, folder):
        data = read_images(folder)
        refuse_few(data.held_out)
        self.train, self.held_out = data.train, data.held_out
        self.features = train_classifier(data.train, convolutional, seed=0).features

    @cached_property
    def points(self):
        """Features of the held-out images."""
        return self.features(self.held_out.x).double().numpy()

    @cached_property
    def directions(self):
        """Unit vectors, the same for all."""
        drawn = np.random.default_rng(0).standard_normal((DIRECTIONS, self.points.shape[1]))
        return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)

    @cached_property
    def labels(self):
        """Classes of the held-out images."""
        return self.held_out.y.numpy()

    def halves(self, division):
        """Two halves of the held-out images by lot, with as many of each class."""
        return halves(self.labels, division)

    @cached_property
    def null(self):
        """What is measured of one half against the other, and the law of KID over divisions."""
        first, second = self.halves(0)
        found = self.measured(self.points[second], self.labels[second], first)
        kids = [
            float(kid(*(self.points[half] for half in halves), *(self.labels[h] for h in halves)))
            for halves in map(self.halves, range(DIVISIONS))
        ]
        return {**found, "kid_mean": float(np.mean(kids)), "kid_sd": float(np.std(kids, ddof=1))}

    def measured(self, points, labels, rows):
        """Distances of points to those rows of the held-out images."""
        real = self.points[rows]
        mu, nu = Measure(points), Measure(real)
        return {
            "w2": wasserstein(mu, nu, order=2),
            "sliced_w2": sliced_wasserstein(mu, nu, self.directions, order=2),
            "kid": float(kid(points, real, labels, self.labels[rows])),
        }

    def limits(self):
        """The largest value of each measure with which a run has converged."""
        null = self.null
        largest = {name: factor * null[name] for name, factor in FACTORS.items()}
        return {**largest, "kid": null["kid_mean"] + DEVIATIONS * null["kid_sd"]}


def refuse_few(held_out):
    if len(held_out) < 2 * N:
        raise ValueError(
            f"{len(held_out):,} images are held out, and two halves of {N:,} are compared; give "
            f"at least {2 * N:,}"
        )


def halves(labels, division):
    """N and N rows by lot, the classes in proportion, and as many of each class in both."""
    refuse_few(labels)
    drawn = np.random.default_rng(division).permutation(len(labels))
    part = np.empty(len(labels))
    for label in np.unique(labels):
        rows = drawn[labels[drawn] == label]
        part[rows] = (np.arange(len(rows)) + 0.5) / len(rows)
    chosen = np.zeros(len(labels), dtype=bool)
    chosen[drawn[np.argsort(part[drawn], kind="stable")][: 2 * N]] = True
    drawn = drawn[chosen[drawn]]
    ordered = drawn[np.argsort(labels[drawn], kind="stable")]
    return ordered[::2], ordered[1::2]


def architecture(study, seed, images, method):
    _, channels, height, width = images.x.shape
    shape = {"height": height, "width": width, "channels": channels, "classes": images.classes}
    if study == "seeds":
        found = replace(ARCHITECTURES["A"], filters_g=FILTERS, filters_d=FILTERS, **shape)
    else:
        random = torch.Generator().manual_seed(seed)
        found = random_architecture(random, filters_g=FILTERS, filters_d=FILTERS, **shape)
        while found.depth_g not in DEPTHS or found.depth_d not in DEPTHS:
            found = random_architecture(random, filters_g=FILTERS, filters_d=FILTERS, **shape)
    return found if method.penalty is None else found.for_penalty()


def run(held, study, method, seed):
    start, recipe = time.process_time(), METHODS[method]
    shape = architecture(study, seed, held.train, recipe)
    random = torch.Generator().manual_seed(seed)
    generator, critic = shape.generator(random), shape.critic(random)
    settings = {"method": recipe, "iterations": ITERATIONS, "batch": BATCH, "seed": seed}
    events = list(train(generator, critic, held.train.x, held.train.y, **settings))
    seconds = time.process_time() - start
    row = {
        "failure": events[-1].failure,
        "iterations": events[-1].iteration,
        "jitter": {
            "discriminator": jitter([one.critic_loss for one in events]),
            "generator": jitter([one.generator_loss for one in events]),
        },
        "architecture": shape.as_dict(),
        "seconds": round(seconds, 1),
    }
    if row["failure"] is None:
        rows = held.halves(0)[0]
        samples = samples_of(generator, held.held_out.rows(torch.from_numpy(rows)), N, seed)
        points = held.features(samples.x).double().numpy()
        row |= held.measured(points, samples.y.numpy(), rows)
    return row


def failed(row, name, limits):
    return row["failure"] is not None or not row[name] <= limits[name]  # NaN is a failure


def summary(rows, limits):
    """Rates with intervals by method and measure, and tests between methods."""
    found = {}
    for name in limits:
        of = {
            method: {
                row["seed"]: failed(row, name, limits) for row in rows if row["method"] == method
            }
            for method in METHODS
        }
        rates = {}
        for method, outcomes in of.items():
            if outcomes:
                count, n = sum(outcomes.values()), len(outcomes)
                ends = binomtest(count, n).proportion_ci(0.95, method="exact")
                interval = [float(ends.low), float(ends.high)]
                rates[method] = {"failures": count, "runs": n, "interval": interval}
        found[name] = {"rates": rates, "mcnemar": tests(of)}
    return found


def tests(of):
    found = {}
    for one, other in combinations(of, 2):
        common = of[one].keys() & of[other].keys()
        only = [
            sum(a[s] and not b[s] for s in common)
            for a, b in ((of[one], of[other]), (of[other], of[one]))
        ]
        p = binomtest(only[0], sum(only)).pvalue if sum(only) else 1.0
        found[f"{one}, {other}"] = {"one_only": only[0], "other_only": only[1], "p_value": p}
    return found


def told(row):
    end = row["failure"] or "  ".join(
        f"{name} {row[name]:.4g}" for name in ("w2", "sliced_w2", "kid")
    )
    name = f"{row['study']:<13} {row['method']:<7} seed {row['seed']:>2}"
    return f"{name}: {end}, {row['seconds']:.0f} s"


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gan_convergence")
    parser.add_argument("--data", type=Path, required=True, help="a folder of IDX files")
    parser.add_argument("--study", nargs="+", choices=STUDIES, default=STUDIES)
    parser.add_argument("--seeds", type=int, nargs="+", choices=SEEDS, default=SEEDS)
    given = parser.parse_args()
    start = time.perf_counter()
    setting = {"iterations": ITERATIONS, "batch": BATCH, "filters": FILTERS, "n": N}
    setting["data"] = given.data.name
    runs, held = Runs("gan_convergence", setting), Held(given.data)
    wanted = [
        {"study": study, "method": method, "seed": seed}
        for study in given.study
        for seed in given.seeds
        for method in METHODS
    ]
    runs.finish(wanted, lambda **one: run(held, **one), told)
    limits = held.limits()
    found = {
        study: summary([row for row in runs.rows if row["study"] == study], limits)
        for study in STUDIES
    }
    _studies.write(
        "gan_convergence",
        MEASURES,
        time.perf_counter() - start,
        seeds=SEEDS,
        setting=setting,
        null=held.null,
        limits=limits,
        studies=found,
        rows=runs.rows,
    )


if __name__ == "__main__":
    main()
