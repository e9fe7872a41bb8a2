"""The story of one batch: the rows and columns of its ledger, and what each number of it means."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.telling.batch.columns import Columns
from mlpviz.engine.telling.batch.equations import BatchEquations
from mlpviz.engine.telling.batch.records import Facts, Part, Row, Scale, Vote
from mlpviz.engine.telling.batch.row_sources import RowSources
from mlpviz.engine.telling.batch.rows import Rows, parts_of
from mlpviz.engine.telling.batch.votes import Votes
from mlpviz.engine.telling.explanation import Explanation
from mlpviz.engine.telling.narrator import NOT_FINITE, Narrator
from mlpviz.engine.telling.operations import Kind
from mlpviz.nn.arrays import Array

_HEADINGS = {"samples": "Samples", "batch": "Batch", "optimizer": "Update", "weights": "Update"}


class BatchStory:
    """The ledger of one walk's batch. Its rows are its steps: samples, sum, mean, penalty, optimizer, new weights."""

    def __init__(self, narrator: Narrator) -> None:
        self.narrator = narrator
        self.columns = Columns(narrator.recorded, narrator.names)
        self._rows = Rows(narrator.recorded, self.columns)
        self.rows: tuple[Row, ...] = self._rows.all()
        self.parts: tuple[Part, ...] = parts_of(self.rows, self.optimizer)
        self._equations = BatchEquations(narrator.recorded, narrator.names, self.rows, self.columns)
        self._sources = RowSources(narrator.recorded, self.columns)
        self._votes = Votes(narrator.recorded, self.rows, self.columns, self._equations)

    def __len__(self) -> int:
        """The number of steps."""
        return len(self.rows)

    @property
    def optimizer(self) -> str:
        """The name of the optimizer on screen."""
        return self.narrator.walk.experiment.plan.optimizer.label

    @property
    def epoch(self) -> int:
        """The number of completed epochs."""
        return self.narrator.walk.before.epoch

    @property
    def batch(self) -> int:
        """The place of this batch in its epoch, from 0."""
        return self.narrator.walk.before.batch

    @property
    def batches(self) -> int:
        """The number of batches in this epoch."""
        experiment = self.narrator.walk.experiment
        return max(1, math.ceil(experiment.points.train_count / experiment.plan.batch_size))

    def part_of(self, row: int) -> Part:
        """The group of a row."""
        return next(part for part in self.parts if row in part)

    def row_of_sample(self, sample: int) -> int:
        """The row of a sample: its own, or that of the samples which share one. IndexError if there is none."""
        for at, row in enumerate(self.rows):
            if sample in row.samples:
                return at
        raise IndexError(f"sample {sample} of {self.narrator.recorded.samples}")

    def row_of(self, kind: str) -> int | None:
        """The first row of a kind; None if this batch has none."""
        return next((at for at, row in enumerate(self.rows) if row.kind == kind), None)

    def told(self, row: int, column: int, digits: int = 9) -> Explanation:
        """Explain the number of a row in a column, as `Narrator.tell` explains an operation."""
        here, place = self.rows[row], self.columns.place(column)
        if here.kind == "sample":
            kind: Kind = "bias_gradient" if place[2] < 0 else "weight_gradient"
            index = self.narrator.operations.index_of(kind, *place, here.sample)
            assert index is not None
            told = self.narrator.tell(index, digits)
            return replace(told, heading=f"{here.title} · chain rule")
        draft = self._equations.draft_of(row, column, digits)
        result = draft.terms[0]
        assert result.value is not None
        source, called = self._sources.of(here, column)
        tick = self.narrator.tick_of_new_weight(result.symbol, result.value) if here.kind == "weights" else None
        sentence = draft.sentence if math.isfinite(result.value) else NOT_FINITE
        if tick is not None and tick.slip:
            sentence = f"{sentence} {tick.slip}"
        return Explanation(
            heading=f"{_HEADINGS[self.part_of(row).name]} · {draft.about}", question=draft.question, terms=draft.terms,
            arithmetic=draft.arithmetic, preview=(), addends=draft.addends, marks=draft.marks, flow=(), backward=True,
            sentence=sentence, label=draft.label, source=source, called=called,
            values=self._sources.values(here, column), tick=tick)

    def votes(self, column: int) -> tuple[Vote, ...]:
        """The bar of every row but the last, in one column."""
        return tuple(self._votes.bars(column))

    def sentence(self, row: int, column: int) -> str:
        """What has been voted on a column as far as a row; LaTeX between dollar signs."""
        return self._votes.sentence(row, column)

    @cached_property
    def summary(self) -> str:
        """In how many columns the step goes against this batch, and why; LaTeX between dollars, bold between **."""
        return self._votes.summary(self.against)

    def facts(self, sample: int) -> Facts:
        """What is known of one sample."""
        narrator, recorded = self.narrator, self.narrator.recorded
        point = int(narrator.walk.indices[sample])
        points = narrator.walk.experiment.points
        label = -1 if points.labels is None else int(points.labels[point])
        target, answer = recorded.walk.t[sample], recorded.answers[sample]
        if len(target) > 1 and label >= 0:
            told = str(label + 1), number.rounded(float(answer[label]))
        else:
            told = _list([_given(float(one)) for one in target]), _list([_short(float(one)) for one in answer])
        return Facts(sample, point, label, *told, float(recorded.losses[sample]), float(self._rows.lengths[sample]),
                     narrator.operations.per_sample)

    def limit(self, scale: Scale) -> float:
        """The largest absolute value of the rows that share a scale, without what is not finite; 0 if there is none."""
        sizes = [_largest(row.values) for row in self.rows if row.scale == scale]
        return max(sizes, default=0.0)

    def own_limit(self, row: int) -> float:
        """The largest absolute value of one row."""
        return _largest(self.rows[row].values)

    def norms(self, row: int) -> Array:
        """The length of each layer's part of a row, (layers,): the ledger with one column a layer."""
        starts = self.columns.starts
        with np.errstate(all="ignore"):
            squares = self.rows[row].values ** 2
            return np.array([np.sqrt(np.sum(squares[one:two])) for one, two in zip(starts, starts[1:], strict=False)])

    @cached_property
    def against(self) -> tuple[int, ...]:
        """The columns in which the step goes against this batch: the way that raises its loss, the largest first."""
        recorded, order = self.narrator.recorded, self.columns.order
        with np.errstate(all="ignore"):
            uphill = recorded.loss_gradients[order] * recorded.computed("change")[order]
            found = np.flatnonzero(uphill > 0.0)
            return tuple(int(at) for at in found[np.argsort(-uphill[found], kind="stable")])


def _largest(values: Array) -> float:
    return float(np.max(np.abs(values), initial=0.0, where=np.isfinite(values)))


def _short(value: float) -> str:
    return number.rounded(value) if abs(value) < 1000 else number.plain(value, 3)


def _given(value: float) -> str:
    """A target, which is often whole."""
    return number.plain(value) if value == round(value) else _short(value)


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"({', '.join(words)})"
