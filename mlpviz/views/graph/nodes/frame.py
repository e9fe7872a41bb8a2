"""What nodes of every look are drawn with: a rounded frame, and the halo of what an operation touches."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

HALOS = ((12.0, 0.16), (7.0, 0.30))
"""Width beyond the line and opacity of the two strokes that make a halo."""


def paint_frame(painter: QPainter, rect: QRectF, radius: float, pen: QPen, fill: QColor) -> None:
    """Draw a frame with its ground."""
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, radius, radius)


def halo(color: QColor, width: float) -> Iterator[QPen]:
    """The pens of a halo around a line of that width, the widest first."""
    for extra, alpha in HALOS:
        soft = QColor(color)
        soft.setAlphaF(alpha)
        yield QPen(soft, width + extra, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
