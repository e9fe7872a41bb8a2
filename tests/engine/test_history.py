from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.engine.experiment import LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.history import MOST_KEYFRAMES, History
from mlpviz.engine.loss_curve import Losses
from mlpviz.engine.records import Progress, Scores
from mlpviz.engine.reports import filled as filled_gaps
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run
from mlpviz.views.plots.envelope import Envelope


@pytest.fixture(scope="module")
def template():
    """A report of a tiny run, to be dated by the tests that only count."""
    network = NetworkSpec([LayerSpec(2), LayerSpec(1, "Sigmoid")])
    return report(Run(replace(preset("XOR", per_class=2), network=network)), [])


def at(template, epoch, *, batch=0, changed=False):
    """A report that one epoch has ended, with the epoch's number as its loss."""
    snapshot = replace(template.snapshot, epoch=epoch, batch=batch)
    return Progress(snapshot, np.array([epoch]), np.full((1, 7), float(epoch)), changed=changed)


def filled(template, epochs, *, most=MOST_KEYFRAMES, changes=()):
    history = History(most)
    history.begin(template.snapshot)
    for epoch in range(1, epochs + 1):
        history.add(at(template, epoch, changed=epoch in changes))
    return history


def epochs_of(history):
    return [frame.epoch for frame in history.keyframes]


def test_that_a_change_before_the_first_epoch_takes_the_place_of_what_stood_there(template):
    history = filled(template, 0)
    scores = replace(template.snapshot.scores, train_loss=0.25)

    changed = replace(template.snapshot, scores=scores)

    history.add(Progress(changed, np.zeros(0, np.int64), np.zeros((0, 7)), changed=True))

    assert history.losses.epochs.tolist() == [0]
    assert history.losses.at(0)[0] == 0.25


def changed_at(template, epoch, loss, batch=0):
    """A report that something was changed after that epoch, and has given the loss this number."""
    scores = replace(template.snapshot.scores, train_loss=loss)
    snapshot = replace(template.snapshot, epoch=epoch, batch=batch, scores=scores)
    return Progress(snapshot, np.zeros(0, np.int64), np.zeros((0, 7)), changed=True)


def test_that_a_change_at_an_epochs_end_lets_the_curve_end_at_what_is_shown(template):
    history, envelope = filled(template, 3), Envelope()
    envelope.follow(history.losses)

    history.add(changed_at(template, 3, 0.25))

    assert history.losses.mean()[:, 0].tolist() == [template.snapshot.scores.train_loss, 1.0, 2.0, 0.25]
    assert envelope.follow(history.losses)  # so the plots draw it anew
    assert envelope.stretches(0, 3.0, 3.0, 100).low[-1] == 0.25


def test_that_a_change_within_an_epoch_leaves_the_end_of_the_epoch_before_it_as_it_was(template):
    history = filled(template, 3)

    history.add(changed_at(template, 3, 0.25, batch=2))

    assert history.losses.at(3)[0] == 3.0


def test_that_a_row_of_several_epochs_takes_in_what_a_change_at_its_end_has_shown():
    losses = Losses(most=4)
    losses.add(np.arange(4.0), np.arange(4.0)[:, None] + np.zeros((1, 7)))  # two rows of two epochs
    envelope = Envelope()
    envelope.follow(losses)

    losses.replace(3, np.full((1, 7), 9.0))

    assert (losses.minimum()[-1, 0], losses.maximum()[-1, 0]) == (2.0, 9.0)
    assert envelope.follow(losses)
    losses.add(np.array([4.0]), np.full((1, 7), 4.0))  # the first of a row that is not full yet
    losses.replace(4, np.full((1, 7), 7.0))
    losses.replace(3, np.full((1, 7), 0.0))  # no longer the newest
    losses.add(np.array([5.0]), np.full((1, 7), 5.0))
    assert (losses.minimum()[-1, 0], losses.maximum()[-1, 0]) == (5.0, 7.0)
    assert losses.minimum()[-2, 0] == 2.0


def told(template, loss):
    """A report at epoch 140 with this training loss."""
    report = at(template, 140)
    return replace(report, snapshot=replace(report.snapshot, scores=replace(report.snapshot.scores, train_loss=loss)))


