"""How likely are the digits? log p(x) of binary MNIST under a VAE, by 5,000 weighted draws.

    OMP_NUM_THREADS=1 python -m benchmarks.likelihood --data DIR --work WORK

Each of the 10,000 test images is made of bits once: one Bernoulli draw a pixel, with the grey level
for its probability, seed 0. (A grey level cut at a half is another data set, with other numbers.)
The training images, all 60,000, are drawn so anew whenever a batch is taken: there is no
early stopping, no test image is seen, and the length of the training is fixed beforehand. With
`--fixed` the training images are drawn once, too.

Two layers of 200 and 50 latents are those of Burda, Grosse and Salakhutdinov (2015,
arXiv:1509.00519). The decoder's last bias starts at the logits of the mean image. The loss is the
negative ELBO, its KL counted less during the first epochs (a warm-up); Adam's rate falls along half
a cosine. WORK keeps a checkpoint of each epoch and the estimates of each block of test images, so
that the work can be stopped anywhere and taken up. Writes docs/results/likelihood.json: the mean of
-log p(x) in nats with its standard error (of the mean over images, and of the draws), the ELBO, the
bias to second order, and the curve of the training. DIR is the folder of MNIST's four IDX files.
"""

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import silu

from benchmarks._studies import write
from vae import VAE, elbo, log_evidence
from vae import semi_supervised as ss
from vae.likelihoods import Bernoulli

BLOCK, SEED = 250, 0  # test images at a time
CURVE = ("bound", "cpu_seconds")


@dataclass(frozen=True)
class Settings:
    """The network and its training; nothing was tuned."""

    widths: tuple[int, ...] = (200, 200)
    latent: int = 50
    epochs: int = 60
    warm_up: int = 10  # epochs
    batch: int = 100
    rate: float = 2e-3
    last_rate: float = 1e-5
    samples: int = 5000
    fixed: bool = False


def bits(grey, generator):
    """One Bernoulli draw a pixel."""
    return torch.bernoulli(grey, generator=generator)


def fresh(grey, settings):
    """The model with its first weights, and the generator that draws all the rest."""
    generator = torch.Generator().manual_seed(SEED)
    model = VAE(
        ss.PIXELS,
        settings.latent,
        settings.widths,
        likelihood=Bernoulli(),
        activation=silu,
        generator=generator,
    )
    with torch.no_grad():
        model.decoder.layers[-1].bias.copy_(torch.logit(grey.mean(0), eps=1e-3))
    return model, generator


def epoch(model, optimizer, grey, settings, generator, done):
    """Train for an epoch, and return the mean ELBO of what was drawn in it."""
    n, total = len(grey), 0.0
    fall = (1 + math.cos(math.pi * done / settings.epochs)) / 2
    for group in optimizer.param_groups:
        group["lr"] = settings.last_rate + (settings.rate - settings.last_rate) * fall
    weight = min(1.0, (done + 1) / settings.warm_up)
    for rows in torch.randperm(n, generator=generator).split(settings.batch):
        x = grey[rows] if settings.fixed else bits(grey[rows], generator)
        noise = torch.randn((1, len(rows), settings.latent), generator=generator)
        found = elbo(model, x, noise)
        optimizer.zero_grad()
        (weight * found.kl - found.reconstruction).mean().backward()
        optimizer.step()
        total += float(found.value.detach().sum())
    return total / n


def train(grey, settings, work):
    """The trained model, the curve, and the seconds of CPU of each epoch."""
    model, generator = fresh(grey, settings)
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(learnt, lr=settings.rate, fused=True)
    path, curve = work / "training.safetensors", []
    if path.exists():
        curve = resumed(path, model, optimizer, generator)
    while len(curve) < settings.epochs:
        start = time.process_time()
        bound = epoch(model, optimizer, grey, settings, generator, len(curve))
        curve.append({"bound": bound, "cpu_seconds": round(time.process_time() - start, 2)})
        save(path, model, optimizer, generator, curve)
        print(f"epoch {len(curve)}: bound {bound:.3f}, {curve[-1]['cpu_seconds']} s", flush=True)
    return model.requires_grad_(False), curve


