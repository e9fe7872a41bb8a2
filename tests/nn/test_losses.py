from __future__ import annotations

import math

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec
from mlpviz.nn.activations import Sigmoid, Softmax
from mlpviz.nn.losses import (
    CrossEntropy,
    Hinge,
    Huber,
    MeanSquaredError,
    SquaredError,
    decode,
    encode,
    losses,
    midpoint,
)


def column(*values):
    return np.array(values, dtype=float)[:, None]


def test_that_the_squared_error_is_half_the_squared_distance():
    y, t = np.array([[0.75136507, 0.772928465], [1.0, 2.0]]), np.array([[0.01, 0.99], [0.0, 4.0]])

    losses_of = SquaredError().of_samples(y, t)

    assert losses_of == pytest.approx([0.298371109, 2.5], abs=1e-9)  # the first is Mazur's total error
    assert SquaredError().slope(y, t).tolist() == (y - t).tolist()


def test_that_the_mean_squared_error_is_averaged_over_the_outputs():
    y, t = np.array([[1.0, 2.0]]), np.array([[0.0, 4.0]])

    assert MeanSquaredError().of_samples(y, t).tolist() == [2.5]
    assert MeanSquaredError().slope(y, t).tolist() == [[1.0, -2.0]]


def test_that_cross_entropy_is_the_logarithm_of_the_right_answer():
    z, t = column(0.0, math.log(3.0), math.log(3.0)), column(1.0, 1.0, 0.0)

    assert CrossEntropy().of_samples(z, t) == pytest.approx([math.log(2), math.log(4 / 3), math.log(4)], rel=1e-15)
    assert CrossEntropy().slope(z, t)[:, 0] == pytest.approx([-0.5, -0.25, 0.75], rel=1e-15)


def test_that_cross_entropy_of_several_outputs_is_the_logarithm_of_the_right_one():
    z, t = np.log([[1.0, 2.0, 5.0], [1.0, 2.0, 5.0]]), np.eye(3)[[2, 0]]

    assert CrossEntropy().of_samples(z, t) == pytest.approx([math.log(8 / 5), math.log(8)], rel=1e-15)
    assert CrossEntropy().slope(z, t) == pytest.approx(np.array([[0.125, 0.25, -0.375], [-0.875, 0.25, 0.625]]))


def test_that_cross_entropy_of_two_outputs_is_that_of_one_with_their_difference():
    z, t = np.random.default_rng(0).normal(0, 4, (50, 2)), np.eye(2)[np.arange(50) % 2]

    assert CrossEntropy().of_samples(z, t) == pytest.approx(
        CrossEntropy().of_samples(z[:, 1:] - z[:, :1], t[:, 1:]), rel=1e-12
    )


@pytest.mark.parametrize("size", [40.0, 1000.0, 1e300])
def test_that_a_sure_answer_overflows_nothing(size):
    loss = CrossEntropy()
    with np.errstate(all="raise", under="ignore"):
        wrong, right = loss.of_samples(column(-size, size), column(1.0, 1.0))
        assert (wrong, right) == (pytest.approx(size), pytest.approx(0.0, abs=1e-17))
        assert loss.slope(column(-size, size), column(1.0, 1.0)).ravel() == pytest.approx([-1.0, 0.0], abs=1e-17)
        several = np.array([[size, 0.0, -size]])
        assert loss.of_samples(several, np.eye(3)[[1]]) == pytest.approx([size])
        assert loss.of_samples(several, np.eye(3)[[0]]) == pytest.approx([0.0], abs=1e-17)
        assert loss.slope(several, np.eye(3)[[1]])[0] == pytest.approx([1.0, -1.0, 0.0], abs=1e-17)


def test_that_small_surprises_keep_their_digits():
    (loss,) = CrossEntropy().of_samples(column(30.0), column(1.0))

    assert loss == pytest.approx(math.log1p(math.exp(-30.0)), rel=1e-14)


