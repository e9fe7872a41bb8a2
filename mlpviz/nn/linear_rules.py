"""Two rules that learn from every sample, not from mistakes alone: the delta rule and logistic regression.

Both are stochastic gradient descent with one unit. Neither comes to rest by itself: with a fixed learning rate the
weights keep moving around the best ones, and logistic regression has no best ones where a line separates the classes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from operator import mul
from typing import Any, Literal

from mlpviz.nn.exact import Number, Numbers
from mlpviz.nn.single_unit import SingleUnit

KEPT = 256
"""Every so many samples the weights are remembered, so that going back need not begin at the start."""


class LinearRule(SingleUnit):
    """A unit that moves by rate · error · inputs after every sample. Targets are −1 and +1, arithmetic is in floats.

    The output is the sign of the sum, as a perceptron's, and so is what counts as a mistake.
    """

    def __init__(
        self,
        x: Iterable[Iterable[Any]],
        targets: Iterable[Any],
        *,
        rate: Any = 0.05,
        threshold: Any = 0,
        bias: bool = True,
        start: Iterable[Any] | None = None,
        order: Literal["given", "shuffled"] = "given",
        seed: int = 0,
    ) -> None:
        """As `mlpviz.nn.perceptron.Perceptron`, with targets −1 and +1."""
        super().__init__(
            x, targets, form="signs", rate=rate, threshold=threshold, bias=bias, start=start, order=order, seed=seed,
            exact=False,
        )  # fmt: skip

    def reset(self) -> None:
        """Go back to the initial weights and the first sample."""
        super().reset()
        self._kept = [self._w]
        """The weights after 0, KEPT, 2 KEPT … samples."""
        self._ends: list[Any] = []
        """The weights at the end of each pass."""

    def error(self, total: float, target: int) -> float:
        """What the sum should still become larger by, in the units of the answer."""
        raise NotImplementedError

    def loss(self) -> float:
        """The mean of what the rule makes smaller, over all samples, with the weights now."""
        away = [sum(map(mul, self._w, x)) - self._limit for x in self._x]
        return sum(self.loss_of(total, target) for total, target in zip(away, self.targets, strict=True)) / len(away)

    def loss_of(self, total: float, target: int) -> float:
        """What the rule makes smaller, of one sample with this sum."""
        raise NotImplementedError

    @property
    def finite(self) -> bool:
        """False once the weights have grown beyond all numbers: the learning rate is too large."""
        return all(math.isfinite(weight) for weight in self._w)

    def _learn(self, index: int) -> Any:
        x, target = self._x[index], self.targets[index]
        total = sum(map(mul, self._w, x))
        correction = self._push * self.error(total - self._limit, target)
        self._w = tuple(w + correction * value for w, value in zip(self._w, x, strict=True))
        if self._answer(total) != target:
            self._note_mistake()
        return correction

    def _finish(self) -> None:
        super()._finish()
        if self.seen % KEPT == 0:
            self._kept.append(self._w)
        if self.place == 0:
            self._ends.append(self._w)

    def earlier(self, most: int) -> list[Numbers]:
        """The weights at the end of each of the last `most` passes before now, the oldest first."""
        before = self._ends[:-1] if self.place == 0 else self._ends
        return [self._written(w) for w in before[-most:]] if most else []

    def _unlearn(self, index: int, missed: bool) -> None:
        # Floats cannot be taken back; the same calculation from remembered weights gives the same floats.
        del self._kept[self.seen // KEPT + 1 :], self._ends[self.passes :]
        self._w = self._kept[-1]
        for number in range(self.seen - self.seen % KEPT, self.seen):
            self._turn_to(number // len(self.inputs) + 1)
            at = self._order[number % len(self.inputs)]
            x, total = self._x[at], sum(map(mul, self._w, self._x[at]))
            correction = self._push * self.error(total - self._limit, self.targets[at])
            self._w = tuple(w + correction * value for w, value in zip(self._w, x, strict=True))
        self._turn_to(self.passes + 1)


class Adaline(LinearRule):
    """The delta rule: error t − z, the step of gradient descent on ½ (t − z)².

    It goes towards the line of least squares. With a rate above 2 / |x|² the steps grow without end. Widrow and Hoff,
    "Adaptive switching circuits" (1960).
    """

    def error(self, total: float, target: int) -> float:
        """The error t − z."""
        return target - total

    def loss_of(self, total: float, target: int) -> float:
        """½ (t − z)²."""
        return 0.5 * (target - total) * (target - total)


class LogisticRegression(LinearRule):
    """Error y − p with y = 0 or 1 and p = 1 / (1 + e^−z): the step of gradient descent on the cross-entropy."""

    def error(self, total: float, target: int) -> float:
        """The error y − p."""
        return (target == 1) - probability(total)

    def loss_of(self, total: float, target: int) -> float:
        """−log of the probability of the right class."""
        away = -target * total
        return max(away, 0.0) + math.log1p(math.exp(-abs(away))) if math.isfinite(away) else away


def probability(total: Number) -> float:
    """1 / (1 + e^−z), without overflow."""
    z = float(total)
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    grown = math.exp(z)
    return grown / (1.0 + grown)
