from __future__ import annotations

import pytest

from mlpviz.data.points import PointSet
from mlpviz.data.scaling import scaling_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.suiting import for_classes, for_values, suited, unreachable

VALUES = PointSet([[0, 0], [1, 1]], targets=[[5.0], [-5.0]])


def last(network):
    return network.loss.name, network.outputs, network.layers[-1].activation.name


def test_that_points_with_values_get_linear_outputs_and_a_squared_error():
    now = preset("Blobs")

    assert last(suited(now, VALUES, 0)) == ("MeanSquaredError", 1, "Linear")
    assert suited(now, VALUES, 0).layers[:-1] == now.network.layers[:-1]


def test_that_points_with_classes_get_cross_entropy_again():
    now = preset("Two hills")

    assert last(suited(now, preset("XOR").points, 2)) == ("CrossEntropy", 1, "Sigmoid")
    assert last(suited(now, preset("Blobs").points, 3)) == ("CrossEntropy", 3, "Softmax")


def test_that_a_loss_that_suits_numbers_stays():
    huber = NetworkSpec([LayerSpec(1, "Tanh")], loss="Huber")

    assert last(for_values(huber)) == ("Huber", 1, "Linear")
    assert last(for_values(NetworkSpec([LayerSpec(1, "Tanh")], loss="Hinge"))) == ("MeanSquaredError", 1, "Linear")


def test_that_another_number_of_inputs_keeps_the_hidden_layers():
    sine = suited(preset("Spiral"), preset("Sine").points, 0)

    assert (sine.inputs, sine.widths) == (1, (1, 6, 4, 1))
    assert suited(Experiment(preset("Sine").points, sine, Plan()), preset("Spiral").points, 2).widths == (2, 6, 4, 1)


def test_that_what_is_frozen_follows_its_unit():
    network = NetworkSpec([LayerSpec(2), LayerSpec(3, "Softmax")], frozen=[0, 14], cut=[6])

    values = for_values(network, 1)

    assert values.frozen == (0,)  # parameter 14 was the bias of the third output
    assert values.cut == (6,)
    assert for_classes(values, 2).cut == (6,)


@pytest.mark.parametrize(
    ("activation", "sentence"),
    [
        ("Sigmoid", "a Sigmoid output lies between 0 and 1 and never is 5; choose Linear there."),
        ("Tanh", "a Tanh output lies between -1 and 1 and never is 5; choose Linear there."),
        ("Linear", ""),
        ("Softplus", ""),
    ],
)
def test_that_values_no_output_can_reach_are_said(activation, sentence):
    network = NetworkSpec([LayerSpec(1, activation)], loss="SquaredError")

    assert unreachable(Experiment(VALUES, network)) == sentence


def test_that_scaled_values_count_as_scaled():
    network = NetworkSpec([LayerSpec(1, "Tanh")], loss="SquaredError")

    assert unreachable(Experiment(VALUES, network, scaling=scaling_of(VALUES, targets=True))) == ""
