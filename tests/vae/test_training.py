"""Training: the same weights after an interruption, early stopping, checkpoints, progress."""

import io
import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from sklearn.base import clone
from sklearn.datasets import load_digits

import vae._progress
import vae._training
from vae import M2Classifier, VAEFeatures, hide_labels
from vae.likelihoods import Bernoulli, Gaussian

X, Y = load_digits(return_X_y=True)
X, Y = X[:300] / 16, Y[:300]
SEEN = hide_labels(Y, 60, rng=np.random.default_rng(0))
STOPPING = VAEFeatures(  # soon
    3,
    hidden_layer_sizes=(64,),
    learning_rate=3e-3,
    batch_size=10,
    max_epochs=400,
    validation_fraction=0.5,
    n_iter_no_change=1,
    random_state=0,
)
QUICK = {"hidden_layer_sizes": (16,), "max_epochs": 6, "random_state": 0}
ESTIMATORS = {
    "features": VAEFeatures(3, **QUICK),
    "M2": M2Classifier(3, likelihood=Bernoulli(), **QUICK),
    "warmed up": VAEFeatures(3, warm_up=4, **QUICK),
}
every_estimator = pytest.mark.parametrize("name", ESTIMATORS)


def weights(model):
    return {name: t.numpy().tobytes() for name, t in model.model_.state_dict().items()}


class InterruptionError(Exception):
    """Stands for Ctrl-C in the middle of an epoch."""


def interrupt_after(monkeypatch, steps):
    counted = iter(range(steps))
    backward = torch.autograd.backward

    def counting(value):
        if next(counted, None) is None:
            raise InterruptionError
        backward(value)

    monkeypatch.setattr(torch.autograd, "backward", counting)


@every_estimator
@pytest.mark.parametrize("steps", [1, 7, 13])
def test_an_interrupted_training_comes_to_the_same_weights_bit_for_bit(
    name, steps, tmp_path, monkeypatch
):
    whole = clone(ESTIMATORS[name]).fit(X, SEEN)
    estimator = clone(ESTIMATORS[name]).set_params(checkpoint=tmp_path / "kept.safetensors")
    with monkeypatch.context() as patched:
        interrupt_after(patched, steps)
        with pytest.raises(InterruptionError):
            estimator.fit(X, SEEN)
    resumed = clone(estimator).fit(X, SEEN)
    assert weights(resumed) == weights(whole)
    assert resumed.history_ == whole.history_


@every_estimator
def test_more_epochs_go_on_where_the_training_ended(name, tmp_path):
    whole = clone(ESTIMATORS[name]).fit(X, SEEN)
    path = tmp_path / "kept.safetensors"
    clone(ESTIMATORS[name]).set_params(checkpoint=path, max_epochs=2).fit(X, SEEN)
    longer = clone(ESTIMATORS[name]).set_params(checkpoint=path).fit(X, SEEN)
    assert weights(longer) == weights(whole)
    again = clone(longer).fit(X, SEEN)  # nothing is left to do
    assert weights(again) == weights(whole)
    assert again.n_epochs_ == 6


@every_estimator
def test_the_seed_decides_everything_and_the_global_generators_nothing(name):
    found = []
    for seed in (0, 1):
        np.random.seed(seed)  # noqa: NPY002
        torch.manual_seed(seed)
        state = torch.random.get_rng_state()
        found.append(weights(clone(ESTIMATORS[name]).fit(X, SEEN)))
        assert torch.equal(state, torch.random.get_rng_state())
    assert found[0] == found[1]
    other = clone(ESTIMATORS[name]).set_params(random_state=1).fit(X, SEEN)
    assert weights(other) != found[0]


def test_training_stops_when_the_held_out_bound_stops_rising_and_keeps_the_best_weights():
    few = clone(STOPPING).set_params(n_iter_no_change=3).fit(X[:60])
    history = few.history_
    best = int(np.argmin(history.held_out))
    assert few.n_epochs_ == best + 4 < 400
    assert history.best == history.held_out[best]
    short = clone(few).set_params(max_epochs=best + 1).fit(X[:60])
    assert weights(short) == weights(few)


