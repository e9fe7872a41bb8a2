"""What the edge lens makes of a snapshot: the values of every parameter, and widths and colours of the edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.edge_lenses import EdgeLens, edge_lenses
from mlpviz.engine.experiment import NetworkSpec
from mlpviz.engine.records import Snapshot
from mlpviz.views.look import palette
from mlpviz.views.look.palette import tokens
from mlpviz.views.look.steady_limit import SteadyLimit

SAME_WIDTH, SAME_SHARE = 0.1, 0.01
"""Px of width, and steps on a map from −1 to 1, that are not seen."""

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]


class EdgeValues:
    """What every lens makes of a snapshot, and the limits of the colour bars."""

    def __init__(self) -> None:
        self.theta = np.zeros(0)
        self.bias_limit = SteadyLimit()
        self.penalized = False
        """The gradient is that of loss and penalty."""
        self._found: dict[str, Floats] = {}
        self._limits = {name: SteadyLimit() for name in edge_lenses.names()}

    def rest(self, resting: bool) -> None:
        """Whether the next snapshot stays on show."""
        for limit in (self.bias_limit, *self._limits.values()):
            limit.resting = resting

    def take(self, snapshot: Snapshot) -> None:
        """Hold the values of a snapshot and let the limits follow."""
        is_weight = snapshot.experiment.network.is_weight() > 0
        self.theta = snapshot.theta
        self.penalized = bool(snapshot.experiment.plan.l1 or snapshot.experiment.plan.l2)
        self._found = {kind.__name__: kind().value(snapshot) for kind in edge_lenses}
        for name, values in self._found.items():
            self._limits[name].follow(values[is_weight])
        self.bias_limit.follow(self.theta[~is_weight])

    def of(self, lens: EdgeLens) -> Floats:
        """What each entry of theta shows in a lens, (parameter_count,)."""
        return self._found[lens.name]

    def limit(self, lens: EdgeLens) -> float:
        """The value at the ends of a lens's colour bar."""
        return self._limits[lens.name].value

    def symbol(self, lens: EdgeLens) -> str:
        """What a lens shows, as LaTeX; with a penalty, its gradient is not ∂L/∂w."""
        return (lens.symbol_with_penalty if self.penalized else "") or lens.symbol

    def strength(self, lens: EdgeLens) -> Floats:
        """How much each entry of theta stands out in a lens, (parameter_count,); what is no number stands out most."""
        sizes = palette.share(self.of(lens), self.limit(lens))
        if lens.casing is not None:
            sizes = np.maximum(sizes, palette.share(self.of(lens.casing), self.limit(lens.casing)))
        return np.where(np.isfinite(self.theta), sizes, 2.0)


@dataclass(frozen=True)
class EdgeLook:
    """How every visible edge is drawn, in arrays of one entry an edge."""

    maps: tuple[str, str]
    """The colour maps of core and casing."""
    core_width: Floats
    core_share: Floats
    """Place on the diverging map, −1…1."""
    casing_width: Floats
    """On each side; 0 for none."""
    casing_share: Floats
    broken: NDArray[np.bool_]
    """The value is not a number."""
    order: Whole
    """From the weakest to the strongest."""
    held: NDArray[np.bool_]
    """The weight does not learn."""
    marked: NDArray[np.bool_]
    """It was frozen by itself, not with its layer."""
    cut: NDArray[np.bool_]
    """The edge is as good as not there."""

    def resembles(self, other: EdgeLook, edges: Whole) -> bool:
        """Whether the eye could not tell the two apart at some edges."""
        return (
            self.maps == other.maps
            and _near(self.core_width, other.core_width, edges, SAME_WIDTH)
            and _near(self.casing_width, other.casing_width, edges, SAME_WIDTH)
            and _near(self.core_share, other.core_share, edges, SAME_SHARE)
            and _near(self.casing_share, other.casing_share, edges, SAME_SHARE)
            and all(
                np.array_equal(getattr(self, flag)[edges], getattr(other, flag)[edges])
                for flag in ("broken", "held", "marked", "cut")
            )
        )

    def reach(self, edge: int) -> float:
        """The whole width of an edge, casing and gap included."""
        casing = float(self.casing_width[edge])
        return float(self.core_width[edge]) + (2 * (casing + gap()) if casing else 0.0)


def _near(mine: Floats, other: Floats, edges: Whole, most: float) -> bool:
    return bool(np.max(np.abs(mine[edges] - other[edges]), initial=0.0) <= most)


def gap() -> float:
    """Free width between core and casing."""
    return float(tokens()["lines"]["casing_each_side"]["gap_to_core"])


@dataclass(frozen=True)
class Held:
    """Which places of theta do not learn, and why."""

    layers: tuple[tuple[int, int], ...] = ()
    """First and last place plus one of each frozen layer."""
    frozen: tuple[int, ...] = ()
    cut: tuple[int, ...] = ()

    def marks(self, size: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """For every entry of theta: held for whatever reason, frozen by itself, cut."""
        held, marked, cut = (np.zeros(size, dtype=bool) for _ in range(3))
        for start, stop in self.layers:
            held[start:stop] = True
        marked[list(self.frozen)] = True
        cut[list(self.cut)] = True
        return held | marked | cut, marked & ~cut, cut


def held_of(spec: NetworkSpec) -> Held:
    """What of a network does not learn."""
    layers = spec.frozen_layers
    ends = ((spec.weight_index(at, 0, 0), spec.bias_index(at, spec.widths[at + 1] - 1) + 1) for at in layers)
    return Held(tuple(ends), spec.frozen, spec.cut)


def look(
    values: EdgeValues, lens: EdgeLens, indices: Whole, factor: float = 1.0, what_is_held: Held | None = None
) -> EdgeLook:
    """Widths and colours of the edges that show the parameters at `indices`. `factor` makes all lines thicker."""
    shown, limit = values.of(lens)[indices], values.limit(lens)
    width, place = palette.edge_width(lens.width, shown, limit), palette.color_share(shown, limit)
    casing = casing_place = np.zeros(len(indices))
    if lens.casing is not None:
        around, limit = values.of(lens.casing)[indices], values.limit(lens.casing)
        casing, casing_place = palette.casing_width(around, limit), palette.casing_share(around, limit)
    broken = ~(np.isfinite(shown) & np.isfinite(values.theta[indices]))
    order = np.argsort(np.where(broken, np.inf, width + 2 * casing), kind="stable")
    held, marked, cut = (what_is_held or Held()).marks(values.theta.size)
    return EdgeLook(
        (lens.map, lens.casing.map if lens.casing is not None else lens.map),
        width * factor, place, casing * factor, casing_place, broken, order,
        held[indices], marked[indices], cut[indices],
    )  # fmt: skip
