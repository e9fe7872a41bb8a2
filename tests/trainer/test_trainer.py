from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.history import Gap, History
from mlpviz.engine.records import Progress, Snapshot
from mlpviz.engine.run import Run
from mlpviz.trainer.trainer import SLOWEST, Trainer


class Log:
    """Everything a trainer reports, in order."""

    def __init__(self, trainer: Trainer) -> None:
        self.reports: list[Progress] = []
        self.training: list[bool] = []
        self.failures: list[str] = []
        self.recomputed: list[Snapshot] = []
        trainer.epochs_finished.connect(self.reports.append)
        trainer.training_changed.connect(self.training.append)
        trainer.failed.connect(self.failures.append)
        trainer.recomputed.connect(self.recomputed.append)

    @property
    def epochs(self) -> list[int]:
        return [int(epoch) for report in self.reports for epoch in report.epochs]

    @property
    def newest(self):
        return self.reports[-1].snapshot

    def history(self) -> History:
        history = History()
        history.begin(self.reports[0].snapshot)
        for report in self.reports[1:]:
            history.add(report)
        return history


@pytest.fixture
def trainer(qapp):
    trainer = Trainer()
    yield trainer
    trainer.close()


@pytest.fixture
def log(trainer):
    return Log(trainer)


def small(name="XOR", **recipe):
    return preset(name, per_class=20, **recipe)


def diverging():
    """A straight line through far points with far too large steps: the loss leaves the numbers within some epochs."""
    points = PointSet([[2.0, 2.0], [-2.0, 1.0], [1.0, -2.0]], targets=[[1.0], [0.0], [2.0]])
    network = NetworkSpec([LayerSpec(3, "Linear"), LayerSpec(1, "Linear")], loss="SquaredError")
    return replace(small(), points=points, network=network, plan=Plan("SGD", 0.6, batch_size=1))


def start(qtbot, trainer, experiment):
    with qtbot.waitSignal(trainer.epochs_finished):
        return trainer.begin(experiment)


def pause(qtbot, trainer):
    with qtbot.waitSignal(trainer.training_changed):
        trainer.pause()
    # The report of where things stand follows the word that training is over.
    ask_for_an_answer(qtbot, trainer)


def ask_for_an_answer(qtbot, trainer):
    """Orders are carried out in turn, so once this one is answered all before it are."""
    run = Run(small())
    with qtbot.waitSignal(trainer.recomputed):
        trainer.recompute(run.snapshot(), 0)


def train_until(qtbot, trainer, log, epoch):
    trainer.play()
    qtbot.waitUntil(lambda: bool(log.epochs) and log.epochs[-1] >= epoch, timeout=20_000)


def test_that_a_new_run_reports_its_first_weights(qtbot, trainer, log):
    experiment = small()

    number = start(qtbot, trainer, experiment)

    assert log.newest.run == number
    assert log.newest.epoch == 0
    assert np.array_equal(log.newest.theta, experiment.network.first_theta())
    assert log.epochs == []


def test_that_pause_is_answered_at_full_speed(qtbot, trainer, log):
    start(qtbot, trainer, small())
    train_until(qtbot, trainer, log, 5)

    pause(qtbot, trainer)

    assert log.training == [True, False]
    assert not trainer.training
    reported = len(log.reports)
    ask_for_an_answer(qtbot, trainer)
    assert len(log.reports) == reported


def test_that_every_epoch_is_reported_exactly_once_at_full_speed(qtbot, trainer, log):
    start(qtbot, trainer, small())

    train_until(qtbot, trainer, log, 200)
    pause(qtbot, trainer)

    assert log.epochs == list(range(1, log.newest.epoch + 1))
    assert all(len(report.epochs) == len(report.scores) for report in log.reports)
    assert len(log.reports) < len(log.epochs), "several epochs should share a report at full speed"


def test_that_the_reported_losses_are_those_of_the_same_run_without_a_thread(qtbot, trainer, log):
    experiment = small()
    start(qtbot, trainer, experiment)
    train_until(qtbot, trainer, log, 30)
    pause(qtbot, trainer)

    run, losses = Run(experiment), []
    for _ in log.epochs:
        run.epoch()
        losses.append(run.scores().train_loss)

    assert np.concatenate([report.scores for report in log.reports if len(report.epochs)])[:, 0].tolist() == losses


def test_that_the_epochs_per_second_are_told_while_training_only(qtbot, trainer, log):
    start(qtbot, trainer, small())
    train_until(qtbot, trainer, log, 50)
    pause(qtbot, trainer)

    assert math.isfinite(max((report.epochs_per_second for report in log.reports), key=np.nan_to_num))
    assert math.isnan(log.reports[-1].epochs_per_second)


