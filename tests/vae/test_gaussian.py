"""Diagonal Gaussian laws against scipy, the document's numbers, and the rest of the house."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from divergences import gaussian_kl, kl, prove
from vae import DiagonalGaussian


def law(mean, variance):
    tensors = (torch.tensor(values, dtype=torch.float64) for values in (mean, variance))
    mean, variance = tensors
    return DiagonalGaussian(mean, variance.log())


def test_the_numbers_of_the_document():
    q = law([1.0, -1.0], [2.0, 0.5])
    assert float(q.kl()) == pytest.approx(1.25, abs=1e-15)
    assert float(q.kl(law([0.0, 0.0], [2.0, 2.0]))) == pytest.approx(0.818147180559945, abs=1e-15)


def test_the_kl_is_that_of_the_vector_functions_and_within_the_proved_bounds():
    means, variances = ([1.0, -1.0], [0.3, 0.2]), ([2.0, 0.5], [1.5, 0.7])
    ours = float(law(means[0], variances[0]).kl(law(means[1], variances[1])))
    arguments = (means[0], np.diag(variances[0]), means[1], np.diag(variances[1]))
    assert ours == pytest.approx(gaussian_kl(*arguments), rel=1e-14)
    proved = prove(gaussian_kl, *arguments)
    assert proved.upper - proved.lower < 1e-12
    assert proved.lower - 1e-14 <= ours <= proved.upper + 1e-14


def test_the_kl_is_the_limit_of_that_of_vectors_on_a_grid():
    q, p = law([0.4], [0.6]), law([0.0], [1.0])
    grid = torch.linspace(-9, 9, 20_001, dtype=torch.float64)[:, None]
    cells = [np.exp(one.log_density(grid).numpy()) for one in (q, p)]
    found = kl(*(cell / cell.sum() for cell in cells))
    assert found == pytest.approx(float(q.kl()), abs=1e-10)


def test_densities_are_those_of_scipy():
    q, z = law([1.0, -1.0], [2.0, 0.5]), torch.tensor([[0.3, 2.0], [5.0, -1.0]]).double()
    expected = multivariate_normal([1.0, -1.0], np.diag([2.0, 0.5])).logpdf(z.numpy())
    np.testing.assert_allclose(q.log_density(z), expected, rtol=1e-14)


def test_draws_have_the_mean_and_the_deviation():
    q = law([1.0, -1.0], [4.0, 0.25])
    torch.testing.assert_close(q.at(torch.zeros(2).double()), q.mean)
    moved = q.at(torch.ones(2).double()) - q.mean
    torch.testing.assert_close(moved, torch.tensor([2.0, 0.5]).double())


def test_a_law_is_at_no_distance_from_itself_and_nearly_equal_ones_keep_their_digits():
    q = law([1.0, -1.0], [2.0, 0.5])
    assert float(q.kl(q)) == 0
    near = DiagonalGaussian(torch.zeros(1).double(), torch.tensor([1e-6]).double())
    assert float(near.kl()) == pytest.approx(0.25e-12, rel=1e-3)
    assert math.isinf(float(law([1e200], [1.0]).kl()))


@pytest.mark.parametrize(("mean", "log_variance"), [((2,), (3,)), ((2, 1), (2,)), ((), ())])
def test_refuses_shapes_that_differ(mean, log_variance):
    with pytest.raises(ValueError, match=r"pass one \(\.\.\., d\)"):
        DiagonalGaussian(torch.zeros(mean), torch.zeros(log_variance))
