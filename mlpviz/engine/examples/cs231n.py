"""Stanford's CS231n: a neuron, a product of a sum, and three arms of a spiral."""

from __future__ import annotations

import numpy as np

from mlpviz.data.points import PointSet
from mlpviz.engine.examples.example import BATCH, Example, numbers, recomputed
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan

_NOTES = "Stanford CS231n (Andrej Karpathy), notes on backpropagation (2015)"
_TARGET = "so the target here is one below the output, and the slope of the error by the output is exactly 1"


def _neuron() -> Experiment:
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), loss="SquaredError", theta=(2.0, -3.0, -3.0))
    # The notes differentiate the output itself. With a target of output − 1, the slope of the loss is exactly 1.
    points = PointSet([[-1.0, -2.0]], targets=[[0.7310585786300049 - 1.0]])
    return Experiment(points, network, Plan("SGD", learning_rate=0.1, batch_size=1))


def _product() -> Experiment:
    network = NetworkSpec(
        (LayerSpec(1, "Linear"), LayerSpec(1, "Linear")), loss="SquaredError", train_biases=False,
        theta=(-2.0, 5.0, 0.0, -4.0, 0.0))
    return Experiment(PointSet([[1.0, 1.0]], targets=[[-13.0]]), network, Plan("SGD", learning_rate=0.1, batch_size=1))


def _spiral() -> Experiment:
    random = np.random.RandomState(0)
    x, labels = np.zeros((300, 2)), np.repeat([0, 1, 2], 100)
    for arm in range(3):
        r, t = np.linspace(0.0, 1, 100), np.linspace(arm * 4, (arm + 1) * 4, 100) + random.randn(100) * 0.2
        x[100 * arm : 100 * (arm + 1)] = np.c_[r * np.sin(t), r * np.cos(t)]
    theta = np.concatenate([0.01 * random.randn(2, 3).ravel(), np.zeros(3)])
    network = NetworkSpec((LayerSpec(3, "Softmax"),), loss="CrossEntropy", theta=theta)
    return Experiment(PointSet(x, labels), network, Plan("SGD", learning_rate=1.0, batch_size=300, l2=1e-3))


NEURON = Example(
    "CS231n neuron", "cs231n", _NOTES,
    "One sigmoid unit with two inputs; its third weight is the bias. The target is one below the output, so every "
    "gradient is the slope of the output itself.",
    "A gradient is a product of local slopes: the whole sigmoid is one gate with the slope (1 − f) f, and an input's "
    "gradient is its weight times that.",
    f"The notes ask for the slopes of the output, not of an error, {_TARGET}. They print two decimals.",
    _neuron, "E", (("x_0", "x_1"), ("f",)), ("w_0", "w_1"), ("w_2",),
    (
        *numbers("""
            z_f 1.00  f 0.73  ∂f/∂z_f 0.20  ∂E/∂w₀ -0.20  ∂E/∂w₁ -0.39  ∂E/∂w₂ 0.20
            ∂E/∂x₀ 0.39  ∂E/∂x₁ -0.59"""),
        *recomputed("""
            z_f 1  f 0.731058579  ∂E/∂f 1  ∂f/∂z_f 0.196611933  δ_f 0.196611933
            ∂E/∂w₀ -0.196611933  ∂E/∂w₁ -0.393223866  ∂E/∂w₂ 0.196611933
            ∂E/∂x₀ 0.393223866  ∂E/∂x₁ -0.589835800"""),
    ),
)  # fmt: skip
PRODUCT = Example(
    "CS231n (x + y) z", "cs231n-product", _NOTES,
    "f = (x + y) z at x = −2, y = 5, z = −4. A gradient is asked for by x, y and z, so they are the weights here; both "
    "inputs are 1, and q = x + y.",
    "The smallest chain there is: a sum passes a gradient on unchanged, a product multiplies it by the other factor.",
    f"It is no neural network. The notes ask for the slopes of f, not of an error, {_TARGET}.",
    _product, "E", (("1_x", "1_y"), ("q",), ("f",)), ("x", "y", "z"), ("b_q", "b_f"),
    numbers("q 3  f -12  ∂E/∂f 1  ∂E/∂q -4  ∂E/∂x -4  ∂E/∂y -4  ∂E/∂z 3"),
)  # fmt: skip
SPIRAL = Example(
    "CS231n spiral, softmax", "cs231n-spiral",
    "Stanford CS231n (Andrej Karpathy), minimal neural network case study (2015)",
    "Three classes of 100 points in the arms of a spiral, drawn with the seed 0, and one softmax layer without hidden "
    "units. All 300 points make one update.",
    "Where a linear classifier ends: the loss comes to rest at 0.786 with 49 % of the points right. With a hidden "
    "layer it goes on.",
    "The loss printed is that of the data plus the penalty. The notes do not print their first weights: their loss "
    "begins at 1.096956, here, with the next numbers of the seed 0, at 1.096919. Both come to the same rest.",
    _spiral, "L", printed=numbers("L 0.786302", BATCH, 190),
)  # fmt: skip
