"""The gradient check and the verdicts in the real window, on a real thread."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from mlpviz.engine.events import parameter_name
from mlpviz.engine.experiment import preset
from mlpviz.engine.plan import Plan
from mlpviz.engine.snapshot_check import check_snapshot, worst_first
from mlpviz.nn.initializers import initializers

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def app(open_app):
    return open_app(preset("XOR", per_class=20))


def line(app):
    return app.playground.view.diagnostics.check_line


def snapshot(app):
    return app.playground.presenter.picture.snapshot


def checked(qtbot, app):
    qtbot.waitUntil(lambda: line(app).agrees is not None and not app.playground.busy)


def test_that_the_epoch_on_show_is_checked_when_training_rests_and_a_click_shows_its_entries(qtbot, app):
    checked(qtbot, app)
    first = line(app).words()
    app.window.action("epoch").trigger()
    qtbot.waitUntil(lambda: snapshot(app).epoch == 1)
    checked(qtbot, app)
    right = check_snapshot(snapshot(app))
    assert line(app).agrees
    assert line(app).words() != first
    assert f"{len(right.entries)} compared" in line(app).toolTip()

    qtbot.mouseClick(line(app), LEFT)

    dialog = app.playground._diagnostics.dialog
    qtbot.waitUntil(dialog.isVisible)
    worst = worst_first(right)[0]
    name, a, n, error = dialog.model.texts(0)
    assert name == parameter_name(snapshot(app).experiment, worst.index)
    assert a == n  # the same six digits
    assert error in line(app).words()

    app.window.action("epoch").trigger()  # the entries follow
    qtbot.waitUntil(lambda: snapshot(app).epoch == 2)
    qtbot.waitUntil(lambda: dialog._epoch.text() == "Epoch 2")
    qtbot.keyClick(dialog.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows = [row.split("\t") for row in QGuiApplication.clipboard().text().splitlines()]
    now = worst_first(check_snapshot(snapshot(app)))
    assert [float(row[1]) for row in rows[1:]] == [entry.gradient for entry in now]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_nothing_is_checked_while_training_and_the_key_opens_the_entries(qtbot, app):
    checked(qtbot, app)
    app.window.action("play").trigger()
    qtbot.waitUntil(lambda: app.bench.trainer.training and snapshot(app).epoch > 2)
    assert line(app).agrees is None
    assert line(app).words() == "when training rests"
    assert not app.playground._diagnostics.busy

    app.window.action("play").trigger()
    qtbot.waitUntil(lambda: not app.bench.trainer.training)
    checked(qtbot, app)
    qtbot.keyClick(app.window, Qt.Key.Key_Y)

    qtbot.waitUntil(lambda: app.playground._diagnostics.dialog is not None)
    app.playground._diagnostics.dialog.close()


def test_that_a_wrong_gradient_is_said_in_words_and_in_red(qtbot, app):
    checked(qtbot, app)
    grad = snapshot(app).grad.copy()
    grad[3] += 1.0

    app.playground.bench.picture_maker.look_at(replace(snapshot(app), grad=grad))

    qtbot.waitUntil(lambda: line(app).agrees is False)
    assert line(app).words().startswith("differs, largest error ")
    bad = app.theme.palette.color("bad").getRgb()[:3]
    picture = line(app).grab().toImage()
    seen = {picture.pixelColor(x, y).getRgb()[:3] for x in range(picture.width()) for y in range(picture.height())}
    assert bad in seen


def test_that_without_points_there_is_nothing_to_check(qtbot, open_app):
    app = open_app(preset("Blank"))

    qtbot.waitUntil(lambda: line(app).words() == "nothing to check")
    assert line(app).agrees is None


def test_that_a_verdict_comes_with_its_cause_and_goes_with_it(qtbot, open_app):
    zeros = preset("XOR", per_class=20)
    zeros = replace(zeros, network=replace(zeros.network, initializer=initializers.make("Zeros")))
    app = open_app(zeros)
    cards = app.playground.view.diagnostics.verdicts
    qtbot.waitUntil(lambda: [card.finding.verdict.label for card in cards.cards()] == ["Identical units"])
    card = cards.cards()[0]
    assert card.texts()[0].startswith("6 of 6 units of layer 1 are identical")

    qtbot.keyClick(app.window, Qt.Key.Key_D)
    assert card.arrow.isChecked()
    assert app.window.action("verdict_rules").isChecked()
    qtbot.mouseClick(card, LEFT)
    assert not app.window.action("verdict_rules").isChecked()

    app.bench.editor.change_network("Weights", replace(zeros.network, initializer=initializers.make("HeNormal")))
    app.window.action("reset").trigger()

    qtbot.waitUntil(lambda: not cards.isVisible())


def test_that_looking_back_shows_the_verdict_of_that_epoch(qtbot, open_app):
    app = open_app(replace(preset("Two hills", per_class=60), plan=Plan("SGD", 1e5, 20)))
    cards = app.playground.view.diagnostics.verdicts
    labels = lambda: [card.finding.verdict.label for card in cards.cards()]  # noqa: E731
    assert labels() == []
    app.window.action("play").trigger()
    qtbot.waitUntil(lambda: labels() == ["Exploding"])
    assert np.isnan(snapshot(app).scores.train_loss) or not snapshot(app).finite

    app.window.action("first").trigger()

    qtbot.waitUntil(lambda: labels() == [])
