from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QWidget

from mlpviz.views.columns import Columns


@pytest.fixture
def columns(qtbot):
    made = Columns([QWidget(), QWidget(), QWidget()], [384, 480, 336], 1)
    qtbot.addWidget(made)
    made.resize(1280, 600)
    made.show()
    made.restore_widths()
    return made


def drag(qtbot, columns, handle, by):
    """Drag the line before a column by so many px."""
    line = columns.handle(handle)
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(0, 20))
    qtbot.mouseMove(line, QPoint(by, 20))
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(0, 20))


def test_that_what_was_dragged_on_a_small_screen_is_the_same_share_of_a_large_one(qtbot, columns):
    columns.take_shares([0.25, 0.5, 0.25])
    columns.resize(2560, 900)

    assert columns.sizes() == pytest.approx([640, 1280, 640], abs=3)


def test_that_a_dragged_line_is_kept_as_shares_until_a_double_click(qtbot, columns):
    drag(qtbot, columns, 1, -64)
    left = columns.sizes()[0]

    assert left < 384
    assert columns.shares() == pytest.approx([size / sum(columns.sizes()) for size in columns.sizes()])
    columns.resize(QSize(2560, 600))
    assert columns.sizes()[0] == pytest.approx(2 * left, abs=3)
    qtbot.mouseDClick(columns.handle(1), Qt.MouseButton.LeftButton)
    assert columns.sizes()[0] == 384
    assert columns.shares() == []


def test_that_without_dragging_the_sides_keep_their_designed_width(qtbot, columns):
    columns.resize(2560, 600)
    columns.set_widths([400, 480, 350])

    assert (columns.sizes()[0], columns.sizes()[2]) == (400, 350)


def test_that_a_drag_beside_a_folded_column_is_kept_and_the_share_of_that_column_too(qtbot, columns):
    columns.take_shares([0.3, 0.4, 0.3])
    columns.set_widths([384, 480, 40], (2,))
    assert columns.sizes()[2] == 40

    drag(qtbot, columns, 1, -40)

    dragged = columns.sizes()[0] / sum(columns.sizes())
    assert dragged < 0.28
    assert columns.shares() == pytest.approx([dragged, 0.7 - dragged, 0.3])
    columns.set_widths([384, 480, 320])
    assert [size / columns.width() for size in columns.sizes()] == pytest.approx(columns.shares(), abs=0.01)


def test_that_a_column_dragged_beside_a_folded_one_comes_back_when_that_is_unfolded(qtbot, columns):
    columns.set_widths([384, 480, 40], (2,))
    drag(qtbot, columns, 1, -40)
    dragged = columns.sizes()[0]
    kept = columns.shares()

    columns.restore_widths()
    columns.take_shares(kept)
    columns.set_widths([384, 480, 320])

    assert columns.sizes()[0] == pytest.approx(dragged, abs=1)
    assert columns.sizes()[2] == 320


def test_that_a_drag_between_columns_that_all_have_other_widths_is_not_kept(qtbot, columns):
    columns.set_widths([384, 480, 320], (0, 2))
    drag(qtbot, columns, 1, -40)

    assert columns.shares() == []


@pytest.mark.parametrize("shares", [[0.5, 0.5], [0.2, 0.2, 0.2], [math.nan, 0.5, 0.5], [-0.5, 1.0, 0.5], []])
def test_that_shares_that_cannot_be_are_as_if_nothing_had_been_dragged(columns, shares):
    columns.take_shares(shares)

    assert columns.shares() == []
    assert columns.sizes()[0] == 384
