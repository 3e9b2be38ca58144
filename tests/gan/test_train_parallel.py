"""Two processes train as one that has the whole batch."""

import os

import pytest
import torch
import torch.distributed as dist
from torch import nn

from gan import DCGAN, METHODS, train
from tests.gan.players import Critic, Generator, halves, ring

X = ring()
Y = halves(X)


def trained(name, batch, seeds=(0, 1)):
    """Return gradients of the first step of a training, and weights and events after the third."""
    found = []
    for iterations in (1, 3):
        players = Generator(seeds[0], classes=2), Critic(seeds[1], classes=2)
        run = train(*players, X, Y, method=METHODS[name], iterations=iterations, batch=batch)
        events = list(run)
        both = [*players[0].parameters(), *players[1].parameters()]
        found.append(torch.cat([one.grad.flatten() for one in both]))
    return [*found, torch.cat([one.detach().flatten() for one in both]), events]


def of_two(rank, folder, act):
    """What each of two processes does."""
    torch.set_num_threads(1)
    joined = f"file://{folder}/meeting"
    dist.init_process_group("gloo", init_method=joined, rank=rank, world_size=2)
    torch.save(act(rank), folder / f"{rank}.pt")
    dist.destroy_process_group()


def in_two_processes(folder, act):
    torch.multiprocessing.start_processes(of_two, (folder, act), nprocs=2, start_method="fork")
    return [torch.load(folder / f"{rank}.pt", weights_only=False) for rank in (0, 1)]


def train_all(rank):
    """Train with 8 rows a process; the second process begins with other weights."""
    return {name: trained(name, 8, (0, 1) if rank == 0 else (5, 6)) for name in METHODS}


def refusal(rank):
    try:
        trained_with_batch_norm()
    except ValueError as error:
        return str(error)


def trained_with_batch_norm():
    players = Generator(norm=nn.BatchNorm1d), Critic()
    return list(train(*players, X, method=DCGAN, iterations=1))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")
def test_gradients_and_events_are_those_of_one_process_with_the_doubled_batch(tmp_path):
    first, second = in_two_processes(tmp_path, train_all)
    for name in METHODS:
        alone = trained(name, 16)
        for mine in (first[name], second[name]):
            for found, expected in zip(mine[:3], alone[:3], strict=True):
                assert (found - expected).abs().max() <= 1e-12 * expected.abs().max()
        assert first[name][3] == second[name][3]
        for mine, theirs in zip(first[name][3], alone[3], strict=True):
            assert mine.images_seen == theirs.images_seen
            assert mine.critic_loss == pytest.approx(theirs.critic_loss, rel=1e-12)
            assert mine.generator_loss == pytest.approx(theirs.generator_loss, rel=1e-12)
            assert mine.critic_gradient == pytest.approx(theirs.critic_gradient, rel=1e-12)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")
def test_refuses_batch_normalisation_that_no_process_has_of_all_rows(tmp_path):
    said = in_two_processes(tmp_path, refusal)
    assert said[0] == said[1]
    assert said[0].startswith("Generator.norm is a BatchNorm1d, whose means would be those of one")
    assert "SyncBatchNorm.convert_sync_batchnorm" in said[0]
    assert trained_with_batch_norm()
