"""What training refuses, in a sentence."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from gan import DCGAN, WGAN_GP, train
from tests.gan.players import Critic, Generator, halves, ring

X = ring(40)
Y = halves(X)


def begin(points=X, labels=None, *, classes=0, method=DCGAN, critic=None, **settings):
    players = Generator(classes=classes), critic or Critic(classes=classes)
    return train(*players, points, labels, method=method, **{"iterations": 1, **settings})


@pytest.mark.parametrize("name", ["iterations", "batch", "every"])
@pytest.mark.parametrize("value", [0, -1, 1.5, True])
def test_counts_that_are_no_whole_numbers_above_zero(name, value):
    with pytest.raises(ValueError, match=f"{name} is {value}; pass a whole number"):
        begin(**{name: value})


def test_a_seed_below_zero():
    with pytest.raises(ValueError, match="seed is -1; pass a whole number"):
        begin(seed=-1)


def test_a_seed_that_torch_cannot_tell_apart():
    with pytest.raises(ValueError, match=r"seed is 18446744073709551616; .* below 2\^64"):
        begin(seed=2**64)
    assert begin(seed=2**64 - 1, batch=4)


def test_a_batch_larger_than_the_data():
    with pytest.raises(ValueError, match="batch is 64, and there are 40 points; pass at most that"):
        begin(batch=64)
    assert begin(batch=40)


def test_points_that_are_no_floats_or_have_no_entries():
    with pytest.raises(ValueError, match=r"points are torch.uint8 of shape \(40, 2\); pass floats"):
        begin(X.to(torch.uint8), batch=4)
    with pytest.raises(ValueError, match=r"points are torch.float64 of shape \(40,\); pass floats"):
        begin(X[:, 0], batch=4)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_points_that_are_not_finite(number):
    points = X.clone()
    points[17, 1] = number
    with pytest.raises(ValueError, match=r"points\[17\] is not finite; leave it out"):
        begin(points, batch=4)


def test_labels_that_are_missing_or_that_nobody_asked_for():
    with pytest.raises(ValueError, match="classes is 2, and there are no labels; pass them"):
        begin(classes=2, batch=4)
    with pytest.raises(ValueError, match=r"labels are given, and generator.classes is 0; pass lab"):
        begin(X, Y, batch=4)


@pytest.mark.parametrize("labels", [Y[:39], Y[:, None], Y.float(), Y.int()])
def test_labels_of_another_shape_or_type(labels):
    with pytest.raises(ValueError, match=r"labels are .*; pass int64, \(40,\)"):
        begin(X, labels, classes=2, batch=4)


@pytest.mark.parametrize(("label", "message"), [(-1, "is -1"), (2, "is 2")])
def test_labels_out_of_range(label, message):
    labels = Y.clone()
    labels[11] = label
    with pytest.raises(ValueError, match=rf"labels\[11\] {message}; .* from 0 to 1"):
        begin(X, labels, classes=2, batch=4)


def test_a_class_without_a_point():
    with pytest.raises(ValueError, match="class 1 has no point; pass points of all 3 classes"):
        begin(X, Y * 2, classes=3, batch=4)


def test_a_gradient_penalty_on_scores_that_depend_on_the_batch():
    critic = Critic(norm=nn.BatchNorm1d)
    with pytest.raises(ValueError, match=r"critic has batch normalisation, .* layer normalisation"):
        begin(method=WGAN_GP, critic=critic, batch=4)
    assert begin(method=DCGAN, critic=critic, batch=4)


def test_a_batch_of_one_point_with_batch_normalisation():
    critic = Critic(norm=nn.BatchNorm1d)
    with pytest.raises(ValueError, match=r"batch is 1, and critic has batch .*; pass 2 or more"):
        begin(critic=critic, batch=1)
    assert begin(critic=critic, batch=2)
    assert begin(batch=1)


def test_points_and_labels_that_are_no_tensors():
    with pytest.raises(ValueError, match=r"points are ndarray; pass a tensor, as torch.as_tensor"):
        begin(X.numpy(), batch=4)
    with pytest.raises(ValueError, match=r"labels are ndarray; pass a tensor, as torch.as_tensor"):
        begin(X, Y.numpy(), classes=2, batch=4)


@pytest.mark.parametrize("method", ["DCGAN", None])
def test_a_method_that_is_none(method):
    with pytest.raises(ValueError, match=rf"method is {method!r}; pass gan.DCGAN or another gan.M"):
        begin(method=method, batch=4)


@pytest.mark.parametrize("name", ["latent", "classes"])
def test_a_generator_that_does_not_say_what_it_takes(name):
    generator = Generator()
    delattr(generator, name)
    with pytest.raises(ValueError, match=f"generator is Generator, without a number {name}; pass"):
        train(generator, Critic(), X, method=DCGAN, iterations=1, batch=4)


def test_methods_that_are_none():
    for steps in (0, 1.5, True):
        with pytest.raises(ValueError, match=f"critic_steps is {steps}; pass a whole number of at"):
            replace(DCGAN, critic_steps=steps)
    for clip in (0.0, -1.0, float("inf"), float("nan"), True):
        with pytest.raises(ValueError, match=f"clip is {clip}; pass a positive finite number"):
            replace(DCGAN, clip=clip)
    with pytest.raises(ValueError, match="clip is 'a'; pass a positive finite number"):
        replace(DCGAN, clip="a")
