"""What the output is made of: a row a hidden unit, each one's part or the running sum, and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine import number
from mlpviz.engine.approximation.sketch import SPACING
from mlpviz.nn.arrays import Array
from mlpviz.views.approximation.curve_view import GUTTER, RIGHT
from mlpviz.views.approximation.frame import Align, Frame, paint_outside, paint_x_numbers
from mlpviz.views.approximation.kept_picture import KeptPicture
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.polyline import Polyline
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.plots.plot_style import band

LEAST, LOWEST, HIGHEST, SUM = 17, 29, 46, 42
"""Px of a row with its name on one line and on two, the most that a row takes, and the sum."""
BETWEEN = 4
FOOT = 24
FAINTEST = 1e-4
"""What is a smaller share of the largest part is no line of a colour: its sign may be that of a rounding error."""
FILL = 0.62
"""How strong a part is filled."""
SHADE = 0.62
"""Where on the forward map the colours of positive and negative parts are."""


class Row(NamedTuple):
    """One part of the output."""

    name: str
    """A letter and a number: "h12"."""
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
    sums: Array
    """The bias, then what is there after each row, (rows + 1, n); the last is the output."""


class _Parts(KeptPicture):
    """What rows and sum have in common: the probe, the range, and how a name stands beside a row."""

    probe_moved = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without a part."""
        super().__init__(theme, parent)
        self._writing = Writing(theme)
        self._shown = Rows(np.empty(0), (), 0.0, np.empty((1, 0)))
        self._probe, self._reach, self._wide = 0.0, HALF_WIDTH, 100
        self._each = float(HIGHEST)
        self.setMouseTracking(True)

    def show_rows(self, rows: Rows) -> None:
        """Show the parts of an output."""
        self._shown = rows
        self.repaint_picture()

    def show_probe(self, x: float) -> None:
        """Mark one x."""
        self._probe = x
        self.update()

    def set_reach(self, reach: float) -> None:
        """Show x from −reach to reach."""
        self._reach = reach
        self.repaint_picture()

    @property
    def grown(self) -> float:
        """How much larger than designed text is."""
        return max(1.0, self._theme.text_scale)

    def frame_of(self, at: int, height: float) -> Frame:
        """Where row `at` lies; a scroll bar at the right moves nothing."""
        left = GUTTER * self.grown
        top = at * (self._each + BETWEEN)
        return Frame(QRectF(left, top, max(20.0, self._wide - left - RIGHT), self._each), self._reach, height)

    def paint_ground(self, painter: QPainter, frame: Frame) -> None:
        """The ground of a row, and its zero."""
        colors = self._theme.palette
        painter.fillRect(frame.area, colors.color("panel"))
        paint_outside(painter, frame, self._theme)
        zero = frame.place(0.0, 0.0).y()
        painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
        painter.drawLine(QPointF(frame.area.left(), zero), QPointF(frame.area.right(), zero))

    def paint_line(self, painter: QPainter, frame: Frame, y: Array, color: QColor) -> None:
        """A curve, cut at the edges of its row."""
        painter.save()
        painter.setClipRect(frame.area)
        painter.setPen(_line_pen(color))
        Polyline(frame.across(self._shown.x), frame.down(y)).draw(painter)
        painter.restore()

    def paint_probe(self, painter: QPainter, frame: Frame, top: float, bottom: float) -> None:
        """The amber line through all rows."""
        x = frame.place(self._probe, 0.0).x()
        painter.setPen(QPen(self._theme.palette.color("hl"), 1.6))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))

    def paint_name(self, painter: QPainter, frame: Frame, name: str, note: str) -> None:
        """A letter with a number, or "" for the sum, over its note; in a low row beside it."""
        theme, colors = self._theme, self._theme.palette
        small, area = QFontMetricsF(theme.font("xs")).height(), frame.area
        low = area.height() < LOWEST * self.grown - 1
        both = area.height() if low else min(area.height(), theme.line_px("m") + small)
        top = area.center().y() - both / 2
        above = QRectF(0, top, area.left() - 6, both if low else both - small)
        if name:
            self._paint_letter(painter, above, name[0], name[1:])
        else:
            painter.setFont(theme.font("s", weight=600))
            painter.setPen(colors.color("t1"))
            painter.drawText(above, int(Align.AlignLeft | Align.AlignVCenter), "Sum")
        painter.setFont(theme.font("xs"))
        painter.setPen(colors.color("t3"))
        if low:
            painter.drawText(above, int(Align.AlignRight | Align.AlignVCenter), note.rpartition(" ")[2])
        else:
            below = QRectF(0, top + both - small, area.left() - 4, small)
            painter.drawText(below, int(Align.AlignLeft | Align.AlignVCenter), note)

    def _paint_letter(self, painter: QPainter, place: QRectF, letter: str, index: str) -> None:
        """Only letters are typeset, so that a new number does not wait for the typesetter."""
        piece = [Piece(letter, self._theme.palette.color("t1"), math=True)]
        self._writing.draw(painter, piece, place, "s", Align.AlignLeft)
        font = self._theme.font("xs")
        painter.setFont(font)
        painter.setPen(self._theme.palette.color("t1"))
        lower = place.adjusted(self._writing.width(piece, "s") + 1, 0, 0, 0).translated(0, font.pixelSize() / 3)
        painter.drawText(lower, int(Align.AlignLeft | Align.AlignVCenter), index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The probe goes along."""
        self.probe_moved.emit(self.frame_of(0, 1.0).x_at(event.position().x()))


class PartRows(_Parts):
    """Paints a row a part; hovering or keys move the probe."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without a part."""
        super().__init__(theme, parent)
        self._running, self._room = False, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Parts of the output")
        self.setToolTip("Blue adds to the output, orange takes away. The dotted line is where the unit's sum is 0.\n"
                        "← → move the probe.")  # fmt: skip

    def show_rows(self, rows: Rows) -> None:
        """Show the parts of an output."""
        again = len(rows.rows) != len(self._shown.rows)
        super().show_rows(rows)
        if again:
            self.refit()

    def show_probe(self, x: float) -> None:
        """Mark one x, and say what the parts are there."""
        super().show_probe(x)
        if QAccessible.isActive():  # nobody else hears it, and it takes as long as the paint
            at = [f"{number.signed(float(np.interp(x, self._shown.x, row.y)))}" for row in self._shown.rows]
            self.setAccessibleDescription(f"x {number.fixed(x, 2)}: {', '.join(at)}")

    def set_running(self, running: bool) -> None:
        """Show the sum so far in every row, or each part alone."""
        self._running = running
        self.repaint_picture()

    def set_room(self, wide: int, high: int) -> None:
        """So much can be seen at once, in px."""
        self._wide, self._room = wide, high
        self.refit()

    def refit(self) -> None:
        """Make rows as high as there is room for, within limits; then they scroll."""
        count = max(1, len(self._shown.rows))
        each = self._room / count - BETWEEN
        self._each = min(max(each, LEAST * self.grown), HIGHEST * self.grown)
        self.setMinimumHeight(int(count * (self._each + BETWEEN)))
        self.repaint_picture()

    def sizeHint(self) -> QSize:
        return QSize(600, self.minimumHeight())

    def paint_picture(self, painter: QPainter) -> None:
        """All rows."""
        shown = self._shown
        if not len(shown.x):
            return
        sums = shown.sums
        drawn = sums if self._running else np.array([row.y for row in shown.rows] or [np.zeros(1)])
        most = float(np.nanmax(np.abs(np.where(np.isfinite(drawn), drawn, 0.0)), initial=0.0)) * 1.08 or 1.0
        for at, row in enumerate(shown.rows):
            frame = self.frame_of(at, most)
            if frame.area.top() <= self.seen.bottom() and frame.area.bottom() >= self.seen.top():
                self._paint_row(painter, frame, row, sums[at], sums[at + 1])

    def paint_over(self, painter: QPainter) -> None:
        """The probe."""
        last = self.frame_of(len(self._shown.rows) - 1, 1.0)
        self.paint_probe(painter, last, 0, last.area.bottom())

    def _paint_row(self, painter: QPainter, frame: Frame, row: Row, before: Array, after: Array) -> None:
        self.paint_ground(painter, frame)
        colors = self._theme.palette
        across, zero = frame.across(self._shown.x), np.full(len(row.y), frame.place(0.0, 0.0).y())
        start, end = (frame.down(before), frame.down(after)) if self._running else (zero, frame.down(row.y))
        painter.save()
        painter.setClipRect(frame.area)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # its edges lie under the lines
        for sign, limit in ((1.0, np.minimum), (-1.0, np.maximum)):
            part = limit(start, end)  # px grow downwards
            if not np.array_equal(part, start):
                fill = colors.forward(sign * SHADE)
                fill.setAlphaF(FILL)
                painter.setBrush(fill)
                painter.drawPath(band(across, start, part))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        faint = FAINTEST * frame.area.height()
        lines = [(end, colors.color("t1"))] if self._running else [
            (np.where(sign * (zero - end) >= faint, end, np.nan), colors.forward(sign * SHADE)) for sign in (1.0, -1.0)
        ]  # fmt: skip
        for heights, color in lines:
            if not np.isnan(heights).all():
                painter.setPen(_line_pen(color))
                Polyline(across, heights).draw(painter)
        painter.restore()
        if row.middle is not None and abs(row.middle) <= frame.reach:
            x = frame.place(row.middle, 0.0).x()
            dots = QPen(colors.color("t2"), 1)
            dots.setDashPattern([2, 2])
            painter.setPen(dots)
            painter.drawLine(QPointF(x, frame.area.top()), QPointF(x, frame.area.bottom()))
        self.paint_name(painter, frame, row.name, row.note)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the probe."""
        along = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if along is None:
            event.ignore()
            return
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        step = round(self._probe / SPACING) + along * far
        self.probe_moved.emit(min(max(step * SPACING, -self._reach), self._reach))


class SumRow(_Parts):
    """Paints all parts together, and the numbers of x; it stays in sight while the rows scroll."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin with nothing to sum."""
        super().__init__(theme, parent)
        self.setAccessibleName("Sum of all parts and the bias")
        self.setToolTip("The bias and all parts together: the output")

    def fit_to(self, wide: int) -> int:
        """Take this width; returns the height it needs."""
        self._wide, self._each = wide, SUM * self.grown
        return round(self._each + FOOT * self.grown)

    def paint_picture(self, painter: QPainter) -> None:
        """The sum, and the numbers of x below."""
        shown = self._shown
        if not len(shown.x):
            return
        output = shown.sums[-1]
        known = output[np.isfinite(output)]
        frame = self.frame_of(0, max(0.1, float(np.abs(known).max(initial=0.0))) * 1.15)
        self.paint_ground(painter, frame)
        self.paint_line(painter, frame, output, self._theme.palette.color("t1"))
        self.paint_name(painter, frame, "", f"bias {number.signed(shown.bias, 3)}")
        paint_x_numbers(painter, frame, self._theme)

    def paint_over(self, painter: QPainter) -> None:
        """The probe."""
        frame = self.frame_of(0, 1.0)
        self.paint_probe(painter, frame, 0, frame.area.bottom())


class PartsArea(QWidget):
    """The rows, which scroll where they do not fit, over their sum."""

    probe_moved = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.rows, self.sum = PartRows(theme), SumRow(theme, self)
        self.rows.setProperty("scrolled", True)
        self._scroll: QScrollArea = scrolling(self.rows)
        self._scroll.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.rows.probe_moved.connect(self.probe_moved)
        self.sum.probe_moved.connect(self.probe_moved)
        theme.changed.connect(self._fit)

    def show_rows(self, rows: Rows) -> None:
        """Show the parts of an output."""
        again = len(rows.rows) != self._count
        self._count = len(rows.rows)
        self.rows.show_rows(rows)
        self.sum.show_rows(rows)
        if again:
            self._fit()

    _count = 0

    def show_probe(self, x: float) -> None:
        """Mark one x."""
        self.rows.show_probe(x)
        self.sum.show_probe(x)

    def set_reach(self, reach: float) -> None:
        """Show x from −reach to reach."""
        self.rows.set_reach(reach)
        self.sum.set_reach(reach)

    def set_running(self, running: bool) -> None:
        """Show the sum so far in every row, or each part alone."""
        self.rows.set_running(running)

    def _fit(self) -> None:
        foot = self.sum.fit_to(self.width())
        tallest = max(1, self._count) * (HIGHEST * self.sum.grown + BETWEEN) + foot
        if self.maximumHeight() != round(tallest) + 1:
            self.setMaximumHeight(round(tallest) + 1)  # what few rows leave free belongs to the curve
        room = max(0, self.height() - foot)
        self.rows.set_room(self.width(), room)
        high = min(room, self.rows.minimumHeight())
        self._scroll.setGeometry(0, 0, self.width(), high)
        self.sum.setGeometry(0, high, self.width(), foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give rows and sum their places."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Two rows and the sum."""
        return QSize(320, 130)

    def sizeHint(self) -> QSize:
        return QSize(600, 320)


def _line_pen(color: QColor) -> QPen:
    pen = QPen(color, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
