"""The account of a range of epochs: what each weight, each change by hand and the remainder add to the loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine import number
from mlpviz.engine.account.booking import Change, Part
from mlpviz.engine.account.legs import Job
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.records import freeze
from mlpviz.nn.arrays import Array
from mlpviz.nn.network import slices


@dataclass(frozen=True, eq=False)
class Account:
    """Entries, changes, remainder and rounding add up to the change of the train loss, exactly."""

    experiment: Experiment
    """The experiment at the end of the range."""
    first: int
    last: int
    """From the end of epoch `first` to the end of epoch `last`."""
    before: float
    after: float
    """The train loss at both ends, without the penalty."""
    entries: Array
    """Booked to each parameter, (parameter_count,)."""
    changes: tuple[Change, ...]
    remainder: float
    """What the first order leaves out: the loss bends between the start of a step and its end."""
    rounding: float
    """What the last digit of the remainder cannot hold; far below every digit that is shown."""
    epochs: Array
    """The epoch of every step, (steps,); a change within an epoch makes two steps of it."""
    by_step: Array
    """Booked to each layer in each step, (steps, layers)."""
    remainders: Array
    """The remainder of each step, (steps,)."""

    @property
    def moved(self) -> float:
        """The change of the train loss: the loss after minus the loss before."""
        return self.after - self.before

    @property
    def layers(self) -> tuple[float, ...]:
        """The sum of the entries of each layer."""
        return tuple(math.fsum(self.entries[part]) for part in slices(self.experiment.network.widths))

    @property
    def total(self) -> float:
        """The sum of everything: `moved`, exactly."""
        return math.fsum([*self.entries, *(one.amount for one in self.changes), self.remainder, self.rounding])

    def entries_of(self, layer: int) -> list[int]:
        """The parameters of a layer, counted from 0, by their index in theta: the largest entry first."""
        part = slices(self.experiment.network.widths)[layer]
        return self._sorted(np.arange(part.start, part.stop))

    def largest(self, most: int, layer: int | None = None) -> list[int]:
        """The parameters with the largest entries, in all layers or in one; none that has 0."""
        found = self._sorted(np.arange(len(self.entries))) if layer is None else self.entries_of(layer)
        return [index for index in found[:most] if self.entries[index] != 0.0]

    def _sorted(self, indices: NDArray[np.intp]) -> list[int]:
        found: list[int] = indices[np.argsort(-np.abs(self.entries[indices]), kind="stable")].tolist()
        return found


def account_of(jobs: Sequence[Job], parts: Sequence[Part]) -> Account:
    """Put together what each job of a range has booked, the earliest first.

    Raises ValueError, with a sentence, if a number on the way is not finite.
    """
    lost = next((part.lost for part in parts if part.lost is not None), None)
    if lost is not None:
        raise ValueError(
            f"In epoch {number.count(lost)} a number is no longer finite, and nothing can be booked from there. Choose "
            f"a range that ends before it."
        )
    end = jobs[-1].legs[-1]
    entries = np.sum([part.entries for part in parts], axis=0)
    changes = tuple(change for part in parts for change in part.changes)
    before, after = parts[0].before, parts[-1].after
    left = [after - before, *(-entries), *(-change.amount for change in changes)]
    remainder = math.fsum(left)
    return Account(
        (end.after or end.start).experiment, jobs[0].first, end.until[0], before, after, freeze(entries), changes,
        remainder, math.fsum([*left, -remainder]),
        freeze(np.concatenate([part.epochs for part in parts])),
        freeze(np.concatenate([part.layers for part in parts])),
        freeze(np.concatenate([part.remainders for part in parts])),
    )  # fmt: skip
