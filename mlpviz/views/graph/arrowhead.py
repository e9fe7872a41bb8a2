"""Arrowheads."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF


def head(middle: QPointF, direction: QPointF, length: float, half: float) -> QPolygonF:
    """An arrowhead around a point, `half` as wide on each side."""
    size = max(1e-6, math.hypot(direction.x(), direction.y()))
    along = QPointF(direction.x() / size, direction.y() / size)
    across = QPointF(-along.y(), along.x())
    back = middle - along * (length / 2)
    return QPolygonF([middle + along * (length / 2), back + across * half, back - across * half])


def arrowhead(painter: QPainter, middle: QPointF, direction: QPointF, color: QColor, length: float = 11.0) -> None:
    """Draw a filled arrowhead."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(head(middle, direction, length, length * 0.45))
