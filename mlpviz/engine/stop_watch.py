"""Watches the scores of a training and finds the first epoch that meets a rule."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.stop_rule import Condition, StopRule
from mlpviz.nn.arrays import Array


@dataclass(frozen=True)
class Met:
    """A condition that was met."""

    condition: Condition
    value: float
    """What was measured at that epoch; of what does not fall any more, the lowest loss."""
    since: int
    """The first epoch of those in a row at which it held; of a loss that does not fall, the epoch of the lowest."""

    def text(self) -> str:
        """Why training stopped, in words: "test loss is 0.0498, below 0.05"."""
        kind, limit = self.condition.kind, self.condition.kind.limit_text(self.condition.limit)
        name = kind.label[0].lower() + kind.label[1:]
        if kind.sense == "for":
            part = kind.name.partition("_")[0]
            lowest = number.plain(self.value)
            return f"the {part} loss was lowest at epoch {number.count(self.since)}, {lowest}: no progress for {limit}"
        if kind.name == "epochs":
            return f"epoch {limit} is reached"
        if kind.name == "seconds":
            return f"{limit} of training are over"
        value = number.percent(self.value) if kind.unit == "%" else number.plain(self.value)
        relation = f"{kind.sense} {limit}"
        lasting = f" since epoch {number.count(self.since)}" if self.condition.epochs > 1 else ""
        return f"{name} is {value}, {relation}{lasting}"


@dataclass(frozen=True)
class Stop:
    """That training stopped by a rule: at which epoch, and why."""

    epoch: int
    met: tuple[Met, ...]

    def reason(self) -> str:
        """Every condition that was met, in words."""
        return ", and ".join(one.text() for one in self.met)

    def sentence(self) -> str:
        """All of it in one sentence."""
        return f"Training stopped at epoch {number.count(self.epoch)}: {self.reason()}."


class Watch:
    """Follows a training from one moment on; counts of epochs begin there."""

    def __init__(self, rule: StopRule, epoch: int, scores: Array) -> None:
        """Begin at the end of `epoch`, whose scores are (1, 7)."""
        self.conditions = rule.watched
        self.epoch = epoch
        """The last epoch that was looked at."""
        self.stop: Stop | None = None
        """The epoch that met a condition."""
        self._held = [0] * len(self.conditions)
        """For how many epochs in a row each condition has held so far."""
        self._best = [math.inf if one.kind.score is None else _known(scores[-1, one.kind.score])
                      for one in self.conditions]  # fmt: skip

    @property
    def needs_gradient(self) -> bool:
        """Whether the norm of the gradient has to be given after every epoch."""
        return any(one.name == "gradient_norm" for one in self.conditions)

    @property
    def seconds(self) -> float:
        """The time after which training is to stop; infinity for no limit."""
        return next((one.limit for one in self.conditions if one.name == "seconds"), math.inf)

    def first(self, scores: Array, *, norm: float = math.nan, seconds: float = 0.0) -> Stop | None:
        """The first of the next epochs, scores (m, 7), that meets a condition.

        `norm` is the gradient norm and `seconds` the time of training at the end of the last one. After an epoch that
        meets one, the watch is at its end.
        """
        found = [self._follow(at, scores, norm, seconds) for at in range(len(self.conditions))]
        stop = min((index for index, _ in found), default=len(scores))
        begun, self.epoch = self.epoch, self.epoch + len(scores)
        if stop >= len(scores):
            return None
        epoch = begun + stop + 1
        met = [(condition, one) for condition, one in zip(self.conditions, found, strict=True) if one[0] == stop]
        self.stop = Stop(epoch, tuple(_met(condition, epoch, value) for condition, (_, value) in met))
        return self.stop

    def _follow(self, at: int, scores: Array, norm: float, seconds: float) -> tuple[int, float]:
        """The row at which a condition is first met, and what was measured there; beyond the last for none."""
        condition, rows = self.conditions[at], len(scores)
        if not rows:
            return 0, math.nan
        values = self._values(condition, scores, norm, seconds)
        if condition.kind.sense == "for":
            lowest = np.fmin.accumulate(np.concatenate([[self._best[at]], values]))
            holds = ~(values < lowest[:-1])
            self._best[at], values = float(lowest[-1]), lowest[1:]
        elif condition.kind.sense == "below":
            holds = values < condition.limit
        else:
            holds = values >= condition.limit
        index = np.arange(rows)
        in_a_row = index - np.maximum.accumulate(np.where(holds, -1 - self._held[at], index))
        self._held[at] = int(in_a_row[-1])
        met = np.flatnonzero(in_a_row >= condition.patience)
        return (int(met[0]), float(values[met[0]])) if len(met) else (rows, math.nan)

    def _values(self, condition: Condition, scores: Array, norm: float, seconds: float) -> Array:
        """What is measured at each row; NaN where it is not known."""
        if condition.kind.score is not None:
            return scores[:, condition.kind.score]
        if condition.name == "epochs":
            return np.arange(self.epoch + 1, self.epoch + 1 + len(scores), dtype=np.float64)
        values = np.full(len(scores), np.nan)
        values[-1] = norm if condition.name == "gradient_norm" else seconds
        return values


def _known(value: float) -> float:
    return float(value) if math.isfinite(value) else math.inf


def _met(condition: Condition, epoch: int, value: float) -> Met:
    patience = condition.patience
    return Met(condition, value, epoch - patience if condition.kind.sense == "for" else epoch - patience + 1)