def test_that_the_epochs_per_second_are_told_however_rare_reports_are(qtbot, trainer, log, monkeypatch):
    monkeypatch.setattr("mlpviz.trainer.worker.RATE_WINDOW", 0.0)
    start(qtbot, trainer, small())
    train_until(qtbot, trainer, log, 50)

    told = [report.epochs_per_second for report in log.reports if len(report.epochs)]
    assert min(told) > 0.0


def test_that_many_reports_put_the_next_one_off_by_no_more_than_one_does(qtbot, trainer, log):
    ahead = []
    trainer._want_report.connect(lambda moment: ahead.append(moment - time.perf_counter()))
    start(qtbot, trainer, small())
    trainer.set_speed(1000.0)

    train_until(qtbot, trainer, log, 60)

    assert len(ahead) > 60
    assert max(ahead) <= SLOWEST


def test_that_one_epoch_is_one_epoch_even_while_training(qtbot, trainer, log):
    start(qtbot, trainer, small())

    with qtbot.waitSignal(trainer.epochs_finished):
        trainer.one_epoch()

    assert log.epochs == [1]
    assert log.training == []


def test_that_two_orders_for_one_epoch_make_two_epochs(qtbot, trainer, log):
    start(qtbot, trainer, small())

    trainer.one_epoch()
    trainer.one_epoch()
    qtbot.waitUntil(lambda: len(log.epochs) == 2)
    ask_for_an_answer(qtbot, trainer)

    assert log.epochs == [1, 2]


def test_that_a_slow_speed_gives_every_epoch_a_report_of_its_own(qtbot, trainer, log):
    start(qtbot, trainer, small())
    trainer.set_speed(200.0)

    train_until(qtbot, trainer, log, 5)
    pause(qtbot, trainer)

    assert {len(report.epochs) for report in log.reports} <= {0, 1}


def test_that_one_update_moves_by_one_batch(qtbot, trainer, log):
    experiment = small()
    start(qtbot, trainer, experiment)

    with qtbot.waitSignal(trainer.epochs_finished):
        trainer.resume(log.newest, updates=1)

    assert (log.newest.epoch, log.newest.batch) == (0, 1)
    assert np.array_equal(log.newest.theta, Run(experiment).walk().theta)
    assert np.array_equal(log.newest.theta_before, experiment.network.first_theta())


def test_that_a_diverging_run_stops_and_says_at_which_epoch(qtbot, trainer, log):
    start(qtbot, trainer, diverging())

    with qtbot.waitSignals([trainer.training_changed, trainer.training_changed]):
        trainer.play()
    qtbot.waitUntil(lambda: log.reports[-1].diverged)
    ask_for_an_answer(qtbot, trainer)

    assert log.training == [True, False]
    losses = np.concatenate([report.scores for report in log.reports if len(report.epochs)])[:, 0]
    assert log.newest.epoch == len(losses)
    assert not math.isfinite(losses[-1])
    assert np.isfinite(losses[:-1]).all()
    assert [report.diverged for report in log.reports].count(True) == 1
    assert log.failures == []


def test_that_a_diverged_run_does_not_train_on(qtbot, trainer, log):
    start(qtbot, trainer, diverging())
    trainer.play()
    qtbot.waitUntil(lambda: log.reports[-1].diverged)
    reported = len(log.reports)

    trainer.play()
    trainer.one_epoch()
    ask_for_an_answer(qtbot, trainer)
    assert len(log.reports) == reported

    before = log.newest
    trainer.resume(before, updates=1)
    ask_for_an_answer(qtbot, trainer)
    assert (log.newest.epoch, log.newest.batch) == (before.epoch, before.batch)


def test_that_the_last_good_epoch_of_a_diverged_run_can_be_computed_again(qtbot, trainer, log):
    experiment = diverging()
    start(qtbot, trainer, experiment)
    trainer.play()
    qtbot.waitUntil(lambda: log.reports[-1].diverged)
    last_good = log.newest.epoch - 1

    with qtbot.waitSignal(trainer.recomputed):
        trainer.recompute(log.history().before(last_good), last_good)

    run = Run(experiment)
    while run.epochs < last_good:
        run.epoch()
    (again,) = log.recomputed
    assert again.epoch == last_good
    assert again.finite
    assert np.array_equal(again.theta, run.theta)


def test_that_a_lower_learning_rate_lets_the_last_good_epoch_go_on(qtbot, trainer, log):
    experiment = diverging()
    start(qtbot, trainer, experiment)
    trainer.play()
    qtbot.waitUntil(lambda: log.reports[-1].diverged)
    slower = replace(experiment, plan=Plan("SGD", 1e-3, batch_size=1))
    good = log.reports[0].snapshot

    with qtbot.waitSignal(trainer.epochs_finished):
        number = trainer.resume(replace(good, experiment=slower))
    with qtbot.waitSignal(trainer.epochs_finished):
        trainer.one_epoch()

    assert log.newest.run == number
    assert not log.reports[-1].diverged
    assert log.epochs[-1] == good.epoch + 1


