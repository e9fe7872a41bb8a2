"""The sums of each layer and the share of them in a zone, against a forward pass by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.functions.intervals import Interval
from mlpviz.engine.functions.layer_sums import bars, beyond, layer_sums, shares
from mlpviz.engine.run import Run

LEFT, MIDDLE = Interval(-math.inf, -1.0, False, False), Interval(-1.0, 1.0, True, True)
ZONES = (LEFT, MIDDLE, Interval(1.0, math.inf, False, False))


def test_that_the_sums_are_those_of_a_forward_pass_by_hand():
    x = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]])
    theta = np.array([0.5, -1.0, 2.0, 0.25, 0.1, -0.2, 3.0, -1.0, 0.5])
    network = NetworkSpec([LayerSpec(2, "Tanh"), LayerSpec(1, "Sigmoid")], theta=theta)
    experiment = Experiment(PointSet(x, np.array([0, 1, 1]), test=np.array([False, False, True])), network)

    first, last = layer_sums(Run(experiment).snapshot())

    z = x[:2] @ np.array([[0.5, -1.0], [2.0, 0.25]]) + np.array([0.1, -0.2])
    np.testing.assert_allclose(first.z, z, rtol=1e-15)
    np.testing.assert_allclose(last.z, np.tanh(z) @ np.array([[3.0], [-1.0]]) + 0.5, rtol=1e-14)
    assert (first.output, last.output) == (False, True)
    assert first.saturated == np.mean(np.abs(z) >= math.atanh(math.sqrt(0.9)))


def test_that_a_layer_of_relu_counts_sums_up_to_zero_as_saturated():
    network = NetworkSpec([LayerSpec(8, "ReLU"), LayerSpec(1, "Sigmoid")], seed=3)
    experiment = Experiment(preset("Moons").points, network)

    first, _ = layer_sums(Run(experiment).snapshot())

    assert first.saturated == np.mean(first.z <= 0.0)


def test_that_a_softmax_layer_has_sums_and_no_saturation():
    network = NetworkSpec([LayerSpec(3, "Tanh"), LayerSpec(3, "Softmax")])
    experiment = Experiment(preset("Blobs").points, network)

    _, last = layer_sums(Run(experiment).snapshot())

    assert last.z.shape[1] == 3
    assert math.isnan(last.saturated)


def test_that_every_sum_lies_in_one_part():
    z = np.array([-5.0, -1.0, 0.0, 1.0, 1.5, 7.0])

    assert shares(z, ZONES) == pytest.approx((1 / 6, 3 / 6, 2 / 6))
    assert shares(np.empty(0), ZONES) == (0.0, 0.0, 0.0)
    assert beyond(z, -5.0, 5.0) == pytest.approx(1 / 6)
    assert bars(z, -5.0, 5.0, 2).tolist() == [2, 3]
