"""Layers. Each has three methods: forward, backward and update; forward stores what backward needs."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array
from mlpviz.nn.optimizers import Descent


def as_weights(flat: Array, n_in: int, n_out: int) -> tuple[Array, Array]:
    """View a slice of a flat vector as weights W (n_in, n_out), stored row by row, and biases b (n_out,); no copy."""
    return flat[: n_in * n_out].reshape(n_in, n_out), flat[n_in * n_out :]


class Dense:
    """z = x W + b: every unit computes the weighted sum of its inputs, plus a bias.

    Backward gets dz = ∂L/∂z of each sample. z_j contains x_i W_ij, so ∂L/∂W_ij = Σ x_i dz_j over the samples, which is
    xᵀ dz. z_j contains b_j, so ∂L/∂b_j = Σ dz_j. x_i is part of every z_j, so ∂L/∂x_i = Σ_j dz_j W_ij, which is dz Wᵀ.
    """

    def __init__(self, n_in: int, n_out: int, theta: Array, grad: Array, part: slice) -> None:
        """`part` is this layer's part of the flat vectors `theta` and `grad`; W is (n_in, n_out), b is (n_out,)."""
        self.part, self.theta, self.grad = part, theta[part], grad[part]
        self.W, self.b = as_weights(self.theta, n_in, n_out)
        self.dW, self.db = as_weights(self.grad, n_in, n_out)

    def forward(self, x: Array) -> Array:
        """(n, n_in) → (n, n_out)."""
        self.x = x
        return x.dot(self.W) + self.b

    def backward(self, dz: Array) -> Array:
        """(n, n_out) → (n, n_in): store the gradients of W and b, summed over the samples, and return ∂L/∂x."""
        self.x.T.dot(dz, out=self.dW)
        np.add.reduce(dz, axis=0, out=self.db)
        return dz.dot(self.W.T)

    def update(self, optimizer: Descent) -> None:
        """Add to W and b the changes that the optimizer computed from their gradients."""
        self.theta += optimizer.change[self.part]


class Activate:
    """a = f(z) for each unit. Backward is the chain rule: ∂L/∂z = ∂L/∂a · f′(z)."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation

    def forward(self, z: Array) -> Array:
        """(n, units) → (n, units)."""
        self.z = z
        self.a = self.activation.value(z)
        return self.a

    def backward(self, da: Array) -> Array:
        """(n, units) → (n, units): ∂L/∂z from ∂L/∂a."""
        return da * self.activation.slope(self.z, self.a)

    def update(self, optimizer: Descent) -> None:
        """Do nothing: there are no parameters."""


Layer = Dense | Activate
