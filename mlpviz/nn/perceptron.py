"""Rosenblatt's perceptron: one unit that learns from its mistakes alone, one sample at a time.

If a line separates the classes, the number of mistakes is bounded (Novikoff, 1962). If none does, the weights never
converge but stay bounded (Block and Levin, 1970); with the samples in a fixed order they return to earlier values and
repeat. To detect this reliably, the arithmetic is exact by default: 0.1 is 1/10, and a sum can equal the threshold.
Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the brain" (1958).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any, Literal

from mlpviz.nn.exact import Numbers
from mlpviz.nn.margin import Margin, widest_margin
from mlpviz.nn.perceptron_records import Boundary, Seen, Verdict
from mlpviz.nn.single_unit import TARGETS, SingleUnit

__all__ = ["TARGETS", "Best", "Boundary", "Perceptron", "Seen", "Verdict"]

MOST_STARTS = 20_000
"""How many passes' weights are remembered to notice a return to them. Later passes are compared with one pass, which is
chosen anew each time the number of passes has doubled (Brent, 1980): a cycle is still found, only later."""


@dataclass(frozen=True)
class Best:
    """The weights with the fewest wrong samples so far."""

    weights: Numbers
    wrong: int
    """How many of all samples they classify wrongly."""
    since: int
    """After how many samples seen they were found; 0 for the initial weights."""


class Perceptron(SingleUnit):
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
        super().__init__(
            x, targets, form=form, rate=rate, threshold=threshold, bias=bias, start=start, order=order, seed=seed,
            exact=exact,
        )  # fmt: skip

    def reset(self) -> None:
        """Go back to the initial weights and the first sample."""
        super().reset()
        self._bests = [(0, self._w, len(self._wrong(self._w)))]
        self._starts: dict[Any, int] = {self._w: 0}
        self._anchor: tuple[Any, int] | None = None
        self._returned: tuple[Any, int] | None = None
        """Where the cycle begins: the weights, and the number of passes before them."""

    # learning

    def _learn(self, index: int) -> Any:
        if self._fits(self._w, index):
            return self._push * 0
        correction = self._push if self.targets[index] == 1 else -self._push
        self._w = tuple(w + correction * x for w, x in zip(self._w, self._x[index], strict=True))
        self._note_mistake()
        self._note_weights()
        return correction

    def back(self) -> None:
        """Take the last sample back, exactly; ValueError if the arithmetic is not exact."""
        if not self.exact:
            raise ValueError("only exact arithmetic can be taken back; give exact=True.")
        super().back()
        while self._bests[-1][0] > self.seen:
            self._bests.pop()

    def _note_weights(self) -> None:
        """Keep the weights in mind if they classify more samples rightly than any before, or as many with a line."""
        least = self._bests[-1][2]
        lineless = not any(self._bests[-1][1][self.bias :]) and any(self._w[self.bias :])
        if least + lineless:
            wrong = len(self._wrong(self._w, least + lineless))
            if wrong < least + lineless:
                self._bests.append((self.seen + 1, self._w, wrong))

    def _unlearn(self, index: int, missed: bool) -> None:
        if missed:
            correction = self._push if self.targets[index] == 1 else -self._push
            self._w = tuple(w - correction * x for w, x in zip(self._w, self._x[index], strict=True))

    def _judge(self) -> None:
        """Set the verdict after a pass."""
        done = self.passes
        if self.verdict.kind == "converged":
            return
        if self.mistakes_per_pass[-1] == 0:
            self.verdict = Verdict("converged", done)
        elif self.verdict.kind == "moving":
            earlier = self._pass_with_these_weights(done) if self.order == "given" else None
            if earlier is None:
                self.verdict = Verdict("moving", done)
            else:
                # The same weights before the same sample: everything repeats from here. As this is the first
                # repetition, the period is the shortest.
                self._returned = self._w, earlier
                mistakes = sum(self.mistakes_per_pass[earlier:done])
                self.verdict = Verdict("cycling", done, done - earlier, mistakes)

    def _pass_with_these_weights(self, done: int) -> int | None:
        """After how many passes the weights were the same before; None if that has not been noticed."""
        if done < MOST_STARTS:
            earlier = self._starts.setdefault(self._w, done)
            return earlier if earlier != done else None
        if self._anchor is not None and self._anchor[0] == self._w:
            return self._anchor[1]
        if self._anchor is None or done >= 2 * self._anchor[1]:
            self._anchor = self._w, done
        return self._starts.get(self._w)

    def _unjudge(self) -> None:
        undone = self.passes
        if self.verdict.pass_number == undone or self.verdict.kind == "moving":
            self.verdict = Verdict("moving", undone - 1)
            self._returned = None
        if self._starts.get(self._w) == undone:
            del self._starts[self._w]
        if self._anchor is not None and self._anchor[1] >= undone:
            self._anchor = None

    # looking

    @property
    def best(self) -> Best:
        """The pocket: of all weights so far, those with the fewest wrong samples, and of these the first.

        Of equally good ones, weights that draw a line go before weights that give the same answer everywhere.
        Gallant, "Perceptron-based learning algorithms", IEEE Transactions on Neural Networks 1 (1990).
        """
        since, weights, wrong = self._bests[-1]
        return Best(self._written(weights), wrong, since)

    def earlier(self, most: int) -> list[Numbers]:
        """The weights before each of the last `most` mistakes, the oldest first."""
        found, w, count = [], self._w, len(self.inputs)
        for number in reversed(self._missed[-most:]):
            index = self._order_of((number - 1) // count + 1)[(number - 1) % count]
            correction = self._push if self.targets[index] == 1 else -self._push
            w = tuple(value - correction * x for value, x in zip(w, self._x[index], strict=True))
            found.append(self._written(w))
        return found[::-1]

    def cycle(self, most: int = 1000) -> tuple[Numbers, ...]:
        """The weights that return, in their order: those before the cycle's first mistake, then after each mistake.

        The last ones, equal to the first, are left out. Empty if no cycle has been noticed; at most the first `most`.
        """
        if self._returned is None:
            return ()
        return tuple(self._written(w) for w in islice(self._turns(self._returned[0]), most))

    def _turns(self, w: Any) -> Any:
        """The whole numbers behind `cycle`, from the weights at the start of a pass."""
        left = self.verdict.period_mistakes
        yield w
        while True:
            for x, target, index in zip(self._x, self.targets, range(len(self._x)), strict=True):
                if not self._fits(w, index):
                    left -= 1
                    if left == 0:
                        return
                    correction = self._push if target == 1 else -self._push
                    w = tuple(value + correction * part for value, part in zip(w, x, strict=True))
                    yield w

    # the theorem

    @cached_property
    def margin(self) -> Margin | None:
        """Margin γ and radius R of the inputs, including the 1 of the bias.

        None if the threshold is not 0: it is not a weight, and the theorem does not cover this case.
        """
        return None if self.threshold else widest_margin(self._signed())

    @cached_property
    def certificate(self) -> Margin:
        """Where nothing separates the classes, the shares of the samples that prove it, see `Margin`.

        A threshold that is not 0 counts as the weight of one more input, −1, for every sample; the index after the last
        sample is then the condition that this weight has the threshold's sign.
        """
        if not self.threshold:
            assert self.margin is not None
            return self.margin
        # The threshold becomes the weight of an extra input −1; an extra vector makes sure that its sign stays.
        held = (*[Fraction(0)] * len(self.start), Fraction(1 if self.threshold > 0 else -1))
        turned = [
            (*vector, Fraction(-1 if target == 1 else 1))
            for vector, target in zip(self._signed(), self.targets, strict=True)
        ]
        return widest_margin([*turned, held])

    @cached_property
    def separable(self) -> bool:
        """Whether some weights put every sample strictly on its side of the threshold; exact.

        In the threshold form, the sum of a class 0 sample may also equal the threshold. Without bias and with
        threshold 0, the rule can therefore converge although this is False.
        """
        return self.certificate.separable

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