@pytest.mark.parametrize("loss", [*losses], ids=lambda loss: loss.__name__)
@pytest.mark.parametrize("outputs", [1, 3])
def test_that_the_slope_of_a_loss_is_its_steepness(loss, outputs):
    random, h = np.random.default_rng(1), 1e-6
    y = random.normal(0, 1, (5, outputs))
    t = np.eye(3)[np.arange(5) % 3] if outputs == 3 else column(0, 1, 0, 1, 1)

    for output in range(outputs):
        step = np.zeros(outputs)
        step[output] = h
        numeric = (loss().of_samples(y + step, t) - loss().of_samples(y - step, t)) / (2 * h)
        assert loss().slope(y, t)[:, output] == pytest.approx(numeric, abs=1e-8)


def test_that_softmax_and_sigmoid_are_probabilities():
    z = np.array([[1000.0, 1000.0, -1000.0], [0.0, 0.0, 0.0]])

    p = Softmax().value(z)

    assert p == pytest.approx(np.array([[0.5, 0.5, 0.0], [1 / 3, 1 / 3, 1 / 3]]))
    assert Sigmoid().value(np.array([0.0, 1.0, -1000.0, 1000.0])) == pytest.approx([0.5, 0.731058579, 0.0, 1.0])


def test_that_softmax_has_no_slope_of_its_own():
    with pytest.raises(ValueError, match="last layer with CrossEntropy"):
        Softmax().slope(np.zeros(3), np.zeros(3))


@pytest.mark.parametrize(
    ("outputs", "low_high"), [(1, (0.0, 1.0)), (1, (-1.0, 1.0)), (3, (0.0, 1.0)), (4, (-1.0, 1.0))]
)
def test_that_labels_survive_encoding_and_decoding(outputs, low_high):
    labels = np.arange(20) % max(2, outputs)

    targets = encode(labels, outputs, low_high)

    assert targets.shape == (20, outputs)
    assert set(targets.ravel()) == set(low_high)
    assert decode(targets, low_high).tolist() == labels.tolist()


def test_that_one_output_is_read_at_the_midpoint():
    assert (midpoint((0.0, 1.0)), midpoint((-1.0, 1.0)), midpoint((0.0, 0.5))) == (0.5, 0.0, 0.25)
    assert decode(column(0.49, 0.51), (0.0, 1.0)).tolist() == [0, 1]
    assert decode(column(-0.01, 0.01), (-1.0, 1.0)).tolist() == [0, 1]


def test_that_the_hinge_counts_what_is_missing_of_the_margin():
    y, t = column(2.0, 0.25, -0.5, -3.0), column(1.0, 1.0, 1.0, -1.0)

    assert Hinge().of_samples(y, t).tolist() == [0.0, 0.75, 1.5, 0.0]
    assert Hinge().slope(y, t).ravel().tolist() == [0.0, -1.0, -1.0, 0.0]


def test_that_the_hinge_of_several_outputs_asks_one_class_against_the_rest():
    y, t = np.array([[0.5, -2.0, 0.5]]), np.array([[1.0, -1.0, -1.0]])

    assert Hinge().of_samples(y, t).tolist() == [0.5 + 0.0 + 1.5]
    assert Hinge().slope(y, t).tolist() == [[-1.0, 0.0, 1.0]]


def test_that_huber_is_squared_near_and_straight_far_away():
    y, t = np.array([[0.5, -3.0], [2.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 0.0]])

    assert Huber(delta=2.0).of_samples(y, t).tolist() == [0.125 + 2 * (3 - 1), 2.0]
    assert Huber(delta=2.0).slope(y, t).tolist() == [[0.5, -2.0], [2.0, 0.0]]
    assert Huber(delta=100.0).of_samples(y, t).tolist() == SquaredError().of_samples(y, t).tolist()


