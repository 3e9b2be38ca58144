"""Latents against the prior, samples against held-out rows, by the distances of `divergences`."""

import json
import math

import numpy as np
import pytest
import torch
from scipy.stats import wasserstein_distance
from sklearn.datasets import make_blobs

from vae import VAEFeatures, prior_gap, sample_gap
from vae.likelihoods import Gaussian

X, _ = make_blobs(400, centers=[[-3, 0, 0], [3, 0, 0]], n_features=3, random_state=0)


def features_of(epochs, seed=0, **settings):
    return VAEFeatures(
        2,
        hidden_layer_sizes=(32,),
        learning_rate=1e-2,
        max_epochs=epochs,
        random_state=seed,
        **settings,
    ).fit(X[:300])


def perfect():
    """A model of N(0, I) in the plane whose encoder says N(0, I) of every row."""
    rows = np.random.default_rng(0).normal(size=(300, 2))
    features = VAEFeatures(
        2, hidden_layer_sizes=(), max_epochs=1, random_state=0, likelihood=Gaussian(1.0)
    ).fit(rows)
    with torch.no_grad():
        for parameter in features.model_.parameters():
            parameter.zero_()
        features.model_.numbers.fill_(math.log(1 / features.units_.scale))
    return features, np.random.default_rng(1).normal(size=(200, 2)) + features.units_.shift


def test_where_the_laws_are_equal_distances_are_those_of_their_nulls():
    features, rows = perfect()
    for gap in (prior_gap, sample_gap):
        found = gap(features, rows, rng=np.random.default_rng(2), points=80, relabellings=39)
        for part in (found.wasserstein, found.sliced, found.mmd):
            assert part.p_value > 0.05
            assert 0.6 < part.value / part.null < 1.7
        assert found.mmd_squared.interval[0] < 0.02
        assert found.bounds.lower <= found.wasserstein.value <= found.bounds.upper
        assert found.bounds.upper - found.bounds.lower < 1e-9
        entropy = 1 + math.log(2 * math.pi)
        assert found.score == pytest.approx(-entropy, abs=0.3)


def test_an_untrained_model_is_far_and_a_trained_one_near():
    found = [
        sample_gap(
            features_of(epochs),
            X[300:],
            rng=np.random.default_rng(0),
            points=80,
            relabellings=19,
        )
        for epochs in (1, 60)
    ]
    for name in ("wasserstein", "sliced", "mmd"):
        first, last = (getattr(gap, name) for gap in found)
        assert first.value > last.value
        assert first.p_value == pytest.approx(1 / 20)
    assert found[1].score > found[0].score
    assert found[0].mmd_squared.value > 0


def test_on_the_line_the_distance_is_that_of_scipy():
    """One latent: sorted points are paired, and W2 is at least W1."""
    rows = X[:, :1]
    features = VAEFeatures(1, hidden_layer_sizes=(4,), max_epochs=1, random_state=0).fit(rows)
    rng = np.random.default_rng(5)
    found = prior_gap(features, rows, rng=rng, points=100, relabellings=1)
    again = np.random.default_rng(5)
    chosen = rows[again.choice(len(rows), 100, replace=False)]
    mean, deviation = features.posterior(chosen)
    latents = mean + deviation * again.normal(size=mean.shape)
    normals = again.normal(size=mean.shape)
    paired = np.sort(latents[:, 0]) - np.sort(normals[:, 0])
    assert found.wasserstein.value == pytest.approx(np.sqrt(np.mean(paired**2)), rel=1e-12)
    assert found.wasserstein.value >= wasserstein_distance(latents[:, 0], normals[:, 0])
    assert found.sliced.value == pytest.approx(found.wasserstein.value, rel=1e-9)
    assert found.score == pytest.approx(features.score(chosen))


def test_as_many_points_as_there_are_rows():
    found = prior_gap(features_of(2), X[:20], rng=np.random.default_rng(0), relabellings=1)
    assert found.mmd_squared.n == found.mmd_squared.m == 20
    with pytest.raises(ValueError, match="points is 1; pass a whole number of at least 2"):
        prior_gap(features_of(2), X, rng=np.random.default_rng(0), points=1)
    with pytest.raises(ValueError, match="relabellings is 0"):
        sample_gap(features_of(2), X, rng=np.random.default_rng(0), relabellings=0)


def test_a_gap_is_a_dictionary_that_json_can_hold():
    found = prior_gap(features_of(2), X[:20], rng=np.random.default_rng(0), relabellings=3)
    kept = found.as_dict()
    assert json.loads(json.dumps(kept)) == kept
    assert list(kept) == ["wasserstein", "sliced", "mmd", "bounds", "mmd_squared", "score"]
    for name in ("wasserstein", "sliced", "mmd"):
        part = getattr(found, name)
        expected = {"value": part.value, "null": part.null, "p_value": part.p_value}
        assert kept[name] == part.as_dict() == expected
    assert kept["bounds"] == found.bounds.as_dict()
    assert kept["mmd_squared"] == found.mmd_squared.as_dict()
    assert kept["score"] == found.score
