"""A run of the real trainer with knobs and points changed on the way, and a look at many of its epochs again."""

from __future__ import annotations

import numpy as np

from mlpviz.bench.bench import Bench
from mlpviz.engine.records import Progress, Scores, Snapshot
from tests.engine.account.accounts import account

LONG = 90_000


class Record:
    """Everything that was on show while a bench trained: the curve of every epoch, and each snapshot at an end."""

    def __init__(self, bench: Bench) -> None:
        self.curve: dict[int, Scores] = {}
        self.ends: dict[int, Snapshot] = {}
        self.arithmetics: list[str] = []
        self._bench = bench
        bench.trainer.epochs_finished.connect(self._note)

    def _note(self, progress: Progress) -> None:
        newest = self._bench.playhead.newest
        assert newest is not None
        self.curve |= {int(epoch): Scores(*row) for epoch, row in zip(progress.epochs, progress.scores, strict=True)}
        self.arithmetics.append(newest.arithmetic)
        if newest.moment[1] == 0:
            self.ends[newest.epoch] = newest


def train_on(qtbot, bench, epochs):
    wanted = bench.playhead.newest.epoch + epochs
    bench.play()
    qtbot.waitUntil(lambda: bench.playhead.newest.epoch >= wanted, timeout=LONG)


def look_at(qtbot, bench, epoch):
    bench.transport.scrub(epoch)
    qtbot.waitUntil(lambda: not bench.playhead.approximate, timeout=LONG)
    assert bench.playhead.snapshot.epoch == epoch
    return bench.playhead.snapshot


def same(one, other):
    return one.scores == other.scores and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("theta", "theta_before", "grad", "memory")
    )


def travel(qtbot, experiment):
    """Train, change three rates and the points, look at many epochs again, and compare; returns the record."""
    bench = Bench(experiment)
    record = Record(bench)
    bench.trainer.set_speed(float("inf"))
    qtbot.waitUntil(lambda: bench.playhead.snapshot is not None)
    train_on(qtbot, bench, 40)
    if experiment.plan.engine != "layers":
        qtbot.waitUntil(lambda: record.arithmetics.count("compiled") > 2, timeout=LONG)
    for rate in (0.03, 0.1, 0.02):
        bench.editor.set_rate(rate)  # while it trains, so within an epoch where the layers do
        train_on(qtbot, bench, 30)
    bench.editor.add_points(np.array([[1.5, 1.5], [-1.5, 2.0]]), 1)
    train_on(qtbot, bench, 30)
    bench.transport.pause()
    qtbot.waitUntil(lambda: not bench.trainer.training)
    history = bench.playhead.history
    history._most = 24  # thinned, so that most epochs must be computed again
    history._keep(history.keyframes[-1], always=False)
    compare(qtbot, bench, record)
    add_up(history, record)
    bench.close()
    return record


def add_up(history, record):
    """Loss accounts over takeover, knobs and points add up to the curve that was on show."""
    newest, curve = history.newest.epoch, history.losses
    changed = [event.epoch for event in history.events]
    frames = history.keyframes
    taken = [now.epoch for now, then in zip(frames[1:], frames, strict=False) if now.arithmetic != then.arithmetic]
    ranges = (changed[0] - 50, newest), (changed[-1], newest), *((at - 5, at + 5) for at in taken), (7, 8)
    for first, last in ((max(0, begin), end) for begin, end in ranges):
        found = account(history, first, last)
        assert (found.before, found.after) == (curve.at(first)[0], curve.at(last)[0]), (first, last)
        assert found.total == found.after - found.before, (first, last)
        points = [at for at in changed[-1:] if first < at <= last and curve.at(at)[0] != record.curve[at].train_loss]
        assert [one.epoch for one in found.changes if abs(one.amount) > 1e-9 * found.before] == points, (first, last)


def compare(qtbot, bench, record):
    history = bench.playhead.history
    newest = history.newest.epoch
    changed = {event.epoch for event in history.events}
    random = np.random.default_rng(3).choice(np.arange(1, newest), 25, replace=False).tolist()
    wanted = sorted({*random, *[epoch + more for epoch in changed for more in (-1, 0, 1)]} & set(range(1, newest)))
    assert sum(history.exact(epoch) is None for epoch in wanted) > 10
    assert [event.text.split(" → ")[1] for event in history.events[:3]] == ["0.03", "0.1", "0.02"]
    (points,) = {event.epoch for event in history.events if event.kind == "points"}
    for epoch in wanted:
        shown = look_at(qtbot, bench, epoch)
        assert epoch == points or shown.scores == record.curve[epoch], epoch
        assert shown.scores == Scores(*history.losses.at(epoch).tolist()), epoch
        assert epoch not in record.ends or same(shown, record.ends[epoch]), epoch
