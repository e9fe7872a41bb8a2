"""Losses: how wrong the network is for each sample, and the slope of that number.

A loss may have a *link*: an activation that the loss itself applies. Cross-entropy takes the sums z of the last layer
and applies sigmoid or softmax, because loss and link computed together cannot overflow. The network then ends with the
last Dense, without Activate. Every other loss takes the outputs a = f(z).
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.activations import Activation, Linear, Sigmoid, Softmax
from mlpviz.nn.arrays import Array
from mlpviz.nn.registry import Choice, Registry, span


class Loss(Choice):
    """The loss of each sample, and its slope. `y` is the result of the network, `t` the targets, both (n, outputs)."""

    formula: ClassVar[str]
    """The loss of one sample as LaTeX."""
    part: ClassVar[str] = ""
    """The term of one output, as LaTeX in a and t; "" if `formula` is enough."""
    slope_part: ClassVar[str] = ""
    """The derivative of `part` by a, as LaTeX."""
    targets: ClassVar[tuple[float, float] | None] = None
    """The target values for "no" and for "yes"; None means those of the output's activation."""

    def link(self, outputs: int) -> Activation | None:
        """The activation that this loss applies itself to the sums of `outputs` units, or None."""
        return None

    def of_samples(self, y: Array, t: Array) -> Array:
        """The loss of every sample, shape (n,)."""
        raise NotImplementedError

    def slope(self, y: Array, t: Array) -> Array:
        """∂(loss of a sample)/∂y, shape (n, outputs)."""
        raise NotImplementedError

    def pieces(self, y: Array, t: Array) -> NDArray[Any] | None:
        """Which interval between kinks each y lies in: different values mean a kink in between. None without kinks."""
        return None

    def usual_output(self, outputs: int) -> Activation:
        """The default output activation: the link, or one that suits this loss."""
        return self.link(outputs) or Sigmoid()

    def refusal_of_targets(self, t: Array) -> str | None:
        """Why this loss cannot use the targets t (n, outputs), and what to do instead; None if it can."""
        return None

    def refusal(self, activation: Activation, outputs: int) -> str | None:
        """Why this loss cannot use an output layer with that activation, and what to do instead; None if it can."""
        link = self.link(outputs)
        if link is None:
            if activation.only_as_link:
                return f"{self.name} does not go with a {activation.name} output; choose Sigmoid, Tanh or Linear there."
        elif activation != link:
            units = "one output" if outputs == 1 else f"{outputs} outputs"
            return (
                f"{self.name} with {units} needs a {link.name} output, not {activation.name}; choose {link.name} there."
            )
        return None


losses: Registry[Loss] = Registry("loss")


@losses.register
class SquaredError(Loss):
    """Half the squared distance to the target; half, so that its slope is simply output − target."""

    label = "Squared error"
    formula = r"\tfrac{1}{2}\sum_k (a_k - t_k)^2"

    def of_samples(self, y: Array, t: Array) -> Array:
        """½ Σ (a − t)², summed over the outputs."""
        error = y - t
        return np.asarray(0.5 * np.add.reduce(error * error, axis=1))

    def slope(self, y: Array, t: Array) -> Array:
        return y - t


@losses.register
class MeanSquaredError(Loss):
    """The squared distance to the target, averaged over the outputs. The usual choice for predicting numbers."""

    label = "Mean squared"
    formula = r"\frac{1}{K}\sum_k (a_k - t_k)^2"

    def of_samples(self, y: Array, t: Array) -> Array:
        """(1/K) Σ (a − t)² over the K outputs."""
        error = y - t
        return np.asarray(np.add.reduce(error * error, axis=1) / y.shape[1])

    def slope(self, y: Array, t: Array) -> Array:
        """2 (a − t) / K."""
        return (y - t) * (2.0 / y.shape[1])


