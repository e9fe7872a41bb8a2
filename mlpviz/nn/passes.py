"""The forward pass, the loss and the backward pass, move by move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from mlpviz.nn.arrays import Array
from mlpviz.nn.layers import Layer
from mlpviz.nn.losses import Loss

Move = Literal["forward", "loss", "backward", "update"]


def passes(layers: Sequence[Layer], loss: Loss, x: Array, t: Array) -> Iterator[tuple[Move, Layer | None, Array]]:
    """Compute forward pass, loss slope and backward pass for x (n, inputs) and targets t (n, outputs).

    Yields each move, its layer (None for the loss) and its result.
    """
    y = x
    for layer in layers:
        y = layer.forward(y)
        yield "forward", layer, y
    dy = loss.slope(y, t)
    yield "loss", None, dy
    for layer in reversed(layers):
        dy = layer.backward(dy)
        yield "backward", layer, dy
