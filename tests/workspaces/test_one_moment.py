"""What the window writes at one time belongs to one epoch, also while training as fast as it can."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt

from mlpviz.engine import number
from mlpviz.engine.experiment import preset


def written(app):
    """The epoch in the toolbar and on the timeline, and the training loss in the toolbar and over its plot."""
    bar, page = app.playground.toolbar(), app.playground.view
    epoch = bar._epoch.text()
    loss = page.diagnostics.loss
    return (
        (epoch, bar.training_statistics.cell("train_loss").text()),
        (page.timeline._place.partition(" of ")[0], loss.train.text()),
        (page.timeline._place.partition(" of ")[2], loss.train.text()),
        (number.count(loss.curves._end.epoch) if loss.curves._end is not None else "", loss.train.text()),
    )


def test_that_toolbar_plots_and_timeline_show_one_epoch_while_training_at_full_speed(qtbot, open_app):
    app = open_app(preset("Circles"))
    app.bench.trainer.set_speed(math.inf)
    qtbot.keyClick(app.window, Qt.Key.Key_Space)
    seen: list[tuple[tuple[str, str], ...]] = []

    def ten_moments():
        seen.append(written(app))
        return len({places[0] for places in seen}) > 10

    qtbot.waitUntil(ten_moments, timeout=20_000)
    qtbot.keyClick(app.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not app.bench.trainer.training and app.bench.picture_maker.idle)
    qtbot.waitUntil(lambda: written(app)[0][0] == number.count(app.bench.playhead.newest.epoch))
    seen.append(written(app))

    assert [places for places in seen if len(set(places)) != 1] == []


def test_that_the_landscape_is_of_the_epoch_that_the_toolbar_shows_while_training(qtbot, open_app):
    app = open_app(preset("Circles"))
    app.bench.trainer.set_speed(math.inf)
    qtbot.keyClick(app.window, Qt.Key.Key_Space)
    qtbot.keyClick(app.window, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    seen: list[tuple[str, int]] = []

    def ten_moments():
        plane, bar = app.playground.view.network.faces.landscape.plane, app.playground.toolbar()
        if plane.shown().playhead is not None:
            seen.append((bar._epoch.text(), plane.shown().epoch))
        return len(set(seen)) > 10

    qtbot.waitUntil(ten_moments, timeout=20_000)
    qtbot.keyClick(app.window, Qt.Key.Key_Space)

    assert [moment for moment in seen if moment[0] != number.count(moment[1])] == []
