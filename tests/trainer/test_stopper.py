"""Training stops by itself at the first epoch that meets the rule, whatever computes the epochs."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.experiment import LayerSpec, Plan, preset
from mlpviz.engine.records import SCORES, Progress
from mlpviz.engine.run import Run
from mlpviz.engine.stop_rule import StopRule, read_condition
from mlpviz.engine.stop_watch import Stop
from mlpviz.nn.fast import compiled
from mlpviz.trainer.trainer import Trainer
from tests.engine.test_stop_rule import first_by_hand

LONG = 90_000
needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")


class Log:
    """What a trainer reports of its newest run."""

    def __init__(self, trainer):
        self.reports: list[Progress] = []
        self.stops: list[Stop] = []
        trainer.epochs_finished.connect(self.reports.append)
        trainer.stopped.connect(self.stops.append)

    @property
    def newest(self):
        return self.reports[-1].snapshot

    def record(self):
        """The scores of every epoch, row by row, the first being those at the start."""
        return np.concatenate([self.reports[0].snapshot.scores.row(), *(report.scores for report in self.reports)])


@pytest.fixture
def trainer(qapp):
    trainer = Trainer()
    yield trainer
    trainer.close()


@pytest.fixture
def log(trainer):
    return Log(trainer)


def small(engine="layers", activation="Tanh"):
    experiment = preset("XOR", per_class=20)
    network = replace(experiment.network, layers=(LayerSpec(4, activation), LayerSpec(1, "Sigmoid")))
    return replace(experiment, network=network, plan=Plan("SGD", 0.05, 5, engine=engine))


def rule(*texts):
    return StopRule(tuple(map(read_condition, texts)), on=True)


def begin(qtbot, trainer, log, experiment):
    log.stops.clear()
    number = trainer.begin(experiment)
    qtbot.waitUntil(lambda: bool(log.reports) and log.newest.run == number)
    log.reports[:] = [report for report in log.reports if report.snapshot.run == number]


def until_stopped(qtbot, trainer, wanted, timeout=LONG):
    trainer.stop_when(wanted)
    with qtbot.waitSignal(trainer.stopped, timeout=timeout):
        trainer.play()


def without_a_rule(qtbot, trainer, log, epochs):
    trainer.stop_when(StopRule())
    trainer.play()
    qtbot.waitUntil(lambda: log.newest.epoch >= epochs, timeout=LONG)
    with qtbot.waitSignal(trainer.training_changed):
        trainer.pause()
    with qtbot.waitSignal(trainer.recomputed):
        trainer.recompute(Run(small()).snapshot(), 0)
    return log.record()


def limits_of(record):
    """Conditions that this record meets somewhere in the middle, and never at a tie."""
    loss, middle = SCORES.index("train_loss"), len(record) // 2
    accuracy = np.unique(record[1:, SCORES.index("test_accuracy")])
    between, low = (record[middle - 1, loss] + record[middle, loss]) / 2, np.quantile(record[:, 1], 0.3)
    return [
        f"loss<{float(between)!r}",
        f"test_loss<{float(low)!r} for 4",
        f"test_accuracy>={float(accuracy[len(accuracy) // 2])!r} for 3",
        f"epochs>={middle + 1}",
        "test_stall>=7",
    ]


def check_against(qtbot, trainer, log, experiment, record):
    found = 0
    for text in limits_of(record):
        expected = first_by_hand(read_condition(text), record)
        if expected is None:
            continue
        found += 1
        begin(qtbot, trainer, log, experiment)
        until_stopped(qtbot, trainer, rule(text))

        assert log.stops[0].epoch == log.newest.epoch == expected, text
        assert np.array_equal(log.record(), record[: expected + 1], equal_nan=True), text
        assert not trainer.training
    assert found >= 4


def test_that_layers_stop_at_the_first_epoch_of_the_record_without_a_rule(qtbot, trainer, log):
    begin(qtbot, trainer, log, small())
    record = without_a_rule(qtbot, trainer, log, 120)

    check_against(qtbot, trainer, log, small(), record)
    plain = Run(small())
    for _ in range(log.newest.epoch):
        plain.epoch()
    assert np.array_equal(plain.theta, log.newest.theta)


@needs_numba
@pytest.mark.parametrize("engine", ["compiled", "auto"])
def test_that_compiled_epochs_stop_at_the_first_epoch_too_and_are_as_if_no_later_one_had_been_trained(
    qtbot, trainer, log, monkeypatch, engine
):
    monkeypatch.delenv(compiled.NEVER)
    monkeypatch.setattr(compiled, "_loaded", {})
    experiment = small(engine, "Softplus")
    begin(qtbot, trainer, log, experiment)
    trainer.stop_when(rule("epochs>=1000000"))
    trainer.play()  # the layers begin, the kernel takes over
    qtbot.waitUntil(lambda: log.newest.arithmetic == "compiled" and log.newest.epoch > 50, timeout=LONG)
    with qtbot.waitSignal(trainer.training_changed):
        trainer.pause()
    begin(qtbot, trainer, log, experiment)
    record = without_a_rule(qtbot, trainer, log, 3000)

    check_against(qtbot, trainer, log, experiment, record[:3000])
    stopped = log.newest
    assert stopped.arithmetic == "compiled"
    with qtbot.waitSignal(trainer.recomputed, timeout=LONG) as answer:
        trainer.recompute(log.reports[0].snapshot, stopped.epoch)
    assert all(
        np.array_equal(getattr(answer.args[0], name), getattr(stopped, name)) for name in ("theta", "memory", "grad")
    )
    assert answer.args[0].updates == stopped.updates

    if engine == "auto":  # and with the takeover on the way
        monkeypatch.setattr(compiled, "_loaded", {})
        begin(qtbot, trainer, log, experiment)
        until_stopped(qtbot, trainer, rule("epochs>=60000"))
        assert {report.snapshot.arithmetic for report in log.reports} == {"layers", "compiled"}
        assert log.newest.epoch == 60000
        assert len(log.record()) == 60001


def test_that_the_gradient_norm_stops_at_the_epoch_that_a_second_run_finds(qtbot, trainer, log):
    plain, norms = Run(small()), []
    for _ in range(40):
        plain.epoch()
        norms.append(float(np.sqrt(np.sum(plain.snapshot().grad ** 2))))
    limit = sorted(norms)[15]
    expected = 1 + next(at for at, norm in enumerate(norms) if norm < limit)
    begin(qtbot, trainer, log, small())

    until_stopped(qtbot, trainer, rule(f"gradient<{limit!r}", "seconds>=1000"))

    assert log.newest.epoch == expected
    assert log.stops[0].met[0].value == norms[expected - 1]


def test_that_a_set_speed_stops_too_and_a_single_epoch_asks_no_rule(qtbot, trainer, log):
    trainer.set_speed(200.0)
    begin(qtbot, trainer, log, small())
    until_stopped(qtbot, trainer, rule("epochs>=3"))
    assert log.newest.epoch == 3

    with qtbot.waitSignal(trainer.epochs_finished):
        trainer.one_epoch()
    assert log.newest.epoch == 4
    assert len(log.stops) == 1


def test_that_a_rule_that_is_met_already_stops_after_one_epoch_and_training_goes_on_without_it(qtbot, trainer, log):
    begin(qtbot, trainer, log, small())
    until_stopped(qtbot, trainer, rule("epochs>=2"))
    until_stopped(qtbot, trainer, rule("epochs>=2"))
    assert [stop.epoch for stop in log.stops] == [2, 3]

    record = without_a_rule(qtbot, trainer, log, 30)
    assert len(record) == log.newest.epoch + 1


def test_that_time_stops_the_training(qtbot, trainer, log):
    begin(qtbot, trainer, log, small())

    until_stopped(qtbot, trainer, rule("seconds>=0.05"))

    assert log.stops[0].met[0].value >= 0.05
    assert log.stops[0].sentence().endswith("0.05 s of training are over.")


def test_that_a_change_while_training_begins_the_counts_anew(qtbot, trainer, log):
    """Other points have other losses: the lowest of the old ones says nothing of the new."""
    begin(qtbot, trainer, log, small())
    trainer.stop_when(rule("stall>=5000"))
    trainer.play()
    qtbot.waitUntil(lambda: log.newest.epoch > 20, timeout=LONG)
    harder = replace(small(), points=preset("XOR", per_class=20, noise=0.9).points, plan=Plan("SGD", 0.0, 5))
    with qtbot.waitSignal(trainer.stopped, timeout=LONG):
        trainer.adjust(harder)  # with a rate of 0 no loss falls any more
        trainer.stop_when(rule("stall>=30"))

    changed = max(report.snapshot.epoch for report in log.reports if report.changed)
    assert log.stops[0].met[0].since >= changed
    assert log.stops[0].epoch == log.stops[0].met[0].since + 30
