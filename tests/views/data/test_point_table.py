"""The table by itself: in which order rows stand, and when they may move."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec
from mlpviz.engine.point_answers import PointAnswers, answers_of
from mlpviz.engine.run import Run
from mlpviz.views.data.table_columns import Kind
from mlpviz.views.data.table_view import PointTable

LINE = NetworkSpec([LayerSpec(1, "Linear")], loss="MeanSquaredError", inputs=1, theta=[0.0, 0.0])
VALUES = Experiment(PointSet([[0.0], [1.0], [2.0]], targets=[[1.0], [2.0], [3.0]]), LINE)


def answered(slope: float, points: PointSet = VALUES.points) -> PointAnswers:
    """The answers of the line slope · x."""
    network = replace(LINE, theta=np.array([slope, 0.0]))
    return answers_of(Run(replace(VALUES, points=points, network=network)).snapshot())


def section(table: PointTable, kind: Kind) -> int:
    return next(at for at, column in enumerate(table.rows.sheet.columns) if column.kind is kind)


def order(table: PointTable) -> list[int]:
    return table.rows.points_at(0, len(table.rows.points) - 1).tolist()


@pytest.fixture
def table(qtbot, theme):
    made = PointTable(theme, VALUES)
    qtbot.addWidget(made)
    made.resize(384, 240)
    made.show_answers(answered(0.0), moment=0)  # errors 1, 2, 3
    made.sort_by(section(made, Kind.ERROR))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_that_rows_stay_while_training_and_are_sorted_at_rest(table):
    assert order(table) == [2, 1, 0]

    table.show_answers(answered(2.0), moment=None)  # errors 1, 0, −1
    assert order(table) == [2, 1, 0]
    assert table.rows.index(2, section(table, Kind.ERROR)).data() == "+1.000"
    table.show_answers(answered(3.0), moment=1)  # errors 1, −1, −3

    assert order(table) == [2, 0, 1]


def test_that_an_edit_at_rest_moves_no_row_until_there_is_another_epoch(table):
    points = VALUES.points.changed(targets=[[9.0], [2.0], [3.0]])
    table.show_experiment(replace(VALUES, points=points))
    assert order(table) == [2, 1, 0]
    assert table.rows.index(2, section(table, Kind.ERROR)).data() == "–", "not answered yet"

    table.show_answers(answered(0.0, points), moment=0)
    assert order(table) == [2, 1, 0]
    table.show_answers(answered(0.0, points), moment=1)

    assert order(table) == [0, 2, 1]


def test_that_no_row_moves_while_a_number_is_typed(table, qtbot):
    table.setFocus()
    table.setCurrentIndex(table.rows.index(1, section(table, Kind.INPUT)))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    assert table.cells.line is not None

    table.show_answers(answered(3.0), moment=1)

    assert order(table) == [2, 1, 0]
    assert table.cells.line.isVisible()


def test_that_other_points_are_sorted_anew_and_keep_the_column(table):
    others = PointSet([[0.0], [1.0], [2.0], [3.0]], targets=[[-5.0], [0.5], [-7.0], [1.0]])
    table.show_answers(answered(0.0, others), moment=2)

    table.show_experiment(replace(VALUES, points=others))

    assert order(table) == [2, 0, 3, 1]
    assert table.rows.sorted_by.kind is Kind.ERROR


def test_that_a_selection_of_many_scattered_rows_is_kept_through_a_sort(qtbot, theme):
    random = np.random.default_rng(1)
    points = PointSet(random.normal(size=(500, 1)), targets=random.normal(size=(500, 1)))
    table = PointTable(theme, replace(VALUES, points=points))
    qtbot.addWidget(table)
    chosen = np.sort(random.permutation(500)[:120])
    told: list[np.ndarray] = []
    table.selection_changed.connect(told.append)

    table.choose(chosen)
    assert np.sort(table.chosen()).tolist() == chosen.tolist()
    table.sort_by(1)

    assert np.sort(table.chosen()).tolist() == chosen.tolist()
    assert told == [], "the learner has chosen nothing"
