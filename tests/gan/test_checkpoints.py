"""A checkpoint is gone on from where it is whole and of this very fit, and else refused."""

import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

import gan._adam
import gan._cone_fit
from gan import fit_critic
from gan._sides import Sides
from gan.critics import MLP


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    monkeypatch.setattr(gan._adam, "STEPS", 100)
    for name, value in {"STEPS": 20, "TAIL": 30, "STARTS": 64, "CANDIDATES": 64}.items():
        monkeypatch.setattr(gan._cone_fit, name, value)


class Slope(nn.Module):
    """f(x) = w x_1."""

    def __init__(self, w=0.5):
        super().__init__()
        self.w = nn.Parameter(torch.tensor([w]).double())

    def forward(self, x):
        return self.w * x[:, 0]


def points(seed=0, n=200):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, 2, generator=generator, dtype=torch.float64)


X, Y = points() + 1, points(1)


@pytest.fixture
def left(tmp_path):
    """What a whole fit has left: path, tensors, metadata."""
    path = tmp_path / "fit.safetensors"
    fit_critic(X, Y, critic=Slope(), checkpoint=path)
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    return path, load_file(path), metadata


def refused(path, sentence, **other):
    with pytest.raises(ValueError, match=sentence):
        fit_critic(X, Y, **{"critic": Slope(), "checkpoint": path} | other)


def test_a_fit_that_is_done_is_not_done_again(tmp_path):
    told = []

    def fit():
        return fit_critic(
            X, Y, checkpoint=tmp_path / "fit", progress=lambda *what: told.append(what[0])
        )

    first = fit()
    assert {"cones", "cones turned over", "GroupSort"} == set(told)
    told.clear()
    assert torch.equal(fit()(X), first(X))
    assert not told


def test_refuses_a_folder_that_is_not_there(tmp_path):
    refused(tmp_path / "no" / "fit", "no.fit is a folder, or in none that there is; name a file")


def test_refuses_a_folder(tmp_path):
    refused(tmp_path, "is a folder, or in none that there is; name a file")


@pytest.mark.parametrize("about", ["[1]", "7", "null", "{"])
def test_refuses_a_file_that_does_not_say_what_fit_it_is_of(left, about):
    path, tensors, metadata = left
    save_file(tensors, path, metadata=metadata | {"about": about})
    refused(path, "is no checkpoint .*; remove it or name another")


def test_refuses_a_file_without_metadata(left):
    path, tensors, _ = left
    save_file(tensors, path)
    refused(path, r"is no checkpoint \(its metadata says None about the fit\)")


def test_refuses_the_checkpoint_of_another_format(left):
    path, tensors, metadata = left
    about = json.loads(metadata["about"]) | {"format": 1}
    save_file(tensors, path, metadata=metadata | {"about": json.dumps(about)})
    refused(path, "was left by a fit with format 1, and this one has 2; pass what")


def test_refuses_a_checkpoint_that_lacks_a_tensor(left):
    path, tensors, metadata = left
    del tensors["Slope/best"]
    save_file(tensors, path, metadata=metadata)
    refused(path, "is damaged: .* not those that were written.*; remove it or name another")


def test_refuses_a_checkpoint_whose_tensors_have_changed_names(left):
    path, tensors, metadata = left
    renamed = {name.replace("kept.w", "kept.v"): one for name, one in tensors.items()}
    save_file(renamed, path, metadata=metadata)
    refused(path, "is damaged")


@pytest.mark.parametrize("place", [-1, -8, -100])
def test_refuses_a_checkpoint_with_a_flipped_bit(left, place):
    path, _, _ = left
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    refused(path, "is damaged")


@pytest.mark.parametrize("other", [(5, torch.float64), (4, torch.float32)], ids=["width", "type"])
def test_refuses_the_checkpoint_of_another_architecture(tmp_path, other):
    def critic(width, dtype):
        return MLP(2, (width,), generator=torch.Generator().manual_seed(0)).to(dtype)

    path = tmp_path / "fit.safetensors"
    fit_critic(X, Y, critic=critic(4, torch.float64), checkpoint=path)
    sentence = r"with critic 'MLP: layers.0.weight \(4, 2\) torch.float64, .* and this one has"
    refused(path, sentence, critic=critic(*other))


def test_refuses_the_checkpoint_of_points_that_differ_in_a_bit(left):
    path, _, _ = left
    moved = X.clone()
    moved[7, 1] = torch.nextafter(moved[7, 1], moved[7, 1] + 1)
    with pytest.raises(ValueError, match=r"points '[0-9a-f]{64}', and this one has '[0-9a-f]{64}'"):
        fit_critic(moved, Y, critic=Slope(), checkpoint=path)


def test_the_digest_tells_points_in_every_part_and_every_shape():
    parts = [points(seed, 6) for seed in range(4)]
    others = [[p + (i == j) for i, p in enumerate(parts)] for j in range(4)]
    others += [[part.reshape(4, 3) for part in parts], parts[::-1]]
    digests = {Sides(*each).digest() for each in [parts, *others]}
    assert len(digests) == 7
    assert Sides(*(part.clone() for part in parts)).digest() in digests


def test_a_fit_without_a_number_is_refused_again_in_the_same_words(tmp_path):
    for _ in range(2):
        refused(
            tmp_path / "fit",
            "the critic's value is nan, no number; pass another critic or scale",
            critic=Slope(torch.nan),
        )


def test_any_whole_number_is_a_seed_that_a_checkpoint_can_hold(tmp_path):
    seed = torch.tensor(2**62).numpy()[()]
    for _ in range(2):
        fit_critic(X, Y, critic=Slope(), seed=seed, checkpoint=tmp_path / "fit")
