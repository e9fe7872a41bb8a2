"""What was found: frozen records of a moment in training, of one move of one layer, and of one whole update."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array, freeze
from mlpviz.nn.passes import Move

Arithmetic = Literal["layers", "compiled"]
"""Two ways to the same numbers, which round differently in the last digits."""

__all__ = ["Arithmetic", "Move", "Progress", "Scores", "Snapshot", "Step", "Walk", "freeze"]


SCORES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "penalty")
"""The fields of Scores, in the order of a row."""


@dataclass(frozen=True)
class Scores:
    """How well the network did at one moment. NaN means: there was nothing to measure it on."""

    train_loss: float
    test_loss: float
    train_accuracy: float
    """Share of training points in the right class, 0…1."""
    test_accuracy: float
    penalty: float = 0.0
    """What L1 and L2 add to the loss when a gradient is taken; the losses here are of the data alone."""

    def row(self) -> Array:
        """All numbers as one row, (1, 5)."""
        return np.array([[getattr(self, name) for name in SCORES]])


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What the trainer found at one moment: everything needed to show it, and to go on from it bit for bit."""

    run: int
    """Which run it belongs to; a later run has a higher number."""
    epoch: int
    """Whole epochs done."""
    batch: int
    """Batches done in the epoch under way; 0 between two epochs."""
    experiment: Experiment
    """What was being trained, so that looking back also shows the points of that moment."""
    theta: Array
    """All parameters, layer by layer W (n_in × n_out, row by row) then b, (parameter_count,)."""
    theta_before: Array
    """The parameters at the start of the last epoch, or before the last single update, (parameter_count,)."""
    grad: Array
    """∂(loss and penalty over all training points)/∂theta at this very theta, (parameter_count,)."""
    memory: Array
    """The optimizer's memory, (vectors, parameter_count)."""
    updates: int
    """How many updates the optimizer has made."""
    scores: Scores
    arithmetic: Arithmetic = "layers"
    """What computes from here on. Bit for bit is promised within one arithmetic."""
    reason: str = ""
    """Why the layers compute although the plan asks for, or leaves room for, compiled epochs; "" if there is none."""

    @property
    def finite(self) -> bool:
        """False once training has diverged."""
        return bool(np.isfinite(self.scores.train_loss) or not self.experiment.points.train_count) and bool(
            np.isfinite(self.theta).all()
        )


@dataclass(frozen=True, eq=False)
class Step:
    """What one layer did in one move, for every sample of the batch."""

    move: Move
    layer: int
    """Number of the layer from the input side, 1…n; a Dense and its activation share a number. 0 for the loss."""
    part: Literal["dense", "activate", "loss"]
    given: Array
    """What came in. Forward: x or z. Loss: what it takes. Backward: ∂L/∂(output). Update: the gradient followed."""
    result: Array
    """What came out. Forward: z or a. Loss: ∂L/∂y of each sample. Backward: ∂L/∂(input). Update: the new parameters."""
    grad: Array | None = None
    """Backward of a Dense: its gradient summed over the samples, W row by row then b."""
    losses: Array | None = None
    """Loss: the loss of each sample, (n,)."""
    answer: Array | None = None
    """Loss: what the network answers, p = link(z) or a, (n, outputs)."""
    arithmetic: tuple[tuple[str, Array], ...] = ()
    """Update of a Dense: every line of the optimizer's arithmetic by name, each as long as the layer's parameters."""


@dataclass(frozen=True, eq=False)
class Walk:
    """One update taken apart: the steps of one sweep over one batch, from the snapshot before it.

    Every array was copied while the same `sweep` that trains was running, so walking and training cannot disagree.
    """

    before: Snapshot
    indices: NDArray[np.intp]
    """Which points made up the batch, (n,)."""
    x: Array
    """Their inputs, or the features made of them, as the first layer is given them, (n, widths[0])."""
    t: Array
    """Their targets, (n, outputs)."""
    steps: tuple[Step, ...]
    theta: Array
    """All parameters after the update."""
    updates: int
    """The number of this update, from 1."""
    scale: float = 1.0
    """What the gradient of the batch was multiplied by to clip its length; 1 where it was short enough."""

    @property
    def experiment(self) -> Experiment:
        """What was being trained."""
        return self.before.experiment

    @property
    def loss(self) -> float:
        """The loss of the batch before the update, as reduced, without penalty."""
        losses = next(step.losses for step in self.steps if step.losses is not None)
        return float(np.sum(losses) if self.experiment.plan.reduction == "sum" else np.mean(losses))


@dataclass(frozen=True, eq=False)
class Progress:
    """What the trainer reports after a tick: one row for every epoch since the last report, and the newest snapshot."""

    snapshot: Snapshot
    epochs: NDArray[np.int64]
    """The epochs that ended since the last report, (m,)."""
    scores: Array
    """Their scores, (m, 5), in the order of `SCORES`."""
    epochs_per_second: float = float("nan")
    """Measured over the last second or so of training; NaN while paused."""
    changed: bool = False
    """True if a change by the learner took hold just before this snapshot."""
    diverged: bool = False
    """True if the loss stopped being a number; training has stopped."""

    def of_run(self, number: int) -> Progress:
        """The same report under another run number."""
        return replace(self, snapshot=replace(self.snapshot, run=number))
