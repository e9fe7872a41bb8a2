from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset

OUT = LayerSpec(1, "Sigmoid")
SPEC = NetworkSpec([LayerSpec(6), LayerSpec(4), OUT])
XOR = PointSet([[1, 1], [-1, 1]], [0, 1])

# A type checker would not let through what they are to refuse.
layer: Any = LayerSpec
network: Any = NetworkSpec
plan: Any = Plan


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: layer(0), "units is 0; allowed is a whole number from 1 to 1024"),
        (lambda: layer(1025), "units is 1025; allowed is a whole number from 1 to 1024"),
        (lambda: layer(2.5), "units is 2.5; allowed is a whole number"),
        (lambda: layer(True), "units is True; allowed is a whole number"),
        (lambda: layer("4"), "units is '4'; allowed is a whole number"),
        (lambda: layer(4, "Tahn"), "unknown activation 'Tahn'; choose one of Step, Linear, ReLU"),
        (lambda: network([]), "layers has 0 entries; allowed is 1 to 32"),
        (lambda: network([OUT] * 33), "layers has 33 entries; allowed is 1 to 32"),
        (lambda: network([4, OUT]), r"layers\[0\] is 4; give a LayerSpec"),
        (
            lambda: network([LayerSpec(3, "Softmax")] * 2),
            r"layers\[0\] is Softmax, which is for the last layer only",
        ),
        (lambda: network([LayerSpec(1, "Tanh")]), "CrossEntropy with one output needs a Sigmoid output"),
        (lambda: network([OUT], "Glorot"), "unknown initializer 'Glorot'; choose one of Zeros, Constant"),
        (lambda: network([OUT], loss="MSE"), "unknown loss 'MSE'; choose one of SquaredError, MeanSquaredError"),
        (lambda: network([OUT], inputs=0), "inputs is 0; allowed is a whole number from 1"),
        (lambda: network([OUT], seed=-1), "seed is -1; allowed is a whole number from 0"),
        (lambda: network([OUT], theta=[1, 2]), r"theta has shape \(2,\); this network has \(3,\) parameters"),
        (lambda: plan("Adagrad"), "unknown optimizer 'Adagrad'; choose one of SGD, Momentum"),
        (lambda: plan(learning_rate=-0.1), "learning_rate is -0.1; allowed is a number from 0"),
        (lambda: plan(learning_rate=float("nan")), "learning_rate is nan; allowed is a number from 0"),
        (lambda: plan(learning_rate="fast"), "learning_rate is 'fast'; allowed is a number from 0"),
        (lambda: plan(batch_size=0), "batch_size is 0; allowed is a whole number from 1"),
        (lambda: plan(batch_size=2.0), "batch_size is 2.0; allowed is a whole number from 1"),
        (lambda: plan(reduction="median"), "reduction is 'median'; allowed are 'mean' and 'sum'"),
        (lambda: plan(l2=-1), "l2 is -1; allowed is a number from 0"),
        (lambda: plan(seed=1.5), "seed is 1.5; allowed is a whole number"),
        (lambda: Experiment(PointSet([[1, 2, 3]], [0]), SPEC), r"x has 3 columns, but NetworkSpec\(inputs=2\); give"),
        (lambda: Experiment(PointSet([[1]], [0]), SPEC), r"x has 1 column, but .* give NetworkSpec\(inputs=1\)"),
        (lambda: Experiment(PointSet([[1, 2]], [2]), SPEC), "labels go up to 2, .* give the last layer 3 units"),
        (
            lambda: Experiment(PointSet([[1, 2]], targets=[[0, 1]]), SPEC),
            "targets has 2 columns, but the network has 1 output; give the last layer 2 units",
        ),
        (lambda: preset("Spirals"), "unknown preset 'Spirals'; choose one of Linear, XOR"),
        (lambda: preset("XOR", noise=-1), "noise is -1; allowed is a number from 0 to 5"),
    ],
)
def test_that_a_wrong_choice_is_refused_with_what_is_allowed(make, says):
    with pytest.raises(ValueError, match=says) as refusal:
        make()

    assert "\n" not in str(refusal.value)


def test_that_nothing_can_be_changed_behind_the_programs_back():
    given = np.zeros(3)
    spec = NetworkSpec([OUT], theta=given)
    given[0] = 5.0

    assert spec.first_theta().tolist() == [0.0, 0.0, 0.0]
    for thing, name in ((spec, "seed"), (Plan(), "l2"), (OUT, "units"), (preset(), "plan")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, 1)


