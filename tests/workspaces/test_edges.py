"""Weights and biases under the hand, in the real window: nudged, typed, dragged, frozen, cut; and a unit's name."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.views.network.value_editor import ValueEditor

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def app(qtbot, open_app):
    app = open_app(preset("XOR", per_class=10))
    for _ in range(5):
        app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch == 5)
    return app


def view_of(app):
    return app.playground.view.network.view


def theta(app):
    return app.bench.playhead.snapshot.theta


def place_of(app, edge):
    """Where an edge can be pointed at."""
    view = view_of(app)
    for share in range(10, 91):
        at = view.drawing.wires.path(edge).pointAtPercent(share / 100)
        if view._hand.find(at).edge == edge:
            return at.toPoint()
    raise AssertionError("the edge is covered everywhere")


def pinned(app, layer=0, source=0, unit=1):
    """The card of an edge, pinned by a click on it, and the place of the click."""
    view = view_of(app)
    at = place_of(app, view.drawing.wires.edge_of(layer, source, unit))
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    return view.cards.cards()[-1], at


def drag(widget, start, *ways):
    """Press, go those ways, let go."""
    QTest.mousePress(widget, LEFT, pos=start)
    at = start
    for way in ways:
        at = at + way
        place = QPointF(at), QPointF(widget.mapToGlobal(at))
        QApplication.sendEvent(
            widget, QMouseEvent(QEvent.Type.MouseMove, *place, Qt.MouseButton.NoButton, LEFT, NONE)
        )
    QTest.mouseRelease(widget, LEFT, pos=at)


def shown(qtbot, app, index, value):
    qtbot.waitUntil(lambda: theta(app)[index] == value)
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.theta[index] == value)


def test_that_a_nudge_tells_predicted_and_real_change_and_undo_takes_it_back(qtbot, app):
    card, _ = pinned(app)
    index, before = card.facts.index, app.bench.playhead.snapshot
    value = float(before.theta[index])

    QTest.mouseClick(card.nudges.up, LEFT)
    shown(qtbot, app, index, value + 0.1)

    run = Run(before.experiment).resume(before)
    run.place(theta(app))
    real = run.scores().train_loss - before.scores.train_loss
    predicted = 0.1 * before.grad[index]
    (first, told_predicted), (second, told_real) = card.nudges.lines()
    assert (first, second) == ("predicted", "real")
    assert float(told_predicted.replace("−", "-")) == pytest.approx(predicted, rel=5e-3)
    assert float(told_real.replace("−", "-")) == pytest.approx(real, rel=5e-3)
    assert "gradient predicts" in card.nudges.toolTip()

    app.bench.document.undo_stack.undo()
    shown(qtbot, app, index, value)
    assert card.nudges.lines()[0][0] != "predicted", "what was told of another weight is gone"


def test_that_the_size_of_a_nudge_can_be_chosen_and_keys_nudge_the_chosen_edge(qtbot, app):
    card, at = pinned(app)
    index, value = card.facts.index, float(theta(app)[card.facts.index])
    for _ in range(2):
        QTest.mouseClick(card.nudges.amount, LEFT)  # 1, then 0.001
    assert card.nudges.amount.text() == "0.001"
    view = view_of(app)
    QTest.mouseMove(view.viewport(), at + QPoint(1, 0))
    QTest.mouseMove(view.viewport(), at)
    view.setFocus()

    QTest.keyClick(view, Qt.Key.Key_Minus)
    shown(qtbot, app, index, value + -0.001)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    shown(qtbot, app, index, value + -0.001 + 0.001)


def test_that_a_click_on_the_number_of_a_card_lets_the_weight_be_typed(qtbot, app):
    card, _ = pinned(app)
    index = card.facts.index
    QTest.mouseMove(card, card.number_place().center().toPoint())
    assert card.cursor().shape() == Qt.CursorShape.IBeamCursor

    QTest.mouseClick(card, LEFT, pos=card.number_place().center().toPoint())
    (editor,) = card.findChildren(ValueEditor)
    assert editor.isVisible()
    assert card.rect().contains(editor.geometry())
    editor.setText("0.25")
    editor.setModified(True)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    shown(qtbot, app, index, 0.25)
    assert app.bench.document.undo_stack.undoText() == "Set a weight by hand"
    assert "→ 0.25" in app.bench.playhead.history.events[-1].text


def test_that_one_drag_of_an_edge_is_one_step_of_undo(qtbot, app):
    card, at = pinned(app)
    index, value = card.facts.index, float(theta(app)[card.facts.index])
    steps = app.bench.document.undo_stack.count()

    drag(view_of(app).viewport(), at, *[QPoint(0, -6)] * 5)
    qtbot.waitUntil(lambda: theta(app)[index] > value)
    assert app.bench.document.undo_stack.count() == steps + 1

    app.bench.document.undo_stack.undo()
    shown(qtbot, app, index, value)
    assert app.bench.playhead.history.events == ()


def test_that_the_bias_of_an_output_is_dragged_like_any_other(qtbot, app):
    view = view_of(app)
    column = len(app.bench.document.experiment.network.widths) - 1
    index = app.bench.document.experiment.network.bias_index(column - 1, 0)
    value, node = float(theta(app)[index]), view.drawing.node(column, 0)
    assert not node.bias_rect.isEmpty()

    drag(view.viewport(), node.bias_rect.center().toPoint(), *[QPoint(3, 0)] * 3)
    qtbot.waitUntil(lambda: theta(app)[index] > value)
    assert np.count_nonzero(theta(app) != app.bench.playhead.snapshot.theta_before) == 1


def test_that_freeze_and_cut_on_the_card_hold_the_weight_and_cut_ends_nudging(qtbot, app):
    card, _ = pinned(app)
    index = card.facts.index
    QTest.mouseClick(card.freeze, LEFT)
    assert index in app.bench.document.experiment.network.frozen
    frozen = float(theta(app)[index])
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch == 6)
    assert theta(app)[index] == frozen

    QTest.mouseClick(card.cut, LEFT)
    shown(qtbot, app, index, 0.0)
    assert not card.nudges.up.isEnabled()
    assert not card.freeze.isEnabled()


def test_that_the_card_draws_the_past_of_its_weight_up_to_the_epoch_on_screen(qtbot, app):
    card, _ = pinned(app)
    index = card.facts.index
    assert card.facts.epochs.tolist() == [0, 1, 2, 3, 4, 5]
    assert card.facts.weights[-1] == theta(app)[index]

    app.bench.transport.scrub(2)
    qtbot.waitUntil(lambda: card.facts.epochs.tolist() == [0, 1, 2])
    run = Run(app.bench.document.experiment)
    weights = [run.theta[index]]
    for _ in range(2):
        run.epoch()
        weights.append(run.theta[index])
    assert card.facts.weights.tolist() == weights


def test_that_a_pinned_unit_names_itself_on_the_data_canvas(qtbot, app):
    view, overlay = view_of(app), app.playground.view.data.canvas().overlay()
    center = view.drawing.node(1, 2).slot.rect.center().toPoint()

    QTest.mouseClick(view.viewport(), LEFT, pos=center)
    QTest.mouseMove(app.playground.view.timeline.track, QPoint(200, 20))
    assert overlay.caption().startswith("h1.3")

    QTest.mouseClick(view.viewport(), LEFT, pos=center)
    view._hand.leave()
    assert overlay.caption() == ""