def save(path, model, optimizer, generator, curve):
    """Write all that decides what comes next, at once."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for i, moments in optimizer.state_dict()["state"].items():
        tensors |= {f"moments.{i}.{name}": tensor for name, tensor in moments.items()}
    tensors |= {"generator": generator.get_state()}
    for key in CURVE:
        tensors[f"curve.{key}"] = torch.tensor([row[key] for row in curve], dtype=torch.float64)
    new = path.with_suffix(".new")
    save_file({name: tensor.clone() for name, tensor in tensors.items()}, new)
    new.replace(path)


def resumed(path, model, optimizer, generator):
    """Take up what was saved, and return its curve."""
    tensors = {name: tensor.clone() for name, tensor in load_file(path).items()}

    def under(part):
        return {n.removeprefix(part): t for n, t in tensors.items() if n.startswith(part)}

    model.load_state_dict(under("model."))
    generator.set_state(tensors["generator"])
    state = {}
    for name, tensor in under("moments.").items():
        i, _, kind = name.partition(".")
        state.setdefault(int(i), {})[kind] = tensor
    optimizer.load_state_dict(optimizer.state_dict() | {"state": state})
    columns = (under("curve.")[key].tolist() for key in CURVE)
    return [dict(zip(CURVE, row, strict=True)) for row in zip(*columns, strict=True)]


def judged(model, x, settings, work):
    """The estimates of all test images, block by block: those of WORK, and then the others."""
    parts = []
    for start in range(0, len(x), BLOCK):
        path = work / f"test-{start}.npy"
        if not path.exists():
            generator = torch.Generator().manual_seed(SEED + 1 + start)
            found = log_evidence(
                model, x[start : start + BLOCK], samples=settings.samples, generator=generator
            )
            columns = (found.value, found.standard_error, found.effective, found.elbo)
            new = path.with_name(f"new-{path.name}")
            np.save(new, torch.stack(columns).double().numpy())
            new.replace(path)
            print(f"test images to {start + BLOCK}: {-float(found.value.mean()):.2f}", flush=True)
        parts.append(np.load(path))
    return np.concatenate(parts, axis=1)


def summary(found):
    """Means over images in nats, and how sure they are."""
    value, error, effective, bound = found
    n = len(value)
    return {
        "images": n,
        "negative_log_likelihood": -float(value.mean()),
        "standard_error": float(value.std(ddof=1) / math.sqrt(n)),
        "standard_error_of_the_draws": float(np.sqrt((error**2).sum()) / n),
        "bias_to_second_order": -float((error**2).mean() / 2),
        "elbo": float(bound.mean()),
        "elbo_standard_error": float(bound.std(ddof=1) / math.sqrt(n)),
        "effective_draws": {
            "median": float(np.median(effective)),
            "least": float(effective.min()),
        },
    }


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of MNIST's files")
    parser.add_argument("--work", type=Path, required=True, help="folder of what is kept")
    parser.add_argument("--fixed", action="store_true", help="training bits are drawn once")
    for name in ("epochs", "samples"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Settings, name))
    parser.add_argument("--images", type=int, default=None, help="only the first so many")
    arguments = parser.parse_args(words)
    settings = Settings(epochs=arguments.epochs, samples=arguments.samples, fixed=arguments.fixed)
    start = time.monotonic()
    arguments.work.mkdir(parents=True, exist_ok=True)
    once = torch.Generator().manual_seed(SEED)
    data = ss.read_images(arguments.data)
    x = bits(torch.from_numpy(data.test.x).float(), once)[: arguments.images]
    grey = torch.from_numpy(data.train.x).float()
    grey = bits(grey, once) if settings.fixed else grey
    model, curve = train(grey, settings, arguments.work)
    judge = time.process_time()
    found = summary(judged(model, x, settings, arguments.work))
    print(json.dumps(found, indent=1))
    write(
        "likelihood",
        "nats an image of binary MNIST: one Bernoulli draw a pixel, seed 0",
        time.monotonic() - start,
        seeds=(SEED,),
        command=f"OMP_NUM_THREADS=1 python -m benchmarks.likelihood --samples {settings.samples}",
        settings=asdict(settings),
        cpu_seconds_of_training=round(sum(row["cpu_seconds"] for row in curve), 1),
        cpu_seconds_of_judging_now=round(time.process_time() - judge, 1),
        **found,
        curve=curve,
    )


if __name__ == "__main__":
    main()