class TestKeyframes:
    @pytest.mark.parametrize("epochs", [3, 512, 513, 5000])
    def test_that_there_are_never_more_than_512(self, template, epochs):
        history = filled(template, epochs)

        assert len(history.keyframes) <= 512
        assert len(history.keyframes) > min(epochs, 200)

    def test_that_they_stay_evenly_spread(self, template):
        history = filled(template, 5000)

        gaps = np.diff(epochs_of(history))
        assert epochs_of(history)[0] == 0
        assert gaps.max() <= 2 * np.median(gaps)
        assert epochs_of(history)[-1] > 5000 - 2 * np.median(gaps)

    def test_that_thinning_keeps_every_change(self, template):
        changes = {7, 8, 9, 100, 2501, 4999}

        history = filled(template, 5000, changes=changes)

        assert changes <= set(epochs_of(history))

    def test_that_single_updates_without_end_leave_room_for_epochs(self, template):
        history = History(64)
        history.begin(template.snapshot)
        for batch in range(1, 500):
            history.add(at(template, 0, batch=batch, changed=True))
        for epoch in range(1, 300):
            history.add(at(template, epoch))

        assert len(history.keyframes) <= 64
        assert max(np.diff(epochs_of(history))) < 64, "epochs must be kept again once single updates are over"

    def test_that_memory_is_bounded_by_bytes_too(self, template):
        frame = template.snapshot
        history = History(most_bytes=10 * (3 * frame.theta.nbytes + frame.memory.nbytes))
        history.begin(frame)
        for epoch in range(1, 200):
            history.add(at(template, epoch))

        assert 4 <= len(history.keyframes) <= 10

    def test_that_the_newest_is_at_hand_even_between_keyframes(self, template):
        history = filled(template, 5000)

        assert history.newest.epoch == 5000
        assert history.exact(5000) is history.newest
        assert history.nearest(10**9) is history.newest

    def test_that_the_nearest_and_the_last_before_are_found(self, template):
        history = filled(template, 100, most=16)
        kept = epochs_of(history)

        for epoch in range(101):
            assert abs(history.nearest(epoch).epoch - epoch) == min(abs(one - epoch) for one in [*kept, 100])
            assert history.before(epoch).epoch == max(one for one in kept if one <= epoch)
            assert (history.exact(epoch) is not None) == (epoch in [*kept, 100])

    def test_that_the_middle_of_an_epoch_is_not_taken_for_its_end(self, template):
        history = History()
        history.begin(template.snapshot)
        history.add(at(template, 4, batch=2, changed=True))

        assert history.exact(4) is None
        assert history.before(4).epoch == 0
        assert history.before(5).batch == 2

    def test_that_a_cut_forgets_what_came_after(self, template):
        history = filled(template, 100)

        history.cut(history.exact(40))

        assert history.newest.epoch == 40
        assert max(epochs_of(history)) == 40
        assert history.losses.epochs[-1] == 40
        history.add(at(template, 41))
        assert epochs_of(history)[-2:] == [40, 41]

    def test_that_a_copy_goes_its_own_way(self, template):
        history = filled(template, 50)
        twin = history.copy()

        history.cut(history.exact(10))
        history.add(at(template, 11))
        twin.add(at(template, 51))

        assert history.losses.epochs.tolist() == list(range(12))
        assert twin.losses.epochs.tolist() == list(range(52))
        assert epochs_of(twin) == list(range(52))
        assert epochs_of(history) == list(range(12))

    def test_that_a_change_at_rest_takes_the_place_of_the_keyframe_there(self, template):
        history = filled(template, 3)
        again = Progress(replace(template.snapshot, epoch=3), np.array([], int), np.empty((0, 7)), changed=True)

        history.add(again)
        history.add(again)

        assert epochs_of(history) == [0, 1, 2, 3]
        assert history.keyframes[-1] is again.snapshot


def test_that_an_epoch_computed_again_from_a_keyframe_is_the_same_bit_for_bit():
    run, history, seen = Run(preset("Spiral", per_class=20)), History(6), {}
    history.begin(run.snapshot())
    for _ in range(40):
        run.epoch()
        changed = run.epochs == 17
        if changed:
            run.adjust(replace(run.experiment, plan=Plan("SGD", 0.1, 7, l2=0.001)))
        history.add(report(run, [run.scores().row()], changed=changed))
        seen[run.epochs] = run.snapshot()
    assert len(history.keyframes) < 8

    for epoch, then in seen.items():
        again = Run(preset("XOR")).resume(history.before(epoch))
        while again.epochs < epoch:
            again.epoch()
        assert np.array_equal(again.theta, then.theta), epoch
        assert np.array_equal(again.snapshot().memory, then.memory), epoch
        assert again.scores() == then.scores, epoch


def test_that_a_change_that_begins_an_epoch_anew_leaves_the_end_of_the_last_one_within_reach():
    run, history = Run(preset("Spiral", per_class=20)), History()
    history.begin(run.snapshot())
    for _ in range(3):
        run.epoch()
        history.add(report(run, [run.scores().row()]))
    end = run.snapshot()
    run.batch()
    run.adjust(replace(run.experiment, plan=Plan("SGD", 0.1, 7)))
    history.add(report(run, [], changed=True))
    run.epoch()
    after = run.snapshot()
    history.add(report(run, [run.scores().row()]))

    there = history.exact(3)

    assert there is not None
    assert np.array_equal(there.theta, end.theta)
    assert there.scores == Scores(*history.losses.at(3))
    again = Run(preset("XOR")).resume(history.before(4))
    assert (again.epochs, again.batches) == (4, 0)
    assert history.keyframes[-2].moment == (3, 1)
    again.resume(history.keyframes[-2]).epoch()
    assert np.array_equal(again.theta, after.theta)
    assert again.snapshot().moment == (4, 0)


