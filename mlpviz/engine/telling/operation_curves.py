"""The curve of an operation: the one on which its number is a point or a slope."""

from __future__ import annotations

import numpy as np

from mlpviz.engine.telling.explanation import Along, OperationCurve
from mlpviz.engine.telling.naming import Names
from mlpviz.engine.telling.operations import Operation
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.nn.arrays import Array

REACH = 4.0
"""Smallest distance from a sum to either end of its curve."""
NEAR = 1.25
"""The same for an output that has a target: twice its distance from it is shown, and at least this."""
POINTS = 121
_OF_FUNCTION = ("activate", "slope", "link")
_OF_LOSS = ("sample_loss", "total_loss", "output_slope", "delta")


def curve_of(recorded: Recorded, names: Names, op: Operation) -> OperationCurve | None:
    """The curve of an operation about one unit or one output; None for all others."""
    last = recorded.layers
    if op.kind in _OF_FUNCTION:
        return _of_function(recorded, names, op)
    if op.kind not in _OF_LOSS or (op.kind == "total_loss" and recorded.spec.outputs > 1):
        return None
    if op.kind == "delta" and (op.layer < last or recorded.link is None):
        return _of_function(recorded, names, op)
    return None if op.kind == "output_slope" and op.layer < last else _of_loss(recorded, names, op)


def _of_function(recorded: Recorded, names: Names, op: Operation) -> OperationCurve:
    """The activation of a unit along its sum; for a probability, with the sums of the others as they are."""
    layer, unit = (recorded.layers, op.unit) if op.kind == "link" else (op.layer, op.unit)
    sums = recorded.sums[layer][op.sample]
    z = _around(float(sums[unit]), max(REACH, 1.5 * abs(float(sums[unit]))))
    with np.errstate(all="ignore"):
        if op.kind == "link":
            assert recorded.link is not None
            rows = np.tile(sums, (POINTS, 1))
            rows[:, unit] = z
            values, label = recorded.link.value(rows)[:, unit], recorded.link.label
            p = float(values[POINTS // 2])
            slope = p * (1.0 - p)
        else:
            activation = recorded.activations[layer - 1]
            values, label = np.asarray(activation.value(z)), activation.label
            slope = recorded.slope(layer, unit, op.sample)
    title = f"{label[:1].upper()}{label[1:]} along ${names.sum(layer, unit)}$"
    return OperationCurve("function", title, names.sum(layer, unit), _tangent(z, values, slope))


def _of_loss(recorded: Recorded, names: Names, op: Operation) -> OperationCurve:
    """The loss of a sample along one output, or along its sum where the loss takes that; all else as it is."""
    unit, sample, last = op.unit, op.sample, recorded.layers
    here, target = float(recorded.y[sample, unit]), float(recorded.walk.t[sample, unit])
    y = _around(here, max(NEAR, 2.0 * abs(here - target)) if recorded.link is None else max(REACH, 1.5 * abs(here)))
    rows = np.tile(recorded.y[sample], (POINTS, 1))
    rows[:, unit] = y
    with np.errstate(all="ignore"):
        losses = recorded.spec.loss.of_samples(rows, np.tile(recorded.walk.t[sample], (POINTS, 1)))
    by = names.unit(last, unit) if recorded.link is None else names.sum(last, unit)
    slope = float(recorded.loss_slopes[sample, unit])
    return OperationCurve("loss", f"Loss along ${by}$", by, _tangent(y, losses, slope))


def _around(here: float, reach: float) -> Array:
    """Places on both sides, with `here` exactly in the middle."""
    if not np.isfinite(reach):
        reach = REACH
    places = here + np.linspace(-reach, reach, POINTS)
    places[POINTS // 2] = here
    return places


def _tangent(at: Array, values: Array, slope: float) -> Along:
    half = POINTS // 2
    with np.errstate(all="ignore"):
        return Along(at, np.asarray(values), values[half] + slope * (at - at[half]))
