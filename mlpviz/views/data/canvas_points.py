"""The points on the canvas: thousands of markers, painted once and kept until something changes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt import internals
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from mlpviz.data.points import PointSet
from mlpviz.engine.value_scale import ValueScale
from mlpviz.nn.arrays import Array
from mlpviz.views.data import marker
from mlpviz.views.data.canvas_ground import Layer
from mlpviz.views.look.drawing import records
from mlpviz.views.look.palette import tokens
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme

Indices = NDArray[np.intp]
MARGIN = 4.0
"""Room in px around a marker for its rim or selection ring."""
CROWDS = ((800, 1.0), (3000, 0.78), (math.inf, 0.55))
"""Up to so many points, markers are so large: a crowd would cover the surface."""
SHADES = 41
"""Colours of points that carry values, from the lower end of their scale to the upper."""
FIRST_SHADE = 6
"""Where markers of values stand on the sheet, behind the six classes."""
NOBODY: Indices = np.empty(0, dtype=np.intp)


class Points(Layer):
    """All markers: those at rest in one kept picture, those being moved in a second one."""

    def __init__(self, theme: Theme, plane: Plane) -> None:
        super().__init__(theme, plane, 1)
        self._points = PointSet(np.empty((0, 2)), np.empty(0))
        self._at = np.empty((0, 2))
        self._colors: tuple[int, ...] = tuple(range(FIRST_SHADE))
        self._scale = ValueScale()
        self._show_test = True
        self._selected = self._ringed = NOBODY
        self._rest: QPixmap | None = None
        self._lifted: QPixmap | None = None
        self._lifted_area = QRectF()
        self._sheets: dict[bool, tuple[QPixmap, set[int]]] = {}
        self._ratio = 1.0

    def radius(self) -> float:
        """How large a marker is, in px."""
        crowd = next(share for most, share in CROWDS if len(self._points) <= most)
        return float(tokens()["sizes"]["marker_radius"]) * crowd

    def show_looks(self, colors: tuple[int, ...], scale: ValueScale) -> None:
        """Which colour each class has, 0…5, and the scale of values."""
        if (colors, scale) != (self._colors, self._scale):
            self._colors, self._scale = colors, scale
            self._forget()

    def show_points(self, points: PointSet, at: Array, selected: Indices = NOBODY) -> None:
        """Show these points at these places (n, 2); only what changed is painted anew."""
        before, was, radius = self._points, self._selected, self.radius()
        were, self._at = self._at, at
        self._points, self._selected = points, selected
        if self.radius() != radius:
            self.restyle()
        elif len(selected) == len(was) == 0 and _continues(points, at, before, were):
            self._paint_further(len(before))
        elif np.array_equal(selected, was) and _same_but(points, at, before, were, selected):
            self._drop_lifted()
        else:
            self._forget()

    def show_ringed(self, indices: Indices) -> None:
        """Draw a ring around these points."""
        if len(indices) or len(self._ringed):
            self._ringed = indices
            self.update()

    def show_test(self, shown: bool) -> None:
        """Show or hide the test points."""
        if shown != self._show_test:
            self._show_test = shown
            self._forget()

    def visible(self) -> NDArray[np.bool_]:
        """Which points can be seen, as far as hidden test points are concerned, (n,)."""
        return np.ones(len(self._points), dtype=bool) if self._show_test else ~self._points.test

    def restyle(self) -> None:
        """Colours or sizes changed."""
        self._sheets.clear()
        self._forget()

    def follow(self) -> None:
        """The plane shows another part, or has another size."""
        self._forget()
        super().follow()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Put the kept pictures on the canvas; make those that are missing."""
        if records(painter):
            self._paint_each(painter, self._at_rest(), ringed=False)
            self._paint_rings(painter)
            self._paint_each(painter, self._selected, ringed=True)
            return
        self._use_ratio(painter.device().devicePixelRatioF())
        if self._rest is None:
            self._rest = self._blank()
            self._draw(self._rest, self._at_rest(), ringed=False)
        if self._lifted is None and len(self._selected):
            self._lifted = self._blank()
            self._draw(self._lifted, self._selected, ringed=True)
            self._lifted_area = self._covered(self._selected)
        painter.drawPixmap(QPointF(0, 0), self._rest)
        self._paint_rings(painter)
        if self._lifted is not None:
            painter.drawPixmap(QPointF(0, 0), self._lifted)

    def _paint_rings(self, painter: QPainter) -> None:
        known = self._ringed[self._ringed < len(self._points)]
        known = known[self.visible()[known]]
        if not len(known):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self.radius() + 3.0
        places = [QPointF(*pixel) for pixel in self._plane.pixels(self._at[known]).tolist()]
        for color, width in (("contour_halo", 3.5), ("bad", 1.75)):
            painter.setPen(QPen(self._theme.palette.color(color), width))
            for place in places:
                painter.drawEllipse(place, radius, radius)

    def _use_ratio(self, ratio: float) -> None:
        if ratio != self._ratio:
            self._ratio = ratio
            self._rest = self._lifted = None
            self._sheets.clear()

    def _forget(self) -> None:
        self._rest = self._lifted = None
        self.update()

    def _drop_lifted(self) -> None:
        self._lifted = None
        self.update(self._lifted_area.united(self._covered(self._selected)))

    def _paint_further(self, first: int) -> None:
        new = np.arange(first, len(self._points))
        if not len(new):
            return
        if self._rest is not None:
            self._draw(self._rest, new, ringed=False)
        self.update(self._covered(new))

    def _at_rest(self) -> Indices:
        """What is painted, test points first so that those trained on lie above."""
        shown = self.visible()
        shown[self._selected] = False
        test = self._points.test
        return np.concatenate([np.flatnonzero(shown & test), np.flatnonzero(shown & ~test)])

    def _covered(self, indices: Indices) -> QRectF:
        places = self._plane.pixels(self._at[indices])
        if not len(places):
            return QRectF()
        reach = 2 * self.radius() + MARGIN
        (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
        return QRectF(left - reach, top - reach, right - left + 2 * reach, bottom - top + 2 * reach)

    def _blank(self) -> QPixmap:
        area = self._area
        made = QPixmap(QSize(math.ceil(area.width() * self._ratio), math.ceil(area.height() * self._ratio)))
        made.fill(Qt.GlobalColor.transparent)
        made.setDevicePixelRatio(self._ratio)
        return made

    def _draw(self, onto: QPixmap, indices: Indices, *, ringed: bool) -> None:
        """Stamp the markers in their order, without a Python call for each."""
        if not len(indices):
            return
        kind = self._kinds(indices)
        sheet, side = self._sheet(frozenset(kind.tolist()), ringed=ringed), self._side()
        fragments = internals.PrimitiveArray(QPainter.PixmapFragment, 10)
        fragments.resize(len(indices))
        table = fragments.ndarray()
        # Whole pixels: a marker between two of them would be blurred.
        table[:, :2] = np.floor(self._plane.pixels(self._at[indices]) * self._ratio) + 0.5
        table[:, 2] = kind * side
        table[:, 3] = self._points.test[indices] * side
        table[:, 4:] = (side, side, 1, 1, 0, 1)
        onto.setDevicePixelRatio(1.0)
        painter = QPainter(onto)
        painter.drawPixmapFragments(*fragments.drawargs(), sheet)  # type: ignore[call-arg]
        painter.end()
        onto.setDevicePixelRatio(self._ratio)

    def _paint_each(self, painter: QPainter, indices: Indices, *, ringed: bool) -> None:
        """Paint the markers one by one, as shapes."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kinds, hollow = self._kinds(indices).tolist(), self._points.test[indices].tolist()
        places = (np.floor(self._plane.pixels(self._at[indices])) + 0.5).tolist()
        for kind, place, test in zip(kinds, places, hollow, strict=True):
            self._draw_one(painter, kind, QPointF(*place), hollow=test, ringed=ringed)

    def _kinds(self, indices: Indices) -> NDArray[np.intp]:
        """Which column of the sheet each of these points has: that of its class's colour, or of its value."""
        labels, targets = self._points.labels, self._points.targets
        if labels is not None:
            return np.array(self._colors, dtype=np.intp)[labels[indices]]
        assert targets is not None
        shares = np.clip(self._scale.shares(targets[indices, 0]), -1.0, 1.0)
        return FIRST_SHADE + np.rint((shares + 1.0) / 2.0 * (SHADES - 1)).astype(np.intp)

    def _side(self) -> int:
        return 2 * math.ceil((1.4 * self.radius() + MARGIN) * self._ratio) + 1

    def _sheet(self, kinds: frozenset[int], *, ringed: bool) -> QPixmap:
        """Markers side by side: a column for each class and each shade of values, train above test; `kinds` are drawn.

        Those that no point needs are left empty: there are many shades, and each theme and size has its own sheet.
        """
        side, ratio = self._side(), self._ratio
        if ringed not in self._sheets:
            blank = QPixmap((FIRST_SHADE + SHADES) * side, 2 * side)
            blank.fill(Qt.GlobalColor.transparent)
            self._sheets[ringed] = blank, set()
        sheet, drawn = self._sheets[ringed]
        if kinds <= drawn:
            return sheet
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        for column in kinds - drawn:
            for row in range(2):
                place = QPointF((column + 0.5) * side / ratio, (row + 0.5) * side / ratio)
                self._draw_one(painter, column, place, hollow=row == 1, ringed=ringed)
        painter.end()
        drawn |= kinds
        return sheet

    def _draw_one(self, painter: QPainter, column: int, place: QPointF, *, hollow: bool, ringed: bool) -> None:
        radius = self.radius()
        if ringed:
            painter.setPen(QPen(self._theme.palette.color("hl"), self._theme.line("focus")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, radius + 2.4, radius + 2.4)
        if column < FIRST_SHADE:
            marker.draw(painter, self._theme.palette, column, place, radius, hollow=hollow)
        else:
            shade = 2.0 * (column - FIRST_SHADE) / (SHADES - 1) - 1.0
            marker.draw_value(painter, self._theme.palette, shade, place, radius, hollow=hollow)


def _continues(points: PointSet, at: Array, before: PointSet, were: Array) -> bool:
    """Whether `points` are the ones before, where they were, with others behind them."""
    first = np.arange(len(before))
    return len(points) >= len(before) and np.array_equal(at[first], were) and _alike(points, before, first)


def _same_but(points: PointSet, at: Array, before: PointSet, were: Array, moved: Indices) -> bool:
    """Whether all points but the moved ones are where and what they were."""
    if len(points) != len(before):
        return False
    rest = np.delete(np.arange(len(points)), moved)
    return np.array_equal(at[rest], were[rest]) and _alike(points, before, rest)


def _alike(points: PointSet, before: PointSet, which: Indices) -> bool:
    """Whether some points have the same class or value and the same test marks as before."""
    pairs = ((points.labels, before.labels), (points.targets, before.targets), (points.test, before.test))
    return all(
        now is was if now is None or was is None else np.array_equal(now[which], was[which]) for now, was in pairs
    )
