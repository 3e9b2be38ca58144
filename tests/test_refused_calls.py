"""Settings that are none, names in place of functions, calls that do not fit: each is refused.

Every refusal is a ValueError with a sentence, never a TypeError from within; what a message prints
is a plain number.
"""

import inspect
import re

import numpy as np
import pytest

import divergences as dv

LAW = np.array([0.5, 0.25, 0.25])
POINTS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
LINE = np.array([0.0, 1.0, 3.0])
COSTS = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]])
EUCLIDEAN = dv.costs.euclidean
LIMITS = {"at_zero": 1.0, "slope_at_infinity": np.inf}
GOOD = {
    "p": LAW,
    "q": LAW,
    "a": LAW,
    "b": LAW,
    "log_p": np.log(LAW),
    "log_q": np.log(LAW),
    "joint": COSTS / 8,
    "M": COSTS,
    "support": LINE,
    "order": 2.0,
    "f": lambda t: (t - 1) ** 2,
    "points": LINE,
    **LIMITS,
}


def with_setting(setting):
    """The public functions that have this setting."""
    public = {name: f for name, f in vars(dv).items() if inspect.isfunction(f) or f is dv.Measure}
    return [n for n, f in public.items() if setting in inspect.signature(f).parameters]


def call(name, **settings):
    """Call a public function on good arguments, with these settings."""
    needed = inspect.signature(getattr(dv, name)).parameters
    return getattr(dv, name)(**{k: v for k, v in GOOD.items() if k in needed}, **settings)


@pytest.mark.parametrize("name", with_setting("axis"))
@pytest.mark.parametrize("axis", [None, "0", 0.0, True, [0], 10**30])
def test_refuses_an_axis_that_is_no_integer_or_not_there(name, axis):
    with pytest.raises(ValueError, match=rf"axis (is )?{re.escape(repr(axis))}(?!\w).*pass"):
        call(name, axis=axis)


@pytest.mark.parametrize("name", with_setting("axis"))
def test_takes_integers_of_numpy_for_an_axis(name):
    assert call(name, axis=np.int64(-1)) == call(name)


@pytest.mark.parametrize("name", with_setting("normalize"))
@pytest.mark.parametrize("normalize", ["yes", None, 0, 1, np.array([True])])
def test_takes_only_true_or_false_for_normalize(name, normalize):
    with pytest.raises(ValueError, match=r"normalize is .*; pass True or False"):
        call(name, normalize=normalize)


@pytest.mark.parametrize("name", with_setting("normalize"))
@pytest.mark.parametrize("normalize", [True, np.True_, False, np.False_])
def test_takes_the_booleans_of_numpy_for_normalize(name, normalize):
    call(name, normalize=normalize)


def test_measures_do_not_hide_a_setting_that_is_none():
    mu = dv.Measure(LINE)
    for settings in ({"axis": None}, {"normalize": "yes"}):
        with pytest.raises(ValueError, match="; pass"):
            dv.kl(mu, mu, **settings)
        with pytest.raises(ValueError, match="; pass"):
            dv.prove(dv.kl, mu, mu, **settings)
    with pytest.raises(ValueError, match="normalize is 'yes'"):
        dv.Measure(LINE, normalize="yes")


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda: dv.mmd(POINTS, POINTS, "rbf"), "kernel is 'rbf'; pass one of"),
        (lambda: dv.prove(dv.mmd, POINTS, POINTS, "rbf"), "kernel is 'rbf'.*pass one of"),
        (lambda: dv.estimate_mmd_squared(POINTS, POINTS, "rbf"), "kernel is 'rbf'; pass one of"),
        (lambda: dv.transport(POINTS, POINTS, "euclidean"), "cost is 'euclidean'; pass costs"),
        (lambda: dv.sinkhorn(POINTS, POINTS, "L1", eps=1.0), "cost is 'L1'; pass costs"),
        (lambda: dv.sinkhorn_divergence(POINTS, POINTS, "L1", eps=1.0), "cost is 'L1'; pass costs"),
        (lambda: dv.f_divergence(LAW, LAW, 3, **LIMITS), "f is 3; pass a function of arrays"),
        (lambda: dv.prove(dv.f_divergence, LAW, LAW, 3, **LIMITS), "f is 3; pass a function of"),
        (lambda: dv.mmd(POINTS, POINTS + 1, lambda x, y: None), r"kernel\(x, y\) has dtype object"),
        (
            lambda: dv.estimate_mmd_squared(POINTS, POINTS, lambda x, y: "k"),
            r"kernel\(x, y\) has dtype <U1; pass",
        ),
        (
            lambda: dv.sinkhorn(POINTS, POINTS, lambda x, y: 1j * COSTS, eps=1.0),
            r"cost\(x, y\) has dtype complex128; pass",
        ),
    ],
)
def test_refuses_what_is_no_function_or_returns_no_numbers(refused, message):
    with pytest.raises(ValueError, match=message):
        refused()


