"""The sentences about bounds, Gaussians, plans and convergence, held against NumPy and SciPy."""

import numpy as np
import pytest
from scipy import stats

import divergences as dv
import proofs.claims  # noqa: F401
from proofs import CLAIMS

RELATIONS = {
    "the_evidence_is_the_elbo_plus_a_kl": "== >= == == >= >=",
    "a_gaussian_has_this_kl_to_its_prior": "== == == >=",
    "a_reparametrised_sample_has_the_law_it_should": "== == ==",
    "the_log_density_falls_with_the_squared_distance": "== == >=",
    "the_gradient_passes_through_the_sample": "== ==",
    "plans_split_move_and_merge": "== == == == == == == == >= >= >= >=",
    "a_particle_costs_its_mass_times_its_way": ">= >=",
    "a_shift_costs_its_length": ">= ==",
    "tv_is_half_of_l1": ">= ==",
    "kl_needs_no_particular_measure": "==",
    "js_and_tv_vanish_together": ">= >=",
    "wasserstein_is_at_most_the_diameter_times_tv": "== >= >= >=",
    "sequences_converge_in_one_sense_and_not_in_another": ">= >= == >=",
    "a_tight_critic_proves_its_plan_the_cheapest": ">= >=",
    "a_critic_must_be_held_back": "==",
    "a_family_of_critics_may_miss_the_distance": "> >= >=",
    "wasserstein_is_a_metric": ">= == >=",
    "wasserstein_moves_with_the_generator": ">=",
    "only_the_best_critic_has_the_slope": "==",
}
random = np.random.default_rng(3105)


def relation(text):
    return next(sign for sign in (">=", "==", ">") if f" {sign} " in text)


def sides(name, k, /, **numbers):
    """Evaluate both sides of a statement, after its hypotheses were seen to hold."""
    statement = CLAIMS[name].says()[k]
    count = max((len(v) for v in numbers.values() if isinstance(v, np.ndarray)), default=1)

    def xlog(a, b):
        a, b = np.broadcast_arrays(a, b)
        return np.where(a > 0, a * np.log(np.where(a > 0, b, 1)), 0)

    def evaluate(text):
        known = {"log": np.log, "exp": np.exp, "xlog": xlog} | numbers
        known["total"] = lambda terms: np.broadcast_to(terms, count).sum()
        return eval(text, known)

    def both(text):
        left, right = text.split(f" {relation(text)} ")
        return evaluate(left), evaluate(right)

    for text in statement.given:
        left, right = both(text)
        equal = np.isclose(left, right, rtol=1e-9, atol=1e-9)
        assert np.all(equal if relation(text) == "==" else equal | (left > right)), text
    return both(statement.then)


def weights(*shape):
    return random.dirichlet(np.ones(shape[-1]), size=shape[:-1] or None)


@pytest.mark.parametrize("name", RELATIONS)
def test_each_sentence_says_equal_where_it_is_equal_and_more_where_it_is_more(name):
    assert " ".join(relation(one.then) for one in CLAIMS[name].says()) == RELATIONS[name]


def test_the_bound_and_its_gap_are_what_numpy_says():
    name = "the_evidence_is_the_elbo_plus_a_kl"
    q, joint = weights(5), random.random(5)
    bound = np.sum(q * np.log(joint / q))
    kl = dv.kl(q, joint / joint.sum())
    assert sides(name, 0, q_i=q, j_i=joint) == pytest.approx([bound + kl] * 2)
    assert sides(name, 1, q_i=q, j_i=joint)[0] == pytest.approx(kl)
    for g, b in ((3.0, 0.0), (-2.0, 0.0), (1.0, 2.0)):
        assert sides(name, 5, q_i=q, j_i=joint, g=g, b=b)[0] == pytest.approx(b * kl)
    prior, likelihood = weights(5), random.random(5)
    parts = q @ np.log(likelihood) - dv.kl(q, prior)
    assert sides(name, 3, q_i=q, r_i=prior, l_i=likelihood) == pytest.approx([parts] * 2)
    left, _ = sides(name, 4, q_i=q, h_i=3 * joint + q, e=float(np.exp(-9)))
    assert left == pytest.approx(np.log(np.sum(3 * joint + q)) + 9)
    posterior = joint / joint.sum()
    left, right = sides(name, 2, j_i=joint, r_i=posterior)
    assert np.allclose(left, right)


def gauss(mean, covariance):
    """Return points and weights that have the Gaussian's means of polynomials."""
    x, w = np.polynomial.hermite_e.hermegauss(12)
    e, f = (axis.ravel() for axis in np.meshgrid(x, x))
    points = mean[:, None] + np.linalg.cholesky(covariance) @ np.stack([e, f])
    return *points, np.outer(w, w).ravel() / w.sum() ** 2, e, f


