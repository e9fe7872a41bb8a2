"""Records one learning step, move by move."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpviz.engine.records import Step, freeze
from mlpviz.nn.arrays import Array
from mlpviz.nn.layers import Dense
from mlpviz.nn.sweep import Sweep


def recorded(sweep: Sweep, x: Array, t: Array) -> Iterator[Step]:
    """Train on one batch, x (n, inputs) and t (n, outputs), and yield a frozen Step for every move."""
    network, descent = sweep.network, sweep.optimizer
    given = x
    number = {id(layer): 1 + index // 2 for index, layer in enumerate(network.layers)}
    with np.errstate(all="ignore"):
        for move, layer, value in sweep.moves(x, t):
            if layer is None:
                losses = network.loss.of_samples(given, t)
                yield Step(
                    "loss",
                    0,
                    "loss",
                    freeze(given),
                    freeze(value),
                    losses=freeze(losses),
                    answer=freeze(network.answer(given)),
                )
            elif move != "update":
                dense = isinstance(layer, Dense)
                grad = freeze(layer.grad) if isinstance(layer, Dense) and move == "backward" else None
                yield Step(
                    move, number[id(layer)], "dense" if dense else "activate", freeze(given), freeze(value), grad
                )
            elif isinstance(layer, Dense):
                yield Step(
                    "update",
                    number[id(layer)],
                    "dense",
                    freeze(layer.grad),
                    freeze(layer.theta),
                    arithmetic=tuple(
                        (name, freeze(line[layer.part])) for name, line in descent.last._asdict().items()
                    ),
                )
            given = value
