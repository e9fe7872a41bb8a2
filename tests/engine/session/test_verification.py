from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.experiment import preset
from mlpviz.engine.history import HistoryRecord
from mlpviz.engine.loss_curve import Losses
from mlpviz.engine.reports import report
from mlpviz.engine.session.finding import Finding
from mlpviz.engine.session.machine import this_machine, unlike
from mlpviz.engine.session.thinning import thinned
from mlpviz.engine.session.verification import verifying
from mlpviz.nn.fast import compiled
from tests.engine.session.sessions import Course, eventful, values


def findings(history: HistoryRecord, machines=()) -> list[Finding]:
    return [one for one in verifying(history, machines) if isinstance(one, Finding)]


def told(history: HistoryRecord) -> list[tuple[int, str, str]]:
    return [(one.epoch, one.kind, one.sentence) for one in findings(history)]


def bad(history: HistoryRecord, machines=()) -> list[tuple[int, str]]:
    return [(one.epoch, one.kind) for one in findings(history, machines) if not one.good]


def with_frame(history: HistoryRecord, at: int, **changed: object) -> HistoryRecord:
    frames = list(history.keyframes)
    frames[at] = replace(frames[at], **changed)  # type: ignore[arg-type]
    newest = frames[at] if history.newest is history.keyframes[at] else history.newest
    return replace(history, keyframes=tuple(frames), newest=newest)


def test_that_an_honest_history_is_told_change_by_change():
    assert told(eventful().history.record()) == [
        (0, "begins", "the first weights are drawn by Xavier with seed 0."),
        (3, "changed", "learning rate 0.01 → 0.1."),
        (6, "changed", "batch size 20 → 5, optimiser Adam → Momentum."),
        (9, "changed", "classes changed."),
        (11, "changed", "train points 18 → 19."),
        (13, "changed", "network 2–6–4–1 → 2–4–4–4–1, cut edges 0 → 1."),
        (16, "by hand", "set by hand: x₁ → h1.2 −0.3719 → −0.1235."),
        (18, "taken up", "training was taken up again from here."),
    ]  # fmt: skip


def test_that_every_epoch_is_done_once_and_in_its_order():
    epochs = [one for one in verifying(eventful().history.record()) if isinstance(one, int)]

    assert epochs == list(range(21))


def test_that_weights_given_at_the_start_are_reported():
    assert told(values().history.record()) == [(0, "begins", "the first weights are given in the experiment.")]
    course = Course(preset("XOR", per_class=5))
    course.change(replace(course.run.experiment, network=course.run.experiment.network.with_units(0, 7)))
    theta = course.run.theta.copy()
    theta[0] = 0.25
    course.take_up(replace(course.run.snapshot(), theta=theta, theta_before=theta))
    course.history = type(course.history)()
    course.history.begin(course.run.snapshot())
    course.train(2)

    assert told(course.history.record()) == [
        (0, "begins", "the first weights are not those that the seed draws: they were given.")
    ]


@pytest.mark.parametrize("updates", [2, 3])
def test_that_kept_updates_are_reported(updates):
    course = Course(preset("XOR", per_class=40))
    course.train(2)
    assert course.run.epochs == 2
    course.take_up(course.run.snapshot(), updates=updates)
    course.train(2)

    found = findings(course.history.record())

    assert [one.kind for one in found] == ["begins", "kept"]
    assert all(one.good for one in found)


def test_that_several_changes_of_the_network_at_one_moment_are_explained():
    course = Course(preset("XOR", per_class=5))
    course.train(2)
    network = course.run.experiment.network
    course.change(replace(course.run.experiment, network=network.with_units(0, 3)))
    course.change(replace(course.run.experiment, network=network.with_units(0, 5)))
    course.train(2)

    assert bad(course.history.record()) == []


def test_that_a_change_of_shape_that_was_undone_is_followed():
    course = Course(preset("XOR", per_class=5))
    course.train(2)
    before = course.run.experiment
    course.change(replace(before, network=before.network.with_units(0, 3)))
    course.train(1)
    course.change(before)  # as Undo does: the very same experiment
    course.train(2)

    assert bad(course.history.record()) == []


@pytest.mark.parametrize("at", [1, 9, 14, -1])
@pytest.mark.parametrize("name", ["theta", "theta_before", "memory", "grad"])
def test_that_a_number_that_was_changed_in_the_file_is_found(name, at):
    history = eventful().history.record()
    frame = history.keyframes[at]
    values = getattr(frame, name).copy()
    values.ravel()[3] = np.nextafter(values.ravel()[3], 9.0)

    found = bad(with_frame(history, at, **{name: values}))

    assert (frame.epoch, "differs") in found


