from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.experiment import preset
from mlpviz.engine.history import History
from mlpviz.engine.records import Progress, Snapshot
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run
from mlpviz.state.playhead import Playhead

RUN = 3


@pytest.fixture(scope="module")
def reports():
    """The first weights and then forty epochs, as a trainer would report them."""
    run = Run(preset("XOR", per_class=5), RUN)
    made = [report(run, [])]
    for _ in range(40):
        run.epoch()
        made.append(report(run, [run.scores().row()], rate=100.0 + run.epochs))
    return made


class Log:
    def __init__(self, playhead):
        self.shown: list[Snapshot] = []
        self.needed: list[tuple[int, int]] = []
        self.diverged: list[Snapshot] = []
        self.forgotten = 0
        playhead.shown.connect(self.shown.append)
        playhead.diverged.connect(self.diverged.append)
        playhead.epoch_needed.connect(self.need)
        playhead.epoch_forgotten.connect(self.forget)

    def need(self, keyframe, epoch):
        self.needed.append((keyframe.epoch, epoch))

    def forget(self):
        self.forgotten += 1

    @property
    def epochs(self):
        return [snapshot.epoch for snapshot in self.shown]


@pytest.fixture
def playhead(qapp):
    playhead = Playhead()
    playhead.expect(RUN)
    return playhead


@pytest.fixture
def log(playhead):
    return Log(playhead)


@pytest.fixture
def trained(qtbot, playhead, log, reports):
    """A playhead that has seen forty epochs, with keyframes thinned out."""
    playhead.receive(reports[0])
    playhead.history = History(most_keyframes=10)
    playhead.history.begin(reports[0].snapshot)
    for one in reports[1:]:
        playhead.receive(one)
    qtbot.waitUntil(lambda: log.epochs[-1:] == [40])
    log.shown.clear()
    log.needed.clear()
    return playhead


def between_keyframes(playhead):
    """An epoch that is not at hand."""
    kept = {frame.epoch for frame in playhead.history.keyframes}
    return next(epoch for epoch in range(20, 40) if epoch not in kept)


def test_that_the_newest_snapshot_is_shown(qtbot, playhead, log, reports):
    playhead.receive(reports[0])

    qtbot.waitUntil(lambda: log.shown == [reports[0].snapshot])
    assert playhead.snapshot is reports[0].snapshot
    assert (playhead.live, playhead.approximate, playhead.epoch) == (True, False, 0)


def test_that_a_flood_of_reports_shows_only_the_last_but_keeps_every_loss(qtbot, playhead, log, reports):
    for one in reports:
        playhead.receive(one)
    qtbot.waitUntil(lambda: log.epochs[-1:] == [40])

    assert log.epochs == [40]
    assert playhead.history.losses.epochs.tolist() == list(range(41))
    assert playhead.rate == 140.0


def test_that_a_report_of_another_run_is_dropped(qtbot, playhead, log, reports):
    for one in reports[:3]:
        playhead.receive(one)
    late = replace(reports[9].snapshot, run=RUN - 1)

    playhead.receive(Progress(late, reports[9].epochs, reports[9].scores))
    qtbot.waitUntil(lambda: bool(log.shown))

    assert log.epochs == [2]
    assert playhead.newest is reports[2].snapshot
    assert playhead.history.losses.epochs.tolist() == [0, 1, 2]


def test_that_a_new_run_begins_a_new_history(qtbot, playhead, log, reports):
    for one in reports:
        playhead.receive(one)
    playhead.expect(RUN + 1)
    first = replace(reports[0].snapshot, run=RUN + 1)

    playhead.receive(Progress(first, reports[0].epochs, reports[0].scores))
    qtbot.waitUntil(lambda: log.shown[-1:] == [first])

    assert playhead.history.losses.epochs.tolist() == [0]
    assert len(playhead.history.keyframes) == 1


def test_that_training_from_an_earlier_epoch_keeps_what_was_before_it(qtbot, playhead, log, reports):
    for one in reports[:11]:
        playhead.receive(one)
    history = playhead.history.copy()
    history.cut(reports[5].snapshot)

    playhead.expect(RUN + 1, history)
    for one in reports[5:8]:
        snapshot = replace(one.snapshot, run=RUN + 1)
        playhead.receive(Progress(snapshot, one.epochs[one.epochs > 5], one.scores[one.epochs > 5]))
    qtbot.waitUntil(lambda: log.epochs[-1:] == [7])

    assert playhead.history.losses.epochs.tolist() == list(range(8))


def test_that_an_epoch_at_hand_is_shown_exactly(trained, log, reports):
    epoch = trained.history.keyframes[3].epoch

    trained.go_to(epoch)

    assert log.shown == [reports[epoch].snapshot]
    assert (trained.live, trained.approximate, trained.epoch) == (False, False, epoch)
    assert log.needed == []


