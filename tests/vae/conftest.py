"""Data sets in the format of MNIST, written for a test."""

import gzip

import numpy as np
import pytest


def idx(path, entries, zipped):
    """Write an IDX file of bytes."""
    sizes = b"".join(size.to_bytes(4, "big") for size in entries.shape)
    content = bytes([0, 0, 8, entries.ndim]) + sizes + entries.astype(np.uint8).tobytes()
    path = path.with_name(path.name + ".gz") if zipped else path
    path.write_bytes(gzip.compress(content) if zipped else content)


@pytest.fixture(scope="session")
def write():
    """Return what writes images and their labels as a part, `train` or `t10k`, of a data set."""

    def write(folder, part, images, labels, *, zipped=True):
        folder.mkdir(exist_ok=True)
        idx(folder / f"{part}-images-idx3-ubyte", images, zipped)
        idx(folder / f"{part}-labels-idx1-ubyte", labels, zipped)

    return write
