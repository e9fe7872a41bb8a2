"""How the graph lights what the loss account books most to: an amber ground, in dashes where the loss was raised."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from mlpviz.views.look.colors import mixed
from mlpviz.views.look.theme import Theme

LEAST, MOST = 4.0, 13.0
"""Px that the ground of the smallest and of the largest entry is wider than its edge."""
STRENGTH = 0.6
DASH, FREE = 9.0, 6.0
LOWERED, RAISED = "lowered the loss", "raised the loss"
ABOUT = (
    "The largest entries of the loss account: an edge, or the frame of a unit for its bias, on a ground that is the "
    "wider the more is booked to it. Unbroken: it lowered the train loss. In dashes: it raised it."
)


def booked_pen(theme: Theme, width: float, share: float) -> QPen:
    """The pen of a ground under a line so wide, for a share −1…1 of the largest entry."""
    colors = theme.palette
    broad = width + LEAST + (MOST - LEAST) * min(1.0, abs(share))
    pen = QPen(mixed(colors.color("hl"), colors.color("canvas"), STRENGTH), broad)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if share > 0:
        pen.setDashPattern([DASH / broad, FREE / broad])
    return pen


def paint_ring(painter: QPainter, theme: Theme, node: QRectF, radius: float, share: float) -> None:
    """Light a unit for its bias."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(booked_pen(theme, 0.0, share))
    painter.drawRoundedRect(node.adjusted(-1, -1, 1, 1), radius, radius)


def paint_sample(painter: QPainter, theme: Theme, place: QRectF, share: float) -> None:
    """A short piece of a lit edge, for legends."""
    line = QPainterPath(QPointF(place.left(), place.center().y()))
    line.lineTo(QPointF(place.right(), place.center().y()))
    painter.strokePath(line, booked_pen(theme, -1.0, share))
    painter.strokePath(line, QPen(theme.palette.color("t1"), 1.5))
