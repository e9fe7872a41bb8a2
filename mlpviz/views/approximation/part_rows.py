"""What the output is made of: a row a hidden unit, each one's part or the running sum, and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine import number
from mlpviz.engine.sketch import SPACING
from mlpviz.nn.arrays import Array
from mlpviz.views.approximation.curve_view import GUTTER, RIGHT
from mlpviz.views.approximation.frame import Align, Frame, paint_outside, paint_x_numbers
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.polyline import Polyline
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.plots.plot_style import band

LOWEST, HIGHEST = 27, 46
"""Px of a row with both lines of its name, and the most that a row takes."""
BETWEEN = 4
FOOT = 24
FILL = 0.62
"""How strong a part is filled."""
SHADE = 0.62
"""Where on the forward map the colours of positive and negative parts are."""


class Row(NamedTuple):
    """One part of the output."""

    name: str
    """In LaTeX."""
    note: str
    """Under the name: its output weight."""
    y: Array
    """(n,)"""
    middle: float | None = None
    """Where it changes most; None if nowhere."""


class Rows(NamedTuple):
    """All parts of an output, at x (n,)."""

    x: Array
    rows: Sequence[Row]
    bias: float


class PartRows(QWidget):
    """Paints the parts; hovering or keys move the probe."""

    probe_moved = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without a part."""
        super().__init__(parent)
        self._theme, self._writing = theme, Writing(theme)
        self._shown = Rows(np.empty(0), (), 0.0)
        self._running, self._probe = False, 0.0
        self._reach, self._room = HALF_WIDTH, 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Parts of the output")
        self.setToolTip("Blue adds to the output, orange takes away. The dotted line is where the unit's sum is 0.\n"
                        "← → move the probe.")  # fmt: skip
        theme.changed.connect(self._refit)

    def show_rows(self, rows: Rows) -> None:
        """Show the parts of an output."""
        again = len(rows.rows) != len(self._shown.rows)
        self._shown = rows
        if again:
            self._refit()
        self.update()

    def show_probe(self, x: float) -> None:
        """Mark one x."""
        self._probe = x
        at = [f"{number.signed(float(np.interp(x, self._shown.x, row.y)))}" for row in self._shown.rows[:40]]
        self.setAccessibleDescription(f"x {number.fixed(x, 2)}: {', '.join(at)}")
        self.update()

    def set_running(self, running: bool) -> None:
        """Show the sum so far in every row, or each part alone."""
        self._running = running
        self.update()

    def set_reach(self, reach: float) -> None:
        """Show x from −reach to reach."""
        self._reach = reach
        self.update()

    def set_room(self, height: int) -> None:
        """So much height can be seen at once, in px."""
        self._room = height
        self._refit()

    def _refit(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        count = len(self._shown.rows) + 1
        foot = round(FOOT * grown)
        each = (self._room - foot) / count - BETWEEN
        self._each = min(max(each, LOWEST * grown), HIGHEST * grown)
        self.setMinimumHeight(round(count * (self._each + BETWEEN)) + foot)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, self.minimumHeight())

    # painting

    def _frame(self, at: int, height: float) -> Frame:
        left = GUTTER * max(1.0, self._theme.text_scale)
        top = at * (self._each + BETWEEN)
        return Frame(QRectF(left, top, max(20.0, self.width() - left - RIGHT), self._each), self._reach, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        shown, theme = self._shown, self._theme
        if not len(shown.x) or not hasattr(self, "_each"):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sums = np.cumsum([np.full(len(shown.x), shown.bias), *(row.y for row in shown.rows)], axis=0)
        drawn = sums if self._running else np.array([row.y for row in shown.rows] or [np.zeros(1)])
        most = float(np.nanmax(np.abs(np.where(np.isfinite(drawn), drawn, 0.0)), initial=0.0)) * 1.08 or 1.0
        seen = event.rect()
        for at, row in enumerate(shown.rows):
            frame = self._frame(at, most)
            if frame.area.intersects(QRectF(seen)):
                self._paint_row(painter, frame, row, sums[at], sums[at + 1])
        last = self._frame(len(shown.rows), float(np.nanmax(np.abs(sums[-1]), initial=0.1)) * 1.15)
        self._paint_ground(painter, last)
        self._paint_line(painter, last, sums[-1], theme.palette.color("t1"))
        self._paint_name(painter, last, None, f"bias {number.signed(shown.bias, 3)}")
        paint_x_numbers(painter, last, theme)
        x = last.place(self._probe, 0.0).x()
        painter.setPen(QPen(theme.palette.color("hl"), 1.6))
        painter.drawLine(QPointF(x, 0), QPointF(x, last.area.bottom()))

    def _paint_ground(self, painter: QPainter, frame: Frame) -> None:
        colors = self._theme.palette
        painter.fillRect(frame.area, colors.color("canvas"))
        paint_outside(painter, frame, self._theme)
        zero = frame.place(0.0, 0.0).y()
        painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
        painter.drawLine(QPointF(frame.area.left(), zero), QPointF(frame.area.right(), zero))

    def _paint_row(self, painter: QPainter, frame: Frame, row: Row, before: Array, after: Array) -> None:
        self._paint_ground(painter, frame)
        colors = self._theme.palette
        low, high = (before, after) if self._running else (np.zeros_like(row.y), row.y)
        across = frame.across(self._shown.x)
        painter.save()
        painter.setClipRect(frame.area)
        for sign in (-1.0, 1.0):
            part = np.maximum(high, low) if sign > 0 else np.minimum(high, low)
            fill = colors.forward(sign * SHADE)
            fill.setAlphaF(FILL)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawPath(band(across, frame.down(low), frame.down(part)))
        painter.restore()
        if self._running:
            self._paint_line(painter, frame, after, colors.color("t1"))
        else:
            for sign in (-1.0, 1.0):
                where = np.where(sign * row.y >= 0, row.y, np.nan)
                self._paint_line(painter, frame, where, colors.forward(sign * SHADE))
        if row.middle is not None and abs(row.middle) <= frame.reach:
            x = frame.place(row.middle, 0.0).x()
            dots = QPen(colors.color("t2"), 1)
            dots.setDashPattern([2, 2])
            painter.setPen(dots)
            painter.drawLine(QPointF(x, frame.area.top()), QPointF(x, frame.area.bottom()))
        self._paint_name(painter, frame, row.name, row.note)

    def _paint_line(self, painter: QPainter, frame: Frame, y: Array, color: QColor) -> None:
        pen = QPen(color, 1.6)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.save()
        painter.setClipRect(frame.area)
        painter.setPen(pen)
        Polyline(frame.across(self._shown.x), frame.down(y)).draw(painter)
        painter.restore()

    def _paint_name(self, painter: QPainter, frame: Frame, name: str | None, note: str) -> None:
        theme, colors = self._theme, self._theme.palette
        small = QFontMetricsF(theme.font("xs")).height()
        both = min(frame.area.height(), theme.line_px("m") + small)
        top = frame.area.center().y() - both / 2
        above = QRectF(0, top, frame.area.left() - 6, both - small)
        if name is None:
            painter.setFont(theme.font("s", weight=600))
            painter.setPen(colors.color("t1"))
            painter.drawText(above, int(Align.AlignLeft | Align.AlignVCenter), "Sum")
        else:
            self._writing.draw(painter, [Piece(name, colors.color("t1"), math=True)], above, "s", Align.AlignLeft)
        painter.setFont(theme.font("xs"))
        painter.setPen(colors.color("t3"))
        below = QRectF(0, top + both - small, frame.area.left() - 4, small)
        painter.drawText(below, int(Align.AlignLeft | Align.AlignVCenter), note)

    # mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The probe goes along."""
        self.probe_moved.emit(self._frame(0, 1.0).x_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the probe."""
        along = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if along is None:
            event.ignore()
            return
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        step = round(self._probe / SPACING) + along * far
        self.probe_moved.emit(min(max(step * SPACING, -self._reach), self._reach))


class PartsArea(QWidget):
    """The rows in an area that scrolls where they do not fit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Hold empty rows."""
        super().__init__(parent)
        self.rows = PartRows(theme)
        self.rows.setProperty("scrolled", True)
        self._scroll: QScrollArea = scrolling(self.rows)
        self._scroll.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the rows know how much can be seen."""
        super().resizeEvent(event)
        self._scroll.setGeometry(self.rect())
        self.rows.set_room(self.height() - 2)

    def minimumSizeHint(self) -> QSize:
        """Three rows."""
        return QSize(320, 120)

    def sizeHint(self) -> QSize:
        return QSize(600, 320)
