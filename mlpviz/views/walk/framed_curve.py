"""A curve in a frame of its numbers, on which words find free places: what the plots of the step-through share."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.bare_plot import BarePlot
from mlpviz.views.walk.free_places import placed_free

LEFT, TOP, RIGHT, BOTTOM = 30, 8, 8, 24
LEAST = 96
"""Least height in px, at text of the designed size."""


class FramedCurve(BarePlot):
    """One curve with round numbers at its left and below it."""

    shown = False
    """Whether there is a curve. pyqtgraph asks for a size already while the view is made."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._left = float(LEFT)
        self.curve = self.add_curve(1.0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take colours and fonts from the theme again."""
        self.setBackground(self._theme.palette.color("panel"))
        self.setMinimumHeight(round(LEAST * max(1.0, self._theme.text_scale)))
        self.curve.setPen(plot_style.pen(self._theme, "t1"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height has other numbers at the side, which may need more room."""
        super().resizeEvent(event)
        if self.shown:
            self._make_room()

    def area(self) -> QRectF:
        """Where the curve is drawn, in px of this widget."""
        grown = max(1.0, self._theme.text_scale)
        return QRectF(self.viewport().rect()).adjusted(self._left, TOP, -RIGHT, -BOTTOM * grown)

    def place(self, across: float, up: float) -> QPointF:
        """Pixel of a number along the curve and a height."""
        area, ((x0, x1), (y0, y1)) = self.area(), self.box.viewRange()
        right, above = (across - x0) / (x1 - x0), (up - y0) / (y1 - y0)
        return QPointF(area.left() + right * area.width(), area.bottom() - above * area.height())

    def words_below(self) -> list[tuple[float, str]]:
        """What is written below the curve, and at which numbers."""
        low, high = self.box.viewRange()[0]
        ticks = plot_style.even_ticks(low, high, max(2, int(self.area().width() / 44)))
        return [(value, plot_style.tick_text(value)) for value in ticks]

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw lines across and the numbers around."""
        super().drawBackground(painter, rect)
        painter.setFont(self._theme.font("xs"))
        if not self.shown:
            return
        area, metrics = self.area(), QFontMetricsF(painter.font())
        for value, text in self._levels():
            self._paint_level(painter, area, value, text)
        painter.setPen(self._theme.palette.color("t3"))
        for value, text in self.words_below():
            half = max(30.0, metrics.horizontalAdvance(text) / 2)
            words = QRectF(self.place(value, 0).x() - half, area.bottom() + 5, 2 * half, metrics.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), text)

    def fit(self, across: tuple[float, float], heights: Array) -> None:
        """Show all of `heights` that are finite, between two numbers along the curve."""
        known = heights[np.isfinite(heights)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        spare = 0.12 * (high - low) if high > low else max(0.1, 0.1 * abs(high))
        low, high = min(low, max(0.0, low - 2 * spare)), high + spare
        ticks = plot_style.even_ticks(low, high, 5)
        step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
        low = 0.0 if 0.0 <= low < 2 * step else low - spare
        self.box.setRange(xRange=across, yRange=(low, high), padding=0, disableAutoRange=True)
        self._make_room()

    def write(
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
