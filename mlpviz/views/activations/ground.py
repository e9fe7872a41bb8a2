"""What lies behind and around a plot over z: hatched zones, lines across, numbers, and the line of the probe."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from mlpviz.views.look.colors import mixed
from mlpviz.views.look.theme import Theme

HATCH = 8.0
"""Px between two lines of a hatched zone."""
TINT, STROKE = 0.55, 0.22
"""How strong the ground and the lines of a zone are."""


def paint_zone(painter: QPainter, theme: Theme, zone: QRectF) -> None:
    """A tinted and hatched ground; the lines of neighbouring zones run on in one another."""
    colors = theme.palette
    painter.fillRect(zone, mixed(colors.color("hlbg"), colors.color("canvas"), TINT))
    painter.save()
    painter.setClipRect(zone)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(mixed(colors.color("hl"), colors.color("canvas"), STROKE), theme.line("hairline")))
    height = zone.height()
    first = int((zone.left() - height) // HATCH) - 1
    last = int(zone.right() // HATCH) + 1
    for at in range(first, last + 1):
        left = at * HATCH
        painter.drawLine(QPointF(left, zone.bottom()), QPointF(left + height, zone.top()))
    painter.restore()


def paint_ticks_below(
    painter: QPainter, theme: Theme, area: QRectF, ticks: Sequence[tuple[float, str]], *, lines: bool,
    zero: float | None,
) -> None:  # fmt: skip
    """Numbers under a plot at px x, a line up from each if wanted, and a stronger one at px `zero`."""
    colors = theme.palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(theme.font("xs"))
    metrics = QFontMetricsF(painter.font())
    for x, text in ticks:
        if lines:
            painter.setPen(QPen(colors.color("line"), theme.line("hairline")))
            painter.drawLine(QPointF(round(x), area.top()), QPointF(round(x), area.bottom()))
        half = metrics.horizontalAdvance(text) / 2
        painter.setPen(colors.color("t3"))
        words = QRectF(x - half - 2, area.bottom() + 4, 2 * half + 4, metrics.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), text)
    if zero is not None and area.left() <= zero <= area.right():
        painter.setPen(QPen(colors.color("line2"), theme.line("axis")))
        painter.drawLine(QPointF(round(zero), area.top()), QPointF(round(zero), area.bottom()))


def paint_ticks_beside(
    painter: QPainter, theme: Theme, area: QRectF, ticks: Sequence[tuple[float, str]], zero: float | None
) -> None:
    """Numbers left of a plot at px y, a line across from each, and a stronger one at px `zero`."""
    colors = theme.palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(theme.font("xs"))
    metrics = QFontMetricsF(painter.font())
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    for y, text in ticks:
        painter.setPen(QPen(colors.color("line"), theme.line("hairline")))
        painter.drawLine(QPointF(area.left(), round(y)), QPointF(area.right(), round(y)))
        painter.setPen(colors.color("t3"))
        painter.drawText(QRectF(0, y - metrics.height(), area.left() - 6, 2 * metrics.height()), right, text)
    if zero is not None and area.top() <= zero <= area.bottom():
        painter.setPen(QPen(colors.color("line2"), theme.line("axis")))
        painter.drawLine(QPointF(area.left(), round(zero)), QPointF(area.right(), round(zero)))


def paint_chip(
    painter: QPainter, theme: Theme, place: QRectF, text: str, color: QColor, ground: QColor, *, strong: bool = True
) -> None:
    """A word on a ground of its own."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, theme.radius("small"), theme.radius("small"))
    painter.setPen(color)
    painter.setFont(chip_font(theme, strong))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)


def chip_font(theme: Theme, strong: bool = True) -> QFont:
    """The font of a word on a ground of its own."""
    return theme.font("s", weight=600 if strong else 400)


def chip_size(theme: Theme, text: str, *, strong: bool = True) -> tuple[float, float]:
    """Width and height of a word on a ground of its own."""
    metrics = QFontMetricsF(chip_font(theme, strong))
    return metrics.horizontalAdvance(text) + 12, metrics.height() + 4
