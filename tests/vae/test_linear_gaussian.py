"""The linear-Gaussian VAE, where log p(x), the posterior and the bound are known."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from vae import (
    VAE,
    DiagonalGaussian,
    analytic_kl,
    elbo,
    importance_weighted_bound,
    log_evidence,
    sampled_kl,
)
from vae.likelihoods import Gaussian

SIGMA = 0.7


def affine_vae(dim, latent, *, seed=0, sigma=SIGMA):
    generator = torch.Generator().manual_seed(seed)
    model = VAE(dim, latent, (), likelihood=Gaussian(sigma), generator=generator).double()
    model.numbers.data = torch.tensor(math.log(sigma), dtype=torch.float64)
    return model


def decoder_of(model):
    (layer,) = model.decoder.layers
    return layer.weight.detach().numpy(), layer.bias.detach().numpy()


def posterior(model, x):
    """The exact posterior by Bayes' rule: its covariance, and its mean at each row."""
    w, b = decoder_of(model)
    covariance = np.linalg.inv(np.eye(w.shape[1]) + w.T @ w / SIGMA**2)
    return covariance, (x - b) @ w @ covariance / SIGMA**2


def exact_evidence(model, x):
    w, b = decoder_of(model)
    return multivariate_normal(b, w @ w.T + SIGMA**2 * np.eye(len(b))).logpdf(x)


def sigma_points(rows, latent):
    """Points with the first two moments of N(0, I): a quadratic has its exact mean over them."""
    ends = math.sqrt(latent) * torch.eye(latent, dtype=torch.float64)
    return torch.cat([ends, -ends])[:, None].expand(-1, rows, -1)


def make_exact(model, *, wider=1.0):
    """Give the encoder the posterior's means, and variances on its covariance's diagonal."""
    w, b = decoder_of(model)
    covariance, _ = posterior(model, np.zeros((1, len(b))))
    gain = covariance @ w.T / SIGMA**2
    (layer,) = model.encoder.layers
    log_variances = np.log(wider * np.diag(covariance))
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(np.vstack([gain, np.zeros_like(gain)])))
        layer.bias.copy_(torch.tensor(np.concatenate([-gain @ b, log_variances])))


def kl_to_posterior(model, x):
    """KL(q || posterior) of each row, by the textbook formula for full covariances."""
    covariance, means = posterior(model, x.numpy())
    precision, q = np.linalg.inv(covariance), model.encode(x)
    found = []
    for mean, log_variance, target in zip(q.mean, q.log_variance, means, strict=True):
        variance, apart = log_variance.exp().detach().numpy(), mean.detach().numpy() - target
        logs = np.linalg.slogdet(covariance)[1] - log_variance.sum().item()
        trace = np.trace(precision @ np.diag(variance))
        found.append((trace + apart @ precision @ apart - len(target) + logs) / 2)
    return np.array(found)