def test_the_kl_of_gaussians_is_the_librarys():
    name = "a_gaussian_has_this_kl_to_its_prior"
    mean = np.array([0.5, -1.5])
    covariance, prior = np.array([[2.0, 0.7], [0.7, 0.5]]), np.array([[3.0, -1.0], [-1.0, 1.5]])
    x, y, q, *_ = gauss(mean, covariance)
    own = dict(zip("mnabbc", [*mean, *covariance.ravel()], strict=True))
    own |= dict(zip("sttr", prior.ravel(), strict=True))
    standard = dv.gaussian_kl(mean, covariance, np.zeros(2), np.eye(2))
    general = dv.gaussian_kl(mean, covariance, np.zeros(2), prior)
    assert sides(name, 0, q_i=q, x_i=x, y_i=y, **own) == pytest.approx([standard] * 2)
    assert sides(name, 1, q_i=q, x_i=x, y_i=y, **own) == pytest.approx([general] * 2)
    loglik = np.sin(x)
    expected = q @ loglik - standard
    assert sides(name, 2, q_i=q, x_i=x, y_i=y, l_i=loglik, **own) == pytest.approx([expected] * 2)
    d, m = np.array([2.0, 0.5]), np.array([1.0, -1.0])
    left, right = sides(name, 3, d_i=d, m_i=m, k=2)
    assert left == pytest.approx(2 * dv.gaussian_kl(m, np.diag(d**2), np.zeros(2), np.eye(2)))
    assert right == pytest.approx(np.sum((d - 1) ** 2 + m**2))


def test_the_sample_has_mean_covariance_and_generating_function():
    name = "a_reparametrised_sample_has_the_law_it_should"
    root, (t, s) = np.array([[1.0, 0.4], [-0.3, 0.8]]), (0.3, -0.2)
    *_, p, e, f = gauss(np.zeros(2), np.eye(2))
    known = dict(zip("abcd", root.ravel(), strict=True)) | {"m": 0.5, "n": -1.0}
    places = {"p_i": p, "e_i": e, "f_i": f} | known
    at = np.array([t, s])
    expected = np.exp(at @ [0.5, -1.0] + at @ root @ root.T @ at / 2)
    assert sides(name, 0, t=t, s=s, **places) == pytest.approx([expected] * 2)
    assert sides(name, 1, **places) == pytest.approx([0.5] * 2)
    assert sides(name, 2, **places) == pytest.approx([(root @ root.T)[0, 1]] * 2)


def test_the_log_density_is_scipys():
    name = "the_log_density_falls_with_the_squared_distance"
    x, y, f = random.normal(size=(3, 4))
    known = {"x_i": x, "y_i": y, "f_i": f, "s": 0.5, "w": 4.0, "h": np.sqrt(2 * np.pi)}
    density = [stats.norm.logpdf(at, f, 0.5).sum() for at in (x, y)]
    assert sides(name, 0, k=4, **known) == pytest.approx([density[0]] * 2)
    assert sides(name, 1, **known) == pytest.approx([density[0] - density[1]] * 2)
    assert sides(name, 2, b=7.0, r=1.0, m=4.0) == pytest.approx([-7.0, -7.0])


def test_the_slope_of_the_reconstruction_term_is_that_of_its_closed_form():
    name = "the_gradient_passes_through_the_sample"
    x, w, v, m, s, h = 2.0, 1.5, 0.7, 0.3, 0.6, 0.25
    *_, p, e, _ = gauss(np.zeros(2), np.eye(2))
    closed = [-v / 2 * ((x - w * at) ** 2 + w**2 * s**2) for at in (m, m + h)]
    known = {"p_i": p, "e_i": e, "x": x, "w": w, "v": v, "m": m, "s": s}
    assert sides(name, 0, h=h, **known) == pytest.approx([closed[1] - closed[0]] * 2)
    assert sides(name, 1, **known) == pytest.approx([v * w * (x - w * m)] * 2)


