"""The loss account against differences of the loss, against algebra, and its sums to the last bit."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.account.legs import legs_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.pool import Cancelled, Mark
from mlpviz.engine.run import Run
from mlpviz.nn.fast import compiled
from mlpviz.nn.network import slices
from mlpviz.views.account.epoch_strip import bars_of
from tests.engine.account.accounts import Course, account
from tests.engine.test_arithmetics import small

XOR = replace(preset("XOR", per_class=10), plan=Plan("Adam", 0.05, 5))


def loss_at(experiment, theta):
    """The mean cross-entropy of the train points, from the answers and by its definition."""
    run = Run(experiment)
    run.place(theta)
    points = experiment.points
    p, t = run.predict(points.x[~points.test])[:, 0], points.labels[~points.test]
    return float(np.mean(-np.log(np.where(t == 1, p, 1 - p))))


def slope_at(experiment, theta, h=1e-5):
    """∂L/∂θ by central differences."""
    steps = np.eye(len(theta)) * h
    ends = [(loss_at(experiment, theta + step), loss_at(experiment, theta - step)) for step in steps]
    return np.array([(high - low) / (2 * h) for high, low in ends])


def adds_up(found, history):
    """The curve's own numbers at both ends, and every sum to the last bit."""
    assert found.before == history.losses.at(found.first)[0]
    assert found.after == history.losses.at(found.last)[0]
    rows = [*found.entries, *(one.amount for one in found.changes), found.remainder, found.rounding]
    assert math.fsum(rows) == found.after - found.before == found.moved == found.total
    parts = slices(found.experiment.network.widths)
    assert found.layers == tuple(math.fsum(found.entries[part]) for part in parts)
    assert abs(found.rounding) <= math.ulp(found.remainder)
    np.testing.assert_allclose(found.by_step.sum(axis=0), found.layers, rtol=1e-9, atol=1e-15)
    assert found.remainders.sum() == pytest.approx(found.remainder, rel=1e-9, abs=1e-14)
    return found


def test_that_each_weight_is_booked_its_slope_times_its_change_epoch_by_epoch():
    course = Course(XOR).train(12)
    twin, expected = Run(XOR), np.zeros(XOR.network.parameter_count)
    for epoch in range(9):
        before = twin.theta.copy()
        slope = slope_at(XOR, before) if epoch >= 4 else 0.0
        twin.epoch()
        expected += slope * (twin.theta - before)

    found = adds_up(account(course.history, 4, 9), course.history)

    np.testing.assert_allclose(found.entries, expected, rtol=1e-5, atol=1e-9)
    assert found.moved == pytest.approx(loss_at(XOR, twin.theta) - found.before, abs=1e-14)
    assert found.epochs.tolist() == [5.0, 6.0, 7.0, 8.0, 9.0]
    sizes = np.abs(found.entries)
    assert found.largest(3) == np.argsort(-sizes, kind="stable")[:3].tolist()
    assert found.entries_of(1) == [index for index in np.argsort(-sizes, kind="stable") if 18 <= index < 46]


def test_that_epochs_that_share_a_bar_are_added_up():
    found = account(Course(XOR).train(12).history, 1, 12)

    bars = bars_of(found, None, 4)

    assert [(one.first, one.last) for one in bars] == [(2, 4), (5, 7), (8, 10), (11, 12)]
    assert bars[1].booked == pytest.approx(found.by_step[3:6].sum())
    assert bars[3].remainder == pytest.approx(found.remainders[9:].sum())
    assert [one.remainder for one in bars_of(found, 0, 99)] == [0.0] * 11


def test_that_the_remainder_of_a_quadratic_loss_is_half_the_change_times_the_curvature_times_the_change():
    random = np.random.default_rng(1)
    x, t = random.normal(size=(12, 2)), random.normal(size=(12, 1))
    network = NetworkSpec([LayerSpec(1, "Linear")], loss="SquaredError")
    course = Course(Experiment(PointSet(x, targets=t), network, Plan("SGD", 0.3, 4))).train(6)
    X = np.column_stack([x, np.ones(12)])
    H = X.T @ X / 12  # of ½ (xw + b − t)², mean over the points
    moves = np.diff([frame.theta for frame in course.history.keyframes], axis=0)

    found = adds_up(account(course.history, 0, 6), course.history)

    np.testing.assert_allclose(found.remainders, [0.5 * move @ H @ move for move in moves], rtol=1e-9)


@pytest.mark.parametrize("plan", [Plan("SGD", 0.5, 5, reduction="sum"), Plan("Adam", 0.05, 100, l2=0.1, clip=0.2)])
def test_that_a_summed_loss_and_a_penalty_leave_the_account_one_of_the_data_loss(plan):
    course = Course(replace(XOR, plan=plan), most_keyframes=4).train(40)

    found = adds_up(account(course.history, 17, 31), course.history)

    assert found.moved == course.history.losses.at(31)[0] - course.history.losses.at(17)[0]


