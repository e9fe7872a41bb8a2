"""Schedules: how the learning rate changes from epoch to epoch."""

from __future__ import annotations

import math
from typing import ClassVar

from mlpviz.nn.registry import Choice, Registry, span


class Schedule(Choice):
    """A factor of the learning rate for each epoch. It depends on the epoch alone, so training can resume anywhere."""

    formula: ClassVar[str]
    """The learning rate of epoch e as LaTeX, in terms of η and e, from 0."""

    def factor(self, epoch: int) -> float:
        """The factor of the learning rate in `epoch`, counted from 0; between 0 and 1."""
        raise NotImplementedError

    def falls(self, first: int, last: int) -> range:
        """The epochs from `first` to `last` from which on the rate is lower at once; none where it glides."""
        return range(0)


schedules: Registry[Schedule] = Registry("schedule")


@schedules.register
class Constant(Schedule):
    """The learning rate stays as it is."""

    label = "Constant"
    formula = r"\eta"

    def factor(self, epoch: int) -> float:
        return 1.0


@schedules.register
class StepDecay(Schedule):
    """The learning rate falls by a factor γ after every so many epochs: large strides first, small ones to finish.

    The rate of epoch e is η γ^⌊e / every⌋.
    """

    label = "Step decay"
    symbols = {"every": "n", "gamma": r"\gamma"}
    formula = r"\eta\,\gamma^{\lfloor e / n \rfloor}"
    every: float = span(100, 1, 100_000, whole=True)
    gamma: float = span(0.5, 0.0, 1.0)

    def factor(self, epoch: int) -> float:
        return float(self.gamma) ** (epoch // int(self.every))

    def falls(self, first: int, last: int) -> range:
        every = int(self.every)
        return range(every * max(1, -(-first // every)), last + 1, every)


@schedules.register
class Exponential(Schedule):
    """The learning rate falls by the same small factor γ after every epoch.

    The rate of epoch e is η γᵉ.
    """

    label = "Exponential"
    symbols = {"gamma": r"\gamma"}
    formula = r"\eta\,\gamma^e"
    gamma: float = span(0.99, 0.0, 1.0)

    def factor(self, epoch: int) -> float:
        return float(self.gamma) ** epoch


@schedules.register
class Cosine(Schedule):
    """The learning rate glides down along half a cosine, slowly at first and at the end, and then stays at its lowest.

    The rate of epoch e is η (s + (1 − s) ½ (1 + cos(π e / T))) until e = T, then η s, where s is the lowest share.
    Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017), without the restarts.
    """

    label = "Cosine"
    symbols = {"epochs": "T", "lowest": "s"}
    formula = r"\eta\,\left(s + \frac{1 - s}{2} \left(1 + \cos\frac{\pi e}{T}\right)\right)"
    epochs: float = span(200, 1, 1_000_000, whole=True)
    lowest: float = span(0.0, 0.0, 1.0)

    def factor(self, epoch: int) -> float:
        if epoch >= self.epochs:
            return float(self.lowest)
        return self.lowest + (1.0 - self.lowest) * 0.5 * (1.0 + math.cos(math.pi * epoch / self.epochs))
