"""How exact a landscape is, and what is downhill, said in words and numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.build import descent_of
from mlpviz.engine.landscape.losses import Exactness, LossAt, work_of
from mlpviz.engine.landscape.planes import Plane
from mlpviz.engine.landscape.relief import Relief
from mlpviz.engine.records import Scores, Snapshot, freeze
from mlpviz.nn.arrays import Array

QUICK_WORK = 20_000_000
"""So much work, see `work_of`, a loss may be that is computed while the window waits."""
PALE = 0.5
"""A path of which the plane holds less than this share is far from where it seems to be."""

DIVERGED = "Training diverged: the network on show has no finite loss. The ✕ is where the path ran away."


def downhill(plane: Plane, snapshot: Snapshot) -> Array:
    """What the plane holds of −∂L/∂theta at the network shown, without penalty, (2,); 0 where it is no number."""
    gradient, plan = snapshot.grad, snapshot.experiment.plan
    with np.errstate(all="ignore"):
        if plan.l1 or plan.l2:
            gradient = gradient - descent_of(snapshot.experiment).penalty_slope(snapshot.theta)
        direction = plane.shadow(-gradient)
    return freeze(direction if np.isfinite(direction).all() else np.zeros(2))


def in_plane(relief: Relief | None, plane: Plane, snapshot: Snapshot) -> float:
    """The train loss at the shadow of the network shown; read from the grid where it would be too much work."""
    place = plane.places(snapshot.theta[None])
    if work_of(snapshot.experiment) <= QUICK_WORK:
        return LossAt(snapshot.experiment)(plane.at(place)[0])
    return math.nan if relief is None else relief.at(place[0])


def in_words(exact: Exactness, epoch: int, strangers: Sequence[str] = (), *, read: bool = False) -> str:
    """What the plane holds of each path, and how far its loss at the network shown is from the true one.

    `strangers` are the names of paths of other networks; `read`: the loss in the plane is read from the grid.
    """
    told = [f"{_share(share)} of {'the path of ' * (at == 0)}{name}" for at, (name, share) in enumerate(exact.shares)]
    said = [f"The plane holds {_listed(told)}."] if told else []
    plane, truth = exact.in_plane, exact.in_truth
    written, when = [number.loss(one) for one in (plane, truth)], f"At epoch {number.count(epoch)} the loss is"
    if math.isclose(plane, truth, rel_tol=1e-9):
        said.append(f"{when} {written[1]}, in the plane and in truth.")
    elif read and math.isnan(plane):
        said.append(f"{when} {written[1]} in truth.")
    else:
        if written[0] == written[1] and math.isfinite(plane) and math.isfinite(truth):
            written = number.apart((plane, truth), 4, 9)
        said.append(f"{when} {'about ' * read}{written[0]} in the plane, {written[1]} in truth.")
    if any(share < PALE for _, share in exact.shares):
        said.append("Dotted: less than half lies in it.")
    if strangers:
        plural = "s" * (len(strangers) > 1)
        said.append(f"No path{plural} of {_listed(list(strangers))}: another shape of network.")
    return " ".join(said)


def _share(share: float) -> str:
    """A part of a whole; one that is drawn as less than half is never written as half."""
    return number.percent(share, 0 if (share < PALE) == (round(share, 2) < PALE) else 2)


def seen_in_words(scores: Scores, place: Array) -> str:
    """How the network at a place scores."""
    said = f"Train loss {number.loss(scores.train_loss)}"
    if math.isfinite(scores.test_loss):
        said += f", test loss {number.loss(scores.test_loss)}"
    for name, accuracy, r2 in (("test", scores.test_accuracy, scores.test_r2),
                               ("train", scores.train_accuracy, scores.train_r2)):
        if math.isfinite(accuracy):
            said += f", {name} accuracy {number.percent(accuracy)}"
            break
        if math.isfinite(r2):
            said += f", {name} R² {number.r_squared(r2)}"
            break
    where = ", ".join(number.plain(value, 3) for value in place.tolist())
    return f"{said} at ({where}). The data square shows this network; nothing is changed."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
