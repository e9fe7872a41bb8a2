"""The chain of a weight: every path from the loss of one sample back to it, factor by factor."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.telling.recorded import Recorded
from mlpviz.nn.arrays import Array

MOST = 6
"""As many paths as are shown one by one."""


class Place(NamedTuple):
    """A weight or a bias of the network."""

    layer: int
    """The layer that it belongs to, 1…n."""
    unit: int
    """The unit that it leads to, from 0."""
    source: int
    """The unit of the layer before, from 0; −1 for a bias."""


@dataclass(frozen=True)
class Factor:
    """One factor of a path."""

    kind: Literal["delta", "weight", "slope", "input"]
    """∂L/∂z of an output; a weight; f′(z) of a unit; or what the weight multiplies, which is 1 for a bias."""
    layer: int
    """The layer of the unit; of a weight, the layer that it leads to. 0 stands for the inputs."""
    unit: int
    """The unit; of the input of a bias −1."""
    source: int
    """Of a weight the unit of the layer before; −1 for all others."""
    value: float = field(compare=False)
    """Equal factors are the same place of the network; NaN would equal nothing."""


@dataclass(frozen=True)
class Path:
    """One way from the loss back to a weight."""

    units: tuple[int, ...]
    """A unit of each layer, from the output back to the layer behind the weight's unit; () in the last layer."""
    factors: tuple[Factor, ...]
    """From the loss to the weight: δ, then a weight and a slope for each layer, then the input."""
    product: float
    """The product of the factors: what this path alone adds to the gradient."""
    share: float
    """|product| / Σ|products| of all paths, also those not listed; NaN if all are 0 or one is not finite."""

    @property
    def cut(self) -> Factor | None:
        """The first factor that is 0, which makes the whole path 0; None if there is none."""
        return next((factor for factor in self.factors if factor.value == 0.0), None)


@dataclass(frozen=True)
class Chain:
    """The gradient of one sample by one weight or bias, as a sum over paths."""

    place: Place
    sample: int
    """Position in the batch."""
    gradient: float
    """∂(loss of the sample)/∂w, by backprop."""
    paths: tuple[Path, ...]
    """The strongest paths, in the order of their units from the output back."""
    count: int
    """Number of all paths."""
    alive: int
    """Number of all paths without a factor 0."""
    size: float
    """Σ|products| of all paths."""

    @property
    def more(self) -> int:
        """Number of paths that are not listed."""
        return self.count - len(self.paths)

    @property
    def listed(self) -> float:
        """The sum of the listed paths."""
        return _total(path.product for path in self.paths)

    @property
    def rest(self) -> float:
        """The sum of the paths that are not listed: what is left of the gradient, 0 if all of them are cut."""
        listed = sum(path.cut is None for path in self.paths)
        return self.gradient - self.listed if self.alive > listed else 0.0

    @property
    def rest_share(self) -> float:
        """The share of the paths that are not listed, 0…1; NaN where shares are."""
        return max(0.0, 1.0 - math.fsum(path.share for path in self.paths)) if self.more else 0.0

    @property
    def total(self) -> float:
        """The sum of all paths: of the listed ones and the rest."""
        return self.gradient if self.more else self.listed


def place_at(recorded: Recorded, index: int) -> Place:
    """The place of a parameter by its index in theta; IndexError if there is none."""
    for layer, part in enumerate(recorded.slices, start=1):
        if part.start <= index < part.stop:
            units = recorded.widths[layer]
            source, unit = divmod(index - part.start, units)
            return Place(layer, unit, source if source < recorded.widths[layer - 1] else -1)
    raise IndexError(f"parameter {index} of {recorded.slices[-1].stop}")


def chain_of(recorded: Recorded, place: Place, sample: int, most: int = MOST) -> Chain:
    """The paths of a weight or bias for one sample of a walk; the `most` strongest of them one by one.

    Raises ValueError for a place that the network does not have. The work grows with the number of weights, not with
    the number of paths.
    """
    _check(recorded, place)
    layer, unit, source = place
    arriving = 1.0 if source < 0 else float(recorded.outputs[layer - 1][sample, source])
    with np.errstate(all="ignore"):
        ways = _strongest(recorded, place, sample, most)
        size = _size(recorded, place, sample) * abs(arriving)
        paths = [_path(recorded, place, sample, units, arriving, size) for units in sorted(ways)]
    return Chain(
        place, sample, recorded.gradient(layer, unit, source, sample), tuple(paths),
        math.prod(recorded.widths[layer + 1 :]), _alive(recorded, place, sample) if arriving else 0, size)