@pytest.mark.parametrize(
    ("loss", "activation", "outputs", "low_high"),
    [
        ("SquaredError", "Sigmoid", 1, (0, 1)),
        ("SquaredError", "Linear", 3, (0, 1)),
        ("SquaredError", "Tanh", 1, (-1, 1)),
        ("Huber", "Tanh", 3, (-1, 1)),
        ("Hinge", "Linear", 1, (-1, 1)),
        ("Hinge", "Tanh", 3, (-1, 1)),
        ("CrossEntropy", "Sigmoid", 1, (0, 1)),
        ("CrossEntropy", "Softmax", 3, (0, 1)),
        ("MeanSquaredError", {"name": "Logistic", "low": -2.0, "high": 5.0}, 1, (-2, 5)),
    ],
)
def test_that_the_encoding_of_labels_follows_loss_and_output(loss, activation, outputs, low_high):
    network = NetworkSpec([LayerSpec(outputs, activation)], loss=loss)
    labels = np.arange(6) % network.classes

    t = encode(labels, outputs, network.targets)

    assert network.targets == low_high
    assert set(t.ravel()) == set(low_high)
    assert decode(t, network.targets).tolist() == labels.tolist()


@pytest.mark.parametrize("name", ["Sigmoid", "ReLU", "Step", "Softplus", "Logistic", "Softmax"])
def test_that_an_output_that_never_says_no_is_refused_by_the_hinge(name):
    with pytest.raises(ValueError, match=f"Hinge needs outputs below 0 and above 0, which {name} .* choose Linear"):
        NetworkSpec([LayerSpec(1, name)], loss="Hinge")


def test_that_numbers_are_refused_by_the_hinge_but_signs_are_not():
    network = NetworkSpec([LayerSpec(2, "Linear")], loss="Hinge")

    assert Experiment(PointSet([[0, 0]], targets=[[1, -1]]), network).network.outputs == 2
    with pytest.raises(ValueError, match=r"targets: Hinge needs targets of −1 or \+1, not 0.5; choose SquaredError"):
        Experiment(PointSet([[0, 0]], targets=[[1, 0.5]]), network)


@pytest.mark.parametrize(
    ("targets", "says"),
    [
        ([[0.5], [1.5]], "needs targets from 0 to 1, not 1.5; choose SquaredError or Huber for numbers"),
        ([[-1.0]], "needs targets from 0 to 1, not -1; choose"),
        ([[0.0, 0.0]], "needs targets that add up to 1 in every row, not to 0; choose SquaredError or Huber"),
        ([[0.5, 0.5], [1.0, 0.5]], "needs targets that add up to 1 in every row, not to 1.5; choose"),
        ([[1.5, -0.5]], "needs targets from 0 to 1, not 1.5; choose"),
    ],
)
def test_that_cross_entropy_refuses_targets_that_are_no_probabilities(targets, says):
    outputs = len(targets[0])
    network = NetworkSpec([LayerSpec(outputs, "Sigmoid" if outputs == 1 else "Softmax")], loss="CrossEntropy")

    with pytest.raises(ValueError, match=f"targets: CrossEntropy {says}"):
        Experiment(PointSet(np.zeros((len(targets), 2)), targets=targets), network)


@pytest.mark.parametrize(
    "targets", [[[0.0], [0.3], [1.0]], [[0.1, 0.2, 0.7], [0.0, 1.0, 0.0]], [[1 / 3, 1 / 3, 1 / 3]]]
)
def test_that_cross_entropy_takes_soft_targets(targets):
    outputs = len(targets[0])
    network = NetworkSpec([LayerSpec(outputs, "Sigmoid" if outputs == 1 else "Softmax")], loss="CrossEntropy")

    experiment = Experiment(PointSet(np.zeros((len(targets), 2)), targets=targets), network)

    assert experiment.network.loss.refusal_of_targets(np.array(targets)) is None


def test_that_another_loss_brings_an_output_that_fits():
    network = NetworkSpec([LayerSpec(4), LayerSpec(3, "Softmax")])

    assert network.with_loss("Hinge").layers[-1] == LayerSpec(3, "Linear")
    assert network.with_loss("Hinge").with_loss("CrossEntropy") == network
    assert network.with_loss("Huber").layers[-1] == LayerSpec(3, "Sigmoid")
    assert network.with_loss("Hinge").with_classes(2).layers[-1] == LayerSpec(1, "Linear")
