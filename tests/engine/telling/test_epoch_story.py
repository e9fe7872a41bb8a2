"""The batches of an epoch, walked one after the other: each begins where the one before ended, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.data.points import PointSet
from mlpviz.engine.build import network_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.batch.epoch_story import KEPT_WALKS, EpochStory
from tests.engine.telling.any_experiment import experiments


def run_of(experiment: Experiment, batches: int = 0) -> Run:
    run = Run(experiment, arithmetic="layers")
    for _ in range(batches):
        run.batch()
    return run


def many_batches(rule: str = "Adam") -> Experiment:
    return Experiment(preset("XOR", per_class=16).points, preset("XOR").network, Plan(rule, 0.05, 2))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(experiments(), st.integers(0, 3))
def test_that_so_many_walked_batches_are_so_many_trained_batches_bit_for_bit(experiment, trained):
    run = run_of(experiment, trained)
    story = EpochStory(run.snapshot())

    for batch in range(story.first, story.batches):
        before, walk = run.snapshot(), story.walk(batch)
        assert np.array_equal(walk.before.theta, before.theta)
        assert np.array_equal(walk.before.memory, before.memory)
        assert walk.before.updates == before.updates
        run.batch()
        assert np.array_equal(walk.theta, run.theta)
        after = story.snapshot(story.known)
        assert np.array_equal(after.memory, run.descent.memory)
        assert (after.epoch, after.batch, after.updates) == (run.epochs, run.batches, run.descent.count)
    assert run.batches == 0  # the epoch is over


def test_that_a_batch_gone_back_to_is_the_one_that_was_walked():
    story = EpochStory(run_of(many_batches()).snapshot())
    first = [story.walk(batch) for batch in range(story.batches)]
    assert story.batches > KEPT_WALKS  # so that the first ones are recorded again

    for batch in reversed(range(story.batches)):
        again = story.walk(batch)
        assert np.array_equal(again.theta, first[batch].theta)
        assert np.array_equal(again.indices, first[batch].indices)
        for one, other in zip(again.steps, first[batch].steps, strict=True):
            assert np.array_equal(one.given, other.given)
            assert np.array_equal(one.result, other.result)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_that_a_row_says_what_its_batch_did(reduction):
    # A step of plain descent without penalty is η times the gradient, and losses are those of the network itself.
    points = preset("XOR", per_class=8).points
    experiment = Experiment(points, preset("XOR").network, Plan("SGD", 0.1, 4, reduction=reduction))
    story = EpochStory(run_of(experiment).snapshot())
    assert points.labels is not None

    for batch in range(story.batches):
        row, walk = story.row(batch), story.walk(batch)
        assert row.points == tuple(walk.indices)
        assert row.labels == tuple(points.labels[walk.indices])
        assert row.step == pytest.approx(0.1 * row.gradient, rel=1e-12)
        for theta, told in ((walk.before.theta, row.before), (walk.theta, row.after)):
            network = network_of(experiment.network, theta)
            losses = network.loss.of_samples(network.forward(walk.x), walk.t)
            assert told == pytest.approx(losses.sum() if reduction == "sum" else losses.mean(), rel=1e-12)


def test_that_batches_that_were_trained_have_no_row():
    story = EpochStory(run_of(many_batches(), 3).snapshot())

    assert (story.first, story.known) == (3, 3)
    assert story.row(5).batch == 5
    assert story.known == 6
    for beyond in (2, story.batches):
        with pytest.raises(IndexError, match=f"batch {beyond + 1} is not among batches 4 to {story.batches}"):
            story.row(beyond)
    with pytest.raises(IndexError, match="the moment before batch 8 has not been reached"):
        story.snapshot(7)


def test_that_an_epoch_without_points_is_refused():
    points = PointSet(np.zeros((2, 2)), [0, 1], test=[True, True])
    run = Run(Experiment(points, NetworkSpec([LayerSpec(1, "Sigmoid")]), Plan()))

    with pytest.raises(ValueError, match="there are no training points"):
        EpochStory(run.snapshot())
