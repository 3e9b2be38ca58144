"""Likelihoods against scipy's densities, and the bounds of M2 class by class."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import bernoulli, norm

from vae import VAE, M2Classifier
from vae.likelihoods import Bernoulli, Gaussian, Likelihood, LocalGaussian

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(5, 3))
DECODED = RANDOM.normal(size=(4, 5, 3))


def numbers(likelihood):
    return likelihood.start().double()


@pytest.mark.parametrize("likelihood", [Gaussian(), Gaussian(0.5), Bernoulli(), LocalGaussian()])
def test_is_a_likelihood_of_so_many_numbers(likelihood):
    assert isinstance(likelihood, Likelihood)
    model = VAE(3, 2, (4,), likelihood=likelihood, generator=torch.Generator().manual_seed(0))
    assert model.decoder.layers[-1].out_features == 3 * likelihood.outputs
    assert model.numbers.requires_grad == likelihood.learns == (likelihood == Gaussian())
    assert model.decode(torch.zeros(2, 2)).shape == (2, 3)


def test_the_gaussian_has_the_density_of_scipy_with_every_constant():
    likelihood = Gaussian(0.5)
    found = likelihood.log_density(
        torch.tensor(X), torch.tensor(DECODED), torch.tensor(math.log(0.5), dtype=torch.float64)
    )
    expected = norm(DECODED, 0.5).logpdf(X).sum(-1)
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_a_learnt_sigma_begins_at_the_spread_and_stays_above_a_thousandth_of_it():
    likelihood = Gaussian()
    assert float(likelihood.deviation(numbers(likelihood))) == pytest.approx(1, abs=1e-6)
    least = likelihood.deviation(torch.tensor(-50.0, dtype=torch.float64))
    assert float(least) == pytest.approx(1e-3, rel=1e-12)
    fixed = Gaussian(1e-5)
    assert float(fixed.deviation(torch.tensor(math.log(1e-5)))) == pytest.approx(1e-5, rel=1e-5)


def test_the_best_learnt_sigma_is_the_root_of_the_mean_square():
    likelihood, errors = Gaussian(), torch.tensor(X)
    log_sigma = torch.tensor(math.log(math.sqrt(np.mean(X**2))), dtype=torch.float64)
    at_best, *others = (
        float(likelihood.log_density(errors, 0 * errors, log_sigma + step).sum())
        for step in (0, -0.01, 0.01)
    )
    assert at_best > max(others)


def test_the_bernoulli_has_the_probability_of_scipy():
    x = (X > 0).astype(float)
    found = Bernoulli().log_density(torch.tensor(x), torch.tensor(DECODED), torch.empty(0))
    expected = bernoulli(1 / (1 + np.exp(-DECODED))).logpmf(x).sum(-1)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_local_gaussian_has_a_deviation_for_each_entry():
    decoded = np.concatenate([DECODED, DECODED[::-1]], axis=-1)
    found = LocalGaussian().log_density(torch.tensor(X), torch.tensor(decoded), torch.empty(0))
    deviations = np.sqrt(np.exp(DECODED[::-1]) + 1e-6)
    expected = norm(DECODED, deviations).logpdf(X).sum(-1)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_draws_have_the_mean_and_the_spread_of_their_law():
    generator = torch.Generator().manual_seed(0)
    decoded = torch.tensor([[0.3, -1.0]]).double().expand(100_000, -1)
    drawn = Gaussian(0.5).draw(decoded, torch.tensor(math.log(0.5)).double(), generator)
    np.testing.assert_allclose(drawn.mean(0), decoded[0], atol=0.01)
    np.testing.assert_allclose(drawn.std(0), 0.5, rtol=0.02)
    bits = Bernoulli().draw(decoded, torch.empty(0), generator)
    np.testing.assert_allclose(bits.mean(0), torch.sigmoid(decoded[0]), atol=0.01)
    both = torch.tensor([[0.3, 2 * math.log(0.2)]]).double().expand(100_000, -1)
    local = LocalGaussian().draw(both, torch.empty(0), generator)
    assert float(local.std()) == pytest.approx(0.2, rel=0.02)
    assert float(local.mean()) == pytest.approx(0.3, abs=0.01)


def m2():
    y = np.arange(60) % 3
    rows = RANDOM.normal(size=(60, 4)) + y[:, None]
    settings = {"hidden_layer_sizes": (6,), "max_epochs": 2, "random_state": 0}
    return M2Classifier(2, **settings).fit(rows, y).model_, torch.tensor(rows[:7])


def test_the_unlabelled_bound_is_the_mean_of_the_labelled_ones_plus_an_entropy():
    model, x = m2()
    noise = torch.randn((3, 7, 2), generator=torch.Generator().manual_seed(0)).double()
    q = model.log_probabilities(x).exp()
    expected = 0
    for k in range(3):
        y = torch.eye(3).double()[k].expand(7, -1)
        expected = expected + q[:, k] * (model.labelled_bound(x, y, noise[k]) - q[:, k].log())
    torch.testing.assert_close(model.unlabelled_bound(x, noise), expected)


def test_the_labelled_bound_is_log_prior_reconstruction_and_kl():
    model, x = m2()
    y = torch.eye(3).double()[[0, 1, 2, 0, 1, 2, 0]]
    noise = torch.randn((7, 2), generator=torch.Generator().manual_seed(0)).double()
    q = model.encode(x, y)
    mean = model.decode(q.at(noise), y)
    sigma = float(model.likelihood.deviation(model.numbers))
    density = norm(mean.numpy(), sigma).logpdf(x.numpy()).sum(-1)
    expected = density - q.kl().numpy() - math.log(3)
    np.testing.assert_allclose(model.labelled_bound(x, y, noise), expected, rtol=1e-10)
    concatenated = torch.cat([x, y], dim=1)  # a class beside the row is a one-hot input
    first, of_class = model.encoder.layers[0], model.encoder.of_class
    weight = torch.cat([first.weight, of_class.weight], dim=1)
    hidden = torch.nn.functional.softplus(concatenated @ weight.T + first.bias)
    torch.testing.assert_close(model.encoder.layers[1](hidden)[:, :2], q.mean)
