"""Activation functions: what a unit makes of its weighted sum, a = f(z), and how steep f is there."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from mlpviz.nn.arrays import Numbers
from mlpviz.nn.registry import Choice, Registry


class Activation(Choice):
    """a = f(z), element by element. `value` and `slope` hold for arrays of any shape and for single numbers."""

    formula: ClassVar[str]
    """f as LaTeX, in terms of z."""
    slope_formula: ClassVar[str]
    """f′ as LaTeX, in terms of z and a = f(z)."""
    targets: ClassVar[tuple[float, float]] = (0.0, 1.0)
    """What an output unit should answer for "no" and for "yes"."""
    bounds: ClassVar[tuple[float, float] | None] = None
    """The ends that f comes close to but never passes; None if it has none on both sides."""
    only_as_link: ClassVar[bool] = False
    """True if the function mixes the units of a layer, so that only a loss can take it in."""

    def value(self, z: Numbers) -> Numbers:
        """f(z)."""
        raise NotImplementedError

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """f′(z); `a` is f(z), so that nothing is computed twice."""
        raise NotImplementedError


activations: Registry[Activation] = Registry("activation")


@activations.register
class Linear(Activation):
    """Passes the sum on unchanged. A network of linear units alone can only draw one straight border."""

    label = "linear"
    formula = r"z"
    slope_formula = r"1"

    def value(self, z: Numbers) -> Numbers:
        """Return z."""
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

    def value(self, z: Numbers) -> Numbers:
        """Return max(0, z)."""
        return np.maximum(z, 0.0)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 1 where z > 0, else 0."""
        return (z > 0.0) * 1.0


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
        """Return a (1 − a)."""
        return a * (1.0 - a)


@activations.register
class Tanh(Activation):
    """Squeezes every sum into −1…1, centred on zero. Steep in the middle, flat and slow to learn at both ends."""

    label = "tanh"
    formula = r"\tanh z"
    slope_formula = r"1 - a^2"
    targets = (-1.0, 1.0)
    bounds = (-1.0, 1.0)

    def value(self, z: Numbers) -> Numbers:
        """Return tanh z."""
        return np.tanh(z)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 1 − a²."""
        return 1.0 - a * a


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
        powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
        return powers / np.sum(powers, axis=-1, keepdims=True)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Refuse: every output depends on every sum, so there is no slope of one unit alone."""
        raise ValueError("Softmax has no slope of a single unit; use it in the last layer with CrossEntropy.")
