"""Two processes train as one that has the whole batch."""

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


def of_two(rank, folder):
    """What each of two processes does, with 8 rows; the second begins with other weights."""
    torch.set_num_threads(1)
    joined = f"file://{folder}/meeting"
    dist.init_process_group("gloo", init_method=joined, rank=rank, world_size=2)
    found = {name: trained(name, 8, (0, 1) if rank == 0 else (5, 6)) for name in METHODS}
    try:
        trained_with_batch_norm()
    except ValueError as error:
        found["refusal"] = str(error)
    torch.save(found, folder / f"{rank}.pt")
    dist.barrier()  # the first to leave would hang up on the other
    dist.destroy_process_group()


def trained_with_batch_norm():
    players = Generator(norm=nn.BatchNorm1d), Critic()
    return list(train(*players, X, method=DCGAN, iterations=1))


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    torch.multiprocessing.spawn(of_two, (folder,), nprocs=2)
    return [torch.load(folder / f"{rank}.pt", weights_only=False) for rank in (0, 1)]


@pytest.mark.parametrize("name", METHODS)
def test_gradients_and_events_are_those_of_one_process_with_the_doubled_batch(two, name):
    alone, first, second = trained(name, 16), two[0][name], two[1][name]
    for mine in (first, second):
        for found, expected in zip(mine[:3], alone[:3], strict=True):
            assert (found - expected).abs().max() <= 1e-12 * expected.abs().max()
    assert first[3] == second[3]
    for mine, theirs in zip(first[3], alone[3], strict=True):
        assert mine.images_seen == theirs.images_seen
        assert mine.critic_loss == pytest.approx(theirs.critic_loss, rel=1e-12)
        assert mine.generator_loss == pytest.approx(theirs.generator_loss, rel=1e-12)
        assert mine.critic_gradient == pytest.approx(theirs.critic_gradient, rel=1e-12)


def test_refuses_batch_normalisation_that_no_process_has_of_all_rows(two):
    said = two[0]["refusal"]
    assert said == two[1]["refusal"]
    assert said.startswith("Generator.norm is a BatchNorm1d, whose means would be those of one")
    assert "SyncBatchNorm.convert_sync_batchnorm" in said
    assert trained_with_batch_norm()