@pytest.mark.parametrize("name", ["features", "M2"])
def test_in_the_warm_up_the_kl_counts_by_equal_steps_up_to_one(name):
    model = clone(ESTIMATORS[name]).set_params(learning_rate=1e-30, validation_fraction=0)

    def first_losses(warm_up):
        fitted = clone(model).set_params(warm_up=warm_up, max_epochs=1).fit(X, SEEN)
        return fitted.history_.training[0]

    whole, half, fourth = (first_losses(warm_up) for warm_up in (1, 2, 4))
    assert first_losses(0) == whole > half
    assert whole - half == pytest.approx(2 * (half - fourth), abs=1e-4)
    settings = vae._training.Settings(9, 100, 1e-3, 10, warm_up=4)
    assert [settings.weight(epoch) for epoch in range(6)] == [0.25, 0.5, 0.75, 1, 1, 1]


@every_estimator
def test_a_rate_that_decays_falls_along_half_a_cosine(name, monkeypatch):
    rates = []
    step = torch.optim.Adam.step

    def watched(optimizer, *arguments):
        rates.append(optimizer.param_groups[0]["lr"])
        return step(optimizer, *arguments)

    monkeypatch.setattr(torch.optim.Adam, "step", watched)
    few = clone(ESTIMATORS[name]).set_params(decay=True, max_epochs=4, learning_rate=1e-3)
    few.fit(X, SEEN)
    half = 0.5**0.5
    expected = [1e-3, 1e-3 * (1 + half) / 2, 5e-4, 1e-3 * (1 - half) / 2]
    assert sorted(set(rates), reverse=True) == pytest.approx(expected, rel=1e-12)
    assert rates == sorted(rates, reverse=True)


def test_a_checkpoint_of_a_decaying_rate_is_bound_to_the_number_of_epochs(tmp_path):
    few = VAEFeatures(2, decay=True, checkpoint=tmp_path / "kept.safetensors", **QUICK).fit(X)
    assert clone(few).fit(X).n_epochs_ == 6
    with pytest.raises(ValueError, match="of a training with max_epochs='6', and this has '7'"):
        clone(few).set_params(max_epochs=7).fit(X)


def test_training_waits_for_a_rise_only_after_the_warm_up():
    soon = clone(STOPPING).fit(X[:60]).n_epochs_
    late = clone(STOPPING).set_params(warm_up=soon + 5).fit(X[:60])
    assert late.n_epochs_ > soon + 5
    assert late.history_.waited == 1


def test_without_held_out_rows_all_epochs_are_run_on_all_rows():
    model = clone(ESTIMATORS["features"]).set_params(validation_fraction=0).fit(X)
    assert model.n_epochs_ == 6
    assert model.history_.held_out == []
    small = clone(ESTIMATORS["features"]).fit(X[:9])  # a tenth of 9 rows is none
    assert small.history_.held_out == []


def test_the_loss_is_the_bound_in_nats_a_row_and_falls():
    model = clone(ESTIMATORS["features"]).set_params(max_epochs=40, likelihood=Bernoulli()).fit(X)
    losses = model.history_.training
    assert losses[-1] < losses[0]
    assert -losses[-1] == pytest.approx(model.score(X), abs=3)  # the weighted bound is above it


def test_a_loss_that_is_no_number_is_refused_with_the_cure():
    model = clone(ESTIMATORS["features"]).set_params(learning_rate=1e12)
    with pytest.raises(FloatingPointError, match=r"lower learning_rate, which is 1e\+12"):
        model.fit(X)


