"""Features: the numbers computed from the two coordinates of a point that the first layer can get as inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from mlpviz.nn.arrays import Array, Numbers
from mlpviz.nn.registry import Choice, Registry


class Feature(Choice):
    """A number computed from the two coordinates; works for arrays and for single numbers."""

    latex: ClassVar[str]
    """Its name as LaTeX."""

    def value(self, x1: Numbers, x2: Numbers) -> Numbers:
        raise NotImplementedError


features: Registry[Feature] = Registry("feature")


@features.register
class X1(Feature):
    """The first coordinate, as it is."""

    label = "x₁"
    latex = "x_1"

    def value(self, x1: Numbers, x2: Numbers) -> Numbers:
        return x1 * 1.0


@features.register
class X2(Feature):
    """The second coordinate, as it is."""

    label = "x₂"
    latex = "x_2"

    def value(self, x1: Numbers, x2: Numbers) -> Numbers:
        return x2 * 1.0


@features.register
class X1Squared(Feature):
    """How far to the left or right, whichever side; with x₂² it makes circles easy."""

    label = "x₁²"
    latex = "x_1^2"

    def value(self, x1: Numbers, x2: Numbers) -> Numbers:
        return x1 * x1


@features.register
class X2Squared(Feature):
    """How far up or down, whichever side; with x₁² it makes circles easy."""

    label = "x₂²"
    latex = "x_2^2"

    def value(self, x1: Numbers, x2: Numbers) -> Numbers:
        return x2 * x2


@features.register
class X1X2(Feature):
    """Positive where both coordinates have the same sign: with this feature alone XOR is one straight border."""

    label = "x₁x₂"
    latex = "x_1x_2"

    def value(self, x1: Numbers, x2: Numbers) -> Numbers:
        return x1 * x2


@features.register
class SinX1(Feature):
    """A wave from left to right, for patterns that repeat."""

    label = "sin x₁"
    latex = r"\sin x_1"

    def value(self, x1: Numbers, x2: Numbers) -> Numbers:
        return np.sin(x1)


@features.register
class SinX2(Feature):
    """A wave from bottom to top, for patterns that repeat."""

    label = "sin x₂"
    latex = r"\sin x_2"

    def value(self, x1: Numbers, x2: Numbers) -> Numbers:
        return np.sin(x2)


for _name, _others in {
    "X1": ("x1", "x₁"), "X2": ("x2", "x₂"), "X1Squared": ("x1²", "x₁²", "x1^2"), "X2Squared": ("x2²", "x₂²", "x2^2"),
    "X1X2": ("x1x2", "x₁x₂"), "SinX1": ("sin x1", "sin x₁"), "SinX2": ("sin x2", "sin x₂"),
}.items():  # fmt: skip
    for _other in _others:
        features.alias(_other, _name)

PLAIN = ("X1", "X2")
"""The coordinates themselves."""


def expand(x: Array, names: Sequence[str]) -> Array:
    """Turn points (n, 2) into features (n, len(names)); without names, return the points unchanged."""
    if not names:
        return x
    x1, x2 = x[:, 0], x[:, 1]
    with np.errstate(all="ignore"):  # x₁² of a huge x₁ is infinite: such a run is reported by its loss, not by warnings
        return np.stack([features.make(name).value(x1, x2) for name in names], axis=1)