def test_that_the_sentence_names_the_weight_that_is_wrong():
    history = eventful().history.record()
    theta = history.keyframes[2].theta.copy()
    theta[1] = 5.0

    sentences = [one.sentence for one in findings(with_frame(history, 2, theta=theta)) if one.kind == "differs"]

    assert sentences[0].startswith("x₁ → h1.2 is 5 in the file, but training gives −0.")


@pytest.mark.parametrize("epoch", [0, 4, 20])
def test_that_a_loss_that_was_made_better_is_found(epoch):
    course = eventful()
    history = course.history.record()
    rows = history.losses.rows.copy()
    row = int(np.searchsorted(rows[:, 0], epoch))
    rows[row, 1] *= 0.99
    forged = replace(history, losses=Losses.of(rows, 1, history.losses.waiting))

    assert bad(forged) == [(epoch, "differs")]


def test_that_better_scores_of_the_last_epoch_are_found():
    history = values().history.record()
    newest = history.keyframes[-1]
    better = replace(newest.scores, train_loss=newest.scores.train_loss / 2)

    assert bad(with_frame(history, -1, scores=better)) == [(newest.epoch, "differs")]


def test_that_more_weights_than_are_told_cannot_hide_behind_one_that_was_set_by_hand():
    history = eventful().history.record()
    at = next(at for at, frame in enumerate(history.keyframes) if frame.epoch == 16)
    theta = history.keyframes[at].theta.copy()
    theta[2:5] += 1.0

    assert (16, "differs") in bad(with_frame(history, at, theta=theta))


def test_that_a_history_whose_beginning_was_dropped_says_so():
    history = eventful().history.record()
    later = replace(history, keyframes=history.keyframes[4:], kept_always=frozenset())

    assert bad(later) == [(history.keyframes[4].epoch, "unknown")]


def test_that_a_batch_that_no_epoch_has_is_found():
    history = values().history.record()
    last = history.keyframes[-1]

    assert bad(with_frame(history, -1, epoch=last.epoch - 1, cut_short=99)) == [(last.epoch - 1, "differs")]


def test_that_a_thinned_history_with_joined_losses_still_agrees():
    course = Course(preset("XOR", per_class=5))
    course.train(40)
    course.change_plan(learning_rate=0.05)
    course.train(41)
    record = course.history.record()
    losses = Losses(16)
    losses.add(record.losses.epochs, record.losses.mean())
    small = thinned(replace(record, losses=losses))
    assert small is not None
    assert losses.bucket == 8

    assert bad(small) == []
    worse = losses.rows.copy()
    worse[3, 8] /= 2.0  # a minimum
    assert bad(replace(small, losses=Losses.of(worse, losses.bucket, losses.waiting))) == [(31, "differs")]


def elsewhere(**changed: str):
    return (replace(this_machine(), **changed),)


def test_that_rounding_of_another_machine_is_told_and_no_lie():
    course = Course(preset("XOR", per_class=5))
    course.train(6)
    history = course.history.record()
    off = history.keyframes[3].theta * (1.0 + 1e-13)
    there = elsewhere(fingerprint="another")

    found = findings(with_frame(history, 3, theta=off), there)
    assert [one.kind for one in found] == ["begins", "rounding"]
    assert bad(with_frame(history, 3, theta=off)) == [(3, "differs"), (4, "differs")]
    assert bad(with_frame(history, 3, theta=off + 0.01), there)[0] == (3, "unknown")
    assert unlike(there).startswith("Epochs were computed on another machine (")
    assert unlike((this_machine(),)) == ""


@pytest.mark.slow
def test_that_a_takeover_by_compiled_epochs_and_kept_updates_after_it_agree(monkeypatch):
    monkeypatch.delenv(compiled.NEVER)
    course = Course(preset("Spiral", per_class=30))
    course.train(5)
    course.run.compute("compiled")
    if course.run.reason:
        pytest.skip(course.run.reason)
    course.history.add(report(course.run, [], changed=True))
    course.train(30)
    course.take_up(course.run.snapshot(), updates=2)
    course.train(3)
    history = course.history.record()

    assert {frame.arithmetic for frame in history.keyframes} == {"layers", "compiled"}
    assert bad(history) == []
    theta = history.keyframes[20].theta.copy()
    theta[0] = np.nextafter(theta[0], 1.0)
    assert bad(with_frame(history, 20, theta=theta))

