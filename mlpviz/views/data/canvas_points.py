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
from mlpviz.views.data import marker
from mlpviz.views.data.canvas_ground import Layer
from mlpviz.views.look.palette import tokens
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme

Indices = NDArray[np.intp]
MARGIN = 4.0
"""Room in px around a marker for its rim or selection ring."""
CROWDS = ((800, 1.0), (3000, 0.78), (math.inf, 0.55))
"""Up to so many points, markers are so large: a crowd would cover the surface."""
NEUTRAL_COLUMN = 6
"""Where markers without a class stand on the sheet, behind the six classes."""
NOBODY: Indices = np.empty(0, dtype=np.intp)


class Points(Layer):
    """All markers: those at rest in one kept picture, those being moved in a second one."""

    def __init__(self, theme: Theme, plane: Plane) -> None:
        super().__init__(theme, plane, 1)
        self._points = PointSet(np.empty((0, 2)), np.empty(0))
        self._show_test = True
        self._selected = NOBODY
        self._rest: QPixmap | None = None
        self._lifted: QPixmap | None = None
        self._lifted_area = QRectF()
        self._sheets: dict[bool, QPixmap] = {}
        self._ratio = 1.0

    def radius(self) -> float:
        """How large a marker is, in px."""
        crowd = next(share for most, share in CROWDS if len(self._points) <= most)
        return float(tokens()["sizes"]["marker_radius"]) * crowd

    def show_points(self, points: PointSet, selected: Indices = NOBODY) -> None:
        """Show these points; only what changed is painted anew."""
        before, was, radius = self._points, self._selected, self.radius()
        self._points, self._selected = points, selected
        if self.radius() != radius:
            self.restyle()
        elif len(selected) == len(was) == 0 and _continues(points, before):
            self._paint_further(len(before))
        elif np.array_equal(selected, was) and _same_but(points, before, selected):
            self._drop_lifted()
        else:
            self._forget()

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
        self._use_ratio(painter.device().devicePixelRatioF())
        if self._rest is None:
            self._rest = self._blank()
            self._draw(self._rest, self._at_rest(), ringed=False)
        if self._lifted is None and len(self._selected):
            self._lifted = self._blank()
            self._draw(self._lifted, self._selected, ringed=True)
            self._lifted_area = self._covered(self._selected)
        painter.drawPixmap(QPointF(0, 0), self._rest)
        if self._lifted is not None:
            painter.drawPixmap(QPointF(0, 0), self._lifted)

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
        places = self._plane.pixels(self._points.x[indices, :2])
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
        labels = self._points.labels
        kind = np.full(len(indices), NEUTRAL_COLUMN) if labels is None else labels[indices]
        sheet, side = self._sheet(ringed), self._side()
        fragments = internals.PrimitiveArray(QPainter.PixmapFragment, 10)
        fragments.resize(len(indices))
        table = fragments.ndarray()
        # Whole pixels: a marker between two of them would be blurred.
        table[:, :2] = np.floor(self._plane.pixels(self._points.x[indices, :2]) * self._ratio) + 0.5
        table[:, 2] = kind * side
        table[:, 3] = self._points.test[indices] * side
        table[:, 4:] = (side, side, 1, 1, 0, 1)
        onto.setDevicePixelRatio(1.0)
        painter = QPainter(onto)
        painter.drawPixmapFragments(*fragments.drawargs(), sheet)  # type: ignore[call-arg]
        painter.end()
        onto.setDevicePixelRatio(self._ratio)

    def _side(self) -> int:
        return 2 * math.ceil((1.4 * self.radius() + MARGIN) * self._ratio) + 1

    def _sheet(self, ringed: bool) -> QPixmap:
        """Every marker there is side by side: a column for each class and one for none, train above test."""
        if ringed not in self._sheets:
            side, ratio = self._side(), self._ratio
            drawn = QPixmap((NEUTRAL_COLUMN + 1) * side, 2 * side)
            drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(drawn)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(ratio, ratio)
            for column in range(NEUTRAL_COLUMN + 1):
                label = marker.NEUTRAL if column == NEUTRAL_COLUMN else column
                for row in range(2):
                    place = QPointF((column + 0.5) * side / ratio, (row + 0.5) * side / ratio)
                    self._draw_one(painter, label, place, hollow=row == 1, ringed=ringed)
            painter.end()
            self._sheets[ringed] = drawn
        return self._sheets[ringed]

    def _draw_one(self, painter: QPainter, label: int, place: QPointF, *, hollow: bool, ringed: bool) -> None:
        radius = self.radius()
        if ringed:
            painter.setPen(QPen(self._theme.palette.color("hl"), self._theme.line("focus")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, radius + 2.4, radius + 2.4)
        marker.draw(painter, self._theme.palette, label, place, radius, hollow=hollow)


def _continues(points: PointSet, before: PointSet) -> bool:
    """Whether `points` are the ones before with others behind them."""
    count = len(before)
    return (
        len(points) >= count and _alike(points.labels, before.labels, count)
        and np.array_equal(points.x[:count], before.x) and np.array_equal(points.test[:count], before.test)
    )  # fmt: skip


def _same_but(points: PointSet, before: PointSet, moved: Indices) -> bool:
    """Whether all points but the moved ones are where and what they were."""
    if len(points) != len(before) or not _alike(points.labels, before.labels, len(before)):
        return False
    rest = np.ones(len(points), dtype=bool)
    rest[moved] = False
    return np.array_equal(points.test, before.test) and np.array_equal(points.x[rest], before.x[rest])


def _alike(labels: NDArray[np.int64] | None, others: NDArray[np.int64] | None, count: int) -> bool:
    if labels is None or others is None:
        return labels is others
    return np.array_equal(labels[:count], others)
