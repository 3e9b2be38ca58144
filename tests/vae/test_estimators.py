"""scikit-learn's own checks, for all four estimators, and what they promise beyond them."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits, make_blobs
from sklearn.exceptions import ConvergenceWarning
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler
from sklearn.svm import SVC
from sklearn.utils.estimator_checks import check_estimator

from vae import (
    M1Classifier,
    M1M2Classifier,
    M2Classifier,
    VAEFeatures,
    hide_labels,
    spread_labels,
)
from vae.likelihoods import Bernoulli, Gaussian, LocalGaussian

QUICK = {"hidden_layer_sizes": (16,), "learning_rate": 1e-2, "batch_size": 50, "max_epochs": 15}
FEATURES = VAEFeatures(2, likelihood=Gaussian(0.1), **QUICK)
M2 = M2Classifier(2, alpha=10.0, random_state=0, **QUICK)
CLASSIFIERS = {
    "M1": M1Classifier(FEATURES, random_state=0),
    "M1, transductive": M1Classifier(FEATURES, transductive=spread_labels, random_state=0),
    "M2": M2,
    "M1+M2": M1M2Classifier(FEATURES, clone(M2).set_params(likelihood=LocalGaussian())),
}
every_classifier = pytest.mark.parametrize("name", CLASSIFIERS)
on_few_rows = pytest.mark.filterwarnings("ignore:M1 uses none of its")  # in some of the checks


def failures(estimator, expected=None):
    checked = check_estimator(
        estimator, on_fail=None, on_skip=None, expected_failed_checks=expected
    )
    by_status = {}
    for found in checked:
        by_status.setdefault(found["status"], {})[found["check_name"]] = found["exception"]
    assert len(checked) > 40
    assert set(by_status.get("skipped", ())) <= {"check_array_api_input"}
    return by_status.get("failed", {}), by_status.get("xfail", {})


def test_features_pass_every_check_of_scikit_learn():
    assert failures(clone(FEATURES).set_params(max_epochs=3, random_state=0)) == ({}, {})


@on_few_rows
@every_classifier
def test_a_classifier_passes_every_check_of_scikit_learn_where_all_rows_are_labelled(name):
    assert failures(clone(CLASSIFIERS[name]).set_params(unlabelled=None)) == ({}, {})


@on_few_rows
def test_m1_m2_as_it_comes_passes_too():
    assert failures(M1M2Classifier(unlabelled=None, random_state=0)) == ({}, {})


def test_m1_m2_says_so_where_no_latent_of_m1_is_used():
    """A learnt sigma, and few steps: the posterior stays the prior."""
    X, y = make_blobs(60, random_state=0)
    features = VAEFeatures(2, max_epochs=1, hidden_layer_sizes=(8,), likelihood=Gaussian(1e3))
    features.set_params(random_state=0, max_epochs=60, learning_rate=1e-2)
    model = M1M2Classifier(features, clone(M2).set_params(likelihood=LocalGaussian()))
    with pytest.warns(ConvergenceWarning, match="M1 uses none of its 2 latents: .* smaller sigma"):
        model.fit(X, y)


@on_few_rows
@pytest.mark.parametrize("name", ["M1", "M2", "M1+M2"])
def test_the_default_fails_only_where_a_class_is_called_minus_one(name):
    """scikit-learn leaves the check of the labels {-1, 1} out for its own semi-supervised ones.

    `_choose_check_classifiers_labels` in sklearn/utils/estimator_checks.py, by their names.
    """
    why = {"check_classifiers_classes": "labels {-1, 1}, where -1 stands for unlabelled rows"}
    failed, expected = failures(clone(CLASSIFIERS[name]), why)
    assert failed == {}
    assert "pass unlabelled=None" in str(expected["check_classifiers_classes"])


@pytest.fixture(scope="module")
def digits():
    X, y = load_digits(return_X_y=True)
    return X / 16, y


@pytest.fixture(scope="module")
def fitted(digits):
    X, _ = digits
    settings = {"hidden_layer_sizes": (64,), "max_epochs": 100, "learning_rate": 3e-3}
    features = VAEFeatures(8, random_state=0, **settings)
    return features.fit(X[:1000])


def seen_of(y, count, seed=0):
    return hide_labels(y, count, rng=np.random.default_rng(seed))


def test_the_features_do_not_depend_on_the_labels(digits):
    X, y = digits
    features = VAEFeatures(4, hidden_layer_sizes=(16,), max_epochs=3)
    weights = []
    for labels in (y[:300], seen_of(y[:300], 20), seen_of(y[:300], 200)):
        model = M1Classifier(features, random_state=7).fit(X[:300], labels)
        weights.append(pickle.dumps(
            [p.numpy().tobytes() for p in model.features_.model_.parameters()]
        ))  # fmt: skip
    assert weights[0] == weights[1] == weights[2]


def test_labels_spread_over_the_graph_help_where_labels_are_few(digits, fitted):
    X, y = digits
    errors = {None: [], spread_labels: []}
    for seed in range(3):
        seen = seen_of(y[:1000], 20, seed)
        for transductive, found in errors.items():
            model = M1Classifier(
                FrozenEstimator(fitted), transductive=transductive, random_state=0
            ).fit(X[:1000], seen)
            found.append(1 - model.score(X[1000:], y[1000:]))
    assert np.mean(errors[spread_labels]) < 0.9 * np.mean(errors[None])


def test_m1_is_the_machine_on_the_features_that_it_says_it_is(digits, fitted):
    X, y = digits
    seen = seen_of(y[:1000], 100)
    rows = seen >= 0
    by_hand = SVC(C=10).fit(fitted.transform(X[:1000][rows]), y[:1000][rows])
    model = M1Classifier(FrozenEstimator(fitted)).fit(X[:1000], seen)
    np.testing.assert_array_equal(
        model.predict(X[1000:]), by_hand.predict(fitted.transform(X[1000:]))
    )
    linear = M1Classifier(FrozenEstimator(fitted), SVC(kernel="linear")).fit(X[:1000], seen)
    assert linear.svc_.kernel == "linear"


def test_the_transductive_machine_sees_so_many_unlabelled_rows_at_their_weight():
    class Noting(SVC):
        def fit(self, X, y, sample_weight=None):
            self.seen_ = X, y, sample_weight
            return super().fit(X, y, sample_weight)

    X, y = make_blobs(60, centers=[[0, 0], [20, 20]], random_state=0)
    X -= X.min()
    model = M1Classifier(
        FunctionTransformer(),
        Noting(),
        transductive=spread_labels,
        unlabelled_weight=0.25,
        unlabelled_rows=20,
        random_state=0,
    ).fit(X, seen_of(y, 10))
    rows, labels, weights = model.svc_.seen_
    assert sorted(weights) == [0.25] * 20 + [1.0] * 10
    places = [int(np.flatnonzero((row == X).all(axis=1))[0]) for row in rows]
    assert len(set(places)) == 30
    np.testing.assert_array_equal(labels, y[places])  # two blobs apart: nothing is spread wrongly


def test_m2_learns_from_unlabelled_rows(digits):
    X, y = digits
    settings = {"hidden_layer_sizes": (64,), "max_epochs": 60, "learning_rate": 3e-3}
    model = M2Classifier(4, likelihood=Bernoulli(), random_state=0, **settings)
    model.fit(X[:1000], seen_of(y[:1000], 100))
    found = model.predict_proba(X[1000:])
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_array_equal(model.predict(X[1000:]), found.argmax(axis=1))
    assert model.score(X[1000:], y[1000:]) > 0.75
    style = model.style(X[1000:1001])
    assert style.shape == (1, 4)
    drawn = model.generate(np.arange(10), style=style)
    assert drawn.shape == (10, 64)
    assert ((drawn >= 0) & (drawn <= 1)).all()
    assert (model.predict(drawn) == np.arange(10)).mean() >= 0.7  # one style, every class
    np.testing.assert_array_equal(drawn, model.generate(np.arange(10), style=style[0]))
    again = [model.generate([3, 5], random_state=seed) for seed in (0, 0, 1)]
    np.testing.assert_array_equal(again[0], again[1])
    assert (again[0] != again[2]).any()
    one_by_one = np.vstack([model.style(X[i : i + 1], y[i]) for i in range(3)])
    np.testing.assert_allclose(model.style(X[:3], y[:3]), one_by_one, rtol=1e-12)
    with pytest.raises(ValueError, match=r"style has the shape \(3, 4\); pass \(2, 4\)"):
        model.generate([0, 1], style=np.zeros((3, 4)))
    with pytest.raises(ValueError, match="pass classes of"):
        model.generate([11])


def test_m1_m2_generates_through_both_models(digits, fitted):
    X, y = digits
    settings = {"hidden_layer_sizes": (64,), "max_epochs": 40, "learning_rate": 3e-3}
    m2 = M2Classifier(4, likelihood=LocalGaussian(), random_state=0, **settings)
    model = M1M2Classifier(FrozenEstimator(fitted), m2).fit(X[:1000], seen_of(y[:1000], 100))
    np.testing.assert_array_equal(
        model.used_, np.flatnonzero(fitted.transform(X[:1000]).std(axis=0) > 0.1)
    )
    assert model.score(X[1000:], y[1000:]) > 0.8
    np.testing.assert_allclose(model.predict_proba(X[:9]).sum(axis=1), 1)
    drawn = model.generate(np.arange(10), style=model.style(X[:1]))
    assert drawn.shape == (10, 64)
    assert (model.predict(drawn) == np.arange(10)).mean() >= 0.7


def test_they_work_in_pipelines_and_grid_searches(digits):
    X, y = digits
    search = GridSearchCV(
        make_pipeline(MinMaxScaler(), M1Classifier(clone(FEATURES), random_state=0)),
        {"m1classifier__features__n_components": [2, 4], "m1classifier__svc": [SVC(C=1.0)]},
        cv=2,
    ).fit(X[:200], y[:200])
    assert search.best_params_["m1classifier__features__n_components"] in (2, 4)
    chosen = GridSearchCV(clone(FEATURES), {"n_components": [1, 3]}, cv=2).fit(X[:200])
    assert chosen.best_score_ == max(chosen.cv_results_["mean_test_score"])


def test_string_labels_and_their_own_mark(digits):
    X, y = digits
    names = np.array(["even", "odd"])[y[:200] % 2]
    names[10:150] = "?"
    model = M1Classifier(clone(FEATURES), unlabelled="?", random_state=0).fit(X[:200], names)
    assert set(model.classes_) == {"even", "odd"}
    mixed = names.astype(object)
    mixed[mixed == "?"] = -1
    other = M1Classifier(clone(FEATURES), random_state=0).fit(X[:200], mixed)
    np.testing.assert_array_equal(other.predict(X), model.predict(X))
