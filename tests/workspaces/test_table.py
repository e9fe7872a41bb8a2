"""The table of points in the real window, by mouse and keys: canvas, document and undo agree with it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QMenu, QTabBar

from mlpviz.data.area import Area
from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, preset, usual
from mlpviz.views.data.table_columns import Kind
from mlpviz.views.notice import Notice

Left, Key, Shift = Qt.MouseButton.LeftButton, Qt.Key, Qt.KeyboardModifier.ShiftModifier
Control = Qt.KeyboardModifier.ControlModifier


class Hand:
    """What a learner does with keys and mouse, and what is there then."""

    def __init__(self, qtbot, app) -> None:
        self.qtbot, self.app = qtbot, app
        self.canvas = app.playground.view.data.canvas()
        self.table = app.playground.view.data.table()
        app.window.activateWindow()

    @property
    def points(self) -> PointSet:
        return self.app.bench.document.experiment.points

    def key(self, *keys, held=Qt.KeyboardModifier.NoModifier):
        for key in keys:
            focused = QApplication.focusWidget() or self.app.window
            self.qtbot.keyClick(focused, key, held)

    def open(self):
        self.app.window.setFocus()
        self.key(Key.Key_T)
        assert self.table.isVisible()

    def go(self, row, kind, at=0):
        """Make a cell the current one, by mouse."""
        columns = self.table.rows.sheet.columns
        column = next(place for place, one in enumerate(columns) if (one.kind, one.at) == (kind, at))
        index = self.table.rows.index(row, column)
        self.table.scrollTo(index)
        self.qtbot.mouseClick(self.table.viewport(), Left, pos=self.table.visualRect(index).center())
        return index

    def type(self, text):
        for sign in text:
            self.qtbot.keyClicks(QApplication.focusWidget(), sign)

    def enter(self, text):
        """Type a number and take it with the Enter key; Qt takes it a moment later."""
        self.type(text)
        self.key(Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.table.cells.line is None)

    def texts(self, row):
        return [self.table.rows.index(row, column).data() for column in range(self.table.rows.columnCount())]

    def at(self, x1, x2) -> QPoint:
        return self.canvas.mapFromScene(self.canvas.getViewBox().mapViewToScene(QPointF(x1, x2)))

    def undo(self):
        self.app.bench.document.undo_stack.undo()

    @property
    def said(self) -> str:
        notice = self.app.window.findChild(Notice)
        return notice.text if notice.isVisible() else ""


FOUR = PointSet([[0.0, 0.0], [1.0, 1.0], [-1.5, 2.0], [2.0, -0.5]], [0, 1, 0, 1], test=[False, False, True, False])


@pytest.fixture
def hand(qtbot, open_app):
    return Hand(qtbot, open_app(usual(FOUR, 2)))


def test_that_t_shows_the_table_and_the_presets_again(hand):
    tabs = hand.app.playground.view.data.findChild(QTabBar)
    hand.open()
    assert hand.table.hasFocus()
    assert hand.texts(1)[:4] == ["2", "1.00", "1.00", "2"]

    hand.key(Key.Key_T)
    assert not hand.table.isVisible()
    hand.qtbot.mouseClick(tabs, Left, pos=tabs.tabRect(1).center())

    assert hand.table.isVisible()
    assert hand.table.rows.rowCount() == 5, "four points and the row for a new one"


def test_that_a_typed_number_moves_the_point_on_the_canvas_and_can_be_undone(hand):
    hand.open()
    hand.go(1, Kind.INPUT, 1)

    hand.enter("-0,25")

    assert hand.points.x[1].tolist() == [1.0, -0.25]
    assert hand.canvas.points().x[1].tolist() == [1.0, -0.25]
    assert hand.texts(1)[2] == "−0.25"
    assert hand.table.hasFocus()
    hand.undo()
    assert hand.points == FOUR
    assert hand.texts(1)[2] == "1.00"


def test_that_a_wrong_number_keeps_the_keys_until_it_is_right_or_given_up(hand):
    hand.open()
    hand.go(0, Kind.INPUT)
    hand.type("1,2,3")
    line = hand.table.cells.line

    hand.key(Key.Key_Return)
    assert "“1,2,3” is not a number" in line.toolTip()
    assert line.property("wrong")
    assert line.hasFocus()
    hand.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    hand.qtbot.waitUntil(line.hasFocus)
    hand.key(Key.Key_Escape)

    assert hand.table.hasFocus()
    assert hand.points == FOUR


def test_that_a_number_is_edited_with_every_digit(hand):
    long = PointSet([[1 / 3, -1e-7]], [0])
    hand.app.bench.editor.put_points(long, "Put points")
    hand.open()
    hand.go(0, Kind.INPUT)

    hand.key(Key.Key_F2)
    assert hand.table.cells.line.text() == "0.3333333333333333"
    hand.key(Key.Key_Tab)
    assert hand.table.cells.line.text() == "−10⁻⁷"
    hand.enter("")

    assert hand.points == long
    assert hand.app.bench.document.undo_stack.undoText() == "Put points", "nothing was changed"


def test_that_a_number_outside_the_area_makes_the_area_grow(hand):
    hand.app.bench.editor.edit("Show a part", area=Area(-2.0, 2.5, -2.0, 2.5))
    hand.open()
    hand.go(3, Kind.INPUT)
    hand.enter("12")

    assert hand.app.bench.document.experiment.area is not None
    assert hand.app.bench.document.experiment.area.holds(hand.points.x).all()
    hand.undo()
    assert hand.app.bench.document.experiment.area == Area(-2.0, 2.5, -2.0, 2.5)


def test_that_the_last_row_adds_a_point_of_the_class_that_is_drawn(hand):
    hand.open()
    hand.app.playground.view.data.choose_class(1)
    hand.go(4, Kind.INPUT)

    hand.type("0")
    hand.key(Key.Key_Tab)
    assert len(hand.points) == 4
    hand.enter("1.5")

    assert hand.points == FOUR.with_points([[0.0, 1.5]], 1)
    assert hand.table.currentIndex().row() == 4, "the current cell stays at the point"
    assert hand.table.rows.rowCount() == 6
    hand.undo()
    assert hand.points == FOUR


def test_that_space_changes_train_and_test_for_all_selected_rows(hand):
    hand.open()
    hand.go(0, Kind.SET)
    hand.key(Key.Key_Down, held=Shift)
    hand.key(Key.Key_Down, held=Shift)

    hand.key(Key.Key_Space)
    assert hand.points.test.tolist() == [False, False, False, False], "as the current row becomes, so do all"
    hand.key(Key.Key_Space)

    assert hand.points.test.tolist() == [True, True, True, False]
    assert not hand.app.bench.trainer.training
    hand.undo()
    hand.undo()
    assert hand.points == FOUR


def test_that_a_class_is_chosen_by_number_or_in_a_menu_by_name(hand):
    hand.app.bench.editor.edit("Name classes", naming=Naming.of_classes(["cat", "dog"]))
    hand.open()
    hand.go(0, Kind.CLASS)
    hand.type("2")
    assert hand.points.labels[0] == 1

    hand.key(Key.Key_Return)
    menu = hand.table.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["&1  cat", "&2  dog"]
    menu.actions()[0].trigger()
    menu.close()
    assert hand.points.labels[0] == 0
    hand.type("3")

    assert hand.said == "“3” is no class; there are cat, dog. The + beside the classes adds one."
    hand.undo()
    assert hand.points.labels[0] == 1


def test_that_del_deletes_the_selected_rows_and_ctrl_x_keeps_them_on_the_clipboard(hand):
    hand.open()
    hand.go(2, Kind.INPUT)
    hand.key(Key.Key_Delete)
    assert hand.points == FOUR.without([2])

    hand.go(0, Kind.NUMBER)
    hand.key(Key.Key_X, held=Control)
    assert hand.points == FOUR.without([0, 2])
    hand.key(Key.Key_V, held=Control)

    assert hand.points == FOUR.without([0, 2]).joined(PointSet([[0.0, 0.0]], [0]))
    for _ in range(3):
        hand.undo()
    assert hand.points == FOUR


def test_that_all_rows_are_copied_and_pasted_with_their_head(hand):
    hand.open()
    hand.key(Key.Key_A, held=Control)
    hand.key(Key.Key_C, held=Control)
    assert QApplication.clipboard().text().startswith("x₁\tx₂\tclass\tset\toutput\terror\n0.0\t0.0\t1\ttrain\t")

    hand.key(Key.Key_V, held=Control)

    assert hand.points == FOUR.joined(FOUR)
    assert hand.table.chosen().tolist() == [4, 5, 6, 7], "what was pasted is selected"
    assert hand.canvas.selection().tolist() == [4, 5, 6, 7]


def test_that_a_paste_that_cannot_be_read_changes_nothing_and_says_where(hand):
    hand.open()
    QApplication.clipboard().setText("1\t2\t1\n3\tfour\t2\n")

    hand.key(Key.Key_V, held=Control)

    assert hand.said == "Row 2, x₂: “four” is not a number; type one such as 0.03."
    assert hand.points == FOUR


def test_that_a_single_value_is_pasted_into_its_cell(hand):
    hand.open()
    QApplication.clipboard().setText("0,75\n")
    hand.go(0, Kind.INPUT, 1)
    hand.key(Key.Key_V, held=Control)
    assert hand.points.x[0].tolist() == [0.0, 0.75]

    hand.go(0, Kind.OUTPUT)
    hand.key(Key.Key_V, held=Control)

    assert hand.said == "Nothing was pasted: the column output is computed. Choose another cell."


def test_that_a_click_on_a_head_sorts_and_errors_begin_with_the_largest(hand):
    hand.open()
    head, columns = hand.table.horizontalHeader(), hand.table.rows.sheet.columns
    error = next(place for place, one in enumerate(columns) if one.kind is Kind.ERROR)
    errors = hand.app.playground.presenter.picture.of_points.errors
    hand.go(1, Kind.NUMBER)

    def click(section):
        place = QPoint(head.sectionViewportPosition(section) + head.sectionSize(section) // 2, head.height() // 2)
        hand.qtbot.mouseClick(head.viewport(), Left, pos=place)

    click(error)
    order = [int(hand.texts(row)[0]) - 1 for row in range(4)]
    assert order == np.argsort(-errors).tolist()
    assert hand.table.chosen().tolist() == [1], "the selected point stays selected"
    click(error)
    assert [int(hand.texts(row)[0]) - 1 for row in range(4)] == order[::-1]
    click(0)

    assert [hand.texts(row)[0] for row in range(5)] == ["1", "2", "3", "4", "+"]


def test_that_rows_keep_their_places_while_training_and_are_sorted_when_it_pauses(hand):
    hand.open()
    columns = hand.table.rows.sheet.columns
    hand.table.sort_by(next(place for place, one in enumerate(columns) if one.kind is Kind.ERROR))
    resets = []
    hand.table.rows.modelReset.connect(lambda: resets.append(hand.app.bench.trainer.training))

    hand.app.bench.play()
    hand.qtbot.waitUntil(lambda: hand.app.bench.playhead.epoch > 30)
    hand.app.bench.transport.pause()
    hand.qtbot.waitUntil(lambda: not hand.app.bench.trainer.training)
    hand.qtbot.waitUntil(lambda: hand.app.bench.picture_maker.idle)

    picture = hand.app.playground.presenter.picture
    order = [int(hand.texts(row)[0]) - 1 for row in range(4)]
    assert order == np.argsort(-picture.of_points.errors, kind="stable").tolist()
    assert True not in resets


def test_that_a_row_is_ringed_on_the_canvas_and_a_point_on_the_canvas_has_its_row(hand):
    hand.open()
    heard: list[np.ndarray] = []
    hand.app.playground.view.data.selection_changed.connect(heard.append)
    hand.go(3, Kind.INPUT)
    assert hand.canvas.selection().tolist() == [3]

    hand.app.playground.view.data.choose_tool("move")
    hand.qtbot.mouseClick(hand.canvas.viewport(), Left, pos=hand.at(1.0, 1.0))
    assert hand.table.chosen().tolist() == [1]
    hand.qtbot.mouseClick(hand.canvas.viewport(), Left, pos=hand.at(-2.0, -2.5))

    assert hand.table.chosen().tolist() == []
    assert [points.tolist() for points in heard] == [[3], [1], []]


def test_that_a_point_that_is_gone_is_selected_no_more(hand):
    heard: list[np.ndarray] = []
    hand.app.playground.view.data.selection_changed.connect(heard.append)
    hand.app.playground.view.data.select(np.array([1, 2]))
    hand.canvas.setFocus()

    hand.key(Key.Key_Delete)

    assert [points.tolist() for points in heard] == [[1, 2], []]
    assert hand.points == FOUR.without([1, 2])


def test_that_a_dragged_point_counts_on_in_the_table(hand):
    hand.open()
    hand.app.playground.view.data.choose_tool("move")
    view = hand.canvas.viewport()

    hand.qtbot.mousePress(view, Left, pos=hand.at(1.0, 1.0))
    hand.qtbot.mouseMove(view, hand.at(1.5, -1.0))
    assert [float(text.replace("−", "-")) for text in hand.texts(1)[1:3]] == pytest.approx([1.5, -1.0], abs=0.03)
    hand.qtbot.mouseRelease(view, Left, pos=hand.at(1.5, -1.0))

    hand.app.playground.view.data.choose_tool("point")
    hand.qtbot.mouseClick(view, Left, pos=hand.at(-2.0, -2.0))
    assert hand.table.rows.rowCount() == 6
    assert hand.texts(4)[0] == "5"
    hand.undo()
    hand.undo()
    assert hand.texts(1)[1:3] == ["1.00", "1.00"]
    assert hand.table.rows.rowCount() == 5


def test_that_values_and_several_inputs_have_columns_of_their_own(hand):
    x = np.arange(12.0).reshape(4, 3)
    points = PointSet(x, targets=np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]]))
    named = Naming(inputs=("length", "", "width"), values=("price", "weight"))
    hand.app.bench.editor.start("Open", Experiment(points, usual(points, 2).network, naming=named))
    hand.open()
    heads = [column.head for column in hand.table.rows.sheet.columns]
    assert heads == ["#", "length", "x₂", "width", "price", "weight", "output₁", "output₂", "error", "set"]

    hand.go(2, Kind.VALUE, 1)
    hand.enter("-7.5")

    assert hand.points.targets[2].tolist() == [3.0, -7.5]


def test_that_a_low_narrow_window_shows_four_rows(hand):
    hand.app.window.resize(1024, 700)
    hand.open()
    hand.qtbot.waitUntil(lambda: hand.table.viewport().height() >= 4 * hand.table.cells.row_height())
    bottom = hand.table.mapTo(hand.app.window, QPoint(0, hand.table.height())).y()

    assert bottom <= hand.app.playground.view.timeline.mapTo(hand.app.window, QPoint(0, 0)).y()
    assert hand.canvas.width() == hand.canvas.height()
    assert sum(hand.table.columnWidth(one) for one in range(7)) <= hand.table.viewport().width()


# ---- Snap ------------------------------------------------------------------------------------------------------------


def test_that_xor_can_be_clicked_with_snap(qtbot, open_app):
    hand = Hand(qtbot, open_app(preset("Blank")))
    hand.app.window.setFocus()
    hand.key(Key.Key_N)
    assert hand.app.window.action("snap").isChecked()

    for x1, x2 in ((0.05, -0.07), (0.02, 1.1), (1.1, 0.1), (0.93, 0.96)):
        qtbot.mouseClick(hand.canvas.viewport(), Left, pos=hand.at(x1, x2))
    assert hand.points.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    hand.key(Key.Key_N)
    qtbot.mouseClick(hand.canvas.viewport(), Left, pos=hand.at(0.93, 0.96))

    assert hand.points.x[4].tolist() != [1.0, 1.0]


def test_that_shift_snaps_for_the_moment(qtbot, open_app):
    hand = Hand(qtbot, open_app(preset("Blank")))
    qtbot.mouseClick(hand.canvas.viewport(), Left, Shift, pos=hand.at(0.93, -0.6))
    qtbot.mouseClick(hand.canvas.viewport(), Left, pos=hand.at(0.93, -0.6))

    assert hand.points.x[0].tolist() == [1.0, -0.5]
    assert hand.points.x[1].tolist() != [1.0, -0.5]
    assert not hand.canvas.snapping.active


def test_that_a_grid_of_the_menu_switches_snap_on_and_moves_land_on_it(hand):
    hand.app.window.action("snap_grid:fine").trigger()
    assert hand.app.window.action("snap").isChecked()
    assert hand.canvas.snapping.words() == "grid 0.1"
    hand.app.playground.view.data.choose_tool("move")
    view = hand.canvas.viewport()

    qtbot = hand.qtbot
    qtbot.mousePress(view, Left, pos=hand.at(1.0, 1.0))
    qtbot.mouseMove(view, hand.at(1.28, 0.72))
    qtbot.mouseRelease(view, Left, pos=hand.at(1.28, 0.72))

    assert hand.points.x[1].tolist() == [1.3, 0.7]
    hand.canvas.setFocus()
    hand.key(Key.Key_Right)
    assert hand.points.x[1].tolist() == [1.4, 0.7], "an arrow key goes one step of the grid"
