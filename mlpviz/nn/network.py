"""A network: layers that share one flat parameter vector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array
from mlpviz.nn.initializers import Initializer
from mlpviz.nn.layers import Activate, Dense, Layer
from mlpviz.nn.losses import Loss

FEWEST, MOST, VALUES = 256, 2048, 2**15
"""`outputs` computes at least FEWEST and at most MOST samples at once, about VALUES numbers a layer. These stay in the
processor's cache, which takes as little as half the time while a window is being drawn."""


def parameter_count(widths: Sequence[int]) -> int:
    """Number of weights and biases of a network with these widths; the first width is the number of inputs."""
    return sum((n_in + 1) * n_out for n_in, n_out in zip(widths, widths[1:], strict=False))


def slices(widths: Sequence[int]) -> list[slice]:
    """The part of the flat vector that each Dense uses, first layer first: W (n_in × n_out, row by row), then b."""
    ends = [parameter_count(widths[: index + 1]) for index in range(len(widths))]
    return [slice(start, end) for start, end in zip(ends, ends[1:], strict=False)]


def initial_theta(widths: Sequence[int], initializer: Initializer, seed: int) -> Array:
    """Draw the initial parameters, shape (parameter_count,): weights by the initializer, biases zero."""
    random = np.random.default_rng(seed)
    parts = []
    for n_in, n_out in zip(widths, widths[1:], strict=False):
        parts += [initializer.weights(n_in, n_out, random).ravel(), np.zeros(n_out)]
    return np.concatenate(parts)


class Network:
    """Dense and Activate layers in turn. Parameters are views of one flat vector `theta`, gradients views of `grad`.

    A copy of `theta` is the whole state of the network, and `theta[:] = saved` restores it. With a frozen (read-only)
    theta, `forward` runs but `update` raises ValueError.
    """

    def __init__(self, widths: Sequence[int], choices: Sequence[Activation], loss: Loss, theta: Array) -> None:
        """`widths` are the number of inputs, then the units of each layer; `choices` has one activation a layer."""
        self.widths, self.loss, self.theta = tuple(widths), loss, theta
        self.grad = np.zeros(theta.size)
        self.link = loss.link(widths[-1])
        self.layers: list[Layer] = []
        for part, n_in, n_out, activation in zip(slices(widths), widths, widths[1:], choices, strict=False):
            self.layers += [Dense(n_in, n_out, theta, self.grad, part), Activate(activation)]
        if self.link is not None:  # the loss applies it
            self.layers.pop()

    def forward(self, x: Array) -> Array:
        """(n, inputs) → (n, outputs), what the loss takes: z if the loss has a link, else a = f(z)."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def outputs(self, x: Array) -> Array:
        """The same as `forward`, computed for part of the samples at a time, which makes better use of the cache.

        `backward` cannot follow: the layers then hold the values of the last part only.
        """
        some = min(max(FEWEST, VALUES // max(self.widths)), MOST)
        return np.concatenate([self.forward(x[start : start + some]) for start in range(0, max(1, len(x)), some)])

    def predict(self, x: Array) -> Array:
        """(n, inputs) → (n, outputs): p = link(z) if the loss has a link, else a."""
        return self.answer(self.outputs(x))

    def answer(self, y: Array) -> Array:
        """Turn the values that the loss takes into predictions: p = link(z), or a unchanged."""
        return y if self.link is None else self.link.value(y)

    def backward(self, dy: Array) -> None:
        """Store in `grad` the gradient, summed over the samples, from dy = ∂(loss of a sample)/∂y, (n, outputs)."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
