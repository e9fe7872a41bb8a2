"""Activation functions: a unit's output from its weighted sum, a = f(z), and the slope f′(z)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Numbers
from mlpviz.nn.exact_functions import EXP_WORDS
from mlpviz.nn.expressions import Expression
from mlpviz.nn.formula import LONGEST, parse
from mlpviz.nn.registry import Registry, span, typed

__all__ = ["Activation", "activations"]

activations: Registry[Activation] = Registry("activation")


@activations.register
class Step(Activation):
    """Fires or does not: 1 above zero, else 0. The first artificial neuron; gradients cannot teach the layers before.

    f(z) = [z > 0], with slope 0 everywhere. McCulloch and Pitts (1943); Rosenblatt (1958).
    """

    label = "step"
    formula = r"[z > 0]"
    slope_formula = r"0"
    bounds = (0.0, 1.0)
    steepest = 0.0
    kinks = (0.0,)
    warning = "Step has slope 0 everywhere, so neither its own layer nor those before it can learn."

    def value(self, z: Numbers) -> Numbers:
        return (z > 0.0) * 1.0

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 0 everywhere."""
        return (z > 0.0) * 0.0


@activations.register
class Linear(Activation):
    """Passes the sum on unchanged. A network of linear units alone can only draw one straight border."""

    label = "linear"
    formula = r"z"
    slope_formula = r"1"

    def value(self, z: Numbers) -> Numbers:
        return z * 1.0

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 1 everywhere."""
        return z * 0.0 + 1.0


@activations.register
class ReLU(Activation):
    """Cuts off everything below zero. Fast, and its slope never shrinks, but a unit can die.

    f(z) = max(0, z); the slope at exactly 0 is taken as 0. Nair and Hinton (2010).
    """

    label = "ReLU"
    formula = r"\max(0, z)"
    slope_formula = r"[z > 0]"
    kinks = (0.0,)

    def value(self, z: Numbers) -> Numbers:
        return np.maximum(z, 0.0)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        return (z > 0.0) * 1.0


@activations.register
class LeakyReLU(Activation):
    """Lets a trickle through below zero, so that no unit can die.

    f(z) = z above zero and α z below; the slope at exactly 0 is taken as α. Maas, Hannun and Ng (2013).
    """

    label = "leaky ReLU"
    formula = r"\max(0, z) + \alpha \min(0, z)"
    slope_formula = r"[z > 0] + \alpha\,[z \le 0]"
    kinks = (0.0,)
    alpha: float = span(0.01, 0.0, 1.0)

    def value(self, z: Numbers) -> Numbers:
        """Return z where z > 0, else α z."""
        return np.maximum(z, 0.0) + self.alpha * np.minimum(z, 0.0)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 1 where z > 0, else α."""
        return (z > 0.0) * 1.0 + (z <= 0.0) * self.alpha


@activations.register
class Sigmoid(Activation):
    """Squeezes every sum into 0…1, like a probability. Its slope is at most ¼, so gradients shrink layer by layer.

    f(z) = 1 / (1 + e⁻ᶻ). Where z < 0 it is computed as eᶻ / (1 + eᶻ), which is the same and cannot overflow.
    """

    label = "sigmoid"
    formula = r"\frac{1}{1 + e^{-z}}"
    slope_formula = r"a\,(1 - a)"
    bounds = (0.0, 1.0)
    steepest = 0.25

    def value(self, z: Numbers) -> Numbers:
        """Return 1 / (1 + e⁻ᶻ)."""
        e = np.exp(-np.abs(z))
        return np.maximum(e, z >= 0.0) / (1.0 + e)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return a (1 − a), from z: near a = 1 the digits of 1 − a are lost."""
        e = np.exp(-np.abs(z))
        w = 1.0 + e
        return e / (w * w)


@activations.register
class Logistic(Activation):
    """A sigmoid to shape by hand: k is how steep it is, low and high are its ends, the midpoint is where it is halfway.

    f(z) = l + (h − l) / (1 + e^(−k (z − m))). Verhulst's curve of growth (1838); with large k it nears the step.
    """

    label = "logistic"
    symbols = {"low": "l", "high": "h", "midpoint": "m"}
    formula = r"l + \frac{h - l}{1 + e^{-k(z - m)}}"
    slope_formula = r"\frac{k\,(a - l)\,(h - a)}{h - l}"
    k: float = span(1.0, 0.01, 20.0)
    low: float = span(0.0, -10.0, 0.0)
    high: float = span(1.0, 0.1, 10.0)
    midpoint: float = span(0.0, -10.0, 10.0)

    @property
    def targets(self) -> tuple[float, float]:
        return (self.low, self.high)

    @property
    def bounds(self) -> tuple[float, float] | None:
        return (self.low, self.high)

    @property
    def steepest(self) -> float:
        """The slope at the midpoint."""
        return 0.25 * self.k * (self.high - self.low)

    def value(self, z: Numbers) -> Numbers:
        """Return high s + low (1 − s), with s = sigmoid(k (z − midpoint))."""
        u = self.k * (z - self.midpoint)
        return self.high * Sigmoid().value(u) + self.low * Sigmoid().value(-u)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return k (a − l)(h − a) / (h − l), from z: near both ends the digits of the differences are lost."""
        return (self.high - self.low) * self.k * Sigmoid().slope(self.k * (z - self.midpoint), a)


