"""The page of an epoch: a batch a row, what a click or a key asks for, and the window from an epoch to an operation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.batch.epoch_story import EpochStory
from mlpviz.offscreen import _settle
from mlpviz.state.commands import commands
from mlpviz.views.walk.epoch.page import EpochPage
from mlpviz.views.walk.epoch.table import AHEAD, TRAINED
from tests.seen_text import faults, seen_texts

LEFT = Qt.MouseButton.LeftButton
KEYS = [(row.name, key) for row in commands() if row.context == "epoch" for key in row.keys]
SIGNALS = {
    "epoch_first": "first_requested", "epoch_back": "back_requested", "epoch_next": "next_requested",
    "epoch_enter": "next_requested", "epoch_last": "last_requested", "epoch_keep": "keep_requested",
    "epoch_deeper": "deeper_requested", "epoch_leave": "leave_requested",
    "epoch_play": "play_requested", "epoch_slower": "speed_requested", "epoch_faster": "speed_requested",
}  # fmt: skip


def story_of(trained: int = 0, **plan) -> EpochStory:
    run = Run(replace(preset("XOR", per_class=16), plan=Plan(**plan)), arithmetic="layers")
    for _ in range(trained):
        run.batch()
    return EpochStory(run.snapshot())


def opened(qtbot, theme, story, batch, size=(1352, 760)) -> EpochPage:
    page = EpochPage(theme)
    qtbot.addWidget(page)
    page.resize(*size)
    page.fit_to(size[0], folded=size[0] < 1000, low=size[1] < 660)
    story.row(batch)
    page.show_story(story, batch)
    page.show()
    return page


def texts(page) -> list[str]:
    return [seen.text for seen in seen_texts(page)]


def test_that_every_batch_has_its_row_walked_or_not(qtbot, theme):
    story = story_of(1, optimizer="Adam", learning_rate=0.05, batch_size=6)
    page = opened(qtbot, theme, story, 2)

    found = texts(page)
    for batch in range(story.batches):
        assert f"Batch {batch + 1}" in found
    for batch in (1, 2):
        row = story.row(batch)
        assert f"{row.before:.4f} → {row.after:.4f}" in found
        assert page.table.text(batch).startswith(f"Batch {batch + 1}: 6 samples, loss {row.before:.4f} →")
    assert found.count(TRAINED) == 1
    assert found.count(AHEAD) == story.batches - 3
    assert page.table.accessibleDescription().endswith(story.summary)
    assert story.summary.startswith(f"2 of {story.batches} batches walked, 1 trained before.")


def test_that_the_dock_tells_what_the_batch_gained(qtbot, theme):
    story = story_of(optimizer="Momentum", learning_rate=0.05, batch_size=6)
    page = opened(qtbot, theme, story, 1)
    row = story.row(1)

    told = page.dock.told()
    assert told is not None
    assert [term.value for term in told.terms if term.value is not None] == [row.after, row.before,
                                                                             row.after - row.before]
    assert told.sentence.endswith("leaves, and with what Momentum remembers.")
    assert story.told(story.batches - 1).sentence.endswith("It is the last batch of the epoch.")
    walk = story.walk(1)
    assert row.predicted == pytest.approx(float(np.dot(
        np.concatenate([step.grad for step in walk.steps if step.grad is not None][::-1]) / 6,
        walk.theta - walk.before.theta)), rel=1e-9)
    assert page.dock.accessibleDescription() == f"Batch 2 of {story.batches}. {told.sentence}"


def test_that_a_loss_that_is_no_number_is_said():
    points = PointSet(np.array([[1e200, 1.0], [2.0, 1e200]]), targets=[[1.0], [2.0]])
    network = NetworkSpec([LayerSpec(2, "ReLU"), LayerSpec(1, "Linear")], loss="SquaredError", seed=1)
    story = EpochStory(Run(Experiment(points, network, Plan("SGD", 0.1, 1))).snapshot())

    assert not np.isfinite(story.row(1).before)  # the square of 10²⁰⁰ already is none
    assert story.sentence(1) == "The loss of this batch was no finite number before its step."


@pytest.mark.parametrize(("name", "key"), KEYS, ids=[f"{key}-{name}" for name, key in KEYS])
def test_that_each_key_of_an_epoch_asks_for_its_step(qtbot, theme, name, key):
    page = opened(qtbot, theme, story_of(batch_size=6), 1)

    with qtbot.waitSignal(getattr(page.dock, SIGNALS[name]), timeout=1000):
        QTest.keySequence(page.dock, QKeySequence(key))


def test_that_enter_keeps_the_updates_at_the_last_batch(qtbot, theme):
    story = story_of(batch_size=12)
    page = opened(qtbot, theme, story, story.batches - 1)

    assert page.dock.buttons.next.text() == "Keep updates"
    with qtbot.waitSignal(page.dock.keep_requested, timeout=1000):
        qtbot.keyClick(page.dock, Qt.Key.Key_Return)


def test_that_a_click_opens_a_batch_that_was_walked_and_walks_on_to_another(qtbot, theme):
    page = opened(qtbot, theme, story_of(1, batch_size=6), 2)
    table = page.table

    def place(batch: int) -> QPoint:
        return table.row_rect(batch).center().toPoint()

    with qtbot.waitSignal(page.open_requested) as opens:
        qtbot.mouseClick(table.viewport(), LEFT, pos=place(1))
    assert opens.args == [1]
    with qtbot.waitSignal(page.batch_requested) as walks:
        qtbot.mouseClick(table.viewport(), LEFT, pos=place(3))
    assert walks.args == [3]
    with qtbot.assertNotEmitted(page.open_requested), qtbot.assertNotEmitted(page.batch_requested):
        qtbot.mouseClick(table.viewport(), LEFT, pos=place(0))
        qtbot.mouseClick(table.viewport(), LEFT, pos=QPoint(40, 5))


def test_that_many_batches_scroll_to_the_one_that_is_shown(qtbot, theme):
    story = story_of(batch_size=1)
    page = opened(qtbot, theme, story, 0)

    for batch in (story.batches - 1, 0, 12):
        story.row(batch)
        page.show_batch(batch)
        room = page.table.viewport().rect()
        assert room.top() < page.table.row_rect(batch).top()
        assert page.table.row_rect(batch).bottom() <= room.bottom() + 1


@pytest.mark.parametrize(("size", "text"), [
    ((1352, 760), 1.0), ((968, 600), 1.0), ((1280, 690), 1.5), ((968, 600), 2.0)])
def test_that_no_text_of_an_epoch_is_cut_or_crosses_another(qtbot, theme, size, text):
    theme.set_text_scale(text)
    page = opened(qtbot, theme, story_of(1, batch_size=7), 2, size)
    QApplication.processEvents()

    found = faults(seen_texts(page))
    theme.set_text_scale(1.0)
    assert not found, "\n".join(map(str, found))


# ---- in the window ---------------------------------------------------------------------------------------------------


def test_that_one_goes_down_from_the_epoch_to_an_operation_and_up_again_by_key(qtbot, open_app):
    app = open_app(replace(preset("XOR", per_class=16), plan=Plan("Adam", 0.05, 6)))
    app.bench.stepping.open()
    depths, view = app.bench.stepping.depths, app.playground.view
    depths.choose("operation")
    walk = view.walk

    for depth in ("sample", "batch", "epoch"):
        qtbot.keyClick(walk.docked, Qt.Key.Key_Up)
        assert depths.depth == depth
        assert walk.docked.switch.shown() == depth
    assert walk.docked is walk.epoch.dock
    qtbot.keyClick(walk.docked, Qt.Key.Key_Right)
    qtbot.keyClick(walk.docked, Qt.Key.Key_Right)
    assert app.playground.bar.walk_statistics.cell("operation").text() == f"3 / {depths.epoch.count}"
    for depth in ("batch", "sample", "operation"):
        qtbot.keyClick(walk.docked, Qt.Key.Key_Down)
        assert depths.depth == depth
        assert app.window.action(f"depth:{depth}").isChecked()
    assert app.bench.stepping.walkthrough.walk.before.batch == 2

    app.window.carry_out("depth:epoch")
    assert walk.docked is walk.epoch.dock
    app.window.carry_out("copy")
    assert QApplication.clipboard().text().startswith("L new = L + ΔL")


def test_that_keeping_from_the_epoch_shows_what_all_its_updates_were_good_for(qtbot, open_app):
    app = open_app(replace(preset("XOR", per_class=16), plan=Plan("Adam", 0.05, 6)))
    app.bench.stepping.open()
    app.bench.stepping.depths.choose("epoch")
    walk = app.playground.view.walk
    qtbot.keyClick(walk.docked, Qt.Key.Key_Right)

    QTest.keySequence(walk.docked, QKeySequence("Ctrl+Return"))
    qtbot.waitUntil(lambda: walk.showing_card)
    _settle(app)

    assert walk.card.accessibleName() == "2 updates kept"
    assert app.bench.playhead.snapshot.updates == 2
    assert app.bench.stepping.depths.depth == "epoch"
    assert app.bench.stepping.depths.epoch.story.first == 2