def test_that_equal_choices_are_equal_and_different_ones_are_not():
    assert NetworkSpec([LayerSpec(6), LayerSpec(4), OUT]) == SPEC
    assert hash(NetworkSpec([LayerSpec(6), LayerSpec(4), OUT])) == hash(SPEC)
    assert preset("XOR") == preset("XOR")
    different = [
        SPEC.with_units(0, 7),
        SPEC.with_activation(0, "ReLU"),
        replace(SPEC, seed=1),
        NetworkSpec(SPEC.layers, "He"),
        replace(SPEC, train_biases=False),
        replace(SPEC, theta=np.zeros(SPEC.parameter_count)),
        SPEC.with_loss("SquaredError"),
    ]
    assert len({SPEC, *different}) == len(different) + 1
    assert preset("XOR") != preset("XOR", seed=8)
    assert preset("XOR") != replace(preset("XOR"), plan=Plan())


def test_that_indices_of_weights_and_biases_find_their_places():
    theta = np.arange(float(SPEC.parameter_count))

    for layer, (W, b) in enumerate(SPEC.weights(theta)):
        for unit in range(W.shape[1]):
            assert theta[SPEC.bias_index(layer, unit)] == b[unit]
            for source in range(W.shape[0]):
                assert theta[SPEC.weight_index(layer, source, unit)] == W[source, unit]
    assert np.count_nonzero(SPEC.is_weight()) == 2 * 6 + 6 * 4 + 4 * 1
    assert all(not bias.any() for _, bias in SPEC.weights(SPEC.is_weight()))


def test_that_first_parameters_by_hand_are_taken_as_they_are():
    spec = NetworkSpec([OUT], theta=[1, 2, 3])

    assert spec.first_theta().tolist() == [1, 2, 3]
    spec.first_theta()[0] = 9.0
    assert spec.first_theta().tolist() == [1, 2, 3]
    assert spec.with_activation(0, "Sigmoid").theta is not None
    assert spec.with_units(0, 1).theta is not None
    assert spec.with_layer_before(0).theta is None


def test_that_a_new_layer_is_like_its_wider_neighbour():
    assert SPEC.with_layer_before(0).widths == (2, 6, 6, 4, 1)
    assert SPEC.with_layer_before(1).widths == (2, 6, 6, 4, 1)
    assert SPEC.with_layer_before(2).widths == (2, 6, 4, 4, 1)
    assert NetworkSpec([OUT]).with_layer_before(0).widths == (2, 4, 1)
    assert SPEC.without_layer(0).widths == (2, 4, 1)


@pytest.mark.parametrize(
    ("classes", "loss", "outputs", "activation"),
    [
        (1, "CrossEntropy", 1, "Sigmoid"),
        (2, "CrossEntropy", 1, "Sigmoid"),
        (3, "CrossEntropy", 3, "Softmax"),
        (6, "CrossEntropy", 6, "Softmax"),
        (3, "SquaredError", 3, "Sigmoid"),
        (2, "MeanSquaredError", 1, "Sigmoid"),
    ],
)
def test_that_the_output_layer_follows_classes_and_loss(classes, loss, outputs, activation):
    for spec in (SPEC.with_classes(classes).with_loss(loss), SPEC.with_loss(loss).with_classes(classes)):
        last = spec.layers[-1]
        assert (last.units, last.activation.name, spec.loss.name) == (outputs, activation, loss)
        assert spec.classes == max(2, classes)


def test_that_going_back_to_two_classes_gives_one_output_again():
    assert SPEC.with_classes(4).with_classes(2) == SPEC


@pytest.mark.parametrize("name", SHAPES)
def test_that_every_preset_is_a_ready_experiment(name):
    experiment = preset(name)

    assert experiment.points.recipe == Recipe(name)
    assert (experiment.points.targets is not None) == SHAPES[name].has_values
    assert experiment.network.classes == max(2, SHAPES[name].classes)
    assert experiment.network.widths[:3] == (SHAPES[name].inputs, 6, 4)
    assert (experiment.network.loss.name == "MeanSquaredError") == SHAPES[name].has_values


def test_that_points_of_one_class_fit_a_network_for_two():
    assert Experiment(PointSet([[1, 1]], [0]), SPEC).points.classes == 1
    assert Experiment(XOR, SPEC.with_classes(5)).network.outputs == 5
