"""Paints one cell of the grid: its badge, its loss and its curves."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPen, QPixmap

from mlpviz.engine import number
from mlpviz.engine.flow.cell import CellResult
from mlpviz.engine.verdicts.laboratory import verdicts
from mlpviz.views.controls.verdict_badge import badge_height, badge_width, paint_badge
from mlpviz.views.gradient_flow.axis import LogAxis
from mlpviz.views.gradient_flow.cell_curves import paint_curves, paint_ground, paint_words
from mlpviz.views.gradient_flow.cell_state import CellState, Standing, loss_words
from mlpviz.views.look.theme import Theme

PAD, TOP_PAD = 9.0, 6.0
BETWEEN = 6.0
"""Least px between badge and loss."""
WIDEST_LOSS = "00.000"
"""Of the usual ones; a longer one is written with one digit and its power of ten."""
BAR = 2.0
"""Height in px of the line under a cell that is being trained."""
PALE = 0.35
"""How strongly a cell of older settings is drawn."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def cell_pixmap(theme: Theme, axis: LogAxis, cell: CellState, size: QSize, ratio: float) -> QPixmap:
    """A cell, `size` px large on a screen of that pixel ratio."""
    drawn = QPixmap(size * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint_cell(painter, theme, axis, cell, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return drawn


def paint_cell(painter: QPainter, theme: Theme, axis: LogAxis, cell: CellState, area: QRectF) -> None:
    """Draw frame, badge, loss and curves; without a result, how far the cell is."""
    colors = theme.palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colors.color("line"), theme.line("hairline")))
    painter.setBrush(colors.color("panel"))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), theme.radius("card"), theme.radius("card"))
    inside = area.adjusted(PAD, TOP_PAD, -PAD, -PAD)
    if cell.begun:  # amber, as all progress is
        bar = QRectF(inside.left(), inside.bottom() + PAD / 2, inside.width(), BAR)
        painter.fillRect(bar, colors.color("hl"))
    head = QRectF(inside.left(), inside.top(), inside.width(), head_height(theme, inside.width()))
    curves = QRectF(inside.left(), head.bottom() + 6, inside.width(), inside.bottom() - head.bottom() - 6)
    if cell.result is None:
        _paint_words(painter, theme, cell, inside)
        return
    pale = cell.standing is Standing.OLD
    painter.setOpacity(PALE if pale else 1.0)
    _paint_head(painter, theme, cell.result, head)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    paint_ground(painter, theme, axis, curves)
    paint_curves(painter, theme, axis, cell.result, curves, theme.line("curve_secondary") * 0.8)
    paint_words(painter, theme, axis, cell.result, curves)
    painter.setOpacity(1.0)
    if pale:
        _paint_pale_mark(painter, theme, cell, curves)


def _paint_words(painter: QPainter, theme: Theme, cell: CellState, inside: QRectF) -> None:
    painter.setFont(theme.font("xs"))
    painter.setPen(theme.palette.color("bad" if cell.failure else "t1" if cell.begun else "t3"))
    words = cell.failure or cell.progress or cell.standing.value
    painter.drawText(inside, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)


def _paint_pale_mark(painter: QPainter, theme: Theme, cell: CellState, curves: QRectF) -> None:
    painter.setFont(theme.font("xs"))
    text = cell.progress or "old settings"
    metrics = QFontMetricsF(painter.font())
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 12, metrics.height() + 4)
    box.moveCenter(curves.center())
    painter.setPen(QPen(theme.palette.color("line2"), theme.line("hairline")))
    painter.setBrush(theme.palette.color("panel"))
    painter.drawRoundedRect(box, theme.radius("small"), theme.radius("small"))
    painter.setPen(theme.palette.color("t2"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def _paint_head(painter: QPainter, theme: Theme, result: CellResult, head: QRectF) -> None:
    """The badge at the left and the loss at the right, or below it where they have no room side by side."""
    badge = QRectF(head.left(), head.top(), head.width(), badge_height(theme))
    paint_badge(painter, theme, result.finding.verdict, badge)
    painter.setFont(theme.font("xs"))
    painter.setPen(theme.palette.color("t2"))
    if is_stacked(theme, head.width()):
        below = QRectF(head.left(), badge.bottom(), head.width(), head.bottom() - badge.bottom())
        painter.drawText(below, _LEFT, loss_words(result))
        return
    metrics, written = QFontMetricsF(painter.font()), loss_words(result)
    room = head.width() - badge_width(theme, result.finding.verdict) - BETWEEN
    short = number.plain(result.loss, 1)
    fitting = (words for words in (written, written.removeprefix("loss ")) if metrics.horizontalAdvance(words) <= room)
    painter.drawText(badge, _RIGHT, next(fitting, short))


def is_stacked(theme: Theme, width: float) -> bool:
    """Whether the loss stands below the badge: in all cells of this width or in none, so that curves are comparable."""
    loss = QFontMetricsF(theme.font("xs")).horizontalAdvance(WIDEST_LOSS)
    return max(badge_width(theme, kind()) for kind in verdicts) + BETWEEN + loss > width


def head_height(theme: Theme, width: float) -> float:
    """Height in px of badge and loss in a cell of this width inside."""
    line = QFontMetricsF(theme.font("xs")).height()
    return badge_height(theme) + (line if is_stacked(theme, width) else 0.0)


def paint_shade(painter: QPainter, theme: Theme, room: QRectF, start: QPointF, end: QPointF) -> None:
    """Shade the part of `room` between these points, deeper towards `end`."""
    clear, deep = theme.palette.color("line2"), theme.palette.color("line2")
    clear.setAlphaF(0.0)
    ramp = QLinearGradient(start, end)
    ramp.setColorAt(0.0, clear)
    ramp.setColorAt(1.0, deep)
    painter.fillRect(QRectF(start, room.bottomRight()), ramp)
