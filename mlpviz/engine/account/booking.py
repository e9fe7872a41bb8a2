"""Trains through a stretch of a history again and books what each epoch changed."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.account.legs import Job, Leg
from mlpviz.engine.landscape.losses import LossAt
from mlpviz.engine.pool import Mark
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.engine.run import Run
from mlpviz.nn.arrays import Array
from mlpviz.nn.network import slices

ROUNDING = 1e-12
"""Share of a loss that rounding can make of it: two arithmetics score the same weights so far apart at most."""
CHECK = 0.05
"""Seconds of training after which a job asks whether it is still wanted."""


@dataclass(frozen=True)
class Change:
    """What the learner changed between two steps of training, and what that alone did to the loss."""

    epoch: int
    text: str
    amount: float


@dataclass(frozen=True, eq=False)
class Part:
    """What one job has booked."""

    entries: Array
    """Σ of gradient · change over the steps, for every parameter, (parameter_count,)."""
    before: float
    """The train loss at its start,"""
    after: float
    """and at its end."""
    epochs: Array
    """The epoch in which each step ends, or lies, (steps,)."""
    layers: Array
    """What each step booked to each layer, (steps, layers)."""
    remainders: Array
    """What the first order left out in each step, (steps,)."""
    changes: tuple[Change, ...]
    lost: int | None = None
    """The epoch in which a number was no longer finite; nothing is booked from there."""


class _Book:
    """Takes in one step after another."""

    def __init__(self, job: Job) -> None:
        spec = job.legs[0].start.experiment.network
        self.entries = np.zeros(spec.parameter_count)
        self._slices = slices(spec.widths)
        self.before = self.loss = float("nan")
        self.epochs: list[int] = []
        self.layers: list[list[float]] = []
        self.remainders: list[float] = []
        self.changes: list[Change] = []
        self.lost: int | None = None

    def begin(self, loss: float) -> None:
        if not np.isfinite(self.before):
            self.before = loss
        self.loss = loss

    def step(self, epoch: int, booked: Array, loss: float) -> None:
        """Book a step: gradient · change of every parameter, and the loss after it."""
        layers = [float(np.sum(booked[part])) for part in self._slices]
        rest = (loss - self.loss) - sum(layers)
        if not np.isfinite(rest):
            self.lost = epoch
            return
        self.entries += booked
        self.epochs.append(epoch)
        self.layers.append(layers)
        self.remainders.append(rest)
        self.loss = loss

    def change(self, leg: Leg, after: Snapshot) -> None:
        """Book what a change at the end of a leg did by itself; rounding, and a rate that moves nothing, are none."""
        loss = after.scores.train_loss
        if not np.isfinite(loss):
            self.lost = after.epoch
        elif leg.texts and not math.isclose(loss, self.loss, rel_tol=ROUNDING, abs_tol=ROUNDING**2):
            self.changes.append(Change(after.epoch, ", ".join(leg.texts), loss - self.loss))
        self.loss = loss

    def close(self) -> Part:
        layers = np.array(self.layers).reshape(-1, len(self._slices))
        return Part(
            freeze(self.entries), self.before, self.loss, freeze(np.array(self.epochs, dtype=np.float64)),
            freeze(layers), freeze(np.array(self.remainders)), tuple(self.changes), self.lost,
        )  # fmt: skip


def book(job: Job, mark: Mark) -> Part:
    """Book the steps of a job: each epoch, and each part of one that a change has cut in two.

    The entry of a weight is ∂L/∂w at the start of the step, L being the loss of all train points without the penalty,
    times how much the weight changed in the step, by whatever batches and optimizer.
    """
    made = _Book(job)
    for leg in job.legs:
        if made.lost is None:
            _book_leg(made, leg, (job.first, 0), mark)
    return made.close()


def _book_leg(made: _Book, leg: Leg, first: tuple[int, int], mark: Mark) -> None:
    start = leg.start
    run = Run(start.experiment, start.run, arithmetic=start.arithmetic).resume(start)
    while run.moment < first:
        _advance(run, first, mark)
    made.begin(start.scores.train_loss if run.moment == start.moment else run.scores().train_loss)
    value = LossAt(start.experiment)
    with np.errstate(all="ignore"):
        while run.moment < leg.until and made.lost is None:
            theta, gradient = run.theta.copy(), value.gradient(run.theta)
            _advance(run, leg.until, mark)
            epoch = run.epochs + (run.moment[1] > 0)
            made.step(epoch, gradient * (run.theta - theta), run.scores().train_loss)
    if leg.after is not None and made.lost is None:
        made.change(leg, leg.after)


def _advance(run: Run, until: tuple[int, int], mark: Mark) -> None:
    """Train to the end of the epoch, or to a moment within it."""
    epoch = run.epochs
    while run.epochs == epoch and run.moment < until:
        mark.check()
        if epoch < until[0]:
            run.train(time.perf_counter() + CHECK)
        else:
            run.batch()
