"""The visible edges of a graph layout as arrays: where they run and which parameters they stand for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainterPath

from mlpviz.engine.experiment import NetworkSpec
from mlpviz.views.graph.layout import GraphLayout, Slot, curve
from mlpviz.views.look.palette import tokens
from mlpviz.views.look.polyline import Lines

MOST_CURVES = 600
"""Above this many edges, straight lines."""
SAMPLES = 17
BELOW_NODES = 6.0

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]


class Wires:
    """Every visible edge; an edge of a folded tile stands for the strongest of those it bundles."""

    def __init__(self, layout: GraphLayout, spec: NetworkSpec) -> None:
        self.ends: list[tuple[Slot, Slot]] = []
        self.widths = layout.widths
        self._single: list[int] = []
        self._bundles: list[tuple[int, Whole]] = []
        self._first = [spec.weight_index(layer, 0, 0) for layer in range(len(spec.layers))]
        for source, target in layout.joined():
            self._add(source, target)
        self.straight = len(self.ends) > MOST_CURVES
        self._indices = np.array(self._single, dtype=np.intp)
        self.start, self.end = self._points()
        self._rows = np.hstack([self.start, self.end])
        self.lines = [QLineF(*a, *b) for a, b in zip(self.start.tolist(), self.end.tolist(), strict=True)]
        self.paths = [] if self.straight else [curve(line.p1(), line.p2()) for line in self.lines]
        self._samples = self._sampled()
        self.gaps = self._between_columns()
        """Left and right end of each gap between two columns, and the edges in it."""

    def __len__(self) -> int:
        """How many edges are visible."""
        return len(self.ends)

    def path(self, edge: int) -> QPainterPath:
        """The curve, or the straight line, of an edge."""
        if self.paths:
            return self.paths[edge]
        path = QPainterPath(self.lines[edge].p1())
        path.lineTo(self.lines[edge].p2())
        return path

    def lines_of(self, edges: Whole) -> Lines:
        """The straight lines of some edges."""
        return Lines(self._rows[edges])

    def indices(self, strength: Floats) -> Whole:
        """Which entry of theta each edge shows, (edges,), where `strength` is given for every entry of theta."""
        shown = self._indices.copy()
        for edge, members in self._bundles:
            shown[edge] = members[int(np.argmax(strength[members]))]
        return shown

    def place_of(self, layer: int, index: int) -> tuple[int, int]:
        """Source unit and unit of the weight at `index` of theta, which belongs to `layer`."""
        units = self.widths[layer + 1]
        return divmod(index - self._first[layer], units)

    def at(self, point: QPointF, reach: float) -> int | None:
        """The edge nearest to a point, if it runs within `reach`."""
        if not len(self):
            return None
        here = np.array([point.x(), point.y()])
        near = (self.start[:, 0] - reach <= here[0]) & (here[0] <= self.end[:, 0] + reach)
        candidates = np.flatnonzero(near)
        if not candidates.size:
            return None
        samples = self._samples[candidates]
        a, b = samples[:, :-1], samples[:, 1:]
        along = b - a
        share = np.sum((here - a) * along, axis=2) / np.maximum(np.sum(along * along, axis=2), 1e-9)
        nearest = a + np.clip(share, 0.0, 1.0)[..., None] * along
        distance = np.min(np.hypot(nearest[..., 0] - here[0], nearest[..., 1] - here[1]), axis=1)
        best = int(np.argmin(distance))
        return int(candidates[best]) if distance[best] <= reach else None

    def edge_of(self, layer: int, source: int, unit: int) -> int | None:
        """The visible edge that shows, or bundles, a weight."""
        for edge, (a, b) in enumerate(self.ends):
            if b.column == layer + 1 and a.first <= source <= a.last and b.first <= unit <= b.last:
                return edge
        return None

    def touching(self, slot: Slot, *, incoming: bool = True) -> list[int]:
        """The edges that end (or start) at a slot, from top to bottom."""
        side = 1 if incoming else 0
        return [edge for edge, ends in enumerate(self.ends) if ends[side] is slot]

    def _add(self, source: Slot, target: Slot) -> None:
        layer, units = target.column - 1, self.widths[target.column]
        sources = np.arange(source.first, source.last + 1)
        targets = np.arange(target.first, target.last + 1)
        members = (self._first[layer] + sources[:, None] * units + targets).ravel()
        if len(members) > 1:
            self._bundles.append((len(self.ends), members))
        self._single.append(int(members[0]))
        self.ends.append((source, target))

    def _points(self) -> tuple[Floats, Floats]:
        start = [(a.rect.right(), a.rect.center().y()) for a, _ in self.ends]
        end = [(b.rect.left(), b.rect.center().y()) for _, b in self.ends]
        return np.array(start, dtype=np.float64).reshape(-1, 2), np.array(end, dtype=np.float64).reshape(-1, 2)

    def _between_columns(self) -> list[tuple[float, float, Whole]]:
        sources = np.array([source.column for source, _ in self.ends], dtype=np.intp)
        found = [np.flatnonzero(sources == column) for column in range(len(self.widths) - 1)]
        # A little more on both sides, under the nodes: a slanted line ends slanted.
        return [
            (float(self.start[edges, 0].min()) - BELOW_NODES, float(self.end[edges, 0].max()) + BELOW_NODES, edges)
            for edges in found
            if edges.size
        ]

    def _sampled(self) -> Floats:
        count = 2 if self.straight else SAMPLES
        t = np.linspace(0.0, 1.0, count)[None, :]
        reach = 1.0 / 3.0 if self.straight else float(tokens()["lines"]["edge_bezier_tangent"])
        (x0, y0), (x1, y1) = (side.T[:, :, None] for side in (self.start, self.end))
        bend = reach * (x1 - x0)
        x = _bezier(t, x0, x0 + bend, x1 - bend, x1)
        y = y0 + (y1 - y0) * t if self.straight else _bezier(t, y0, y0, y1, y1)
        return np.stack([x, y], axis=2)


def _bezier(t: Floats, a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    u = 1.0 - t
    mixed: Floats = u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d
    return mixed
