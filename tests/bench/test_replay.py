"""The history plays forwards and backwards, at a chosen speed, once or in a loop, and every epoch in it is exact."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run

EPOCHS = 30


@pytest.fixture
def bench(qtbot):
    made = Bench(preset("XOR", per_class=10))
    made.trainer.set_speed(float("inf"))
    qtbot.waitUntil(lambda: made.playhead.snapshot is not None)
    for _ in range(EPOCHS):
        made.one_epoch()
    qtbot.waitUntil(lambda: made.playhead.snapshot is not None and made.playhead.snapshot.epoch == EPOCHS)
    made.playhead.history._most = 4  # few keyframes, so that most epochs are computed again
    made.playhead.history._keep(made.playhead.history.keyframes[-1], always=False)
    yield made
    made.close()


class Watch:
    """What was on screen while the history played."""

    def __init__(self, bench):
        self.snapshots = []
        bench.playhead.shown.connect(self.note)
        self._playhead = bench.playhead

    def note(self, snapshot):
        if not self._playhead.approximate:
            self.snapshots.append(snapshot)

    @property
    def epochs(self):
        """Each epoch once for every time that it came on screen."""
        seen = [snapshot.epoch for snapshot in self.snapshots]
        return [epoch for epoch, before in zip(seen, [None, *seen], strict=False) if epoch != before]


def is_at_rest(bench):
    return bench.replay.direction == 0 and not bench.playhead.approximate and not bench.playhead.moving


def test_that_at_a_speed_for_the_eye_every_epoch_is_shown_exactly_and_in_turn(qtbot, bench):
    watch = Watch(bench)
    bench.replay.set_speed(60.0)

    bench.replay.play(1)  # from the newest epoch, so from the first one again
    qtbot.waitUntil(lambda: is_at_rest(bench))

    assert bench.playhead.history.keyframes[0].epoch == 0
    assert watch.epochs == list(range(EPOCHS + 1))
    run, theta = Run(bench.document.experiment), {}
    for epoch in range(EPOCHS + 1):
        theta[epoch] = run.theta.copy()
        run.epoch()
    for snapshot in watch.snapshots:
        assert np.array_equal(snapshot.theta, theta[snapshot.epoch])


def test_that_time_runs_backwards_to_the_first_epoch_and_stops_there(qtbot, bench):
    watch = Watch(bench)
    bench.replay.set_speed(60.0)

    bench.replay.play(-1)
    qtbot.waitUntil(lambda: is_at_rest(bench))

    assert watch.epochs == list(range(EPOCHS - 1, -1, -1)), "the newest one was on screen already"
    assert bench.playhead.epoch == 0


def test_that_a_loop_goes_round_and_round_within_its_range(qtbot, bench):
    watch = Watch(bench)
    bench.replay.set_speed(200.0)
    bench.replay.set_range((8, 12))

    bench.replay.loop(True)
    qtbot.waitUntil(lambda: watch.epochs.count(8) > 2)
    assert bench.replay.direction == 1
    assert set(watch.epochs) <= {8, 9, 10, 11, 12}

    assert bench.replay.end()
    assert (bench.replay.range, bench.replay.looping) == (None, False)
    qtbot.waitUntil(lambda: is_at_rest(bench))
    assert not bench.replay.end(), "there is nothing left to end"


def test_that_the_range_is_set_at_the_epoch_on_screen(qtbot, bench):
    bench.transport.scrub(10)
    bench.replay.begin_range()
    assert bench.replay.range == (10, EPOCHS)
    bench.transport.scrub(20)
    bench.replay.end_range()
    assert bench.replay.range == (10, 20)
    bench.transport.scrub(25)
    bench.replay.begin_range()
    assert bench.replay.range == (25, EPOCHS), "an end before the new start means nothing any more"
    bench.transport.scrub(5)
    bench.replay.end_range()
    assert bench.replay.range == (0, 5)


@pytest.mark.parametrize(
    "steer",
    [
        lambda bench: bench.transport.scrub(3),
        lambda bench: bench.back(),
        lambda bench: bench.transport.go_live(),
        lambda bench: bench.play_or_pause(),
        lambda bench: bench.replay.toggle(1),
        lambda bench: bench.stepping.open(),
        lambda bench: bench.editor.set_rate(0.2),
        lambda bench: bench.editor.set_weight(0, 1.0),
        lambda bench: bench.reset(),
    ],
    ids=["scrub", "back", "live", "space", "again", "step", "edit", "weight", "reset"],
)
def test_that_whatever_the_learner_does_stops_what_plays(qtbot, bench, steer):
    bench.replay.set_speed(5.0)
    bench.transport.scrub(10)
    bench.replay.play(1)
    assert bench.replay.direction == 1

    steer(bench)

    assert bench.replay.direction == 0
    assert not bench.trainer.training


def test_that_training_stops_what_plays_and_playing_stops_training(qtbot, bench):
    bench.replay.set_speed(5.0)
    bench.play()
    qtbot.waitUntil(lambda: bench.trainer.training)
    bench.replay.play(-1)
    qtbot.waitUntil(lambda: not bench.trainer.training)
    assert bench.replay.direction == -1

    bench.play()
    qtbot.waitUntil(lambda: bench.trainer.training)
    assert bench.replay.direction == 0
    bench.transport.pause()
    qtbot.waitUntil(lambda: not bench.trainer.training)


def test_that_at_full_speed_a_long_history_takes_about_ten_seconds(bench):
    bench.replay.set_speed(float("inf"))
    assert bench.replay._pace() == 200.0

    bench.replay._last = lambda: 50_000

    assert bench.replay._pace() == 5_000.0


def test_that_nothing_plays_before_anything_was_trained(qtbot):
    bench = Bench(preset("XOR", per_class=10))
    qtbot.waitUntil(lambda: bench.playhead.snapshot is not None)

    bench.replay.play(1)
    bench.replay.loop(True)
    bench.replay.begin_range()

    assert (bench.replay.direction, bench.replay.range) == (0, None)
    bench.close()
