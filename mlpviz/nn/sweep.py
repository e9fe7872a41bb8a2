"""The one learning step: forward, to the loss, back, and down the gradient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import chain, pairwise
from typing import Any, Literal

import numpy as np

from mlpviz.nn.arrays import Array
from mlpviz.nn.joint import Joint
from mlpviz.nn.layers import Layer
from mlpviz.nn.losses import Loss
from mlpviz.nn.network import Network
from mlpviz.nn.optimizers import Descent
from mlpviz.nn.tape import Call, NotRepeatableError, Tape, parted, repeat

Move = Literal["forward", "loss", "backward", "update"]

MOST_TAPED = 2**17
"""Numbers in one layer's outputs from which on a tape, which keeps them all, gains nothing."""


def passes(layers: Sequence[Layer], loss: Loss, x: Array, t: Array) -> Iterator[tuple[Move, Layer | None, Array]]:
    """Go forward, to the loss, and back, from x (n, inputs) and targets t (n, outputs).

    Hands out every move, the layer that made it (None for the loss) and what came out of it.
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


class Sweep:
    """The learning step of one network and its optimizer: the only place where learning happens.

    `learn` makes an update, for training; `moves` makes the same calls to NumPy and pauses after every move, for
    stepping through. So the two can never disagree. What layers, loss and optimizer call is taped once for every number
    of samples: to decide it anew takes longer than the calls themselves where arrays are small.
    """

    def __init__(self, network: Network, optimizer: Descent) -> None:
        """Let `optimizer` move the parameters of `network`."""
        self.network, self.optimizer = network, optimizer
        self._rehearsals: dict[int, Rehearsal | None] = {}

    def learn(self, x: Array, t: Array) -> None:
        """Make one update from one batch, x (n, inputs) and targets t (n, outputs)."""
        rehearsal = self._rehearsal(len(x))
        if rehearsal is not None:
            rehearsal.learn(x, t)
        else:
            for _ in self.moves(x, t):
                pass

    def moves(self, x: Array, t: Array) -> Iterator[tuple[Move, Layer | None, Array]]:
        """Make one update from one batch, and pause after every move.

        Hands out the move, the layer that made it (None for the loss) and what came out of it, which holds until the
        next batch.
        """
        network, optimizer, rehearsal = self.network, self.optimizer, self._rehearsal(len(x))
        if rehearsal is not None:
            yield from rehearsal.passes(x, t)
            rehearsal.prepare()
        else:
            yield from passes(network.layers, network.loss, x, t)
            optimizer.prepare(network.theta, network.grad, len(x))
        for layer in network.layers:
            layer.update(optimizer)
            yield "update", layer, network.theta

    def _rehearsal(self, samples: int) -> Rehearsal | None:
        if samples not in self._rehearsals:
            self._rehearsals[samples] = self._rehearse(samples)
        return self._rehearsals[samples]

    def _rehearse(self, samples: int) -> Rehearsal | None:
        if samples * max(self.network.widths) > MOST_TAPED:
            return None
        try:
            return Rehearsal(self.network, self.optimizer, samples)
        except NotRepeatableError:
            return None


class Rehearsal:
    """The learning step for one number of samples, on tape."""

    def __init__(self, network: Network, optimizer: Descent, samples: int) -> None:
        """Run everything once on copies, so that neither parameters nor optimizer move.

        Raises NotRepeatableError where a formula does what no tape can repeat.
        """
        self._optimizer = optimizer
        draft = Tape(samples)
        self._rehearse_passes(network, draft)
        joint = Joint(draft)
        self._tape = Tape(samples, joint.rooms(draft))
        self._rehearse_passes(network, self._tape, joint)
        self._rehearse_optimizer(network, samples)

    def _rehearse_passes(self, network: Network, tape: Tape, joint: Joint | None = None) -> None:
        layers = {copy(layer): layer for layer in network.layers}
        x, t = (tape.samples_of(network.widths[at]) for at in (0, -1))
        ends, events = [0], list[tuple[Move, Layer | None, Array]]()
        for move, twin, value in passes(list(layers), network.loss, x, t):
            events.append((move, None if twin is None else layers[twin], value.view(np.ndarray)))
            ends.append(len(tape.calls))
        calls = tape.calls if joint is None else joint.joined(tape)
        parts = [[call for call in calls[start:end] if call is not None] for start, end in pairwise(ends)]
        self._moves = list(zip(parts, events, strict=True))
        tape.calls[:] = chain.from_iterable(parts)
        self._x, self._t = x.view(np.ndarray), t.view(np.ndarray)

    def _rehearse_optimizer(self, network: Network, samples: int) -> None:
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
        self._settled, calls = parted([*needed, add], changing)
        self._calls = [(call.function, call.arguments) for call in calls]
        self._counts = any(np.may_share_memory(self._count, one) for call in needed for one in call.arrays())

    def learn(self, x: Array, t: Array) -> None:
        """Make the update."""
        self._x[...], self._t[...] = x, t
        if self._begin_update(counting=self._counts):
            repeat(self._settled)
        for function, arguments in self._calls:
            function(*arguments)

    def passes(self, x: Array, t: Array) -> Iterator[tuple[Move, Layer | None, Array]]:
        """Go forward, to the loss, and back."""
        self._x[...], self._t[...] = x, t
        for calls, event in self._moves:
            repeat(calls)
            yield event

    def prepare(self) -> None:
        """Let the optimizer work out what to change."""
        self._begin_update(counting=True)
        repeat(self._prepare)
        self._optimizer.last, self._optimizer.change = self._made, self._change

    def _begin_update(self, *, counting: bool) -> bool:
        """Hand over what changes from update to update; returns whether the learning rate did."""
        optimizer = self._optimizer
        if counting:  # most rules do not ask for it
            self._count[...] = optimizer.count
        optimizer.count += 1
        if optimizer.rate == self._rated:
            return False
        self._rate[...] = self._rated = optimizer.rate
        return True
