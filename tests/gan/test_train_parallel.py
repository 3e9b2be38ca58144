"""Two processes train as one that has the whole batch."""

from functools import partial

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
    found["refusal"] = refused_to(trained_with_batch_norm)
    found["apart"] = {
        name: refused_to(partial(begin, folder, rank)) for name, begin in APART.items()
    }
    found["resumed"] = [trained_to(n, rank, checkpoint=folder / "both") for n in (1, 3)][-1]
    torch.save(found, folder / f"{rank}.pt")
    dist.barrier()  # the first to leave would hang up on the other
    dist.destroy_process_group()


def trained_to(iterations, rank, **settings):
    """Return what a training that begins with weights of one's own comes to."""
    players = Generator(rank), Critic(rank + 1)
    given = {"method": DCGAN, "iterations": iterations, "batch": 8} | settings
    list(train(*players, X, **given))
    return torch.cat([one.detach().flatten() for one in players[0].parameters()])


def other_iterations(folder, rank):
    trained_to(1 + rank, rank)


def other_seeds(folder, rank):
    trained_to(1, rank, seed=rank)


def own_checkpoints(folder, rank):
    """Only the first process writes: the second stays where it was."""
    path = folder / f"own of {rank}"
    trained_to(1, rank, checkpoint=path)
    trained_to(3, rank, checkpoint=path)


def one_checkpoint(folder, rank):
    trained_to(1, rank, checkpoint=None if rank else folder / "alone")


def spoilt_checkpoint(folder, rank):
    """One of them cannot be read."""
    path = folder / f"spoilt of {rank}"
    if rank == 1:
        path.write_text("no checkpoint")
    trained_to(1, rank, checkpoint=path)


def no_points(folder, rank):
    trained_to(1, rank, batch=8 + 1000 * rank)


APART = {
    "iterations": other_iterations,
    "seed": other_seeds,
    "checkpoint": one_checkpoint,
    "iteration": own_checkpoints,
    "spoilt": spoilt_checkpoint,
    "batch": no_points,
}


def refused_to(begin):
    try:
        begin()
    except ValueError as error:
        return str(error)
    return None


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


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("iterations", "iterations is 1 in process 0 and 2 in process 1; pass the same to all"),
        ("seed", "seed is 0 in process 0 and 1 in process 1; pass the same to all"),
        ("checkpoint", "checkpoint is there in process 0 and none in process 1; pass the same to"),
        ("iteration", "iteration is 1 in process 0 and 0 in process 1; pass the same to all, and"),
    ],
)
def test_processes_that_do_not_stand_at_the_same_place_are_all_refused(two, name, said):
    assert two[0]["apart"][name].startswith(said)
    assert two[1]["apart"][name] == two[0]["apart"][name]


@pytest.mark.parametrize(
    ("name", "said"), [("spoilt", "spoilt of 1 is no checkpoint"), ("batch", "batch is 1008, and")]
)
def test_what_one_process_refuses_all_refuse(two, name, said):
    first, second = (one["apart"][name] for one in two)
    assert said in second
    assert first == f"process 1 refuses: {second}"


def test_two_processes_go_on_from_one_checkpoint_with_the_same_weights(two):
    assert torch.equal(two[0]["resumed"], two[1]["resumed"])
    assert (two[0]["resumed"] - trained_to(3, 0, batch=16)).abs().max() < 1e-12
