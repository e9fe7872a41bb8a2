"""Which plane is looked at, and which part of it: the first step to a landscape, and what can be missing for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.landscape.paths import Path
from mlpviz.engine.landscape.planes import Kind, Plane, around, paths_plane, random_plane, weights_plane
from mlpviz.engine.pool import Mark
from mlpviz.engine.records import freeze
from mlpviz.nn.arrays import Array

Corners = tuple[Array, Array]
"""Lower left and upper right, (2,) each."""
NO_POINTS = "No points to learn from, so there is no loss. Draw some, or choose a preset."
NO_PATH = "No path yet: the weights have not moved. Train, or choose the plane Random."
AT_ONCE = "The run diverged at once, so it left no path. Lower the learning rate, or choose the plane Random."
NO_NUMBERS = "At this epoch the weights are no numbers. Go back to an earlier epoch, or choose the plane Paths."
ALL_HELD = "No weight can learn, so there is no random direction. Let some learn, or choose the plane Two weights."
ALL_ZERO = (
    "A random direction is as long as the weights of a unit, and these are all 0. Train, or choose the plane Two "
    "weights."
)
TOO_FEW = "Two weights that are not cut are needed. Join an edge, or choose another plane."


@dataclass(frozen=True, eq=False)
class Request:
    """What shall be looked at."""

    kind: Kind
    experiment: Experiment
    theta: Array
    """The network on show, (P,)."""
    paths: tuple[Path, ...]
    """All of them of such a network."""
    seed: int = 0
    """Of the random directions."""
    pair: tuple[int, int] = (0, 1)
    """Indices in theta of the plane of two weights."""
    aspect: float = 1.0
    """Width of the picture through its height."""
    corners: Corners | None = None
    """The part that the learner chose; None: all that there is to see."""


@dataclass(frozen=True, eq=False)
class Survey:
    """A plane, and the part of it that is shown."""

    request: Request
    plane: Plane
    corners: Corners
    fit: Corners
    """The part with all that there is to see."""


def survey(request: Request, mark: Mark) -> Survey:
    """Lay the plane: work for the pool."""
    mark.check()
    plane = _plane_of(request)
    fit = widened(fitting(plane, request.paths, request.theta), request.aspect)
    chosen = fit if request.corners is None else widened(request.corners, request.aspect)
    return Survey(request, plane, chosen, fit)


def _plane_of(request: Request) -> Plane:
    spec, theta = request.experiment.network, request.theta.copy()
    theta[list(spec.cut)] = 0.0
    if request.kind == "random":
        return random_plane(spec, theta, request.seed)
    if request.kind == "weights":
        return weights_plane(request.experiment, theta, *request.pair)
    return paths_plane([path.thetas for path in sorted(request.paths, key=_still)])


def _still(path: Path) -> bool:
    """A path that goes nowhere has no end to be turned to."""
    return not path.moves


def fitting(plane: Plane, paths: tuple[Path, ...], theta: Array) -> Corners:
    """The part of a plane with all paths on it; around a network, one length of its weights on each side."""
    if plane.kind == "random":
        return around(np.zeros((1, 2)), 2.0)
    shown = [plane.places(path.thetas) for path in paths]
    # A network on its way to infinity would leave nothing else to be seen; on a plane of the paths it lies on one.
    if plane.kind == "weights" and not any(path.diverged for path in paths) and np.isfinite(theta).all():
        shown.append(plane.places(theta[None]))
    return around(np.concatenate(shown) if shown else np.zeros((1, 2)), 1.0 if plane.kind == "weights" else 1e-6)


def widened(corners: Corners, aspect: float) -> Corners:
    """The same part, grown in one direction until a picture of this shape has the same scale in both."""
    low, high = corners
    size, middle = high - low, (high + low) / 2
    size = np.array([max(size[0], size[1] * aspect), max(size[1], size[0] / aspect)])
    return freeze(middle - size / 2), freeze(middle + size / 2)


def missing(request: Request) -> str:
    """What has to be there before the plane can be laid, in a sentence that says what to do; "" if nothing is."""
    spec = request.experiment.network
    if not request.experiment.points.train_count:
        return NO_POINTS
    if request.kind == "paths":
        still = AT_ONCE if any(path.diverged for path in request.paths) else NO_PATH
        return "" if any(path.moves for path in request.paths) else still
    if not np.isfinite(request.theta).all():
        return NO_NUMBERS
    if request.kind == "weights":
        return TOO_FEW if spec.parameter_count - len(spec.cut) < 2 else ""
    free = spec.free()
    if free is not None and not (free * spec.is_weight()).any():
        return ALL_HELD
    moving = request.theta * spec.is_weight() * (1.0 if free is None else free)
    return "" if moving.any() else ALL_ZERO