@activations.register
class Tanh(Activation):
    """Squeezes every sum into −1…1, centred on zero. Steep in the middle, flat and slow to learn at both ends."""

    label = "tanh"
    formula = r"\tanh z"
    slope_formula = r"1 - a^2"
    targets = (-1.0, 1.0)
    bounds = (-1.0, 1.0)
    steepest = 1.0

    def value(self, z: Numbers) -> Numbers:
        return np.tanh(z)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 1 − a², from z: near a = ±1 the digits of the difference are lost."""
        e = np.exp(-2.0 * np.abs(z))
        w = 1.0 + e
        return 4.0 * e / (w * w)


@activations.register
class Softplus(Activation):
    """A ReLU with its corner rounded off: never quite 0, so it always learns a little. β is how sharp the corner is.

    f(z) = ln(1 + e^(β z)) / β, computed as max(z, 0) + ln(1 + e^(−|β z|)) / β. Dugas and others (2001).
    """

    label = "softplus"
    formula = r"\frac{1}{\beta} \ln(1 + e^{\beta z})"
    slope_formula = r"1 - e^{-\beta a}"
    beta: float = span(1.0, 0.1, 20.0)

    def value(self, z: Numbers) -> Numbers:
        """Return ln(1 + e^(β z)) / β."""
        return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(self.beta * z))) / self.beta

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 1 − e^(−β a), which is sigmoid(β z)."""
        return Sigmoid().value(self.beta * z)


@activations.register
class ELU(Activation):
    """Bends smoothly towards −α below zero, so that outputs average near zero and no unit dies at once.

    f(z) = z above zero and α (eᶻ − 1) below. Clevert, Unterthiner and Hochreiter (2016).
    """

    label = "ELU"
    formula = r"\max(0, z) + \alpha\,(e^{\min(0, z)} - 1)"
    slope_formula = r"[z > 0] + [z \le 0]\,(a + \alpha)"
    kinks = (0.0,)  # with α = 1 only f″ jumps, but a central difference still has a larger error there
    alpha: float = span(1.0, 0.0, 5.0)

    def value(self, z: Numbers) -> Numbers:
        """Return z where z > 0, else α (eᶻ − 1)."""
        return np.maximum(z, 0.0) + self.alpha * np.expm1(np.minimum(z, 0.0))

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 1 where z > 0, else a + α, which is α eᶻ."""
        return (z > 0.0) * 1.0 + (z <= 0.0) * self.alpha * np.exp(np.minimum(z, 0.0))


@activations.register
class GELU(Activation):
    """Lets a sum through by how likely it is to be large; the soft gate in most language models.

    f(z) = z Φ(z), in the tanh form ½ z (1 + tanh u), u = √(2/π) (z + 0.044715 z³). Hendrycks and Gimpel (2016).
    """

    label = "GELU"
    formula = r"\tfrac{1}{2} z\,(1 + \tanh u),\ u = \sqrt{2/\pi}\,(z + 0.044715 z^3)"
    slope_formula = r"\tfrac{1}{2} (1 + \tanh u) + \tfrac{1}{2} z\,(1 - \tanh^2 u)\,u'"

    def value(self, z: Numbers) -> Numbers:
        """Return ½ z (1 + tanh u), which is z sigmoid(2u); beyond ±30 the sigmoid is 0 or 1 to the last digit."""
        c = np.maximum(np.minimum(z, 30.0), -30.0)
        return z * Sigmoid().value(1.5957691216057308 * (c + 0.044715 * c * c * c))

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return ½ (1 + tanh u) + ½ z (1 − tanh² u) u′, by the sigmoid too."""
        c = np.maximum(np.minimum(z, 30.0), -30.0)
        u2 = 1.5957691216057308 * (c + 0.044715 * c * c * c)
        return Sigmoid().value(u2) + c * Sigmoid().slope(u2, a) * 1.5957691216057308 * (1.0 + 0.134145 * c * c)


