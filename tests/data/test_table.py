from __future__ import annotations

import os
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mlpviz.data.table import MOST_MEGABYTES, read_points, write_points

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import draw


@pytest.fixture
def written(tmp_path):
    """Write a text into a file and read it as points."""

    def read(text, encoding="utf-8"):
        path = tmp_path / "points.csv"
        path.write_text(text, encoding=encoding)
        return read_points(path)

    return read


def test_that_a_file_shows_labels_from_one(tmp_path):
    path = tmp_path / "points.csv"

    write_points(path, PointSet([[0.5, -1.0], [2.0, 0.1]], [0, 2]))

    assert path.read_text() == "x1,x2,label\n0.5,-1.0,1\n2.0,0.1,3\n"


def test_that_a_file_says_which_points_are_kept_for_testing(tmp_path):
    path = tmp_path / "points.csv"

    write_points(path, PointSet([[0.5, -1.0], [2.0, 0.1]], [0, 1], test=[False, True]))

    assert path.read_text() == "x1,x2,label,test\n0.5,-1.0,1,0\n2.0,0.1,2,1\n"


def test_that_a_preset_comes_back_bit_for_bit(tmp_path):
    points = draw(Recipe("Spiral"))

    write_points(tmp_path / "points.csv", points)

    assert read_points(tmp_path / "points.csv") == PointSet(points.x, points.labels, test=points.test)


@given(
    rows=st.lists(
        st.tuples(st.floats(allow_nan=False, allow_infinity=False), st.floats(-3, 3), st.integers(0, 5), st.booleans()),
        min_size=1,
        max_size=20,
    )
)
def test_that_any_points_come_back_bit_for_bit(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("table") / "points.csv"
    points = PointSet(
        [row[:2] for row in rows], [row[2] for row in rows], test=np.array([row[3] for row in rows], dtype=bool)
    )

    write_points(path, points)

    assert read_points(path) == points


@pytest.mark.parametrize(
    "text",
    [
        "x1,x2,label\n0.5,-1,1\n2,0.25,2\n",
        "0.5,-1,1\n2,0.25,2",
        "x1;x2;label\n0,5;-1;1\n2;0,25;2\n",
        "0.5\t-1\t1\n2\t0.25\t2\n",
        "0.5 -1 1\n2   0.25 2\n",
        '"x","y","class"\r\n"0.5","-1","1"\r\n"2","0.25","2"\r\n',
        "# two points\n\n 0.5 , -1 , 1 \n\n2e0,2.5e-1,2.0\n",
        "x1,x2,label,test\n0.5,-1,1,0\n2,0.25,2,no\n",
    ],
    ids=["header", "no header", "semicolons", "tabs", "blanks", "quotes", "comments", "test"],
)
def test_that_many_ways_of_writing_a_table_are_read(written, text):
    assert written(text) == PointSet([[0.5, -1.0], [2.0, 0.25]], [0, 1])


def test_that_the_mark_of_a_spreadsheet_program_does_not_disturb(written):
    assert len(written("x1;x2;label\n1;2;1\n", encoding="utf-8-sig")) == 1
    assert len(written("1;2;1\n", encoding="utf-8-sig")) == 1


@pytest.mark.parametrize("mark", ["1", "true", "Yes"])
def test_that_test_points_are_marked(written, mark):
    assert written(f"1,2,1,{mark}\n1,2,1,0\n1,2,1,\n").test.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x1,x2,label\n1,2\n", r"points\.csv, line 2: it has 2 values; a point is x1, x2, label"),
        ("1,2,1\n1,2,1,0,5\n", "line 2: it has 5 values"),
        ("1,2,1\n\n1,north,1\n", "line 3: x2 is 'north'; it must be a finite number"),
        ("x1,x2,label\nx1,x2,label\n", "line 2: x1 is 'x1'; it must be a finite number"),
        ("nan,2,1\n", "line 1: x1 is 'nan'; it must be a finite number"),
        ("1,inf,1\n", "line 1: x2 is 'inf'; it must be a finite number"),
        ("1,2,0\n", "line 1: label is '0'; it must be a whole number from 1 to 6"),
        ("1,2,7\n", "line 1: label is '7'; it must be a whole number from 1 to 6"),
        ("1,2,1.5\n", "line 1: label is '1.5'; it must be a whole number from 1 to 6"),
        ("1,2,red\n", "line 1: label is 'red'; it must be a whole number from 1 to 6"),
        ("1,2,1,maybe\n", "line 1: test is 'maybe'; it must be 0 or 1"),
        ("", r"points\.csv holds no points; give one row a point: x1, x2, label"),
        ("x1,x2,label\n", "holds no points"),
    ],
)
def test_that_a_wrong_line_is_named(written, text, says):
    with pytest.raises(ValueError, match=says) as refusal:
        written(text)

    assert "\n" not in str(refusal.value)


def test_that_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe\x00")

    with pytest.raises(ValueError, match=r"picture\.png is not a text file"):
        read_points(path)


def test_that_numbers_to_predict_are_not_written_as_classes(tmp_path):
    with pytest.raises(ValueError, match="two inputs and a class each"):
        write_points(tmp_path / "points.csv", PointSet([[1, 2]], targets=[[1]]))
    assert not (tmp_path / "points.csv").exists()


def test_that_a_missing_file_is_told_as_such(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_points(tmp_path / "nowhere.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_that_what_is_no_regular_file_is_not_opened(tmp_path, kind):
    path = tmp_path / kind
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()

    with pytest.raises(ValueError, match=f"^{kind} is no regular file.$"):
        read_points(path)


def test_that_a_file_larger_than_the_limit_is_refused_and_one_that_fits_is_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(b"1,2,1\n")
        file.truncate(MOST_MEGABYTES * 10**6 + 1)

    with pytest.raises(ValueError, match=f"^large.csv is larger than {MOST_MEGABYTES} MB; open a file with fewer"):
        read_points(path)

    path.write_bytes(b"1,2,1\n".ljust(MOST_MEGABYTES * 10**6))
    assert len(read_points(path)) == 1


@pytest.mark.parametrize("line", ["{},1,1", "1,{},1", "1,1,{}", "1,1,1,{}"])
def test_that_a_refused_cell_is_quoted_in_part(tmp_path, line):
    path = tmp_path / "long.csv"
    path.write_text("x1,x2,label\n" + line.format("z" * 10**6))

    with pytest.raises(ValueError, match=r"z{79}…'; it must be ") as raised:
        read_points(path)

    assert len(str(raised.value)) < 200
