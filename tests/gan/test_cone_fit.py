"""A maximum of cones is fitted: cones are born, sharpened, and better ones remembered."""

import pytest
import torch

import gan._cone_fit
from gan._cone_fit import ConeFit, fit_cones
from gan._cones import Cones
from gan._saved import Saved
from gan._sides import Sides
from gan._training import _cones
from gan.critics import McShane, Negated
from gan.truths import Rays
from tests.gan.small import CONES

APART = torch.tensor([3.0, 0.0]).double()


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    for name, value in {**CONES, "STEPS": 40, "TAIL": 10}.items():
        monkeypatch.setattr(gan._cone_fit, name, value)


def draws(seed=0):
    generator = torch.Generator().manual_seed(seed)
    return lambda n: torch.randn(n, 2, generator=generator, dtype=torch.float64)


def untold(*_):
    """Hear of progress, and keep it to oneself."""


def fitted(sides, centres):
    """Fit from cones of height 0 at given centres; return the start and the end."""
    cones = Cones(torch.tensor(centres).double(), torch.zeros(len(centres)).double())
    gain = cones.gain(sides.held_x, sides.held_y)
    mass = torch.full((len(centres),), 1 / len(centres)).double()
    start = ConeFit(cones, mass, cones, gain, gain, 8)
    return start, fit_cones(sides, start, untold, Saved(None, {}), "cones")


def test_a_cone_is_born_at_a_mode_that_has_none():
    normal = draws()

    def two_heaps(n):
        return 0.05 * normal(n) + APART * (torch.arange(n) % 2)[:, None]

    sides = Sides(two_heaps(1000), 3 * normal(1000), two_heaps(1000), 3 * normal(1000))
    _, found = fitted(sides, [[0.0, 0.0]])
    assert torch.cdist(found.centres, torch.stack([0 * APART, APART])).amin(dim=0).max() < 0.15


def test_a_centre_is_sharpened_to_a_peak_that_steps_are_too_few_to_reach():
    normal, generator = draws(), torch.Generator().manual_seed(1)

    def peak(n):
        v = torch.nn.functional.normalize(normal(n))
        return APART + v * torch.rand(n, 1, generator=generator, dtype=torch.float64) ** 6

    sides = Sides(peak(2000), APART + normal(2000), peak(1000), APART + normal(1000))
    _, found = fitted(sides, [[3.9, 0.9]])
    assert float((found.centres[0] - APART).norm()) < 1e-9


def test_earlier_cones_are_kept_where_the_fit_leads_away_from_what_is_held_out():
    normal = draws()
    sides = Sides(normal(500) + APART, 3 * normal(500), normal(500), 3 * normal(500))
    start, found = fitted(sides, [[0.0, 0.0]])
    assert torch.equal(found.centres, start.cones.centres)
    assert torch.equal(found.biases, start.cones.biases)


def test_the_last_cones_are_kept_where_they_gain_as_much_as_any():
    normal = draws()
    sides = Sides(normal(500) + APART, 3 * normal(500), normal(500) + APART, 3 * normal(500))
    start, found = fitted(sides, [[0.0, 0.0]])
    assert found.gain(sides.held_x, sides.held_y) > 1.2 * start.most


@pytest.mark.parametrize(
    ("swapped", "kinds"), [(False, [McShane]), (True, [Negated])], ids=["first", "second"]
)
def test_cones_point_up_or_down_as_the_first_or_the_second_law_is_gathered(swapped, kinds):
    truth = Rays([[a, b] for a in (-1.2, 1.2) for b in (-1.2, 1.2)], [0.0] * 4)
    parts = [draw(n) for n in (1000, 500) for draw in (truth.sample_p, truth.sample_q)]
    sides = Sides(*parts).flipped() if swapped else Sides(*parts)
    critics = _cones(sides, untold, Saved(None, {}))
    assert [type(critic) for critic in critics] == kinds
    with torch.no_grad():
        gain = critics[0](sides.held_x).mean() - critics[0](sides.held_y).mean()
    assert float(gain) == pytest.approx(truth.w1, rel=0.05)


def test_cones_of_both_kinds_are_fitted_where_neither_starts_far_below():
    normal = draws()
    x, y = normal(400) + APART, normal(400)
    critics = _cones(Sides(x, y, x, y), untold, Saved(None, {}))
    assert [type(critic) for critic in critics] == [McShane, Negated]
