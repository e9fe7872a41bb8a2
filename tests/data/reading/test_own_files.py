from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.data.naming import ClassLook, Naming
from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.reading.files import read_file, read_points, write_points
from mlpviz.data.scaling import NONE, Columns, Scaling
from mlpviz.data.shapes import draw

numbers = st.floats(allow_nan=False, allow_infinity=False)
names = st.text(max_size=60).filter(str.isprintable)
looks = st.builds(ClassLook, names, st.none() | st.integers(0, 5))


def columns(values, count):
    spreads = st.lists(st.floats(1e-300, 1e300), min_size=count, max_size=count)
    return st.none() | st.builds(Columns, st.lists(values, min_size=count, max_size=count), spreads)


@st.composite
def files(draw):
    """Points of classes or of values, what they are called, how many classes there are, and their scaling."""
    inputs, outputs, count = draw(st.integers(1, 4)), draw(st.integers(0, 3)), draw(st.integers(0, 8))
    rows = st.lists(numbers, min_size=inputs + outputs, max_size=inputs + outputs)
    table = np.array(draw(st.lists(rows, min_size=count, max_size=count))).reshape(count, inputs + outputs)
    test = np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=bool)
    called = draw(st.lists(names, max_size=inputs))
    if outputs:
        points = PointSet(table[:, :inputs], targets=table[:, inputs:], test=test)
        naming = Naming(called, draw(st.lists(names, max_size=outputs)))
        return points, naming, None, Scaling(draw(columns(numbers, inputs)), draw(columns(numbers, outputs)))
    labels = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    naming = Naming(called, label=draw(names), classes=tuple(draw(st.lists(looks, max_size=6))))
    classes = draw(st.none() | st.integers(1, 6))
    return PointSet(table, labels, test=test), naming, classes, Scaling(draw(columns(numbers, inputs)))


def without_empty_end(naming):
    classes = list(naming.classes)
    while classes and classes[-1] == ClassLook():
        classes.pop()
    return Naming(naming.inputs, naming.values, naming.label, tuple(classes))


@given(files())
def test_that_points_names_and_scaling_come_back_exactly(tmp_path_factory, file):
    points, naming, classes, scaling = file
    path = tmp_path_factory.mktemp("own") / "points.csv"

    write_points(path, points, naming, classes=classes, scaling=scaling)
    found = read_file(path)

    assert found.points == points
    assert found.naming == without_empty_end(naming)
    assert found.scaling == scaling
    named = len(without_empty_end(naming).classes)
    assert found.classes == (0 if points.labels is None else max(points.classes, named, classes or 0, 1))


def test_that_a_file_can_be_read_by_others_too(tmp_path):
    path = tmp_path / "points.csv"
    naming = Naming(("length", "a, b"), label="species", classes=(ClassLook("setosa", 3), ClassLook("no rose")))

    write_points(path, PointSet([[0.5, -1.0], [2.0, 0.1]], [0, 1], test=[False, True]), naming, classes=2)

    assert path.read_text().splitlines() == [
        "# mlpviz points 1",
        '# columns: ["input", "input", "class", "test"]',
        '# inputs: ["length", "a, b"]',
        '# label: "species"',
        '# classes: [["setosa", 3], ["no rose", null]]',
        'length,"a, b",species,test',
        "0.5,-1.0,setosa,0",
        "2.0,0.1,no rose,1",
    ]


def test_that_classes_without_names_are_written_from_one(tmp_path):
    path = tmp_path / "points.csv"

    write_points(path, PointSet([[0.5, -1.0], [2.0, 0.1]], [0, 2]))

    assert path.read_text().splitlines()[2:] == [
        '# classes: [["", null], ["", null], ["", null]]', "x1,x2,label", "0.5,-1.0,1", "2.0,0.1,3",
    ]  # fmt: skip


def test_that_classes_without_points_come_back(tmp_path):
    path = tmp_path / "points.csv"
    naming = Naming.of_classes(["a", "b", "c", "d"])

    write_points(path, PointSet([[0.5, -1.0]], [2]), naming, classes=5)
    found = read_file(path)

    assert (found.classes, found.points, found.naming) == (5, PointSet([[0.5, -1.0]], [2]), naming)


@pytest.mark.parametrize("called", [["a", "a"], ["2", "1"], ["2", ""], ["NA", "b"], [" a", "a"], ['"', ","]])
def test_that_strange_names_of_classes_come_back(tmp_path, called):
    path, points = tmp_path / "points.csv", PointSet([[0.5, -1.0], [2.0, 0.1]], [0, 1])

    write_points(path, points, Naming.of_classes(called))
    found = read_file(path)

    assert found.points == points
    assert [found.naming.look(label).name for label in (0, 1)] == called


def test_that_a_preset_comes_back_bit_for_bit(tmp_path):
    points = draw(Recipe("Spiral"))

    write_points(tmp_path / "points.csv", points)

    assert read_points(tmp_path / "points.csv") == PointSet(points.x, points.labels, test=points.test)


@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_that_a_row_added_by_hand_brings_its_class(tmp_path, mark):
    path = tmp_path / "points.csv"
    write_points(path, PointSet([[0.5, -1.0], [2.0, 0.1]], [0, 1]), Naming.of_classes(["a", "b"]))
    path.write_text(mark + path.read_text() + "1,2,new\n", encoding="utf-8")

    found = read_file(path)

    assert found.points == PointSet([[0.5, -1.0], [2.0, 0.1], [1.0, 2.0]], [0, 1, 2])
    assert [look.name for look in found.naming.classes] == ["a", "b", "new"]


def test_that_a_fault_in_a_file_of_ours_is_a_fault(tmp_path):
    path = tmp_path / "points.csv"
    write_points(path, PointSet([[0.5, -1.0]], [0]))
    path.write_text(path.read_text().replace("0.5", "half"))

    with pytest.raises(ValueError, match=r"^points\.csv: Row 5, x1: “half” is not a number\. Correct it"):
        read_file(path)


def test_that_what_a_file_says_of_itself_is_told_when_it_cannot_be_read(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text('# mlpviz points 1\n# columns: ["input", "in\nx1,x2,label\n1,2,a\n3,4,b\n')

    found = read_file(path)

    assert found.points == PointSet([[1, 2], [3, 4]], [0, 1])
    assert found.remarks == ("What this file says of its columns cannot be read, so it is read like any other table.",)


def test_that_more_than_six_classes_are_not_written(tmp_path):
    with pytest.raises(ValueError, match="classes is 7; there are at most 6 classes"):
        write_points(tmp_path / "points.csv", PointSet([[1, 2]], [0]), classes=7)
    assert not (tmp_path / "points.csv").exists()


def test_that_no_scaling_is_written_where_there_is_none(tmp_path):
    path = tmp_path / "points.csv"

    write_points(path, PointSet([[100, 2], [300, 4]], [0, 1]))

    assert read_file(path).scaling == NONE


def test_that_names_that_a_spreadsheet_would_carry_out_come_back_but_stand_in_no_cell(tmp_path):
    names = Naming(("=1+1", "x"), (), "@kind", (ClassLook("=cmd|' /C calc'!A0"), ClassLook("-1")))
    points = PointSet(np.array([[0.0, 1.0], [-2.0, 3.0]]), np.array([0, 1]))
    path = tmp_path / "own.csv"
    write_points(path, points, names, classes=2)

    cells = [line.split(",") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert cells == [["x1", "x", "label"], ["0.0", "1.0", "1"], ["-2.0", "3.0", "2"]]
    found = read_file(path)
    assert found.naming == names
    assert found.points == points