def rows(n, dim, seed=1):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn((n, dim), generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("latent", [1, 2, 3])
def test_the_evidence_is_the_bound_plus_the_divergence_from_the_posterior(latent):
    model, x = affine_vae(4, latent), rows(6, 4)
    bound = elbo(model, x, sigma_points(6, latent)).value.detach().numpy()
    gap = exact_evidence(model, x.numpy()) - bound
    np.testing.assert_allclose(gap, kl_to_posterior(model, x), rtol=0, atol=1e-10)


def test_a_diagonal_posterior_makes_the_bound_tight_and_all_weights_equal():
    model, x = affine_vae(4, 2), rows(6, 4)
    orthogonal = np.linalg.qr(np.random.default_rng(0).normal(size=(4, 2)))[0] * [2.0, 0.5]
    model.decoder.layers[0].weight.data = torch.tensor(orthogonal)
    make_exact(model)
    truth = exact_evidence(model, x.numpy())
    tight = elbo(model, x, sigma_points(6, 2)).value.detach().numpy()
    np.testing.assert_allclose(tight, truth, rtol=0, atol=1e-10)
    found = log_evidence(model, x, samples=5, generator=torch.Generator().manual_seed(0))
    np.testing.assert_allclose(found.value, truth, rtol=0, atol=1e-10)
    np.testing.assert_allclose(found.elbo, truth, rtol=0, atol=1e-10)
    np.testing.assert_allclose(found.effective, 5, rtol=1e-10)
    np.testing.assert_allclose(found.standard_error, 0, atol=1e-6)


def test_the_best_diagonal_law_leaves_a_gap_where_the_posterior_is_not_diagonal():
    model, x = affine_vae(4, 2), rows(6, 4)
    make_exact(model)
    precision = np.linalg.inv(posterior(model, x.numpy())[0])
    with torch.no_grad():
        model.encoder.layers[0].bias[2:] = torch.tensor(-np.log(np.diag(precision)))
    gap = (np.log(np.diag(precision)).sum() - np.linalg.slogdet(precision)[1]) / 2
    assert gap > 1e-3
    bound = elbo(model, x, sigma_points(6, 2)).value.detach().numpy()
    np.testing.assert_allclose(exact_evidence(model, x.numpy()) - bound, gap, rtol=1e-9)


def test_importance_sampling_is_within_its_standard_error_of_the_truth():
    model, x = affine_vae(4, 2), rows(40, 4)
    make_exact(model, wider=2.0)  # so that no weight is large
    found = log_evidence(model, x, samples=4000, generator=torch.Generator().manual_seed(0))
    scores = (found.value.numpy() - exact_evidence(model, x.numpy())) / found.standard_error.numpy()
    assert np.abs(scores).max() < 5
    assert 0.6 < np.sqrt(np.mean(scores**2)) < 1.4
    assert ((found.effective >= 1) & (found.effective <= 4000)).all()
    assert (found.elbo < found.value).all()


def test_the_estimate_is_low_by_its_stated_bias():
    model, x = affine_vae(4, 2), rows(1, 4).expand(20_000, -1)
    found = log_evidence(model, x, samples=20, generator=torch.Generator().manual_seed(0))
    error = found.value.mean().item() - exact_evidence(model, x[:1].numpy()).item()
    spread = found.value.std().item() / math.sqrt(len(x))
    assert error < -5 * spread
    stated = found.bias.mean().item()
    assert abs(error - stated) < 0.25 * abs(error) + 4 * spread


def test_the_standard_error_is_that_of_the_mean_weight():
    model, x = affine_vae(3, 2), rows(4, 3)
    generator = torch.Generator().manual_seed(3)
    found = log_evidence(model, x, samples=50, generator=generator)
    noise = torch.randn((50, 4, 2), generator=generator.manual_seed(3), dtype=torch.float64)
    q, z = model.encode(x), model.encode(x).at(noise)
    prior = DiagonalGaussian(torch.zeros_like(z), torch.zeros_like(z))
    logs = model.log_likelihood(x, z) + prior.log_density(z) - q.log_density(z)
    weights = logs.exp().detach().numpy()
    relative = weights.std(axis=0, ddof=1) / math.sqrt(50) / weights.mean(axis=0)
    np.testing.assert_allclose(found.standard_error, relative, rtol=1e-9)
    sizes = weights.sum(axis=0) ** 2 / (weights**2).sum(axis=0)
    np.testing.assert_allclose(found.effective, sizes, rtol=1e-9)
    np.testing.assert_allclose(found.value, np.log(weights.mean(axis=0)), rtol=1e-9)
    np.testing.assert_allclose(found.elbo, np.log(weights).mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(found.bias, -(relative**2) / 2, rtol=1e-9)


def test_blocks_of_draws_and_rows_are_one_estimate(monkeypatch):
    model, x = affine_vae(4, 2), rows(9, 4)
    make_exact(model, wider=2.0)
    told = []
    monkeypatch.setattr("vae._evidence.ENTRIES", 4 * 300)
    found = log_evidence(
        model,
        x,
        samples=1000,
        generator=torch.Generator().manual_seed(0),
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(i, 9) for i in range(1, 10)]
    scores = (found.value.numpy() - exact_evidence(model, x.numpy())) / found.standard_error.numpy()
    assert np.abs(scores).max() < 5


def test_bounds_grow_with_the_draws_from_the_elbo_to_the_evidence():
    model, x = affine_vae(4, 2), rows(1, 4).expand(4000, -1)
    generator = torch.Generator().manual_seed(0)
    means = [
        importance_weighted_bound(
            model, x, torch.randn((k, 4000, 2), generator=generator, dtype=torch.float64)
        )
        .mean()
        .item()
        for k in (1, 5, 50)
    ]
    assert means[0] < means[1] < means[2] < exact_evidence(model, x[:1].numpy()).item()
    exact = elbo(model, x[:1], sigma_points(1, 2)).value.item()
    assert means[0] == pytest.approx(exact, abs=0.1)


def test_one_draw_of_the_weighted_bound_is_the_elbo_with_the_sampled_kl():
    model, x = affine_vae(4, 2), rows(5, 4)
    noise = rows(5, 2, seed=4)[None]
    one = importance_weighted_bound(model, x, noise)
    torch.testing.assert_close(one, elbo(model, x, noise, kl=sampled_kl).value)


def test_the_sampled_kl_has_the_analytic_one_as_its_mean():
    q = DiagonalGaussian(rows(3, 2), rows(3, 2, seed=2))
    noise = torch.randn((200_000, 3, 2), generator=torch.Generator().manual_seed(0))
    z = q.at(noise.double())
    sampled = q.log_density(z) - DiagonalGaussian(z * 0, z * 0).log_density(z)
    error = sampled.std(0) / math.sqrt(200_000)
    assert ((sampled_kl(q, z) - analytic_kl(q, z)).abs() < 4 * error).all()
    torch.testing.assert_close(sampled_kl(q, z), sampled.mean(0))


def test_gradients_of_both_kls_reach_the_encoder():
    model, x = affine_vae(4, 2), rows(5, 4)
    noise = rows(5, 2, seed=4)[None]
    for kl in (analytic_kl, sampled_kl):
        model.zero_grad()
        elbo(model, x, noise, kl=kl).value.sum().backward()
        assert all(p.grad.abs().sum() > 0 for p in model.parameters() if p.requires_grad)


def test_refuses_rows_and_noise_of_other_shapes():
    model, x = affine_vae(4, 2), rows(5, 4)
    with pytest.raises(ValueError, match=r"x has the shape \(4,\); pass rows"):
        elbo(model, x[0], torch.zeros(1, 1, 2))
    with pytest.raises(ValueError, match=r"pass \(samples, 5, 2\)"):
        elbo(model, x, torch.zeros(1, 4, 2))
    with pytest.raises(ValueError, match=r"pass \(samples, 5, 2\)"):
        importance_weighted_bound(model, x, torch.zeros(5, 2))
    with pytest.raises(ValueError, match="samples is 1; pass at least 2"):
        log_evidence(model, x, samples=1, generator=torch.Generator())
