"""Why a snapshot is not what training alone leads to: what the learner did, as far as the file tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.events import Moment, parameter_name
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run
from mlpviz.engine.session.finding import Finding
from mlpviz.nn.arrays import Array

CLOSE = 1e-6
"""Two arithmetics agree, if no number differs by more than this share of the largest one."""
MOST_KEPT = 64
"""So many updates of the step-through, kept after compiled ones, are looked for."""
MOST_NAMED = 3


def same(one: Array, other: Array) -> bool:
    """Equal bit for bit, but for what a NaN or the sign of a 0 may look like."""
    return one.shape == other.shape and bool(np.array_equal(one, other, equal_nan=True))


def unlike(found: Snapshot, told: Snapshot) -> list[str]:
    """The parts in which what was computed and what the file says differ; scores may differ by rounding.

    A change of the network begins an epoch anew, also if it is taken back at once: then the weights before the last
    epoch are the weights themselves.
    """
    names = [name for name in ("theta", "theta_before", "memory", "grad")
             if not same(getattr(found, name), getattr(told, name))]  # fmt: skip
    if "theta_before" in names and same(found.theta, told.theta_before):
        names.remove("theta_before")
    names += [name for name in ("updates", "cut_short") if getattr(found, name) != getattr(told, name)]
    with np.errstate(all="ignore"):
        if not np.isclose(found.scores.row(), told.scores.row(), rtol=CLOSE, atol=1e-12, equal_nan=True).all():
            names.append("scores")
    return names


def nearly(found: Snapshot, told: Snapshot) -> bool:
    """Whether both are the same, but for rounding."""
    return all(
        error_of(getattr(found, name), getattr(told, name)) <= CLOSE for name in ("theta", "theta_before", "memory")
    ) and (found.updates, found.cut_short) == (told.updates, told.cut_short)


def error_of(one: Array, other: Array) -> float:
    """The largest difference, as a share of the largest number; infinite for other shapes."""
    if one.shape != other.shape:
        return np.inf
    if same(one, other):
        return 0.0
    with np.errstate(all="ignore"):
        size = max(float(np.abs(one).max(initial=0.0)), float(np.abs(other).max(initial=0.0)), 1e-300)
        error = float(np.abs(one - other).max(initial=0.0)) / size
    return error if np.isfinite(error) else np.inf


@dataclass(frozen=True)
class Explanation:
    """A snapshot of the file, and what was computed for its moment: before and after the change that it shows."""

    told: Snapshot
    before: Snapshot
    found: Snapshot
    start: Snapshot
    """The beginning of the last epoch before it, or where the stretch begins, if that is later."""
    by_hand: dict[tuple[Moment, int], float]
    ways: tuple[Experiment, ...] = ()
    """The experiments that it came through at this moment, from that of `before` on, without that."""

    def finding(self) -> Finding | None:
        """What the learner did, if that explains every difference; None if nothing does."""
        return self._set_by_hand(self.found) or self._kept_updates()

    def _set_by_hand(self, found: Snapshot) -> Finding | None:
        told = self.told
        values = {index: value for (moment, index), value in self.by_hand.items() if moment == told.moment}
        if not values or found.theta.shape != told.theta.shape or max(values) >= len(told.theta):
            return None
        places = np.array(sorted(values))
        others = np.ones(len(told.theta), dtype=bool)
        others[places] = False
        earlier = np.array([values[index] for index in places])
        if not same(earlier, found.theta[places]) or not same(found.theta[others], told.theta[others]):
            return None
        if not self._agrees_elsewhere(found, others):
            return None
        names = [
            f"{parameter_name(told.experiment, int(index))} {number.plain(values[index])} → "
            f"{number.plain(float(told.theta[index]))}"
            for index in places
        ]
        return Finding(told.epoch, "by hand", f"set by hand: {_listed(names)}.")

    def _agrees_elsewhere(self, found: Snapshot, others: Array) -> bool:
        """Whether all but the weights themselves is as it must be with these weights."""
        told, earlier = self.told, (found.theta_before[others], found.theta[others])
        return (
            same(told.memory, found.memory)
            and told.updates == found.updates
            and any(same(told.theta_before[others], one) for one in earlier)
            and self._judged_alike()
        )

    def _judged_alike(self) -> bool:
        """Whether gradient and scores are those of the weights that the file tells of."""
        fresh = Run(self.told.experiment, arithmetic="layers").resume(self.told).snapshot()
        return not {"grad", "scores"} & set(unlike(fresh, self.told))

    def _kept_updates(self) -> Finding | None:
        told, start = self.told, self.start
        if told.run == self.before.run:
            return None
        batches = told.moment[1] - start.moment[1] if told.epoch == start.epoch else None
        for found in self._with_updates(start, batches):
            if not unlike(found, told):
                return Finding(told.epoch, "kept", "the last updates before this were kept from the step-through.")
            by_hand = self._set_by_hand(found)
            if by_hand is not None:
                return by_hand
        return None

    def _with_updates(self, start: Snapshot, batches: int | None) -> Iterator[Snapshot]:
        """The snapshot after the last 1, 2, 3 … updates to this moment were made one by one, with the layers.

        If all of them were, it makes no difference how many.
        """
        probe = Run(start.experiment, start.run, arithmetic="layers").resume(start)
        if batches is None:
            batches = 0
            while True:
                batches += 1
                if probe.batch():
                    break
        most = 1 if start.arithmetic == "layers" else MOST_KEPT
        for updates in range(1, min(batches, most) + 1):
            run = Run(start.experiment, start.run, arithmetic=start.arithmetic).resume(start)
            for _ in range(batches - updates):
                run.batch()
            run.compute("layers")
            for _ in range(updates):
                run.one_update()
            for experiment in self.ways:
                run.adjust(experiment)
            yield run.snapshot()


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {number.count(more)} more" if more > 0 else "")
