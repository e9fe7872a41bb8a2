"""How exact a landscape is, and what is downhill, said in words and numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.landscape.losses import Exactness, LossAt
from mlpviz.engine.landscape.planes import Plane
from mlpviz.engine.records import Scores, Snapshot, freeze
from mlpviz.nn.arrays import Array

PALE = 0.5
"""A path of which the plane holds less than this share is far from where it seems to be."""

DIVERGED = "Training diverged: the weights on show are no numbers. The ✕ is where the path ran away."


def downhill(plane: Plane, snapshot: Snapshot, value: LossAt) -> Array:
    """What the plane holds of −∂L/∂theta at the network shown, without penalty, (2,); 0 where it is no number."""
    plan = snapshot.experiment.plan
    gradient = value.gradient(snapshot.theta) if plan.l1 or plan.l2 else snapshot.grad
    direction = plane.shadow(-gradient)
    return freeze(direction if np.isfinite(direction).all() else np.zeros(2))


def in_words(exact: Exactness, epoch: int, strangers: Sequence[str] = ()) -> str:
    """What the plane holds of each path, and how far its loss at the network shown is from the true one.

    `strangers` are the names of paths of other networks.
    """
    told = [f"{number.percent(share, 0)} of the path of {name}" for name, share in exact.shares]
    said = [f"The plane holds {_listed(told)}."] if told else []
    plane, truth = exact.in_plane, exact.in_truth
    written, when = [number.loss(one) for one in (plane, truth)], f"At epoch {number.count(epoch)} the loss is"
    if math.isclose(plane, truth, rel_tol=1e-9):
        said.append(f"{when} {written[1]}, in the plane and in truth.")
    else:
        if written[0] == written[1]:
            written = number.apart((plane, truth), 4, 9)
        said.append(f"{when} {written[0]} in the plane, {written[1]} in truth.")
    if any(share < PALE for _, share in exact.shares):
        said.append("Dotted: less than half of it lies in the plane.")
    if strangers:
        plural = "s" * (len(strangers) > 1)
        said.append(f"No path{plural} of {_listed(list(strangers))}: another shape of network.")
    return " ".join(said)


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
