from __future__ import annotations

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.borders import borders
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.probes import surface
from mlpviz.engine.run import Run


def lines_of(theta, labels, loss, output, resolution=44):
    points = PointSet(np.zeros((len(labels), 2)), labels)
    network = NetworkSpec([output], loss=loss, theta=theta)
    experiment = Experiment(points, network)
    return borders(experiment, surface(Run(experiment).snapshot(), resolution))


def test_that_one_linear_unit_has_one_straight_border_where_its_answer_is_halfway():
    # Classes are answered with 0 and 1, so the border is where x₁ + 2 x₂ + 0.1 = ½.
    (line,) = lines_of([1.0, 2.0, 0.1], [0, 1], "SquaredError", LayerSpec(1, "Linear"))

    assert line[:, 0] + 2.0 * line[:, 1] + 0.1 == pytest.approx(0.5, abs=0.2)
    inside = line[np.abs(line).max(axis=1) < 2.9]
    assert inside[:, 0] + 2.0 * inside[:, 1] + 0.1 == pytest.approx(0.5, abs=1e-12)
    assert np.abs(line[[0, -1]]).max(axis=1) == pytest.approx(3.0, abs=0.1), "it runs to the edges of the square"


def test_that_two_of_three_classes_part_where_their_sums_are_equal():
    # Sums x₁, −x₁ and −9: the third class is never the surest, the first two tie at x₁ = 0.
    theta = [1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -9.0]
    (line,) = lines_of(theta, [0, 1, 2], "CrossEntropy", LayerSpec(3, "Softmax"))

    assert line[:, 0] == pytest.approx(0.0, abs=1e-12)
    assert line[:, 1].max() - line[:, 1].min() == pytest.approx(6.0, abs=0.2)


def test_that_there_is_no_border_between_numbers():
    points = PointSet(np.zeros((2, 2)), targets=[[0.0], [1.0]])
    experiment = Experiment(points, NetworkSpec([LayerSpec(1, "Linear")], loss="SquaredError", theta=[1.0, 2.0, 0.1]))

    assert borders(experiment, surface(Run(experiment).snapshot(), 20)) == []


@pytest.mark.parametrize("name", ["XOR", "Blobs"])
def test_that_a_surface_of_a_diverging_run_has_borders_that_are_numbers(name):
    experiment = preset(name)
    answers = np.random.default_rng(0).normal(size=(20, 20, experiment.network.outputs))
    answers[3:9], answers[9:12], answers[12:15] = np.inf, np.nan, -1e308

    lines = borders(experiment, answers)

    assert all(np.isfinite(line).all() for line in lines)
