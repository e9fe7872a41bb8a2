"""What a plot reads under the pointer: a card with a name and a value a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from mlpviz.views.look.theme import Theme

BETWEEN = 16
"""Px between two columns of readings."""


@dataclass(frozen=True)
class Reading:
    """One line of what the pointer reads: a name, a value in words, where it stands, its colour."""

    name: str
    value: str
    y: float
    color: QColor


def paint_card(
    painter: QPainter, theme: Theme, area: QRectF, x: float, title: str, lines: Sequence[Reading],
    notes: Sequence[str] = (),
) -> None:  # fmt: skip
    """A card beside the pointer: the epoch, a name and a value a line, in columns where there are many, and notes.

    Notes are words without a value; what is too long for the area ends in "…".
    """
    plain, bold = theme.font("xs"), theme.font("xs", weight=600)
    wide, thin, line_height = QFontMetrics(bold), QFontMetrics(plain), theme.line_px("xs")
    high = max(1, int((area.height() - 14) / line_height) - 1 - len(notes))
    columns = [lines[start : start + high] for start in range(0, len(lines), high)]
    widths = [
        max(wide.horizontalAdvance(line.value) for line in column)
        + max(thin.horizontalAdvance(line.name) for line in column) + 12
        for column in columns
    ]  # fmt: skip
    most = max(60, round(area.width()) - 16)
    written = [thin.elidedText(note, Qt.TextElideMode.ElideRight, most) for note in notes]
    texts = [wide.horizontalAdvance(title), *map(thin.horizontalAdvance, written)]
    width = max(sum(widths) + BETWEEN * max(0, len(widths) - 1), *texts) + 16
    rows = max((len(column) for column in columns), default=0)
    card = QRectF(x + 8, area.top() + 2, width, line_height * (rows + 1 + len(written)) + 10)
    if card.right() > area.right() + 4:
        card.moveRight(max(x - 8, area.left() + min(width, area.width() + 4)))
    colors = theme.palette
    painter.setPen(QPen(colors.color("line2"), 1))
    painter.setBrush(colors.color("panel" if not colors.dark else "raised"))
    painter.drawRoundedRect(card, theme.radius("small"), theme.radius("small"))
    left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    top, start = card.top() + 5, card.left() + 8
    painter.setFont(plain)
    painter.setPen(colors.color("t3"))
    painter.drawText(QRectF(start, top, width - 16, line_height), left, title)
    stretch = width - 16 if len(columns) == 1 else 0.0
    for column, room in zip(columns, widths, strict=True):
        for row, line in enumerate(column, start=1):
            box = QRectF(start, top + row * line_height, max(room, stretch), line_height)
            painter.setFont(plain)
            painter.setPen(colors.color("t2"))
            painter.drawText(box, left, line.name)
            painter.setFont(bold)
            painter.setPen(colors.color("t1"))
            painter.drawText(box, right, line.value)
        start += room + BETWEEN
    painter.setFont(plain)
    painter.setPen(colors.color("t2"))
    for row, note in enumerate(written, start=rows + 1):
        painter.drawText(QRectF(card.left() + 8, top + row * line_height, width - 16, line_height), left, note)
