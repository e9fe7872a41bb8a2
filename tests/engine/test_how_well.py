"""Confusion, precision, recall and errors of values, counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.data.scaling import scaling_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.how_well import confusion, residuals, wrong_points
from mlpviz.engine.point_answers import answers_of
from mlpviz.engine.run import Run

# Three outputs: x, 1 − x and 0.55. The largest is the answer.
THETA = [1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.55]
ROWS = [
    # x, true class, answered class, test
    (0.9, 0, 0, False), (0.8, 0, 0, False), (0.5, 0, 2, False), (0.1, 1, 1, False), (0.7, 1, 0, False),
    (0.52, 2, 2, False), (0.2, 0, 1, True), (0.9, 0, 0, True),
]  # fmt: skip


def classes():
    x = [[row[0], 0.0] for row in ROWS]
    points = PointSet(x, [row[1] for row in ROWS], test=[row[3] for row in ROWS])
    network = NetworkSpec([LayerSpec(3, "Linear")], loss="SquaredError", theta=THETA)
    return answers_of(Run(Experiment(points, network, Plan("SGD"))).snapshot())


def values(x=(0.0, 1.0, 2.0, 3.0), targets=(0.0, 3.0, 2.0, 1.0), test=(False, False, False, True)):
    """The network answers x itself."""
    points = PointSet([[one, 0.0] for one in x], targets=[[one] for one in targets], test=list(test))
    network = NetworkSpec([LayerSpec(1, "Linear")], loss="MeanSquaredError", theta=[1.0, 0.0, 0.0])
    return answers_of(Run(Experiment(points, network, Plan("SGD"))).snapshot())


def counted(answers, *, test):
    found = confusion(answers, test=test)
    assert found is not None
    return found


def test_that_rows_are_true_classes_and_columns_predicted_ones():
    answers = classes()

    assert answers.answered is not None
    assert answers.answered.tolist() == [row[2] for row in ROWS]
    assert counted(answers, test=False).counts.tolist() == [[2, 0, 1], [1, 1, 0], [0, 0, 1]]
    assert counted(answers, test=True).counts.tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 0]]


def test_that_precision_divides_by_a_column_and_recall_by_a_row():
    found = counted(classes(), test=False)

    assert found.accuracy == 4 / 6
    assert [found.precision(label) for label in range(3)] == [2 / 3, 1.0, 1 / 2]
    assert [found.recall(label) for label in range(3)] == [2 / 3, 1 / 2, 1.0]
    assert found.share(0, 2) == 1 / 3


def test_that_a_class_without_points_has_no_recall_and_one_never_answered_no_precision():
    found = counted(classes(), test=True)

    assert (found.recall(0), found.precision(1)) == (0.5, 0.0)
    assert math.isnan(found.recall(2))
    assert math.isnan(found.precision(2))


def test_that_the_wrong_points_are_those_off_the_diagonal():
    assert wrong_points(classes()).tolist() == [2, 4, 6]
    assert wrong_points(values()).tolist() == []


@pytest.mark.parametrize("name", ["XOR", "Blobs"])
def test_that_the_accuracy_is_that_of_the_scores(name):
    run = Run(preset(name))
    for _ in range(4):
        run.epoch()
    snapshot = run.snapshot()
    answers = answers_of(snapshot)

    assert counted(answers, test=False).accuracy == snapshot.scores.train_accuracy
    assert counted(answers, test=True).accuracy == snapshot.scores.test_accuracy


def test_that_a_network_that_answers_no_number_has_no_confusion():
    points = PointSet([[10.0, 1.0], [1.0, 0.0]], [0, 1])
    network = NetworkSpec([LayerSpec(1, "Linear")], loss="SquaredError", theta=[1e308, 0.0, 0.0])
    answers = answers_of(Run(Experiment(points, network, Plan("SGD"))).snapshot())

    assert confusion(answers, test=False) is None


def test_that_errors_of_values_are_true_less_predicted():
    found = residuals(values(), test=False)

    assert found.errors.tolist() == [0.0, 2.0, 0.0]
    assert found.mean_absolute == pytest.approx(2 / 3)
    assert found.root_mean_square == pytest.approx(math.sqrt(4 / 3))
    assert found.spread == pytest.approx(np.std([0.0, 2.0, 0.0]))
    assert (found.worst, found.worst_point) == (2.0, 1)
    assert found.r2 == pytest.approx(1 - 4 / (25 / 9 + 16 / 9 + 1 / 9))


def test_that_the_worst_error_of_the_test_points_names_the_point_among_all():
    found = residuals(values(), test=True)

    assert (found.worst, found.worst_point) == (2.0, 3)
    assert math.isnan(found.r2)


def test_that_without_points_nothing_is_known():
    found = residuals(values(test=(False,) * 4), test=True)

    assert all(math.isnan(one) for one in (found.r2, found.mean_absolute, found.root_mean_square, found.worst))
    assert found.worst_point is None


def test_that_errors_are_in_the_units_of_the_points_where_targets_are_scaled():
    random = np.random.default_rng(1)
    prices = random.normal(5000, 300, (40, 1))
    points = PointSet(random.normal(size=(40, 2)), targets=prices)
    network = NetworkSpec([LayerSpec(1, "Linear")], loss="MeanSquaredError", theta=[0.0, 0.0, 0.0])
    run = Run(Experiment(points, network, Plan("SGD"), scaling=scaling_of(points, targets=True)))

    found = residuals(answers_of(run.snapshot()), test=False)

    assert found.root_mean_square == pytest.approx(prices.std())  # it answers the mean
    assert found.r2 == pytest.approx(run.scores().train_r2, abs=1e-12)


def test_that_points_with_classes_have_no_residuals():
    with pytest.raises(ValueError, match="these points have classes"):
        residuals(classes(), test=False)
