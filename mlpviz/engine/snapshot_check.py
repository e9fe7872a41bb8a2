"""The gradient of a snapshot compared with central differences, a number of entries at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from mlpviz.engine.build import descent_of, network_of, samples_of
from mlpviz.engine.gradient_check import CheckedEntry, GradientCheck, entries_of, largest_error
from mlpviz.engine.records import Snapshot

MOST, SEED = 200, 0
"""How many entries are checked at most, and the seed by which they are chosen where there are more."""
STEP = 1e-5
AGREES = 1e-6
"""An error below this is none: it is what rounding leaves."""
UNSTEADY = 0.01
"""Two differences that differ by more than this share of the error say nothing of the gradient."""


def chosen_entries(count: int, most: int = MOST, seed: int = SEED) -> tuple[int, ...]:
    """Which of `count` entries are checked, in rising order: all of them, or `most` chosen by the seed."""
    if count <= most:
        return tuple(range(count))
    return tuple(sorted(np.random.default_rng(seed).choice(count, most, replace=False).tolist()))


def checking(snapshot: Snapshot, most: int = MOST, seed: int = SEED) -> Iterator[CheckedEntry]:
    """Check the gradient of a snapshot, over all its train points, entry by entry; nothing without train points.

    Where the gradient bends much within the step of 10⁻⁵, a central difference is off by itself. So an entry that does
    not agree is compared once more with a tenth of the step: only if both differences say the same, it is wrong.
    """
    experiment, points = snapshot.experiment, snapshot.experiment.points
    if not points.train_count:
        return
    network = network_of(experiment.network, snapshot.theta.copy())
    descent = descent_of(experiment, snapshot.epoch)
    x, t = (values[~points.test] for values in samples_of(experiment))
    indices = chosen_entries(len(snapshot.grad), most, seed)
    for entry in entries_of(snapshot.grad, network, descent, x, t, STEP, indices):
        if entry.state != "checked" or entry.error < AGREES:
            yield entry
        else:
            closer = next(entries_of(snapshot.grad, network, descent, x, t, STEP / 10, (entry.index,)))
            yield _judged(entry, closer)


def _judged(entry: CheckedEntry, closer: CheckedEntry) -> CheckedEntry:
    """What counts of an entry that does not agree: itself, its comparison with a tenth of the step, or neither."""
    if closer.state == "checked" and closer.error < AGREES:
        return closer
    size = abs(entry.numeric) + abs(closer.numeric)
    if np.isfinite(size) and size > 0.0 and abs(entry.numeric - closer.numeric) > UNSTEADY * entry.error * size:
        return replace(entry, state="too bent")
    return entry


def check_snapshot(snapshot: Snapshot, most: int = MOST, seed: int = SEED) -> GradientCheck:
    """As `checking`, all at once."""
    entries = tuple(checking(snapshot, most, seed))
    return GradientCheck(largest_error(entries), entries)


def worst_first(check: GradientCheck) -> list[CheckedEntry]:
    """The entries that count, the largest error first, then those that do not, in the order of theta."""
    counted = sorted((one for one in check.entries if one.state == "checked"), key=lambda one: -one.error)
    return [*counted, *(one for one in check.entries if one.state != "checked")]
