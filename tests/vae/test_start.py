"""M2 that begins beside labels spread over a graph."""

from functools import partial

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.datasets import load_digits

from vae import M2Classifier, hide_labels, spread_labels
from vae.likelihoods import Bernoulli

X, Y = load_digits(return_X_y=True)
X, Y = X[:600] / 16, Y[:600]
SEEN = hide_labels(Y, 30, rng=np.random.default_rng(0))
PLAIN = M2Classifier(
    3,
    likelihood=Bernoulli(),
    hidden_layer_sizes=(16,),
    max_epochs=1,
    learning_rate=3e-3,
    batch_size=20,
    random_state=0,
)


def beginning(start=spread_labels, **settings):
    return clone(PLAIN).set_params(start=start, **settings)


def certain(codes):
    """Return what gives these labels a probability of one, whatever it sees."""
    return lambda rows, seen: np.eye(10)[codes]


def test_the_start_sees_all_rows_in_their_proportions_and_the_codes():
    told = []

    def start(rows, codes):
        told.append((rows, codes))
        return spread_labels(rows, codes)

    model = beginning(start).fit(X, SEEN)
    (rows, codes) = told[0]
    np.testing.assert_allclose(model.units_.back(torch.from_numpy(rows)), X, atol=1e-6)
    np.testing.assert_array_equal(codes, SEEN)


def test_a_good_start_is_worth_many_epochs():
    """Where every row is given its label, one epoch of the bound leaves few mistakes."""
    hidden = SEEN < 0
    errors = {
        name: np.mean(model.fit(X, SEEN).predict(X[hidden]) != Y[hidden])
        for name, model in {
            "none": PLAIN,
            "true": beginning(certain(Y), start_epochs=30),
            "spread": beginning(start_epochs=30),
        }.items()
    }
    assert errors["true"] < 0.1 < errors["none"]
    assert errors["spread"] < 0.2 < errors["none"]


def test_it_lasts_for_as_many_epochs_as_it_is_given_and_these_are_not_in_the_history():
    few, many = (beginning(start_epochs=epochs).fit(X, SEEN) for epochs in (1, 2))
    assert few.n_epochs_ == many.n_epochs_ == 1
    assert few.history_ != many.history_


def test_held_out_rows_are_not_begun_with():
    """What a held-out row is said to be makes no difference, and half of them are held out."""
    x, seen, halved = X[:80], SEEN[:80].copy(), {"validation_fraction": 0.5}
    seen[:10] = Y[:10]
    labels = np.random.default_rng(0).integers(10, size=80)
    histories = []
    for row in [None, *range(10, 22)]:
        said = labels.copy()
        if row is not None:
            said[row] = (said[row] + 1) % 10
        model = beginning(certain(said), start_epochs=1, **halved)
        histories.append(model.fit(x, seen).history_)
    changed = sum(history != histories[0] for history in histories[1:])
    assert 2 <= changed <= 10


def test_where_all_rows_are_labelled_nothing_is_begun():
    with_start = beginning(lambda rows, codes: 1 / 0).fit(X, Y)
    assert with_start.history_ == clone(PLAIN).fit(X, Y).history_


def test_resumes_to_the_same_weights(tmp_path):
    path = tmp_path / "kept.safetensors"
    whole = beginning(max_epochs=3).fit(X, SEEN)
    beginning(max_epochs=1, checkpoint=path).fit(X, SEEN)
    rest = beginning(max_epochs=3, checkpoint=path).fit(X, SEEN)
    assert rest.history_ == whole.history_
    mine, theirs = rest.model_.state_dict(), whole.model_.state_dict()
    assert all(torch.equal(mine[name], theirs[name]) for name in theirs)


def test_refuses_probabilities_of_another_shape_and_no_epochs():
    with pytest.raises(ValueError, match=r"start gave the shape \(600, 9\); return .*\(600, 10\)"):
        beginning(lambda rows, codes: np.ones((600, 9))).fit(X, SEEN)
    with pytest.raises(ValueError, match="start_epochs is 0; pass a whole number"):
        beginning(start_epochs=0).fit(X, SEEN)
    assert beginning(partial(spread_labels, neighbours=3)).fit(X, SEEN)