def test_that_points_changed_while_training_take_hold_at_the_end_of_an_epoch(qtbot, trainer, log):
    before = replace(small(), plan=Plan("SGD", 0.1, batch_size=1))
    after = replace(before, points=before.points.with_points([[2.5, 2.5]] * 40, 1))
    start(qtbot, trainer, before)
    train_until(qtbot, trainer, log, 3)

    trainer.adjust(after)
    qtbot.waitUntil(lambda: any(report.changed for report in log.reports[1:]))
    at = next(index for index, report in enumerate(log.reports) if index and report.changed)
    qtbot.waitUntil(lambda: log.epochs[-1] >= log.reports[at].snapshot.epoch + 3)
    pause(qtbot, trainer)

    changed = log.reports[at].snapshot
    assert (changed.batch, changed.experiment) == (0, after)
    assert all(report.snapshot.experiment == before for report in log.reports[:at])
    assert all(report.snapshot.experiment == after for report in log.reports[at:])
    assert log.epochs == list(range(1, log.newest.epoch + 1))
    assert log.failures == []
    run = Run(before)
    while run.epochs < changed.epoch:
        run.epoch()
    assert np.array_equal(run.theta, changed.theta)
    run.adjust(after)
    while run.epochs < log.newest.epoch:
        run.epoch()
    assert log.newest.batch or np.array_equal(run.theta, log.newest.theta)


def test_that_a_pause_within_an_epoch_takes_on_the_points_that_were_changed_in_it(qtbot, trainer, log):
    before = replace(preset("Circles", per_class=10_000), plan=Plan("SGD", 0.1, batch_size=1))
    after = replace(before, points=before.points.without(np.arange(10_000)))
    start(qtbot, trainer, before)
    with qtbot.waitSignal(trainer.training_changed):
        trainer.play()

    trainer.adjust(after)
    trainer.pause()
    qtbot.waitUntil(lambda: log.training == [True, False])
    ask_for_an_answer(qtbot, trainer)

    assert log.newest.experiment == after
    assert (log.newest.epoch, log.newest.batch) == (0, 0)
    fresh = Run(after, arithmetic="layers")
    fresh.place(log.newest.theta)
    assert log.newest.scores.train_loss == fresh.scores().train_loss
    assert log.failures == []


def test_that_taking_all_points_away_stops_training(qtbot, trainer, log):
    before = replace(small(), plan=Plan("SGD", 0.1, batch_size=1))
    start(qtbot, trainer, before)
    train_until(qtbot, trainer, log, 3)

    with qtbot.waitSignal(trainer.training_changed):
        trainer.adjust(replace(before, points=PointSet([], [])))
    ask_for_an_answer(qtbot, trainer)

    assert log.training == [True, False]
    assert log.newest.experiment.points.train_count == 0
    assert log.epochs == list(range(1, log.newest.epoch + 1))
    assert log.failures == []


def test_that_a_learning_rate_changed_while_training_is_taken_on_and_marked(qtbot, trainer, log):
    before = small()
    after = replace(before, plan=Plan("Adam", 0.001, batch_size=20))
    start(qtbot, trainer, before)
    train_until(qtbot, trainer, log, 3)

    trainer.adjust(after)
    qtbot.waitUntil(lambda: log.newest.experiment == after)
    pause(qtbot, trainer)

    assert [report.snapshot.experiment for report in log.reports if report.changed] == [before, after]
    assert log.training == [True, False]


def test_that_nothing_trains_without_points(qtbot, trainer, log):
    start(qtbot, trainer, preset("Blank"))

    trainer.play()
    trainer.one_epoch()
    trainer.resume(log.newest, updates=1)
    ask_for_an_answer(qtbot, trainer)

    assert log.training == []
    assert log.epochs == []
    assert log.failures == []


def test_that_a_recomputed_epoch_equals_the_one_seen_then(qtbot, trainer, log):
    start(qtbot, trainer, small("Spiral"))
    with qtbot.waitSignal(trainer.epochs_finished):
        trainer.one_epoch()
    trainer.one_epoch()
    trainer.one_epoch()
    qtbot.waitUntil(lambda: log.epochs == [1, 2, 3])

    with qtbot.waitSignal(trainer.recomputed):
        trainer.recompute(log.reports[0].snapshot, 2)

    (again,) = log.recomputed
    seen = log.reports[2].snapshot
    assert (again.run, again.epoch, again.batch) == (seen.run, 2, 0)
    for name in ("theta", "theta_before", "grad", "memory"):
        assert np.array_equal(getattr(again, name), getattr(seen, name)), name
    assert again.scores == seen.scores
    assert again.updates == seen.updates


