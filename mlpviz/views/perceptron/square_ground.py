"""The ground of a square of points: the sides of a line, the grid, and lines across it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.nn.perceptron_records import Boundary
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.plots.plot_style import even_ticks

TINT = 0.14
"""How strong the sides of the boundary are coloured."""
TICKS = 4
"""About so many lines of the grid along each axis."""


def class_of(target: int) -> int:
    """The class that a target is drawn as: +1 is the second class, −1 the first."""
    return int(target == 1)


def ends_of(boundary: Boundary, plane: Plane) -> tuple[QPointF, QPointF, QPointF] | None:
    """Two places in px far out on a line, and the unit normal in px that points to the side of +1.

    None where there is no line, or where it is no number.
    """
    normal = np.array([float(value) for value in boundary.normal])
    size = float(np.hypot(*normal))
    if not np.isfinite(size) or size == 0.0 or not np.isfinite(float(boundary.offset)):
        return None
    # In px, because the axes may have different units: a line there is a line here, a right angle may not be one.
    shown = plane.shown
    units = np.array([plane.width / shown.width(), -plane.height / shown.height()])
    middle = plane.pixel(np.array([shown.center().x(), shown.center().y()]))
    across = normal / units
    size = float(np.hypot(*across))
    away = (float(boundary.offset) - float(normal @ [shown.center().x(), shown.center().y()])) / size
    across /= size
    foot = QPointF(middle.x() + away * across[0], middle.y() + away * across[1])
    reach = 2.0 * (plane.width + plane.height)
    along = QPointF(-across[1] * reach, across[0] * reach)
    return foot - along, foot + along, QPointF(across[0], across[1])


class Ground:
    """Paints what lies under the points."""

    def __init__(self, theme: Theme, typesetter: Typesetter, plane: Plane) -> None:
        self._theme, self._typesetter, self._plane = theme, typesetter, plane
        self.taken: list[QRectF] = []
        """Where texts stand already in the picture that is painted, in px."""
        self._names: list[tuple[str, QRectF]] = []

    def paint_sides(self, painter: QPainter, boundary: Boundary) -> None:
        """Colour the side of +1 and that of −1; where there is no line, all of it by the sign of the sum."""
        ends = ends_of(boundary, self._plane)
        painter.setPen(Qt.PenStyle.NoPen)
        if ends is None:
            sign = -float(boundary.offset) if not boundary.exists else 0.0
            if sign:
                painter.fillRect(self._plane.area(), self._tint(1 if sign > 0 else -1))
            return
        start, _, normal = ends
        for target in (1, -1):
            painter.setBrush(self._tint(target))
            painter.drawPolygon(_side(self._plane.area(), start, normal * float(target)))

    def _tint(self, target: int) -> QColor:
        color = self._theme.palette.class_color(class_of(target))
        color.setAlphaF(TINT)
        return color

    def paint_grid(self, painter: QPainter) -> None:
        """Draw lines at round values of both inputs, and write the values."""
        self.taken = []
        shown, area = self._plane.shown, self._plane.area()
        painter.setFont(self._theme.font("xs"))
        for value in even_ticks(shown.left(), shown.right(), TICKS):
            at = self._plane.pixel(np.array([value, 0.0])).x()
            self._line(painter, value, QPointF(at, 0), QPointF(at, area.height()))
        for value in even_ticks(shown.top(), shown.bottom(), TICKS):
            at = self._plane.pixel(np.array([0.0, value])).y()
            self._line(painter, value, QPointF(0, at), QPointF(area.width(), at))
        self._write_ticks(painter)

    def _line(self, painter: QPainter, value: float, start: QPointF, end: QPointF) -> None:
        token = "line2" if abs(value) < 1e-9 else "line"
        painter.setPen(QPen(self._theme.palette.color(token), self._theme.line("hairline")))
        painter.drawLine(start, end)

    def _write_ticks(self, painter: QPainter) -> None:
        shown, area, metrics = self._plane.shown, self._plane.area(), painter.fontMetrics()
        painter.setPen(self._theme.palette.color("t3"))
        free = metrics.height() * 2.0
        for value in even_ticks(shown.left(), shown.right(), TICKS):
            text, at = number.plain(value, 3), self._plane.pixel(np.array([value, 0.0])).x()
            width = metrics.horizontalAdvance(text)
            if abs(value) > 1e-9 and free < at - width - 4 and at + 4 < area.width() - free:
                self._write(painter, QPointF(at - width - 4, area.height() - 7), text)
        for value in even_ticks(shown.top(), shown.bottom(), TICKS):
            text, at = number.plain(value, 3), self._plane.pixel(np.array([0.0, value])).y()
            if abs(value) > 1e-9 and free < at - 4 and at < area.height() - free:
                self._write(painter, QPointF(7, at - 4), text)

    def _write(self, painter: QPainter, place: QPointF, text: str) -> None:
        metrics = painter.fontMetrics()
        painter.drawText(place, text)
        width, top = metrics.horizontalAdvance(text), place.y() - metrics.ascent()
        self.taken.append(QRectF(place.x(), top, width, metrics.height()))

    def name_axes(self) -> None:
        """Keep room for x₁ at the right end of its zero line and x₂ at the upper end of its own, or at the edges."""
        area, px = self._plane.area(), self._theme.text_px("m")
        zero = self._plane.pixel(np.zeros(2))
        across = min(max(zero.x(), 30.0), area.width() - 8.0)
        down = min(max(zero.y(), 24.0), area.height() - 22.0)
        starts = (QPointF(area.width() - 1.7 * px, down - 6.0), QPointF(across - 1.7 * px, 1.5 * px))
        self._names = []
        for latex, start in zip(("x_1", "x_2"), starts, strict=True):
            extent = self._typesetter.extent(latex, px)
            box = QRectF(start.x(), start.y() - extent.ascent, extent.width, extent.height)
            self._names.append((latex, box))
            self.taken.append(box.adjusted(-2, -2, 2, 2))

    def paint_names(self, painter: QPainter) -> None:
        """Write the names of the axes; over the points, so that none hides them."""
        for latex, box in self._names:
            self._typesetter.draw(painter, latex, self._theme.palette.color("t2"), self._theme.text_px("m"), box)

    def paint_line(self, painter: QPainter, boundary: Boundary, pen: QPen) -> None:
        """Draw a line across the square, if there is one."""
        ends = ends_of(boundary, self._plane)
        inside = None if ends is None else _clipped(ends[0], ends[1], self._plane.area().adjusted(-9, -9, 9, 9))
        if inside is not None:
            painter.setPen(pen)
            painter.drawLine(*inside)

    def end_label(self, boundary: Boundary) -> QPointF | None:
        """Where a line leaves the square, in px: the right or upper one of its two ends; None if it is not seen."""
        ends = ends_of(boundary, self._plane)
        if ends is None:
            return None
        inside = _clipped(ends[0], ends[1], self._plane.area())
        if inside is None:
            return None
        return max(inside, key=_rightness)


def _rightness(point: QPointF) -> float:
    return point.x() - 0.2 * point.y()


def _clipped(start: QPointF, end: QPointF, area: QRectF) -> tuple[QPointF, QPointF] | None:
    """The part of a line that is inside an area."""
    way = end - start
    first, last = 0.0, 1.0
    for step, low, high in (
        (way.x(), area.left() - start.x(), area.right() - start.x()),
        (way.y(), area.top() - start.y(), area.bottom() - start.y()),
    ):
        if abs(step) < 1e-12:
            if low > 0.0 or high < 0.0:
                return None
            continue
        near, far = sorted((low / step, high / step))
        first, last = max(first, near), min(last, far)
    return (start + way * first, start + way * last) if first < last else None


def _side(area: QRectF, start: QPointF, normal: QPointF) -> QPolygonF:
    """The part of an area on that side of a line through `start` to which `normal` points."""
    corners = [area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft()]
    heights = [QPointF.dotProduct(corner - start, normal) for corner in corners]
    inside = QPolygonF()
    for at, (corner, height) in enumerate(zip(corners, heights, strict=True)):
        if height >= 0.0:
            inside.append(corner)
        following = heights[(at + 1) % 4]
        if (height < 0.0) != (following < 0.0):
            inside.append(corner + (corners[(at + 1) % 4] - corner) * (height / (height - following)))
    return inside


def view_of(left: float, right: float, bottom: float, top: float) -> QRectF:
    """What a square shows: of both axes as much, if one is not much longer than the other; else each its own."""
    width, height = right - left, top - bottom
    if 0.2 < width / height < 5.0:
        side = max(width, height)
        left, bottom = left - (side - width) / 2, bottom - (side - height) / 2
        width = height = side
    return QRectF(left, bottom, width, height)


def same_units(shown: QRectF) -> bool:
    """Whether both axes have the same scale, so that vectors keep their angles."""
    return abs(shown.width() - shown.height()) < 1e-9 * shown.width()


def as_array(values: tuple[float, float]) -> Array:
    """A place as an array, (2,)."""
    return np.array(values, dtype=np.float64)
