"""The bound of a convolution's norm lies above the norm of the matrix it is, and not far above."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import conv2d

from gan.critics._convolution_norm import _frequencies, _in_blocks, convolution_norm_bound


def matrix_of(kernel, size, stride, padding):
    """The convolution as a matrix: its columns are what it makes of pictures with one pixel on."""
    pixels = kernel.shape[1] * size[0] * size[1]
    pictures = torch.eye(pixels, dtype=torch.float64).view(-1, kernel.shape[1], *size)
    made = conv2d(pictures, torch.from_numpy(kernel), stride=stride, padding=padding)
    return made.flatten(1).T.numpy()


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def norm_and_bound(kernel, size, stride, padding):
    norm = np.linalg.norm(matrix_of(kernel, size, stride, padding), 2)
    return norm, convolution_norm_bound(kernel, size, stride, padding)


@given(
    out=st.integers(1, 3),
    into=st.integers(1, 3),
    k=st.integers(1, 5),
    stride=st.integers(1, 3),
    pads=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    more=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    seed=st.integers(0, 99),
)
def test_the_bound_is_above_the_norm_for_any_stride_and_padding(
    out, into, k, stride, pads, more, seed
):
    size = tuple(max(1, k - 2 * pad) + plus for pad, plus in zip(pads, more, strict=True))
    norm, bound = norm_and_bound(normal(out, into, k, k, seed=seed), size, stride, pads)
    assert norm * (1 - 1e-12) <= bound


@pytest.mark.parametrize(
    ("shape", "size", "stride", "over"),
    [
        ((8, 1, 4, 4), (28, 28), 2, 0.01),
        ((8, 4, 4, 4), (14, 14), 2, 0.03),
        ((6, 6, 3, 3), (7, 7), 1, 0.09),
    ],
)
def test_for_the_layers_of_a_critic_it_is_above_by_a_few_percent(shape, size, stride, over):
    norm, bound = norm_and_bound(normal(*shape), size, stride, (1, 1))
    assert norm < bound < norm * (1 + over)


def test_a_pixel_by_itself_is_a_matrix_and_the_bound_is_its_norm():
    kernel = normal(5, 3, 1, 1)
    norm, bound = norm_and_bound(kernel, (4, 6), 1, (0, 0))
    assert norm == pytest.approx(np.linalg.norm(kernel[:, :, 0, 0], 2))
    assert norm < bound < norm * (1 + 1e-3)


def test_blocks_that_do_not_overlap_are_a_matrix_too():
    kernel = normal(5, 2, 2, 2)
    norm, bound = norm_and_bound(kernel, (4, 4), 2, (0, 0))
    assert norm == pytest.approx(np.linalg.norm(kernel.reshape(5, 8), 2))
    assert norm < bound < norm * (1 + 1e-3)


def test_a_sum_over_a_window_tends_to_the_sum_of_its_weights():
    """All weights 1: on large pictures the norm tends to 9, which it never reaches."""
    norm, bound = norm_and_bound(np.ones((1, 1, 3, 3)), (24, 24), 1, (1, 1))
    assert 8.8 < norm < 9 <= bound < 9 * (1 + 1e-4)


def test_a_stride_is_no_restriction_of_stride_one_alone():
    """Of what stride 1 makes, stride 2 keeps a quarter: the bound has to see that."""
    kernel = np.ones((1, 1, 2, 2))
    assert convolution_norm_bound(kernel, (8, 8), 1, (0, 0)) == pytest.approx(4, rel=1e-3)
    assert convolution_norm_bound(kernel, (8, 8), 2, (0, 0)) == pytest.approx(2, rel=1e-3)


@given(
    height=st.integers(2, 6), width=st.integers(2, 6), stride=st.integers(1, 2), k=st.integers(1, 4)
)
def test_the_frequencies_have_the_norm_of_the_convolution_on_the_torus(height, width, stride, k):
    """By another route: the torus as a matrix, wrapped by hand."""
    taps = -(-k // stride)
    height, width = max(height, taps), max(width, taps)
    kernel = normal(2, 2, k, k)
    blocks = _in_blocks(kernel, stride)
    rows = []
    for o in range(2):
        for i in range(height):
            for j in range(width):
                row = np.zeros((blocks.shape[1], height, width))
                for u in range(taps):
                    for v in range(taps):
                        row[:, (i + u) % height, (j + v) % width] += blocks[o, :, u, v]
                rows.append(row.ravel())
    norms = [np.linalg.norm(each, 2) for each in _frequencies(blocks, [height, width])]
    assert max(norms) == pytest.approx(np.linalg.norm(np.array(rows), 2), rel=1e-12)


@pytest.mark.parametrize("scale", [2.0**-1040, 2.0**-500, 2.0**500, 2.0**1000])
def test_neither_small_nor_large_weights_are_lost(scale):
    kernel = np.round(normal(2, 2, 3, 3) * 16) / 16
    bound = convolution_norm_bound(kernel, (5, 5), 1, (1, 1))
    assert convolution_norm_bound(kernel * scale, (5, 5), 1, (1, 1)) == pytest.approx(
        bound * scale, rel=1e-12
    )


def test_a_convolution_with_nothing_has_norm_zero():
    assert convolution_norm_bound(np.zeros((2, 1, 3, 3)), (4, 4), 1, (1, 1)) == 0


def test_a_norm_above_the_largest_double_is_infinite():
    assert convolution_norm_bound(np.full((1, 1, 3, 3), 1.7e308), (4, 4), 1, (1, 1)) == math.inf


def test_nobody_is_told_what_underflows():
    with np.errstate(all="raise"):
        kernel = np.array([[[[1.0, 1e-300], [5e-324, 0.0]]]])
        assert convolution_norm_bound(kernel, (3, 3), 1, (0, 0)) == pytest.approx(1, rel=1e-3)
