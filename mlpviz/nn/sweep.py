"""One learning step: forward pass, loss, backward pass, update."""

from __future__ import annotations

from collections.abc import Iterator

from mlpviz.nn.arrays import Array
from mlpviz.nn.fast.taped_step import TapedStep, taped_step
from mlpviz.nn.layers import Layer
from mlpviz.nn.network import Network
from mlpviz.nn.optimizers import Descent
from mlpviz.nn.passes import Move, passes


class Sweep:
    """The learning step of one network and its optimizer: the only place where learning happens.

    `learn` makes an update, for training. `moves` makes the same calls to NumPy and pauses after every move, for
    step-through, so both give the same numbers. The calls of layers, loss and optimizer are recorded ("taped") once for
    each batch size and then repeated: for small arrays, Python takes longer than NumPy.
    """

    def __init__(self, network: Network, optimizer: Descent) -> None:
        self.network, self.optimizer = network, optimizer
        self._taped: dict[int, TapedStep | None] = {}

    def learn(self, x: Array, t: Array) -> None:
        """Make one update from one batch: x (n, inputs) and targets t (n, outputs)."""
        taped = self.taped(len(x))
        if taped is not None:
            taped.learn(x, t)
        else:
            for _ in self.moves(x, t):
                pass

    def moves(self, x: Array, t: Array) -> Iterator[tuple[Move, Layer | None, Array]]:
        """Make one update from one batch, and pause after every move.

        Yields the move, its layer (None for the loss) and its result. The next batch overwrites the result.
        """
        network, optimizer, taped = self.network, self.optimizer, self.taped(len(x))
        if taped is not None:
            yield from taped.passes(x, t)
            taped.prepare()
        else:
            yield from passes(network.layers, network.loss, x, t)
            optimizer.prepare(network.theta, network.grad, len(x))
        for layer in network.layers:
            layer.update(optimizer)
            yield "update", layer, network.theta

    def taped(self, samples: int) -> TapedStep | None:
        """The taped step for this batch size; None where the layers must be called instead."""
        if samples not in self._taped:
            self._taped[samples] = taped_step(self.network, self.optimizer, samples)
        return self._taped[samples]
