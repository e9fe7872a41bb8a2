"""Published worked examples, with the digits that their authors printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan


@dataclass(frozen=True, eq=False)
class Example:
    """A published calculation as an experiment, whose numbers can be compared digit by digit."""

    title: str
    short: str
    """Its name on the command line."""
    source: str
    about: str
    """A description of one or two sentences."""
    experiment: Experiment
    loss: str
    """The letter for the loss."""
    units: tuple[tuple[str, ...], ...] = ()
    """LaTeX names, inputs first; empty for the usual names."""
    weights: tuple[str, ...] = ()
    """LaTeX names, layer by layer, unit by unit, source by source."""
    biases: tuple[str, ...] = ()
    """LaTeX names, layer by layer, unit by unit; a repeated name is one bias that the units of a layer share."""
    printed: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """The printed results, by the name of the number ("∂E/∂w₅") and the sample, from 0; `UPDATE` for new weights."""


UPDATE = -1


def _printed(sample: int, text: str) -> dict[tuple[str, int], str]:
    """Names and digits in turns."""
    words = text.split()
    return {(name, sample): digits for name, digits in zip(words[::2], words[1::2], strict=True)}


def _mazur() -> Example:
    title = "Mazur 2-2-2"
    theta = (0.15, 0.25, 0.20, 0.30, 0.35, 0.35, 0.40, 0.50, 0.45, 0.55, 0.60, 0.60)
    network = NetworkSpec(
        (LayerSpec(2, "Sigmoid"), LayerSpec(2, "Sigmoid")), loss="SquaredError", theta=theta, train_biases=False)
    points = PointSet([[0.05, 0.10]], targets=[[0.01, 0.99]])
    printed = _printed(0, """
        z_h1 0.3775  z_h2 0.3925  h₁ 0.593269992  h₂ 0.596884378
        z_o1 1.105905967  z_o2 1.224921404  o₁ 0.751365070  o₂ 0.772928465
        E₁ 0.274811083  E₂ 0.023560026  E 0.298371109
        ∂E/∂o₁ 0.74136507  ∂o₁/∂z_o1 0.186815602  ∂E/∂h₁ 0.036350306  ∂h₁/∂z_h1 0.241300709
        δ_o1 0.138498562  δ_o2 -0.038098237
        ∂E/∂w₅ 0.082167041  ∂E/∂w₆ 0.082667628  ∂E/∂w₇ -0.022602540  ∂E/∂w₈ -0.022740242
        δ_h1 0.008771355  δ_h2 0.009954255
        ∂E/∂w₁ 0.000438568  ∂E/∂w₂ 0.000877135  ∂E/∂w₃ 0.000497713  ∂E/∂w₄ 0.000995425""")
    printed |= _printed(UPDATE, """
        w₁ 0.149780716  w₂ 0.199561432  w₃ 0.249751144  w₄ 0.299502287
        w₅ 0.358916480  w₆ 0.408666186  w₇ 0.511301270  w₈ 0.561370121""")
    return Example(
        title, "mazur", "Matt Mazur, A Step by Step Backpropagation Example (2015)",
        "One sample, two inputs, two hidden units and two outputs, sigmoid everywhere. Biases stay as they are.",
        Experiment(points, network, Plan("SGD", learning_rate=0.5, batch_size=1), title), "E",
        (("x_1", "x_2"), ("h_1", "h_2"), ("o_1", "o_2")), tuple(f"w_{number}" for number in range(1, 9)),
        ("b_1", "b_1", "b_2", "b_2"), printed,
    )


_ZHOU = "Victor Zhou, Machine Learning for Beginners: An Introduction to Neural Networks (2019)"
_ZHOU_NAMES = (
    (("x_1", "x_2"), ("h_1", "h_2"), ("o_1",)), tuple(f"w_{number}" for number in range(1, 7)), ("b_1", "b_2", "b_3"),
)


def _zhou_forward() -> Example:
    title = "Zhou 2-2-1, forward"
    network = NetworkSpec(
        (LayerSpec(2, "Sigmoid"), LayerSpec(1, "Sigmoid")), loss="MeanSquaredError",
        theta=(0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
    points = PointSet([[2.0, 3.0]], targets=[[1.0]])
    return Example(
        title, "zhou-forward", _ZHOU,
        "Every unit has the weights 0 and 1 and no bias, so the answer can be followed in the head.",
        Experiment(points, network, Plan("SGD", learning_rate=0.1, batch_size=1), title), "L", *_ZHOU_NAMES,
        _printed(0, "z_h1 3  z_h2 3  h₁ 0.952574  h₂ 0.952574  o₁ 0.721633"),
    )


def _zhou_alice() -> Example:
    title = "Zhou 2-2-1, Alice"
    network = NetworkSpec(
        (LayerSpec(2, "Sigmoid"), LayerSpec(1, "Sigmoid")), loss="MeanSquaredError",
        theta=(1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0))
    points = PointSet([[-2.0, -1.0]], targets=[[1.0]])
    return Example(
        title, "zhou", _ZHOU, "Weight and height of Alice, shifted to −2 and −1; all weights are 1 and all biases 0.",
        Experiment(points, network, Plan("SGD", learning_rate=0.1, batch_size=1), title), "L", *_ZHOU_NAMES,
        _printed(0, """
            z_h1 -3  z_h2 -3  h₁ 0.047426  h₂ 0.047426  o₁ 0.523695  L 0.226866  ∂L/∂w₁ 0.021470"""),
    )


def _statquest() -> Example:
    title = "StatQuest 1-2-1"
    weights_and_biases = (3.34, -3.53, -1.43, 0.57, -1.22, -2.30, 0.0)
    network = NetworkSpec(
        (LayerSpec(2, "Softplus"), LayerSpec(1, "Linear")), loss="MeanSquaredError", inputs=1,
        theta=weights_and_biases, frozen=range(len(weights_and_biases) - 1))
    points = PointSet([[0.0], [0.5], [1.0]], targets=[[0.0], [1.0], [0.0]])
    return Example(
        title, "statquest", "Josh Starmer, StatQuest, Neural Networks Pt. 2: Backpropagation Main Ideas (2020)",
        "How well a medicine works at a low, a middle and a high dose. Only the last bias learns, from 0, by the sum "
        "of the squared residuals; all else is held.",
        Experiment(points, network, Plan("SGD", learning_rate=0.1, batch_size=3, reduction="sum"), title), "L",
        (("x",), ("h_1", "h_2"), ("o",)), ("w_1", "w_2", "w_3", "w_4"), ("b_1", "b_2", "b_3"),
        _printed(UPDATE, "b₃ 1.5655"),
    )


def _cs231n() -> Example:
    title = "CS231n neuron"
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), loss="SquaredError", theta=(2.0, -3.0, -3.0))
    # The notes differentiate the output itself. With a target of output − 1, the slope of the loss is exactly 1.
    points = PointSet([[-1.0, -2.0]], targets=[[0.7310585786300049 - 1.0]])
    return Example(
        title, "cs231n", "Stanford CS231n, Backpropagation, Intuitions",
        "One sigmoid unit with two inputs; its third weight is the bias. The target is one below the output, so every "
        "gradient is the slope of the output itself.",
        Experiment(points, network, Plan("SGD", learning_rate=0.1, batch_size=1), title), "E",
        (("x_0", "x_1"), ("f",)), ("w_0", "w_1"), ("w_2",),
        _printed(0, """
            z_f 1  f 0.731058579  ∂E/∂f 1  ∂f/∂z_f 0.196611933  δ_f 0.196611933
            ∂E/∂w₀ -0.196611933  ∂E/∂w₁ -0.393223866  ∂E/∂w₂ 0.196611933"""),
    )


def _goodfellow() -> Example:
    title = "Goodfellow XOR"
    network = NetworkSpec(
        (LayerSpec(2, "ReLU"), LayerSpec(1, "Linear")), loss="MeanSquaredError",
        theta=(1.0, 1.0, 1.0, 1.0, 0.0, -1.0, 1.0, -2.0, 0.0))
    x = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
    sums, hidden, answers = ((0, -1), (1, 0), (1, 0), (2, 1)), ((0, 0), (1, 0), (1, 0), (2, 1)), (0, 1, 1, 0)
    printed: dict[tuple[str, int], str] = {}
    for sample, (z, h, y) in enumerate(zip(sums, hidden, answers, strict=True)):
        text = f"z_h1 {z[0]} z_h2 {z[1]} h₁ {h[0]} h₂ {h[1]} z_y {y} y {y} J 0"
        printed |= _printed(sample, text)
    return Example(
        title, "goodfellow", "Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.1",
        "Two rectified units solve XOR exactly: every error is 0, so nothing is left to learn.",
        Experiment(PointSet(x, targets=[[float(y)] for y in answers]), network,
                   Plan("SGD", learning_rate=0.1, batch_size=4), title), "J",
        (("x_1", "x_2"), ("h_1", "h_2"), ("y",)), ("W_{11}", "W_{21}", "W_{12}", "W_{22}", "w_1", "w_2"),
        ("c_1", "c_2", "b"),
        printed,
    )


EXAMPLES: dict[str, Example] = {
    made.title: made for made in (_mazur(), _zhou_alice(), _zhou_forward(), _statquest(), _cs231n(), _goodfellow())
}
"""By title, in menu order. An experiment opened from an example has the title in its `example`."""


def example(name: str) -> Example:
    """Find an example by its title or short name; case does not matter. Raises ValueError that lists all examples."""
    wanted = name.strip().casefold()
    for one in EXAMPLES.values():
        if wanted in (one.title.casefold(), one.short):
            return one
    known = ", ".join(f"{one.title} ({one.short})" for one in EXAMPLES.values())
    raise ValueError(f"unknown example {name!r}; there are {known}.")
