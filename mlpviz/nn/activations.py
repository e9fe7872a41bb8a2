"""Activation functions: a unit's output from its weighted sum, a = f(z), and the slope f′(z)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Numbers
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

    f(z) = 1 / (1 + e⁻ᶻ), computed as (1 + tanh(z/2)) / 2, which cannot overflow.
    """

    label = "sigmoid"
    formula = r"\frac{1}{1 + e^{-z}}"
    slope_formula = r"a\,(1 - a)"
    bounds = (0.0, 1.0)

    def value(self, z: Numbers) -> Numbers:
        """Return 1 / (1 + e⁻ᶻ)."""
        return 0.5 * np.tanh(0.5 * z) + 0.5

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        return a * (1.0 - a)


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

    def value(self, z: Numbers) -> Numbers:
        """Return low + (high − low) s, with s = sigmoid(k (z − midpoint))."""
        s = 0.5 * np.tanh(0.5 * self.k * (z - self.midpoint)) + 0.5
        return self.high * s + self.low * (1.0 - s)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return k (a − l)(h − a) / (h − l)."""
        return self.k * (a - self.low) * (self.high - a) / (self.high - self.low)


@activations.register
class Tanh(Activation):
    """Squeezes every sum into −1…1, centred on zero. Steep in the middle, flat and slow to learn at both ends."""

    label = "tanh"
    formula = r"\tanh z"
    slope_formula = r"1 - a^2"
    targets = (-1.0, 1.0)
    bounds = (-1.0, 1.0)

    def value(self, z: Numbers) -> Numbers:
        return np.tanh(z)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        return 1.0 - a * a


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
        """Return ln(1 + e^(β z)) / β; the exponent is limited to −700, where the term rounds to 0 anyway."""
        return np.maximum(z, 0.0) + np.log1p(np.exp(-np.minimum(np.abs(self.beta * z), 700.0))) / self.beta

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 1 − e^(−β a), which is sigmoid(β z)."""
        return 0.5 * np.tanh(0.5 * self.beta * z) + 0.5


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
        """Return z where z > 0, else α (eᶻ − 1); below −40 that is −α to the last digit."""
        return np.maximum(z, 0.0) + self.alpha * np.expm1(np.maximum(np.minimum(z, 0.0), -40.0))

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 1 where z > 0, else a + α."""
        return (z > 0.0) * 1.0 + (z <= 0.0) * (np.minimum(a, 0.0) + self.alpha)


@activations.register
class GELU(Activation):
    """Lets a sum through by how likely it is to be large; the soft gate in most language models.

    f(z) = z Φ(z), in the tanh form ½ z (1 + tanh u), u = √(2/π) (z + 0.044715 z³). Hendrycks and Gimpel (2016).
    """

    label = "GELU"
    formula = r"\tfrac{1}{2} z\,(1 + \tanh u),\ u = \sqrt{2/\pi}\,(z + 0.044715 z^3)"
    slope_formula = r"\tfrac{1}{2} (1 + \tanh u) + \tfrac{1}{2} z\,(1 - \tanh^2 u)\,u'"

    def value(self, z: Numbers) -> Numbers:
        """Return ½ z (1 + tanh u); beyond ±30 the tanh is ±1 to the last digit."""
        c = np.maximum(np.minimum(z, 30.0), -30.0)
        return 0.5 * z * (1.0 + np.tanh(0.7978845608028654 * (c + 0.044715 * c * c * c)))

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return ½ (1 + tanh u) + ½ z (1 − tanh² u) u′."""
        c = np.maximum(np.minimum(z, 30.0), -30.0)
        t = np.tanh(0.7978845608028654 * (c + 0.044715 * c * c * c))
        return 0.5 * (1.0 + t) + 0.5 * c * (1.0 - t * t) * 0.7978845608028654 * (1.0 + 0.134145 * c * c)


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
        return 0.5 * z * (1.0 + np.tanh(0.5 * z))

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return s + a (1 − s), s = sigmoid(z)."""
        s = 0.5 * np.tanh(0.5 * z) + 0.5
        return s + a * (1.0 - s)


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
    kinks = (0.0,)  # the slope has a corner there

    def value(self, z: Numbers) -> Numbers:
        return z / (1.0 + np.abs(z))

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        return (1.0 - np.abs(a)) * (1.0 - np.abs(a))


_TRIED = np.array([-1000.0, -100.0, -30.0, *np.linspace(-10.0, 10.0, 81), 30.0, 100.0, 1000.0])
"""Values of z at which a formula must have a finite value and slope."""


@activations.register
class Formula(Activation):
    """Your own function of z, for example z * tanh(ln(1 + exp(z))). Its slope is worked out exactly.

    Known are + − * / ^, numbers, pi, e, and exp, ln, sqrt, sin, cos, tanh, atan, sigmoid, abs, sign, step, max, min.
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
        """Raise ValueError if the text is not a formula of z, or has no finite value or slope for some z."""
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
                    f"with a value and a slope for every z from −1000 to 1000."
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
        powers = np.exp(np.maximum(z - np.maximum.reduce(z, axis=-1, keepdims=True), -700.0))
        return powers / np.add.reduce(powers, axis=-1, keepdims=True)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Raise ValueError: every output depends on every sum, so a single unit has no slope of its own."""
        raise ValueError("Softmax has no slope of a single unit; use it in the last layer with CrossEntropy.")