def test_that_frozen_and_cut_weights_get_nothing():
    network = replace(XOR.network, frozen=(3, 20), cut=(5,), train_biases=False)
    course = Course(replace(XOR, network=network)).train(10)

    found = adds_up(account(course.history, 0, 10), course.history)

    still = [3, 5, 20, *np.flatnonzero(network.is_weight() == 0)]
    assert not found.entries[still].any()
    assert np.count_nonzero(found.entries) == len(found.entries) - len(still)
    assert len(found.largest(99)) == len(found.entries) - len(still)


def with_points(experiment, x, label):
    return replace(experiment, points=experiment.points.with_points(np.array(x), label))


def test_that_what_the_learner_changed_is_booked_by_itself_and_a_rate_moves_nothing():
    course = Course(XOR).train(5)
    theta = course.run.theta.copy()
    more = with_points(XOR, [[1.0, 1.0], [0.2, -1.0]], 1)
    course.adjust(more).train(4)
    course.adjust(replace(more, plan=Plan("SGD", 0.01, 5))).train(3)

    found = adds_up(account(course.history, 2, 12), course.history)

    ((epoch, text, amount),) = [(one.epoch, one.text, one.amount) for one in found.changes]
    assert (epoch, text) == (5, "train points 16 → 18")
    assert amount == pytest.approx(loss_at(more, theta) - loss_at(XOR, theta), abs=1e-13)
    # The curve shows the number after the change at the epoch's end, so a range from there has no part in it.
    assert adds_up(account(course.history, 5, 12), course.history).changes == ()
    assert adds_up(account(course.history, 2, 5), course.history).changes == found.changes


def test_that_a_change_in_the_middle_of_an_epoch_makes_two_steps_of_it():
    course = Course(XOR).train(3)
    course.run.batch()
    course.adjust(with_points(XOR, [[1.0, 1.0]], 0)).train(3)
    course.run.batch()
    course.adjust(replace(course.run.experiment, plan=Plan("Adam", 0.2, 5))).train(2)

    found = adds_up(account(course.history, 1, 8), course.history)

    assert found.epochs.tolist() == [2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 7.0, 7.0, 8.0]
    assert [one.epoch for one in found.changes] == [3]


@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
def test_that_compiled_epochs_and_a_takeover_add_up_to_the_numbers_of_the_curve(monkeypatch):
    monkeypatch.delenv(compiled.NEVER)
    pure = Course(small("compiled"), most_keyframes=4).train(20)
    mixed = Course(small("auto"), arithmetic="layers").train(7)
    mixed.run._pinned = None
    mixed.run.compute("compiled")
    assert mixed.run.arithmetic == "compiled"
    mixed.changed().train(8)
    layers = Course(small("layers")).train(15)

    one, other = (adds_up(account(course.history, 3, 14), course.history) for course in (pure, mixed))

    assert other.changes == ()
    by_layers = adds_up(account(layers.history, 3, 14), layers.history)
    for found in (one, other):
        np.testing.assert_allclose(found.entries, by_layers.entries, rtol=1e-7, atol=1e-11)


# ---- where there is none ---------------------------------------------------------------------------------------------


def refused(history, first, last):
    with pytest.raises(ValueError) as reason:
        account(history, first, last)
    return str(reason.value)


def test_that_another_shape_of_the_network_parts_the_history_and_the_sentence_says_where():
    course = Course(XOR).train(4)
    course.adjust(replace(XOR, network=XOR.network.with_units(0, 5))).train(4)

    assert "At epoch 4 the network got other units" in refused(course.history, 2, 6)
    assert "ends at epoch 3 or before, or begins at epoch 4 or later" in refused(course.history, 2, 4)
    adds_up(account(course.history, 4, 8), course.history)
    adds_up(account(course.history, 0, 3), course.history)


def test_that_a_range_that_diverges_is_refused_and_one_before_it_is_not():
    wild = replace(preset("Two hills", per_class=20), plan=Plan("SGD", 5.0, 10))
    course = Course(wild)
    while np.isfinite(course.run.scores().train_loss):
        course.train(1)
    lost = course.run.epochs

    assert refused(course.history, 0, lost).startswith(f"In epoch {lost} a number is no longer finite")
    adds_up(account(course.history, 0, lost - 1), course.history)


def test_that_no_range_no_points_and_a_forgotten_past_are_said():
    course = Course(XOR, most_keyframes=4).train(3)
    assert "at least one epoch" in refused(course.history, 2, 2)
    assert "The last epoch is 3" in refused(course.history, 2, 4)
    assert "Without train points" in refused(Course(preset("Blank")).train(2).history, 0, 2)
    for rate in (0.01, 0.02, 0.03, 0.04):  # every one a keyframe that must stay, so the oldest goes
        course.adjust(replace(XOR, plan=Plan("Adam", rate, 5))).train(2)
    oldest = course.history.keyframes[0].epoch
    assert oldest > 0
    assert f"reaches back to epoch {oldest}." in refused(course.history, 0, 5)


def test_that_a_job_ends_soon_after_it_was_cancelled():
    from mlpviz.engine.account.booking import book
    from mlpviz.engine.account.legs import Job

    course = Course(XOR).train(3)
    with Mark() as mark:
        mark.cancel()
        with pytest.raises(Cancelled):
            book(Job(legs_of(course.history, 0, 3), 0), mark)
