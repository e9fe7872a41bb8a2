"""Worked examples of books and lectures: XOR, a sure and wrong softmax, a single weight with Adam and with sigmoid."""

from __future__ import annotations

from mlpviz.data.points import PointSet
from mlpviz.engine.examples.example import UPDATE, Example, Printed, numbers, recomputed
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan

_XOR = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
_ANSWERS = (0.0, 1.0, 1.0, 0.0)
_GOODFELLOW = "Ian Goodfellow, Yoshua Bengio and Aaron Courville, Deep Learning (2016), section 6.1"


def _xor(network: NetworkSpec) -> Experiment:
    points = PointSet(_XOR, targets=[[answer] for answer in _ANSWERS])
    return Experiment(points, network, Plan("SGD", learning_rate=0.1, batch_size=4))


def _xor_solved() -> Experiment:
    return _xor(NetworkSpec(
        (LayerSpec(2, "ReLU"), LayerSpec(1, "Linear")), loss="MeanSquaredError",
        theta=(1.0, 1.0, 1.0, 1.0, 0.0, -1.0, 1.0, -2.0, 0.0)))  # fmt: skip


def _xor_linear() -> Experiment:
    return _xor(NetworkSpec((LayerSpec(1, "Linear"),), loss="MeanSquaredError", theta=(0.0, 0.0, 0.5)))


def _printed_of_xor() -> tuple[Printed, ...]:
    rows = zip(((0, -1), (1, 0), (1, 0), (2, 1)), ((0, 0), (1, 0), (1, 0), (2, 1)), (0, 1, 1, 0), strict=True)
    found: list[Printed] = []
    for sample, (z, h, y) in enumerate(rows):
        found += numbers(f"z_h1 {z[0]}  z_h2 {z[1]}  h₁ {h[0]}  h₂ {h[1]}  y {y}", sample)
        found += recomputed("J 0", sample)
    return tuple(found)


GOODFELLOW = Example(
    "Goodfellow XOR", "goodfellow", _GOODFELLOW,
    "Two rectified units solve XOR exactly: every error is 0, so nothing is left to learn.",
    "Why a hidden layer is needed: it moves (0, 1) and (1, 0) onto the same point, and then one line is enough.",
    "The weights were found by hand, not learned. At two corners a sum is exactly 0, where ReLU has no slope; here "
    "0 counts as its slope there.",
    _xor_solved, "J", (("x_1", "x_2"), ("h_1", "h_2"), ("y",)),
    ("W_{11}", "W_{21}", "W_{12}", "W_{22}", "w_1", "w_2"), ("c_1", "c_2", "b"), _printed_of_xor(),
)  # fmt: skip
GOODFELLOW_LINEAR = Example(
    "Goodfellow XOR, linear", "goodfellow-linear", _GOODFELLOW,
    "The best that a linear model can do on XOR: both weights 0 and the bias ½, so it answers 0.5 everywhere.",
    "Every sample has a gradient, but the four add up to 0: the model stays where it is, and wrong.",
    "The book finds these numbers by the normal equations, not by descent; the walk shows that descent ends there too.",
    _xor_linear, "J", (("x_1", "x_2"), ("y",)), ("w_1", "w_2"), ("b",),
    (
        *(one for sample in range(4) for one in numbers("y 0.5", sample)),
        *numbers("w₁ 0  w₂ 0  b 0.5", UPDATE),
    ),
)  # fmt: skip


def _ustc() -> Experiment:
    theta = (1, 0, -1, 0, 0, 1, 0, -1, -1, -1, -1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 0, 2)
    network = NetworkSpec((LayerSpec(4, "ReLU"), LayerSpec(2, "Softmax")), loss="CrossEntropy", theta=theta)
    return Experiment(PointSet([[3.0, 14.0]], [1]), network, Plan("SGD", learning_rate=0.1, batch_size=1))


