"""StatQuest's medicine: one bias finds its place in steps that become smaller and smaller."""

from __future__ import annotations

from mlpviz.data.points import PointSet
from mlpviz.engine.examples.example import BATCH, UPDATE, Example, Printed, numbers, series
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan

_AFTER = "which comes from the rounded {} + 1.57"
_PRINTED = (
    *numbers("o -2.6", 0), *numbers("o -1.6", 1), *numbers("o -2.61", 2),
    *numbers("L 20.4  ∂L/∂b₃ -15.7", BATCH), *numbers("b₃ 1.57", UPDATE),
    Printed("o", "-1.03", 0, 1, right="-1.04", why=_AFTER.format("−2.6")),
    Printed("o", "-0.03", 1, 1, right="-0.04", why=_AFTER.format("−1.6")),
    Printed("o", "-1.04", 2, 1, right="-1.05", why=_AFTER.format("−2.61")),
    *numbers("∂L/∂b₃ -6.26", BATCH, 1), *numbers("b₃ 2.19", UPDATE, 1), *numbers("b₃ 2.61", UPDATE, 9),
    *series("b₃", "1.5655 2.1917 2.4422 2.5424 2.5825 2.5985 2.6049", UPDATE, "second"),
    *series("L", "20.4236 3.2678 0.5229 0.0837 0.0134 0.0022", BATCH, "second"),
    *series("∂L/∂b₃", "-15.6551 -6.2620 -2.5048 -1.0019", BATCH, "second"),
)  # fmt: skip


def _experiment() -> Experiment:
    weights_and_biases = (3.34, -3.53, -1.43, 0.57, -1.22, -2.30, 0.0)
    network = NetworkSpec(
        (LayerSpec(2, "Softplus"), LayerSpec(1, "Linear")), loss="MeanSquaredError", inputs=1,
        theta=weights_and_biases, frozen=range(len(weights_and_biases) - 1))
    points = PointSet([[0.0], [0.5], [1.0]], targets=[[0.0], [1.0], [0.0]])
    return Experiment(points, network, Plan("SGD", learning_rate=0.1, batch_size=3, reduction="sum"))


STATQUEST = Example(
    "StatQuest 1-2-1", "statquest",
    "Josh Starmer, StatQuest, Neural Networks Pt. 2: Backpropagation Main Ideas (2020)",
    "How well a medicine works at a low, a middle and a high dose. Only the last bias learns, from 0, by the sum "
    "of the squared residuals; all else is held.",
    "Gradient descent on a single number: the gradients of three samples add up, and each step is smaller than the "
    "one before because the slope is.",
    "Six of the seven weights and biases are held. The film rounds to two decimals and goes on with the rounded "
    "numbers. It writes observed − predicted, so its factor is −2 and not 2.",
    _experiment, "L", (("x",), ("h_1", "h_2"), ("o",)), ("w_1", "w_2", "w_3", "w_4"), ("b_1", "b_2", "b_3"), _PRINTED,
)  # fmt: skip
