"""Initializers: how the initial weights are drawn. Biases always start at zero."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from mlpviz.nn.arrays import Array
from mlpviz.nn.registry import Choice, Registry, span


class Initializer(Choice):
    """Draws the initial weights of one Dense layer."""

    formula: ClassVar[str]
    """The distribution as LaTeX, in terms of n_in and n_out."""

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        """Return new weights, shape (n_in, n_out)."""
        raise NotImplementedError


initializers: Registry[Initializer] = Registry("initializer")


@initializers.register
class Zeros(Initializer):
    """All weights are zero. Every unit of a layer then stays identical for ever: try it and see."""

    label = "Zeros"
    formula = r"w = 0"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return np.zeros((n_in, n_out))


@initializers.register
class Constant(Initializer):
    """All weights have the same value. Every unit of a layer then stays identical for ever, as with zeros."""

    label = "Constant"
    symbols = {"value": "c"}
    formula = r"w = c"
    value: float = span(0.5, -10.0, 10.0)

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return np.full((n_in, n_out), float(self.value))


@initializers.register
class Uniform(Initializer):
    """Any value between −limit and +limit is equally likely, whatever the size of the layer.

    The variance is limit² / 3.
    """

    label = "Uniform"
    symbols = {"limit": "l"}
    formula = r"w \sim U(\pm l)"
    limit: float = span(0.5, 0.0, 10.0)

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return random.uniform(-self.limit, self.limit, (n_in, n_out))


@initializers.register
class SmallNormal(Initializer):
    """Tiny random weights. Fine for one hidden layer; in a deep network every signal dies out on its way.

    Normal with standard deviation 0.01, as in the activation statistics of CS231n (Stanford).
    """

    label = "Small normal"
    formula = r"w \sim N(0, 0.01^2)"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return random.standard_normal((n_in, n_out)) * 0.01


@initializers.register
class Normal(Initializer):
    """A bell curve of your own width. Too narrow and signals die out, too wide and units saturate or gradients explode.

    Normal with standard deviation σ.
    """

    label = "Normal"
    symbols = {"sigma": r"\sigma"}
    formula = r"w \sim N(0, \sigma^2)"
    sigma: float = span(1.0, 0.0, 10.0)

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return random.standard_normal((n_in, n_out)) * self.sigma


@initializers.register
class XavierUniform(Initializer):
    """Keeps the size of signals and gradients even from layer to layer; made for tanh and sigmoid.

    Uniform on ±√(6 / (n_in + n_out)), so the variance is 2 / (n_in + n_out).
    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010).
    """

    label = "Xavier"
    formula = r"w \sim U\left(\pm\sqrt{\frac{6}{n_{in} + n_{out}}}\right)"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        limit = np.sqrt(6.0 / (n_in + n_out))
        return random.uniform(-limit, limit, (n_in, n_out))


@initializers.register
class XavierNormal(Initializer):
    """Keeps the size of signals and gradients even from layer to layer, as Xavier does, but drawn from a bell curve.

    Normal with variance 2 / (n_in + n_out). Glorot and Bengio (2010).
    """

    label = "Xavier normal"
    formula = r"w \sim N\left(0, \frac{2}{n_{in} + n_{out}}\right)"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return random.standard_normal((n_in, n_out)) * np.sqrt(2.0 / (n_in + n_out))


@initializers.register
class HeUniform(Initializer):
    """Makes up for the half of the signal that ReLU cuts away, as He does, but no weight is ever large.

    Uniform on ±√(6 / n_in), so the variance is 2 / n_in. He, Zhang, Ren and Sun (2015).
    """

    label = "He uniform"
    formula = r"w \sim U\left(\pm\sqrt{\frac{6}{n_{in}}}\right)"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        limit = np.sqrt(6.0 / n_in)
        return random.uniform(-limit, limit, (n_in, n_out))


@initializers.register
class HeNormal(Initializer):
    """Makes up for the half of the signal that ReLU cuts away; made for ReLU.

    Normal with variance 2 / n_in. He, Zhang, Ren and Sun, "Delving Deep into Rectifiers" (2015).
    """

    label = "He"
    formula = r"w \sim N\left(0, \frac{2}{n_{in}}\right)"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return random.standard_normal((n_in, n_out)) * np.sqrt(2.0 / n_in)


@initializers.register
class LeCun(Initializer):
    """Gives every sum the variance of its inputs; the oldest of the careful ways to start.

    Normal with variance 1 / n_in. LeCun, Bottou, Orr and Müller, "Efficient BackProp" (1998).
    """

    label = "LeCun"
    formula = r"w \sim N\left(0, \frac{1}{n_{in}}\right)"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return random.standard_normal((n_in, n_out)) * np.sqrt(1.0 / n_in)


@initializers.register
class Orthogonal(Initializer):
    """A random rotation: no direction of the signal grows or shrinks, however many layers it passes.

    The columns (the rows, if there are fewer) have length 1 and stand at right angles to each other: Q of the
    QR decomposition of a normal matrix, with the signs of R's diagonal. Saxe, McClelland and Ganguli (2014).
    """

    label = "Orthogonal"
    formula = r"W^\top W = I"

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        tall = random.standard_normal((max(n_in, n_out), min(n_in, n_out)))
        Q, R = np.linalg.qr(tall)
        Q = Q * np.where(np.diag(R) < 0.0, -1.0, 1.0)  # every rotation is then equally likely
        return np.ascontiguousarray(Q if n_in >= n_out else Q.T)


initializers.alias("Xavier", "XavierUniform")
initializers.alias("He", "HeNormal")