def _check(recorded: Recorded, place: Place) -> None:
    inside = 1 <= place.layer <= recorded.layers and 0 <= place.unit < recorded.widths[place.layer]
    if not inside or not -1 <= place.source < recorded.widths[place.layer - 1]:
        raise ValueError(f"there is no parameter at {tuple(place)}; layers have {recorded.widths} units, inputs first.")


def _slopes(recorded: Recorded, layer: int, sample: int) -> Array:
    """f′(z) of every unit of a hidden layer."""
    z, a = recorded.sums[layer][sample], recorded.outputs[layer][sample]
    return np.asarray(recorded.activations[layer - 1].slope(z, a), np.float64)


def _passing(recorded: Recorded, place: Place, sample: int) -> list[tuple[Array, Array]]:
    """Weights (units, units behind) and slopes of every layer on the way from the outputs to the weight's unit.

    Of the last one, the layer of the weight, there is only its unit.
    """
    found = []
    for layer in range(recorded.layers - 1, place.layer - 1, -1):
        only = slice(place.unit, place.unit + 1) if layer == place.layer else slice(None)
        found.append((recorded.old[layer][0][only], _slopes(recorded, layer, sample)[only]))
    return found


def _deltas(recorded: Recorded, place: Place, sample: int) -> Array:
    """δ of the outputs that the weight reaches."""
    deltas = np.asarray(recorded.deltas[recorded.layers][sample], np.float64)
    return deltas[place.unit : place.unit + 1] if place.layer == recorded.layers else deltas


def _strongest(recorded: Recorded, place: Place, sample: int, most: int) -> list[tuple[int, ...]]:
    """The units of the strongest paths.

    The strongest ways to a unit go on from the strongest ways to the units behind it, because a common factor keeps
    their order. So each unit passes on its `most` best: Bellman and Kalaba, "On kth best policies" (1960).
    """
    if place.layer == recorded.layers:
        return [()]
    values = _deltas(recorded, place, sample)[:, None]
    ways: list[list[tuple[int, ...]]] = [[(unit,)] for unit in range(len(values))]
    passing = _passing(recorded, place, sample)
    for step, (weights, slopes) in enumerate(passing):
        better = values.ravel()[:, None] * np.repeat(weights.T, values.shape[1], axis=0) * slopes
        strength = np.where(np.isnan(better), np.inf, np.abs(better))
        best = np.argsort(-strength, axis=0, kind="stable")[:most]
        flat = [way for behind in ways for way in behind]
        last = step == len(passing) - 1
        ways = [[flat[at] + (() if last else (unit,)) for at in best[:, unit]] for unit in range(len(slopes))]
        values = np.take_along_axis(better, best, axis=0).T
    return ways[0]


def _size(recorded: Recorded, place: Place, sample: int) -> float:
    """Σ|products| of all paths, without the input."""
    sizes = np.abs(_deltas(recorded, place, sample))
    for weights, slopes in _passing(recorded, place, sample):
        sizes = np.abs(weights).dot(sizes) * np.abs(slopes)
    return float(sizes[0])


def _alive(recorded: Recorded, place: Place, sample: int) -> int:
    """Number of paths without a factor 0, exactly: there may be more than a float can count."""
    counts: NDArray[np.object_] = np.array([int(delta != 0.0) for delta in _deltas(recorded, place, sample)], object)
    for weights, slopes in _passing(recorded, place, sample):
        counts = (weights != 0.0).astype(int).astype(object).dot(counts) * (slopes != 0.0).astype(int).astype(object)
    return int(counts[0])


def _path(
    recorded: Recorded, place: Place, sample: int, units: tuple[int, ...], arriving: float, size: float
) -> Path:
    layer, unit = recorded.layers, units[0] if units else place.unit
    factors = [Factor("delta", layer, unit, -1, float(recorded.deltas[layer][sample, unit]))]
    for source in (*units[1:], place.unit)[: len(units)]:
        factors.append(Factor("weight", layer, unit, source, float(recorded.old[layer - 1][0][source, unit])))
        layer, unit = layer - 1, source
        factors.append(Factor("slope", layer, unit, -1, recorded.slope(layer, unit, sample)))
    factors.append(Factor("input", place.layer - 1, place.source, -1, arriving))
    product = 1.0
    for factor in factors:
        product *= factor.value
    return Path(units, tuple(factors), product, abs(product) / size if 0.0 < size < math.inf else math.nan)


def _total(values: Iterable[float]) -> float:
    """The sum, rounded once; NaN or ∞ where one is."""
    found = list(values)
    return math.fsum(found) if all(map(math.isfinite, found)) else float(sum(found))
