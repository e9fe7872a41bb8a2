"""The timeline, and the record of losses that it draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from mlpviz.engine.experiment import Plan, preset
from mlpviz.engine.history import History
from mlpviz.engine.loss_curve import Losses
from mlpviz.engine.records import Progress
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run
from mlpviz.views.controls.badge import Badge
from mlpviz.views.plots.envelope import Envelope
from mlpviz.views.plots.timeline import Timeline

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def recorded(epochs: int, history: History | None = None, run: Run | None = None) -> History:
    run = run or Run(preset("XOR", per_class=20))
    if history is None:
        history = History()
        history.begin(run.snapshot())
    for _ in range(epochs):
        run.epoch()
        found = run.snapshot()
        s = found.scores
        row = s.row()
        history.add(Progress(found, np.array([found.epoch]), row))
    return history


@pytest.fixture(scope="module")
def history():
    return recorded(20)


@pytest.fixture
def timeline(qtbot, theme, history):
    made = Timeline(theme)
    qtbot.addWidget(made)
    made.resize(1200, 80)
    made.show_history(history)
    made.show_playhead(20, 20, True, False)
    made.show()
    qtbot.waitExposed(made)
    return made


def at(timeline: Timeline, epoch: float) -> QPoint:
    return QPoint(round(timeline.track.x_of(epoch)), round(timeline.track.area().center().y()))


def button(timeline: Timeline, text: str) -> QPushButton:
    return next(one for one in timeline.findChildren(QPushButton) if one.text() == text)


def test_that_a_drag_asks_for_epochs_on_the_way_and_for_the_last_one_at_rest(qtbot, timeline):
    asked = []
    timeline.epoch_requested.connect(lambda epoch, dragging: asked.append((epoch, dragging)))

    qtbot.mousePress(timeline.track, LEFT, pos=at(timeline, 4))
    qtbot.mouseMove(timeline.track, at(timeline, 9))
    qtbot.mouseMove(timeline.track, at(timeline, 13))
    qtbot.mouseRelease(timeline.track, LEFT, pos=at(timeline, 13))

    assert asked == [(4, True), (9, True), (13, True), (13, False)]


def test_that_a_drag_beyond_the_ends_asks_for_the_ends(qtbot, timeline):
    asked = []
    timeline.epoch_requested.connect(lambda epoch, dragging: asked.append(epoch))

    qtbot.mousePress(timeline.track, LEFT, pos=at(timeline, 10))
    qtbot.mouseMove(timeline.track, QPoint(-50, 20))
    qtbot.mouseMove(timeline.track, QPoint(5000, 20))
    qtbot.mouseRelease(timeline.track, LEFT, pos=QPoint(5000, 20))

    assert asked == [10, 0, 20, 20]


@pytest.mark.parametrize(
    ("key", "epoch"),
    [
        (Qt.Key.Key_Left, 9),
        (Qt.Key.Key_Right, 11),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 20),
        (Qt.Key.Key_PageUp, 8),
        (Qt.Key.Key_PageDown, 12),
    ],
)
def test_that_keys_step_through_the_epochs(qtbot, timeline, key, epoch):
    timeline.show_playhead(10, 20, False, False)
    timeline.setFocus()

    with qtbot.waitSignal(timeline.epoch_requested) as asked:
        qtbot.keyClick(timeline.track, key)

    assert asked.args == [epoch, False]


def test_that_no_key_leads_beyond_the_newest_epoch(qtbot, timeline):
    with qtbot.assertNotEmitted(timeline.epoch_requested):
        qtbot.keyClick(timeline.track, Qt.Key.Key_Right)


def test_that_the_past_shows_a_badge_and_two_ways_on(qtbot, timeline):
    assert timeline.findChild(Badge).text == "Live"
    assert not button(timeline, "Go to live").isVisible()

    timeline.show_playhead(7, 20, False, False)

    assert timeline.findChild(Badge).text == "Past"
    with qtbot.waitSignal(timeline.train_from_here_requested):
        qtbot.mouseClick(button(timeline, "Train from here"), LEFT)
    with qtbot.waitSignal(timeline.live_requested):
        qtbot.mouseClick(button(timeline, "Go to live"), LEFT)


def test_that_an_epoch_shown_in_place_of_another_is_marked_as_near(timeline):
    timeline.show_playhead(12340, 20000, False, True)
    assert timeline.track.playhead_text() == "≈ 12\u2009340"

    timeline.show_playhead(12340, 20000, False, False)
    assert timeline.track.playhead_text() == "12\u2009340"


def test_that_a_shift_drag_selects_a_range_and_asks_for_no_epoch(qtbot, timeline):
    with qtbot.waitSignal(timeline.range_requested) as asked, qtbot.assertNotEmitted(timeline.epoch_requested):
        qtbot.mousePress(timeline.track, LEFT, SHIFT, at(timeline, 15))
        qtbot.mouseMove(timeline.track, at(timeline, 5))
        qtbot.mouseRelease(timeline.track, LEFT, SHIFT, at(timeline, 5))

    assert asked.args == [(5, 15)]


def test_that_a_low_timeline_is_56_px_high_and_still_scrubs(qtbot, timeline):
    timeline.set_low(True)
    assert timeline.height() == 56

    with qtbot.waitSignal(timeline.epoch_requested) as asked:
        qtbot.mousePress(timeline.track, LEFT, pos=at(timeline, 6))
    qtbot.mouseRelease(timeline.track, LEFT, pos=at(timeline, 6))

    assert asked.args == [6, True]


def test_that_a_run_that_diverged_or_has_not_begun_is_drawn_too(timeline, history):
    nan = recorded(3)
    nan.losses.add(np.array([4.0]), np.full((1, 7), np.nan))
    timeline.show_history(nan)
    timeline.show_playhead(4, 4, True, False)
    timeline.grab()

    fresh = recorded(0)
    timeline.show_history(fresh)
    timeline.show_playhead(0, 0, True, False)
    timeline.grab()

    assert timeline.track.playhead_text() == "0"


def test_that_a_flag_stands_where_a_change_took_hold(timeline):
    run = Run(preset("XOR", per_class=20))
    history = recorded(3, run=run)
    before = run.experiment
    after = replace(before, plan=Plan("SGD", learning_rate=0.3, batch_size=20))
    run.adjust(after)
    history.add(report(run, [], changed=True))
    timeline.show_history(history)

    assert [flag.epoch for flag in timeline.track.flags()] == [3, 3]


# the record reduced to pixels


def losses_of(train: np.ndarray) -> Losses:
    losses = Losses()
    scores = np.column_stack([train, train + 1.0, *[train] * 5])
    losses.add(np.arange(len(train), dtype=float), scores)
    return losses


def test_that_few_epochs_are_drawn_one_by_one():
    train = np.linspace(1.0, 0.1, 50)
    envelope = Envelope()
    envelope.follow(losses_of(train))

    pieces = envelope.stretches(0, 0, 49, 400)

    assert not pieces.dense
    assert np.array_equal(pieces.low, train)
    assert np.array_equal(envelope.stretches(1, 0, 49, 400).low, train + 1.0)


@pytest.mark.parametrize("count", [3_000, 70_000, 600_000])
def test_that_no_spike_is_lost_however_many_epochs_share_a_pixel(count):
    train = np.full(count, 0.5)
    train[count // 3] = 9.0
    train[count // 2] = 0.001
    envelope = Envelope()
    envelope.follow(losses_of(train))

    pieces = envelope.stretches(0, 0, count, 300)

    assert len(pieces.epochs) <= 310
    assert (pieces.high.max(), pieces.low.min()) == (9.0, 0.001)
    assert abs(pieces.epochs[np.argmax(pieces.high)] - count // 3) <= count / 140


def test_that_a_record_followed_bit_by_bit_reads_as_one_followed_at_once():
    train = np.random.default_rng(1).random(30_000)
    scores = np.column_stack([train] * 7)
    grown, bit_by_bit, at_once = Losses(), Envelope(), Envelope()
    for start in range(0, len(train), 777):
        part = slice(start, start + 777)
        grown.add(np.arange(len(train), dtype=float)[part], scores[part])
        bit_by_bit.follow(grown)
    at_once.follow(grown)

    for first, last in ((0, 30_000), (10_000, 20_000), (29_000, 30_000)):
        found, wanted = bit_by_bit.stretches(0, first, last, 200), at_once.stretches(0, first, last, 200)
        assert all(np.array_equal(a, b) for a, b in zip(found.arrays(), wanted.arrays(), strict=True))


def test_that_epochs_trained_again_after_a_look_back_replace_the_old_ones():
    losses, envelope = losses_of(np.full(20_000, 0.5)), Envelope()
    envelope.follow(losses)
    losses.cut(9_999)
    losses.add(np.arange(10_000, 25_000, dtype=float), np.full((15_000, 7), 0.2))

    assert envelope.follow(losses)

    pieces = envelope.stretches(0, 0, 25_000, 200)
    assert pieces.high[pieces.epochs > 10_200].max() == 0.2
    assert not envelope.follow(losses)


def test_that_losses_in_buckets_keep_their_peaks():
    losses = Losses(most=1024)
    train = np.full(5_000, 0.5)
    train[1_234] = 7.0
    losses.add(np.arange(5_000, dtype=float)[:1000], np.column_stack([train[:1000]] * 7))
    for start in range(1000, 5_000, 500):
        part = slice(start, start + 500)
        losses.add(np.arange(5_000, dtype=float)[part], np.column_stack([train[part]] * 7))
    envelope = Envelope()
    envelope.follow(losses)

    assert losses.bucket > 1
    assert envelope.stretches(0, 0, 5_000, 4_000).high.max() == 7.0
