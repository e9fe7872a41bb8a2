"""One unit that learns sample by sample: what the perceptron, Adaline and logistic regression have in common."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from operator import mul
from typing import Any, Literal

import numpy as np

from mlpviz.nn.arrays import Array
from mlpviz.nn.exact import Number, Numbers, listed, number, rows
from mlpviz.nn.perceptron_records import Boundary, Seen, Verdict

TARGETS: dict[str, tuple[int, int]] = {"signs": (-1, 1), "threshold": (0, 1)}
"""The targets of each form, for "no" and for "yes"."""
FEW = 24
"""With so many samples or fewer, sums one by one are faster than an array of them."""
SURE = 1e-12
"""A sum of floats further from the threshold than this share of its terms is surely on that side."""


class SingleUnit:
    """Inputs, targets and weights of one unit, its passes over the samples, and its mistakes.

    A subclass says what a sample changes (`_learn`) and how the last change is taken back (`_unlearn`). Numbers are
    kept as whole numbers with common denominators if the arithmetic is exact: that is much faster than fractions.
    """

    def __init__(
        self,
        x: Iterable[Iterable[Any]],
        targets: Iterable[Any],
        *,
        form: Literal["signs", "threshold"],
        rate: Any,
        threshold: Any,
        bias: bool,
        start: Iterable[Any] | None,
        order: Literal["given", "shuffled"],
        seed: int,
        exact: bool,
    ) -> None:
        """See `mlpviz.nn.perceptron.Perceptron`."""
        self.form = _one_of("form", form, tuple(TARGETS))
        self.order = _one_of("order", order, ("given", "shuffled"))
        self.exact, self.bias = bool(exact), bool(bias)
        self.seed = whole("seed", seed)
        self.rate = number("rate", rate, self.exact)
        if self.rate <= 0:
            raise ValueError(f"rate is {rate!r}; allowed is a number above 0.")
        self.threshold = number("threshold", threshold, self.exact)
        if self.bias and self.threshold:
            raise ValueError(f"threshold is {threshold!r}, but a bias takes its place; allowed is 0, or bias=False.")
        self.inputs = self._read_inputs(x)
        self.targets = self._read_targets(targets)
        self.start = self._read_start(start)
        self._find_units()
        self.reset()

    def reset(self) -> None:
        """Go back to the initial weights and the first sample."""
        self._w = self._first
        self.place = 0
        """Position of the next sample in the current pass, from 0."""
        self.seen = 0
        """Number of samples seen so far."""
        self.mistakes_per_pass: list[int] = []
        """Number of mistakes in each pass; the current pass is the last."""
        self.verdict = Verdict("moving", 0)
        self._missed = array("q")
        """The numbers of the samples that were mistakes, from 1."""
        self._order_pass, self._order = 1, self._order_of(1)

    # learning

    def step(self) -> Seen:
        """Process the next sample: compute the output, and change the weights."""
        self._begin()
        index, before, correction = self._order[self.place], self._w, self._learn(self._order[self.place])
        pass_number, place = len(self.mistakes_per_pass), self.place
        self._finish()
        return self._record(self.seen, pass_number, place, index, before, correction)

    def run(self, samples: int) -> None:
        """Process so many samples and keep no records: faster than `step`."""
        for _ in range(whole("samples", samples)):
            self._begin()
            self._learn(self._order[self.place])
            self._finish()

    def one_pass(self) -> tuple[Seen, ...]:
        """Process the samples that are left in this pass, or all samples of the next pass."""
        records = [self.step()]
        while self.place:
            records.append(self.step())
        return tuple(records)

    def train(self, passes: int) -> Verdict:
        """Run up to `passes` passes; stop earlier when it has converged or repeats. The records are not kept."""
        for _ in range(whole("passes", passes)):
            if self.verdict.kind != "moving":
                break
            self.run(len(self.inputs) - self.place)
        return self.verdict

    def back(self) -> None:
        """Take the last sample back: everything is as it was before it. Without a sample, nothing happens."""
        if not self.seen:
            return
        if self.place == 0:
            self._unjudge()
        self.seen -= 1
        self.place = self.seen % len(self.inputs)
        self._turn_to(self.seen // len(self.inputs) + 1)
        missed = bool(self._missed) and self._missed[-1] == self.seen + 1
        if missed:
            self._missed.pop()
            self.mistakes_per_pass[-1] -= 1
        self._unlearn(self._order[self.place], missed)
        if self.place == 0:
            self.mistakes_per_pass.pop()

    def _begin(self) -> None:
        if self.place == 0:
            self._turn_to(self.passes + 1)
            self.mistakes_per_pass.append(0)

    def _finish(self) -> None:
        self.seen += 1
        self.place = (self.place + 1) % len(self.inputs)
        if self.place == 0:
            self._judge()

    def _learn(self, index: int) -> Any:
        """Change the weights by sample `index`; returns the factor of its inputs, in true units times `_given`."""
        raise NotImplementedError

    def _unlearn(self, index: int, missed: bool) -> None:
        """Take back the change by sample `index`, which was the last."""
        raise NotImplementedError

    def _judge(self) -> None:
        """Set the verdict after a pass."""
        self.verdict = Verdict("moving", self.passes)

    def _unjudge(self) -> None:
        """The last pass is no longer complete: set the verdict from before it."""
        self.verdict = Verdict("moving", self.passes - 1)

    def _note_mistake(self) -> None:
        """Count a mistake in the sample under way."""
        self.mistakes_per_pass[-1] += 1
        self._missed.append(self.seen + 1)

    def _answer(self, total: Any) -> int:
        """The output for a sum in units of `_inside`."""
        no, yes = TARGETS[self.form]
        if self.form == "signs" and total == self._limit:
            return 0
        return yes if total > self._limit else no

    def _turn_to(self, pass_number: int) -> None:
        if self.order == "shuffled" and pass_number != self._order_pass:
            self._order_pass, self._order = pass_number, self._order_of(pass_number)

    def _order_of(self, pass_number: int) -> tuple[int, ...]:
        count = len(self.inputs)
        if self.order == "given":
            return tuple(range(count))
        return tuple(np.random.default_rng((self.seed, pass_number)).permutation(count).tolist())

    def _record(self, seen: int, pass_number: int, place: int, index: int, before: Any, correction: Any) -> Seen:
        """What sample number `seen` did; `before` are the weights in units of `_outside`."""
        inputs, target = self.inputs[index], self.targets[index]
        weights = self._written(before)
        products = tuple(w * x for w, x in zip(weights, inputs, strict=True))
        total = sum(products, self._zero)
        output = self._answer(sum(map(mul, before, self._x[index])))
        factor = self._factor(correction)
        after = self._written(tuple(w + correction * x for w, x in zip(before, self._x[index], strict=True)))
        return Seen(
            seen, pass_number, place, index, inputs, target, products, total, output, output != target,
            factor, weights, after)  # fmt: skip

    # looking

    @property
    def weights(self) -> Numbers:
        """The weights now, (inputs,); with a bias, it comes first."""
        return self._written(self._w)

    @property
    def passes(self) -> int:
        """Number of completed passes."""
        return self.seen // len(self.inputs)

    @property
    def mistakes(self) -> int:
        """Number of mistakes so far."""
        return len(self._missed)

    @property
    def boundary(self) -> Boundary:
        """The decision boundary of the current weights."""
        return self.boundary_of(self.weights)

    def boundary_of(self, weights: Numbers) -> Boundary:
        """The decision boundary of other weights, for example those of an earlier record."""
        if self.bias:
            return Boundary(tuple(weights[1:]), -weights[0])
        return Boundary(tuple(weights), self.threshold)

    def earlier(self, most: int) -> list[Numbers]:
        """Weights that it had before those of now, at most the last `most`, the oldest first."""
        raise NotImplementedError

    def wrong(self) -> tuple[int, ...]:
        """The indices of the samples that the current weights classify wrongly."""
        return tuple(self._wrong(self._w))

    def _wrong(self, w: Any, enough: int | None = None) -> list[int]:
        """The samples that weights `w` classify wrongly; the list may end when it holds `enough`."""
        if len(self.inputs) <= FEW:
            return [index for index in range(len(self.inputs)) if not self._fits(w, index)]
        weights = np.array([_float(value) for value in self._written(w)])
        with np.errstate(all="ignore"):
            away = self._as_floats @ weights - float(self.threshold)
            unsure = ~(np.abs(away) > SURE * (self._sizes @ np.abs(weights) + abs(float(self.threshold))))
        found = np.flatnonzero((away > 0) != self._wanted)
        sure = found[~unsure[found]].tolist()
        if enough is not None and len(sure) >= enough:
            return [int(index) for index in sure]
        close = [int(index) for index in np.flatnonzero(unsure) if not self._fits(w, int(index))]
        return sorted([*sure, *close])

    def _fits(self, w: Any, index: int) -> bool:
        return self._answer(sum(map(mul, w, self._x[index]))) == self.targets[index]

    @cached_property
    def _as_floats(self) -> Array:
        return np.array([[float(value) for value in row] for row in self.inputs])

    @cached_property
    def _sizes(self) -> Array:
        return np.abs(self._as_floats)

    @cached_property
    def _wanted(self) -> Any:
        return np.array(self.targets) == TARGETS[self.form][1]

    # units

    def _find_units(self) -> None:
        """Choose the whole numbers that stand for the exact ones: inputs times `_given`, weights times `_outside`."""
        self._given = self._outside = self._inside = 1
        push: Any = self.rate
        if self.exact:
            self._given = math.lcm(*(value.denominator for row in self.inputs for value in row))  # type: ignore[union-attr]
            others = (*self.start, self.threshold)
            self._outside = math.lcm(
                self._given * self.rate.denominator,  # type: ignore[union-attr]
                *(value.denominator for value in others),  # type: ignore[union-attr]
            )
            self._inside = self._given * self._outside
            push = int(self.rate * (self._outside // self._given))
        self._push = push
        self._x = [self._counted(row, self._given) for row in self.inputs]
        self._first = self._counted(self.start, self._outside)
        self._limit = self._counted((self.threshold,), self._inside)[0]

    def _counted(self, values: Numbers, unit: int) -> tuple[Any, ...]:
        return tuple(int(value * unit) for value in values) if self.exact else tuple(values)

    def _written(self, w: Any) -> Numbers:
        """Weights in units of `_outside` as they are."""
        return tuple(Fraction(value, self._outside) for value in w) if self.exact else tuple(w)

    def _factor(self, correction: Any) -> Number:
        """A factor of the inputs, in whole numbers, as it is."""
        return Fraction(correction * self._given, self._outside) if self.exact else correction

    # reading

    @property
    def _zero(self) -> Number:
        return number("zero", 0, self.exact)

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


def _float(value: Number) -> float:
    """The nearest float; infinite where it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def whole(name: str, value: Any) -> int:
    """A whole number from 0; ValueError that names it otherwise."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise ValueError(f"{name} is {value!r}; allowed is a whole number from 0.")
    return int(value)


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; allowed is {' or '.join(map(repr, allowed))}.")
    return str(value)
