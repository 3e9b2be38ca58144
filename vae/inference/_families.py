"""Families of Gaussian laws, each as the projection that keeps the moments it can hold."""

import numpy as np

from ._reading import Array


def full_covariance(covariance: Array) -> Array:
    """Return a covariance as it is: all Gaussian laws.

    Parameters
    ----------
    covariance : ndarray, shape (d, d)
        Positive definite.

    Returns
    -------
    ndarray, shape (d, d)
        The same.

    Examples
    --------
    >>> import numpy as np
    >>> from vae.inference import full_covariance
    >>> full_covariance(np.eye(1))
    array([[1.]])
    """
    return covariance


def diagonal_covariance(covariance: Array) -> Array:
    """Return the diagonal of a covariance: of products of normal laws, the nearest in KL(p || q).

    Parameters
    ----------
    covariance : ndarray, shape (d, d)
        Positive definite.

    Returns
    -------
    ndarray, shape (d, d)
        Diagonal.

    Examples
    --------
    >>> import numpy as np
    >>> from vae.inference import diagonal_covariance
    >>> diagonal_covariance(np.array([[2.0, 1.0], [1.0, 2.0]]))
    array([[2., 0.],
           [0., 2.]])
    """
    return np.diag(np.diag(covariance))


def spherical_covariance(covariance: Array) -> Array:
    """Return tr(covariance) I / d: of spherical Gaussian laws, the nearest in KL(p || q).

    Parameters
    ----------
    covariance : ndarray, shape (d, d)
        Positive definite.

    Returns
    -------
    ndarray, shape (d, d)
        A multiple of the identity.

    Examples
    --------
    >>> import numpy as np
    >>> from vae.inference import spherical_covariance
    >>> spherical_covariance(np.diag([1.0, 3.0]))
    array([[2., 0.],
           [0., 2.]])
    """
    d = len(covariance)
    return np.eye(d) * (float(np.trace(covariance)) / d)
