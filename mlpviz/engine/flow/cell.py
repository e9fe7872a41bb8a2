"""One run of a grid: trained from its start to its last epoch, with what flowed through its layers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.flow.guessing import guessing_loss
from mlpviz.engine.pool import Mark
from mlpviz.engine.probes import Histogram, gradient_norms, histograms, passes
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.engine.run import Run
from mlpviz.engine.verdicts.laboratory import Evidence, judge
from mlpviz.engine.verdicts.verdict import Finding
from mlpviz.nn.arrays import Array

PATIENCE = 0.1
"""Seconds of training between two looks at the mark."""


@dataclass(frozen=True)
class CellJob:
    """An experiment, and how long it is trained."""

    experiment: Experiment
    epochs: int


@dataclass(frozen=True, eq=False)
class LayerOutputs:
    """The outputs of a hidden layer over all train points."""

    histogram: Histogram
    mean: float
    deviation: float
    """The standard deviation over units and points."""


@dataclass(frozen=True, eq=False)
class CellResult:
    """What came of a run. If it diverged, it ends with the last epoch after which all numbers were finite."""

    experiment: Experiment
    norms: Array
    """‖∂L/∂W‖₂ of each layer, over all train points, at the start and after each epoch, (epochs + 1, layers)."""
    losses: Array
    """The train loss at the start and after each epoch, (epochs + 1,); without penalty."""
    update_norms: Array
    """If it diverged, the norm of each layer's gradient of the batch in every update before, (updates, layers); else
    (0, layers)."""
    nan_at: int | None
    """The update, from 1, after which a number was no longer finite; None if it did not diverge."""
    first_theta: Array
    theta: Array
    """The parameters at the end, (parameter_count,)."""
    first: tuple[LayerOutputs, ...]
    """The outputs of each hidden layer at the start."""
    last: tuple[LayerOutputs, ...]
    """The same at the end."""
    finding: Finding

    @property
    def epochs(self) -> int:
        """How many epochs it was trained."""
        return len(self.losses) - 1

    @property
    def loss(self) -> float:
        """The train loss at the end; NaN if it diverged."""
        return float("nan") if self.nan_at is not None else float(self.losses[-1])


def train_cell(job: CellJob, mark: Mark) -> CellResult:
    """Train with the layers, so that the numbers are the same in every process.

    Raises Cancelled soon after the mark was set.
    """
    run = Run(job.experiment, arithmetic="layers")
    first = last = run.snapshot()
    norms, losses = [gradient_norms(first)], [first.scores.train_loss]
    nan_at = None
    for _ in range(job.epochs if first.finite else 0):
        mark.check()
        _train_epoch(run, mark)
        now = run.snapshot()
        if not (now.finite and np.isfinite(now.grad).all()):
            nan_at = _diverging_update(job.experiment, last)
            break
        last = now
        norms.append(gradient_norms(now))
        losses.append(now.scores.train_loss)
    return _result(job.experiment, first, last, np.array(norms), np.array(losses), nan_at)


def _train_epoch(run: Run, mark: Mark) -> None:
    with np.errstate(all="ignore"):
        while not run.train(until=time.perf_counter() + PATIENCE):
            mark.check()


def _diverging_update(experiment: Experiment, before: Snapshot) -> int:
    """Train once more from the last finite epoch, to find the update, counted from the start, that ended it."""
    run = Run(experiment, arithmetic="layers").resume(before)
    with np.errstate(all="ignore"):
        while not run.train(until=0.0):
            if not np.isfinite(run.theta).all():
                break
    return run.descent.count


def _update_norms(experiment: Experiment, updates: int) -> Iterator[Array]:
    """The norm of each layer's gradient in every update from the start up to `updates`."""
    run = Run(experiment, arithmetic="layers")
    with np.errstate(all="ignore"):
        for _ in range(updates):
            run.one_update()
            yield np.array([np.linalg.norm(dW) for dW, _ in experiment.network.weights(run.grad)])


def _result(
    experiment: Experiment, first: Snapshot, last: Snapshot, norms: Array, losses: Array, nan_at: int | None
) -> CellResult:
    layers = norms.shape[1]
    updates = np.array(list(_update_norms(experiment, nan_at or 0))).reshape(-1, layers)
    ends = outputs_of(last)
    evidence = Evidence(
        norms, tuple(one.histogram.dead for one in ends),
        tuple(layer.units for layer in experiment.network.layers[:-1]), nan_at,
        tuple(losses.tolist()), guessing_loss(experiment),
    )  # fmt: skip
    return CellResult(
        experiment, freeze(norms), freeze(losses), freeze(updates), nan_at, first.theta, last.theta,
        outputs_of(first), ends, judge(evidence),
    )  # fmt: skip


def outputs_of(snapshot: Snapshot) -> tuple[LayerOutputs, ...]:
    """What each hidden layer gives to the train points."""
    points = snapshot.experiment.points
    _, outputs = passes(snapshot, points.x[~points.test])
    found = zip(histograms(snapshot)[:-1], outputs[1:-1], strict=True)
    with np.errstate(all="ignore"):
        return tuple(LayerOutputs(one, float(np.mean(a)), float(np.std(a))) for one, a in found)
