"""IDX, the format of the MNIST files: a type, the sizes, then the entries, all big-endian."""

import math

import numpy as np

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def parse_idx(content: bytes, name: str) -> np.ndarray:
    """Return the array that the bytes of an IDX file hold.

    The first four bytes are 0, 0, the type of the entries and the number of axes; each axis has
    its size in four bytes; the entries follow, the last axis running fastest.

    Raises
    ------
    ValueError
        If the first bytes are no IDX magic number, or the length is not what the sizes say.
    """
    magic = content[:4]
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _TYPES or magic[3] == 0:
        raise ValueError(
            f"{name} begins with the bytes [{magic.hex(' ')}], no IDX magic number (00 00, a type "
            "from 08 to 0e, the number of axes); name the file by the format it is in"
        )
    start = 4 + 4 * magic[3]
    if len(content) < start:
        raise ValueError(f"{name} ends within its IDX header; fetch or write the file again")
    shape = tuple(int(size) for size in np.frombuffer(content[4:start], ">u4"))
    dtype = np.dtype(_TYPES[magic[2]])
    expected = start + dtype.itemsize * math.prod(shape)
    if len(content) != expected:
        raise ValueError(
            f"{name} holds {len(content)} bytes where its IDX header {list(shape)} promises "
            f"{expected}; fetch or write the file again"
        )
    return np.frombuffer(content, dtype, offset=start).reshape(shape)
