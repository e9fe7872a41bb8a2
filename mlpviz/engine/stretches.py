"""The two ways to train: with the layers, and with compiled epochs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np

from mlpviz.engine.batches import Batches
from mlpviz.engine.records import SCORES, Arithmetic, Scores
from mlpviz.engine.scoring import Scoring
from mlpviz.nn.arrays import Array
from mlpviz.nn.network import Network
from mlpviz.nn.optimizers import Descent
from mlpviz.nn.sweep import Sweep

if TYPE_CHECKING:
    from mlpviz.nn.fast.compiled import Epochs, Points

MOST_EPOCHS = 4096
"""Largest number of epochs in one call."""
LEAST = 1e-9
"""Lower limit, in seconds, of measured times, because the clock may show no difference."""


class Stretch(Protocol):
    """Trains the parameters of one network on given batches, with the learning rate of its optimizer."""

    arithmetic: Arithmetic

    def train(self, batches: Batches, place: int, until: float) -> int:
        """Train batch by batch to the end of the epoch, or until `time.perf_counter()` reaches `until`.

        Starts with the batch at `place` and trains at least one. Returns the place of the next batch; at the end of
        the epoch, this is the number of batches.
        """

    def scores(self, batches: Batches) -> Scores:
        """Losses, accuracies or R², and penalty at the current theta."""

    def train_many(
        self, batches: Batches, epoch: int, rate: Callable[[int], float], until: float, exactly: int = 0
    ) -> Array:
        """Train as many whole epochs, from `epoch` on, as are likely to end before `until`.

        Returns the scores after each, (epochs, 7). Ends early if the loss is no longer finite. Returns no row, and
        does not train, if the time of an epoch is not known yet or is too long. Given a number of epochs, trains
        `exactly` so many.
        """


class LayerStretch:
    """Training with the layers."""

    arithmetic: Arithmetic = "layers"

    def __init__(self, sweep: Sweep, scoring: Scoring, viewer: Network) -> None:
        """Train with `sweep`; `viewer` is a second network over its theta, so that scores do not disturb the sweep."""
        self._sweep, self._scoring, self._viewer = sweep, scoring, viewer

    def train(self, batches: Batches, place: int, until: float) -> int:
        with np.errstate(all="ignore"):  # a diverging run is reported by its loss, not by warnings
            while True:
                if batches.samples:
                    self._sweep.learn(*batches.batch(place))
                place += 1
                if place == batches.per_epoch or (until < math.inf and time.perf_counter() >= until):
                    return place

    def scores(self, batches: Batches) -> Scores:
        return self._scoring.scores(self._viewer, self._sweep.optimizer)

    def train_many(
        self, batches: Batches, epoch: int, rate: Callable[[int], float], until: float, exactly: int = 0
    ) -> Array:
        """Return no row: whole epochs in one call are not faster with layers."""
        return np.empty((0, len(SCORES)))


class CompiledStretch:
    """Training with compiled epochs. Each call releases the interpreter lock until all its batches are done."""

    arithmetic: Arithmetic = "compiled"

    def __init__(self, epochs: Epochs, points: Points, descent: Descent, before: Array) -> None:
        """Train on `points`. `before` receives theta at the start of each epoch."""
        self._epochs, self._points, self._descent, self._before = epochs, points, descent, before
        self._batch_seconds = math.inf
        self.epoch_seconds = math.inf
        """The measured time of an epoch; infinity before the first."""

    def train(self, batches: Batches, place: int, until: float) -> int:
        begun, first, per_epoch = time.perf_counter(), place, batches.per_epoch
        order, rates = batches.order[None], [self._descent.rate]
        while True:
            started, left = time.perf_counter(), per_epoch - place
            count = left if until == math.inf else min(left, max(1, int((until - started) / self._batch_seconds)))
            if batches.samples:
                self._epochs.train(self._points, order, rates, batches.size, place, place + count, self._before)
            place += count
            now = time.perf_counter()
            if place == per_epoch:
                if first == 0:  # the minimum ignores delays by other programs
                    self.epoch_seconds = min(self.epoch_seconds, max(LEAST, now - begun))
                return place
            self._batch_seconds = max(LEAST, (now - started) / count)
            if now >= until:
                return place

    def scores(self, batches: Batches) -> Scores:
        """Let the kernel compute the scores, so that a recomputed epoch gets exactly the scores it had."""
        found, no_batch = np.empty((1, len(SCORES))), 1
        order = np.arange(batches.samples)[None]
        self._epochs.train(self._points, order, [0.0], batches.size, no_batch, no_batch, self._before, found)
        return Scores(*found[0].tolist())

    def train_many(
        self, batches: Batches, epoch: int, rate: Callable[[int], float], until: float, exactly: int = 0
    ) -> Array:
        started = time.perf_counter()
        count = exactly or min(MOST_EPOCHS, int((until - started) / self.epoch_seconds))
        if not batches.samples or count < 1:
            return np.empty((0, len(SCORES)))
        rates, orders = [rate(one) for one in range(epoch, epoch + count)], batches.orders(epoch, count)
        scores = np.empty((count, len(SCORES)))
        last = batches.per_epoch
        done = self._epochs.train(self._points, orders, rates, batches.size, 0, last, self._before, scores)
        self._descent.rate = rates[done - 1]
        self.epoch_seconds = max(LEAST, (time.perf_counter() - started) / done)
        return scores[:done]
