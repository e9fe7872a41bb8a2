"""Copied and pasted rows: every digit survives, and what cannot be read is refused whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, usual
from mlpviz.engine.point_answers import answers_of
from mlpviz.engine.run import Run
from mlpviz.views.data.table_columns import Kind, Sheet, short
from mlpviz.views.data.table_text import copied, read_rows

TWO = usual(PointSet([[0.1, -2.0], [1 / 3, 4.5]], [0, 1], test=[False, True]), 2)
VALUES = usual(PointSet([[0.1, -2.0]], targets=[[7.25]]), 2)
finite = st.floats(-1e99, 1e99)


def labels_of(experiment: Experiment, text: str) -> list[int]:
    labels = read_rows(experiment, text).labels
    assert labels is not None
    return labels.tolist()


def refusal(experiment: Experiment, text: str) -> str:
    with pytest.raises(ValueError) as refused:
        read_rows(experiment, text)
    return str(refused.value)


def test_that_a_copied_row_has_every_digit_and_no_sign_of_the_screen():
    assert copied(Sheet(TWO), np.array([1, 0]), head=False) == (
        "0.3333333333333333\t4.5\t2\ttest\t\t\n0.1\t-2.0\t1\ttrain\t\t\n"
    )


def test_that_all_rows_are_copied_with_their_head_and_what_the_network_answers():
    sheet = Sheet(TWO)
    answers = answers_of(Run(TWO).snapshot())
    sheet.show_answers(answers)

    head, first, second = copied(sheet, np.arange(2), head=True).splitlines()

    assert head.split("\t") == ["x₁", "x₂", "class", "set", "output", "error"]
    assert float(first.split("\t")[4]) == answers.outputs[0, 0]
    assert float(second.split("\t")[5]) == answers.errors[1]


@given(st.lists(st.tuples(finite, finite, st.integers(1, 2), st.booleans()), min_size=1, max_size=5))
def test_that_what_is_copied_is_what_is_pasted(rows):
    points = PointSet(
        [row[:2] for row in rows], [label - 1 for _, _, label, _ in rows], test=[test for *_, test in rows]
    )
    sheet = Sheet(usual(points, 2))

    assert read_rows(TWO, copied(sheet, np.arange(len(points)), head=True)) == points


@pytest.mark.parametrize("text", [
    "0,5\t1\t2\n-1\t2,25\t1", "0,5;1;2\r\n−1;2,25;1\r\n", "0.5,1,2\n-1,2.25,1", "x;y;label\n0,5;1;2\n\n-1;2,25;1\n",
    '"0,5";"1";"2"\n-1;2.25;1',
])  # fmt: skip
def test_that_rows_are_read_as_spreadsheets_and_files_write_them(text):
    pasted = read_rows(TWO, text)

    assert pasted == PointSet([[0.5, 1.0], [-1.0, 2.25]], [1, 0])


def test_that_values_and_sets_are_read_too():
    assert read_rows(VALUES, "1,2,3,test\n4,5,6,train\n") == PointSet(
        [[1, 2], [4, 5]], targets=[[3], [6]], test=[True, False]
    )


def test_that_classes_are_known_by_number_and_by_name():
    named = Experiment(TWO.points, TWO.network, TWO.plan, naming=Naming.of_classes(["setosa", "virginica"]))

    assert labels_of(named, "1\t2\tvirginica\n1\t2\t1\n1\t2\tSetosa") == [1, 0, 0]
    assert copied(Sheet(named), np.array([1]), head=False).split("\t")[2] == "virginica"


def test_that_a_class_named_by_the_number_of_another_is_copied_so_that_it_is_read_back():
    named = Experiment(TWO.points, TWO.network, TWO.plan, naming=Naming.of_classes(["2", ""]))

    assert labels_of(named, copied(Sheet(named), np.arange(2), head=True)) == [0, 1]


@pytest.mark.parametrize(("text", "words"), [
    ("1\t2\t1\n1\tabc\t2", "Row 2, x₂: “abc” is not a number"),
    ("1\t2\t1\n1,2,3\t2\t2", "Row 2, x₁: “1,2,3” is not a number"),
    ("1\t1,234\t1", "Row 1, x₂: “1,234” can be read as 1234 or as 1.234"),
    ("1\t2\t3", "Row 1, class: “3” is no class; there are 1 to 2."),
    ("1\t2\t0", "Row 1, class: “0” is no class"),
    ("1\t2\t1\tmaybe", "Row 1, set: “maybe” is neither train nor test."),
    ("a\tb\tc\n1\t2", "Row 2 has 2 values; a point is x₁, x₂, class and, if wanted, train or test."),
    ("inf\t2\t1", "Row 1, x₁: “inf” is not a number"),
    ("1e200\t2\t1", "Row 1, x₁: 10²⁰⁰ is outside the range"),
    ("", "There is nothing to paste; copy rows of x₁, x₂, class."),
    ('1;"2;1', "The copied text cannot be read as rows"),
    ("1\t2\t1\n" * 700_000, "The copied text is too long"),
])  # fmt: skip
def test_that_what_cannot_be_read_is_told_with_row_and_column(text, words):
    assert words in refusal(TWO, text)


# ---- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "places", "text"), [
    (1.005681818, 2, "1.01"), (-0.5, 2, "−0.50"), (0.0, 3, "0.000"), (4.2e-9, 3, "4·10⁻⁹"),
    (123456.7, 0, "123\u2009457"), (1.5e9, 0, "1.5·10⁹"), (float("nan"), 3, "NaN"),
])  # fmt: skip
def test_that_a_cell_is_short(value, places, text):
    assert short(value, places) == text


def test_that_the_decimals_of_a_column_suit_its_span():
    points = PointSet([[0.00012, 1500.0, 0.5], [0.00047, 9500.0, 0.5]], [0, 1])
    network = NetworkSpec([LayerSpec(1, "Sigmoid")], inputs=3, loss="CrossEntropy")
    sheet = Sheet(Experiment(points, network))
    inputs = [column for column in sheet.columns if column.kind is Kind.INPUT]

    assert [sheet.text(0, column) for column in inputs] == ["0.000120", "1\u2009500", "0.50"]
    assert sheet.full(0, inputs[0]) == "0.00012"


def test_that_a_point_that_has_changed_has_no_answer_until_there_is_a_new_one():
    sheet = Sheet(Experiment(TWO.points.moved([1], [[1.0, 1.0]]), TWO.network))
    sheet.show_answers(answers_of(Run(TWO).snapshot()))
    output = next(column for column in sheet.columns if column.kind is Kind.OUTPUT)

    assert sheet.text(0, output) != "–"
    assert sheet.text(1, output) == "–"


def test_that_an_almost_certain_answer_does_not_read_as_certain():
    theta = [0.0, 0.0, 9.0]  # p = 0.99988
    sure = Experiment(TWO.points, NetworkSpec([LayerSpec(1, "Sigmoid")], loss="CrossEntropy", theta=theta))
    sheet = Sheet(sure)
    sheet.show_answers(answers_of(Run(sure).snapshot()))
    output, error = (column for column in sheet.columns if column.kind in (Kind.OUTPUT, Kind.ERROR))

    assert sheet.text(0, output) == "≈\u20091"
    assert sheet.text(1, error) == "0.0001"


def test_that_errors_are_sorted_by_their_size_and_unknown_ones_stand_last():
    x, targets = np.arange(4.0).reshape(-1, 1), np.array([[-3.0], [1.0], [2.0], [0.5]])
    network = NetworkSpec([LayerSpec(1, "Linear")], loss="MeanSquaredError", inputs=1, theta=[0.0, 0.0])
    before = Experiment(PointSet(x, targets=targets), network)
    sheet = Sheet(Experiment(before.points.moved([2], [[9.0]]), network))
    sheet.show_answers(answers_of(Run(before).snapshot()))
    error = next(column for column in sheet.columns if column.kind is Kind.ERROR)

    assert sheet.sorted(error, descending=True).tolist() == [0, 1, 3, 2]
    assert sheet.sorted(error, descending=False).tolist() == [3, 1, 0, 2]
    assert [sheet.text(point, error) for point in (0, 1)] == ["−3.000", "+1.000"]