USTC = Example(
    "USTC 2-4-2, softmax", "ustc", "USTC, AI3002 Artificial Intelligence, homework on neural networks (2025)",
    "One point, (3, 14), of the second class; four rectified hidden units, two softmax outputs, cross-entropy.",
    "A network that is sure and wrong: p₂ is 7 · 10⁻¹³, so the error signals are as large as they can be, ±1. Two "
    "hidden units are at 0 and get no gradient at all.",
    "The sheet numbers the classes from 1. It rounds p₁ to 1; the walk has the 6.9 · 10⁻¹³ that is missing.",
    _ustc, "L", (("x_1", "x_2"), ("h_1", "h_2", "h_3", "h_4"), ("p_1", "p_2")), (), (),
    (
        *numbers("h₁ 2  h₂ 13  h₃ 0  h₄ 0  p₁ 1.00000000  p₂ 6.91440011e-13  δ_p1 1.0000  δ_p2 -1.0000"),
        *numbers("""
            w_x1→h1 0.4000  w_x1→h2 -0.6000  w_x1→h3 -1.0000  w_x1→h4 0.0000
            w_x2→h1 -2.8000  w_x2→h2 -1.8000  w_x2→h3 0.0000  w_x2→h4 -1.0000
            b_h1 -1.2000  b_h2 -1.2000  b_h3 -1.0000  b_h4 -1.0000
            w_h1→p1 0.8000  w_h1→p2 -0.8000  w_h2→p1 -0.3000  w_h2→p2 0.3000
            w_h3→p1 1.0000  w_h3→p2 -1.0000  w_h4→p1 1.0000  w_h4→p2 -1.0000""", UPDATE),
    ),
)  # fmt: skip


def _basran() -> Experiment:
    network = NetworkSpec(
        (LayerSpec(1, "Linear"),), loss="MeanSquaredError", inputs=1, theta=(5.0, 0.0), train_biases=False)
    return Experiment(PointSet([[1.0]], targets=[[0.0]]), network, Plan("Adam", learning_rate=0.1, batch_size=1))


BASRAN = Example(
    "Basran, Adam by hand", "basran", "Basran, The Adam optimizer by hand",
    "The function θ² from θ = 5, as one linear unit: its only weight is θ, its input 1, its target 0 and its loss the "
    "squared error.",
    "The first step of Adam, line by line. Both memories begin at 0; the division by 1 − βᵗ makes up for that, and the "
    "step is as long as the learning rate, however steep the slope.",
    "There is no network in the source, only θ². The bias belongs to the unit; it is 0 and held.",
    _basran, "J", (("x",), ("y",)), (r"\theta",), ("b",),
    (
        *numbers("∂J/∂θ 10", 0),
        *numbers("m 1  v 0.1  m̂ 10  v̂ 100  Δw -0.1  θ 4.9", UPDATE),
    ),
)  # fmt: skip


def _rashid() -> Experiment:
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), loss="SquaredError", theta=(2.0, 3.0, 0.0), train_biases=False)
    # The book gives the error, target − output, and no target: sigmoid(2.3) + 1.5 has it.
    points = PointSet([[0.4, 0.5]], targets=[[0.9088770389851438 + 1.5]])
    return Experiment(points, network, Plan("SGD", learning_rate=0.1, batch_size=1))


RASHID = Example(
    "Rashid, one weight", "rashid", "Tariq Rashid, Make Your Own Neural Network (2016), erratum 3",
    "One sigmoid output with the weights 2 and 3 from two hidden units, whose outputs 0.4 and 0.5 are given. The error "
    "is 1.5.",
    "One update of one weight in three factors: error, slope of the sigmoid, and what arrives at the weight.",
    "The first printing used 4 in place of the weight 3; this is the corrected version. The error is given without a "
    "target, and one of 2.409, which no sigmoid reaches, has it. The book drops the factor 2 of the squared error.",
    _rashid, "E", (("o_1", "o_2"), ("o",)), ("w_{11}", "w_{21}"), ("b",),
    (
        *numbers("z_o 2.3  o 0.909  ∂o/∂z_o 0.083"),
        Printed("∂E/∂w₁₁", "0.04969", right="-0.04969", why="without the minus sign that it names just before"),
        *numbers("w₁₁ 2.005", UPDATE),
        *recomputed("∂E/∂o -1.5"),
        *recomputed("w₁₁ 2.004969", UPDATE),
    ),
)  # fmt: skip