@pytest.mark.parametrize("limit", ["at_zero", "slope_at_infinity"])
@pytest.mark.parametrize("value", ["1", None, np.float64("nan"), -np.inf, 10**400])
def test_refuses_what_is_no_limit_of_a_convex_function(limit, value):
    settings = {**LIMITS, "f": GOOD["f"], limit: value}
    for first in ((dv.f_divergence,), (dv.prove, dv.f_divergence)):
        with pytest.raises(ValueError, match=rf"^{limit} is (?!np\.).*; pass"):
            first[0](*first[1:], LAW, LAW, **settings)


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        ((dv.kl, LAW), {}, "kl: missing a required argument: 'q'; pass what it takes: p, q, axis"),
        ((dv.kl, LAW, LAW), {"foo": 1}, "kl: got an unexpected keyword argument 'foo'; pass"),
        ((dv.kl, LAW, LAW, 0), {}, "kl: too many positional arguments; pass"),
        ((3, LAW, LAW), {}, "3 has no proof: it is no distance"),
        ((np.float64(3), LAW), {}, r"^3\.0 has no proof"),
        ((dv.kl, LAW, LAW), {"normalize": "yes"}, "normalize is 'yes'; pass True or False"),
        ((dv.kl, LAW, LAW), {"axis": None}, "axis is None; pass one integer"),
        ((dv.wasserstein, LINE, LINE), {"order": "1"}, "order is '1'; pass one real number"),
        ((dv.wasserstein, LINE, LINE), {"order": 0.5}, "order is 0.5; pass at least 1"),
        ((dv.wasserstein, POINTS, POINTS), {"order": np.inf}, "order is inf and d is 2; pass"),
        ((dv.renyi, LAW, LAW, 10**400), {}, "order is beyond 1.8e308"),
        ((dv.wasserstein_histogram, LAW, LAW, LINE[:2]), {}, "support has 2 points and p 3"),
    ],
)
def test_prove_refuses_a_call_that_does_not_fit(arguments, settings, message):
    with pytest.raises(ValueError, match=message):
        dv.prove(*arguments, **settings)


