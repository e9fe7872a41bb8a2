"""The large curve: the target as a thick line, the output over it, the gap between them, and the pencil."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine.approximation.sketch import PLACES, SPACING, height_of, place_of, stroked, target_at
from mlpviz.nn.arrays import Array
from mlpviz.views.approximation.frame import Align, Frame, paint_grid, paint_outside, paint_x_numbers
from mlpviz.views.approximation.kept_picture import KeptPicture
from mlpviz.views.approximation.reading_card import Reading, ReadingCard, rows_of
from mlpviz.views.look.polyline import Polyline
from mlpviz.views.look.theme import Theme

GUTTER = 76
"""Px at the left for numbers and names, here and in the rows below."""
TOP, BOTTOM, RIGHT = 28, 24, 12
THICK, GAP_EVERY = 8.0, 5.0
"""Width of the target's line, and px from one line of the gap to the next."""
LIFT = 0.05
"""How far a key moves the target up or down at the probe."""


class CurveView(KeptPicture):
    """Draws target and output; with the pencil, asks for another target."""

    drawn = Signal(object)
    """The values of the target, (121,), after every stroke of the pencil and while it moves."""
    stroke_finished = Signal()
    probe_moved = Signal(float)

    def __init__(self, theme: Theme, *, small: bool = False, parent: QWidget | None = None) -> None:
        """`small`: a picture beside others, without pencil, probe and legend."""
        super().__init__(theme, parent)
        self._small = small
        self.ground = "" if small else "canvas"
        self._values = np.zeros(len(PLACES))
        self._x, self._y = np.empty(0), np.empty(0)
        self._reach, self._height = HALF_WIDTH, height_of(self._values)
        self._reading: Reading | None = None
        self._pencil = not small
        self._last: tuple[float, float] | None = None
        self._words, self._outside = ("target", "network output", "error"), "not trained"
        self.setMouseTracking(not small)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if small else Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Curve")
        self.set_pencil(self._pencil)

    # what it shows

    def show_target(self, values: Array) -> None:
        """Show another target curve, (121,)."""
        self._values = values
        if self._last is None:
            self._height = height_of(values)
        self.repaint_picture()

    def show_output(self, x: Array, y: Array) -> None:
        """Show an output y (n,) at x (n,)."""
        self._x, self._y = x, y
        self.repaint_picture()

    def show_reading(self, reading: Reading) -> None:
        """Mark one x, and say what is read there."""
        self._reading = reading
        self.setAccessibleDescription(", ".join(" ".join(row) for row in rows_of(reading)))
        self.update()

    def set_reach(self, reach: float) -> None:
        """Show x from −reach to reach."""
        self._reach = reach
        self.repaint_picture()

    def set_words(self, target: str, output: str, outside: str) -> None:
        """What the legend calls target and output, and what stands outside the range of training."""
        self._words, self._outside = (target, output, "error"), outside
        self.repaint_picture()

    def set_pencil(self, wanted: bool) -> None:
        """Let a drag draw the target, or only move the probe."""
        self._pencil = wanted
        if self._small:
            return
        self.setCursor(Qt.CursorShape.CrossCursor if wanted else Qt.CursorShape.ArrowCursor)
        keys = "← → move the probe (Shift: further)"
        draw = "Drag to draw the target. ↑ ↓ move it at the probe.\n" if wanted else ""
        self.setToolTip(draw + keys)

    @property
    def frame(self) -> Frame:
        """Where x and y lie now."""
        grown = max(1.0, self._theme.text_scale)
        left, top, bottom = (40 * grown, 6.0, 22 * grown) if self._small else (
            GUTTER * grown, TOP * grown, BOTTOM * grown)  # fmt: skip
        area = QRectF(left, top, max(20.0, self.width() - left - RIGHT), max(20.0, self.height() - top - bottom))
        return Frame(area, self._reach, self._height)

    def sizeHint(self) -> QSize:
        return QSize(320, 200) if self._small else QSize(600, 340)

    def minimumSizeHint(self) -> QSize:
        """Enough for two lines of the grid."""
        return QSize(140, 130) if self._small else QSize(320, 190)

    # painting

    def paint_picture(self, painter: QPainter) -> None:
        """Grid, target, output and the gap between them."""
        frame, theme = self.frame, self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        paint_grid(painter, frame, theme)
        paint_outside(painter, frame, theme, self._outside)
        paint_x_numbers(painter, frame, theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(frame.area.adjusted(-THICK, 0, THICK, 0))
        self._paint_target(painter, frame)
        if len(self._x):
            self._paint_gap(painter, frame)
            pen = QPen(theme.palette.color("t1"), theme.line("curve") + (0.0 if self._small else 0.6))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            Polyline(frame.across(self._x), frame.down(self._y)).draw(painter)
        painter.setClipping(False)
        if not self._small:
            self._paint_legend(painter, frame)

    def paint_over(self, painter: QPainter) -> None:
        """The probe and what is read there."""
        if not self._small:
            self._paint_probe(painter, self.frame)

    def _paint_target(self, painter: QPainter, frame: Frame) -> None:
        pen = QPen(self._theme.palette.color("ctl"), THICK if not self._small else THICK * 0.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        across, down = frame.across(PLACES), frame.down(self._values)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(across, down, strict=True)]))

    def _paint_gap(self, painter: QPainter, frame: Frame) -> None:
        """Thin lines from the target to the output."""
        left, right = frame.place(-HALF_WIDTH, 0.0).x(), frame.place(HALF_WIDTH, 0.0).x()
        pixels = np.arange(np.ceil(left), right, GAP_EVERY) + 0.5
        x = -HALF_WIDTH + (pixels - left) / (right - left) * 2 * HALF_WIDTH
        wanted, found = frame.down(target_at(self._values, x)), frame.down(np.interp(x, self._x, self._y))
        thin = self._theme.palette.color("t2")
        painter.setPen(QPen(thin, self._theme.line("hairline")))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # they stand upright
        seen = np.isfinite(found) & (np.abs(found - wanted) > 1.0)
        rows = zip(pixels[seen], wanted[seen], found[seen], strict=True)
        painter.drawLines([QLineF(at, start, at, end) for at, start, end in rows])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_legend(self, painter: QPainter, frame: Frame) -> None:
        theme, colors = self._theme, self._theme.palette
        font = theme.font("s")
        painter.setFont(font)
        metrics, middle = QFontMetricsF(font), frame.area.top() / 2 - 3
        right = frame.area.right()
        needed = sum(metrics.horizontalAdvance(words) + 48 for words in self._words if words) - 18
        for at in (2, 1, 0) if needed <= right else (1, 0):  # the target and the output matter most
            words = self._words[at]
            if not words:
                continue
            wide = metrics.horizontalAdvance(words)
            painter.setPen(colors.color("t2"))
            painter.drawText(QRectF(right - wide - 1, 0, wide + 2, 2 * middle), int(Align.AlignVCenter), words)
            sign = right - wide - 30
            if at == 2:
                painter.setPen(QPen(colors.color("t2"), 1))
                for one in range(4):
                    x = sign + 9 + 4 * one + 0.5
                    painter.drawLine(QPointF(x, middle - 4), QPointF(x, middle + 5))
            else:
                width = THICK * 0.7 if at == 0 else theme.line("curve") + 0.6
                painter.setPen(QPen(colors.color("ctl" if at == 0 else "t1"), width))
                painter.drawLine(QPointF(sign, middle), QPointF(sign + 22, middle))
            right = sign - 18

    def _paint_probe(self, painter: QPainter, frame: Frame) -> None:
        reading, colors, theme = self._reading, self._theme.palette, self._theme
        if reading is None:
            return
        x = frame.place(reading.x, 0.0).x()
        painter.setPen(QPen(colors.color("hl"), 1.6))
        painter.drawLine(QPointF(x, frame.area.top()), QPointF(x, frame.area.bottom()))
        if np.isfinite(reading.output) and abs(reading.output) <= frame.height:
            painter.setPen(QPen(colors.color("panel"), 1.5))
            painter.setBrush(colors.color("hl"))
            painter.drawEllipse(frame.place(reading.x, reading.output), 6, 6)
        ReadingCard(theme, frame, reading, self._curves()).paint(painter)

    def _curves(self) -> list[tuple[Array, Array]]:
        """Target and output as heights at values of x."""
        known = np.isfinite(self._y)
        return [(PLACES, self._values), (self._x[known], self._y[known])]

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton and not self._small:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._move_probe(event)
            if self._pencil:
                self._last = self._pen_at(event)
                self._draw(self._last)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke; the probe goes along."""
        if self._last is not None:
            here = self._pen_at(event)
            self._draw(here)
            self._last = here
        self._move_probe(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if self._last is not None and event.button() == Qt.MouseButton.LeftButton:
            self._last = None
            self.stroke_finished.emit()

    def _pen_at(self, event: QMouseEvent) -> tuple[float, float]:
        frame = self.frame
        return frame.x_at(event.position().x()), frame.y_at(event.position().y())

    def _draw(self, here: tuple[float, float]) -> None:
        assert self._last is not None
        self._values = stroked(self._values, self._last, here)
        self.repaint_picture()
        self.drawn.emit(self._values)

    def _move_probe(self, event: QMouseEvent) -> None:
        self.probe_moved.emit(self.frame.x_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the probe, or the target at the probe."""
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        along = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        lift = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        at = self._reading.x if self._reading is not None else 0.0
        if self._small or (along is None and lift is None):
            event.ignore()
        elif along is not None:
            step = round(at / SPACING) + along * far
            self.probe_moved.emit(min(max(step * SPACING, -self._reach), self._reach))
        elif self._pencil and lift is not None and abs(at) <= HALF_WIDTH:
            place = place_of(at)
            here = (float(PLACES[place]), float(self._values[place]) + lift * far * LIFT)
            self._values = stroked(self._values, here, here)
            self.drawn.emit(self._values)
            self.stroke_finished.emit()
