from __future__ import annotations

import numpy as np
import pytest

from mlpviz import Experiment, LayerSpec, NetworkSpec, Plan, PointSet, Run
from mlpviz.nn.activations import LeakyReLU

XOR = [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_that_ten_lines_of_a_script_learn_xor():
    points = PointSet(x=XOR, labels=[0, 1, 1, 0])
    network = NetworkSpec(
        layers=(LayerSpec(4, "Tanh"), LayerSpec(1, "Sigmoid")), initializer="Xavier", loss="CrossEntropy"
    )
    run = Run(Experiment(points, network, Plan(optimizer="SGD", learning_rate=0.5, batch_size=4, seed=0)))
    for _ in range(1000):
        run.epoch()

    assert run.predict([[0, 1]]).shape == (1, 1)
    assert run.predict([[0, 1]])[0, 0] > 0.9
    assert (run.predict(XOR)[:, 0] > 0.5).tolist() == [False, True, True, False]


def test_that_theta_lies_layer_by_layer_and_can_be_set_in_place():
    network = NetworkSpec([LayerSpec(2, LeakyReLU(alpha=0.1)), LayerSpec(1, "Linear")], loss="SquaredError")
    run = Run(Experiment(PointSet([[1.0, 2.0]], targets=[[3.0]]), network, Plan(learning_rate=0.1)))

    run.theta[:] = [1, 2, 3, 4, 10, -20, 5, 6, 7]  # W (2 × 2) row by row, b, then W (2 × 1), b

    # z = (1·1 + 2·3 + 10, 1·2 + 2·4 − 20) = (17, −10), a = (17, −1), y = 17·5 − 1·6 + 7
    assert run.predict([[1, 2]]).tolist() == [[86.0]]
    run.batch()
    error = 86.0 - 3.0
    assert run.grad == pytest.approx(error * np.array([5, 0.6, 10, 1.2, 5, 0.6, 17, -1, 1]), rel=1e-14), (
        "of the last batch"
    )
    assert run.theta == pytest.approx(np.array([1, 2, 3, 4, 10, -20, 5, 6, 7]) - 0.1 * run.grad)


def test_that_numbers_with_several_targets_are_learned():
    x = np.random.default_rng(0).uniform(-1, 1, (60, 3))
    targets = np.stack([x[:, 0] * 2 - x[:, 1], x[:, 2] + 0.5], axis=1)
    points = PointSet(x, targets=targets).split(0.25, seed=1)
    network = NetworkSpec([LayerSpec(2, "Linear")], loss="MeanSquaredError", inputs=3)
    run = Run(Experiment(points, network, Plan("Adam", 0.05, 8)))

    for _ in range(300):
        run.epoch()

    assert points.test_count == 15
    assert run.scores().test_loss < 1e-6
    assert run.predict([[1, 0, 0]])[0] == pytest.approx([2.0, 0.5], abs=1e-2)


def test_that_six_classes_are_told_apart():
    angles = np.arange(60) * 2 * np.pi / 60
    labels = np.arange(60) // 10
    network = NetworkSpec([LayerSpec(8), LayerSpec(6, "Softmax")])
    points = PointSet(2 * np.stack([np.cos(angles), np.sin(angles)], axis=1), labels)
    run = Run(Experiment(points, network, Plan("Adam", 0.02, 10)))

    for _ in range(400):
        run.epoch()

    assert run.scores().train_accuracy > 0.95
