"""Layers: each knows three moves, forward, backward and update, and remembers what it needs for the way back."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array
from mlpviz.nn.optimizers import Descent


def as_weights(flat: Array, n_in: int, n_out: int) -> tuple[Array, Array]:
    """See a flat stretch as weights (n_in, n_out), row by row, and biases (n_out,), without copying."""
    return flat[: n_in * n_out].reshape(n_in, n_out), flat[n_in * n_out :]


class Dense:
    """z = x W + b: every unit adds up all its inputs, each times a weight, plus a bias.

    Backward, with dz = ∂L/∂z given for each sample: z_j holds x_i W_ij, so ∂L/∂W_ij = x_i dz_j, summed over the
    samples, that is xᵀ dz; z_j holds b_j alone, so ∂L/∂b_j = Σ dz_j; and x_i feeds every z_j, so
    ∂L/∂x_i = Σ_j dz_j W_ij, that is dz Wᵀ.
    """

    def __init__(self, n_in: int, n_out: int, theta: Array, grad: Array, stretch: slice) -> None:
        """Take `stretch` of the network's two flat vectors as this layer's own; W is (n_in, n_out), b is (n_out,)."""
        self.stretch, self.theta, self.grad = stretch, theta[stretch], grad[stretch]
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
        """Move W and b by what the optimizer makes of their gradients."""
        self.theta += optimizer.change[self.stretch]


class Activate:
    """a = f(z), unit by unit. Backward multiplies by the local slope: ∂L/∂z = ∂L/∂a · f′(z)."""

    def __init__(self, activation: Activation) -> None:
        """Apply `activation` to every unit of the layer before."""
        self.activation = activation

    def forward(self, z: Array) -> Array:
        """(n, units) → (n, units)."""
        self.z = z
        self.a = self.activation.value(z)
        return self.a

    def backward(self, da: Array) -> Array:
        """(n, units) → (n, units)."""
        return da * self.activation.slope(self.z, self.a)

    def update(self, optimizer: Descent) -> None:
        """Nothing to learn here."""


Layer = Dense | Activate
