"""A network: layers over one flat vector, and the one learning step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array
from mlpviz.nn.initializers import Initializer
from mlpviz.nn.layers import Activate, Dense, Layer
from mlpviz.nn.losses import Loss
from mlpviz.nn.optimizers import Descent

Move = Literal["forward", "loss", "backward", "update"]


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

    def predict(self, x: Array) -> Array:
        """(n, inputs) → (n, outputs): the answer of the network."""
        return self.answer(self.forward(x))

    def answer(self, y: Array) -> Array:
        """Turn what the loss takes into what the network answers: p = link(z), or a as it is."""
        return y if self.link is None else self.link.value(y)

    def backward(self, dy: Array) -> None:
        """Fill `grad` with the sum over the samples, from ∂(loss of a sample)/∂y, shape (n, outputs)."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)


def sweep(network: Network, x: Array, t: Array, optimizer: Descent) -> Iterator[tuple[Move, Layer | None, Array]]:
    """Make one update from one batch, x (n, inputs) and targets t (n, outputs): the only place where learning happens.

    Pauses after every move and hands out the move, the layer that made it and what came out of it. Training drains
    this generator, stepping through pauses in it, so the two can never disagree.
    """
    y = x
    for layer in network.layers:
        y = layer.forward(y)
        yield "forward", layer, y
    dy = network.loss.slope(y, t)
    yield "loss", None, dy
    for layer in reversed(network.layers):
        dy = layer.backward(dy)
        yield "backward", layer, dy
    optimizer.prepare(network.theta, network.grad, len(x))
    for layer in network.layers:
        layer.update(optimizer)
        yield "update", layer, network.theta
