"""Rosenblatt's perceptron: one unit that learns from its mistakes alone, one sample at a time.

If a line separates the classes, the number of mistakes is bounded (Novikoff, 1962). If none does, the weights never
converge but stay bounded (Block and Levin, 1970); with the samples in a fixed order they return to earlier values and
repeat. To detect this reliably, the arithmetic is exact by default: 0.1 is 1/10, and a sum can equal the threshold.
Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the brain" (1958).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import numpy as np

from mlpviz.nn.exact import Number, Numbers, listed, number, rows
from mlpviz.nn.margin import Margin, widest_margin
from mlpviz.nn.perceptron_records import Boundary, Seen, Verdict

__all__ = ["TARGETS", "Boundary", "Perceptron", "Seen", "Verdict"]

TARGETS: dict[str, tuple[int, int]] = {"signs": (-1, 1), "threshold": (0, 1)}
"""The targets of each form, for "no" and for "yes"."""


class Perceptron:
    """One unit that learns sample by sample. Only after a mistake, a multiple of the inputs is added to the weights.

    There are two forms. "signs": targets −1 and +1, the output is the sign of the sum, a sum of exactly 0 is a mistake
    for both classes, and w ← w + η t x. "threshold": targets 0 and 1, the output is 1 if the sum is *above* the
    threshold, and w ← w + η (t − output) x.
    """

    def __init__(
        self,
        x: Iterable[Iterable[Any]],
        targets: Iterable[Any],
        *,
        form: Literal["signs", "threshold"] = "signs",
        rate: Any = 1,
        threshold: Any = 0,
        bias: bool = True,
        start: Iterable[Any] | None = None,
        order: Literal["given", "shuffled"] = "given",
        seed: int = 0,
        exact: bool = True,
    ) -> None:
        """Start with the weights `start` (zeros if None) and the samples `x` (n, d) with `targets` (n,).

        Numbers may be int, float, Fraction, Decimal or str; `exact` arithmetic reads a float as the decimal number that
        Python prints. With `bias`, an input that is always 1 comes first, and its weight is the bias. Without it, the
        `threshold` is fixed. `order`: the same order in every pass, or shuffled for each pass by `seed`. Raises
        ValueError that names the field, the value and what is allowed.
        """
        self.form = _one_of("form", form, tuple(TARGETS))
        self.order = _one_of("order", order, ("given", "shuffled"))
        self.exact, self.bias = bool(exact), bool(bias)
        self.seed = _whole("seed", seed)
        self.rate = number("rate", rate, self.exact)
        if self.rate <= 0:
            raise ValueError(f"rate is {rate!r}; allowed is a number above 0.")
        self.threshold = number("threshold", threshold, self.exact)
        if self.bias and self.threshold:
            raise ValueError(f"threshold is {threshold!r}, but a bias takes its place; allowed is 0, or bias=False.")
        self.inputs = self._read_inputs(x)
        self.targets = self._read_targets(targets)
        self.start = self._read_start(start)
        self.reset()

    def reset(self) -> None:
        """Go back to the initial weights and the first sample."""
        self.weights = self.start
        self.place = 0
        """Position of the next sample in the current pass, from 0."""
        self.seen = 0
        """Number of samples seen so far."""
        self.mistakes_per_pass: list[int] = []
        """Number of mistakes in each pass; the current pass is the last."""
        self.verdict = Verdict("moving", 0)
        self._order = self._order_of(1)
        self._starts: dict[Numbers, int] = {self.start: 0}

    # learning

    def step(self) -> Seen:
        """Process the next sample: compute the output, and change the weights if it is wrong."""
        if self.place == 0:
            self._order = self._order_of(self.passes + 1)
            self.mistakes_per_pass.append(0)
        seen = self._look()
        self.weights = seen.after
        self.mistakes_per_pass[-1] += seen.mistake
        self.seen += 1
        self.place = (self.place + 1) % len(self.inputs)
        if self.place == 0:
            self._judge()
        return seen

    def one_pass(self) -> tuple[Seen, ...]:
        """Process the samples that are left in this pass, or all samples of the next pass."""
        records = [self.step()]
        while self.place:
            records.append(self.step())
        return tuple(records)

    def train(self, passes: int) -> Verdict:
        """Run up to `passes` passes; stop earlier when it has converged or repeats. The records are not kept."""
        for _ in range(_whole("passes", passes)):
            if self.verdict.kind != "moving":
                break
            self.one_pass()
        return self.verdict

    def _look(self) -> Seen:
        index = self._order[self.place]
        inputs, target, before = self.inputs[index], self.targets[index], self.weights
        products = tuple(w * x for w, x in zip(before, inputs, strict=True))
        total = sum(products, self._zero)
        output = self._answer(total)
        mistake = output != target
        correction = self.rate * (target if self.form == "signs" else target - output) if mistake else self._zero
        after = before
        if mistake:
            after = tuple(w + correction * x for w, x in zip(before, inputs, strict=True))
        return Seen(
            self.seen + 1, len(self.mistakes_per_pass), self.place, index, inputs, target, products, total, output,
            mistake, correction, before, after)  # fmt: skip

    def _answer(self, total: Number) -> int:
        no, yes = TARGETS[self.form]
        if self.form == "signs" and total == self.threshold:
            return 0
        return yes if total > self.threshold else no

    def _judge(self) -> None:
        """Set the verdict after a pass."""
        done = self.passes
        if self.verdict.kind == "converged":
            return
        if self.mistakes_per_pass[-1] == 0:
            self.verdict = Verdict("converged", done)
        elif self.verdict.kind == "cycling":
            return
        elif self.order == "given" and self.weights in self._starts:
            # The same weights before the same sample: everything repeats from here. As this is the first repetition,
            # the period is the shortest.
            earlier = self._starts[self.weights]
            mistakes = sum(self.mistakes_per_pass[earlier:done])
            self.verdict = Verdict("cycling", done, done - earlier, mistakes)
            self._starts.clear()
        else:
            self._starts[self.weights] = done
            self.verdict = Verdict("moving", done)

    def _order_of(self, pass_number: int) -> tuple[int, ...]:
        count = len(self.inputs)
        if self.order == "given":
            return tuple(range(count))
        return tuple(np.random.default_rng((self.seed, pass_number)).permutation(count).tolist())

    # looking

    @property
    def passes(self) -> int:
        """Number of completed passes."""
        return self.seen // len(self.inputs)

    @property
    def mistakes(self) -> int:
        """Number of mistakes so far."""
        return sum(self.mistakes_per_pass)

    @property
    def boundary(self) -> Boundary:
        """The decision boundary of the current weights."""
        return self.boundary_of(self.weights)

    def boundary_of(self, weights: Numbers) -> Boundary:
        """The decision boundary of other weights, for example those of an earlier record."""
        if self.bias:
            return Boundary(tuple(weights[1:]), -weights[0])
        return Boundary(tuple(weights), self.threshold)

    def wrong(self) -> tuple[int, ...]:
        """The indices of the samples that the current weights classify wrongly."""
        sums = [sum((w * x for w, x in zip(self.weights, inputs, strict=True)), self._zero) for inputs in self.inputs]
        return tuple(index for index, total in enumerate(sums) if self._answer(total) != self.targets[index])

    # the theorem

    @cached_property
    def margin(self) -> Margin | None:
        """Margin γ and radius R of the inputs, including the 1 of the bias.

        None if the threshold is not 0: it is not a weight, and the theorem does not cover this case.
        """
        return None if self.threshold else widest_margin(self._signed())

    @cached_property
    def separable(self) -> bool:
        """Whether some weights put every sample strictly on its side of the threshold; exact.

        In the threshold form, the sum of a class 0 sample may also equal the threshold. Without bias and with
        threshold 0, the rule can therefore converge although this is False.
        """
        if not self.threshold:
            return self.margin is not None and self.margin.separable
        # The threshold becomes the weight of an extra input −1; an extra vector makes sure that its sign stays.
        held = (*[Fraction(0)] * len(self.start), Fraction(1 if self.threshold > 0 else -1))
        turned = [
            (*vector, Fraction(-1 if target == 1 else 1))
            for vector, target in zip(self._signed(), self.targets, strict=True)
        ]
        return widest_margin([*turned, held]).separable

    @property
    def bound(self) -> int | None:
        """The maximum number of mistakes for any rate and order: (R/γ)², rounded down.

        None where Novikoff's theorem does not apply: not separable, or threshold or initial weights are not 0.
        """
        if any(self.start) or self.margin is None or self.margin.bound is None:
            return None
        return math.floor(self.margin.bound)

    def _signed(self) -> list[tuple[Fraction, ...]]:
        """Every sample times the sign of its class: y x with y = ±1."""
        return [
            tuple(Fraction(number) * (1 if target == 1 else -1) for number in inputs)
            for inputs, target in zip(self.inputs, self.targets, strict=True)
        ]

    # reading

    @property
    def _zero(self) -> Number:
        return Fraction(0) if self.exact else 0.0

    def _read_inputs(self, x: Any) -> tuple[Numbers, ...]:
        first = (number("bias input", 1, self.exact),) if self.bias else ()
        return tuple((*first, *row) for row in rows("x", x, self.exact))

    def _read_targets(self, targets: Any) -> tuple[int, ...]:
        allowed, values = TARGETS[self.form], listed("targets", targets)
        if len(values) != len(self.inputs):
            raise ValueError(f"targets has {len(values)} entries; give one a sample, {len(self.inputs)}.")
        for value in values:
            if isinstance(value, str) or value not in allowed:
                raise ValueError(
                    f"targets holds {value!r}; allowed with form={self.form!r} is {allowed[0]} or {allowed[1]}."
                )
        return tuple(int(value) for value in values)

    def _read_start(self, start: Any) -> Numbers:
        count = len(self.inputs[0])
        if start is None:
            return (self._zero,) * count
        values = tuple(number("start", value, self.exact) for value in listed("start", start))
        if len(values) != count:
            wanted = f"one an input{', the bias first' * self.bias}, {count}"
            raise ValueError(f"start has {len(values)} entries; give {wanted}.")
        return values


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; allowed is {' or '.join(map(repr, allowed))}.")
    return str(value)


def _whole(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise ValueError(f"{name} is {value!r}; allowed is a whole number from 0.")
    return int(value)
