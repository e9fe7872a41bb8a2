"""Zhou's two calculations: an answer that can be followed in the head, and the gradient for Alice."""

from __future__ import annotations

from mlpviz.data.points import PointSet
from mlpviz.engine.examples.example import Example, Printed, numbers, recomputed
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan

_SOURCE = "Victor Zhou, Machine Learning for Beginners: An Introduction to Neural Networks (2019)"
_UNITS = ("x_1", "x_2"), ("h_1", "h_2"), ("o_1",)
_WEIGHTS, _BIASES = tuple(f"w_{number}" for number in range(1, 7)), ("b_1", "b_2", "b_3")


def _with(theta: tuple[float, ...], x: tuple[float, float]) -> Experiment:
    network = NetworkSpec(
        (LayerSpec(2, "Sigmoid"), LayerSpec(1, "Sigmoid")), loss="MeanSquaredError", theta=theta)
    return Experiment(PointSet([x], targets=[[1.0]]), network, Plan("SGD", learning_rate=0.1, batch_size=1))


def _forward() -> Experiment:
    return _with((0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0), (2.0, 3.0))


def _alice() -> Experiment:
    return _with((1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0), (-2.0, -1.0))


ALICE = Example(
    "Zhou 2-2-1, Alice", "zhou", _SOURCE,
    "Weight and height of Alice, shifted to −2 and −1; all weights are 1 and all biases 0.",
    "One derivative, ∂L/∂w₁, worked out from end to end as a product of three slopes.",
    "The article goes on with rounded factors, so two of its numbers are off in the last digit. It calls the output "
    "o₁ the prediction, and prints neither the other gradients nor the update.",
    _alice, "L", _UNITS, _WEIGHTS, _BIASES,
    (
        *numbers("h₁ 0.0474  h₂ 0.0474  o₁ 0.524  ∂o₁/∂z_o1 0.249"),
        Printed("∂L/∂o₁", "-0.952", right="-0.953", why="which is −2 · (1 − 0.524), from the rounded output"),
        Printed("∂L/∂w₁", "0.0214", right="0.0215", why="which is −0.952 · 0.249 · (−0.0904), from rounded factors"),
        *recomputed("z_h1 -3  z_h2 -3  h₁ 0.047426  h₂ 0.047426  o₁ 0.523695  L 0.226866  ∂L/∂w₁ 0.021470"),
    ),
)  # fmt: skip
FORWARD = Example(
    "Zhou 2-2-1, forward", "zhou-forward", _SOURCE,
    "Every unit has the weights 0 and 1 and no bias, so the answer can be followed in the head.",
    "What a forward pass is: weighted sum, sigmoid, and the same again one layer on.",
    "Only the answer is printed. A target of 1 was added here, so that the walk can go back as well.",
    _forward, "L", _UNITS, _WEIGHTS, _BIASES,
    (
        *numbers("z_h1 3  z_h2 3  h₁ 0.9526  h₂ 0.9526  o₁ 0.7216"),
        *recomputed("h₁ 0.952574  h₂ 0.952574  o₁ 0.721633"),
    ),
)  # fmt: skip
