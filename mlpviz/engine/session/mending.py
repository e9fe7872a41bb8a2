"""Leaves out of a history what does not lead to its end, so that no file is written that cannot be opened again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlpviz.engine.history import HistoryRecord
from mlpviz.engine.loss_curve import Losses
from mlpviz.engine.records import Snapshot


def in_order(history: HistoryRecord) -> HistoryRecord:
    """The same history, if its keyframes and losses are in the order of their epochs.

    Else what comes earlier in the list, though later in time, is left out: training went on from before that.
    """
    newest = history.newest
    if newest is None or not history.keyframes:
        return history
    places: list[int] = []
    limit: tuple[int, int] = (newest.epoch, newest.moment[1] + 1)
    for at in reversed(range(len(history.keyframes))):
        if history.keyframes[at].moment < limit:
            places.append(at)
            limit = history.keyframes[at].moment
    places.reverse()
    losses = _rising(history.losses, newest.epoch)
    if len(places) == len(history.keyframes) and losses is history.losses:
        return history
    frames: tuple[Snapshot, ...] = tuple(history.keyframes[at] for at in places)
    always = frozenset(place for place, at in enumerate(places) if at in history.kept_always)
    return replace(history, keyframes=frames or (newest,), kept_always=always, losses=losses)


def _rising(losses: Losses, last: int) -> Losses:
    epochs = np.concatenate([losses.rows[:, 0], losses.waiting[:, 0]])
    later = np.minimum.accumulate(np.append(epochs[1:], last + 1)[::-1])[::-1]
    keep = epochs < later
    if keep.all():
        return losses
    count = len(losses.rows)
    return Losses.of(losses.rows[keep[:count]], losses.bucket, losses.waiting[keep[count:]])
