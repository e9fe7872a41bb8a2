"""How a gradient changes on its way back through the layers: factor by factor, and their product."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.flow.factors import Factor
from mlpviz.engine.flow.theory import Expected
from mlpviz.nn.arrays import Array
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.save_menu import SaveMenu, Table

HEIGHT = 204
LEFT, RIGHT, TOP = 38, 12, 8
DOT, OPEN_DOT = 3.0, 4.5
LEAST_COLUMN = 34
"""Px that a factor in words needs."""
BOUND = 0.6
"""Where on the map of gradients the colour of the largest slopes lies: f′ is dashed, in magenta."""
SAMPLE = 18
"""Px of a line in the legend."""


class DepthPlot(QWidget):
    """Columns from the first layer to the last; the gradient comes in from the right. One column is looked at."""

    layer_chosen = Signal(int)
    """The hidden layer that is looked at, from 1."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build an empty plot."""
        super().__init__(parent)
        self._theme = theme
        self._factors: tuple[Factor, ...] = ()
        self._expected: tuple[Expected, ...] = ()
        self._layer = 1
        self._low, self._high = -4, 1
        self._saver = SaveMenu(self, "Factors of the gradient", self.table)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setAccessibleName("Factors of the gradient along the depth")
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the design wants a plot."""
        return QSize(400, round(HEIGHT * self._grown()))

    def minimumSizeHint(self) -> QSize:
        """As high, but narrower."""
        return QSize(200, self.sizeHint().height())

    # what it shows

    def show_factors(self, factors: Sequence[Factor], expected: Sequence[Expected], layer: int) -> None:
        """Show factors, the last hidden layer first, and what theory expects; `layer` is looked at."""
        self._factors, self._expected, self._layer = tuple(factors), tuple(expected), layer
        logs = plot_style.log10(np.concatenate([self._running(), self._measured(), self._theory(), self._bound()]))
        known = logs[np.isfinite(logs)]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
        self._low, self._high = min(-2, math.floor(low - 0.2)), max(1, math.ceil(high + 0.2))
        here = self.factor()
        if here is not None:
            slope, weights, running = (number.plain(one, 3) for one in (here.slope, here.weights, here.running))
            words = f"Layer {here.layer}: slope {slope} times weights {weights}, product from the last layer {running}."
            self.setAccessibleDescription(words)
        self.update()

    def factor(self) -> Factor | None:
        """The factor of the layer that is looked at."""
        return next((factor for factor in self._factors if factor.layer == self._layer), None)

    def _running(self) -> Array:
        """The product from the last layer down to each column, (columns,); the last layer's own is 1."""
        return np.array([factor.running for factor in self._factors[::-1]] + [1.0])

    def _measured(self) -> Array:
        return np.array([factor.measured for factor in self._factors[::-1]] + [1.0])

    def _theory(self) -> Array:
        """The product that theory expects at the start, (columns,)."""
        return np.append(np.cumprod([one.back for one in self._expected[::-1]])[::-1], 1.0)

    def _bound(self) -> Array:
        """The product of the largest slopes alone, (columns,); nothing if a slope has no largest value of at most 1."""
        steepest = [one.steepest for one in self._expected[::-1]]
        known = [slope for slope in steepest if slope is not None and slope < 1.0]
        return np.append(np.cumprod(known)[::-1], 1.0) if known and len(known) == len(steepest) else np.empty(0)

    def table(self) -> Table:
        """Every factor."""
        rows = ([one.layer, one.slope, one.weights, one.running, one.measured] for one in self._factors)
        return ("layer", "slope", "weights", "product", "measured"), rows

    # geometry

    def _grown(self) -> float:
        return max(1.0, self._theme.text_scale)

    def area(self) -> QRectF:
        """Where the columns are."""
        grown = self._grown()
        below = 3.0 * QFontMetricsF(self._theme.font("xs")).height() + 14
        width = self.width() - (LEFT + RIGHT) * grown
        return QRectF(LEFT * grown, TOP, width, self.height() - TOP - below)

    def across(self) -> Array:
        """The middle of every column in px, first layer first, the output layer last."""
        area, columns = self.area(), len(self._factors) + 1
        return area.left() + (np.arange(columns) + 0.5) / columns * area.width()

    def _heights(self, values: Array) -> Array:
        """Heights in px; an exact 0 lies on the floor."""
        area, logs = self.area(), plot_style.log10(values)
        logs = np.where(np.isneginf(logs), self._low, logs)
        return area.bottom() - (logs - self._low) / (self._high - self._low) * area.height()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, theory, product and what was measured."""
        painter, area = QPainter(self), self.area()
        if not self._factors or area.width() < 60:
            return
        self._paint_chosen(painter, area)
        self._paint_axis(painter, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across, colors = self.across(), self._theme.palette
        for values, pen in ((self._bound(), self._bound_pen()), (self._theory(), self._theory_pen())):
            if len(values):
                self._paint_line(painter, across, self._heights(values), pen)
        heights = self._heights(self._running())
        passed = [index for index in range(len(across)) if index + 1 >= self._layer]
        ink = colors.backward(1.0)
        self._paint_line(painter, across[passed], heights[passed], QPen(ink, self._theme.line("curve")))
        for index in passed:
            self._paint_dot(painter, QPointF(across[index], heights[index]))
        for x, y in zip(across, self._heights(self._measured()), strict=True):
            if math.isfinite(y):
                self._paint_ring(painter, QPointF(x, y))
        self._paint_legend(painter, area)

    def _paint_dot(self, painter: QPainter, place: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.palette.backward(1.0))
        painter.drawEllipse(place, DOT, DOT)

    def _paint_ring(self, painter: QPainter, place: QPointF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.palette.color("t1"), 1.25))
        painter.drawEllipse(place, OPEN_DOT, OPEN_DOT)

    def _theory_pen(self) -> QPen:
        return plot_style.pen(self._theme, "t3", "curve_secondary", "affordance")

    def _bound_pen(self) -> QPen:
        return self._pen(self._theme.palette.backward(BOUND), "derivative")

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        """Say what dots, rings and lines are."""
        line = QFontMetricsF(self._theme.font("xs")).height()
        y, left = self.height() - line / 2 - 1, area.left()
        steepest = next((one.steepest for one in self._expected if one.steepest is not None), None)
        entries = ["product", "measured", "theory"]
        if len(self._bound()) and steepest is not None:
            entries.append(f"f′ alone, at most {number.plain(steepest, 3)} each")
        painter.setFont(self._theme.font("xs"))
        for kind, words in enumerate(entries):
            middle = QPointF(left + SAMPLE / 2, y)
            ends = QLineF(left, y, left + SAMPLE, y)
            if kind == 0:
                painter.setPen(QPen(self._theme.palette.backward(1.0), self._theme.line("curve")))
                painter.drawLine(ends)
                self._paint_dot(painter, middle)
            elif kind == 1:
                self._paint_ring(painter, middle)
            else:
                painter.setPen(self._theory_pen() if kind == 2 else self._bound_pen())
                painter.drawLine(ends)
            painter.setPen(self._theme.palette.color("t2"))
            width = QFontMetricsF(painter.font()).horizontalAdvance(words)
            place = QRectF(left + SAMPLE + 4, y - line / 2, width + 2, line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)
            left += SAMPLE + width + 16

    def _pen(self, color: QColor, dash: str) -> QPen:
        return plot_style.pen_of(self._theme, color, "curve_secondary", dash)

    def _paint_line(self, painter: QPainter, across: Array, heights: Array, pen: QPen) -> None:
        painter.setPen(pen)
        points = [QPointF(x, y) for x, y in zip(across, heights, strict=True) if math.isfinite(y)]
        if len(points) > 1:
            painter.drawPolyline(points)

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        colors = self._theme.palette
        painter.setFont(self._theme.font("xs"))
        line = QFontMetricsF(painter.font()).height()
        zero = bool((self._running() == 0.0).any() or (self._measured() == 0.0).any())
        for exponent in plot_style.decade_ticks(self._low, self._high, max(2, int(area.height() // (2.2 * line)))):
            y = float(self._heights(np.array([10.0**exponent]))[0])
            text = "0" if zero and exponent == self._low else number.power_of_ten(exponent)
            painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
            painter.drawLine(QLineF(area.left(), round(y) + 0.5, area.right(), round(y) + 0.5))
            painter.setPen(colors.color("t3"))
            words = QRectF(0, y - 10, area.left() - 6, 20)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        self._paint_columns(painter, area, line)

    def _paint_columns(self, painter: QPainter, area: QRectF, line: float) -> None:
        """Name the layers below their columns, and under each name the factor that comes in there."""
        across, colors = self.across(), self._theme.palette
        pitch = area.width() / len(across)
        every = max(1, math.ceil(26 * self._grown() / pitch))
        numbered = pitch >= LEAST_COLUMN * self._grown()
        for index, x in enumerate(across):
            if index % every and index != len(across) - 1:
                continue
            chosen = index + 1 == self._layer
            painter.setFont(self._theme.font("xs", weight=600 if chosen else 400))
            painter.setPen(colors.color("t1" if chosen else "t2"))
            words = QRectF(x - 40, area.bottom() + 3, 80, line)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), f"L{index + 1}")
            if numbered and index < len(self._factors):
                factor = self._factors[len(self._factors) - 1 - index]
                painter.setPen(colors.color("t1" if chosen else "t3"))
                words.translate(0, line)
                painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), f"×{number.plain(factor.product, 2)}")

    def _paint_chosen(self, painter: QPainter, area: QRectF) -> None:
        """Mark the column that is looked at."""
        across = self.across()
        pitch = area.width() / len(across)
        if not 1 <= self._layer <= len(self._factors):
            return
        band = QRectF(across[self._layer - 1] - pitch / 2, area.top(), pitch, area.height())
        painter.fillRect(band, self._theme.palette.color("hlbg"))

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click looks at a layer."""
        if event.button() == Qt.MouseButton.LeftButton and self._factors:
            self._look_at(int(np.argmin(np.abs(self.across() - event.position().x()))) + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left goes on towards the input, as the gradient does; right comes back."""
        last = len(self._factors)
        moved = {
            Qt.Key.Key_Left: self._layer - 1, Qt.Key.Key_Right: self._layer + 1,
            Qt.Key.Key_Home: 1, Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if moved is None:
            super().keyPressEvent(event)
        else:
            self._look_at(moved)

    def _look_at(self, layer: int) -> None:
        layer = min(max(layer, 1), len(self._factors))
        if layer != self._layer and self._factors:
            self.layer_chosen.emit(layer)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer picture and numbers."""
        self._saver.popup(event.globalPos(), None)
