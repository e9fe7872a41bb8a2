"""Initializers: where the weights start. Biases always start at zero."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from mlpviz.nn.arrays import Array
from mlpviz.nn.registry import Choice, Registry


class Initializer(Choice):
    """Draws the first weights of one Dense layer."""

    formula: ClassVar[str]
    """The distribution as LaTeX, in terms of n_in and n_out."""

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        """Return fresh weights, shape (n_in, n_out)."""
        raise NotImplementedError


initializers: Registry[Initializer] = Registry("initializer")


@initializers.register
class Zeros(Initializer):
    """All weights are zero. Every unit of a layer then stays identical for ever: try it and see."""

    label = "Zeros"
    formula = r"w = 0"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        """Return zeros, shape (n_in, n_out)."""
        return np.zeros((n_in, n_out))


@initializers.register
class XavierUniform(Initializer):
    """Keeps the size of signals and gradients even from layer to layer; made for tanh and sigmoid.

    Uniform on ±√(6 / (n_in + n_out)), so the variance is 2 / (n_in + n_out).
    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010).
    """

    label = "Xavier"
    formula = r"w \sim U\left(\pm\sqrt{\frac{6}{n_{in} + n_{out}}}\right)"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        """Return uniform weights, shape (n_in, n_out)."""
        limit = np.sqrt(6.0 / (n_in + n_out))
        return random.uniform(-limit, limit, (n_in, n_out))


@initializers.register
class HeNormal(Initializer):
    """Makes up for the half of the signal that ReLU cuts away; made for ReLU.

    Normal with variance 2 / n_in. He, Zhang, Ren and Sun, "Delving Deep into Rectifiers" (2015).
    """

    label = "He"
    formula = r"w \sim N\left(0, \frac{2}{n_{in}}\right)"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        """Return normal weights, shape (n_in, n_out)."""
        return random.standard_normal((n_in, n_out)) * np.sqrt(2.0 / n_in)


initializers.alias("Xavier", "XavierUniform")
initializers.alias("He", "HeNormal")
