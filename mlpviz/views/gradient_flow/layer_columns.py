"""A plot with one column a layer on a logarithmic axis, in which one layer is looked at."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.save_menu import SaveMenu, Table

HEIGHT = 190
LEFT, RIGHT, TOP = 38, 12, 8
DOT, OPEN_DOT = 3.0, 4.5
LEAST_COLUMN = 34
"""Px that a factor in words needs."""
SAMPLE = 16
"""Px of a line in the legend."""
DOTS, RINGS = "dots", "rings"
"""How a line of the legend looks, besides a pen alone."""


class LayerColumns(QWidget):
    """Axis, columns, legend, mouse and keys; what is drawn in the columns is up to the plot."""

    layer_chosen = Signal(int)
    """The hidden layer that is looked at, from 1."""

    def __init__(self, theme: Theme, name: str, tip: str, parent: QWidget | None = None) -> None:
        """Build an empty plot; `name` is what it shows, `tip` how it is used."""
        super().__init__(parent)
        self._theme = theme
        self._hidden, self._columns, self._layer = 0, 0, 1
        self._low, self._high, self._zero = -2, 1, False
        self._saver = SaveMenu(self, name, self.table)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setAccessibleName(name)
        self.setToolTip(tip)
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

    def table(self) -> Table:
        """Every value of every layer."""
        raise NotImplementedError

    def _fit_axis(self, hidden: int, columns: int, layer: int, *values: Array) -> None:
        """Make the axis hold these values of `columns` layers, of which the first `hidden` can be looked at."""
        self._hidden, self._columns, self._layer = hidden, columns, layer
        every = np.concatenate(values) if values else np.empty(0)
        logs = plot_style.log10(every)
        known = logs[np.isfinite(logs)]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
        self._low, self._high = min(-2, math.floor(low - 0.2)), max(1, math.ceil(high + 0.2))
        self._zero = bool((every == 0.0).any())
        self.update()

    # geometry

    def _grown(self) -> float:
        return max(1.0, self._theme.text_scale)

    def area(self) -> QRectF:
        """Where the columns are."""
        grown = self._grown()
        below = 3.0 * QFontMetricsF(self._theme.font("xs")).height() + 14
        return QRectF(LEFT * grown, TOP, self.width() - (LEFT + RIGHT) * grown, self.height() - TOP - below)

    def across(self) -> Array:
        """The middle of every column in px, first layer first."""
        area = self.area()
        return area.left() + (np.arange(self._columns) + 0.5) / max(self._columns, 1) * area.width()

    def heights(self, values: Array) -> Array:
        """Heights in px; an exact 0 lies on the floor."""
        area, logs = self.area(), plot_style.log10(values)
        logs = np.where(np.isneginf(logs), self._low, logs)
        return np.asarray(area.bottom() - (logs - self._low) / (self._high - self._low) * area.height())

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, columns and what stands in them."""
        painter, area = QPainter(self), self.area()
        if not self._columns or area.width() < 60:
            return
        self._paint_chosen(painter, area)
        self._paint_axis(painter, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_inside(painter)

    def _paint_inside(self, painter: QPainter) -> None:
        """Draw lines, dots and the legend."""
        raise NotImplementedError

    def _factor_words(self, layer: int) -> str:
        """What is written under the name of a layer, from 1."""
        raise NotImplementedError

    def _paint_line(self, painter: QPainter, values: Array, pen: QPen, first: int = 0) -> None:
        """Draw a line through the columns from `first` on."""
        painter.setPen(pen)
        places = zip(self.across()[first:], self.heights(values)[first:], strict=True)
        points = [QPointF(x, y) for x, y in places if math.isfinite(y)]
        if len(points) > 1:
            painter.drawPolyline(points)

    def _paint_dot(self, painter: QPainter, place: QPointF, color: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(place, DOT, DOT)

    def _paint_ring(self, painter: QPainter, place: QPointF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.palette.color("t1"), 1.25))
        painter.drawEllipse(place, OPEN_DOT, OPEN_DOT)

    def theory_pen(self) -> QPen:
        """The pen of what theory expects."""
        return plot_style.pen(self._theme, "t3", "curve_secondary", "affordance")

    def _paint_legend(self, painter: QPainter, entries: Sequence[tuple[str, QPen | None, str]]) -> None:
        """Say what lines are: a look (DOTS, RINGS or ""), a pen, and words."""
        painter.setFont(self._theme.font("xs"))
        line = QFontMetricsF(painter.font()).height()
        y, left = self.height() - line / 2 - 1, 4.0
        for look, pen, words in entries:
            middle = QPointF(left + SAMPLE / 2, y)
            if pen is not None:
                painter.setPen(pen)
                painter.drawLine(QLineF(left, y, left + SAMPLE, y))
            if look == DOTS and pen is not None:
                self._paint_dot(painter, middle, pen.color())
            elif look == RINGS:
                self._paint_ring(painter, middle)
            painter.setPen(self._theme.palette.color("t2"))
            width = QFontMetricsF(painter.font()).horizontalAdvance(words)
            place = QRectF(left + SAMPLE + 4, y - line / 2, width + 2, line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)
            left += SAMPLE + width + 14

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        colors = self._theme.palette
        painter.setFont(self._theme.font("xs"))
        line = QFontMetricsF(painter.font()).height()
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for exponent in plot_style.decade_ticks(self._low, self._high, max(2, int(area.height() // (2.2 * line)))):
            y = float(self.heights(np.array([10.0**exponent]))[0])
            text = "0" if self._zero and exponent == self._low else number.power_of_ten(exponent)
            painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
            painter.drawLine(QLineF(area.left(), round(y) + 0.5, area.right(), round(y) + 0.5))
            painter.setPen(colors.color("t3"))
            painter.drawText(QRectF(0, y - 10, area.left() - 6, 20), right, text)
        self._paint_columns(painter, area, line)

    def _paint_columns(self, painter: QPainter, area: QRectF, line: float) -> None:
        """Name the layers below their columns, and under each name its factor."""
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
            if numbered:
                painter.setPen(colors.color("t1" if chosen else "t3"))
                words.translate(0, line)
                painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), self._factor_words(index + 1))

    def _paint_chosen(self, painter: QPainter, area: QRectF) -> None:
        """Mark the column that is looked at."""
        across = self.across()
        pitch = area.width() / len(across)
        if 1 <= self._layer <= self._hidden:
            band = QRectF(across[self._layer - 1] - pitch / 2, area.top(), pitch, area.height())
            painter.fillRect(band, self._theme.palette.color("hlbg"))

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click looks at a layer."""
        if event.button() == Qt.MouseButton.LeftButton and self._columns:
            self._look_at(int(np.argmin(np.abs(self.across() - event.position().x()))) + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right look at the layer before and after, Home and End at the first and the last hidden one."""
        moved = {
            Qt.Key.Key_Left: self._layer - 1, Qt.Key.Key_Right: self._layer + 1,
            Qt.Key.Key_Home: 1, Qt.Key.Key_End: self._hidden,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if moved is None:
            super().keyPressEvent(event)
        else:
            self._look_at(moved)

    def _look_at(self, layer: int) -> None:
        layer = min(max(layer, 1), self._hidden)
        if layer != self._layer and self._hidden:
            self.layer_chosen.emit(layer)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer picture and numbers."""
        self._saver.popup(event.globalPos(), None)


def factor_words(factor: float) -> str:
    """As in "×0.70"."""
    return f"×{number.steady(factor, 2).removeprefix('+')}"
