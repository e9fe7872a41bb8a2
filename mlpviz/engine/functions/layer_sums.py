"""The sums z that reach each layer of a network on its train points, and how many of them saturate a function."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.functions.facts import facts_of, saturated
from mlpviz.engine.functions.intervals import Interval
from mlpviz.engine.probes import passes
from mlpviz.engine.records import Snapshot
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array, freeze


@dataclass(frozen=True, eq=False)
class LayerSums:
    """The sums of one layer: one row a train point, one column a unit."""

    z: Array
    """(points, units)."""
    activation: Activation
    output: bool
    """Whether it is the last layer."""

    @property
    def finite(self) -> Array:
        """All sums that are numbers, (k,)."""
        return np.asarray(self.z[np.isfinite(self.z)])

    @property
    def saturated(self) -> float:
        """Share of the outputs that are saturated by the layer's own function, 0…1; NaN if that has no meaning."""
        if self.activation.only_as_link or not self.z.size or not math.isfinite(facts_of(self.activation).steepest):
            return math.nan
        return float(np.mean(saturated(self.activation, self.z)))


def layer_sums(snapshot: Snapshot) -> tuple[LayerSums, ...]:
    """The sums of every layer over the train points."""
    points, spec = snapshot.experiment.points, snapshot.experiment.network
    sums, _ = passes(snapshot, points.x[~points.test])
    last = len(spec.layers) - 1
    return tuple(
        LayerSums(freeze(z), layer.activation, index == last)
        for index, (z, layer) in enumerate(zip(sums, spec.layers, strict=True))
    )


def bars(z: Array, low: float, high: float, bins: int) -> NDArray[np.int64]:
    """How many of the sums (k,) lie in each of `bins` equal parts of `low` … `high`, (bins,)."""
    counts, _ = np.histogram(z, bins=bins, range=(low, high))
    return counts.astype(np.int64)


def shares(z: Array, zones: Sequence[Interval]) -> tuple[float, ...]:
    """Which share of the sums (k,) lies in each interval, 0…1; 0 without sums."""
    if not z.size:
        return tuple(0.0 for _ in zones)
    return tuple(float(np.mean(_in(z, zone))) for zone in zones)


def beyond(z: Array, low: float, high: float) -> float:
    """Which share of the sums lies outside `low` … `high`, 0…1."""
    return float(np.mean((z < low) | (z > high))) if z.size else 0.0


def _in(z: Array, zone: Interval) -> NDArray[np.bool_]:
    above = z >= zone.low if zone.low_closed else z > zone.low
    below = z <= zone.high if zone.high_closed else z < zone.high
    return np.asarray(above & below)
