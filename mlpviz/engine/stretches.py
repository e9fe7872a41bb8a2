"""The two ways to train on from batch to batch: by the layers, and compiled."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np

from mlpviz.engine.batches import Batches
from mlpviz.engine.records import Arithmetic
from mlpviz.nn.arrays import Array
from mlpviz.nn.optimizers import Descent
from mlpviz.nn.sweep import Sweep

if TYPE_CHECKING:
    from mlpviz.nn.fast.compiled import Epochs, Points

MOST_EPOCHS = 4096
"""How many epochs are trained in one call at most."""
LEAST = 1e-9
"""Seconds that a batch or an epoch is taken to last at least: a clock may stand still."""


class Stretch(Protocol):
    """Trains the parameters of one network on batches that are dealt to it, at the learning rate of its optimizer."""

    arithmetic: Arithmetic

    def train(self, batches: Batches, place: int, until: float) -> int:
        """Train batch by batch to the end of the epoch, or until the performance counter says `until`.

        Begins with the batch at `place` and trains one at least. Returns the place of the batch that comes next: the
        number of batches, at the end of the epoch.
        """

    def train_many(self, batches: Batches, epoch: int, rate: Callable[[int], float], until: float) -> Array:
        """Train as many whole epochs from `epoch` on as are likely to fit until the counter says `until`.

        Returns train loss, test loss, train and test accuracy after each, (epochs, 4). Ends early where the loss is no
        number any more. No row where nothing is known of how long an epoch takes, or not one would fit.
        """


class LayerStretch:
    """The layers themselves."""

    arithmetic: Arithmetic = "layers"

    def __init__(self, sweep: Sweep) -> None:
        """Learn with this sweep."""
        self._sweep = sweep

    def train(self, batches: Batches, place: int, until: float) -> int:
        """See `Stretch.train`."""
        with np.errstate(all="ignore"):  # a diverging run is reported by its loss, not by warnings
            while True:
                if batches.samples:
                    self._sweep.learn(*batches.batch(place))
                place += 1
                if place == batches.per_epoch or (until < math.inf and time.perf_counter() >= until):
                    return place

    def train_many(self, batches: Batches, epoch: int, rate: Callable[[int], float], until: float) -> Array:
        """No epoch at all: the layers gain nothing by it."""
        return np.empty((0, 4))


class CompiledStretch:
    """Compiled epochs: the interpreter lock is let go once for all batches or epochs of a call."""

    arithmetic: Arithmetic = "compiled"

    def __init__(self, epochs: Epochs, points: Points, descent: Descent, before: Array) -> None:
        """Train on `points`; `before` takes theta at the start of every epoch."""
        self._epochs, self._points, self._descent, self._before = epochs, points, descent, before
        self._batch_seconds = math.inf
        self.epoch_seconds = math.inf
        """How long an epoch takes, as far as is known."""

    def train(self, batches: Batches, place: int, until: float) -> int:
        """See `Stretch.train`."""
        begun, first, per_epoch = time.perf_counter(), place, batches.per_epoch
        order, rates = batches.order[None], [self._descent.rate]
        while True:
            started, left = time.perf_counter(), per_epoch - place
            some = left if until == math.inf else min(left, max(1, int((until - started) / self._batch_seconds)))
            if batches.samples:
                self._epochs.train(self._points, order, rates, batches.size, place, place + some, self._before)
            place += some
            now = time.perf_counter()
            if place == per_epoch:
                if first == 0:  # what a busy machine made slow is forgotten
                    self.epoch_seconds = min(self.epoch_seconds, max(LEAST, now - begun))
                return place
            self._batch_seconds = max(LEAST, (now - started) / some)
            if now >= until:
                return place

    def train_many(self, batches: Batches, epoch: int, rate: Callable[[int], float], until: float) -> Array:
        """See `Stretch.train_many`."""
        started = time.perf_counter()
        some = min(MOST_EPOCHS, int((until - started) / self.epoch_seconds))
        if not batches.samples or some < 1:
            return np.empty((0, 4))
        rates, orders = [rate(one) for one in range(epoch, epoch + some)], batches.orders(epoch, some)
        scores = np.empty((some, 4))
        last = batches.per_epoch
        done = self._epochs.train(self._points, orders, rates, batches.size, 0, last, self._before, scores)
        self._descent.rate = rates[done - 1]
        self.epoch_seconds = max(LEAST, (time.perf_counter() - started) / done)
        return scores[:done]
