"""The learner's choices for training: optimizer, learning rate, batches, penalties, order of samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlpviz.engine.checks import number, whole, yes_or_no
from mlpviz.engine.network_spec import Named
from mlpviz.nn.optimizers import Optimizer, optimizers
from mlpviz.nn.schedules import Schedule, schedules

Engine = Literal["auto", "layers", "compiled"]


@dataclass(frozen=True, init=False)
class Plan:
    """How the network is trained."""

    optimizer: Optimizer
    learning_rate: float
    batch_size: int
    """Number of samples in each update; more than there are points means all of them (full batch)."""
    seed: int
    """Seed of the order of the samples in every epoch."""
    reduction: Literal["mean", "sum"]
    """Whether the loss of a batch is the mean or the sum of the samples' losses."""
    l2: float
    """λ₂ of the penalty ½ λ₂ Σ w²."""
    l1: float
    """λ₁ of the penalty λ₁ Σ|w|."""
    penalize_biases: bool
    """Whether both penalties include the biases."""
    clip: float | None
    """The maximum norm of the gradient of all parameters together; None for no limit."""
    schedule: Schedule
    """How the learning rate changes from epoch to epoch."""
    engine: Engine
    """What computes the epochs; see `mlpviz.nn.fast.compiled`.

    - "layers": the layer objects.
    - "compiled": compiled epochs, if the network can be compiled and numba is installed, otherwise the layers. They
      agree to about 1e-12, not bit for bit.
    - "auto": in a script, the layers, so that a Run gives the same numbers with and without numba. The window changes
      to compiled epochs when they are ready and probably faster; every epoch can be recomputed as it was computed.
    """

    def __init__(
        self,
        optimizer: Named | Optimizer = "SGD",
        learning_rate: float = 0.03,
        batch_size: int = 10,
        *,
        seed: int = 0,
        reduction: Literal["mean", "sum"] = "mean",
        l2: float = 0.0,
        l1: float = 0.0,
        penalize_biases: bool = False,
        clip: float | None = None,
        schedule: Named | Schedule = "Constant",
        engine: Engine = "auto",
    ) -> None:
        """Check everything. Raises ValueError that names the field, the value and what is allowed."""
        set_field = object.__setattr__
        set_field(self, "optimizer", optimizers.make(optimizer))
        set_field(self, "learning_rate", number("learning_rate", learning_rate, 0.0, 1e6))
        set_field(self, "batch_size", whole("batch_size", batch_size, 1, 10**9))
        set_field(self, "seed", whole("seed", seed, 0, 2**63 - 1))
        if reduction not in ("mean", "sum"):
            raise ValueError(f"reduction is {reduction!r:.80}; allowed are 'mean' and 'sum'.")
        set_field(self, "reduction", reduction)
        set_field(self, "l2", number("l2", l2, 0.0, 1e6))
        set_field(self, "l1", number("l1", l1, 0.0, 1e6))
        set_field(self, "penalize_biases", yes_or_no("penalize_biases", penalize_biases))
        set_field(self, "clip", None if clip is None else number("clip", clip, 1e-9, 1e9))
        set_field(self, "schedule", schedules.make(schedule))
        if engine not in ("auto", "layers", "compiled"):
            raise ValueError(f"engine is {engine!r:.80}; allowed are 'auto', 'layers' and 'compiled'.")
        set_field(self, "engine", engine)

    def rate(self, epoch: int) -> float:
        """The learning rate of an epoch, counted from 0."""
        return self.learning_rate * self.schedule.factor(epoch)
