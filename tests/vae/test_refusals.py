"""Bad input is refused in a sentence that has the number and the cure; odd input does right."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import torch
from sklearn.base import clone

from vae import (
    VAE,
    M1Classifier,
    M1M2Classifier,
    M2Classifier,
    VAEFeatures,
    hide_labels,
    neighbour_graph,
    spread_labels,
)
from vae.likelihoods import Bernoulli, Gaussian, LocalGaussian

QUICK = {"hidden_layer_sizes": (8,), "max_epochs": 2, "random_state": 0}
FEATURES = VAEFeatures(2, **QUICK)
M2 = M2Classifier(2, **QUICK)
pytestmark = pytest.mark.filterwarnings("ignore:M1 uses none of its")  # fits are of few steps
CLASSIFIERS = {
    "M1": M1Classifier(FEATURES, random_state=0),
    "M1, transductive": M1Classifier(FEATURES, transductive=spread_labels, random_state=0),
    "M2": M2,
    "M1+M2": M1M2Classifier(FEATURES, M2),
}
ALL = {"features": FEATURES, **CLASSIFIERS}
every_estimator = pytest.mark.parametrize("name", ALL)
every_classifier = pytest.mark.parametrize("name", CLASSIFIERS)
RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(60, 4)) + 3 * (np.arange(60) % 2)[:, None]
Y = np.arange(60) % 2


def fit(name, x=X, y=Y):
    return clone(ALL[name]).fit(x, y)


@every_estimator
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_refuses_what_is_no_finite_number(name, value):
    bad = X.copy()
    bad[3, 2] = value
    with pytest.raises(ValueError, match=r"contains (NaN|infinity)"):
        fit(name, bad)
    model = fit(name)
    use = model.transform if name == "features" else model.predict
    with pytest.raises(ValueError, match=r"contains (NaN|infinity)"):
        use(bad)


@every_estimator
def test_refuses_a_single_row(name):
    with pytest.raises(ValueError, match="1 sample"):
        fit(name, X[:1], Y[:1])


@every_estimator
def test_refuses_sparse_rows(name):
    with pytest.raises(TypeError, match="dense data is required"):
        fit(name, scipy.sparse.csr_array(X))


@every_estimator
def test_refuses_rows_with_another_number_of_columns(name):
    model = fit(name)
    with pytest.raises(ValueError, match="X has 3 features"):
        (model.transform if name == "features" else model.predict)(X[:, :3])


@every_classifier
def test_refuses_one_class(name):
    with pytest.raises(ValueError, match="y has one class, 0, and a classifier takes at least two"):
        fit(name, X, np.zeros(60, dtype=int))
    with pytest.raises(ValueError, match=r"one class.*if it is a class, pass unlabelled=None"):
        fit(name, X, np.where(Y == 0, -1, 1))


@every_classifier
def test_refuses_rows_of_which_none_is_labelled(name):
    with pytest.raises(ValueError, match="every label equals unlabelled=-1"):
        fit(name, X, np.full(60, -1))


@every_classifier
def test_refuses_labels_that_are_no_classes(name):
    with pytest.raises(ValueError, match="Unknown label type"):
        fit(name, X, np.linspace(0, 1, 60))


@every_classifier
def test_minus_one_is_a_class_where_all_rows_are_labelled(name):
    model = clone(CLASSIFIERS[name]).set_params(unlabelled=None).fit(X, 2 * Y - 1)
    np.testing.assert_array_equal(model.classes_, [-1, 1])
    assert set(model.predict(X)) <= {-1, 1}


@every_estimator
def test_constant_columns_and_constant_rows_are_let_be(name):
    constant = np.column_stack([X, np.full(60, 7.0)])
    for rows in (constant, np.ones((60, 3)), np.full((60, 3), 0.1), np.full((60, 3), 1e30)):
        model = fit(name, rows)
        found = model.transform(rows) if name == "features" else model.predict(rows)
        assert len(found) == 60
        assert name != "features" or np.isfinite(found).all()
        assert name != "features" or np.isfinite(model.score_samples(rows)).all()


@pytest.mark.parametrize("name", ["features", "M2"])
def test_refuses_what_no_bernoulli_law_has(name):
    for value, shown in ((-0.5, "-0.5"), (255.0, "255")):
        bad = np.full((20, 3), 0.5)
        bad[4, 2] = value
        model = clone(ALL[name]).set_params(likelihood=Bernoulli())
        with pytest.raises(ValueError, match=rf"X has {shown} in column 2 \(row 4\).*divide by"):
            model.fit(bad, np.arange(20) % 2)
        model.fit(np.full((20, 3), 0.5), np.arange(20) % 2)
        with pytest.raises(ValueError, match="in column 2"):
            (model.transform if name == "features" else model.predict)(bad)


@every_estimator
def test_knows_the_names_of_a_data_frame(name):
    frame = pd.DataFrame(X, columns=list("abcd"))
    model = fit(name, frame)
    assert list(model.feature_names_in_) == list("abcd")
    use = model.transform if name == "features" else model.predict
    plain = fit(name)
    expected = (plain.transform if name == "features" else plain.predict)(X)
    if name == "features":
        np.testing.assert_allclose(use(frame), expected, rtol=1e-12)
    else:
        np.testing.assert_array_equal(use(frame), expected)
    with pytest.raises(ValueError, match="feature names"):
        use(frame[list("badc")])


def test_gives_names_to_its_features_and_frames_where_asked():
    model = fit("features", pd.DataFrame(X, columns=list("abcd")))
    assert list(model.get_feature_names_out()) == ["vaefeatures0", "vaefeatures1"]
    frame = model.set_output(transform="pandas").transform(pd.DataFrame(X, columns=list("abcd")))
    assert list(frame.columns) == ["vaefeatures0", "vaefeatures1"]


def test_float32_comes_back_as_float32():
    single = X.astype(np.float32)
    model = fit("features", single)
    assert model.transform(single).dtype == np.float32
    assert model.transform(X).dtype == np.float64
    np.testing.assert_allclose(model.transform(single), fit("features").transform(X), atol=1e-4)


def test_the_units_of_the_data_do_not_matter():
    settings = {"random_state": 0, "max_epochs": 5}
    model = clone(FEATURES).set_params(**settings).fit(X)
    moved = clone(FEATURES).set_params(**settings).fit(1000 * X + 1e6)
    np.testing.assert_allclose(moved.transform(1000 * X + 1e6), model.transform(X), atol=1e-3)
    shift = moved.score_samples(1000 * X + 1e6) - model.score_samples(X)
    np.testing.assert_allclose(shift, -4 * np.log(1000), atol=1e-2)
    back = moved.inverse_transform(moved.transform(1000 * X + 1e6))
    expected = 1000 * model.inverse_transform(model.transform(X)) + 1e6
    np.testing.assert_allclose(back, expected, rtol=1e-5)
    drawn = [one.sample(5, random_state=0) for one in (moved, model)]
    np.testing.assert_allclose(drawn[0], 1000 * drawn[1] + 1e6, rtol=1e-5)


@pytest.mark.parametrize("scale", [2.0**600, 2.0**-600])
def test_rows_may_be_as_large_or_as_small_as_doubles_are(scale):
    """Squares of such rows are infinite, or 0; a power of 2 changes no bit of what is seen."""
    plain, moved = fit("features"), fit("features", scale * X)
    np.testing.assert_array_equal(moved.transform(scale * X), plain.transform(X))
    shift = moved.score_samples(scale * X) - plain.score_samples(X)
    np.testing.assert_allclose(shift, -4 * np.log(scale), rtol=1e-9)
    back = moved.inverse_transform(moved.transform(scale * X))
    np.testing.assert_array_equal(back, scale * plain.inverse_transform(plain.transform(X)))
    np.testing.assert_array_equal(fit("M1", scale * X).predict(scale * X), fit("M1").predict(X))


def test_the_units_are_the_means_and_the_root_of_the_mean_variance():
    units = Gaussian().units(X)
    np.testing.assert_array_equal(units.shift, X.mean(axis=0))
    assert units.scale == np.sqrt(np.mean((X - X.mean(axis=0)) ** 2))
    assert Gaussian().units(np.zeros((3, 2))).scale == 1.0
    assert Gaussian().units(np.full((60, 3), 1e30)).scale == 2.0**99  # of 1e30, within a factor 2


def test_samples_are_decided_by_their_seed():
    model = fit("features")
    first, again, other = (model.sample(5, random_state=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).all()
    assert model.sample().shape == (1, 4)


@pytest.mark.parametrize("likelihood", [Gaussian(), Gaussian(0.5), LocalGaussian(), Bernoulli()])
def test_each_likelihood_draws_what_it_has_a_density_for(likelihood):
    rows = (X - X.min()) / (X.max() - X.min())
    model = clone(FEATURES).set_params(likelihood=likelihood).fit(rows)
    drawn = model.sample(2000, random_state=0)
    assert np.isfinite(model.score_samples(rows)).all()
    if isinstance(likelihood, Bernoulli):
        assert set(np.unique(drawn)) == {0.0, 1.0}
    if likelihood == Gaussian(0.5):
        assert drawn.std(axis=0).min() > 0.49


SETTINGS = [
    ({"n_components": 0}, "n_components is 0; pass a whole number of at least 1"),
    ({"n_components": True}, "n_components is True"),
    ({"hidden_layer_sizes": (8, 0)}, "hidden_layer_sizes is 0"),
    ({"max_epochs": 0}, "max_epochs is 0"),
    ({"batch_size": 2.5}, "batch_size is 2.5"),
    ({"n_iter_no_change": 0}, "n_iter_no_change is 0"),
    ({"warm_up": -1}, "warm_up is -1; pass a whole number of at least 0"),
    ({"learning_rate": 0.0}, "learning_rate is 0.0; pass a number above 0, finite"),
    ({"learning_rate": "fast"}, "learning_rate is 'fast'"),
    ({"validation_fraction": 1.0}, "validation_fraction is 1.0; pass a number from 0 to below 1"),
    ({"device": "abacus"}, "device is 'abacus', and torch says"),
    ({"device": "cuda"}, "device is 'cuda', and torch says"),
]


@pytest.mark.parametrize("name", ["features", "M2"])
@pytest.mark.parametrize(("setting", "sentence"), SETTINGS)
def test_refuses_settings_that_make_no_sense(name, setting, sentence):
    with pytest.raises(ValueError, match=sentence):
        clone(ALL[name]).set_params(**setting).fit(X, Y)


@pytest.mark.parametrize("decay", ["False", 1, None, np.nan])
def test_refuses_a_switch_that_is_neither_on_nor_off(decay):
    with pytest.raises(ValueError, match=f"decay is {decay!r}; pass True or False"):
        clone(FEATURES).set_params(decay=decay).fit(X)


def test_refuses_to_score_rows_of_which_no_weight_is_a_number():
    far = X.copy()
    far[[3, 5]] *= 1e200
    with pytest.raises(OverflowError, match=r"row 3 of X is too far .* \(2 of \d+ are\); scale X"):
        fit("features").score_samples(far)
    assert np.isfinite(fit("features").score_samples(X * 10)).all()


def test_one_number_is_one_hidden_layer():
    model = clone(FEATURES).set_params(hidden_layer_sizes=8).fit(X)
    np.testing.assert_array_equal(model.transform(X), fit("features").transform(X))


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (clone(M2).set_params(alpha=-1.0), "alpha is -1.0; pass a number from 0"),
        (M1Classifier(FEATURES, transductive=spread_labels, unlabelled_weight=0), "unlabelled_we"),
        (M1Classifier(FEATURES, transductive=spread_labels, unlabelled_rows=0), "unlabelled_rows"),
    ],
)
def test_refuses_weights_that_make_no_sense(model, sentence):
    seen = hide_labels(Y, 10, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=sentence):
        model.fit(X, seen)


def test_refuses_latents_of_another_size_and_no_samples():
    model = fit("features")
    with pytest.raises(ValueError, match="X has 3 columns; pass latents, of 2 entries"):
        model.inverse_transform(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="n_samples is 0"):
        model.sample(0)


@pytest.mark.parametrize("sigma", [0.0, -1.0, np.inf, np.nan])
def test_refuses_a_sigma_that_is_no_deviation(sigma):
    with pytest.raises(ValueError, match="pass a positive number, or None to learn it"):
        Gaussian(sigma)


def test_hides_labels_under_a_mark_that_stays_as_it_is():
    y = np.array(["one", "two"] * 3)
    for unlabelled in (-1, "unlabelled"):
        seen = hide_labels(y, 2, rng=np.random.default_rng(0), unlabelled=unlabelled)
        assert sum(label == unlabelled for label in seen) == 4
        model = clone(ALL["M2"]).set_params(unlabelled=unlabelled)
        assert list(model.fit(X[:6], seen).classes_) == ["one", "two"]
    marked = hide_labels([0, 1, 1, 0], 2, rng=np.random.default_rng(0), unlabelled="none")
    assert sorted(label for label in marked if label != "none") == [0, 1]


def test_hides_as_many_labels_of_each_class():
    y = np.repeat([3, 5, 9], 50)
    seen = hide_labels(y, 10, rng=np.random.default_rng(0))
    shown = seen[seen != -1]
    assert sorted(np.unique(shown, return_counts=True)[1]) == [3, 3, 4]
    np.testing.assert_array_equal(shown, y[seen != -1])
    assert (hide_labels(np.array(["a", "b"]), 2, rng=RANDOM, unlabelled="") == ["a", "b"]).all()


def test_refuses_fewer_labels_than_classes():
    y = np.repeat([3, 5, 9], 5)
    with pytest.raises(ValueError, match="2 labels cannot show 3 classes; keep at least 3"):
        hide_labels(y, 2, rng=RANDOM)
    with pytest.raises(ValueError, match=r"class 3 has 1 rows, and 2 are to be kept"):
        hide_labels([3, 5, 5], 4, rng=RANDOM)
    with pytest.raises(ValueError, match="unlabelled=3 is a class of y"):
        hide_labels(y, 3, rng=RANDOM, unlabelled=3)


def test_spreading_refuses_what_it_cannot_spread():
    with pytest.raises(ValueError, match="neighbours is 0"):
        spread_labels(X, np.where(np.arange(60) < 9, Y, -1), neighbours=0)
    with pytest.raises(ValueError, match="no row is labelled"):
        spread_labels(X, np.full(60, -1))
    with pytest.raises(ValueError, match=r"graph has the shape \(59, 59\); pass \(60, 60\)"):
        spread_labels(X, Y, graph=neighbour_graph(X[:59]))


def test_a_graph_made_once_serves_every_labelling():
    codes = hide_labels(Y, 10, rng=np.random.default_rng(0))
    graph = neighbour_graph(X, 5)
    assert abs(graph - graph.T).max() == 0
    np.testing.assert_array_equal(
        spread_labels(None, codes, graph=graph), spread_labels(X, codes, neighbours=5)
    )


def test_spreading_is_the_harmonic_function_with_the_masses_of_the_labels():
    """On a path of four with its ends labelled: thirds; masses are equal already."""
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    found = spread_labels(x, [0, -1, -1, 1], neighbours=1)
    # neighbours: 0-1, 1-0, 2-1, 3-2, of one length, so that 0-1 has double weight
    np.testing.assert_allclose(found[1][1], 1 - found[1][0])
    plain = np.array([[3, -1], [-1, 2]], dtype=float)
    exact = np.linalg.solve(plain, np.array([[2.0, 0], [0, 1.0]]))
    scaled = exact * 0.5 / exact.mean(axis=0)
    np.testing.assert_allclose(found[1:3], scaled / scaled.sum(axis=1, keepdims=True), rtol=1e-4)


def test_rows_that_no_label_reaches_have_the_shares_of_the_labels():
    x = np.array([[0.0], [0.1], [9.0], [9.1], [50.0], [50.1]])
    found = spread_labels(x, [0, -1, 1, -1, -1, -1], neighbours=1)
    np.testing.assert_allclose(found[[4, 5]], 0.5)
    np.testing.assert_allclose(found[[1, 3]], [[1, 0], [0, 1]])
    same = spread_labels(np.zeros((5, 2)), [0, 1, -1, -1, -1], neighbours=3)
    np.testing.assert_allclose(same.sum(axis=1), 1)


def test_the_module_draws_its_weights_within_one_over_the_root_of_the_fan_in():
    torch.manual_seed(0)
    state = torch.random.get_rng_state()
    model = VAE(100, 2, (50,), generator=torch.Generator().manual_seed(0))
    assert torch.equal(state, torch.random.get_rng_state())
    first = model.encoder.layers[0]
    for parameter in (first.weight, first.bias):
        assert 0.08 < parameter.abs().max() <= 0.1
    assert abs(first.weight.mean()) < 0.005
