from __future__ import annotations

import numpy as np
import pytest

from mlpviz.nn.activations import Linear, ReLU, Sigmoid, Softmax, Tanh
from mlpviz.nn.arrays import freeze
from mlpviz.nn.layers import Activate, Dense
from mlpviz.nn.losses import CrossEntropy, SquaredError
from mlpviz.nn.network import MOST, Network, parameter_count, slices
from mlpviz.nn.optimizers import SGD, Descent
from mlpviz.nn.sweep import Sweep


def dense(W, b):
    W, b = np.array(W, dtype=float), np.array(b, dtype=float)
    theta = np.concatenate([W.ravel(), b])
    n_in, n_out = W.shape
    return Dense(n_in, n_out, theta, np.zeros(theta.size), slice(0, theta.size))


def test_that_dense_adds_up_inputs_times_weights():
    layer = dense([[1, 2, 3], [4, 5, 6]], [10, 20, 30])

    assert layer.forward(np.array([[1.0, 1.0], [2.0, 0.0]])).tolist() == [[15, 27, 39], [12, 24, 36]]


def test_that_dense_hands_back_the_gradients_of_the_textbook():
    # CS231n: w = (2, −3), bias −3, x = (−1, −2), and df/dz of the sigmoid at 1 comes in.
    layer = dense([[2], [-3]], [-3])
    assert layer.forward(np.array([[-1.0, -2.0]])).tolist() == [[1.0]]

    dx = layer.backward(np.array([[0.196611933241482]]))

    assert dx[0] == pytest.approx([0.393223866, -0.589835800], abs=1e-9)
    assert layer.dW[:, 0] == pytest.approx([-0.196611933, -0.393223866], abs=1e-9)
    assert layer.db == pytest.approx([0.196611933], abs=1e-9)


def test_that_dense_adds_the_gradients_of_all_samples():
    layer = dense([[1, 2], [3, 4]], [0, 0])
    layer.forward(np.array([[1.0, 2.0], [10.0, 20.0]]))

    dx = layer.backward(np.array([[1.0, 0.0], [0.0, 1.0]]))

    assert layer.dW.tolist() == [[1, 10], [2, 20]]
    assert layer.db.tolist() == [1, 1]
    assert dx.tolist() == [[1, 3], [2, 4]]


def test_that_activate_multiplies_by_the_slope():
    layer = Activate(ReLU())
    layer.forward(np.array([[-1.0, 0.0, 2.0]]))

    assert layer.backward(np.array([[5.0, 5.0, 5.0]])).tolist() == [[0.0, 0.0, 5.0]]


def test_that_the_layers_lie_one_behind_the_other():
    assert parameter_count((2, 6, 4, 1)) == 18 + 28 + 5
    assert slices((2, 6, 4, 1)) == [slice(0, 18), slice(18, 46), slice(46, 51)]


def test_that_writing_theta_writes_the_weights():
    theta = np.zeros(9)
    network = Network((2, 2, 1), [Tanh(), Linear()], SquaredError(), theta)

    theta[:] = np.arange(9.0)

    first, second = (layer for layer in network.layers if isinstance(layer, Dense))
    assert first.W.tolist() == [[0, 1], [2, 3]]
    assert first.b.tolist() == [4, 5]
    assert second.W.tolist() == [[6], [7]]
    assert second.b.tolist() == [8]


def test_that_a_network_with_a_link_ends_in_its_dense_layer():
    linked = Network((2, 3), [Softmax()], CrossEntropy(), np.zeros(9))
    free = Network((2, 3), [Sigmoid()], SquaredError(), np.zeros(9))

    assert [type(layer) for layer in linked.layers] == [Dense]
    assert [type(layer) for layer in free.layers] == [Dense, Activate]
    assert linked.predict(np.ones((1, 2))) == pytest.approx(np.full((1, 3), 1 / 3))


def test_that_a_frozen_network_predicts_but_cannot_learn():
    theta = freeze([0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0])
    network = Network((2, 2, 1), [Sigmoid(), Sigmoid()], SquaredError(), theta)

    assert network.predict(np.array([[2.0, 3.0]])).shape == (1, 1)
    with pytest.raises(ValueError, match="read-only"):
        for _ in Sweep(network, Descent(SGD(), 9, rate=0.1)).moves(np.ones((1, 2)), np.ones((1, 1))):
            pass


def test_that_freezing_copies_and_then_locks():
    owner = np.arange(3.0)

    frozen = freeze(owner)
    owner[0] = 99.0

    assert frozen.tolist() == [0.0, 1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        frozen[0] = 1.0
    with pytest.raises(ValueError, match="WRITEABLE"):
        frozen[:].flags.writeable = True


def test_that_answers_do_not_depend_on_how_many_samples_go_through_together():
    network = Network((2, 3, 1), [Tanh(), Sigmoid()], SquaredError(), np.linspace(-1.0, 1.0, 13))
    x = np.random.default_rng(1).normal(size=(2 * MOST + 5, 2))

    assert network.predict(x) == pytest.approx(network.forward(x), rel=1e-14)
    assert network.predict(x[:0]).shape == (0, 1)
