"""The numbers that the source of an example prints, beside those that the walk computes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mlpviz.engine.build import descent_of
from mlpviz.engine.examples import BATCH, UPDATE, Example, Printed
from mlpviz.engine.examples.example import comes_out, rounded_as
from mlpviz.engine.number import MINUS, count, counted, stepped
from mlpviz.engine.run import Run
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.ticks import slip_of, terms_of

Key = tuple[str, int]
"""The name of a number, and its sample."""
PIECE = 100
"""Updates that are made at a time, in a few milliseconds."""


@dataclass(frozen=True)
class Check:
    """A printed number and the walk's own."""

    printed: Printed
    value: float
    samples: int
    """Number of samples in the batch."""

    @property
    def agrees(self) -> bool:
        """Whether the walk has the printed digits."""
        return comes_out(self.value, self.printed.digits)

    @property
    def shown(self) -> str:
        """The digits as they are printed, with a true minus."""
        return self.printed.digits.replace("-", MINUS)

    @property
    def own(self) -> str:
        """The walk's own number, with a power of ten where the printed one has one."""
        if "e" in self.printed.digits:
            return rounded_as(self.value, self.printed.digits).replace("-", MINUS)
        return stepped(self.value)

    @property
    def place(self) -> str:
        """Which sample and which update it belongs to; "" where there is only one."""
        sample, updates = self.printed.sample, self.printed.updates
        if sample == UPDATE:
            return f"after update {count(updates + 1)}"
        which = "" if self.samples == 1 else "all samples" if sample == BATCH else f"sample {sample + 1}"
        when = f"after {counted(updates, 'update')}" if updates else ""
        return ", ".join(filter(None, (which, when)))

    @property
    def verdict(self) -> str:
        """A tick, or what went wrong in the source, in a sentence."""
        if self.agrees:
            return "✓"
        return slip_of(self.printed) or "differs"


@dataclass(frozen=True)
class Comparison:
    """All numbers of an example, compared."""

    checks: tuple[Check, ...]
    operations: int
    """Number of operations of a walk."""

    def of(self, origin: str) -> tuple[Check, ...]:
        """Those that the source prints ("source"), or those that were computed a second time ("second")."""
        return tuple(check for check in self.checks if check.printed.origin == origin)

    @property
    def summary(self) -> str:
        """How many of the printed numbers come out."""
        printed = self.of("source")
        right = sum(check.agrees for check in printed)
        missed = len(printed) - right
        if not missed:
            return f"{right} of {len(printed)} printed numbers come out."
        return f"{right} of {len(printed)} printed numbers come out; where {'one is' if missed == 1 else 'they are'} " \
               f"different, it is said why."

    @property
    def second_summary(self) -> str:
        """The same of the numbers that were computed a second time; "" if there are none."""
        second = self.of("second")
        right = sum(check.agrees for check in second)
        if not second:
            return ""
        return f"{right} of {len(second)} come out, which the source leaves out or prints with fewer digits."


@cache
def comparison(example: Example) -> Comparison:
    """Compare every number of an example; up to 10 000 updates are made for that, in about a quarter of a second."""
    last = None
    for part in comparing(example):
        last = part
    assert last is not None
    return last


def comparing(example: Example) -> Iterator[Comparison | None]:
    """Compare every number of an example in small pieces of work: None after each, and at last what came of it."""
    run, made, found, operations = Run(example.experiment), 0, {}, 0
    for updates in sorted({0, *(one.updates for one in example.printed)}):
        for at in range(updates - made):
            run.epoch()  # which is one update: in every example a batch holds all samples
            if at % PIECE == 0:
                yield None
        made, wanted = updates, [one for one in example.printed if one.updates == updates]
        narrator = Narrator(run.walk())
        operations = len(narrator.operations)
        yield None
        for sample in {one.sample for one in wanted}:
            here = [one for one in wanted if one.sample == sample]
            values = values_of(narrator, {(one.name, sample) for one in here})
            for one in here:
                found[one] = Check(one, values[one.name, sample], narrator.operations.samples)
            yield None
    yield Comparison(tuple(found[one] for one in example.printed), operations)


def values_of(narrator: Narrator, wanted: set[Key]) -> dict[Key, float]:
    """The values of numbers of a walk by their names. Raises KeyError for a name that it does not have."""
    found: dict[Key, float] = {}
    for sample in {sample for _, sample in wanted}:
        names = {name for name, at in wanted if at == sample}
        given = {UPDATE: _of_update, BATCH: _of_batch}.get(sample)
        pairs = _of_sample(narrator, sample, names) if given is None else given(narrator)
        for name, value in pairs:
            if name in names:
                found.setdefault((name, sample), value)
    missing = wanted - set(found)
    if missing:
        raise KeyError(f"this walk has no {min(missing)[0]}")
    return found


def _of_sample(narrator: Narrator, sample: int, names: set[str]) -> Iterator[tuple[str, float]]:
    """The results of the operations of one sample that are asked for, terms of sums, and slopes by the inputs."""
    of_terms = any(" · " in name for name in names)
    start = sample * narrator.operations.per_sample
    for index in range(start, start + narrator.operations.per_sample):
        name = plain_of(narrator.label(index))
        if name in names:
            yield name, narrator.tell(index).result
        if of_terms and narrator.operations[index].kind == "output_slope":
            yield from terms_of(narrator.tell(index).addends)
    slopes = narrator.recorded.input_slopes[sample]
    for unit, slope in enumerate(slopes.tolist()):
        yield plain_of(narrator.names.short_gradient(narrator.names.unit(0, unit))), slope


def _of_update(narrator: Narrator) -> Iterator[tuple[str, float]]:
    """New weights and biases, then the lines that lead to the first of them."""
    operations = narrator.operations
    first = operations.samples * operations.per_sample
    for index in range(first, len(operations)):
        op = operations[index]
        yield plain_of(narrator.label(index)), narrator.recorded.new_value(op.layer, op.unit, op.source)
    for line in narrator.tell(first).arithmetic:
        yield plain_of(line.symbol), line.value


def _of_batch(narrator: Narrator) -> Iterator[tuple[str, float]]:
    """The loss of the batch with its penalty, and its gradients without."""
    walk, names, operations = narrator.walk, narrator.names, narrator.operations
    yield plain_of(names.loss), walk.loss + descent_of(walk.experiment).penalty(walk.before.theta)
    for index in range(operations.samples * operations.per_sample, len(operations)):
        op = operations[index]
        value = narrator.recorded.reduced(op.layer, op.unit, op.source)
        yield plain_of(names.short_gradient(narrator.label(index))), value
