"""Distances among many measures: each once, on any workers, and never twice after a restart."""

import functools
import importlib.util
import json
import logging
import os
import signal
import threading
import time
from pathlib import Path

import joblib
import numpy as np
import pytest

from divergences import Measure, NotConverged, kl, pairwise, transport, wasserstein
from divergences.costs import euclidean


def measures(count, size=5, seed=0):
    rng = np.random.default_rng(seed)
    return [Measure(rng.normal(size=(size, 2)) + k / 3, rng.random(size), normalize=True)
            for k in range(count)]  # fmt: skip


def by_hand(those, distance=wasserstein):
    return np.array([[distance(mu, nu) for nu in those] for mu in those])


class Counted:
    """A distance that notes its calls."""

    def __init__(self, distance=wasserstein, until=10**9):
        self.calls, self.distance, self.until = [], distance, until

    def __call__(self, mu, nu):
        if len(self.calls) == self.until:
            raise KeyboardInterrupt
        self.calls.append((id(mu), id(nu)))
        return self.distance(mu, nu)

    def __getstate__(self):
        """What it is known by, after a restart."""
        return {"distance": self.distance}


@pytest.mark.parametrize("count", [1, 2, 8, 9, 20])
def test_distances_are_those_of_a_loop(count):
    those = measures(count)
    np.testing.assert_array_equal(pairwise(those), by_hand(those))


def test_a_symmetric_distance_is_called_once_a_pair():
    those, distance = measures(20), Counted()
    pairwise(those, distance)
    assert len(distance.calls) == 20 * 21 / 2 + 1  # the first pair both ways, to be sure
    assert len({frozenset(pair) for pair in distance.calls}) == 210


def test_one_that_is_not_symmetric_is_not_taken_for_it():
    those = [Measure([0.0, 1.0], [0.5, 0.5]), Measure([0.0, 1.0], [0.1, 0.9])]
    with pytest.raises(ValueError, match=r"to measures\[1\] is 0.51.*, and back 0.36.*; pass symm"):
        pairwise(those, kl)
    one_way = iter([0.0, 0.5, np.inf, 0.0, 0.7, 0.0, 0.3])  # another that is infinite hides nothing
    with pytest.raises(ValueError, match=r"is 0.5, and back 0.3; pass symmetric=False"):
        pairwise([*those, those[0]], lambda mu, nu: next(one_way))
    noisy = iter([0.0, 1.0, 0.0, 1.0 + 1e-9])  # to 1e-6 it is
    assert pairwise(those, lambda mu, nu: next(noisy)).tolist() == [[0.0, 1.0], [1.0, 0.0]]


def further_back(here, there):
    step = float(there.points[0, 0] - here.points[0, 0])
    return step if step >= 0 else -3 * step


def test_a_far_measure_hides_no_asymmetry():
    with pytest.raises(ValueError, match=r"is 1.0, and back 3.0; pass symmetric=False"):
        pairwise([[0.0], [1.0], [1e9]], further_back)
    with pytest.raises(ValueError, match=r"is 1e-20, and back 2.9.*e-20; pass symmetric=False"):
        pairwise([[0.0], [1e-20], [2e-20]], further_back)
    costly = iter([0.5, 0.6, 0.5, 0.9])  # as entropic costs, no less from one to itself
    with pytest.raises(ValueError, match=r"is 0.6, and back 0.9; pass symmetric=False"):
        pairwise([[0.0], [1.0]], lambda mu, nu: next(costly))


@pytest.mark.parametrize(
    "values", [[0.0, 1e-17, 1, 0.0, 1, 0, -2e-17], [3e-9, 0, 1, 0, 1, 0, 2e-9]]
)
def test_distances_that_are_rounding_are_the_same(values):
    given = iter(values)
    assert pairwise([[0.0], [0.0], [1.0]], lambda mu, nu: next(given))[1, 0] == values[1]


def test_a_divergence_that_is_not_symmetric_is_computed_both_ways():
    rng = np.random.default_rng(1)
    those = [Measure([0.0, 1.0, 2.0], rng.random(3), normalize=True) for _ in range(10)]
    found = pairwise(those, kl, symmetric=False)
    np.testing.assert_array_equal(found, by_hand(those, kl))
    assert (found != found.T).any()


