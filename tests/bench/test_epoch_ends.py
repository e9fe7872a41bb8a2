"""A change between two epochs: the curve ends at the numbers that are shown with it, through the real trainer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import preset
from mlpviz.engine.records import Scores
from mlpviz.views.plots.envelope import Envelope


@pytest.fixture
def bench(qtbot):
    """A bench at the end of epoch 3."""
    made = Bench(preset("XOR", per_class=8))
    for epoch in (1, 2, 3):
        made.one_epoch()
        qtbot.waitUntil(lambda epoch=epoch: made.playhead.epoch == epoch)
    qtbot.waitUntil(lambda: not made.playhead.waiting)
    yield made
    made.close()


def add_points(editor):
    editor.add_points(np.array([[0.5, 0.5], [-0.5, 1.0]]), 1)


def penalize(editor):
    editor.change_plan("L2", replace(editor.experiment.plan, l2=0.1))


def add_a_unit(editor):
    network = editor.experiment.network
    editor.change_network("Add a unit", network.with_units(0, network.layers[0].units + 1))


def sum_up(editor):
    editor.change_plan("Reduction", replace(editor.experiment.plan, reduction="sum"))


def set_a_weight(editor):
    editor.set_weight(0, 5.0)


@pytest.mark.parametrize("change", [add_points, penalize, add_a_unit, sum_up, set_a_weight])
def test_that_the_curve_ends_at_the_numbers_shown_after_a_change_and_after_its_undo(qtbot, bench, change):
    before, envelope = bench.playhead.newest, Envelope()
    envelope.follow(bench.playhead.history.losses)

    change(bench.editor)
    qtbot.waitUntil(lambda: bench.playhead.newest.scores != before.scores)

    def ends_at(snapshot):
        losses = bench.playhead.history.losses
        envelope.follow(losses)
        drawn = envelope.stretches(0, 0.0, 3.0, 1000)
        assert Scores(*losses.at(3).tolist()) == snapshot.scores
        assert (drawn.epochs[-1], drawn.low[-1]) == (3.0, snapshot.scores.train_loss)
        assert losses.epochs.tolist() == [0.0, 1.0, 2.0, 3.0]

    ends_at(bench.playhead.newest)
    changed = bench.playhead.newest
    bench.document.undo_stack.undo()
    qtbot.waitUntil(lambda: bench.playhead.newest is not changed and bench.playhead.newest.scores == before.scores)
    ends_at(before)
