"""A nudge tells what the gradient predicts and what the loss does; both are found by a second method here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.experiment import Plan, preset
from mlpviz.engine.nudge import nudge_of
from mlpviz.engine.run import Run


def nudged(experiment, index, change, epochs=3):
    run = Run(experiment)
    for _ in range(epochs):
        run.epoch()
    before = run.snapshot()
    theta = before.theta.copy()
    theta[index] += change
    run.place(theta)
    return before, run.snapshot(), nudge_of(before, run.snapshot(), index)


@pytest.mark.parametrize("l2", [0.0, 0.05], ids=["loss alone", "with penalty"])
@pytest.mark.parametrize("index", [0, 7, 20])
def test_that_predicted_and_real_agree_with_losses_worked_out_by_hand(l2, index):
    experiment = replace(preset("Spiral", per_class=20), plan=Plan("SGD", 0.1, 10, l2=l2))
    before, _, nudge = nudged(experiment, index, 0.1)
    labels = experiment.points.labels
    assert nudge is not None
    assert labels is not None

    def cost(change):
        run = Run(experiment)
        run.place(before.theta + change * np.eye(before.theta.size)[index])
        y = run.predict(experiment.points.x[~experiment.points.test])[:, 0]
        t = labels[~experiment.points.test]
        weights = experiment.network.is_weight() * run.theta
        return -np.mean(np.log(np.where(t == 1, y, 1 - y))) + 0.5 * l2 * np.sum(weights**2)

    slope = (cost(1e-6) - cost(-1e-6)) / 2e-6
    assert nudge.predicted == pytest.approx(slope * 0.1, rel=1e-5, abs=1e-9)
    assert nudge.real == pytest.approx(cost(0.1) - cost(0.0), rel=1e-9, abs=1e-12)
    assert nudge.penalized == bool(l2)
    assert nudge.after - nudge.before == pytest.approx(0.1)


def test_that_the_prediction_comes_ten_times_closer_with_a_nudge_ten_times_as_small():
    errors = []
    for change in (0.1, 0.01, 0.001):
        *_, nudge = nudged(preset("Spiral", per_class=20), 3, change)
        assert nudge is not None
        errors.append(abs(nudge.real - nudge.predicted) / change)

    assert errors[0] / errors[1] == pytest.approx(10, rel=0.5)
    assert errors[1] / errors[2] == pytest.approx(10, rel=0.5)


def test_that_nothing_is_told_where_more_was_changed_or_a_number_is_not_finite():
    before, after, _ = nudged(preset("XOR", per_class=5), 3, 0.1)

    assert nudge_of(before, after, 4) is None
    assert nudge_of(before, replace(after, theta=after.theta + 1.0), 3) is None
    assert nudge_of(before, replace(after, scores=replace(after.scores, train_loss=np.inf)), 3) is None
