"""What the edge lens makes of a snapshot: the values of every parameter, and widths and colours of the edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.experiment import NetworkSpec
from mlpviz.engine.records import Snapshot
from mlpviz.views.look import palette
from mlpviz.views.look.palette import tokens
from mlpviz.views.look.steady_limit import SteadyLimit

Lens = Literal["weights", "gradients", "both", "update"]
LENSES: tuple[tuple[Lens, str], ...] = (
    ("weights", "Weights"), ("gradients", "Gradients"), ("both", "Both"), ("update", "Last update"),
)  # fmt: skip

SAME_WIDTH, SAME_SHARE = 0.1, 0.01
"""Px of width, and steps on a map from −1 to 1, that are not seen."""

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]


class EdgeValues:
    """Weights, gradients and last changes of a snapshot, and the limits of their colour bars."""

    def __init__(self) -> None:
        self.weight, self.gradient, self.update = np.zeros(0), np.zeros(0), np.zeros(0)
        self.weight_limit, self.gradient_limit = SteadyLimit(), SteadyLimit()
        self.update_limit, self.bias_limit = SteadyLimit(), SteadyLimit()

    def take(self, snapshot: Snapshot) -> None:
        """Hold the values of a snapshot and let the limits follow."""
        is_weight = snapshot.experiment.network.is_weight() > 0
        self.weight, self.gradient = snapshot.theta, snapshot.grad
        with np.errstate(all="ignore"):
            self.update = snapshot.theta - snapshot.theta_before
        self.weight_limit.follow(self.weight[is_weight])
        self.gradient_limit.follow(self.gradient[is_weight])
        self.update_limit.follow(self.update[is_weight])
        self.bias_limit.follow(self.weight[~is_weight])

    def clear(self) -> None:
        """Hold nothing."""
        self.weight, self.gradient, self.update = np.zeros(0), np.zeros(0), np.zeros(0)
        for limit in (self.weight_limit, self.gradient_limit, self.update_limit, self.bias_limit):
            limit.reset()

    def strength(self, lens: Lens) -> Floats:
        """How much each entry of theta stands out in a lens, (parameter_count,); what is no number stands out most."""
        shown = {"gradients": self.gradient, "update": self.update}.get(lens, self.weight)
        sizes = palette.share(shown, {"gradients": self.gradient_limit, "update": self.update_limit}.get(
            lens, self.weight_limit).value)
        if lens == "both":
            sizes = np.maximum(sizes, palette.share(self.gradient, self.gradient_limit.value))
        return np.where(np.isfinite(self.weight), sizes, 2.0)


@dataclass(frozen=True)
class EdgeLook:
    """How every visible edge is drawn, in arrays of one entry an edge."""

    backward: bool
    """The core shows a quantity of the backward map."""
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
            self.backward == other.backward
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
    values: EdgeValues, lens: Lens, indices: Whole, factor: float = 1.0, what_is_held: Held | None = None
) -> EdgeLook:
    """Widths and colours of the edges that show the parameters at `indices`. `factor` makes all lines thicker."""
    w, g, u = values.weight[indices], values.gradient[indices], values.update[indices]
    none = np.zeros(len(indices))
    casing, casing_place = none, none
    if lens == "gradients":
        width = palette.gradient_width(g, values.gradient_limit.value)
        place = palette.color_share(g, values.gradient_limit.value)
    elif lens == "update":
        width = palette.update_width(u, values.update_limit.value)
        place = palette.color_share(u, values.update_limit.value)
    else:
        width = palette.weight_width(w, values.weight_limit.value)
        place = palette.color_share(w, values.weight_limit.value)
    if lens == "both":
        casing = palette.casing_width(g, values.gradient_limit.value)
        casing_place = palette.casing_share(g, values.gradient_limit.value)
    shown = {"gradients": g, "update": u}.get(lens, w)
    broken = ~(np.isfinite(shown) & np.isfinite(w))
    order = np.argsort(np.where(broken, np.inf, width + 2 * casing), kind="stable")
    backward = lens in ("gradients", "update")
    held, marked, cut = (what_is_held or Held()).marks(values.weight.size)
    return EdgeLook(
        backward, width * factor, place, casing * factor, casing_place, broken, order,
        held[indices], marked[indices], cut[indices],
    )
