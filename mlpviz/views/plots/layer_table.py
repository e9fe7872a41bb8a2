"""What is measured of each layer at all keyframes, each of them measured once."""

from __future__ import annotations

from collections.abc import Callable
from operator import is_

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.probes import gradient_norms
from mlpviz.engine.records import Snapshot
from mlpviz.views.plots import plot_style

Floats = NDArray[np.float64]


class LayerTable:
    """Epochs and decimal logarithms of what is measured, a row a keyframe.

    `follow` measures only keyframes that are new, so a long run costs no more a frame than a short one.
    """

    def __init__(self, measure: Callable[[Snapshot], Floats] = gradient_norms) -> None:
        """`measure` gives a number a layer, (layers,)."""
        self._measure = measure
        self._frames: list[Snapshot] = []
        self._epochs: Floats = np.empty(0)
        self._rows: list[Floats] = []
        self._logs: Floats = np.empty((0, 0))

    def follow(self, frames: list[Snapshot]) -> None:
        """Take in the keyframes recorded so far."""
        count = len(self._frames)
        if len(frames) < count or not all(map(is_, self._frames, frames)):
            self._keep(frames)
            count = len(self._frames)
        new = frames[count:]
        if not new:
            return
        rows = [plot_style.log10(self._measure(frame)) for frame in new]
        self._frames = [*self._frames, *new]
        self._epochs = np.concatenate([self._epochs, [float(frame.epoch) for frame in new]])
        self._rows += rows
        if all(len(row) == self._logs.shape[1] for row in rows):
            self._logs = np.concatenate([self._logs, rows])
        else:
            self._logs = stacked(self._rows)

    def until(self, epoch: float, last: Floats | None) -> tuple[Floats, Floats]:
        """Epochs and logarithms up to an epoch, which ends with `last`, (layers,), if it is no keyframe itself."""
        count = int(np.searchsorted(self._epochs, epoch, side="right"))
        epochs, logs = self._epochs[:count], self._logs[:count]
        if last is not None and (not count or epochs[-1] < epoch):
            row = plot_style.log10(last)
            epochs = np.append(epochs, epoch)
            logs = np.concatenate([logs, [row]]) if len(row) == logs.shape[1] else stacked([*self._rows[:count], row])
        elif count and len(self._rows[count - 1]) != logs.shape[1]:
            logs = stacked(self._rows[:count])
        return epochs, logs

    def _keep(self, frames: list[Snapshot]) -> None:
        """Forget what is not among `frames` any more, and whatever is measured behind the first new one."""
        known = {id(frame): row for row, frame in enumerate(self._frames)}
        rows = [known.get(id(frame), -1) for frame in frames]
        kept = rows[: rows.index(-1)] if -1 in rows else rows
        self._frames = frames[: len(kept)]
        self._epochs, self._rows = self._epochs[kept], [self._rows[row] for row in kept]
        self._logs = stacked(self._rows)


def stacked(rows: list[Floats]) -> Floats:
    """As many columns as the last network has layers; what a smaller one before it did not have is not a number."""
    layers = len(rows[-1]) if rows else 0
    if all(len(row) == layers for row in rows):
        return np.array(rows, dtype=np.float64).reshape(len(rows), layers)
    table = np.full((len(rows), layers), np.nan)
    for index, row in enumerate(rows):
        known = min(layers, len(row))
        table[index, :known] = row[:known]
    return table
