"""A class added, removed or put elsewhere leaves what was learned of the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.naming import ClassLook, Naming
from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.nn.optimizers import optimizers

SURE = 25.0
"""A sum at which a cross-entropy of about 1e-11 is left."""
PLACES = np.array([[a, b] for a in np.linspace(-3, 3, 13) for b in np.linspace(-3, 3, 13)])


def sums(run):
    """The sums of the outputs at every place, worked out here from theta alone, (n, outputs)."""
    a = PLACES
    layers = run.experiment.network.weights(run.theta)
    for W, b in layers[:-1]:
        a = np.tanh(a @ W + b)
    W, b = layers[-1]
    return a @ W + b


def log_ratio(run, first=0, second=1):
    """ln of the second class's answer over the first's: of softmaxes, the sums' difference; of one sigmoid, its sum."""
    z = sums(run)
    return z[:, 0] if z.shape[1] == 1 else z[:, second] - z[:, first]


def learned():
    """Two classes told apart with a train loss of about 1e-12."""
    points = PointSet(np.array([[1.0, 1.0], [2.0, 1.5], [-1.0, -1.0], [-2.0, -1.0]]), [1, 1, 0, 0])
    network = NetworkSpec([LayerSpec(3, "Tanh"), LayerSpec(1, "Sigmoid")], seed=1)
    run = Run(Experiment(points, network, Plan("Adam", 0.05, 4)))
    for _ in range(300):
        run.epoch()
    W, b = network.weights(run.theta)[-1]
    factor = 1.15 * SURE / np.abs(sums_of_points(run)).min()
    W *= factor
    b *= factor
    run.epoch()
    assert 0.0 < run.scores().train_loss < 1e-11
    return run


def sums_of_points(run):
    W, b = run.experiment.network.weights(run.theta)[0]
    V, c = run.experiment.network.weights(run.theta)[1]
    return np.tanh(run.experiment.points.x @ W + b) @ V + c


def change(run, network, points=None):
    run.adjust(replace(run.experiment, network=network, points=points or run.experiment.points))


def test_that_one_sigmoid_becomes_two_softmax_sums_and_a_new_one_at_zero():
    network = NetworkSpec([LayerSpec(1, "Tanh"), LayerSpec(1, "Sigmoid")], theta=[0.5, -0.25, 0.125, 3.0, -1.0])
    run = Run(Experiment(PointSet([[1.0, 2.0]], [1]), network))

    change(run, network.with_classes(3))

    assert run.theta.tolist() == [0.5, -0.25, 0.125, -1.5, 1.5, 0.0, 0.5, -0.5, 0.0]
    assert run.experiment.network.layers[-1] == LayerSpec(3, "Softmax")
    h = np.tanh(0.5 * 1.0 - 0.25 * 2.0 + 0.125)
    z = 3.0 * h - 1.0
    weights = np.exp([-z / 2, z / 2, 0.0])
    np.testing.assert_allclose(run.predict([[1.0, 2.0]])[0], weights / weights.sum(), rtol=1e-14)


def test_that_a_third_class_leaves_the_answers_of_two_learned_ones_in_their_ratio():
    run = learned()
    before, theta, network = log_ratio(run), run.theta.copy(), run.experiment.network

    change(run, network.with_classes(3))
    np.testing.assert_allclose(log_ratio(run), before, rtol=0, atol=1e-12)
    answers = run.predict(PLACES)
    np.testing.assert_allclose(answers[:, 1] / answers[:, 0], np.exp(before), rtol=1e-12)
    assert run.scores().train_loss < 1e-4

    change(run, network)
    assert run.theta.tobytes() == theta.tobytes()


@pytest.mark.parametrize("removed", [0, 1, 2])
def test_that_a_class_removed_of_three_leaves_the_ratio_of_the_others(removed):
    run = Run(preset("Blobs"))
    for _ in range(20):
        run.epoch()
    first, second = (label for label in range(3) if label != removed)
    before, network, points = log_ratio(run, first, second), run.experiment.network, run.experiment.points

    change(run, network.without_class(removed), points.without_class(removed))
    assert run.experiment.network.outputs == 1
    np.testing.assert_allclose(log_ratio(run), before, rtol=0, atol=1e-12)

    change(run, network, points)
    np.testing.assert_allclose(log_ratio(run, first, second), before, rtol=0, atol=1e-12)
    assert np.all(sums(run)[:, removed] == 0.0)


def test_that_every_class_after_a_removed_one_keeps_its_weights():
    network = NetworkSpec([LayerSpec(2, "Tanh"), LayerSpec(4, "Softmax")])
    run = Run(Experiment(PointSet([[0.0, 0.0]], [0]), network))
    for _ in range(5):
        run.epoch()
    W, b = (part.copy() for part in network.weights(run.theta)[-1])

    change(run, network.without_class(1))

    V, c = run.experiment.network.weights(run.theta)[-1]
    assert V.tolist() == W[:, [0, 2, 3]].tolist()
    assert c.tolist() == b[[0, 2, 3]].tolist()


def test_that_classes_in_another_order_take_their_outputs_along():
    run = Run(preset("Blobs"))
    run.epoch()
    before, network = sums(run), run.experiment.network

    change(run, network.with_class_keys((2, 0, 1)))
    assert sums(run).tolist() == before[:, [2, 0, 1]].tolist()
    pair = Run(preset("XOR"))
    pair.epoch()
    z = sums(pair)
    change(pair, pair.experiment.network.with_class_keys((1, 0)))
    assert sums(pair).tolist() == (-z).tolist()


