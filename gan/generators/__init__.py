"""Generators: modules from latent points (batch, latent), and labels, to points (batch, ...)."""

from ._convolutional import Convolutional as Convolutional
from ._perceptron import Perceptron as Perceptron
