"""The loss along one weight: curve, tangent, downhill arrow and the place where the weight stands."""

from __future__ import annotations

import math
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
from mlpviz.views.walk.number_colors import role_color

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import LossAlong

LEFT, TOP, RIGHT, BOTTOM = 30, 8, 8, 24
TANGENT_REACH = 0.75
"""How far the tangent is drawn to each side, as a share of the half width."""
ARROW = 30.0


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
        self.setMinimumHeight(96)
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
        along, area = self._along, self.area()
        point = self.place(along.weight, along.loss)
        self._paint_downhill(painter, area, point, along.slope)
        slope_words = self._paint_slope(painter, area, point, along.slope)
        self._paint_weight(painter, area, point, along, slope_words)
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
        self.getPlotItem().layout.setContentsMargins(self._left, TOP, RIGHT, BOTTOM * grown)

    def _paint_level(self, painter: QPainter, area: QRectF, value: float, text: str) -> None:
        y = self.place(0, value).y()
        painter.setPen(QPen(self._theme.palette.color("line"), self._theme.line("hairline")))
        painter.drawLine(QPointF(area.left(), round(y)), QPointF(area.right(), round(y)))
        painter.setPen(self._theme.palette.color("t3"))
        words = QRectF(0, y - 10, area.left() - 7, 20)
        flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(words, flags, text)

    def _paint_weight(
        self, painter: QPainter, area: QRectF, point: QPointF, along: LossAlong, taken: QRectF
    ) -> None:
        pen = QPen(self._theme.palette.color("hl"), 1.5)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        # Words for the slope that have no room beside the line stand under it.
        covered = taken.left() - 4 < point.x() < taken.right() + 4
        painter.drawLine(point, QPointF(point.x(), taken.top() if covered else area.bottom()))
        painter.setPen(role_color(self._theme.palette, "slope", None, True))
        painter.setFont(self._theme.font("s", weight=600))
        text, metrics = narrow(along.weight), QFontMetricsF(painter.font())
        left, width = point.x() + 7, metrics.horizontalAdvance(text)
        # Where the point is low, the words for the slope have taken this room.
        if taken.intersects(QRectF(left, area.bottom() - 22, width, metrics.height())):
            before = min(point.x() - 7, taken.left() - 6) - width
            left = before if before >= area.left() else taken.right() + 6
        self._words(painter, text, QPointF(left, area.bottom() - 22), area)

    def _paint_slope(self, painter: QPainter, area: QRectF, point: QPointF, slope: float) -> QRectF:
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(role_color(self._theme.palette, "gradient", slope, True))
        # Under the curve there is room on one side of the point: at the right where the loss rises.
        text = f"slope {narrow(slope, signed=True)}"
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        fits = area.left() < point.x() - width - 9 if slope < 0 else point.x() + 9 + width < area.right()
        top = min(point.y() + 14, area.bottom() - 20) if fits else area.bottom() - 20
        return self._words(painter, text, QPointF(point.x() + 9, top), area, flip=slope < 0)

    def _paint_downhill(self, painter: QPainter, area: QRectF, point: QPointF, slope: float) -> None:
        if slope == 0.0:
            return
        color = self._theme.palette.color("t2")
        direction = -1.0 if slope > 0 else 1.0
        y = max(area.top() + 8, point.y() - 18)
        start, end = QPointF(point.x() + direction * 8, y), QPointF(point.x() + direction * (8 + ARROW), y)
        painter.setPen(QPen(color, 1.5))
        painter.drawLine(start, end)
        arrowhead(painter, end, end - start, color, 8.0)
        painter.setFont(self._theme.font("s"))
        painter.setPen(color)
        width = QFontMetricsF(painter.font()).horizontalAdvance("downhill")
        left = end.x() - width - 9 if direction < 0 else end.x() + 9
        if area.left() <= left and left + width <= area.right():
            self._words(painter, "downhill", QPointF(left, y - 9), area)
        else:  # no room beside the arrow
            self._words(painter, "downhill", QPointF((start.x() + end.x() - width) / 2, y - 24), area)

    def _words(self, painter: QPainter, text: str, place: QPointF, area: QRectF, *, flip: bool = False) -> QRectF:
        """Write inside the plot and tell where; `flip` writes to the left of the place."""
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(text)
        left = place.x() - width - 18 if flip else place.x()
        left = min(max(left, area.left() + 2), area.right() - width)
        painter.drawText(QPointF(left, place.y() + metrics.ascent()), text)
        return QRectF(left, place.y(), width, metrics.height())