def test_that_dragging_shows_the_nearest_epoch_at_hand_and_where_it_stays_the_exact_one(qtbot, trained, log, reports):
    epoch = between_keyframes(trained)

    trained.go_to(epoch, True)

    assert log.shown == [trained.history.nearest(epoch)]
    assert (trained.live, trained.approximate, trained.moving, trained.epoch) == (False, True, True, epoch)
    assert log.needed == []
    qtbot.waitUntil(lambda: [wanted for _, wanted in log.needed] == [epoch])
    trained.receive_recomputed(reports[epoch].snapshot)
    assert (log.shown[-1], trained.approximate) == (reports[epoch].snapshot, False)
    trained.go_to(epoch)
    assert not trained.moving


def test_that_what_was_computed_again_is_at_hand_from_then_on(trained, log, reports):
    epoch = between_keyframes(trained)
    trained.go_to(epoch)
    trained.receive_recomputed(reports[epoch].snapshot)
    trained.go_to(0)
    log.needed.clear()

    trained.go_to(epoch)

    assert log.shown[-1] is reports[epoch].snapshot
    assert log.needed == []
    assert trained.history.before(epoch) is reports[epoch].snapshot


def test_that_an_epoch_computed_again_for_a_history_that_is_gone_is_not_kept(trained, log, reports):
    epoch = between_keyframes(trained)
    trained.go_to(epoch)
    stranger = replace(trained.history.before(epoch))

    trained.receive_recalled(reports[epoch].snapshot, stranger)

    assert trained.history.exact(epoch) is None


def test_that_at_rest_the_exact_epoch_is_asked_for(trained, log):
    epoch = between_keyframes(trained)

    trained.go_to(epoch)

    ((keyframe, wanted),) = log.needed
    assert wanted == epoch
    assert keyframe == max(frame.epoch for frame in trained.history.keyframes if frame.epoch <= epoch)


def test_that_the_computed_epoch_takes_the_place_of_the_nearest(trained, log, reports):
    epoch = between_keyframes(trained)
    trained.go_to(epoch)

    trained.receive_recomputed(reports[epoch].snapshot)

    assert log.shown[-1] is reports[epoch].snapshot
    assert (trained.live, trained.approximate, trained.epoch) == (False, False, epoch)


def test_that_an_answer_to_an_older_question_is_dropped(trained, log, reports):
    epoch = between_keyframes(trained)
    trained.go_to(epoch)
    trained.go_to(trained.history.keyframes[1].epoch)
    shown = list(log.shown)

    trained.receive_recomputed(reports[epoch].snapshot)

    assert log.shown == shown


def test_that_an_answer_after_going_live_is_dropped(trained, log, reports):
    epoch = between_keyframes(trained)
    trained.go_to(epoch)
    trained.go_live()

    trained.receive_recomputed(reports[epoch].snapshot)

    assert log.epochs[-1] == 40
    assert trained.live


def test_that_training_goes_on_unseen_while_looking_back(qtbot, trained, log, reports):
    trained.go_to(0)
    log.shown.clear()
    later = replace(reports[40].snapshot, epoch=41)

    with qtbot.waitSignal(trained.moved):
        trained.receive(Progress(later, np.array([41]), reports[40].scores))

    assert log.shown == []
    assert (trained.epoch, trained.newest) == (0, later)
    trained.go_live()
    assert log.shown == [later]


def test_that_the_last_epoch_is_live_and_beyond_the_ends_is_the_end(trained, log):
    trained.go_to(-5)
    assert (trained.epoch, trained.live) == (0, False)

    trained.go_to(10**6)
    assert (trained.epoch, trained.live) == (40, True)
    assert log.epochs == [0, 40]


def test_that_moving_on_forgets_the_question_before(trained, log):
    trained.go_to(between_keyframes(trained))
    forgotten = log.forgotten

    trained.go_to(trained.history.keyframes[2].epoch)

    assert log.forgotten == forgotten + 1


def test_that_divergence_is_shown_at_once_and_told(playhead, log, reports):
    playhead.receive(reports[0])
    bad = replace(reports[1].snapshot, theta=np.full_like(reports[1].snapshot.theta, np.nan))

    playhead.receive(Progress(bad, np.array([1]), np.full((1, 7), np.nan), diverged=True))

    assert log.shown == [bad]
    assert log.diverged == [bad]


def test_that_nothing_happens_before_the_first_snapshot(playhead, log):
    playhead.go_to(3)
    playhead.go_live()

    assert log.shown == []
    assert playhead.epoch == 0
    assert playhead.newest is None


def test_that_a_change_to_the_past_is_shown_without_forgetting_what_was_there(trained, log, reports):
    epoch = trained.history.keyframes[3].epoch
    trained.go_to(epoch)
    changed = replace(reports[epoch].snapshot, theta=reports[epoch].snapshot.theta * 2)
    assert not trained.edited

    trained.show_edited(changed)

    assert log.shown[-1] is changed
    assert trained.edited
    assert trained.base is reports[epoch].snapshot
    trained.go_live()
    assert not trained.edited
