"""The rows of the ledger: what every sample asks for, and what becomes of it on the way to the new weights."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.build import descent_of
from mlpviz.engine.telling.batch.columns import Columns
from mlpviz.engine.telling.batch.records import Kind, Part, Row
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.nn.arrays import Array, freeze
from mlpviz.nn.optimizers import Optimizer

MOST_SAMPLES = 12
"""A larger batch shows the samples with the longest gradients, and the sum of the others as one row."""
_PARTS: dict[Kind, str] = {"sample": "samples", "others": "samples", "memory": "optimizer", "step": "optimizer",
                           "weights": "weights"}
_WORDS: dict[str, str] = {"sum": "sum", "mean": "mean", "l1": "L1", "l2": "L2", "gradient": "gradient", "clip": "clip"}


class Rows:
    """Makes the rows of one batch. All values are those of the walk; nothing is trained again."""

    def __init__(self, recorded: Recorded, columns: Columns) -> None:
        self.recorded, self.columns = recorded, columns
        self.plan = recorded.walk.experiment.plan
        self.lengths = _lengths(recorded, columns)
        """The length of the gradient of every sample, over all columns, (samples,)."""
        with np.errstate(all="ignore"):
            order = np.argsort(-np.nan_to_num(self.lengths, nan=np.inf), kind="stable")
        shown = order if len(order) <= MOST_SAMPLES else order[:MOST_SAMPLES]
        self.shown = tuple(sorted(int(at) for at in shown))
        """The samples that have a row of their own, in the order of the batch."""
        self.others = tuple(at for at in range(recorded.samples) if at not in set(self.shown))

    def all(self) -> tuple[Row, ...]:
        """Every row, in the order of the steps."""
        with np.errstate(all="ignore"):
            return (*self._samples(), *self._batch(), *self._optimizer(), self._weights())

    def of_sample(self, sample: int) -> Array:
        """The gradient of one sample, (columns,)."""
        return self._gradients((sample,))

    def _gradients(self, samples: tuple[int, ...]) -> Array:
        """The sum of the gradients of some samples, (columns,)."""
        recorded, rows = self.recorded, list(samples)
        parts = []
        with np.errstate(all="ignore"):
            for layer in range(1, recorded.layers + 1):
                arriving, delta = recorded.outputs[layer - 1][rows], recorded.deltas[layer][rows]
                parts.append(np.concatenate([np.einsum("si,sj->ij", arriving, delta).ravel(), delta.sum(axis=0)]))
        return self._ordered(np.concatenate(parts))

    def _ordered(self, flat: Array) -> Array:
        """Values of all parameters in the order of the columns."""
        return freeze(flat[self.columns.order] + 0.0)  # −0 is 0

    def _samples(self) -> Iterator[Row]:
        for sample in self.shown:
            title = f"Sample {number.count(sample + 1)}"
            yield Row("sample", title, "", "", "", self.of_sample(sample), sample, (sample,))
        if self.others:
            more = f"{number.count(len(self.others))} more"
            yield Row("others", more, "their sum", "", "", self._gradients(self.others), samples=self.others)

    def _batch(self) -> Iterator[Row]:
        recorded, plan, everyone = self.recorded, self.plan, tuple(range(self.recorded.samples))
        if recorded.samples > 1:
            yield Row("sum", "Sum", "", "Σ", "", self._ordered(recorded.gradient_sums), samples=everyone)
            if plan.reduction == "mean":
                note = f"÷ {number.count(recorded.samples)}"
                yield Row("mean", "Mean", note, "÷", "", self._ordered(recorded.loss_gradients), samples=everyone)
        theta, descent = recorded.walk.before.theta, descent_of(recorded.walk.experiment)
        weights = theta if descent.decayed is None else descent.decayed * theta
        both = bool(plan.l1 and plan.l2)
        if plan.l1:
            note = f"λ{'₁' * both} = {number.whole(plan.l1)}"
            yield Row("l1", "L1", note, "+", "", self._ordered(plan.l1 * np.sign(weights)))
        if plan.l2:
            note = f"λ{'₂' * both}w, λ{'₂' * both} = {number.whole(plan.l2)}"
            yield Row("l2", "L2", note, "+", "", self._ordered(plan.l2 * weights))
        if plan.clip is not None:
            yield Row("clip", "Clip", self._clip_note(plan.clip), "×", "", self._ordered(recorded.used_gradients))
        elif plan.l1 or plan.l2 or self._holds():
            penalty = "with penalty" if plan.l1 or plan.l2 else ""
            note = ", ".join(filter(None, [penalty, "held ones 0" if self._holds() else ""]))
            yield Row("gradient", "Gradient", note, "=", "", self._ordered(recorded.used_gradients))

    def _holds(self) -> bool:
        """Whether a column is frozen or cut."""
        free = self.recorded.spec.free()
        return free is not None and bool((free[self.columns.order] == 0.0).any())

    def _clip_note(self, limit: float) -> str:
        if self.recorded.walk.scale == 1.0:
            return "short enough"
        return " to ".join(number.apart([self.recorded.unclipped_length, limit], 3))

    def _optimizer(self) -> Iterator[Row]:
        recorded, rule = self.recorded, self.plan.optimizer
        for name, squared in zip(rule.memory, rule.squares(), strict=True):
            values = self._ordered(recorded.computed(name))
            yield Row("memory", title_of(rule, name, squared), "", "", name, values, signed=not squared,
                      scale="own" if squared else "gradient")
        rate = f"η = {number.plain(recorded.rate)}"
        yield Row("step", "Step", rate, "Δ", "", self._ordered(recorded.computed("change")), scale="step")

    def _weights(self) -> Row:
        return Row("weights", "Weights", "next", "", "w", self._ordered(self.recorded.walk.theta), scale="own")


def title_of(rule: Optimizer, memory: str, squared: bool) -> str:
    """What a memory of an optimizer is, in words: one that stays at 1 if all gradients are 1 is a running mean."""
    ones = (1.0,) * len(rule.memory)
    mean = abs(float(getattr(rule.step(1.0, ones, 1.0, 2), memory)) - 1.0) < 1e-9
    if squared:
        return "Size so far" if mean else "Squares so far"
    return "Mean so far" if mean else "Speed"


def parts_of(rows: tuple[Row, ...], optimizer: str) -> tuple[Part, ...]:
    """The rows in groups, as the list of steps and the scrubber show them."""
    found, start = [], 0
    for name, group in groupby(rows, lambda row: _PARTS.get(row.kind, "batch")):
        kinds = [row.kind for row in group]
        words = ", ".join(_WORDS[kind] for kind in kinds if kind in _WORDS)
        batch = words[:1].upper() + words[1:]
        many = sum(kind in ("sample", "others") for kind in kinds) > 1
        title = {"samples": "Samples arrive" if many else "The sample arrives", "batch": batch,
                 "optimizer": optimizer, "weights": "New weights"}[name]
        short = {"samples": "Samples" if many else "Sample"}.get(name, title)
        found.append(Part(name, title, short, start, len(kinds)))  # type: ignore[arg-type]
        start += len(kinds)
    return tuple(found)


def _lengths(recorded: Recorded, columns: Columns) -> Array:
    """The length of every sample's gradient: of a layer it is ‖δ‖ times the length of what arrives, with 1 for b."""
    total = np.zeros(recorded.samples)
    bias = 1.0 if recorded.spec.train_biases else 0.0
    with np.errstate(all="ignore"):
        for layer in range(1, recorded.layers + 1):
            arriving, delta = recorded.outputs[layer - 1], recorded.deltas[layer]
            total += np.sum(delta * delta, axis=1) * (np.sum(arriving * arriving, axis=1) + bias)
        return np.asarray(np.sqrt(total))
