"""`load` reads every format it lists, as the numbers stand, and refuses the rest by its place."""

import gzip
import io
import re
import struct
import sys

import numpy as np
import pytest

import divergences
from divergences import load

TABLE = np.array([[1.5, -2.0, 3.25], [4.0, 0.1, 1e300]])


def write(path, content):
    data = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def npy_bytes(array, **settings):
    stream = io.BytesIO()
    np.save(stream, array, **settings)
    return stream.getvalue()


def npz_bytes(**arrays):
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def idx_bytes(array, code):
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, code, array.ndim, *array.shape)
    return header + array.tobytes()


def refusal(path, content, *parts):
    """Assert that loading is refused in one sentence with every part in it."""
    if content is not None:
        write(path, content)
    with pytest.raises(ValueError, match=re.escape(path.name)) as caught:
        load(path)
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.npy", npy_bytes(TABLE)),
        ("big-endian.npy", npy_bytes(TABLE.astype(">f8"))),
        ("a.npz", npz_bytes(only=TABLE)),
        ("a.csv", "1.5,-2,3.25\n4,0.1,1e300\n"),
        ("a.tsv", "1.5\t-2\t3.25\n4\t0.1\t1e300\n"),
        ("A.CSV", "x,y,z\r\n1.5,-2,3.25\r\n4,0.1,1e300\r\n\r\n"),
        ("b.csv", '\ufeff"x, in cm",y,z\n" 1.5",-2,3.25\n4,0.1,1e300'),
        ("a.idx", idx_bytes(TABLE.astype(">f8"), 0x0E)),
        ("a-idx2-double", idx_bytes(TABLE.astype(">f8"), 0x0E)),
        ("a.idx2-double", idx_bytes(TABLE.astype(">f8"), 0x0E)),
    ],
    ids=[
        "npy",
        "big-endian",
        "npz",
        "csv",
        "tsv",
        "names",
        "quotes",
        "idx",
        "idx2-hyphen",
        "idx2-dot",
    ],
)
def test_reads_each_format_plain_and_gzipped_bit_for_bit(tmp_path, name, content, ending):
    points = load(write(tmp_path / (name + ending), content))
    assert points.dtype == np.float64
    np.testing.assert_array_equal(points, TABLE)


def test_reads_parquet(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"x": [1, 2], "y": [0.5, -1.0]}), path)
    np.testing.assert_array_equal(load(str(path)), [[1, 0.5], [2, -1]])


@pytest.mark.parametrize(
    ("code", "dtype"),
    [(0x08, "u1"), (0x09, "i1"), (0x0B, ">i2"), (0x0C, ">i4"), (0x0D, ">f4"), (0x0E, ">f8")],
)
def test_reads_every_type_of_idx_and_lays_images_out_as_rows(tmp_path, code, dtype):
    images = np.arange(24).reshape(2, 3, 4).astype(dtype)
    path = write(tmp_path / "images-idx3-ubyte", idx_bytes(images, code))
    np.testing.assert_array_equal(load(path), np.arange(24.0).reshape(2, 12))


@pytest.mark.parametrize(("name", "mode"), [("L", "L"), ("RGB", "RGB"), ("1", "1"), ("P", "P")])
def test_reads_a_folder_of_images_by_name(tmp_path, name, mode):
    Image = pytest.importorskip("PIL.Image")
    rng = np.random.default_rng(0)
    grey = [rng.integers(0, 2, (2, 3), dtype=np.uint8) * 255 for _ in range(2)]
    for label, pixels in zip(("b", "a"), grey, strict=True):
        Image.fromarray(pixels, "L").convert(mode).save(tmp_path / f"{label}.png")
    write(tmp_path / ".hidden", "not data")
    channels = 3 if mode in ("RGB", "P") else 1
    expected = [np.repeat(pixels.ravel(), channels) for pixels in (grey[1], grey[0])]
    np.testing.assert_array_equal(load(tmp_path), expected)


def test_reads_a_one_dimensional_array_as_points_of_the_line(tmp_path):
    path = write(tmp_path / "a.npy", npy_bytes(np.array([3, 1, 2])))
    np.testing.assert_array_equal(load(path), [[3.0], [1.0], [2.0]])


