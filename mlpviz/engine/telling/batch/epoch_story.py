"""The story of one epoch: its batches one after the other, each from where the one before ended."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.build import network_of
from mlpviz.engine.records import Snapshot, Walk
from mlpviz.engine.run import Run
from mlpviz.engine.telling.explanation import Explanation, Term
from mlpviz.engine.telling.naming import names_of
from mlpviz.engine.telling.operands import EQUALS, PLUS
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.engine.telling.sources import source_of
from mlpviz.nn.arrays import Array
from mlpviz.nn.sweep import Sweep

KEPT_WALKS = 8
"""So many walks are kept; an earlier one is recorded again from its snapshot, which gives the same numbers."""


class BatchRow(NamedTuple):
    """One batch of the epoch, as far as it is a step."""

    batch: int
    """Its place in the epoch, from 0."""
    points: tuple[int, ...]
    """Indices of its points among all points."""
    labels: tuple[int, ...]
    """Their classes, from 0; () for points with values."""
    before: float
    """The loss of the batch before its update, without penalty."""
    after: float
    """The loss of the same batch after it."""
    gradient: float
    """The length of the gradient that is followed, with penalty and before clipping."""
    step: float
    """The length of the step."""
    predicted: float
    """The change of that loss by the gradient alone: Σ ∂L/∂w · Δw over all parameters."""


class EpochStory:
    """Walks the batches of an epoch on a private copy, from a snapshot on. Whatever was walked stays as it was.

    After n batches the copy equals a run that was trained on n batches, bit for bit, the optimizer's memory included.
    """

    def __init__(self, start: Snapshot) -> None:
        """Begin at a snapshot; the batches before it, if any, were trained and have no row.

        Raises ValueError if there is nothing to train on.
        """
        experiment = start.experiment
        if not experiment.points.train_count:
            raise ValueError("there are no training points, so there is no batch to walk through.")
        self.start = start
        self.first = start.batch
        """The place in the epoch of the first batch that is walked."""
        self.batches = max(1, math.ceil(experiment.points.train_count / experiment.plan.batch_size))
        """The number of batches in the epoch."""
        self._run = Run(experiment, start.run, arithmetic="layers").resume(start)
        self._snapshots = [start]
        self._rows: list[BatchRow] = []
        self._walks: dict[int, Walk] = {}

    @property
    def known(self) -> int:
        """The place of the first batch that has not been walked yet."""
        return self.first + len(self._rows)

    def row(self, batch: int) -> BatchRow:
        """A batch as a step; it and those before it are walked now, unless they were. IndexError beyond the ends."""
        self._reach(batch)
        return self._rows[batch - self.first]

    def walk(self, batch: int) -> Walk:
        """A batch in detail. IndexError beyond the ends."""
        self._reach(batch)
        if batch not in self._walks:
            before = self._snapshots[batch - self.first]
            self._keep(batch, Run(before.experiment, before.run, arithmetic="layers").resume(before).walk())
        return self._walks[batch]

    def snapshot(self, batch: int) -> Snapshot:
        """The moment before a batch; for `known`, the moment after the last one walked. IndexError beyond that."""
        if not self.first <= batch <= self.known:
            raise IndexError(f"the moment before batch {batch + 1} has not been reached.")
        return self._snapshots[batch - self.first]

    def told(self, batch: int) -> Explanation:
        """Explain what a batch did, as `Narrator.tell` explains an operation. IndexError beyond the ends."""
        row, letter = self.row(batch), names_of(self.start.experiment, self.start.theta).loss
        with np.errstate(all="ignore"):
            change = row.after - row.before
        terms = (
            Term(rf"{letter}^{{\mathrm{{new}}}}", row.after, "result", "loss of this\nbatch after"), EQUALS,
            Term(letter, row.before, "forward", "loss of this\nbatch before"), PLUS,
            Term(rf"\Delta {letter}", change, "plain", "by its step"))
        source = source_of(Sweep, "learn", "learn")
        return Explanation(
            heading=f"Epoch {number.count(self.start.epoch)} · one step",
            question="What did this batch gain from its own step?", terms=terms, arithmetic=(), preview=(),
            sentence=self.sentence(batch), marks=(), flow=(), backward=False, source=source,
            values=(("len(x)", float(len(row.points))),), label=terms[0].symbol)

    def sentence(self, batch: int) -> str:
        """What happened to the loss of a batch, and where the next one begins."""
        row, plan = self.row(batch), self.start.experiment.plan
        with np.errstate(all="ignore"):
            change = row.after - row.before
        if not math.isfinite(row.before):
            return "The loss of this batch was no finite number before its step."
        if not math.isfinite(row.after):
            return "The loss is no longer a finite number. The step was far too long: the learning rate is too high."
        rise = "fell" if change < 0 else "rose" if change > 0 else "stayed the same"
        foreseen = f" The gradient of this batch alone predicted {number.signed(row.predicted, 3)}."
        text = f"The loss of this batch {rise}{f' by {number.plain(abs(change), 3)}' if change else ''}.{foreseen}"
        if batch + 1 == self.batches:
            return f"{text} It is the last batch of the epoch."
        kept = f", and with what {plan.optimizer.label} remembers" if plan.optimizer.memory else ""
        return f"{text} The next batch begins with the weights that this one leaves{kept}."

    @property
    def summary(self) -> str:
        """What the batches walked so far did together."""
        rows = self._rows
        walked = f"{number.count(len(rows))} of {number.count(self.batches)} batches walked"
        if self.first:
            walked += f", {number.count(self.first)} trained before"
        with np.errstate(all="ignore"):
            fell = sum(row.after < row.before for row in rows)
        return f"{walked}. In {number.count(fell)} of them the loss of the batch itself fell."

    def _reach(self, batch: int) -> None:
        if not self.first <= batch < self.batches:
            raise IndexError(f"batch {batch + 1} is not among batches {self.first + 1} to {self.batches}.")
        while self.known <= batch:
            walk = self._run.walk_on()
            self._keep(self.known, walk)
            self._snapshots.append(self._run.snapshot())
            self._rows.append(_row(walk, self.known))

    def _keep(self, batch: int, walk: Walk) -> None:
        self._walks[batch] = walk
        while len(self._walks) > KEPT_WALKS:
            del self._walks[next(iter(self._walks))]


def _row(walk: Walk, batch: int) -> BatchRow:
    points = walk.experiment.points
    indices = tuple(int(at) for at in walk.indices)
    labels = () if points.labels is None else tuple(int(points.labels[at]) for at in indices)
    recorded = Recorded(walk)
    change = walk.theta - walk.before.theta
    with np.errstate(all="ignore"):
        predicted = float(recorded.loss_gradients @ change)
    return BatchRow(batch, indices, labels, walk.loss, _loss_after(walk), recorded.unclipped_length, _length(change),
                    predicted)


def _loss_after(walk: Walk) -> float:
    spec, plan = walk.experiment.network, walk.experiment.plan
    with np.errstate(all="ignore"):
        losses = spec.loss.of_samples(network_of(spec, walk.theta).forward(walk.x), walk.t)
        return float(np.sum(losses) if plan.reduction == "sum" else np.mean(losses))


def _length(values: Array) -> float:
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.sum(values * values)))