@losses.register
class CrossEntropy(Loss):
    """The surprise at the right answer, −ln p. A sure and wrong answer costs without limit, so it is corrected fast.

    With one output: −t ln p − (1 − t) ln (1 − p), p = sigmoid(z). With several: −Σ t ln p, p = softmax(z). Both are
    computed from z, as max(z, 0) − t z + ln(1 + e^−|z|) and as ln Σ eᶻ − Σ t z, so that no logarithm of 0 is taken;
    the largest z is subtracted from all first, and the e⁰ = 1 are counted apart from the smaller powers.
    """

    label = "Cross-entropy"
    formula = r"-\sum_k t_k \ln p_k"

    def link(self, outputs: int) -> Activation | None:
        return Sigmoid() if outputs == 1 else Softmax()

    def refusal_of_targets(self, t: Array) -> str | None:
        """Refuse what is no probability, and rows of several that do not add up to 1."""
        instead = "choose SquaredError or Huber for numbers."
        wrong = t[(t < 0.0) | (t > 1.0)]
        if wrong.size:
            return f"{self.name} needs targets from 0 to 1, not {wrong[0]:g}; {instead}"
        sums = np.add.reduce(t, axis=1)
        off = sums[np.abs(sums - 1.0) > 1e-6]
        if t.shape[1] > 1 and off.size:
            return f"{self.name} needs targets that add up to 1 in every row, not to {off[0]:g}; {instead}"
        return None

    def of_samples(self, y: Array, t: Array) -> Array:
        """−ln of the probability that the network gives to the target, computed from the sums z."""
        if y.shape[1] == 1:
            each = np.maximum(y, 0.0) - t * y + np.log1p(np.exp(-np.abs(y)))
            return np.asarray(each[:, 0])
        below = y - np.maximum.reduce(y, axis=1, keepdims=True)
        ones = (below >= 0.0) * 1.0
        rest = np.add.reduce(np.exp(below) - ones, axis=1) + (np.add.reduce(ones, axis=1) - 1.0)
        return np.asarray(np.log1p(rest) * np.add.reduce(t, axis=1) - np.add.reduce(t * below, axis=1))

    def slope(self, y: Array, t: Array) -> Array:
        """Return p − t, written as p (Σt − t) − t (1 − p), so that a small difference keeps its digits.

        The slopes of the logarithm and of the link cancel. 1 − p is the share of the other outputs.
        """
        if y.shape[1] == 1:
            yes, no = np.exp(np.minimum(y, 0.0)), np.exp(-np.maximum(y, 0.0))
            return (yes * (1.0 - t) - t * no) / (yes + no)
        below = y - np.maximum.reduce(y, axis=1, keepdims=True)
        powers, ones = np.exp(below), (below >= 0.0) * 1.0
        rest = np.add.reduce(powers - ones, axis=1, keepdims=True) + (np.add.reduce(ones, axis=1, keepdims=True) - 1.0)
        others = (1.0 - powers) + rest
        return (powers * (np.add.reduce(t, axis=1, keepdims=True) - t) - t * others) / (1.0 + rest)


_TRIED = np.concatenate([-np.geomspace(1e-3, 1e3, 61), [0.0], np.geomspace(1e-3, 1e3, 61)])
"""Values of z by which `Hinge.refusal` finds out whether an activation gives numbers below and above 0."""


