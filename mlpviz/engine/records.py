"""Frozen records: of a moment of training, of one move of one layer, and of one whole update."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array, freeze
from mlpviz.nn.passes import Move

Arithmetic = Literal["layers", "compiled"]
"""Two ways to compute the same numbers; they round differently in the last digits."""

__all__ = ["Arithmetic", "Move", "Progress", "Scores", "Snapshot", "Step", "Walk", "freeze"]


SCORES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "train_r2", "test_r2", "penalty")
"""The fields of Scores, in the order of a row."""


@dataclass(frozen=True)
class Scores:
    """Losses, accuracies and R² at one moment. NaN where one is not defined: there are no points, or other ones."""

    train_loss: float
    test_loss: float
    train_accuracy: float
    """Share of training points that are classified correctly, 0…1."""
    test_accuracy: float
    train_r2: float = math.nan
    """R² = 1 − Σ(t − y)² / Σ(t − t̄)² of the values of the training points: 1 if all are predicted exactly, 0 if the
    predictions are no better than the mean t̄ of each output, less if they are worse. NaN if all values are equal."""
    test_r2: float = math.nan
    """The same over the test points, with their own mean."""
    penalty: float = 0.0
    """The L1 and L2 penalty. The losses here do not include it; the gradient does."""

    def __post_init__(self) -> None:
        """Use one NaN for all that is not defined, so that scores of the same numbers are equal."""
        for name in SCORES:
            if math.isnan(getattr(self, name)):
                object.__setattr__(self, name, math.nan)

    def row(self) -> Array:
        """All scores as one row, (1, 7)."""
        return np.array([[getattr(self, name) for name in SCORES]])


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The state of training at one moment: everything needed to show it, and to continue from it bit for bit."""

    run: int
    """The number of its run; a later run has a higher number."""
    epoch: int
    """Number of completed epochs."""
    batch: int
    """Number of completed batches in the current epoch; 0 between two epochs."""
    experiment: Experiment
    """The experiment at that moment, so that an earlier epoch is shown with its own points."""
    theta: Array
    """All parameters, layer by layer W (n_in × n_out, row by row) then b, (parameter_count,)."""
    theta_before: Array
    """The parameters at the start of the last epoch, or before the last single update, (parameter_count,)."""
    grad: Array
    """∂(loss and penalty over all training points)/∂theta at this theta, (parameter_count,)."""
    memory: Array
    """The optimizer's memory, one row for each name in `Optimizer.memory`, (rows, parameter_count)."""
    updates: int
    """Number of updates that the optimizer has made."""
    scores: Scores
    arithmetic: Arithmetic = "layers"
    """The arithmetic used from here on. Equal bit for bit is promised only within one arithmetic."""
    reason: str = ""
    """Why the layers compute although the plan requests or allows compiled epochs; "" if there is no reason to show."""
    cut_short: int = 0
    """Number of batches after the last complete epoch that were trained before a change made the next epoch begin
    anew."""

    @property
    def moment(self) -> tuple[int, int]:
        """Number of completed epochs, and of all batches since; (e, 0) is the end of epoch e itself."""
        return self.epoch, self.cut_short + self.batch

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays; the experiment is shared by many snapshots."""
        return 3 * self.theta.nbytes + self.memory.nbytes

    @property
    def finite(self) -> bool:
        """False once training has diverged."""
        return bool(np.isfinite(self.scores.train_loss) or not self.experiment.points.train_count) and bool(
            np.isfinite(self.theta).all()
        )


@dataclass(frozen=True, eq=False)
class Step:
    """The input and result of one layer in one move, for all samples of the batch."""

    move: Move
    layer: int
    """Number of the layer from the input side, 1…n; a Dense and its activation share a number. 0 for the loss."""
    part: Literal["dense", "activate", "loss"]
    given: Array
    """The input. Forward: x or z. Loss: z or a. Backward: ∂L/∂(output). Update: the gradient used."""
    result: Array
    """The result. Forward: z or a. Loss: ∂L/∂y of each sample. Backward: ∂L/∂(input). Update: the new parameters."""
    grad: Array | None = None
    """Backward of a Dense: its gradient summed over the samples, W row by row, then b."""
    losses: Array | None = None
    """Loss: the loss of each sample, (n,)."""
    answer: Array | None = None
    """Loss: the network's predictions, p = link(z) or a, (n, outputs)."""
    arithmetic: tuple[tuple[str, Array], ...] = ()
    """Update of a Dense: every value of the optimizer's step, as (name, vector of the layer's parameters)."""


@dataclass(frozen=True, eq=False)
class Walk:
    """One update in detail: the steps of one sweep over one batch, starting from the snapshot `before`.

    Every array was copied during a `Sweep`, which also does the training, so the numbers are those of training.
    """

    before: Snapshot
    indices: NDArray[np.intp]
    """Indices of the points in the batch, (n,)."""
    x: Array
    """The inputs of the first layer: their inputs or features, (n, widths[0])."""
    t: Array
    """Their targets, (n, outputs)."""
    steps: tuple[Step, ...]
    theta: Array
    """All parameters after the update."""
    updates: int
    """The number of this update, from 1."""
    scale: float = 1.0
    """The factor by which clipping multiplied the gradient of the batch; 1 if it was not clipped."""

    @property
    def experiment(self) -> Experiment:
        return self.before.experiment

    @property
    def loss(self) -> float:
        """The loss of the batch before the update, after reduction, without penalty."""
        losses = next(step.losses for step in self.steps if step.losses is not None)
        return float(np.sum(losses) if self.experiment.plan.reduction == "sum" else np.mean(losses))


@dataclass(frozen=True, eq=False)
class Progress:
    """A report of the trainer: the scores of every epoch since the last report, and the newest snapshot."""

    snapshot: Snapshot
    epochs: NDArray[np.int64]
    """The epochs that ended since the last report, (m,)."""
    scores: Array
    """Their scores, (m, 7), in the order of `SCORES`."""
    epochs_per_second: float = float("nan")
    """Measured over about the last second of training; NaN while paused."""
    changed: bool = False
    """True if a change by the learner took effect just before this snapshot."""
    diverged: bool = False
    """True if the loss is no longer finite; training has stopped."""

    def of_run(self, number: int) -> Progress:
        """The same report under another run number."""
        return replace(self, snapshot=replace(self.snapshot, run=number))
