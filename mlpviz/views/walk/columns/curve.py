"""The loss along one weight: curve, tangent, downhill arrow and the place where the weight stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.engine.number import narrow, stepped
from mlpviz.views.graph.arrowhead import arrowhead
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.bare_plot import BarePlot
from mlpviz.views.walk.free_places import placed_free
from mlpviz.views.walk.number_colors import role_color

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import LossAlong

LEFT, TOP, RIGHT, BOTTOM = 30, 8, 8, 24
TANGENT_REACH = 0.75
"""How far the tangent is drawn to each side, as a share of the half width."""
ARROW = 30.0
LEAST = 96
"""Least height in px, at text of the designed size."""


class WalkCurve(BarePlot):
    """A plot that shows how the loss would change if this weight alone moved."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._along: LossAlong | None = None
        self._nothing = ""
        self._left = float(LEFT)
        self.curve, self.tangent = self.add_curve(1.0), self.add_curve(2.0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_along(
        self, along: LossAlong | None, name: str = "", nothing: str = "", what: str = "Loss",
    ) -> None:
        """Show the loss (or `what` else it is) along a weight, or say in words why there is none."""
        self._along, self._nothing = along, nothing
        words = nothing
        if along is not None:
            downhill = "down" if along.slope > 0 else "up"
            words = (f"At {name} = {stepped(along.weight)} the {what.lower()} is {stepped(along.loss)} with "
                     f"slope {narrow(along.slope, signed=True)}")
            words += f"; downhill the weight goes {downhill}." if along.slope < 0 or along.slope > 0 else "."
        self.setAccessibleName(f"{what} along {name}" if name else "Loss along a weight")
        self.setAccessibleDescription(words)
        self._redraw()

    @property
    def shows_weight(self) -> bool:
        """Whether there is a curve."""
        return self._along is not None

    @Slot()
    def restyle(self) -> None:
        """Take colours and fonts from the theme again."""
        self.setBackground(self._theme.palette.color("panel"))
        self.setMinimumHeight(round(LEAST * max(1.0, self._theme.text_scale)))
        self.curve.setPen(plot_style.pen(self._theme, "t1"))
        self._redraw()

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
        if self._along is None or not np.isfinite(self._along.loss):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        point = self.place(self._along.weight, self._along.loss)
        taken = [QRectF(point.x() - 8, point.y() - 8, 16, 16), QRectF(point.x() - 3, point.y(), 6, self.height())]
        self._paint_downhill(painter, taken, point, self._along.slope)
        self._paint_slope(painter, taken, point, self._along.slope)
        self._paint_weight(painter, taken, point, self._along)
        painter.setPen(QPen(self._theme.palette.color("panel"), 1.5))
        painter.setBrush(self._theme.palette.color("hl"))
        painter.drawEllipse(point, 6.0, 6.0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing to drag here."""
        event.ignore()

    def _redraw(self) -> None:
        along = self._along
        if along is None:
            self.curve.setData([], [])
            self.tangent.setData([], [])
        else:
            self._fit(along)
            self.curve.setData(along.weights, along.losses)
            near = np.abs(along.weights - along.weight) <= TANGENT_REACH * (along.weights[-1] - along.weight)
            self.tangent.setData(along.weights[near], along.tangent[near])
            ink = role_color(self._theme.palette, "gradient", along.slope, True)
            self.tangent.setPen(plot_style.pen_of(self._theme, ink))
        self.viewport().update()

    def _fit(self, along: LossAlong) -> None:
        shown = along.losses[np.isfinite(along.losses)]
        low, high = (float(shown.min()), float(shown.max())) if len(shown) else (0.0, 1.0)
        spare = 0.12 * (high - low) if high > low else max(0.1, 0.1 * abs(high))
        low, high = min(low, max(0.0, low - 2 * spare)), high + spare
        ticks = plot_style.even_ticks(low, high, 5)
        step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
        low = 0.0 if 0.0 <= low < 2 * step else low - spare
        across = (float(along.weights[0]), float(along.weights[-1]))
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

    def _paint_weight(self, painter: QPainter, taken: list[QRectF], point: QPointF, along: LossAlong) -> None:
        pen = QPen(self._theme.palette.color("hl"), 1.5)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(point, QPointF(point.x(), self.area().bottom()))
        painter.setPen(role_color(self._theme.palette, "slope", None, True))
        painter.setFont(self._theme.font("s", weight=600))
        bottom = self.area().bottom() - QFontMetricsF(painter.font()).height() - 4
        self._words(painter, narrow(along.weight), point.x(), (bottom, point.y() + 10), taken)

    def _paint_slope(self, painter: QPainter, taken: list[QRectF], point: QPointF, slope: float) -> None:
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(role_color(self._theme.palette, "gradient", slope, True))
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
