"""The same curve fitted by more and more hidden units, from several first weights: how the error falls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from mlpviz.engine.approximation.one_layer import EPOCHS, Errors, errors_of, experiment
from mlpviz.engine.pool import Mark
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run
from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array

Measure = Literal["mean_squared", "largest"]
"""Which error a fit is judged by."""
WIDTHS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20)
SEEDS = 7
BETWEEN = 25
"""Epochs from one look at the mark to the next: a few milliseconds compiled, less than 50 ms with the layers."""


@dataclass(frozen=True, eq=False)
class Fit:
    """One fit to be made: a target curve, and who follows it."""

    values: Array
    """(121,)"""
    activation: Activation
    units: int
    seed: int
    epochs: int = EPOCHS


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fit that was made."""

    units: int
    seed: int
    snapshot: Snapshot
    """After the last epoch, so that training can go on from it."""
    errors: Errors


def fit(job: Fit, mark: Mark) -> Fitted:
    """Train one fit to its last epoch, with compiled epochs if this machine has them for its activation.

    A fit that diverges ends at once; its errors are then not finite.
    """
    wanted = experiment(job.values, job.units, job.activation, job.seed)
    run = Run(replace(wanted, plan=replace(wanted.plan, engine="compiled")), arithmetic="compiled")
    while run.epochs < job.epochs:
        mark.check()
        for _ in range(min(BETWEEN, job.epochs - run.epochs)):
            run.train()
        if not np.isfinite(run.theta).all():
            break
    snapshot = replace(run.snapshot(), experiment=wanted)  # the window chooses again what computes
    return Fitted(job.units, job.seed, snapshot, errors_of(wanted.network, run.theta, job.values))


def jobs(
    values: Array, activation: Activation, widths: Sequence[int] = WIDTHS, seeds: int = SEEDS, epochs: int = EPOCHS
) -> list[Fit]:
    """Every width with every seed; all widths of a seed come before the next seed, so that the line is there early."""
    return [Fit(values, activation, units, seed, epochs) for seed in range(seeds) for units in widths]


@dataclass(frozen=True)
class Spread:
    """The fits of one width, ranked by their error."""

    units: int
    best: Fitted
    worst: Fitted
    count: int
    """How many fits there are."""


class Fits:
    """The fits of one curve and one activation, as far as they are made."""

    def __init__(self, values: Array, activation: Activation) -> None:
        """None is made yet."""
        self.values, self.activation = values, activation
        self.made: list[Fitted] = []
        self.failures: list[str] = []
        """Sentences of fits that could not be made."""

    def concern(self, values: Array, activation: Activation) -> bool:
        """Whether they are of this curve and this activation."""
        return activation == self.activation and np.array_equal(values, self.values)

    def spreads(self, measure: Measure = "mean_squared") -> list[Spread]:
        """Best and worst of every width that has a fit, in the order of the widths; what diverged is the worst."""
        found = []
        for units in sorted({one.units for one in self.made}):
            ranked = sorted((one for one in self.made if one.units == units), key=partial(_rank, measure))
            found.append(Spread(units, ranked[0], ranked[-1], len(ranked)))
        return found

    def spread(self, units: int) -> Spread | None:
        """Of one width; None if it has no fit."""
        return next((one for one in self.spreads() if one.units == units), None)


def error_of(fitted: Fitted, measure: Measure) -> float:
    """One of the two errors of a fit."""
    return fitted.errors.largest if measure == "largest" else fitted.errors.mean_squared


def _rank(measure: Measure, fitted: Fitted) -> tuple[float, int]:
    error = error_of(fitted, measure)
    return (error if math.isfinite(error) else math.inf, fitted.seed)
