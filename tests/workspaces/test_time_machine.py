"""The time machine in the real window: dragging, playing, a range in a loop, and flags that say what was changed."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from mlpviz.engine.experiment import preset

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
EPOCHS = 40


@pytest.fixture
def app(qtbot, open_app):
    """The window after 40 epochs with another learning rate from epoch 20 on."""
    app = open_app(preset("XOR", per_class=10))
    bench = app.bench
    bench.trainer.set_speed(float("inf"))
    for rate in (None, 0.1):
        if rate is not None:
            bench.editor.set_rate(rate)
        for _ in range(EPOCHS // 2):
            bench.one_epoch()
        wanted = bench.playhead.newest.epoch + EPOCHS // 2
        qtbot.waitUntil(lambda wanted=wanted: bench.playhead.newest.epoch >= wanted)
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch == EPOCHS)
    app.window.setFocus()
    return app


def track_of(app):
    return app.playground.view.timeline.track


def at(app, epoch, height=0.5):
    track = track_of(app)
    area = track.area()
    return QPoint(round(track.x_of(epoch)), round(area.top() + height * area.height()))


def choose_range(app, first, last):
    track = track_of(app)
    QTest.mousePress(track, LEFT, SHIFT, at(app, first))
    QTest.mouseMove(track, at(app, last))
    QTest.mouseRelease(track, LEFT, SHIFT, at(app, last))


def hover(app, point):
    track = track_of(app)
    QApplication.sendEvent(track, QHelpEvent(QEvent.Type.ToolTip, point, track.mapToGlobal(point)))
    return QToolTip.text()


def test_that_the_picture_follows_a_drag_and_rests_on_the_exact_epoch(qtbot, app):
    track, playhead = track_of(app), app.bench.playhead
    QTest.mousePress(track, LEFT, pos=at(app, 35))
    for epoch in range(34, 9, -1):
        QTest.mouseMove(track, at(app, epoch))
    assert playhead.moving
    assert playhead.epoch == 10
    QTest.mouseRelease(track, LEFT, pos=at(app, 10))

    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch == 10)
    assert not playhead.moving
    assert app.playground.bar._epoch.text() == "10"
    assert track.playhead_text() == "10"


def test_that_colours_at_rest_have_the_limits_of_their_epoch_whatever_was_shown_before(qtbot, app):
    view, found = app.playground.view.network.view, {}
    for epoch in (3, 39, 20, 3, 20, 39):
        QTest.mousePress(track_of(app), LEFT, pos=at(app, 30))
        QTest.mouseMove(track_of(app), at(app, epoch))
        QTest.mouseRelease(track_of(app), LEFT, pos=at(app, epoch))
        qtbot.waitUntil(lambda epoch=epoch: app.playground.presenter.picture.snapshot.epoch == epoch)
        shown = app.playground.presenter.picture.snapshot
        weights = shown.experiment.network.is_weight() > 0
        found[epoch] = values = view.drawing.values.limit(view.lens), view.drawing.values.bias_limit.value
        assert values == (np.abs(shown.theta[weights]).max(), np.abs(shown.theta[~weights]).max())
    assert len(set(found.values())) == 3


def test_that_the_limits_of_colours_move_rarely_while_training_and_come_to_rest_with_it(qtbot, app):
    limit = app.playground.view.network.view.drawing.values.bias_limit
    app.bench.trainer.set_speed(20.0)
    app.bench.play()
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch > EPOCHS + 2)
    assert not limit.resting
    app.bench.transport.pause()
    qtbot.waitUntil(lambda: limit.resting)
    theta = app.playground.presenter.picture.snapshot.theta
    assert limit.value == np.abs(theta[app.bench.document.experiment.network.is_weight() == 0]).max()


def test_that_the_flag_of_a_changed_knob_says_what_was_changed_to_mouse_and_keys(qtbot, app):
    assert hover(app, at(app, 20)) == "Epoch 20: learning rate 0.01 → 0.1"
    assert "Drag to look" in hover(app, at(app, 30))

    QTest.keyClick(app.window, Qt.Key.Key_Left, SHIFT)
    assert app.bench.playhead.epoch == 20
    assert QToolTip.text() == "Epoch 20: learning rate 0.01 → 0.1"
    assert track_of(app).accessibleDescription() == "Past, epoch 20 of 40, learning rate 0.01 → 0.1"
    QTest.keyClick(app.window, Qt.Key.Key_Left, SHIFT)
    assert app.bench.playhead.epoch == 20
    assert app.window.notice.isVisible()
    app.bench.transport.scrub(3)
    QTest.keyClick(app.window, Qt.Key.Key_Right, SHIFT)
    assert app.bench.playhead.epoch == 20
    QToolTip.hideText()


def test_that_a_range_chosen_by_mouse_loops_until_escape(qtbot, app):
    replay, timeline = app.bench.replay, app.playground.view.timeline
    choose_range(app, 10, 14)
    assert replay.range == (10, 14)
    assert app.playground.view.diagnostics.loss.curves.shown_range() == (10, 14)

    QTest.mouseMove(track_of(app), at(app, 14, 0.2))
    assert track_of(app).cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mousePress(track_of(app), LEFT, pos=at(app, 14, 0.2))
    QTest.mouseMove(track_of(app), at(app, 18, 0.2))
    QTest.mouseRelease(track_of(app), LEFT, pos=at(app, 18, 0.2))
    assert replay.range == (10, 18)

    QTest.mouseClick(timeline.loop, LEFT)
    assert (replay.looping, replay.direction) == (True, 1)
    assert app.window.action("loop").isChecked()
    seen = []
    app.bench.playhead.shown.connect(lambda snapshot: seen.append(app.bench.playhead.epoch))
    qtbot.waitUntil(lambda: 18 in seen and 10 in seen[seen.index(18) :])
    assert set(seen) <= set(range(10, 19))

    QTest.keyClick(track_of(app), Qt.Key.Key_Escape)
    assert (replay.range, replay.looping, replay.direction) == (None, False, 0)
    assert not timeline.loop.isChecked()
    assert not app.window.action("loop").isChecked()
    assert app.playground.view.diagnostics.loss.curves.shown_range()[0] == 0


def test_that_keys_set_the_range_at_the_epoch_on_screen_and_play(qtbot, app):
    replay, window = app.bench.replay, app.window
    app.bench.transport.scrub(12)
    QTest.keyClick(window, Qt.Key.Key_J, SHIFT)
    app.bench.transport.scrub(16)
    QTest.keyClick(window, Qt.Key.Key_K, SHIFT)
    assert replay.range == (12, 16)

    QTest.keyClick(window, Qt.Key.Key_L, SHIFT)
    assert (replay.looping, replay.direction) == (True, 1)
    QTest.keyClick(window, Qt.Key.Key_L, SHIFT)
    assert (replay.range, replay.looping, replay.direction) == (None, False, 0)

    QTest.keyClick(window, Qt.Key.Key_J)
    assert replay.direction == -1
    QTest.keyClick(window, Qt.Key.Key_K)
    assert replay.direction == 1
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert replay.direction == 0
    assert not app.bench.trainer.training


def test_that_the_buttons_play_to_the_end_at_the_chosen_speed_and_show_what_they_do(qtbot, app):
    replay, timeline = app.bench.replay, app.playground.view.timeline
    app.playground.bar.speed_slider.slider().setValue(101)
    app.bench.transport.scrub(20)

    QTest.mouseClick(timeline.backwards, LEFT)
    assert replay.direction == -1
    assert timeline.backwards.accessibleName() == "Stop at this epoch"
    qtbot.waitUntil(lambda: replay.direction == 0)
    assert app.bench.playhead.epoch == 0
    assert timeline.backwards.accessibleName().startswith("Play backwards")

    QTest.mouseClick(timeline.forwards, LEFT)
    qtbot.waitUntil(lambda: replay.direction == 0)
    assert app.bench.playhead.epoch == EPOCHS
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch == EPOCHS)
    assert app.playground.bar._epoch.text() == str(EPOCHS)


def test_that_a_new_run_takes_the_range_away(app):
    choose_range(app, 10, 14)
    assert app.bench.replay.range == (10, 14)

    app.bench.reset()

    assert app.bench.replay.range is None
    assert track_of(app)._range.epochs is None