@losses.register
class Hinge(Loss):
    """Nothing is wrong once an answer is on the right side by a margin of 1; until then the loss grows evenly.

    max(0, 1 − t a), with targets −1 and +1. With several outputs each one is asked "this class or the rest?", and what
    they lose is added up. Cortes and Vapnik, "Support-Vector Networks" (1995).
    """

    label = "Hinge"
    formula = r"\sum_k \max(0, 1 - t_k a_k)"
    part = r"\max(0, 1 - t\,a)"
    slope_part = r"-t\,[t\,a < 1]"
    targets = (-1.0, 1.0)

    def of_samples(self, y: Array, t: Array) -> Array:
        return np.asarray(np.add.reduce(np.maximum(1.0 - t * y, 0.0), axis=1))

    def slope(self, y: Array, t: Array) -> Array:
        """−t inside the margin, 0 beyond it."""
        return -t * (t * y < 1.0)

    def pieces(self, y: Array, t: Array) -> NDArray[Any] | None:
        """Inside the margin, at its edge or beyond it: 1, 0 or −1."""
        return np.asarray(np.sign(1.0 - t * y))

    def usual_output(self, outputs: int) -> Activation:
        return Linear()

    def refusal(self, activation: Activation, outputs: int) -> str | None:
        """Refuse a link, and activations that do not give numbers both below and above 0."""
        if not activation.only_as_link:
            answers = activation.value(_TRIED)
            if np.min(answers) < 0.0 < np.max(answers):
                return None
        return (
            f"{self.name} needs outputs below 0 and above 0, which {activation.name} does not give; choose Linear "
            f"there, or Tanh."
        )

    def refusal_of_targets(self, t: Array) -> str | None:
        """Refuse all targets except −1 and +1."""
        wrong = t[np.abs(t) != 1.0]
        if not wrong.size:
            return None
        return f"{self.name} needs targets of −1 or +1, not {wrong[0]:g}; choose SquaredError or Huber for numbers."


@losses.register
class Huber(Loss):
    """Squared error for small mistakes, but far outliers pull only with constant force. δ is where that begins.

    Per output ½ e² up to |e| = δ and δ (|e| − ½ δ) beyond, with e = a − t; summed over the outputs, so that a large δ
    gives the squared error. Huber, "Robust Estimation of a Location Parameter" (1964).
    """

    label = "Huber"
    symbols = {"delta": r"\delta"}
    formula = r"\sum_k c_k \left(a_k - t_k - \tfrac{1}{2} c_k\right),\ c_k = \max(-\delta, \min(\delta, a_k - t_k))"
    part = r"c\,(a - t - \tfrac{1}{2} c)"
    slope_part = r"c = \max(-\delta, \min(\delta, a - t))"
    delta: float = span(1.0, 0.01, 100.0)

    def of_samples(self, y: Array, t: Array) -> Array:
        """Σ c (e − ½ c), where e = a − t and c is e limited to ±δ."""
        error = y - t
        cut = np.minimum(np.maximum(error, -self.delta), self.delta)
        return np.asarray(np.add.reduce(cut * (error - 0.5 * cut), axis=1))

    def slope(self, y: Array, t: Array) -> Array:
        """Return a − t, limited to ±δ."""
        return np.minimum(np.maximum(y - t, -self.delta), self.delta)

    def pieces(self, y: Array, t: Array) -> NDArray[Any] | None:
        """Below −δ, between, or above +δ: 0, 1 or 2."""
        return np.asarray(np.searchsorted((-self.delta, self.delta), y - t))


def encode(labels: NDArray[np.int64], outputs: int, low_high: tuple[float, float]) -> Array:
    """Write class labels 0…k−1 as targets, shape (n, outputs).

    One output: low for class 0 and high for class 1. Several: one-hot, high for the class and low elsewhere.
    """
    low, high = low_high
    hot = labels[:, None] == (np.arange(outputs) if outputs > 1 else np.array([1]))
    return np.where(hot, high, low)


def midpoint(low_high: tuple[float, float]) -> float:
    """The answer of a single output above which it says class 1: halfway between its two targets."""
    return sum(low_high) / 2.0


def decode(y: Array, low_high: tuple[float, float]) -> NDArray[np.int64]:
    """Turn outputs (n, outputs) into class labels (n,): one output by the midpoint, several by the largest."""
    if y.shape[1] == 1:
        return (y[:, 0] > midpoint(low_high)).astype(np.int64)
    return np.asarray(np.argmax(y, axis=1), dtype=np.int64)
