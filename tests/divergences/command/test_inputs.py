"""From paths to two sets of points: classes, draws, spread, and columns that must agree."""

import sys

import numpy as np
import pytest

from divergences._command.inputs import (
    digits,
    drawn,
    read_classes,
    read_pair,
    refuse_huge,
    spread,
    standardized,
)


def written(path, content):
    if isinstance(content, str):
        path.write_text(content)
    else:
        np.save(path, content)
    return path


def test_reads_two_files_with_what_each_holds(tmp_path):
    a, b = read_pair(
        written(tmp_path / "a.csv", "x,y\n1,2\n3,4\n5,6\n"),
        written(tmp_path / "b.csv", "x,y\n7,8\n"),
    )
    assert (a.of, b.of) == (3, 1)
    assert a.samples.columns == ("x", "y")
    assert a.source.endswith("a.csv")
    np.testing.assert_array_equal(b.points, [[7, 8]])


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("x,z", r"\['y'\] only in .*a.csv, \['z'\] only in .*b.csv"),
        ("y,x", r"\['x', 'y'\] against \['y', 'x'\]"),
        ("x,y,z", r"\[\] only in .*a.csv, \['z'\] only in .*b.csv"),
    ],
)
def test_refuses_columns_of_other_names(tmp_path, header, message):
    a = written(tmp_path / "a.csv", "x,y\n1,2\n")
    b = written(tmp_path / "b.csv", header + "\n" + ",".join("1" * len(header.split(","))) + "\n")
    with pytest.raises(ValueError, match=message):
        read_pair(a, b)


@pytest.mark.parametrize(("first", "second"), [((4, 2), (4, 3)), ((4, 2, 3), (4, 3, 2))])
def test_refuses_samples_of_other_shapes(tmp_path, first, second):
    a, b = (
        written(tmp_path / f"{k}.npy", np.ones(shape)) for k, shape in enumerate((first, second))
    )
    with pytest.raises(ValueError, match=r"has shape .*one of .*; give both the same columns"):
        read_pair(a, b)


@pytest.mark.parametrize(("first", "second"), [((4,), (3, 1)), ((4, 2, 3), (5, 6)), ((4,), (3,))])
def test_accepts_rows_and_images_of_as_many_entries(tmp_path, first, second):
    a, b = (
        written(tmp_path / f"{k}.npy", np.ones(shape)) for k, shape in enumerate((first, second))
    )
    assert [side.of for side in read_pair(a, b)] == [first[0], second[0]]


def test_picks_two_classes_of_one_data_set(tmp_path):
    data = written(tmp_path / "x.npy", np.arange(10.0).reshape(5, 2))
    labels = written(tmp_path / "y.csv", "0\n3\n0\n1\n3\n")
    a, b = read_classes(data, labels, (3.0, 0.0))
    np.testing.assert_array_equal(a.points, [[2, 3], [8, 9]])
    np.testing.assert_array_equal(b.points, [[0, 1], [4, 5]])
    assert a.source.endswith("x.npy, label 3")
    assert (a.of, b.of) == (2, 2)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("0\n1\n", "has 2 labels and .*x.npy 3 samples; give each sample one label"),
        ("0,1\n1,0\n1,1\n", "has 2 columns; labels are one column"),
        ("0\n1\n1\n", "no sample of .*x.npy has label 3; there are 0, 1"),
    ],
)
def test_refuses_labels_that_do_not_fit(tmp_path, labels, message):
    data = written(tmp_path / "x.npy", np.arange(6.0).reshape(3, 2))
    with pytest.raises(ValueError, match=message):
        read_classes(data, written(tmp_path / "y.csv", labels), (0.0, 3.0))


def test_refuses_one_class_for_both_and_labels_that_are_no_numbers(tmp_path):
    data = written(tmp_path / "x.npy", np.arange(6.0).reshape(3, 2))
    labels = written(tmp_path / "y.csv", "label\ncat\ndog\ncat\n")
    with pytest.raises(ValueError, match=r"both 3; give two classes"):
        read_classes(data, labels, (3.0, 3.0))
    with pytest.raises(
        ValueError, match=r"--labels takes a number for each sample: .*row 1.*'cat', not a number"
    ):
        read_classes(data, labels, (0.0, 3.0))


def test_refuses_entries_whose_distances_might_be_no_doubles(tmp_path):
    """Two points of R^4 with entries up to c are at most 2 c sqrt(4) apart."""
    limit = sys.float_info.max / 4
    for entry in (limit, -limit):
        fits = read_pair(*[written(tmp_path / "x.npy", np.full((1, 4), entry))] * 2)
        refuse_huge(*fits)
        huge = read_pair(
            *[written(tmp_path / "y.npy", np.full((1, 4), np.nextafter(entry, 2 * entry)))] * 2
        )
        for pair in ((fits[0], huge[0]), (huge[0], fits[0])):
            with pytest.raises(ValueError, match=r"largest entry is 4.49e\+307.*--standardize"):
                refuse_huge(*pair)


def test_draws_points_without_replacement_and_keeps_all_where_few(tmp_path):
    a, _ = read_pair(*[written(tmp_path / "x.npy", np.arange(50.0))] * 2)
    few = drawn(a, 20, np.random.default_rng(0))
    assert len(np.unique(few.points)) == 20
    assert few.of == 50
    assert drawn(a, 50, np.random.default_rng(0)) is a
    assert drawn(a, None, np.random.default_rng(0)) is a
    assert len(drawn(a, 49, np.random.default_rng(0)).points) == 49


def test_standardizes_by_the_pooled_spread_and_leaves_constant_columns(tmp_path):
    a, b = read_pair(
        written(tmp_path / "a.npy", [[0.0, 7.0], [0.0, 7.0]]),
        written(tmp_path / "b.npy", [[4.0, 7.0], [4.0, 7.0]]),
    )
    by = spread(a, b)
    np.testing.assert_array_equal(by, [2, 0])
    np.testing.assert_array_equal(standardized(b, by).points, [[2, 7], [2, 7]])


def test_brings_digits_for_the_demo():
    pytest.importorskip("sklearn")
    a, b = digits()
    assert a.points.shape == (183, 64)
    assert b.points.shape == (174, 64)
    assert a.source == "scikit-learn's digits, label 3"