def test_arrays_are_points_of_equal_weights():
    np.testing.assert_array_equal(pairwise([[0.0], [3.0]]), [[0, 3], [3, 0]])


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_two_workers_find_the_same(backend):
    those = measures(20)
    with joblib.parallel_config(backend=backend, n_jobs=2):
        found = pairwise(those, functools.partial(wasserstein, order=2))
    np.testing.assert_array_equal(found, by_hand(those, lambda p, q: wasserstein(p, q, order=2)))


def test_after_a_restart_nothing_that_was_finished_is_computed_again(tmp_path):
    those, out = measures(20), tmp_path / "distances.npy"
    stopped = Counted(until=150)  # tiles of 37, 64 and 32 were finished, the fourth not
    with pytest.raises(KeyboardInterrupt):
        pairwise(those, stopped, out=out)
    done = np.isfinite(np.load(out))
    assert done.sum() == 64 + 2 * 64 + 2 * 32
    again = Counted()
    found = pairwise(those, again, out=out)
    assert len(again.calls) == 210 - 36 - 64 - 32
    np.testing.assert_array_equal(found, by_hand(those))
    np.testing.assert_array_equal(np.load(out), found)
    never = Counted(until=0)
    np.testing.assert_array_equal(pairwise(those, never, out=out), found)


def test_a_file_says_what_it_is_of(tmp_path):
    those, out = measures(3), tmp_path / "distances.npy"
    pairwise(those, out=out)
    about = json.loads(out.with_suffix(".json").read_text())
    assert about["distance"] == "divergences._wasserstein.wasserstein"
    with pytest.raises(ValueError, match="is of another measures; remove it, or pass another path"):
        pairwise(measures(3, seed=1), out=out)
    with pytest.raises(ValueError, match="is of another distance"):
        pairwise(those, functools.partial(wasserstein, order=2), out=out)
    with pytest.raises(ValueError, match="is of another symmetric"):
        pairwise(those, symmetric=False, out=out)


def test_a_damaged_file_is_refused(tmp_path):
    those, out = measures(3), tmp_path / "distances.npy"
    pairwise(those, out=out)
    whole = out.read_bytes()
    out.write_bytes(whole[:-8])
    with pytest.raises(
        ValueError, match=r"distances.npy or distances.json is damaged .*remove bot"
    ):
        pairwise(those, out=out)
    out.write_bytes(whole)
    for words in ("", "[1, 2]", "7", 10_000 * "[" + 10_000 * "]"):
        out.with_suffix(".json").write_text(words)
        with pytest.raises(ValueError, match=r"is damaged .*; remove both"):
            pairwise(those, out=out)
    out.with_suffix(".json").write_text("mine")
    out.unlink()
    with pytest.raises(ValueError, match=r"json is there without distances\.npy; remove"):
        pairwise(those, out=out)
    out.with_suffix(".json").unlink()
    pairwise(those, out=out)
    np.save(out, np.zeros((2, 2)))
    with pytest.raises(ValueError, match=r"holds \(2, 2\) float64, not \(3, 3\); remove it"):
        pairwise(those, out=out)
    out.write_bytes(whole)
    out.with_suffix(".json").unlink()
    with pytest.raises(ValueError, match=r"is there without distances\.json; remove it, or"):
        pairwise(those, out=out)


def zipped(path):
    with path.open("wb") as file:
        np.savez(file, zeros=np.zeros((3, 3)))


def endless(path):
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(
            file, {"descr": "<f8", "fortran_order": False, "shape": (10**30,)}
        )


@pytest.mark.parametrize(
    "written",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\x03\x04 and no more"),
        lambda path: np.save(path, np.array([{}]), allow_pickle=True),
        zipped,
        endless,
        Path.mkdir,
    ],
)
@pytest.mark.parametrize("beside", [lambda path: path.write_text("{}"), Path.mkdir])
def test_a_file_that_is_no_array_is_damaged(tmp_path, written, beside):
    written(tmp_path / "d.npy")
    beside(tmp_path / "d.json")
    with pytest.raises(ValueError, match=r"d.npy or d.json is damaged .*; remove both"):
        pairwise([[0.0], [1.0]], out=tmp_path / "d.npy")