def test_names_what_it_knows_when_the_ending_is_unknown(tmp_path):
    for name in ("a.txt", "a.txt.gz", "a.parquet.gz", "a.pkl", "idx"):
        refusal(tmp_path / name, "1", "ending", ".npy .npz .csv .tsv", ".parquet", "folder")


def test_refuses_a_path_that_is_not_there(tmp_path):
    for name in ("none.csv", "none.csv.gz", "none", "none.xyz", "none.parquet"):
        refusal(tmp_path / name, None, "does not exist; check the path")


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("a.csv", "1,2\n3\n", ["row 2 has 1 cells where 2", "same number"]),
        ("a.csv", "x,y\n1,2\n3,4,5\n", ["row 2 has 3 cells where 2"]),
        ("a.csv", "1,2\n\n3,4\n", ["row 2 has 0 cells"]),
        ("a.csv", "x,y\n1,2\n3,red\n", ["row 2, column 'y' is 'red', not a number"]),
        ("a.csv", "1,2\n3,red\n", ["row 2, column 2 is 'red'"]),
        ("a.csv", "1,2\n 1_000,4\n", ["row 2, column 1 is ' 1_000'"]),
        ("a.csv", "1,2\n٣,4\n", ["row 2, column 1"]),
        ("a.csv", "x,y\n1,\n", ["row 1, column 'y' is empty", "leave the row or the column out"]),
        ("a.tsv", "x\ty\n1\t\n", ["row 1, column 'y' is empty"]),
        ("a.csv", "x,y\n1,2\nNaN,3\n", ["row 2, column 'x' is nan"]),
        ("a.csv", "1,2\n5,-inf\n", ["row 2, column 2 is -inf"]),
        ("a.csv", "x,y\n", ["no rows"]),
        ("a.csv", "1;2\n", ["row 1 is '1;2', with ';' where ','", "save it with commas"]),
        ("a.csv", "1,5;2,5\n", ["row 1 is '1,5;2,5'", "points in its decimals"]),
        ("a.tsv", "1;2\n", ["with ';' where '\\t'"]),
        ("a.csv", "1\t2\n", ["with '\\t' where ','", "name it .tsv"]),
        ("a.csv", ",x\n0,1\n", ["column 1 has no name", "to_csv(index=False)"]),
        ("a.csv", "x, \n0,1\n", ["column 2 has no name", "leave it out"]),
        ("a.csv", "", ["is empty"]),
        ("a.csv", b"1,2\n\xff,3\n", ["byte 4", "UTF-8"]),
        ("a.csv", '1,"' + "9" * 200_000 + '"', ["not a table"]),
        ("a.npy", npy_bytes(np.array([[1.0, np.nan]])), ["row 1, column 2 is nan"]),
        ("a.npy", npy_bytes(np.array([{"a": 1}]), allow_pickle=True), ["pickle", "never read"]),
        ("a.npy", b"\x80\x04]\x94.", ["no array of numbers", "never read"]),
        ("a.npy", npy_bytes(np.ones(4))[:-3], ["no array of numbers"]),
        ("a.npy", npy_bytes(np.array(7.0)), ["a single number"]),
        ("a.npy", npy_bytes(np.empty((0, 3))), ["(0, 3)", "empty"]),
        ("a.npy", npy_bytes(np.array([True, False])), ["a.npy: values has dtype bool"]),
        ("a.npy", npy_bytes(np.array(["1"])), ["<U1", "for example values.astype(float)"]),
        ("a.npy", npy_bytes(np.array([2**60 + 1])), ["values[0] is 1152921504606846977"]),
        ("a.npz", npz_bytes(x=np.ones(2), y=np.ones(2)), ["2 arrays (x, y)", "save the one"]),
        ("a.npz", npz_bytes(), ["0 arrays (nothing)"]),
        ("a.npz", b"PK", ["is damaged", "not a zip file"]),
        ("a.idx", b"\x00\x01\x08\x01\x00", ["[00 01 08 01]", "no IDX magic number"]),
        ("a.idx", b"\x01\x00\x08\x01\x00", ["[01 00 08 01]"]),
        ("a.idx", b"\x00\x00\x0a\x01\x00", ["[00 00 0a 01]"]),
        ("a.idx", b"\x00\x00\x08\x00", ["[00 00 08 00]"]),
        ("a.idx", b"\x00\x00\x08", ["[00 00 08]"]),
        ("a.idx", idx_bytes(np.zeros(3, "u1"), 8)[:-1], ["10 bytes", "[3]", "promises 11"]),
        ("a.idx", idx_bytes(np.zeros(3, "u1"), 8) + b"\0", ["12 bytes", "promises 11"]),
        ("a.idx", idx_bytes(np.zeros((2, 2), ">i2"), 11) + b"\0", ["21 bytes", "promises 20"]),
        ("a.idx", b"\0\0\x08\x02\0\0\0\0\0\0\0", ["header"]),
        ("a.idx", idx_bytes(np.zeros(0, "u1"), 8), ["empty"]),
    ],
    ids=lambda part: part[-1] if isinstance(part, list) else None,
)
def test_refuses_by_file_row_and_column(tmp_path, name, content, parts):
    refusal(tmp_path / name, content, *parts)


