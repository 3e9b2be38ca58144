"""Variational autoencoders and variational inference, held against exact answers."""

from . import _torch as _torch
from . import inference as inference
from . import likelihoods as likelihoods
from . import semi_supervised as semi_supervised
from ._bridge import Gap as Gap
from ._bridge import Relabelled as Relabelled
from ._bridge import prior_gap as prior_gap
from ._bridge import sample_gap as sample_gap
from ._elbo import Elbo as Elbo
from ._elbo import analytic_kl as analytic_kl
from ._elbo import elbo as elbo
from ._elbo import importance_weighted_bound as importance_weighted_bound
from ._elbo import sampled_kl as sampled_kl
from ._evidence import Evidence as Evidence
from ._evidence import log_evidence as log_evidence
from ._features import VAEFeatures as VAEFeatures
from ._gaussian import DiagonalGaussian as DiagonalGaussian
from ._labels import hide_labels as hide_labels
from ._m1 import M1Classifier as M1Classifier
from ._m1m2 import M1M2Classifier as M1M2Classifier
from ._m2 import M2Classifier as M2Classifier
from ._spreading import neighbour_graph as neighbour_graph
from ._spreading import spread_labels as spread_labels
from ._vae import VAE as VAE