def test_that_only_the_newest_question_about_the_past_is_answered(qtbot, trainer, log):
    start(qtbot, trainer, small())
    first = log.newest

    with qtbot.waitSignal(trainer.recomputed):
        trainer.recompute(first, 50_000)
        trainer.recompute(first, 4)
    ask_for_an_answer(qtbot, trainer)

    assert [snapshot.epoch for snapshot in log.recomputed] == [4, 0]


def test_that_a_forgotten_question_is_not_answered(qtbot, trainer, log):
    start(qtbot, trainer, small())

    trainer.recompute(log.newest, 3)
    trainer.forget_recomputing()
    ask_for_an_answer(qtbot, trainer)

    assert [snapshot.epoch for snapshot in log.recomputed] == [0]


def test_that_an_answer_under_way_when_the_question_changed_is_dropped(qtbot, trainer, log):
    start(qtbot, trainer, small())
    trainer.recompute(log.newest, 50_000)

    trainer._worker.recomputed.emit(log.newest, 0)  # what was asked before

    assert log.recomputed == []


def test_that_looking_back_does_not_disturb_the_training_under_way(qtbot, trainer, log):
    experiment = small()
    start(qtbot, trainer, experiment)
    train_until(qtbot, trainer, log, 5)

    trainer.recompute(log.reports[0].snapshot, 3)
    qtbot.waitUntil(lambda: bool(log.recomputed))
    train_until(qtbot, trainer, log, log.newest.epoch + 5)
    pause(qtbot, trainer)

    assert log.epochs == list(range(1, log.newest.epoch + 1))
    assert log.training == [True, False]


def test_that_an_error_while_training_is_told_and_stops_it(qtbot, trainer, log, monkeypatch):
    start(qtbot, trainer, small())

    def break_down(run, until):
        raise RuntimeError("the third layer is missing")

    monkeypatch.setattr(Run, "train", break_down)
    with qtbot.waitSignal(trainer.failed):
        trainer.play()
    qtbot.waitUntil(lambda: log.training == [True, False])

    (failure,) = log.failures
    assert failure.startswith("RuntimeError: the third layer is missing\nTraceback")
    monkeypatch.undo()
    with qtbot.waitSignal(trainer.epochs_finished):
        trainer.one_epoch()
    assert log.epochs == [1]


@pytest.mark.parametrize("order", ["begin", "adjust", "resume", "recompute"])
def test_that_an_error_in_an_order_is_told(qtbot, trainer, log, monkeypatch, order):
    start(qtbot, trainer, small())

    def break_down(run, *arguments, **named):
        raise RuntimeError("out of memory")

    for name in ("__init__", "adjust", "one_update"):
        monkeypatch.setattr(Run, name, break_down)
    snapshot = log.newest
    with qtbot.waitSignal(trainer.failed):
        {
            "begin": lambda: trainer.begin(small()),
            "adjust": lambda: trainer.adjust(small()),
            "resume": lambda: trainer.resume(snapshot, updates=1),
            "recompute": lambda: trainer.recompute(snapshot, 1),
        }[order]()

    (failure,) = log.failures
    assert failure.startswith("RuntimeError: out of memory\nTraceback")


def test_that_closing_in_the_middle_of_training_ends_the_thread(qtbot, qapp):
    trainer = Trainer()
    log = Log(trainer)
    start(qtbot, trainer, small())
    train_until(qtbot, trainer, log, 3)

    trainer.close()

    assert trainer._thread.isFinished()


def test_that_gaps_of_the_history_are_filled_while_there_is_nothing_else_to_do(qtbot, trainer, log):
    start(qtbot, trainer, small())
    train_until(qtbot, trainer, log, 40)
    pause(qtbot, trainer)
    found = []
    trainer.recalled.connect(lambda snapshot, start: found.append((snapshot, start)))
    first = log.reports[0].snapshot

    trainer.fill([Gap(first, 12, 4)])
    qtbot.waitUntil(lambda: len(found) == 2)

    assert [snapshot.epoch for snapshot, _ in found] == [4, 8]
    assert all(start is first for _, start in found)
    run = Run(small())
    while run.epochs < 8:
        run.epoch()
    assert np.array_equal(found[-1][0].theta, run.theta)
    assert log.failures == []


def test_that_the_epochs_before_one_that_is_computed_again_are_reported_where_they_are_wanted(qtbot, trainer, log):
    start(qtbot, trainer, small())
    found = []
    trainer.recalled.connect(lambda snapshot, start: found.append(snapshot.epoch))

    with qtbot.waitSignal(trainer.recomputed):
        trainer.recompute(log.newest, 6, 3)

    assert found == [3, 4, 5]
    assert log.recomputed[-1].epoch == 6
