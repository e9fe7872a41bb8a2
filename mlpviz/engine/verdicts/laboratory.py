"""The verdicts of the gradient flow laboratory, on a run from its start to its end."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.verdicts.verdict import Finding, Verdict
from mlpviz.nn.arrays import Array
from mlpviz.nn.registry import Registry

LARGEST_NORM = 1e3
"""A gradient norm above this is an explosion."""
DEAD_SHARE = 1 / 3
"""Share of hidden units that must be dead."""
FIRST_OVER_LAST = 0.01
"""The gradient of the first layer vanishes if its norm is a smaller share of the norm of the last layer."""
NOTHING = 1e-5
"""Gradients vanish everywhere if no norm of a hidden layer ever reaches this."""

GUESSED = 0.99
"""A loss above this share of the loss of the best guess has not learned anything."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What was measured of one training."""

    norms: Array
    """‖∂L/∂W‖₂ of each layer at each moment, (moments, layers); the first moment is the start."""
    dead: tuple[int, ...]
    """Dead units of each hidden layer at the last moment: output and slope are 0 for every train point."""
    units: tuple[int, ...]
    """Units of each hidden layer."""
    nan_at: int | None = None
    """The update, from 1, after which a number was no longer finite; None if all were."""
    losses: tuple[float, ...] = ()
    """The train loss at each moment; () if it was not measured."""
    guess: float = math.nan
    """The train loss of the best guess, one answer for all points."""


class RunVerdict(Verdict):
    """A rule for a whole run."""

    @abstractmethod
    def found(self, evidence: Evidence) -> str:
        """A sentence with the numbers that meet the rule; "" if it is not met."""


verdicts: Registry[RunVerdict] = Registry("verdict")
"""In the order in which they are asked; the first that is met is given."""


@verdicts.register
class Exploding(RunVerdict):
    """Gradients grow from layer to layer until the numbers leave the range of the computer."""

    label = "Exploding"
    icon = "arrow-up"
    tone = "bad"
    rule = "a number is no longer finite, or a gradient norm is above 10³"

    def found(self, evidence: Evidence) -> str:
        if evidence.nan_at is not None:
            return f"A number was no longer finite after update {number.count(evidence.nan_at)}."
        largest = float(evidence.norms.max(initial=0.0))
        if largest <= LARGEST_NORM:
            return ""
        moment, layer = np.unravel_index(int(evidence.norms.argmax()), evidence.norms.shape)
        return f"The gradient norm of layer {layer + 1} was {number.plain(largest)} after {_epochs(int(moment))}."


@verdicts.register
class DeadUnits(RunVerdict):
    """Units whose output and slope are 0 for every train point: no gradient of the loss reaches them."""

    label = "Dead units"
    icon = "none"
    tone = "warn"
    rule = "at least a third of the hidden units are 0, with slope 0, for every train point at the end"

    def found(self, evidence: Evidence) -> str:
        dead, units = sum(evidence.dead), sum(evidence.units)
        if not units or dead < DEAD_SHARE * units:
            return ""
        return f"{number.count(dead)} of {number.count(units)} hidden units are 0 for every train point."


@verdicts.register
class Vanishing(RunVerdict):
    """Gradients shrink on their way back, so that the first layers hardly learn."""

    label = "Vanishing"
    icon = "arrow-down"
    tone = "quiet"
    rule = (
        "layer 1 gets less than 1 % of the last layer's gradient norm, at the start or in the median epoch, or no "
        "hidden layer's norm ever reaches 10⁻⁵"
    )

    def found(self, evidence: Evidence) -> str:
        norms = evidence.norms
        layers = norms.shape[1]
        if layers < 2:
            return ""
        if not norms.any():
            return "Every gradient is exactly 0."
        start, median = shares(norms)
        for share, moment in ((start, "At the start"), (median, "In the median epoch")):
            if share == 0.0:
                return f"{moment} the gradient of layer 1 is exactly 0."
            if share < FIRST_OVER_LAST:
                times = number.plain(float(f"{1 / share:.2g}"))
                return f"{moment} layer 1 gets a gradient {times} times smaller than layer {layers}."
        largest = float(norms[:, :-1].max())
        return f"No hidden layer's gradient norm was above {number.plain(largest)}." if largest < NOTHING else ""


@verdicts.register
class NotLearning(RunVerdict):
    """Gradients arrive, and yet the network is no better than one answer for all points."""

    label = "Not learning"
    icon = "minus"
    tone = "warn"
    rule = "the train loss is at the end not even 1 % below that of the best guess, one answer for all points"

    def found(self, evidence: Evidence) -> str:
        if not evidence.losses or not evidence.losses[-1] > GUESSED * evidence.guess:
            return ""
        loss, guess = number.loss(evidence.losses[-1]), number.loss(evidence.guess)
        return f"The loss ends at {loss}; guessing has {guess}."


@verdicts.register
class Healthy(RunVerdict):
    """Every layer gets a gradient of a useful size, and the loss ends below that of guessing."""

    label = "Healthy"
    icon = "check"
    tone = "good"
    rule = "none of the other rules is met"

    def found(self, evidence: Evidence) -> str:
        layers = evidence.norms.shape[1]
        if layers < 2:
            return "There is one layer only."
        share = shares(evidence.norms)[1]
        return f"In the median epoch layer 1 gets {number.plain(share)} of the gradient norm of layer {layers}."


def judge(evidence: Evidence) -> Finding:
    """The first verdict whose rule is met."""
    for kind in verdicts:
        verdict = kind()
        sentence = verdict.found(evidence)
        if sentence:
            return Finding(verdict, sentence)
    raise AssertionError("the last rule is always met")


def shares(norms: Array) -> tuple[float, float]:
    """The norm of layer 1 as a share of the norm of the last layer: at the start, and the median over all moments.

    `norms` is (moments, layers). A moment at which the last layer's norm is 0 has a share of 0.
    """
    first, last = norms[:, 0], norms[:, -1]
    each = np.divide(first, last, out=np.zeros_like(first), where=last > 0)
    return float(each[0]), float(np.median(each))


def _epochs(moment: int) -> str:
    return number.counted(moment, "epoch")