def test_that_a_moment_keeps_its_digits_when_another_arithmetic_goes_on_from_there(template):
    history = filled(template, 3)
    first = replace(template.snapshot.scores, train_loss=0.1, train_accuracy=0.5, penalty=0.0)
    history.add(replace(at(template, 4), scores=first.row()))
    otherwise = replace(first, train_loss=0.1 + 2e-17, penalty=0.25)
    assert history.newest is not None
    changed = replace(history.newest, scores=otherwise, arithmetic="compiled")
    history._newest = replace(history.newest, scores=first)

    history.add(Progress(changed, np.zeros(0, np.int64), np.zeros((0, 7)), changed=True))

    assert history.exact(4) is history.newest
    assert history.newest.scores == replace(first, penalty=0.25)
    assert history.newest.arithmetic == "compiled"


class TestLosses:
    def rows(self, count, seed=0):
        return np.arange(1.0, count + 1), np.random.default_rng(seed).normal(0, 1, (count, 7))

    def test_that_every_epoch_is_kept_within_the_limit(self):
        losses, (epochs, scores) = Losses(), self.rows(3000)

        for start in range(0, 3000, 7):
            losses.add(epochs[start : start + 7], scores[start : start + 7])

        assert losses.bucket == 1
        assert np.array_equal(losses.epochs, epochs)
        for kept in (losses.mean(), losses.minimum(), losses.maximum()):
            assert np.array_equal(kept, scores)

    @given(
        most=st.integers(4, 40),
        sizes=st.lists(st.integers(0, 60), min_size=1, max_size=40),
    )
    def test_that_buckets_keep_minimum_mean_and_maximum(self, most, sizes):
        epochs, scores = self.rows(sum(sizes))
        losses, start = Losses(most), 0
        for size in sizes:
            losses.add(epochs[start : start + size], scores[start : start + size])
            start += size

        assert len(losses) < most
        closed = len(losses) * losses.bucket
        assert sum(sizes) - closed < losses.bucket, "only the bucket that is being filled may be missing"
        buckets = scores[:closed].reshape(-1, losses.bucket, 7)
        assert np.array_equal(losses.epochs, epochs[:closed].reshape(-1, losses.bucket)[:, -1])
        assert np.array_equal(losses.minimum(), buckets.min(axis=1))
        assert np.array_equal(losses.maximum(), buckets.max(axis=1))
        assert losses.mean() == pytest.approx(buckets.mean(axis=1), abs=1e-12)

    def test_that_the_limit_is_two_to_the_twenty(self):
        losses, (epochs, scores) = Losses(), self.rows(2**20)
        scores[12345, 0] = 99.0

        losses.add(epochs[:-1], scores[:-1])
        assert (losses.bucket, len(losses)) == (1, 2**20 - 1)
        losses.add(epochs[-1:], scores[-1:])

        assert (losses.bucket, len(losses)) == (2, 2**19)
        assert losses.maximum()[:, 0].max() == 99.0

    def test_that_the_scores_of_an_epoch_are_found(self):
        losses, (epochs, scores) = Losses(), self.rows(10)
        losses.add(epochs, scores)

        assert losses.at(4).tolist() == scores[3].tolist()
        assert np.isnan(losses.at(11)).all()

    def test_that_a_loss_that_is_no_number_stays_visible(self):
        losses = Losses(4)

        losses.add(np.arange(1.0, 9.0), np.where(np.arange(8) == 3, np.nan, 1.0)[:, None] * np.ones((1, 7)))

        assert np.isnan(losses.mean()).any()


def test_that_a_history_before_its_first_report_can_be_copied_and_measured():
    twin = History().copy()

    assert twin.newest is None
    assert twin.exact(0) is None
    assert twin.nbytes == twin.losses.nbytes


def test_that_gaps_are_filled_with_the_very_snapshots_that_were_there():
    run, history, seen = Run(preset("XOR", per_class=5)), History(), {}
    history.begin(run.snapshot())
    for first in (1, 31):
        rows = []
        for epoch in range(first, first + 30):
            run.epoch()
            rows.append(run.scores().row())
            seen[epoch] = run.snapshot()
        run.adjust(replace(run.experiment, plan=replace(run.experiment.plan, learning_rate=0.2)))
        history.add(report(run, rows, changed=True))

    gaps = history.gaps()
    assert [(gap.start.epoch, gap.until, gap.step) for gap in gaps] == [(0, 30, 1), (30, 60, 1)]
    for found in filled_gaps(gaps):
        if found is not None:
            history.recall(*found)

    for epoch, then in seen.items():
        again = history.exact(epoch)
        assert again is not None
        assert np.array_equal(again.theta, then.theta)
    assert history.copy().exact(7) is None
    assert len(history.copy().gaps()) == 2


def test_that_a_history_without_gaps_or_snapshots_asks_for_nothing(template):
    assert History().gaps() == []
    assert filled(template, 20).gaps() == []
