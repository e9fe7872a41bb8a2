"""What a plot reads under the pointer: a card with a name and a value a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from mlpviz.views.look.theme import Theme


@dataclass(frozen=True)
class Reading:
    """One line of what the pointer reads: a name, a value in words, where it stands, its colour."""

    name: str
    value: str
    y: float
    color: QColor


def paint_card(
    painter: QPainter, theme: Theme, area: QRectF, x: float, title: str, lines: Sequence[Reading]
) -> None:
    """A card beside the pointer: the epoch, then a name and a value a line."""
    plain, bold = theme.font("xs"), theme.font("xs", weight=600)
    wide, line_height = QFontMetrics(bold), theme.line_px("xs")
    values = max(wide.horizontalAdvance(line.value) for line in lines)
    names = max(QFontMetrics(plain).horizontalAdvance(line.name) for line in lines)
    width = max(names + values + 12, wide.horizontalAdvance(title)) + 16
    card = QRectF(x + 8, area.top() + 2, width, line_height * (len(lines) + 1) + 10)
    if card.right() > area.right() + 4:
        card.moveRight(x - 8)
    colors = theme.palette
    painter.setPen(QPen(colors.color("line2"), 1))
    painter.setBrush(colors.color("panel" if not colors.dark else "raised"))
    painter.drawRoundedRect(card, theme.radius("small"), theme.radius("small"))
    line_box = QRectF(card.left() + 8, card.top() + 5, width - 16, line_height)
    left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    painter.setFont(plain)
    painter.setPen(colors.color("t3"))
    painter.drawText(line_box, left, title)
    for line in lines:
        line_box.translate(0, line_height)
        painter.setFont(plain)
        painter.setPen(colors.color("t2"))
        painter.drawText(line_box, left, line.name)
        painter.setFont(bold)
        painter.setPen(colors.color("t1"))
        painter.drawText(line_box, right, line.value)
