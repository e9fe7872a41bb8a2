"""Brushes, clipboard and curves on the canvas of the real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from mlpviz.data.points import PointSet
from mlpviz.engine import probes
from mlpviz.engine.curves import classed, curve_of, heights
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.views.data.curve_dialog import CurveDialog
from mlpviz.views.data.tool_row import ToolRow

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def app(open_app):
    points = PointSet([[-1.0, -1.0], [1.0, 1.0], [2.0, 0.0]], [0, 1, 1], test=[False, False, True])
    return open_app(Experiment(points, NetworkSpec([LayerSpec(1, "Sigmoid")])))


def points_of(app):
    return app.bench.document.experiment.points


def drag(qtbot, app, *places):
    canvas = app.playground.view.data.canvas()
    pixels = [canvas.plane.pixel(np.array(place, float)).toPoint() for place in places]
    qtbot.mousePress(canvas.viewport(), LEFT, pos=pixels[0])
    for pixel in pixels[1:]:
        qtbot.mouseMove(canvas.viewport(), pixel)
    qtbot.mouseRelease(canvas.viewport(), LEFT, pos=pixels[-1])


def test_that_a_line_brush_sets_points_on_a_straight_line_as_one_step_of_undo(qtbot, app):
    qtbot.keyClick(app.window, Qt.Key.Key_I)

    drag(qtbot, app, (-2, -2), (0, 0), (2, 2))

    new = points_of(app).x[3:]
    assert len(new) > 10
    assert np.abs(new[:, 0] - new[:, 1]).max() < 0.05
    gaps = np.hypot(*np.diff(new, axis=0).T)
    assert gaps.max() - gaps.min() < 1e-9
    app.window.action("undo").trigger()
    assert len(points_of(app)) == 3


def test_that_a_ring_brush_sets_points_around_where_the_drag_began(qtbot, app):
    qtbot.keyClick(app.window, Qt.Key.Key_O)

    drag(qtbot, app, (0, 0), (1.5, 0))

    new = points_of(app).x[3:]
    assert len(new) > 20
    assert np.hypot(*new.T) == pytest.approx(np.full(len(new), 1.5), abs=0.03)


def test_that_the_brushes_share_a_button_whose_menu_offers_all_of_them(qtbot, app):
    row = app.playground.view.data.findChild(ToolRow)

    row._offer_brushes(QPoint())
    menu = row.children()[-1]
    texts = [action.text() for action in menu.actions()]
    menu.actions()[1].trigger()
    menu.close()

    assert texts == ["Spray (S)", "Line (I)", "Ring (O)"]
    assert app.playground.view.data.canvas().tool_name() == "line"
    assert "Line (I)" in row._buttons["spray"].toolTip()


def test_that_a_brush_stroke_is_dropped_when_the_points_change_under_it(qtbot, app):
    app.window.action("tool:line").trigger()
    canvas = app.playground.view.data.canvas()
    qtbot.mousePress(canvas.viewport(), LEFT, pos=QPoint(50, 50))
    qtbot.mouseMove(canvas.viewport(), QPoint(150, 150))
    app.bench.editor.erase_points(np.array([0]))
    qtbot.mouseRelease(canvas.viewport(), LEFT, pos=QPoint(150, 150))

    assert len(points_of(app)) == 2


def test_that_points_are_selected_copied_pasted_cut_and_duplicated_by_key(qtbot, app):
    canvas = app.playground.view.data.canvas()
    before = points_of(app)

    qtbot.keyClick(app.window, Qt.Key.Key_A, CTRL)
    assert canvas.selection().tolist() == [0, 1, 2]
    qtbot.keyClick(app.window, Qt.Key.Key_C, CTRL)
    qtbot.keyClick(app.window, Qt.Key.Key_V, CTRL)
    after = points_of(app)
    assert len(after) == 6
    assert canvas.selection().tolist() == [3, 4, 5]
    assert after.labels.tolist() == [0, 1, 1, 0, 1, 1]
    assert after.test.tolist() == [False, False, True] * 2
    assert after.x[3:] - after.x[:3] == pytest.approx(np.full((3, 2), 0.15) * [1, -1])  # beside, not upon them
    qtbot.keyClick(app.window, Qt.Key.Key_X, CTRL)
    assert points_of(app) == before
    qtbot.keyClick(app.window, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(app.window, Qt.Key.Key_D, CTRL | SHIFT)
    assert len(points_of(app)) == 6
    for _ in range(3):
        app.window.action("undo").trigger()
    assert points_of(app) == before


def test_that_pasting_what_is_no_point_says_so_and_changes_nothing(qtbot, app):
    QGuiApplication.clipboard().setText("Dear reader\tof this\tletter")
    before = points_of(app)

    qtbot.keyClick(app.window, Qt.Key.Key_V, CTRL)

    assert points_of(app) == before
    assert app.window.notice.text
    qtbot.keyClick(app.window, Qt.Key.Key_C, CTRL)
    assert "Nothing is selected" in app.window.notice.text


def test_that_a_typed_curve_parts_the_points_and_a_mistake_is_marked(qtbot, app):
    app.window.action("curve").trigger()
    dialog = app.playground.view.findChild(CurveDialog)
    field = dialog.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "2*x +")
    assert "something is missing" in dialog.wrong.casefold()
    assert not dialog._apply.isEnabled()
    field.selectAll()
    qtbot.keyClicks(field, "x^2 - 2")
    assert dialog.wrong == ""
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert points_of(app).labels.tolist() == [0, 1, 0]  # −1 is on the curve, 1 is above −1, 0 is below 2
    app.window.action("undo").trigger()
    assert points_of(app).labels.tolist() == [0, 1, 1]


def test_that_points_where_a_curve_has_no_height_keep_their_class():
    points = PointSet([[-1.0, 5.0], [4.0, 5.0], [4.0, 1.0]], [1, 0, 1])

    curve = curve_of("sqrt(x)")

    assert np.isnan(heights(curve, points.x[:, 0])[0])
    labels = classed(points, points.x, curve, above=1, below=0).labels
    assert labels is not None
    assert labels.tolist() == [1, 1, 0]


def test_that_curves_and_brushes_for_other_points_are_refused_in_words(app):
    app.bench.editor.start("Values", preset("Two hills"))

    app.window.action("curve").trigger()

    assert app.window.notice.text == "A curve parts points that have a class and two inputs."


def test_that_wrong_points_are_ringed_on_demand_and_the_rings_go_with_the_dialog(qtbot, app):
    app.window.action("how_well").trigger()
    dialog = app.playground.presenter.how_well
    qtbot.waitUntil(lambda: dialog.isVisible())
    canvas = app.playground.view.data.canvas()

    dialog.ring.click()
    qtbot.waitUntil(lambda: np.array_equal(canvas._points._ringed, dialog.wrong))

    labels, p = points_of(app).labels, app.bench.playhead.newest
    answered = (probes.predictions(p, points_of(app).x)[:, 0] > 0.5).astype(int)
    assert dialog.wrong.tolist() == np.flatnonzero(answered != labels).tolist()
    dialog.close()
    assert len(canvas._points._ringed) == 0


def test_that_a_point_chosen_in_predicted_and_true_is_selected_and_the_other_way_round(qtbot, open_app):
    app = open_app(preset("Two hills", per_class=20))
    view = app.playground.view

    view.diagnostics.point_chosen.emit(3)
    assert view.data.canvas().selection().tolist() == [3]
    view.data.canvas().select(np.array([5]))

    assert view.diagnostics.values.predictions.scatter._selected == 5
