"""Gradients of critics are held against the true ones."""

import math

import pytest
import torch

from gan.truths import Cones, Dilation, Rays, Translation, scores


def test_the_true_potential_scores_1_and_0():
    truth = Rays.random(2, 5, seed=2)
    found = scores(truth.potential, truth, truth.sample_p(500))
    assert found.cosine == pytest.approx(1, abs=1e-12)
    assert found.l2 == pytest.approx(0, abs=1e-24)
    assert found.points == 500


@pytest.mark.parametrize(("scale", "cosine", "l2"), [(3.0, 1.0, 4.0), (-1.0, -1.0, 4.0), (0, 0, 1)])
def test_a_multiple_keeps_the_cosine_and_pays_in_l2(scale, cosine, l2):
    truth = Translation(4)
    found = scores(lambda y: scale * truth.potential(y), truth, truth.sample_p(20))
    assert found.cosine == pytest.approx(cosine, abs=1e-12)
    assert found.l2 == pytest.approx(l2, abs=1e-12)


def test_an_angle_of_60_degrees_has_cosine_one_half():
    truth = Translation(2)
    turn = math.pi / 4 + math.pi / 3

    def critic(y):
        return 5 * (y[:, 0] * math.cos(turn) + y[:, 1] * math.sin(turn))

    assert scores(critic, truth, truth.sample_p(10)).cosine == pytest.approx(0.5, abs=1e-12)


def test_points_without_a_unique_gradient_are_left_out():
    truth = Cones()
    y = torch.cat([truth.sample_p(30), truth.sample_q(12)])
    found = scores(truth.potential, truth, y)
    assert found.points == 12
    assert found.cosine == pytest.approx(1, abs=1e-12)


def test_without_any_such_point_there_is_no_score():
    found = scores(Cones().potential, Cones(), Cones().sample_p(5))
    assert math.isnan(found.cosine)
    assert math.isnan(found.l2)
    assert found.points == 0


def test_many_points_are_taken_in_parts():
    truth = Dilation(2)
    y = truth.sample_p(20_001)
    sizes = []

    def critic(rows):
        sizes.append(len(rows))
        return truth.potential(rows)

    assert scores(critic, truth, y).points == 20_001
    assert sum(sizes) == 20_001
    assert len(sizes) == 3


def test_scores_can_be_taken_where_gradients_are_off():
    truth = Dilation(2)
    with torch.no_grad():
        assert scores(truth.potential, truth, truth.sample_p(3)).points == 3


def test_points_of_another_dimension_are_refused():
    with pytest.raises(ValueError, match=r"shape \(2, 3\); pass points of shape \(n, 2\)"):
        scores(Dilation(2).potential, Dilation(2), torch.zeros(2, 3).double())
