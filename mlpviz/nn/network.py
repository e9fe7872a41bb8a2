"""A network: layers over one flat vector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array
from mlpviz.nn.initializers import Initializer
from mlpviz.nn.layers import Activate, Dense, Layer
from mlpviz.nn.losses import Loss

FEWEST, MOST, VALUES = 256, 2048, 2**15
"""Samples, and values of a layer, that go through all layers together where only answers are wanted: what stays in the
processor's cache, and in memory that is at hand already, takes up to half the time while a window is being drawn."""


def parameter_count(widths: Sequence[int]) -> int:
    """How many weights and biases a network with these widths has, the inputs counted as the first width."""
    return sum((n_in + 1) * n_out for n_in, n_out in zip(widths, widths[1:], strict=False))


def stretches(widths: Sequence[int]) -> list[slice]:
    """Where each Dense lies in the flat vector: W (n_in × n_out, row by row), then b, from the input side."""
    ends = [parameter_count(widths[: index + 1]) for index in range(len(widths))]
    return [slice(start, end) for start, end in zip(ends, ends[1:], strict=False)]


def initial_theta(widths: Sequence[int], initializer: Initializer, seed: int) -> Array:
    """Draw the first parameters, shape (parameter_count,): weights by the initializer, biases zero."""
    random = np.random.default_rng(seed)
    parts = []
    for n_in, n_out in zip(widths, widths[1:], strict=False):
        parts += [initializer.weights(n_in, n_out, random).ravel(), np.zeros(n_out)]
    return np.concatenate(parts)


class Network:
    """Dense and Activate in turn, seen through one flat parameter vector `theta` and one flat gradient `grad`.

    A copy of `theta` is the whole state of the network, and `theta[:] = saved` restores it. Built on a frozen theta it
    can go forward, but `update` raises.
    """

    def __init__(self, widths: Sequence[int], choices: Sequence[Activation], loss: Loss, theta: Array) -> None:
        """`widths` are the inputs and then the units of each layer; `choices` one activation a layer."""
        self.widths, self.loss, self.theta = tuple(widths), loss, theta
        self.grad = np.zeros(theta.size)
        self.link = loss.link(widths[-1])
        self.layers: list[Layer] = []
        for stretch, n_in, n_out, activation in zip(stretches(widths), widths, widths[1:], choices, strict=False):
            self.layers += [Dense(n_in, n_out, theta, self.grad, stretch), Activate(activation)]
        if self.link is not None:  # the loss applies it
            self.layers.pop()

    def forward(self, x: Array) -> Array:
        """(n, inputs) → (n, outputs): what the loss takes, z if it has a link and a = f(z) if not."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def outputs(self, x: Array) -> Array:
        """What `forward` gives, but some samples at a time, so that a layer finds in the cache what the last one left.

        What the layers remember for the way back is then not of all samples.
        """
        some = min(max(FEWEST, VALUES // max(self.widths)), MOST)
        return np.concatenate([self.forward(x[start : start + some]) for start in range(0, max(1, len(x)), some)])

    def predict(self, x: Array) -> Array:
        """(n, inputs) → (n, outputs): the answer of the network."""
        return self.answer(self.outputs(x))

    def answer(self, y: Array) -> Array:
        """Turn what the loss takes into what the network answers: p = link(z), or a as it is."""
        return y if self.link is None else self.link.value(y)

    def backward(self, dy: Array) -> None:
        """Fill `grad` with the sum over the samples, from ∂(loss of a sample)/∂y, shape (n, outputs)."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
