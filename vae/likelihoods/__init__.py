"""Likelihoods of an observation given its latent: values, whose learnt numbers a model keeps."""

from ._bernoulli import Bernoulli as Bernoulli
from ._gaussian import Gaussian as Gaussian
from ._likelihood import Likelihood as Likelihood
from ._local_gaussian import LocalGaussian as LocalGaussian
