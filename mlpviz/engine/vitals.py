"""What the diagnostics measure of one snapshot: gradients, changes, and units that do not take part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine import probes
from mlpviz.engine.experiment import NetworkSpec
from mlpviz.engine.probes import Histogram
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.nn.arrays import Array

ALIKE = 1e-9
"""Weights to one place that differ by less than this share of the largest are the same: rounding leaves so much."""


@dataclass(frozen=True, eq=False)
class Vitals:
    """Numbers of each layer at one moment. The last layer is the output."""

    norms: Array
    """‖∂L/∂W‖₂, (layers,)."""
    ratios: Array
    """‖ΔW‖₂ / ‖W‖₂ over the last epoch, or the last single update, (layers,); NaN where nothing was trained before."""
    saturated: Array
    """Share of saturated outputs over the train points, (layers,); NaN where that is not defined."""
    dead: tuple[int, ...]
    """Dead units: output and slope are 0 for every train point."""
    twins: tuple[int, ...]
    """Units that have a twin in their layer: all weights in and out, and the bias, are the same."""
    change: float
    """‖Δθ‖ / ‖θ‖ of the parameters that learn, over the last epoch or update; NaN where nothing was trained before."""
    pull: float
    """‖∂L/∂θ‖ ‖θ‖ / L of the parameters that learn: by how many percent the loss falls, to first order, if θ moves by
    1 % of its length straight downhill. NaN if the loss is 0 or nothing learns."""

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return len(self.norms)


def vitals_of(snapshot: Snapshot, histograms: Sequence[Histogram] | None = None) -> Vitals:
    """Measure a snapshot. `histograms` are its own, if they are known; they cost a pass over the train points."""
    spec = snapshot.experiment.network
    found = probes.histograms(snapshot) if histograms is None else histograms
    free = spec.free()
    learns = slice(None) if free is None else free > 0.0
    with np.errstate(all="ignore"):
        return Vitals(
            norms=freeze(probes.gradient_norms(snapshot)),
            ratios=freeze(update_ratios(snapshot)),
            saturated=freeze([math.nan if one.saturated is None else one.saturated for one in found]),
            dead=tuple(one.dead for one in found),
            twins=twins(spec, snapshot.theta),
            change=_ratio(snapshot.theta[learns], snapshot.theta_before[learns]),
            pull=_pull(snapshot, learns),
        )


def update_ratios(snapshot: Snapshot) -> Array:
    """‖ΔW‖₂ / ‖W‖₂ of each layer's weights over the last epoch or update, (layers,).

    NaN everywhere if no parameter has moved: then nothing was trained before this snapshot.
    """
    spec = snapshot.experiment.network
    if np.array_equal(snapshot.theta, snapshot.theta_before):
        return np.full(len(spec.layers), math.nan)
    after, before = spec.weights(snapshot.theta), spec.weights(snapshot.theta_before)
    return np.array([_ratio(now, then) for (now, _), (then, _) in zip(after, before, strict=True)])


def _ratio(after: Array, before: Array) -> float:
    with np.errstate(all="ignore"):
        moved, size = np.linalg.norm(after - before), np.linalg.norm(before)
        return float(moved / size) if size > 0 and moved > 0 else (0.0 if size > 0 and len(after) else math.nan)


def _pull(snapshot: Snapshot, learns: NDArray[np.bool_] | slice) -> float:
    loss = snapshot.scores.train_loss + snapshot.scores.penalty
    if not loss > 0.0 or not snapshot.theta[learns].size:
        return math.nan
    return float(np.linalg.norm(snapshot.grad[learns]) * np.linalg.norm(snapshot.theta[learns]) / loss)


def twins(spec: NetworkSpec, theta: Array) -> tuple[int, ...]:
    """How many units of each layer have a twin; 0 for the output layer. Units without any edge left do not count."""
    pairs, uncut = spec.weights(theta), spec.weights(_uncut(spec))
    found = []
    for index, (W, b) in enumerate(pairs[:-1]):
        out = pairs[index + 1][0]
        joined = uncut[index][0].any(axis=0) & uncut[index + 1][0].any(axis=1)
        units = np.column_stack([W.T, b, out])[joined]
        found.append(_repeated(units) if np.isfinite(units).all() else 0)
    return (*found, 0)


def _uncut(spec: NetworkSpec) -> Array:
    marks = np.ones(spec.parameter_count)
    marks[list(spec.cut)] = 0.0
    return marks


def _repeated(rows: Array) -> int:
    """How many rows are, but for rounding, the same as another one."""
    if len(rows) < 2:
        return 0
    distance = ALIKE * np.abs(rows).max(axis=0)
    ordered = rows[np.argsort(rows[:, 0], kind="stable")]
    alike = np.zeros(len(rows), dtype=bool)
    for start in np.flatnonzero(np.diff(ordered[:, 0]) <= distance[0]).tolist():
        if alike[start]:
            continue  # its twins were found with it
        near = int(np.searchsorted(ordered[:, 0], ordered[start, 0] + distance[0], side="right"))
        same = (np.abs(ordered[start + 1 : near] - ordered[start]) <= distance).all(axis=1)
        if same.any():
            alike[start] = True
            alike[start + 1 : near] |= same
    return int(alike.sum())