def test_a_checkpoint_is_safetensors_with_json_in_its_header(tmp_path):
    path = tmp_path / "kept.safetensors"
    clone(ESTIMATORS["features"]).set_params(checkpoint=path).fit(X)
    size = int.from_bytes(path.read_bytes()[:8], "little")
    header = json.loads(path.read_bytes()[8 : 8 + size])
    about = json.loads(header["__metadata__"]["json"])
    assert len(about["state"]["training"]) == 6
    assert about["machine"] == {"torch": torch.__version__, "threads": torch.get_num_threads()}
    assert list(tmp_path.iterdir()) == [path]


def kept(tmp_path, **settings):
    path = tmp_path / "kept.safetensors"
    estimator = clone(ESTIMATORS["features"]).set_params(checkpoint=path, **settings)
    return path, estimator.fit(X)


def test_refuses_the_checkpoint_of_another_training(tmp_path):
    path, model = kept(tmp_path)
    with pytest.raises(ValueError, match=r"learning_rate='0\.001', and this has '0\.01'"):
        clone(model).set_params(learning_rate=1e-2).fit(X)
    with pytest.raises(ValueError, match="is of a training with data="):
        clone(model).fit(X[:-1])
    with pytest.raises(ValueError, match="is of a training with seed="):
        clone(model).set_params(random_state=1).fit(X)
    with pytest.raises(ValueError, match="is of a training with likelihood="):
        clone(model).set_params(likelihood=Gaussian(0.5)).fit(X)
    assert path.exists()


def test_an_activation_is_known_by_its_name_and_not_by_its_place_in_memory(tmp_path):
    def leaky(x):
        return torch.where(x > 0, x, x / 10)

    def other(x):
        return x

    _, model = kept(tmp_path, activation=leaky)
    leaky, before = type(leaky)(leaky.__code__, leaky.__globals__), leaky
    leaky.__qualname__ = before.__qualname__
    assert repr(leaky) != repr(before)
    again = VAEFeatures(**(model.get_params() | {"activation": leaky})).fit(X)
    assert weights(again) == weights(model)
    with pytest.raises(ValueError, match="is of a training with activation="):
        clone(model).set_params(activation=other).fit(X)


def test_refuses_what_is_no_checkpoint_of_ours(tmp_path):
    path, model = kept(tmp_path)
    tensors = {name: tensor.clone() for name, tensor in load_file(path).items()}
    path.write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"cannot be read .*; remove it"):
        clone(model).fit(X)
    save_file(tensors, path)
    with pytest.raises(ValueError, match="none of version 1; remove it"):
        clone(model).fit(X)
    with pytest.raises(ValueError, match="there is no folder"):
        clone(model).set_params(checkpoint=tmp_path / "none" / "kept").fit(X)
    with pytest.raises(ValueError, match="pass one, such as random_state=0"):
        clone(model).set_params(random_state=None).fit(X)


def test_says_so_where_the_machine_differs(tmp_path, monkeypatch):
    _, model = kept(tmp_path)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 99)
    with pytest.warns(UserWarning, match="written with threads 1, and this is 99"):
        clone(model).fit(X)


def test_progress_is_lines_where_there_is_no_terminal(capsys):
    clone(ESTIMATORS["features"]).set_params(verbose=True, max_epochs=2).fit(X)
    lines = capsys.readouterr().err.splitlines()
    assert [line[:6] for line in lines] == ["1 of 2", "2 of 2"]
    assert "held out" in lines[0]
    clone(ESTIMATORS["features"]).set_params(max_epochs=2).fit(X)
    assert capsys.readouterr() == ("", "")


def test_progress_is_a_bar_on_a_terminal(monkeypatch):
    import rich.console

    shown = io.StringIO()
    console = rich.console.Console

    def terminal(**settings):
        return console(file=shown, force_terminal=True, width=100)

    monkeypatch.setattr(rich.console, "Console", terminal)
    with vae._progress.progress(True) as step:
        step("bound -3", 1, 2)
    assert "bound -3" in shown.getvalue()
