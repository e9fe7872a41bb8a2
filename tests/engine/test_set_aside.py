"""A change of the network's shape that is undone brings back what was learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run


@pytest.fixture
def run():
    made = Run(preset("Moons"))
    for _ in range(3):
        made.epoch()
    return made


def without_last_hidden(experiment):
    return replace(experiment, network=experiment.network.without_layer(1))


def test_that_a_layer_taken_away_and_brought_back_is_as_it_was_with_the_optimizers_memory(run):
    before, theta, memory, count = run.experiment, run.theta.copy(), run.descent.memory.copy(), run.descent.count

    run.adjust(without_last_hidden(before))
    run.adjust(before)

    np.testing.assert_array_equal(run.theta, theta)
    np.testing.assert_array_equal(run.descent.memory, memory)
    assert run.descent.count == count


def test_that_several_changes_are_undone_one_after_the_other(run):
    first, theta = run.experiment, run.theta.copy()
    second = replace(first, network=first.network.with_units(0, 4))
    third = without_last_hidden(second)
    run.adjust(second)
    smaller = run.theta.copy()
    run.adjust(third)

    run.adjust(second)
    np.testing.assert_array_equal(run.theta, smaller)
    run.adjust(first)
    np.testing.assert_array_equal(run.theta, theta)


def test_that_training_in_between_stays_and_the_part_taken_away_comes_back(run):
    before, theta = run.experiment, run.theta.copy()
    fewer = replace(before, network=before.network.with_units(0, 4))
    run.adjust(fewer)
    run.epoch()
    learned = run.experiment.network.weights(run.theta)[0][0].copy()

    run.adjust(before)

    W, _ = before.network.weights(run.theta)[0]
    np.testing.assert_array_equal(W[:, :4], learned)
    np.testing.assert_array_equal(W[:, 4:], before.network.weights(theta)[0][0][:, 4:])


def test_that_an_equal_network_built_anew_starts_afresh(run):
    before, theta = run.experiment, run.theta.copy()
    run.adjust(without_last_hidden(before))

    run.adjust(replace(before))

    assert not np.array_equal(run.theta, theta)


def test_that_in_the_window_undo_brings_back_the_learned_network(qtbot, open_app):
    app = open_app(preset("Moons", per_class=20))
    bench = app.bench
    qtbot.waitUntil(lambda: bench.picture_maker.idle)
    for epoch in range(1, 4):
        bench.one_epoch()
        qtbot.waitUntil(lambda wanted=epoch: bench.playhead.newest.epoch == wanted and not bench.trainer.training)
    theta = bench.playhead.newest.theta.copy()

    app.window.carry_out("remove_layer")
    qtbot.waitUntil(lambda: len(bench.playhead.newest.theta) < len(theta))
    app.window.carry_out("undo")

    qtbot.waitUntil(lambda: len(bench.playhead.newest.theta) == len(theta))
    np.testing.assert_array_equal(bench.playhead.newest.theta, theta)
