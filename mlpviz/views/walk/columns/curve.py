"""A curve along one number: its tangent, the place where the number stands, and what a nudge by hand would change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.engine.number import narrow, stepped
from mlpviz.views.graph.arrowhead import arrowhead
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.bare_plot import BarePlot
from mlpviz.views.walk.free_places import placed_free
from mlpviz.views.walk.number_colors import role_color
from mlpviz.views.walk.sentences import spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import Along, OperationCurve

LEFT, TOP, RIGHT, BOTTOM = 30, 8, 8, 24
TANGENT_REACH = 0.75
"""How far the tangent is drawn to each side, as a share of the half width."""
ARROW = 30.0
NUDGE = "Drag the dot: what changes, and what the slope predicts"
LEAST = 96
"""Least height in px, at text of the designed size."""


class WalkCurve(BarePlot):
    """Shows how the loss, or the output of a unit, would change if one number alone moved.

    The dot can be dragged along the curve: the change of the curve stands beside the change that the slope predicts.
    """

    _along: Along | None = None  # pyqtgraph asks for a size already while the view is made

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_loss = True
        self._nudged: float | None = None
        """Where the dot was dragged to."""
        self._nothing = ""
        self._left = float(LEFT)
        self.curve, self.tangent = self.add_curve(1.0), self.add_curve(2.0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_curve(self, curve: OperationCurve | None, nothing: str = "") -> None:
        """Show a curve, or say in words why there is none."""
        self._along, self._nothing, self._nudged = curve and curve.along, nothing, None
        self._is_loss = curve is None or curve.kind == "loss"
        words = nothing
        if curve is not None:
            along, (what, _, _) = curve.along, curve.title.partition(" along ")
            words = (f"At {spoken(curve.by)} = {stepped(along.here)} the {what.lower()} is {stepped(along.value)} "
                     f"with slope {narrow(along.slope, signed=True)}")
            downhill = self._is_loss and along.slope != 0.0
            words += f"; downhill it goes {'down' if along.slope > 0 else 'up'}." if downhill else "."
        self.setAccessibleName(spoken(curve.title) if curve is not None else "Curve of the operation")
        self.setAccessibleDescription(words)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if curve else Qt.CursorShape.ArrowCursor)
        self.setToolTip(NUDGE if curve is not None else "")
        self._redraw()

    @property
    def nudge(self) -> tuple[float, float, float] | None:
        """How far the dot was dragged, the change there, and the change that the slope predicts."""
        along = self._along
        if along is None or self._nudged is None:
            return None
        step = self._nudged - along.here
        return step, float(np.interp(self._nudged, along.at, along.values)) - along.value, along.slope * step

    @Slot()
    def restyle(self) -> None:
        """Take colours and fonts from the theme again."""
        self.setBackground(self._theme.palette.color("panel"))
        self.setMinimumHeight(round(LEAST * max(1.0, self._theme.text_scale)))
        self.curve.setPen(plot_style.pen(self._theme, "t1"))
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height has other numbers at the side, which may need more room."""
        super().resizeEvent(event)
        if self._along is not None:
            self._make_room()

    def area(self) -> QRectF:
        """Where the curves are drawn, in px of this widget."""
        grown = max(1.0, self._theme.text_scale)
        return QRectF(self.viewport().rect()).adjusted(self._left, TOP, -RIGHT, -BOTTOM * grown)

    def place(self, weight: float, loss: float) -> QPointF:
        """Pixel of a weight and a loss."""
        area, ((x0, x1), (y0, y1)) = self.area(), self.box.viewRange()
        across, up = (weight - x0) / (x1 - x0), (loss - y0) / (y1 - y0)
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw lines across and the numbers around, or the reason why nothing is shown."""
        super().drawBackground(painter, rect)
        painter.setFont(self._theme.font("xs"))
        if self._along is None:
            painter.setPen(self._theme.palette.color("t3"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.viewport().rect()).adjusted(16, 0, -16, 0), flags, self._nothing)
            return
        low, high = self.box.viewRange()[0]
        area = self.area()
        for value, text in self._levels():
            self._paint_level(painter, area, value, text)
        metrics = QFontMetricsF(painter.font())
        for weight in plot_style.even_ticks(low, high, max(2, int(area.width() / 44))):
            words = QRectF(self.place(weight, 0).x() - 30, area.bottom() + 5, 60, metrics.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), plot_style.tick_text(weight))

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the marker, the arrow downhill and their words."""
        super().drawForeground(painter, rect)
        if self._along is None or not np.isfinite(self._along.value):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        point = self.place(self._along.here, self._along.value)
        taken = [QRectF(point.x() - 8, point.y() - 8, 16, 16), QRectF(point.x() - 3, point.y(), 6, self.height())]
        if self.nudge is not None:
            self._paint_nudge(painter, taken, self._along, *self.nudge)
        else:
            if self._is_loss:
                self._paint_downhill(painter, taken, point, self._along.slope)
            self._paint_slope(painter, taken, point, self._along.slope)
        self._paint_here(painter, taken, point, self._along)
        painter.setPen(QPen(self._theme.palette.color("panel"), 1.5))
        painter.setBrush(self._theme.palette.color("hl"))
        painter.drawEllipse(point, 6.0, 6.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to nudge."""
        self._nudge_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nudge."""
        self._nudge_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the number go back to where it stands."""
        self._nudged = None
        self.viewport().update()

    def _nudge_to(self, event: QMouseEvent) -> None:
        if self._along is None or not event.buttons() & Qt.MouseButton.LeftButton:
            event.ignore()
            return
        area, (low, high) = self.area(), self.box.viewRange()[0]
        share = (event.position().x() - area.left()) / max(1.0, area.width())
        self._nudged = low + min(max(share, 0.0), 1.0) * (high - low)
        self.viewport().update()

    def _redraw(self) -> None:
        along = self._along
        if along is None:
            self.curve.setData([], [])
            self.tangent.setData([], [])
        else:
            self._fit(along)
            self.curve.setData(along.at, along.values)
            near = np.abs(along.at - along.here) <= TANGENT_REACH * (along.at[-1] - along.here)
            self.tangent.setData(along.at[near], along.tangent[near])
            self.tangent.setPen(plot_style.pen_of(self._theme, self._slope_ink(along.slope)))
        self.viewport().update()

    def _slope_ink(self, slope: float) -> QColor:
        """A slope of the loss flows back; that of a unit is a local slope."""
        return role_color(self._theme.palette, "gradient" if self._is_loss else "slope", slope, True)

    def _fit(self, along: Along) -> None:
        shown = along.values[np.isfinite(along.values)]
        low, high = (float(shown.min()), float(shown.max())) if len(shown) else (0.0, 1.0)
        spare = 0.12 * (high - low) if high > low else max(0.1, 0.1 * abs(high))
        low, high = min(low, max(0.0, low - 2 * spare)), high + spare
        ticks = plot_style.even_ticks(low, high, 5)
        step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
        low = 0.0 if 0.0 <= low < 2 * step else low - spare
        across = (float(along.at[0]), float(along.at[-1]))
        self.box.setRange(xRange=across, yRange=(low, high), padding=0, disableAutoRange=True)
        self._make_room()

    def _levels(self) -> list[tuple[float, str]]:
        """Where lines lie across, and their numbers, with as many decimals as tell them apart."""
        bottom, top = self.box.viewRange()[1]
        most = max(3, int((self.height() - TOP - BOTTOM) / 30))
        values = plot_style.even_ticks(bottom, top, most)
        if len(values) < 2:  # round values may all lie outside but one
            values = plot_style.even_ticks(bottom, top, 2 * most)
        step = values[1] - values[0] if len(values) > 1 else 1.0
        places = min(9, max(0, -math.floor(math.log10(step) + 1e-9)))
        large = max(abs(bottom), abs(top)) >= 1e5
        return [(value, number.plain(value, 3) if large else number.fixed(value, places)) for value in values]

    def _make_room(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        metrics = QFontMetricsF(self._theme.font("xs"))
        widest = max((metrics.horizontalAdvance(text) for _, text in self._levels()), default=0.0)
        self._left = max(LEFT * grown, widest + 12)
        self.set_margins(self._left, TOP, RIGHT, BOTTOM * grown)

    def _paint_level(self, painter: QPainter, area: QRectF, value: float, text: str) -> None:
        y = self.place(0, value).y()
        painter.setPen(QPen(self._theme.palette.color("line"), self._theme.line("hairline")))
        painter.drawLine(QPointF(area.left(), round(y)), QPointF(area.right(), round(y)))
        painter.setPen(self._theme.palette.color("t3"))
        half = QFontMetricsF(painter.font()).height() / 2 + 1
        words = QRectF(0, y - half, area.left() - 7, 2 * half)
        flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(words, flags, text)

    def _paint_nudge(
        self, painter: QPainter, taken: list[QRectF], along: Along, step: float, real: float, predicted: float
    ) -> None:
        """The dot where it was dragged, the place on the tangent, and both changes."""
        there = self.place(along.here + step, along.value + real)
        told = self.place(along.here + step, along.value + predicted)
        painter.setPen(QPen(self._slope_ink(along.slope), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(there, told)
        painter.drawEllipse(told, 4.0, 4.0)
        painter.setPen(QPen(self._theme.palette.color("hl"), 2.0))
        painter.drawEllipse(there, 6.0, 6.0)
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(self._theme.palette.color("t1"))
        words = f"change {narrow(real, signed=True)}, by the slope {narrow(predicted, signed=True)}"
        taken += [QRectF(there.x() - 8, there.y() - 8, 16, 16), QRectF(told.x() - 6, told.y() - 6, 12, 12)]
        height = QFontMetricsF(painter.font()).height()
        tops = (self.area().top() + 2, self.area().bottom() - 2 * height - 8)
        self._words(painter, words, self.area().center().x(), tops, taken)

    def _paint_here(self, painter: QPainter, taken: list[QRectF], point: QPointF, along: Along) -> None:
        pen = QPen(self._theme.palette.color("hl"), 1.5)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(point, QPointF(point.x(), self.area().bottom()))
        painter.setPen(role_color(self._theme.palette, "slope", None, True))
        painter.setFont(self._theme.font("s", weight=600))
        bottom = self.area().bottom() - QFontMetricsF(painter.font()).height() - 4
        self._words(painter, narrow(along.here), point.x(), (bottom, point.y() + 10), taken)

    def _paint_slope(self, painter: QPainter, taken: list[QRectF], point: QPointF, slope: float) -> None:
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(self._slope_ink(slope))
        # Under the curve there is room on one side of the point: at the right where the loss rises.
        height = QFontMetricsF(painter.font()).height()
        tops = (min(point.y() + 14, self.area().bottom() - height), point.y() - 14 - height, point.y() - 32 - height)
        self._words(painter, f"slope {narrow(slope, signed=True)}", point.x(), tops, taken, flip=slope < 0)

    def _paint_downhill(self, painter: QPainter, taken: list[QRectF], point: QPointF, slope: float) -> None:
        if slope == 0.0:
            return
        color = self._theme.palette.color("t2")
        direction = -1.0 if slope > 0 else 1.0
        y = max(self.area().top() + 8, point.y() - 18)
        start, end = QPointF(point.x() + direction * 8, y), QPointF(point.x() + direction * (8 + ARROW), y)
        painter.setPen(QPen(color, 1.5))
        painter.drawLine(start, end)
        arrowhead(painter, end, end - start, color, 8.0)
        taken.append(QRectF(start, end).normalized().adjusted(0, -4, 0, 4))
        painter.setFont(self._theme.font("s"))
        painter.setPen(color)
        half = QFontMetricsF(painter.font()).height() / 2
        self._words(painter, "downhill", end.x(), (y - half, y - 2 * half - 6), taken, flip=direction < 0)

    def _words(
        self, painter: QPainter, text: str, x: float, tops: Sequence[float], taken: list[QRectF], *, flip: bool = False
    ) -> None:
        """Write beside `x`, at the right or, flipped, at the left, in the first free place; nothing where none is."""
        metrics = QFontMetricsF(painter.font())
        width, height = metrics.horizontalAdvance(text), metrics.height()
        right, left = x + 9, x - 9 - width
        sides = (left, right) if flip else (right, left)
        candidates = [QRectF(side, top, width, height) for top in tops for side in (*sides, x - width / 2)]
        place = placed_free(candidates, taken, self.area().adjusted(2, -TOP, 0, 0))
        if place is not None:
            painter.drawText(QPointF(place.left(), place.top() + metrics.ascent()), text)
            taken.append(place)
