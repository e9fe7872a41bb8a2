"""The way that a run took through the space of all weights."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mlpviz.engine.experiment import NetworkSpec
from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.nn.arrays import Array

MOST_POINTS, MOST_NUMBERS = 200, 2_000_000
"""Points of a path, and numbers of all of them together, at most; a longer path is drawn through every k-th point."""
MOST_PATHS = 4
AWAY = 100.0
"""A run that diverged ran away where its loss was so many times that of the start."""


@dataclass(frozen=True, eq=False)
class Path:
    """The parameters of a run at some epochs, the earliest first."""

    name: str
    dash: int
    """Which of four patterns of a line it is drawn with: 0 is solid."""
    epochs: Array
    """(n,)"""
    thetas: Array
    """(n, P)"""
    diverged: bool = False
    """Whether the run diverged; the path then ends before the loss ran away."""

    def called(self, name: str, dash: int) -> Path:
        """The same path under another name and with another dash."""
        return replace(self, name=name, dash=dash)

    def fits(self, spec: NetworkSpec) -> bool:
        """Whether its parameters are those of such a network, as far as their number tells."""
        return self.thetas.ndim == 2 and self.thetas.shape[1] == spec.parameter_count

    @property
    def moves(self) -> bool:
        """Whether it goes anywhere."""
        return len(self.thetas) > 1 and bool((self.thetas != self.thetas[0]).any())


def path_of(history: History, name: str, dash: int = 0) -> Path | None:
    """The path of a run, since its network has the shape that it has now; None before its first snapshot.

    Parameters that are no numbers, or give no loss, are left out. Cut weights are 0 all the way, as they are now.
    """
    newest = history.newest
    if newest is None:
        return None
    frames = [newest]
    for frame in reversed(history.keyframes):
        if frame.experiment.network.shape != newest.experiment.network.shape:
            break
        if frame.moment < frames[-1].moment:
            frames.append(frame)
    good = _thinned(_with_numbers(frames[::-1]), newest.theta.size)
    thetas = np.array([frame.theta for frame in good]).reshape(len(good), newest.theta.size)
    thetas[:, list(newest.experiment.network.cut)] = 0.0
    epochs = np.array([frame.epoch for frame in good], dtype=np.float64)
    return Path(name, dash, freeze(epochs), freeze(thetas), not newest.finite)


def _with_numbers(frames: list[Snapshot]) -> list[Snapshot]:
    """Those that are finite; of a run that diverged, up to where it ran away, else nothing else could be seen."""
    good = [frame for frame in frames if frame.finite]
    if not frames[-1].finite:
        while len(good) > 1 and good[-1].scores.train_loss > AWAY * good[0].scores.train_loss:
            del good[-1]
    return good


def _thinned(frames: list[Snapshot], parameters: int) -> list[Snapshot]:
    """Every k-th of them, and always the first and the last."""
    most = max(2, min(MOST_POINTS, MOST_NUMBERS // max(1, parameters)))
    step = -(-max(0, len(frames) - 1) // most)
    return frames if step <= 1 else [*frames[:-1:step], frames[-1]]


def moved_most(path: Path, spec: NetworkSpec, count: int) -> list[int]:
    """The weights that changed most along a path, by their indices in theta; of those that did not, the largest."""
    first, last = path.thetas[0], path.thetas[-1]
    weights = spec.is_weight().astype(bool)
    weights[list(spec.cut)] = False
    order = np.lexsort((-np.abs(last), -np.abs(last - first)))
    found: list[int] = [index for index in order.tolist() if weights[index]][:count]
    return found
