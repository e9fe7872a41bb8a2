"""Losses and accuracies of train and test points, worked out by hand."""

from __future__ import annotations

import math

import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run


def scores(labels=(1, 1, 0), test=(False, False, True), reduction="mean", l2=0.0):
    """One linear unit with w = (1, 0), b = 0 on x = (0.75, ·), (0.25, ·), (1, ·): its outputs are these."""
    points = PointSet([[0.75, 0.0], [0.25, 0.0], [1.0, 0.0]], labels=list(labels), test=list(test))
    network = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError", theta=[1.0, 0.0, 0.0])
    return Run(Experiment(points, network, Plan("SGD", 0.1, 1, reduction=reduction, l2=l2))).scores()


def test_that_the_loss_is_the_mean_over_the_samples():
    found = scores()

    assert found.train_loss == pytest.approx((0.5 * 0.25**2 + 0.5 * 0.75**2) / 2, rel=1e-15)
    assert found.test_loss == pytest.approx(0.5, rel=1e-15)


def test_that_a_sum_is_not_divided():
    assert scores(reduction="sum").train_loss == pytest.approx(0.5 * 0.25**2 + 0.5 * 0.75**2, rel=1e-15)


def test_that_accuracy_counts_what_lies_on_the_right_side_of_the_middle():
    found = scores()  # .75 says 1 and is right, .25 says 0 and is wrong; 1.0 says 1 where 0 is right

    assert (found.train_accuracy, found.test_accuracy) == (0.5, 0.0)


def test_that_the_penalty_is_in_both_losses():
    assert scores(l2=0.5).test_loss == pytest.approx(0.5 + 0.25, rel=1e-15)  # ½ λ Σ w² = ½ · 0.5 · 1


def test_that_without_test_points_there_is_no_test_loss():
    found = scores(test=(False, False, False))

    assert math.isnan(found.test_loss)
    assert math.isnan(found.test_accuracy)