def test_the_example_of_a_plan_costs_what_the_library_says():
    corners = np.array([[0, 0], [3, 0], [0, 4], [3, 4]])
    mu = dv.Measure(corners[:3], np.array([1 / 2, 1 / 4, 1 / 4]))
    nu = dv.Measure(corners, np.array([1 / 8, 1 / 8, 1 / 4, 1 / 2]))
    assert dv.wasserstein(mu, nu) == 19 / 8
    ones = np.kron(np.eye(3), np.ones(4)), np.kron(np.ones(3), np.eye(4))
    says = CLAIMS["plans_split_move_and_merge"].says()
    false = [one for one in says if one.kind == "false"]
    assert np.linalg.matrix_rank(np.vstack(ones)) == len(false) == len({one.then for one in false})
    plan = random.dirichlet(np.ones(12)).reshape(3, 4)
    g, h = random.normal(size=3), random.normal(size=4)
    known = {f"w{i + 1}{j + 1}": plan[i, j] for i in range(3) for j in range(4)}
    known |= {f"a{i + 1}": a for i, a in enumerate(plan.sum(1))}
    known |= {f"b{j + 1}": b for j, b in enumerate(plan.sum(0))}
    known |= {f"g{i + 1}": a for i, a in enumerate(g)} | {f"h{j + 1}": b for j, b in enumerate(h)}
    mean = np.sum(plan * (g[:, None] + h))
    assert sides("plans_split_move_and_merge", 7, **known) == pytest.approx([mean] * 2)
    assert sides("plans_split_move_and_merge", 0, **known) == pytest.approx([plan.sum(0)[3]] * 2)


def test_js_and_tv_are_the_librarys():
    name = "js_and_tv_vanish_together"
    both, more = weights(10), weights(2, 5)
    a, u, b, v = both[:5] / 2, more[0] / 2, both[5:] / 2, more[1] / 2
    p, q = np.concatenate([a + u, b]), np.concatenate([a, b + v])
    known = {"a_i": a, "u_i": u, "b_i": b, "v_i": v}
    assert sides(name, 0, s_i=np.ones(5), t_i=np.zeros(5), **known) == pytest.approx(
        [dv.tv(p, q)] * 2
    )
    over, under = np.log(2) * dv.tv(p, q) - dv.js(p, q), dv.js(p, q) - dv.tv(p, q) ** 2 / 2
    assert sides(name, 1, g=1, h=0, **known)[0] == pytest.approx(over)
    assert sides(name, 1, g=0, h=1, **known)[0] == pytest.approx(under)


def test_tv_is_attained_and_kl_keeps_its_value():
    p, q, r = weights(3, 6)
    known = {"p_i": p, "q_i": q, "d_i": abs(p - q), "b_i": (p > q) * 1.0, "s_i": r}
    left, _ = sides("tv_is_half_of_l1", 0, g=1, k=5, **known)
    assert left == pytest.approx(dv.tv(p, q) - r @ (p - q))
    apart = {"p_i": np.array([1.0, 0]), "q_i": np.array([0, 1.0]), "d_i": np.ones(2)}
    assert sides("tv_is_half_of_l1", 1, **apart) == (2, 2)
    left, right = sides("kl_needs_no_particular_measure", 0, p_i=p, q_i=q, r_i=r)
    assert [left, right] == pytest.approx([dv.kl(p, q)] * 2)


def test_sequences_behave_as_the_library_says():
    name = "sequences_converge_in_one_sense_and_not_in_another"
    n, one = 7, np.array([1.0, 0])
    left, right = sides(name, 0, n=n, eps=1 / n)
    assert left == pytest.approx(dv.js(one, one[::-1]) - dv.wasserstein([0.0], [1 / n]))
    assert right == pytest.approx(np.log(2) - 1 / n)
    law = dv.Measure([0.0, n**2], [1 - 1 / n, 1 / n])
    tv = dv.tv(np.array([1 - 1 / n, 1 / n]), one)
    left, _ = sides(name, 1, n=n, eps=1 / n, b=n)
    assert left == pytest.approx(dv.wasserstein(law, dv.Measure([0.0])) - tv)
    e, k = 0.2, 3.0
    p, q = np.array([e, 1 - e, 0]), np.array([e * np.exp(-k), 1 - e, e - e * np.exp(-k)])
    assert sides(name, 2, e=e, k=k) == pytest.approx([dv.kl(p, q)] * 2)
    assert sides(name, 3, e=e, k=k) == pytest.approx([e, dv.tv(p, q)])


