"""What a session can do without: keyframes that are computed again from others, and every second row of losses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlpviz.engine.history import HistoryRecord
from mlpviz.engine.loss_curve import Losses, merged

LEAST_ROWS = 2**14
"""Fewer rows of losses are not joined: more of them than a screen has columns stay."""


def thinned(history: HistoryRecord) -> HistoryRecord | None:
    """The same history in about half the room; None if all it holds is needed.

    Any epoch can still be computed again. The losses of two rows become their minimum, mean and maximum.
    """
    free = [at for at in range(1, len(history.keyframes) - 1) if at not in history.kept_always]
    frames = sum(history.keyframes[at].nbytes for at in free)
    if len(history.losses) > LEAST_ROWS and history.losses.rows.nbytes >= frames:
        return replace(history, losses=smaller(history.losses))
    if not free:
        return None
    dropped = set(free[::2])
    left = [at for at in range(len(history.keyframes)) if at not in dropped]
    always = frozenset(place for place, at in enumerate(left) if at in history.kept_always)
    frames_left = tuple(history.keyframes[at] for at in left)
    return replace(history, keyframes=frames_left, kept_always=always, stride=2 * history.stride)


def smaller(losses: Losses) -> Losses:
    """The same losses in fewer bytes: a row of one epoch holds only its scores, a joined row also their range."""
    less = halved(losses)
    while less.rows.nbytes >= losses.rows.nbytes:
        less = halved(less)
    return less


def halved(losses: Losses) -> Losses:
    """Losses in which two rows became one; a last one that has no partner stands alone."""
    pairs = len(losses) // 2
    rows = [merged(losses.rows[: 2 * pairs].reshape(pairs, 2, -1))]
    if len(losses) % 2:
        rows.append(merged(losses.rows[-1:][:, None]))
    return Losses.of(np.concatenate(rows), 2 * losses.bucket, losses.waiting)
