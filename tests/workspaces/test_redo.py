"""Undo and redo between runs in the real window: each comes back to all that was learned."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from mlpviz.engine.experiment import preset

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def app(open_app):
    return open_app(preset("Circles", per_class=10))


def train(qtbot, app, epochs):
    """Train by key; the newest snapshot."""
    bench = app.bench
    for _ in range(epochs):
        wanted = bench.playhead.newest.epoch + 1
        qtbot.keyClick(app.window, Qt.Key.Key_Period)
        qtbot.waitUntil(lambda wanted=wanted: bench.playhead.heard and bench.playhead.newest.epoch == wanted)
    return bench.playhead.newest


def undo(app):
    app.window.action("undo").trigger()


def redo(app):
    app.window.action("redo").trigger()


def come_to(qtbot, app, snapshot):
    """Wait until the window shows this moment again, and compare everything that was learned."""
    bench = app.bench

    def there():
        newest = bench.playhead.newest
        return bench.playhead.heard and newest.epoch == snapshot.epoch and len(newest.theta) == len(snapshot.theta)

    qtbot.waitUntil(there)
    now = bench.playhead.newest
    assert now.experiment.points == snapshot.experiment.points
    for name in ("theta", "memory", "grad"):
        np.testing.assert_array_equal(getattr(now, name), getattr(snapshot, name))
    assert (now.updates, now.scores) == (snapshot.updates, snapshot.scores)
    qtbot.waitUntil(lambda: app.playground.bar._epoch.text() == str(snapshot.epoch))


def test_that_redo_of_a_preset_comes_back_to_what_was_learned_there(qtbot, app):
    circles = train(qtbot, app, 2)
    app.window.action("preset:XOR").trigger()
    qtbot.waitUntil(lambda: app.bench.playhead.heard and app.bench.playhead.newest.epoch == 0)
    xor = train(qtbot, app, 4)
    curve = app.bench.playhead.history.losses.mean().copy()

    undo(app)
    come_to(qtbot, app, circles)
    circles = train(qtbot, app, 1)  # what is learned after undo is not lost either
    redo(app)
    come_to(qtbot, app, xor)
    np.testing.assert_array_equal(app.bench.playhead.history.losses.mean(), curve)
    undo(app)
    come_to(qtbot, app, circles)
    assert app.bench.playhead.history.losses.epochs.tolist() == [0.0, 1.0, 2.0, 3.0]


def test_that_undo_and_redo_in_quick_succession_lose_nothing(qtbot, app):
    circles = train(qtbot, app, 2)
    app.window.action("preset:XOR").trigger()
    qtbot.waitUntil(lambda: app.bench.playhead.heard and app.bench.playhead.newest.epoch == 0)
    xor = train(qtbot, app, 3)

    for _ in range(3):  # before the trainer has answered
        undo(app)
        redo(app)
    come_to(qtbot, app, xor)
    undo(app)

    come_to(qtbot, app, circles)


def test_that_a_reset_a_kept_update_and_a_weight_by_hand_are_redone_with_what_followed(qtbot, app):
    train(qtbot, app, 2)
    app.window.action("reset").trigger()
    qtbot.waitUntil(lambda: app.bench.playhead.heard and app.bench.playhead.newest.epoch == 0)
    app.bench.editor.set_weight(0, 1.25)
    qtbot.waitUntil(lambda: app.bench.playhead.newest.theta[0] == 1.25)
    after = train(qtbot, app, 2)

    undo(app)
    undo(app)
    redo(app)
    redo(app)

    come_to(qtbot, app, after)
    assert [event.kind for event in app.bench.playhead.history.events] == ["weight"]
