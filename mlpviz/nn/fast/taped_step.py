"""The learning step as a tape: the recorded NumPy calls of layers, loss and optimizer, repeated for every batch."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from itertools import pairwise
from typing import Any

import numpy as np

from mlpviz.nn.arrays import Array
from mlpviz.nn.fast.tape import Call, NotRepeatableError, Tape, repeat, split_constants
from mlpviz.nn.layers import Layer
from mlpviz.nn.network import Network
from mlpviz.nn.optimizers import Descent
from mlpviz.nn.passes import Move, passes

MOST_TAPED = 2**17
"""Largest number of values in one layer's output for which a tape is used; above it, a tape is not faster."""


def taped_step(network: Network, optimizer: Descent, samples: int) -> TapedStep | None:
    """The taped step for batches of `samples` samples; None if it cannot be taped or would not be faster."""
    if samples * max(network.widths) > MOST_TAPED:
        return None
    try:
        return TapedStep(network, optimizer, samples)
    except NotRepeatableError:
        return None


class TapedStep:
    """The taped learning step for one batch size."""

    def __init__(self, network: Network, optimizer: Descent, samples: int) -> None:
        """Run everything once on copies, so that parameters and optimizer stay unchanged.

        Raises NotRepeatableError if a formula does something that a tape cannot repeat.
        """
        self._optimizer = optimizer
        self._tape = Tape(samples)
        self._tape_passes(network)
        self._tape_optimizer(network, samples)

    def _tape_passes(self, network: Network) -> None:
        tape = self._tape
        layers = {copy(layer): layer for layer in network.layers}
        x, t = (tape.samples_of(network.widths[at]) for at in (0, -1))
        ends, events = [0], list[tuple[Move, Layer | None, Array]]()
        for move, twin, value in passes(list(layers), network.loss, x, t):
            events.append((move, None if twin is None else layers[twin], value.view(np.ndarray)))
            ends.append(len(tape.calls))
        parts = [tape.calls[start:end] for start, end in pairwise(ends)]
        self._moves = list(zip(parts, events, strict=True))
        self._x, self._t = x.view(np.ndarray), t.view(np.ndarray)

    def _tape_optimizer(self, network: Network, samples: int) -> None:
        optimizer, tape = self._optimizer, self._tape
        begun, memory = len(tape.calls), optimizer.memory.copy()
        twin: Any = copy(optimizer)
        self._rate, self._count = np.array(optimizer.rate), np.array(float(optimizer.count))
        self._rated = optimizer.rate
        twin.rate, twin.count, twin.memory = map(tape.watched, (self._rate, self._count, optimizer.memory))
        try:
            twin.prepare(tape.watched(network.theta), tape.watched(network.grad), samples)
        finally:
            optimizer.memory[:] = memory
        self._made = twin.last._make(value.view(np.ndarray) for value in twin.last)
        self._change = twin.change.view(np.ndarray)
        self._prepare = tape.calls[begun:]
        add = Call(np.add, (network.theta, self._change, network.theta), network.theta)
        needed = tape.needed((network.grad, self._change, optimizer.memory))
        changing = (self._x, self._t, self._count, network.theta, network.grad, optimizer.memory)
        self._constant_calls, calls = split_constants([*needed, add], changing)
        self._calls = [(call.function, call.arguments) for call in calls]
        self._counts = any(np.may_share_memory(self._count, one) for call in needed for one in call.arrays())

    def learn(self, x: Array, t: Array) -> None:
        self._x[...], self._t[...] = x, t
        if self._begin_update(counting=self._counts):
            repeat(self._constant_calls)
        for function, arguments in self._calls:
            function(*arguments)

    def passes(self, x: Array, t: Array) -> Iterator[tuple[Move, Layer | None, Array]]:
        self._x[...], self._t[...] = x, t
        for calls, event in self._moves:
            repeat(calls)
            yield event

    def prepare(self) -> None:
        """Compute the optimizer's change, as `Descent.prepare` does."""
        self._begin_update(counting=True)
        repeat(self._prepare)
        self._optimizer.last, self._optimizer.change = self._made, self._change

    def _begin_update(self, *, counting: bool) -> bool:
        """Pass count and rate to the tape; returns whether the learning rate changed."""
        optimizer = self._optimizer
        if counting:  # most rules do not use it
            self._count[...] = optimizer.count
        optimizer.count += 1
        if optimizer.rate == self._rated:
            return False
        self._rate[...] = self._rated = optimizer.rate
        return True
