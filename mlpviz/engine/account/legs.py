"""Which stretches of a history must be trained through again for a range of epochs, and how they are shared out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from mlpviz.engine import number
from mlpviz.engine.events import Moment
from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot

MOST_JOBS = 24
"""Into so many jobs a range is shared out at most; progress is counted in them."""


@dataclass(frozen=True, eq=False)
class Leg:
    """A stretch of training in which nothing was changed."""

    start: Snapshot
    """A keyframe: from here it is trained again with the arithmetic that made it."""
    until: Moment
    after: Snapshot | None
    """The keyframe at its end, if something was changed there."""
    texts: tuple[str, ...]
    """What the learner changed at its end, in words."""


@dataclass(frozen=True, eq=False)
class Job:
    """Some legs, one behind the other."""

    legs: tuple[Leg, ...]
    first: int
    """Nothing before this epoch is booked."""


def jobs_of(history: History, first: int, last: int) -> tuple[Job, ...]:
    """The work of an account from the end of epoch `first` to the end of epoch `last`.

    Raises ValueError, with a sentence that says why, where no account is possible.
    """
    legs = legs_of(history, first, last)
    share = max(1, -(-len(legs) // MOST_JOBS))
    return tuple(Job(legs[at : at + share], first) for at in range(0, len(legs), share))


def legs_of(history: History, first: int, last: int) -> tuple[Leg, ...]:
    """The legs from the last keyframe before the range to its end. Raises ValueError as `jobs_of` does."""
    newest = history.newest
    if newest is None or not history.keyframes or last <= first:
        raise ValueError("An account needs a range of at least one epoch. Train first, then choose one.")
    if last > newest.epoch:
        raise ValueError(f"The last epoch is {number.count(newest.epoch)}. Choose a range that ends there or before.")
    begin = history.before(first)
    if begin.moment > (first, 0):
        epoch = number.count(begin.epoch + (begin.moment[1] > 0))
        raise ValueError(f"The history reaches back to epoch {epoch}. Choose a range that begins there or later.")
    end = (last, 0)
    frames = [begin, *_stops(history, begin.moment, end)]
    for before, after in pairwise(frames):
        _refuse_other_shapes(before, after)
    if not all(frame.experiment.points.train_count for frame in frames):
        raise ValueError("Without train points there is no train loss, so there is nothing to account for.")
    return tuple(_legs(history, frames, end))


def _stops(history: History, begin: Moment, end: Moment) -> list[Snapshot]:
    """The keyframes on the way at which a leg ends: every change, and of the others so many as there are jobs."""
    inside = [frame for frame in history.keyframes if begin < frame.moment <= end]
    free = [frame for frame in inside if frame.moment[1] == 0 and not history.is_change(frame)]
    chosen = {id(frame) for frame in free[:: max(1, -(-len(free) // MOST_JOBS))]}
    return [frame for frame in inside if history.is_change(frame) or id(frame) in chosen]


def _legs(history: History, frames: list[Snapshot], end: Moment) -> Iterator[Leg]:
    for before, after in pairwise(frames):
        changed = history.is_change(after)
        yield Leg(before, after.moment, after if changed else None, _changes(history, after) if changed else ())
    if frames[-1].moment < end:
        yield Leg(frames[-1], end, None, ())


def _changes(history: History, frame: Snapshot) -> tuple[str, ...]:
    """What the learner changed at a keyframe; a rate that fell by its schedule is none of it."""
    return tuple(event.text for event in history.events if event.epoch == frame.epoch and event.kind != "fall")


def _refuse_other_shapes(before: Snapshot, after: Snapshot) -> None:
    old, new = before.experiment.network, after.experiment.network
    if old.shape == new.shape and old.class_keys == new.class_keys:
        return
    within = after.moment[1] > 0
    latest, earliest = after.epoch - (not within), after.epoch + within
    raise ValueError(
        f"At epoch {number.count(after.epoch)} the network got other units, layers, features or classes, so its "
        f"weights before and after are not the same ones. Choose a range that ends at epoch {number.count(latest)} or "
        f"before, or begins at epoch {number.count(earliest)} or later."
    )
