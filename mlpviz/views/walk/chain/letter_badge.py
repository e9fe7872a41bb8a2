"""The letter of a path on a square in its colour, as it stands on the graph, in the table and beside the bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from mlpviz.views.look.colors import contrast
from mlpviz.views.look.theme import Theme


def paint_letter(painter: QPainter, theme: Theme, square: QRectF, letter: str, color: QColor) -> None:
    """Draw a letter in the ink that reads best on the colour."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(square, 4, 4)
    inks = [theme.palette.color(token) for token in ("canvas", "t1")]
    painter.setPen(max(inks, key=lambda ink: contrast(ink, color)))
    font = theme.font("s", weight=700)
    font.setPixelSize(round(square.height() * 0.66))
    painter.setFont(font)
    painter.drawText(square, int(Qt.AlignmentFlag.AlignCenter), letter)
