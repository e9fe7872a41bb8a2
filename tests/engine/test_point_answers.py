"""How far off an answer is: for each kind of output by hand, on networks whose weights are given."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.data.scaling import Columns, Scaling
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.point_answers import answers_of, meaning_of_error
from mlpviz.engine.run import Run


def answered(points, layers, loss, theta, **more):
    network = NetworkSpec(layers, loss=loss, theta=theta, inputs=points.x.shape[1])
    return answers_of(Run(Experiment(points, network, **more)).snapshot())


def test_that_the_error_of_a_class_is_what_is_missing_of_its_probability():
    points = PointSet([[0.0, 0.0], [0.0, 0.0]], [0, 1])

    answers = answered(points, [LayerSpec(1, "Sigmoid")], "CrossEntropy", [0.0, 0.0, np.log(3.0)])  # p = 3/4

    assert meaning_of_error(answers.experiment) == "missing probability"
    assert answers.outputs[:, 0].tolist() == pytest.approx([0.75, 0.75])
    assert answers.errors.tolist() == pytest.approx([0.75, 0.25])
    assert answers.answered is not None
    assert answers.answered.tolist() == [1, 1]


def test_that_of_several_classes_the_probability_of_the_own_one_counts():
    points = PointSet([[0.0], [0.0], [0.0]], [0, 1, 2])
    theta = [0, 0, 0, np.log(1.0), np.log(2.0), np.log(7.0)]  # p = 0.1, 0.2, 0.7

    answers = answered(points, [LayerSpec(3, "Softmax")], "CrossEntropy", theta)

    assert answers.errors.tolist() == pytest.approx([0.9, 0.8, 0.3])
    assert answers.answered is not None
    assert answers.answered.tolist() == [2, 2, 2]


def test_that_without_probabilities_the_error_is_the_distance_to_the_target():
    points = PointSet([[0.5], [0.5]], [0, 1])

    one = answered(points, [LayerSpec(1, "Tanh")], "MeanSquaredError", [0.0, 0.0])  # 0 lies halfway from −1 to 1
    two = answered(points, [LayerSpec(2, "Linear")], "MeanSquaredError", [0, 0, 4.0, 3.0])  # (4, 3); (1, 0) and (0, 1)

    assert meaning_of_error(one.experiment) == "distance"
    assert one.errors.tolist() == [1.0, 1.0]
    assert two.errors.tolist() == pytest.approx([np.hypot(3, 3), np.hypot(4, 2)])


def test_that_the_error_of_a_value_is_value_minus_output_in_its_own_unit():
    points = PointSet([[1.0], [2.0]], targets=[[100.0], [300.0]])
    scaling = Scaling(None, Columns((200.0,), (100.0,)))

    answers = answered(points, [LayerSpec(1, "Linear")], "MeanSquaredError", [1.0, 0.0], scaling=scaling)

    assert meaning_of_error(answers.experiment) == "difference"
    assert answers.outputs[:, 0].tolist() == pytest.approx([300.0, 400.0])  # 200 + 100 x
    assert answers.errors.tolist() == pytest.approx([-200.0, -100.0])
    assert answers.answered is None


def test_that_the_error_of_several_values_is_their_distance():
    points = PointSet([[0.0]], targets=[[3.0, 4.0]])

    answers = answered(points, [LayerSpec(2, "Linear")], "MeanSquaredError", [0, 0, 0, 0])

    assert answers.errors.tolist() == [5.0]


def test_that_no_points_have_no_answers():
    answers = answers_of(Run(preset("Blank")).snapshot())

    assert answers.outputs.shape == (0, 1)
    assert answers.errors.shape == (0,)
