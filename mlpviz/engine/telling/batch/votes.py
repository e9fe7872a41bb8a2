"""The votes on one weight: a bar for every row, and in words who outvoted whom and what the optimizer made of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.telling.batch.columns import Columns
from mlpviz.engine.telling.batch.equations import BatchEquations
from mlpviz.engine.telling.batch.records import Row, Vote
from mlpviz.engine.telling.recorded import Recorded

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
DIGITS = 3
MOST_CAUSES = 50
"""In how many columns it is looked why the step goes against the batch."""


class Votes:
    """Makes the bars and the words for one column of the ledger."""

    def __init__(self, recorded: Recorded, rows: Sequence[Row], columns: Columns, equations: BatchEquations) -> None:
        self.recorded, self._rows, self._columns, self._equations = recorded, rows, columns, equations

    def bars(self, column: int) -> Iterator[Vote]:
        """The bar of every row but the new weights."""
        end = 0.0  # of the samples so far, then of the gradient so far
        for at, row in enumerate(self._rows):
            value = float(row.values[column])
            start = kept = 0.0
            share = math.nan
            if row.kind in ("sample", "others", "l1", "l2"):
                start = kept = end
                end = start + value
            elif row.kind in ("sum", "mean"):
                end = value
            elif row.kind == "memory":
                kept, share = self._equations.kept(at, column)
            if row.kind != "weights":
                text, note = self._text(row, value), self._note(at, column, share)
                yield Vote(at, start, start + value, kept, share, row.scale, text, note)

    def _text(self, row: Row, value: float) -> str:
        return number.signed(value, DIGITS) if row.signed else number.plain(value, DIGITS)

    def _note(self, at: int, column: int, share: float) -> str:
        row = self._rows[at]
        if row.kind == "memory":
            return f"{number.percent(share, 0)} remembered" if math.isfinite(share) else ""
        if row.kind == "l2" and row.values[column]:
            return "keeps weights small"
        if row.kind == "l1" and row.values[column]:
            return "pulls towards 0"
        if row.kind == "clip":
            scale = self.recorded.walk.scale
            return f"all shortened to {number.percent(scale, 0)}" if scale < 1.0 else "short enough"
        return self._moved(column) if row.kind == "step" else ""

    def _moved(self, column: int) -> str:
        place = self._columns.place(column)
        old, new = self.recorded.old_value(*place), self.recorded.new_value(*place)
        letter = "b" if place[2] < 0 else "w"
        if old == new:
            return f"{letter} stays at {number.plain(old, DIGITS)}"
        written = number.apart([old, new], DIGITS)
        return f"{letter} {'rises' if new > old else 'falls'}, {written[0]} → {written[1]}"

    # words

    def sentence(self, row: int, column: int) -> str:
        """What has been voted as far as a row: first one sample, then all of them, at last the step."""
        kind = self._rows[row].kind
        samples = self._rows[row].samples
        if kind == "sample" and self.recorded.samples > 1:
            return f"Sample {samples[0] + 1} {self._asks(float(self._rows[row].values[column]), column)}."
        if kind == "others":
            value = float(self._rows[row].values[column])
            return f"The other {_count(len(samples))} together {self._ask(value, column)}."
        text = self._outcome(column)
        return f"{text} {self._of_step(column)}" if kind in ("memory", "step", "weights") else text

    def _asks(self, value: float, column: int) -> str:
        return self._ask(value, column).replace("ask", "asks", 1)

    def _ask(self, value: float, column: int) -> str:
        if not value:
            return "ask for no change" if math.isfinite(value) else "ask for nothing: a number is not defined"
        return f"ask for a {'smaller' if value > 0 else 'larger'} {self._kind(column)}"

    def _kind(self, column: int) -> str:
        return "bias" if self._columns.place(column)[2] < 0 else "weight"

    def _outcome(self, column: int) -> str:
        """Who votes how, and what comes of it."""
        recorded, place = self.recorded, self._columns.place(column)
        result = recorded.reduced(*place)
        raised = "raise" if result > 0 else "lower"
        word = "error" if self._equations.names.loss == "E" else "loss"
        meaning = f"a larger {self._kind(column)} would {raised} the {word}"
        told = number.signed(result, DIGITS)
        if not math.isfinite(result):
            return "The gradient is no finite number, so there is no vote to count."
        if recorded.samples == 1:
            return f"The only sample votes {told}: {meaning}." if result else "The only sample does not vote on it."
        name = "mean" if recorded.walk.experiment.plan.reduction == "mean" else "sum"
        votes = np.array([recorded.gradient(*place, at) for at in range(recorded.samples)])
        if not result:
            return f"The votes cancel each other, so the {name} is 0." if votes.any() else "No sample votes on it."
        other = [int(at) for at in np.flatnonzero(np.sign(votes) == -np.sign(result))]
        same = int(np.sum(np.sign(votes) == np.sign(result)))
        if not other:
            return f"No sample votes the other way, so the {name} is {told}: {meaning}."
        outvoted = self._outvoted(len(other), same, len(votes))
        return f"{_who(other)} the other way. {outvoted}, so the {name} is {told}: {meaning}."

    def _outvoted(self, other: int, same: int, samples: int) -> str:
        """Who has the say against those who vote the other way; the rest of the samples do not vote."""
        if same < other:
            return f"{_count(same).capitalize()} with more weight outvote them" if same > 1 else \
                   "One larger vote outvotes them"
        all_vote = same + other == samples
        few = f"The other {_count(same)}" if all_vote else f"{_count(same).capitalize()} others"
        who = few if same > 1 else "The other one" if all_vote else "One other"
        return f"{who} outvote{'s' if same == 1 else ''} {'it' if other == 1 else 'them'}"

    def _of_step(self, column: int) -> str:
        """What the optimizer makes of it."""
        recorded, place = self.recorded, self._columns.place(column)
        change = recorded.new_value(*place) - recorded.old_value(*place)
        label = recorded.walk.experiment.plan.optimizer.label
        if recorded.is_held(*place):
            return "It is held, so it stays where it is."
        if not change:
            return f"{label} leaves it where it is."
        moved = f"{label} {'raises' if change > 0 else 'lowers'} it by {number.plain(abs(change), DIGITS)}"
        against = change * recorded.reduced(*place) > 0.0
        return f"{moved}, against this batch: {self.cause((column,))}." if against else f"{moved}."

    # against the batch

    def summary(self, against: Sequence[int]) -> str:
        """In how many columns the step goes against this batch, and why."""
        count = len(self._columns)
        if not against:
            return f"In {'all ' * (count > 1)}{number.count(count)} column{'s' * (count > 1)} the step follows this " \
                   "batch, or there is none."
        name = self._columns[against[0]]
        where = f"See ${name.head}$ into ${name.into}$."
        some = f"**{number.count(len(against))} of {number.count(count)}**"
        return f"In {some} columns the step goes against this batch: {self.cause(against)}. {where}"

    def cause(self, against: Sequence[int]) -> str:
        """What turns the step against the batch in these columns."""
        plan = self.recorded.walk.experiment.plan
        rule = plan.optimizer
        found: set[str] = set()
        for column in against[:MOST_CAUSES]:
            place = self._columns.place(column)
            change = float(self.recorded.computed("change")[self.recorded.theta_index(*place)])
            if self.recorded.used_gradient(*place) * change <= 0.0:
                found.add("penalty")
                continue
            memory = tuple(self.recorded.memory(name, *place) for name in rule.memory)
            with np.errstate(all="ignore"):
                kept = float(rule.step(0.0, memory, self.recorded.rate, self.recorded.walk.updates, 0.0).change)
            found.add("memory" if kept * change > 0.0 else "decay")
        signed = [name for name, squared in zip(rule.memory, rule.squares(), strict=True) if not squared]
        causes = [f"${signed[0]}$ remembers earlier batches"] if "memory" in found and signed else []
        return " and ".join([*causes, *(f"the {one} outweighs it" for one in ("decay", "penalty") if one in found)])


def _who(samples: Sequence[int]) -> str:
    """Who votes: "Sample 3 votes", "Samples 1 and 3 vote", "Five samples vote"."""
    if len(samples) == 1:
        return f"Sample {samples[0] + 1} votes"
    if len(samples) > 3:
        words = _count(len(samples))
        return f"{words[0].upper()}{words[1:]} samples vote"
    first = ", ".join(str(at + 1) for at in samples[:-1])
    return f"Samples {first} and {samples[-1] + 1} vote"


def _count(number_of: int) -> str:
    return WORDS[number_of] if number_of < len(WORDS) else number.count(number_of)
