"""Upper bounds of the norms of convolutions as maps of pictures, padding and stride included.

With stride s, tap s i + a of a kernel meets pixel a of block i: a strided convolution is one of
stride 1 over blocks of s x s pixels, each pixel of a block a channel. On a torus of as many blocks
as the windows of all outputs meet, nothing wraps around there: the map is a circular convolution
between an embedding and a restriction, which lengthen nothing. And a circular convolution is a
matrix for each frequency; the largest of their norms is its norm.

References
----------
Sedghi, Gupta and Long (2019), The Singular Values of Convolutional Layers, arXiv:1805.10408: a
circular convolution by its frequencies.

Delattre, Barthelemy and Allauzen (2024), Spectral Norm of Convolutional Layers with Circular and
Zero Paddings, arXiv:2402.00240: bounds by Gram iteration, and what zero padding changes.
"""

import math
from collections.abc import Iterator

import numpy as np

from ._norms import TINY, UNIT, norm_by_squaring, up

SQUARINGS = 14  # n^(1 / 2^15) above the norm: 0.02 % for n = 1,000


@np.errstate(under="ignore")
def convolution_norm_bound(
    kernel: np.ndarray, size: tuple[int, int], stride: int, padding: tuple[int, int]
) -> float:
    """Return an upper bound of the norm of x -> conv2d(x, kernel), for pictures of this size.

    `kernel` has shape (out, in, k, k), in doubles, all finite.
    """
    if not kernel.any():
        return 0.0
    exponent = math.frexp(float(np.abs(kernel).max()))[1]
    blocks = _in_blocks(np.ldexp(kernel, -exponent), stride)
    taps = blocks.shape[-1]
    shape = [
        (side + 2 * pad - kernel.shape[-1]) // stride + taps
        for side, pad in zip(size, padding, strict=True)
    ]
    total = np.abs(blocks).sum(axis=(2, 3))
    # Cosines are within 30 u, as their angles are; sums of taps^2 products add (taps^2 + 1) u; both
    # parts may be off, which is a factor of at most 3 / 2, and the sum `total` itself.
    error = 1.5 * (taps**2 + 32) * UNIT * float(np.linalg.norm(total)) * (1 + 2.0**-20) + TINY
    norms = (norm_by_squaring(each, SQUARINGS) for each in _frequencies(blocks, shape))
    try:
        return up(math.ldexp(up(max(norms) + up(error)), exponent))
    except OverflowError:
        return math.inf


def _in_blocks(kernel: np.ndarray, stride: int) -> np.ndarray:
    """Return the kernel over blocks, (out, in stride^2, taps, taps) with ceil(k / stride) taps."""
    out, into, k, _ = kernel.shape
    taps = -(-k // stride)
    whole = np.zeros((out, into, taps * stride, taps * stride))
    whole[:, :, :k, :k] = kernel
    apart = whole.reshape(out, into, taps, stride, taps, stride)
    return apart.transpose(0, 1, 3, 5, 2, 4).reshape(out, into * stride**2, taps, taps)


def _frequencies(blocks: np.ndarray, shape: list[int]) -> Iterator[np.ndarray]:
    """Yield the matrix of each frequency, tall, in real numbers; of two that are conjugate, one."""
    height, width = shape
    taps = np.arange(blocks.shape[-1])
    for i in range(height // 2 + 1):
        for j in range(width):
            angles = _turns(i * taps, height)[:, None] + _turns(j * taps, width)
            real = np.tensordot(blocks, np.cos(angles), 2)
            imaginary = np.tensordot(blocks, np.sin(angles), 2)
            matrix = np.block([[real, -imaginary], [imaginary, real]])
            yield matrix if len(matrix) >= matrix.shape[1] else matrix.T


def _turns(count: np.ndarray, of: int) -> np.ndarray:
    return 2 * math.pi * (count % of) / of
