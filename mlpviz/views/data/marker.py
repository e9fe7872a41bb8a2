"""The marker of a class: a shape and a colour, filled for training points and hollow for test points."""

from __future__ import annotations

import math
from functools import cache, partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform

from mlpviz.views.look.drawing import keep_as_shapes
from mlpviz.views.look.palette import Palette

NEUTRAL = -1
"""In place of a class, for points that carry numbers instead."""
CASING = 1.0
"""Width in px of the rim that parts a marker from what lies under it."""
HOLLOW = 1.6
"""Width in px of the line of a hollow marker."""
HOLE = 0.45
"""Of a hollow marker that shows a value: its radius, as a share of the marker's; the colour needs the room around."""


@cache
def outline(shape: str) -> QPainterPath:
    """The shape around the origin, of about the area of a circle with radius 1."""
    path = QPainterPath()
    if shape == "square":
        path.addRect(QRectF(-0.88, -0.88, 1.76, 1.76))
    elif shape == "triangle":
        path.addPolygon(_corners(3, 1.3, 90.0))
        path.translate(0, 0.17)
    elif shape == "diamond":
        path.addPolygon(_corners(4, 1.22, 90.0))
    elif shape == "plus":
        path.addPolygon(_cross(1.12, 0.44))
    elif shape == "star":
        path.addPolygon(_star(1.34, 0.6))
    else:
        path.addEllipse(QPointF(0, 0), 1.0, 1.0)
    path.closeSubpath()
    return path


def draw(
    painter: QPainter, palette: Palette, label: int, place: QPointF, radius: float, *, hollow: bool = False,
    cased: bool = True,
) -> None:
    """Draw the marker of class `label` (0…5, or NEUTRAL) at `place`; `cased` gives it a rim against its ground."""
    color = palette.color("t2") if label == NEUTRAL else palette.class_color(label)
    path = outline("circle" if label == NEUTRAL else palette.class_shape(label))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place)
    if hollow:
        _draw_hollow(painter, path, color, palette.color("contour_halo"), radius)
    else:
        rim = QPen(palette.color("contour_halo"), min(CASING, 0.24 * radius)) if cased else QPen(Qt.PenStyle.NoPen)
        _draw_filled(painter, path, color, rim, radius)
    painter.restore()


def draw_value(
    painter: QPainter, palette: Palette, share: float, place: QPointF, radius: float, *, hollow: bool = False
) -> None:
    """Draw a point that carries a value at `share` of its scale, −1…1; a grey rim keeps 0 in sight."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place)
    painter.setPen(QPen(palette.color("t2"), 0.8))
    painter.setBrush(palette.forward(share))
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    if hollow:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("contour_halo"))
        painter.drawEllipse(QPointF(0, 0), HOLE * radius, HOLE * radius)
    painter.restore()


def icon(palette: Palette, label: int, size: int = 16) -> QIcon:
    """The marker as an icon, for a menu."""
    drawn = QPixmap(QSize(2 * size, 2 * size))
    drawn.setDevicePixelRatio(2.0)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    _draw_small(painter, palette, label, size)
    painter.end()
    keep_as_shapes(drawn, partial(_draw_small, palette=palette, label=label, size=size))
    return QIcon(drawn)


def _draw_small(painter: QPainter, palette: Palette, label: int, size: int) -> None:
    draw(painter, palette, label, QPointF(size / 2, size / 2), 4.5, cased=False)


def _draw_filled(painter: QPainter, path: QPainterPath, color: QColor, rim: QPen, radius: float) -> None:
    rim.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(rim)
    painter.setBrush(color)
    painter.drawPath(QTransform.fromScale(radius, radius).map(path))


def _draw_hollow(painter: QPainter, path: QPainterPath, color: QColor, inside: QColor, radius: float) -> None:
    width = min(HOLLOW, 0.45 * radius)
    inner = max(0.5, radius - width / 2 + CASING / 4)
    shape = QTransform.fromScale(inner, inner).map(path)
    pen = QPen(color, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(inside)
    painter.drawPath(shape)


def _corners(count: int, radius: float, first: float) -> QPolygonF:
    turns = [math.radians(first + 360.0 * index / count) for index in range(count)]
    return QPolygonF([QPointF(radius * math.cos(turn), -radius * math.sin(turn)) for turn in turns])


def _cross(reach: float, half: float) -> QPolygonF:
    edges = ((-half, -reach), (half, -reach), (half, -half), (reach, -half), (reach, half), (half, half))
    return QPolygonF([QPointF(*edge) for edge in (*edges, *((-x, -y) for x, y in edges))])


def _star(outer: float, inner: float) -> QPolygonF:
    corners = []
    for index in range(10):
        turn, radius = math.radians(90.0 + 36.0 * index), inner if index % 2 else outer
        corners.append(QPointF(radius * math.cos(turn), -radius * math.sin(turn)))
    return QPolygonF(corners)
