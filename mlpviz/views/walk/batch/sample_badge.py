"""The number of a sample on the marker of its class, as it stands in the ledger, beside the bars and on the square."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mlpviz.views.data import marker
from mlpviz.views.look.colors import contrast
from mlpviz.views.look.theme import Theme

ROOMY = ("square", "circle", "diamond")
"""Shapes that have room for a number; the others give way to a plate in their colour."""


def paint_badge(painter: QPainter, theme: Theme, center: QPointF, radius: float, text: str, label: int) -> None:
    """Draw a marker of class `label` (0…5, −1 for points with values) that carries a number."""
    palette = theme.palette
    color = palette.class_color(label) if label >= 0 else palette.color("t2")
    if label < 0 or palette.class_shape(label) in ROOMY:
        marker.draw(painter, palette, label, center, radius)
    else:
        side = 0.9 * radius
        painter.setPen(QPen(palette.color("contour_halo"), marker.CASING))
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(center.x() - side, center.y() - side, 2 * side, 2 * side), side / 2, side / 2)
    painter.setPen(max((palette.color(token) for token in ("canvas", "t1")), key=lambda ink: contrast(ink, color)))
    font = theme.font("xs", weight=700)
    font.setPixelSize(max(8, round(radius * (1.3 if len(text) < 2 else 1.05 if len(text) < 3 else 0.8))))
    painter.setFont(font)
    room = QRectF(center.x() - 2 * radius, center.y() - radius, 4 * radius, 2 * radius)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
