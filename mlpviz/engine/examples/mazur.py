"""Mazur's calculation by hand, digit for digit."""

from __future__ import annotations

from mlpviz.data.points import PointSet
from mlpviz.engine.examples.example import UPDATE, Example, Printed, numbers, recomputed
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan

_FROM_NEW = "which comes out if the error signals of the hidden layer are taken from the already updated output weights"
_LATER = "which comes from the same slip, made in every update"

_PRINTED = (
    *numbers("""
        z_h1 0.3775  h₁ 0.593269992  h₂ 0.596884378  z_o1 1.105905967  o₁ 0.75136507  o₂ 0.772928465
        E₁ 0.274811083  E₂ 0.023560026  E 0.298371109
        ∂E/∂o₁ 0.74136507  ∂o₁/∂z_o1 0.186815602  ∂E/∂w₅ 0.082167041  δ_o1 0.138498562
        δ_o1 · w₅ 0.055399425  ∂E/∂h₁ 0.036350306  ∂h₁/∂z_h1 0.241300709  ∂E/∂w₁ 0.000438568"""),
    Printed("δ_o2 · w₇", "-0.019049119", right="-0.019049118", why="which is one too much in the last digit"),
    *numbers("""
        w₅ 0.35891648  w₆ 0.408666186  w₇ 0.511301270  w₈ 0.561370121
        w₁ 0.149780716  w₂ 0.19956143  w₃ 0.24975114  w₄ 0.29950229""", UPDATE),
    Printed("E", "0.291027924", updates=1, right="0.291027774", why=_FROM_NEW),
    Printed("E", "0.000035085", updates=10_000, right="0.000035102", why=_LATER),
    Printed("o₁", "0.015912196", updates=10_000, right="0.015913620", why=_LATER),
    Printed("o₂", "0.984065734", updates=10_000, right="0.984064274", why=_LATER),
    *recomputed("""
        z_h2 0.3925  z_o2 1.224921404  δ_o2 -0.038098237
        ∂E/∂w₆ 0.082667628  ∂E/∂w₇ -0.022602540  ∂E/∂w₈ -0.022740242
        δ_h1 0.008771355  δ_h2 0.009954255
        ∂E/∂w₂ 0.000877135  ∂E/∂w₃ 0.000497713  ∂E/∂w₄ 0.000995425"""),
    *recomputed("o₁ 0.742088111  o₂ 0.775284968", updates=1),
    *recomputed("E 3.510187783e-05", updates=10_000),
)  # fmt: skip


def _experiment() -> Experiment:
    theta = (0.15, 0.25, 0.20, 0.30, 0.35, 0.35, 0.40, 0.50, 0.45, 0.55, 0.60, 0.60)
    network = NetworkSpec(
        (LayerSpec(2, "Sigmoid"), LayerSpec(2, "Sigmoid")), loss="SquaredError", theta=theta, train_biases=False)
    points = PointSet([[0.05, 0.10]], targets=[[0.01, 0.99]])
    return Experiment(points, network, Plan("SGD", learning_rate=0.5, batch_size=1))


MAZUR = Example(
    "Mazur 2-2-2", "mazur", "Matt Mazur, A Step by Step Backpropagation Example (2015)",
    "One sample, two inputs, two hidden units and two outputs, sigmoid everywhere. Biases stay as they are.",
    "The whole of backpropagation on one page: forward, error, the chain rule for an output weight and for a hidden "
    "weight, and the update.",
    "Biases are not updated, and the two units of a layer share one. The article's errors after the update come from "
    "error signals that use weights which were updated before: a slip that many programs copied. If biases learned "
    "as well, one for each unit, the error after one update would be 0.280471447.",
    _experiment, "E", (("x_1", "x_2"), ("h_1", "h_2"), ("o_1", "o_2")), tuple(f"w_{number}" for number in range(1, 9)),
    ("b_1", "b_1", "b_2", "b_2"), _PRINTED,
)  # fmt: skip