def test_refuses_an_array_in_an_npz_that_is_pickled_by_its_name(tmp_path):
    content = npz_bytes(things=np.array([None]))
    refusal(tmp_path / "a.npz", content, "array things", "never read")


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(npy_bytes(TABLE))[:-12]])
def test_refuses_a_gzip_file_that_is_damaged(tmp_path, content):
    (tmp_path / "a.npy.gz").write_bytes(content)
    refusal(tmp_path / "a.npy.gz", None)


def test_refuses_a_parquet_file_by_row_and_column(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"x": [1, 2], "y": [0.5, None]}), path)
    refusal(path, None, "row 2, column 'y' is empty")
    pq.write_table(pa.table({"x": ["red"]}), path)
    refusal(path, None, "column 'x': values has dtype object")
    pq.write_table(pa.table({"x": [1, 2**53 + 1]}), path)
    refusal(path, None, "column 'x': values[1] is 9007199254740993, which float64 would round")
    pq.write_table(pa.table({}), path)
    refusal(path, None, "no columns")
    refusal(path, "PAR?", "no Parquet file")


def test_refuses_images_that_differ_and_files_that_are_none(tmp_path):
    Image = pytest.importorskip("PIL.Image")
    refusal(tmp_path, None, "holds no images")
    Image.new("L", (3, 2)).save(tmp_path / "a.png")
    Image.new("L", (2, 2)).save(tmp_path / "b.png")
    refusal(tmp_path, None, "b.png is 2 x 2 where a.png is 3 x 2")
    Image.new("RGB", (3, 2)).save(tmp_path / "b.png")
    refusal(tmp_path, None, "b.png is 3 x 2 with 3 channels where a.png is 3 x 2")
    Image.new("CMYK", (3, 2)).save(tmp_path / "b.jpg")
    (tmp_path / "b.png").unlink()
    refusal(tmp_path, None, "b.jpg has mode CMYK", "convert")
    write(tmp_path / "b.jpg", "no image")
    refusal(tmp_path, None, "b.jpg cannot be read as an image")
    write(tmp_path / "b.txt", "no image")
    refusal(tmp_path, None, "b.txt is not an image", "move it out")


def test_refuses_an_animation(tmp_path):
    Image = pytest.importorskip("PIL.Image")
    frames = [Image.new("L", (2, 2), value) for value in (0, 200)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    refusal(tmp_path, None, "a.gif has 2 frames")


@pytest.mark.parametrize("missing", ["pyarrow", "PIL"])
def test_names_the_extra_where_a_reader_is_not_installed(tmp_path, monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    path = write(tmp_path / "a.png", "") and tmp_path
    if missing == "pyarrow":
        path = write(tmp_path / "a.parquet", "")
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'divergences\[files\]'"):
        load(path)


def test_is_public():
    assert divergences.load is load


@pytest.mark.parametrize("path", [5, None, ["a.csv"], b"a.csv", ""])
def test_refuses_what_is_no_path(path):
    with pytest.raises(ValueError, match=r"path is .*; give the path of a file or of a folder"):
        load(path)
