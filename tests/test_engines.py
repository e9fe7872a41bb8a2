"""What computes the epochs, chosen and shown in the real window."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.nn.fast import compiled

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
FORBIDDEN = f"{compiled.NEVER} is set"


def chosen(engine, name="XOR", activation=None):
    experiment = preset(name)
    network = experiment.network
    if activation is not None:
        layers = (replace(network.layers[0], activation=activation), *network.layers[1:])
        network = replace(network, layers=layers)
    return replace(experiment, network=network, plan=replace(experiment.plan, engine=engine))


def rate(app):
    return app.playground.bar.training_statistics.cell("rate")


def note(app):
    return rate(app)._note


def tooltip(widget):
    place = QPoint(5, 5)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def badge(app):
    shown = app.playground.view.network._note
    return shown.text() if shown.isVisible() else ""


def open_form(qtbot, app):
    fields = app.playground.view.network.fields
    qtbot.mouseClick(fields.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(fields.form.isVisible)
    return fields.form


def pick(qtbot, form, key):
    combo = form.engine.combo()
    combo.setFocus()
    while combo.currentData() != key:
        down = combo.findData(key) > combo.currentIndex()
        qtbot.keyClick(combo, Qt.Key.Key_Down if down else Qt.Key.Key_Up)


def test_that_the_engine_is_chosen_by_key_in_the_form_and_undone(qtbot, open_app):
    app = open_app(chosen("auto"))
    before = app.bench.document.experiment
    form = open_form(qtbot, app)
    assert form.engine.value() == "auto"

    pick(qtbot, form, "layers")
    form.close()

    assert app.bench.document.experiment == replace(before, plan=replace(before.plan, engine="layers"))
    assert app.bench.document.undo_stack.undoText() == "Change the engine"
    assert form.engine.value() == "layers"
    app.window.action("undo").trigger()
    assert app.bench.document.experiment == before
    assert form.engine.value() == "auto"
    app.window.action("redo").trigger()
    assert form.engine.value() == "layers"


@pytest.mark.parametrize("engine", ["auto", "layers", "compiled"])
def test_that_every_engine_of_a_plan_is_shown_with_what_it_means(open_app, engine):
    app = open_app(chosen(engine))
    field = app.playground.view.network.fields.form.engine

    assert field.value() == engine
    assert field.combo().count() == 3
    assert str(field.combo().currentData(Qt.ItemDataRole.ToolTipRole)).endswith(".")


def test_that_compiled_epochs_that_cannot_be_had_are_marked_with_the_reason(qtbot, open_app):
    app = open_app(chosen("auto"))
    assert (note(app).text(), note(app).property("tone")) == ("· layers", "")
    assert FORBIDDEN in tooltip(rate(app))
    assert badge(app) == ""
    form = open_form(qtbot, app)

    pick(qtbot, form, "compiled")

    qtbot.waitUntil(lambda: FORBIDDEN in badge(app))
    assert (note(app).text(), note(app).property("tone")) == ("· layers", "warn")
    assert FORBIDDEN in tooltip(rate(app))
    assert FORBIDDEN in rate(app).accessibleDescription()
    assert FORBIDDEN in form.computed.text()
    assert FORBIDDEN in form.engine.combo().accessibleDescription()
    pick(qtbot, form, "layers")
    form.close()
    qtbot.waitUntil(lambda: badge(app) == "")
    assert (note(app).text(), note(app).property("tone")) == ("· layers", "")
    assert "as chosen" in tooltip(rate(app))


@needs_numba
def test_that_a_formula_of_ones_own_is_named_as_the_reason(qtbot, open_app, monkeypatch):
    monkeypatch.delenv(compiled.NEVER)

    app = open_app(chosen("compiled", activation={"name": "Formula", "text": "z * sigmoid(z)"}))

    qtbot.waitUntil(lambda: "a formula that you typed" in badge(app))
    assert note(app).property("tone") == "warn"
    assert "a formula that you typed" in tooltip(rate(app))


@needs_numba
def test_that_compiled_epochs_are_named_where_they_compute(qtbot, open_app, monkeypatch):
    monkeypatch.delenv(compiled.NEVER)
    made = Run(chosen("auto")).blueprint()
    assert isinstance(made, compiled.Blueprint)
    assert made.compile_apart().wait() == 0  # beside an idle window this takes a third of the time
    app = open_app(chosen("auto"))
    assert note(app).text() == "· layers"
    app.bench.trainer.set_speed(math.inf)

    qtbot.keyClick(app.window, Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: note(app).text() == "· compiled", timeout=60_000)
    assert "compiled epochs" in tooltip(rate(app))
    assert badge(app) == ""


def test_that_an_epoch_computed_again_still_tells_why_the_layers_did(qtbot, open_app):
    app = open_app(chosen("compiled"))
    keyframe = app.bench.playhead.history.keyframes[0]

    with qtbot.waitSignal(app.bench.trainer.recomputed) as computed:
        app.bench.trainer.recompute(keyframe, 2)

    assert computed.args[0].reason == keyframe.reason == FORBIDDEN


@pytest.mark.parametrize("width", [1440, 1024])
def test_that_the_word_beside_the_rate_moves_nothing(qtbot, open_app, width):
    app = open_app(chosen("compiled"))
    app.window.resize(width, 700)
    qtbot.waitUntil(lambda: app.window.width() == width)
    cells = [
        app.playground.bar.training_statistics.cell(key) for key in ("train_loss", "test_loss", "accuracy", "rate")
    ]
    QApplication.sendPostedEvents()
    before = [cell.mapToGlobal(QPoint()) for cell in cells]

    rate(app).show_note("· compiled", "Computed by compiled epochs.")
    QApplication.sendPostedEvents()

    assert [cell.mapToGlobal(QPoint()) for cell in cells] == before
    assert note(app).fontMetrics().horizontalAdvance("· compiled") <= note(app).minimumWidth()


def test_that_the_word_gives_way_before_the_rate_does(open_app):
    app = open_app(chosen("auto"))
    statistics = app.playground.bar.training_statistics
    statistics.fit(10_000)
    room = sum(statistics.cell(key).parentWidget().sizeHint().width() for key in statistics._cells)

    statistics.fit(room)
    assert (rate(app).isVisible(), note(app).isVisible()) == (True, True)
    statistics.fit(room - 1)
    assert (rate(app).isVisible(), note(app).isVisible()) == (True, False)
    assert FORBIDDEN in tooltip(rate(app))
    statistics.fit(room)
    assert (rate(app).isVisible(), note(app).isVisible()) == (True, True)