@pytest.mark.parametrize(
    "refused",
    [
        lambda n: dv.renyi(LAW, LAW, n),
        lambda n: dv.wasserstein(LINE, LINE, order=n),
        lambda n: dv.sliced_wasserstein(POINTS, POINTS, np.eye(2), order=n),
        lambda n: dv.sinkhorn(POINTS, POINTS, EUCLIDEAN, eps=n),
        lambda n: dv.costs.power(EUCLIDEAN, n),
        dv.kernels.gaussian,
    ],
)
def test_refuses_a_number_that_no_double_holds(refused):
    with pytest.raises(ValueError, match=r"is beyond 1.8e308, the largest double; pass"):
        refused(10**400)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: dv.kl([-0.5, 1.5], LAW[:2]),
        lambda: dv.renyi(LAW, LAW, np.float64(-0.5)),
        lambda: dv.sinkhorn(POINTS, POINTS, EUCLIDEAN, eps=np.float64(-0.5)),
        lambda: dv.sinkhorn(POINTS, POINTS, EUCLIDEAN, eps=1.0, tolerance=np.float64(-0.5)),
        lambda: dv.sinkhorn(POINTS, POINTS, EUCLIDEAN, eps=1, max_iterations=np.float64(-0.5)),
        lambda: dv.sliced_wasserstein(POINTS, POINTS, np.eye(2), order=np.float64(-0.5)),
        lambda: dv.wasserstein(POINTS, POINTS, order=np.float64(-0.5)),
        lambda: dv.estimate_mmd_squared(POINTS, POINTS, len, level=np.float64(-0.5)),
        lambda: dv.gaussian_kl([0.0], [[-0.5]], [0.0], [[1.0]]),
        lambda: dv.gaussian_kl([0.0, 0.0], [[1.0, 9.0], [-0.5, 1.0]], [0.0, 0.0], np.eye(2)),
        lambda: dv.kernels.gaussian(np.float64(-0.5)),
        lambda: dv.kernels.polynomial(np.float64(-0.5)),
        lambda: dv.kernels.polynomial(1, np.float64(-0.5)),
        lambda: dv.threads(np.float64(-0.5)),
        lambda: dv.kl_from_logs([-0.5, np.nan], [0.0, 0.0]),
        lambda: dv.wasserstein_histogram(LAW, LAW, [-0.5, np.nan, 1.0]),
    ],
)
def test_prints_numbers_of_numpy_as_plain_numbers(refused):
    with pytest.raises(ValueError, match=r"-0\.5\b|\bnan\b") as refusal:
        refused()
    assert "np." not in str(refusal.value)


@pytest.mark.parametrize("kind", ["f8", "f4", "i4", "i8", "u2"])
def test_reads_numbers_in_any_order_of_bytes(kind):
    law = np.array([1, 0, 0]) if kind[0] in "iu" else LAW
    here, swapped = law.astype(kind), law.astype(np.dtype(kind).newbyteorder("S"))
    assert dv.kl(swapped, here) == 0.0
    assert dv.wasserstein_histogram(swapped, here, LINE) == 0.0
    assert dv.Measure(LINE.astype(">f8"), swapped).points.tolist() == [[0.0], [1.0], [3.0]]
    third = np.array([1, 2, 3], dtype="f4") / np.float32(6)  # a sum of 1 in single precision
    assert dv.tv(third.astype(">f4"), third) == 0.0


def test_says_at_which_place_of_the_logarithms_as_given():
    with pytest.raises(ValueError, match=r"^log_p\[1\] is nan; .* replace it"):
        dv.kl_from_logs([0.0, np.nan], [0.0, -np.inf])
    with pytest.raises(ValueError, match=r"^log_q\[1, 0\] is inf; "):
        dv.kl_from_logs([[0.0, -np.inf]] * 2, [[0.0, -np.inf], [np.inf, 0.0]])


def test_calls_the_support_of_histograms_by_its_name():
    with pytest.raises(ValueError, match="support has 2 points and p 3 entries; pass as many"):
        dv.wasserstein_histogram(LAW, LAW, LINE[:2])


def test_recommends_a_power_only_where_there_is_one():
    with pytest.raises(ValueError, match=r"order is 0.5; pass at least 1 \(.*euclidean, 0.5\)"):
        dv.wasserstein(LINE, LINE, order=0.5)
    for order in (np.nan, 0, -1, -np.inf):
        with pytest.raises(ValueError, match=rf"order is {order:g}; pass at least 1$"):
            dv.wasserstein(LINE, LINE, order=order)


def test_a_measure_is_no_array():
    mu = dv.Measure(LINE)
    with pytest.raises(ValueError, match=r"points is a Measure, not an array; pass its \.points"):
        dv.Measure(mu)
    with pytest.raises(ValueError, match="p is a Measure; pass its weights, if its atoms are"):
        dv.entropy(mu)
