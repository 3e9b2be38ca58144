"""What does an iteration of `gan.train` cost, against the same steps in a hand-written loop?

    OMP_NUM_THREADS=1 python -m benchmarks.gan_steps

Architecture A with ten classes, batches of 64 random images of 28 x 28 pixels: what they are does
not change the time. Each method in turn, both loops side by side, alternating, on one thread; each
for 1 and for 3 iterations, and the difference over 2 is an iteration, so that what is done once is
left out. Seconds are of this process's CPU time. The interval of the median ratio is by order
statistics, from the binomial law. Writes docs/results/gan_steps.json.
"""

import time
from dataclasses import replace

import torch
from torch.nn.functional import softplus

from benchmarks._paired import compared, told
from benchmarks._studies import write
from gan import ARCHITECTURES, METHODS, train

ROUNDS, IMAGES, BATCH, CLASSES, LATENT = 25, 1000, 64, 10, 128
WARM = 2  # iterations before anything is measured


def players(name):
    shape = replace(ARCHITECTURES["A"], classes=CLASSES)
    shape = shape.for_penalty() if name == "WGAN-GP" else shape
    random = torch.Generator().manual_seed(0)
    return shape.generator(random), shape.critic(random)


def optimizers(name, generator, critic):
    if name == "WGAN-CP":
        return [torch.optim.RMSprop(one.parameters(), lr=5e-5) for one in (generator, critic)]
    rate, betas = (2e-4, (0.5, 0.999)) if name == "DCGAN" else (1e-4, (0.0, 0.9))
    return [
        torch.optim.Adam(one.parameters(), lr=rate, betas=betas, fused=True)
        for one in (generator, critic)
    ]


def by_hand(iterations, name, x, y):
    """Train as a tutorial would, and as fast as one can without thinking of anything else."""
    generator, critic = players(name)
    of_generator, of_critic = optimizers(name, generator, critic)
    for _ in range(iterations):
        for _ in range(1 if name == "DCGAN" else 5):
            rows = torch.randint(len(x), (BATCH,))
            real, labels = x[rows], y[rows]
            with torch.no_grad():
                fake = generator(torch.randn(BATCH, LATENT), labels)
            of_real, of_fake = critic(real, labels), critic(fake, labels)
            if name == "DCGAN":
                loss = softplus(-of_real).mean() + softplus(of_fake).mean()
            else:
                loss = of_fake.mean() - of_real.mean()
            if name == "WGAN-GP":
                loss = loss + 10 * penalty(critic, real, fake, labels)
            of_critic.zero_grad()
            loss.backward()
            of_critic.step()
            if name == "WGAN-CP":
                with torch.no_grad():
                    for parameter in critic.parameters():
                        parameter.clamp_(-0.01, 0.01)
        labels = y[torch.randint(len(x), (BATCH,))]
        for parameter in critic.parameters():
            parameter.requires_grad_(False)
        scores = critic(generator(torch.randn(BATCH, LATENT), labels), labels)
        loss = softplus(-scores).mean() if name == "DCGAN" else -scores.mean()
        of_generator.zero_grad()
        loss.backward()
        of_generator.step()
        for parameter in critic.parameters():
            parameter.requires_grad_(True)


def penalty(critic, real, fake, labels):
    share = torch.rand(len(real), 1, 1, 1)
    between = (real + share * (fake - real)).requires_grad_()
    scores = critic(between, labels).sum()
    (gradients,) = torch.autograd.grad(scores, between, create_graph=True)
    return ((gradients.flatten(1).norm(dim=1) - 1) ** 2).mean()


def ours(iterations, name, x, y):
    for _ in train(*players(name), x, y, method=METHODS[name], iterations=iterations, batch=BATCH):
        pass


def main():
    torch.set_num_threads(1)
    start, random = time.monotonic(), torch.Generator().manual_seed(0)
    x = 2 * torch.rand(IMAGES, 1, 28, 28, generator=random) - 1
    y = torch.arange(IMAGES) % CLASSES
    found = {}
    for name in METHODS:
        for function in (ours, by_hand):
            function(WARM, name, x, y)
        found[name] = compared(ours, by_hand, ROUNDS, name, x, y)
        print(told(name, found[name]), flush=True)
    measures = f"CPU seconds of an iteration, 1 thread, {ROUNDS} pairs"
    write("gan_steps", measures, time.monotonic() - start, seeds=(0,), iterations=found)


if __name__ == "__main__":
    main()
