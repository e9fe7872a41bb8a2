"""The loss account in the real window: choosing a range by mouse and keys, the rows, and what the graph lights."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from mlpviz.engine import number
from mlpviz.engine.experiment import preset
from mlpviz.views.account.account_dialog import MOST_LIT
from mlpviz.views.account.account_model import REMAINDER, SHARE_ROLE
from tests.engine.account.accounts import account

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
LONG = 60_000
EPOCHS = 40


@pytest.fixture
def app(qtbot, open_app):
    """The window after 40 epochs, with two points more from epoch 20 on."""
    app = open_app(preset("XOR", per_class=10))
    bench = app.bench
    for half in (1, 2):
        for _ in range(EPOCHS // 2):
            bench.one_epoch()
        qtbot.waitUntil(lambda half=half: bench.playhead.newest.epoch == half * EPOCHS // 2, timeout=LONG)
        if half == 1:
            before = bench.playhead.newest
            bench.editor.add_points(np.array([[1.0, 1.0], [-0.5, 1.0]]), 1)
            qtbot.waitUntil(lambda before=before: bench.playhead.newest is not before)
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch == EPOCHS)
    app.window.setFocus()
    return app


def drag(app, first, last):
    """Drag over these epochs in the loss plot with Shift held."""
    plot = app.playground.view.diagnostics.loss.curves
    plot.pacer.hurry()
    ends = [QPoint(round(plot.place(epoch, 0.0).x()), plot.viewport().height() // 2) for epoch in (first, last)]
    QTest.mousePress(plot.viewport(), LEFT, SHIFT, ends[0])
    QTest.mouseMove(plot.viewport(), (ends[0] + ends[1]) / 2)
    QTest.mouseMove(plot.viewport(), ends[1])
    QTest.mouseRelease(plot.viewport(), LEFT, SHIFT, ends[1])


def dialog_of(app):
    return app.playground._account.dialog


def shown(qtbot, app, first, last):
    """Wait for the account of a range, and compare it with one that is worked out here."""
    qtbot.waitUntil(
        lambda: (found := dialog_of(app).account) is not None and (found.first, found.last) == (first, last),
        timeout=LONG,
    )
    found, right = dialog_of(app).account, account(app.bench.playhead.history, first, last)
    np.testing.assert_array_equal(found.entries, right.entries)
    assert (found.before, found.after, found.remainder) == (right.before, right.after, right.remainder)
    return found


def lit(app):
    """The parameters whose edges or units are lit in the graph, with their shares."""
    drawing = app.playground.view.network.view.drawing
    edges, nodes = drawing.marks.lit
    return {drawing.index_of(edge): share for edge, share in edges} | {
        drawing.bias_index(slot): share for slot, share in nodes}  # fmt: skip


def test_that_a_range_dragged_in_the_loss_plot_is_accounted_for_and_lights_the_graph(qtbot, app):
    drag(app, 10, 30)

    found = shown(qtbot, app, 10, 30)
    dialog, legend = dialog_of(app), app.playground.view.network.legend
    assert app.bench.replay.range == (10, 30)
    assert app.playground.view.timeline.track._range.epochs == (10, 30)
    model = dialog.model
    names = [row.name for row in model.rows]
    assert names[:3] == ["Layer 1 · tanh", "Layer 2 · tanh", "Layer 3 · sigmoid"]
    assert names[3:] == ["Epoch 20: train points 16 → 18", REMAINDER]
    written = [model.index(at, 1).data() for at in range(5)]
    rows = [*found.layers, found.changes[0].amount, found.remainder]
    decimals = {len(text.partition(".")[2]) for text in (*written, dialog.total.text())}
    assert len(decimals) == 1
    unit = 10.0 ** -decimals.pop()
    read = [float(text.replace(number.MINUS, "-")) for text in (*written, dialog.total.text().split()[-1])]
    np.testing.assert_allclose(read, [*rows, found.after - found.before], rtol=0, atol=0.51 * unit)
    assert abs(sum(read[:-1]) - read[-1]) < 3.1 * unit  # so that they can be added up by eye
    assert math.fsum(rows) == pytest.approx(found.moved, abs=1e-15)
    largest = found.largest(MOST_LIT)
    assert lit(app) == {index: found.entries[index] / abs(found.entries[largest[0]]) for index in largest}
    legend.grab()
    assert "Loss account" in legend.areas()

    bars = dialog.strip.bars()
    assert [one.first for one in bars] == list(range(11, 31))
    np.testing.assert_allclose([one.booked for one in bars], found.by_step.sum(axis=1))
    assert sum(one.booked + one.remainder for one in bars) == pytest.approx(found.moved - found.changes[0].amount)
    last = found.by_step[-1].sum(), found.remainders[-1]
    told = f"Epoch 30: booked {number.signed(last[0])}, remainder {number.signed(last[1])}"
    assert dialog.strip.told(dialog.strip.width() - 1) == told

    dialog.tree.setCurrentIndex(model.index(1, 0))
    assert [one.booked for one in dialog.strip.bars()] == found.by_step[:, 1].tolist()
    assert set(lit(app)) == set(found.largest(MOST_LIT, layer=1))
    weight = model.index(2, 0, model.index(1, 0))
    dialog.tree.setCurrentIndex(weight)
    (index,) = lit(app)
    assert index == found.entries_of(1)[2]

    qtbot.keyClick(dialog.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    single = [float(value) for name, value in lines[1:-1] if not name.startswith("Layer ")]
    assert math.fsum([*single, found.rounding]) == float(lines[-1][1]) == found.moved

    qtbot.keyClick(dialog.tree, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert lit(app) == {}
    legend.grab()
    assert "Loss account" not in legend.areas()


def test_that_keys_open_the_account_of_the_last_epochs_and_fields_choose_others(qtbot, app):
    qtbot.keyClick(app.window, Qt.Key.Key_A)
    shown(qtbot, app, 20, 40)
    dialog = dialog_of(app)
    assert (dialog.first.value(), dialog.last.value()) == (20, 40)
    assert [row.name for row in dialog.model.rows if row.layer is None] == [REMAINDER]

    dialog.first.selectAll()
    qtbot.keyClicks(dialog.first, "5")
    qtbot.keyClick(dialog.first, Qt.Key.Key_Return)
    assert dialog.isVisible()
    shown(qtbot, app, 5, 40)

    dialog.last.setValue(5)
    assert "Choose a range" in dialog.sentence.text()
    assert dialog.sentence.isVisible()
    dialog.last.setValue(30)
    qtbot.waitUntil(lambda: dialog.working)
    qtbot.mouseClick(dialog.cancel, LEFT)
    assert dialog.sentence.isVisible()
    assert not app.playground.busy
    dialog.last.setValue(40)
    found = shown(qtbot, app, 5, 40)
    assert set(lit(app)) == set(found.largest(MOST_LIT))

    network = app.bench.document.experiment.network
    app.bench.editor.change_network("Add a unit", network.with_units(0, 7))
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 41)
    assert dialog.account is found  # of weights that are no longer on show
    qtbot.waitUntil(lambda: lit(app) == {})
    app.bench.replay.set_range((30, 41))
    assert "At epoch 40 the network got other units" in dialog.sentence.text()

    app.bench.reset(False)
    qtbot.waitUntil(lambda: app.bench.playhead.heard and app.bench.playhead.newest.epoch == 0)
    assert dialog.account is None
    assert lit(app) == {}


def test_that_training_on_from_an_earlier_epoch_accounts_for_the_same_range_again(qtbot, app):
    app.bench.replay.set_range((2, 8))
    app.playground._account.open()
    shown(qtbot, app, 2, 8)
    app.bench.transport.scrub(10)
    qtbot.waitUntil(lambda: not app.bench.playhead.approximate)

    app.bench.transport.train_from_here()
    app.bench.transport.pause()

    qtbot.waitUntil(lambda: dialog_of(app).account is None)
    shown(qtbot, app, 2, 8)
    bars = [dialog_of(app).model.index(at, 2).data(SHARE_ROLE) for at in range(4)]
    assert max(map(abs, bars)) == 1.0