def test_a_distance_beyond_every_double_is_refused():
    with pytest.raises(
        OverflowError, match=r"distance\(measures\[0\], measures\[0\]\) exceeds the"
    ):
        pairwise([[0.0], [1.0]], lambda mu, nu: 10**400)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"measures": []}, "measures is empty; pass at least one measure"),
        ({"measures": [[0.0], [np.nan]]}, "not finite|nan"),
        ({"distance": "w1"}, "distance is 'w1'"),
        ({"symmetric": 1}, "symmetric is 1"),
        ({"out": "distances.txt"}, "out is 'distances.txt'; pass a path that ends in .npy"),
        ({"distance": lambda mu, nu: np.nan}, r"distance\(measures\[0\], measures\[0\]\) is nan"),
        ({"distance": lambda mu, nu: "1.5"}, r"distance\(measures\[0\], measures\[0\]\) is '1.5'"),
        ({"distance": lambda mu, nu: b"1"}, r"is b'1'; pass a distance that gives a number"),
        ({"distance": lambda mu, nu: 1j}, "is 1j; pass a distance that gives a number"),
        ({"distance": lambda mu, nu: np.ones(2)}, r"is array\(.*; pass a distance that gives a"),
        ({"measures": 5}, "measures is 5; pass a sequence of measures"),
        ({"measures": Measure([0.0, 1.0])}, r"measures is Measure\(.*; pass a sequence of meas"),
        ({"out": 5}, "out is '5'; pass a path that ends in .npy"),
        ({"out": "nowhere/d.npy"}, "nowhere, the folder of out, is not there; make it"),
    ],
)
def test_what_cannot_be_computed_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        pairwise(**{"measures": [[0.0], [1.0]], **given})


def test_what_floats_are_made_of_are_distances():
    assert pairwise([[0.0], [3.0]], functools.partial(transport, cost=euclidean))[0, 1] == 3
    assert pairwise([[0.0], [3.0]], lambda mu, nu: np.array(2.0))[0, 1] == 2


def test_a_backend_that_returns_no_generator_is_given_a_share_at_a_time(tmp_path):
    class Listing(joblib.parallel.ThreadingBackend):
        """As the backends of multiprocessing and Ray."""

        supports_return_generator = False

    joblib.parallel.register_parallel_backend("listing", Listing)
    those, out = measures(50), tmp_path / "distances.npy"
    with joblib.parallel_config(backend="listing", n_jobs=2):
        with pytest.raises(KeyboardInterrupt):
            pairwise(those, Counted(until=800), out=out)
        assert np.isfinite(np.load(out)).any()
        np.testing.assert_array_equal(pairwise(those, Counted(), out=out), by_hand(those))


def test_what_a_worker_raises_comes_back():
    from divergences import sinkhorn_divergence

    distance = functools.partial(sinkhorn_divergence, cost=euclidean, eps=0.01, max_iterations=1)
    with (
        joblib.parallel_config(n_jobs=2),
        pytest.raises(NotConverged, match="raise max_iterations") as caught,
    ):
        pairwise(measures(9, size=20), distance)
    assert caught.value.result.error > 0


@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="needs distributed")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_cluster_that_loses_a_worker_finishes(tmp_path):
    from distributed import Client, LocalCluster

    those, out = measures(30, size=40), tmp_path / "distances.npy"
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as cluster,
        Client(cluster) as client,
    ):
        victim = next(iter(client.run(os.getpid).values()))

        def kill_one():
            while not (out.exists() and np.isfinite(np.load(out)).any()):
                time.sleep(0.01)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill_one)
        killer.start()
        with joblib.parallel_config(backend="dask"):
            found = pairwise(those, out=out)
        killer.join()
        assert victim not in client.run(os.getpid).values()
    np.testing.assert_array_equal(found, by_hand(those))