def test_shifts_and_plans_cost_what_the_library_says():
    x, w, t = random.normal(size=5), weights(5), 1.7
    cost = dv.wasserstein(dv.Measure(x, w), dv.Measure(x + t, w))
    known = {"w_i": w, "c_i": np.full(5, t), "t": t}
    moves = {"x_i": np.full(5, t), "y_i": np.zeros(5)}
    moves |= {"v_i": w, "e_i": np.full(5, t), "j": 3}
    assert sides("a_shift_costs_its_length", 0, **moves, **known) == pytest.approx([cost] * 2)
    assert sides("a_shift_costs_its_length", 1, **known) == pytest.approx([cost] * 2)
    moved = {"w": 0.3, "t": 0.3, "u": 0.0, "v": 0.0, "d": 5.0, "e": 3.0, "f": 4.0}
    plane = np.array([[0.0, 0], [3, 4], [3, 0]])
    particle = [dv.Measure(plane[[k, 2]], [0.3, 0.7]) for k in (0, 1)]
    assert sides("a_particle_costs_its_mass_times_its_way", 0, **moved) == pytest.approx(
        [dv.wasserstein(*particle)] * 2
    )


def test_bounds_by_diameter_glue_and_pace_hold_for_random_plans():
    points, plan = random.random((3, 6, 2)), weights(6)
    d, e, c = (np.linalg.norm(points[i] - points[j], axis=1) for i, j in ((0, 1), (1, 2), (0, 2)))
    known = {"w_i": plan, "c_i": c, "d_i": d, "e_i": e}
    left, right = sides("wasserstein_is_a_metric", 0, **known)
    assert [left, right] == pytest.approx([plan @ (d + e), plan @ c])
    far = (c > 0.5) * 1.0
    left, right = sides("wasserstein_is_a_metric", 2, w_i=plan, c_i=c, g=0.5, n_i=far)
    assert [left, right] == pytest.approx([plan @ c, plan @ far / 2])
    assert sides("wasserstein_is_a_metric", 1, u=0.3, b=1.0, v_i=plan) == pytest.approx([0.3] * 2)
    pace = {"w_i": plan, "d_i": d, "e_i": c, "z_i": 5 * e - 1, "h": 0.1, "M": 5 * plan @ e - 1}
    left, right = sides("wasserstein_moves_with_the_generator", 0, k=2.0, **pace)
    assert [left, right] == pytest.approx([plan @ e, plan @ (c - d)])
    name, moved = "wasserstein_is_at_most_the_diameter_times_tv", np.arange(6) % 2 * 1.0
    known = {"w_i": plan, "c_i": c * moved, "n_i": moved, "D": 1.5, "T": plan @ moved}
    cost = plan @ (c * moved)
    assert sides(name, 1, **known) == pytest.approx([1.5 * plan @ moved, cost])
    square = [2 * 1.5**2 * 0.5, cost**2]
    assert sides(name, 2, J=0.5, **known) == pytest.approx(square)
    assert sides(name, 0, m_i=d, u_i=e, v_i=plan, T=1.0)[0] == pytest.approx(d + e)
    f, g = 2 * d, 2 * d - 2 * c * moved
    weak = {"f_i": f, "g_i": g, "L": 2.0, "r": 0.25}
    assert sides(name, 3, a=1, b=0, **weak, **known)[0] == pytest.approx(0, abs=1e-12)
    left, _ = sides(name, 3, a=0, b=1, **weak, **known)
    assert left == pytest.approx(0.25 + 1.5 * plan @ moved - cost)


def test_critics_gain_what_they_should():
    p, q = weights(2, 6)
    x = np.sort(random.normal(size=6))
    w1 = dv.wasserstein(dv.Measure(x, p), dv.Measure(x, q))
    best = dv.transport(dv.Measure(x, p), dv.Measure(x, q), dv.costs.euclidean)
    plan = best.plan.toarray().ravel()
    c = abs(x[:, None] - x).ravel()
    f = best.f
    at = {"a_i": np.repeat(f, 6), "b_i": np.tile(f, 6)}
    name = "a_tight_critic_proves_its_plan_the_cheapest"
    other = np.outer(p, q).ravel()
    known = {"w_i": plan, "c_i": c, **at}
    assert sides(name, 0, v_i=other, **known) == pytest.approx([other @ c, w1])
    for j in (0, 7):
        gains = sides(name, 1, h_i=np.zeros(36), g_i=np.zeros(36), j=j, **known)
        assert gains == pytest.approx([w1, 0])
    scaled = {"p_i": p, "q_i": q, "f_i": f, "g": (p - q) @ f, "M": 7.0}
    assert sides("a_critic_must_be_held_back", 0, **scaled) == pytest.approx([7.0] * 2)
    far = dv.wasserstein([0.0, 3.0], [1.0, 2.0])
    name = "a_family_of_critics_may_miss_the_distance"
    assert sides(name, 0, a=0.7) == (far, 0)
    assert sides(name, 1, f0=1, f1=0, f2=0, f3=1) == (far, 1)
    assert sides("only_the_best_critic_has_the_slope", 0, a=1.0, t=0.5, h=0.25) == (0.25, 0.25)