@activations.register
class SiLU(Activation):
    """Its own gate: the sum times its sigmoid. Smooth, and dips a little below zero before it fades out.

    f(z) = z / (1 + e⁻ᶻ), also called Swish. Elfwing, Uchibe and Doya (2017).
    """

    label = "SiLU"
    formula = r"\frac{z}{1 + e^{-z}}"
    slope_formula = r"s + a\,(1 - s)"

    def value(self, z: Numbers) -> Numbers:
        """Return z sigmoid(z)."""
        return z * Sigmoid().value(z)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return s + a (1 − s), where s = sigmoid(z) and a = z s."""
        return Sigmoid().value(z) + z * Sigmoid().slope(z, a)


@activations.register
class Softsign(Activation):
    """Like tanh, but comes to its ends much more slowly, so that a large sum still learns.

    f(z) = z / (1 + |z|). Turian, Bergstra and Bengio (2009).
    """

    label = "softsign"
    formula = r"\frac{z}{1 + |z|}"
    slope_formula = r"(1 - |a|)^2"
    targets = (-1.0, 1.0)
    bounds = (-1.0, 1.0)
    steepest = 1.0
    kinks = (0.0,)  # the slope has a corner there

    def value(self, z: Numbers) -> Numbers:
        return z / (1.0 + np.abs(z))

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return (1 − |a|)², from z: near both ends the digits of the difference are lost."""
        w = 1.0 + np.abs(z)
        return 1.0 / w / w


_TRIED = np.array([-1000.0, -100.0, -30.0, *np.linspace(-10.0, 10.0, 81), 30.0, 100.0, 1000.0])
"""Values of z at which a formula must have a finite value and slope."""
_TRIED_WORDS = f"{len(_TRIED)} values of z from −1000 to 1000"


@activations.register
class Formula(Activation):
    """Your own function of z, for example z * tanh(ln(1 + exp(z))). Its slope is worked out exactly.

    Known are + − * / ^, numbers, pi, e, and exp, ln, sqrt, sin, cos, tanh, atan, sigmoid, abs, sign, step, max, min.
    In exp(u), u counts as 700 where it is larger, so that exp(exp(z)) stays finite. Allowed is a formula whose value
    and slope are finite wherever they are tried, at 87 values of z from −1000 to 1000.
    """

    label = "formula"
    text: str = typed("sin(z)", LONGEST, "a formula of z such as z * sigmoid(z)")

    @property
    def formula(self) -> str:
        return _read(self.text)[0].latex()

    @property
    def slope_formula(self) -> str:
        return _read(self.text)[1].latex()

    def value(self, z: Numbers) -> Numbers:
        with np.errstate(all="ignore"):
            return _read(self.text)[0].value({"z": z}) + 0.0 * z

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        with np.errstate(all="ignore"):
            return _read(self.text)[1].value({"z": z}) + 0.0 * z

    def pieces(self, z: Numbers) -> NDArray[Any] | None:
        """Which side of every kink (of abs, max, min, sign and step) each z lies on."""
        with np.errstate(all="ignore"):
            sides = _read(self.text)[0].sides({"z": z})
            return np.stack([side + 0.0 * z for side in sides]) if sides else None

    def check(self) -> None:
        """Raise ValueError if the text is not a formula of z, or has no finite value or slope where it is tried."""
        super().check()
        try:
            _read(self.text)
        except ValueError as problem:
            raise ValueError(f"Formula.text: {problem}; allowed is a formula of z such as z * sigmoid(z).") from None
        for what, found in (("value", self.value(_TRIED)), ("slope", self.slope(_TRIED, self.value(_TRIED)))):
            if not np.isfinite(found).all():
                at = _TRIED[np.argmin(np.isfinite(found))]
                raise ValueError(
                    f"Formula.text is {self.text!r}, which has no finite {what} at z = {at:g}; allowed is a formula "
                    f"whose value and slope are finite at the {_TRIED_WORDS} where they are tried. {EXP_WORDS}"
                )


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[Expression, Expression]:
    """A formula of z and its derivative."""
    found = parse(text)
    return found, found.derivative("z")


@activations.register
class Softmax(Activation):
    """Turns the sums of a whole output layer into probabilities that add up to 1. For the last layer only.

    pᵢ = e^zᵢ / Σⱼ e^zⱼ, shifted by the largest z so that it cannot overflow. Cross-entropy takes it in.
    """

    label = "softmax"
    formula = r"\frac{e^{z_i}}{\sum_j e^{z_j}}"
    slope_formula = r"p_i\,([i = j] - p_j)"
    bounds = (0.0, 1.0)
    only_as_link = True

    def value(self, z: Numbers) -> Numbers:
        """Return the probabilities, the same shape as z; the units run along the last axis."""
        powers = np.exp(z - np.maximum.reduce(z, axis=-1, keepdims=True))
        return powers / np.add.reduce(powers, axis=-1, keepdims=True)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Raise ValueError: every output depends on every sum, so a single unit has no slope of its own."""
        raise ValueError("Softmax has no slope of a single unit; use it in the last layer with CrossEntropy.")