def test_that_changes_that_reach_the_run_as_one_are_told_apart():
    run = Run(preset("Blobs"))
    run.epoch()
    before, network = sums(run), run.experiment.network

    change(run, network.without_class(0).with_classes(3), run.experiment.points.without_class(0))

    assert run.experiment.network.class_keys == (1, 2, 0)
    np.testing.assert_allclose(sums(run)[:, :2], before[:, 1:], rtol=0, atol=1e-12)


@pytest.mark.parametrize(("loss", "activation"), [
    ("MeanSquaredError", "Sigmoid"), ("MeanSquaredError", "Tanh"), ("MeanSquaredError", "Linear"), ("Hinge", "Linear"),
    ("MeanSquaredError", "Softsign"), ("SquaredError", {"name": "Logistic", "k": 2.0}), ("CrossEntropy", "Sigmoid"),
])  # fmt: skip
def test_that_outputs_with_a_mirror_say_the_same_before_and_after(loss, activation):
    network = NetworkSpec([LayerSpec(4, "Tanh"), LayerSpec(1, activation)], loss=loss)
    run = Run(Experiment(preset("XOR").points, network, Plan("Adam", 0.05, 20)))
    for _ in range(30):
        run.epoch()
    answer, theta = run.predict(PLACES)[:, 0], run.theta.copy()

    change(run, network.with_classes(3))
    several = run.predict(PLACES)
    if loss == "CrossEntropy":
        several = several[:, :2] / several[:, :2].sum(axis=1, keepdims=True)
    no, yes = network.targets
    np.testing.assert_allclose(several[:, 1], answer, rtol=0, atol=1e-12)
    np.testing.assert_allclose(several[:, 0], no + yes - answer, rtol=0, atol=1e-12)

    change(run, network)
    np.testing.assert_allclose(run.theta, theta, rtol=1e-15, atol=1e-15)


@pytest.mark.parametrize("activation", ["ReLU", "Softplus", "LeakyReLU", "GELU"])
def test_that_outputs_without_a_mirror_start_anew_and_the_rest_stays(activation):
    network = NetworkSpec([LayerSpec(4, "Tanh"), LayerSpec(1, activation)], loss="MeanSquaredError")
    run = Run(Experiment(preset("XOR").points, network))
    run.epoch()
    hidden = run.theta[:12].copy()
    several = network.with_classes(3)
    assert several.outputs_from(network) == [None] * 3
    assert network.outputs_from(several) == [None]

    change(run, several)

    assert run.theta[:12].tolist() == hidden.tolist()
    assert run.theta[12:].tolist() == several.first_theta()[12:].tolist()


@pytest.mark.parametrize("name", optimizers.names())
def test_that_the_memory_of_the_optimizer_follows_its_unit(name):
    network = NetworkSpec([LayerSpec(3, "Tanh"), LayerSpec(1, "Sigmoid")])
    run = Run(Experiment(preset("XOR").points, network, Plan(name, 0.05, 20)))
    for _ in range(3):
        run.epoch()
    memory, updates = run.descent.memory.copy(), run.descent.count
    squared = {"Adam": (0, 1), "AdamW": (0, 1), "RMSProp": (1,), "AdaGrad": (1,)}.get(name, (0,))

    change(run, network.with_classes(3))

    assert run.descent.count == updates
    for row, old, even in zip(run.descent.memory, memory, squared, strict=False):
        W, b = run.experiment.network.weights(row)[-1]
        V, c = network.weights(old)[-1]
        for got, kept in ((W, V), (b[None], c[None])):
            assert got[:, 1].tolist() == kept[:, 0].tolist()
            assert got[:, 0].tolist() == (kept[:, 0] if even else -kept[:, 0]).tolist()
            assert not got[:, 2].any()
        assert row[:9].tolist() == old[:9].tolist()
    change(run, network)
    assert run.descent.memory.tobytes() == memory.tobytes()
    run.epoch()
    assert run.snapshot().finite


def test_that_frozen_and_cut_follow_their_unit():
    network = NetworkSpec([LayerSpec(3, "Tanh"), LayerSpec(1, "Sigmoid")])
    held = replace(network, frozen=(network.bias_index(1, 0),), cut=(network.weight_index(1, 2, 0),))

    three = held.with_classes(3)
    assert three.frozen == (three.bias_index(1, 0), three.bias_index(1, 1))
    assert three.cut == (three.weight_index(1, 2, 0), three.weight_index(1, 2, 1))
    assert (three.without_class(2).frozen, three.without_class(2).cut) == (held.frozen, held.cut)
    assert three.without_class(1).frozen == ()  # of its two sums one still learns
    four = replace(held.with_classes(4), frozen=(), cut=())
    last = replace(four, frozen=(four.bias_index(1, 3),), cut=(four.weight_index(1, 0, 3),))
    fewer = last.without_class(1)
    assert (fewer.frozen, fewer.cut) == ((fewer.bias_index(1, 2),), (fewer.weight_index(1, 0, 2),))


def test_that_a_class_keeps_its_colour_when_one_before_it_is_removed_and_a_new_one_takes_a_free_colour():
    points = PointSet([[0, 0], [1, 1], [2, 2]], [0, 1, 2])
    three = Experiment(points, NetworkSpec([LayerSpec(3, "Softmax")]))
    assert [three.class_color(label) for label in range(3)] == [0, 1, 2]

    two = replace(three, points=points.without_class(0), network=three.network.without_class(0))
    assert [two.class_color(label) for label in range(2)] == [1, 2]

    again = replace(two, network=two.network.with_classes(3))
    assert [again.class_color(label) for label in range(3)] == [1, 2, 0]
    chosen = replace(again, naming=Naming().with_look(1, ClassLook("blue", 5)))
    assert [chosen.class_color(label) for label in range(3)] == [1, 5, 0]
