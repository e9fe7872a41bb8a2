"""The histogram of one layer: its name, a remark, and bars with the colours of the values."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.state.picture_maker import Histogram
from mlpviz.views.look.palette import casing_share
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.save_menu import SaveMenu, Table

WORDS = 96
"""Width of the words beside the bars."""
BARS, LARGE_BARS = 42, 120
TOP, BELOW = 14, 16
DRAG = 5


@dataclass(frozen=True, eq=False)
class Row:
    """A histogram, and what stands beside it."""

    histogram: Histogram
    name: str
    remark: str


class LayerHistogram(QWidget):
    """One layer: its name, a remark, and bars. A click enlarges, a drag zooms."""

    def __init__(self, theme: Theme, title: str, what: str, layer: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._what, self._layer = theme, what, layer
        self._histogram: Histogram | None = None
        self._called, self._remark = "", ""
        self._large = False
        self._zoom: tuple[float, float] | None = None
        self._pressed: float | None = None
        self._dragged: float | None = None
        self._bin: int | None = None
        self._colors: list[QColor] = []
        self._colors_of: object = None
        self._saver = SaveMenu(self, f"{title} of layer {layer}", self.table)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing behind it need be painted first
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{title} of layer {layer}")
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Bars with room above and a line of numbers below."""
        bars = LARGE_BARS if self._large else BARS
        return QSize(240, TOP + bars + round(BELOW * self._grown()))

    def minimumSizeHint(self) -> QSize:
        """As high as wished, but narrower."""
        return QSize(160, self.sizeHint().height())

    def show_histogram(self, row: Row) -> None:
        """Show other values of the layer."""
        self._histogram, self._called, self._remark = row.histogram, row.name, row.remark
        self.setAccessibleDescription(f"L{self._layer} {row.name}, {row.remark or self._what}.")

    @property
    def large(self) -> bool:
        """Whether it is enlarged."""
        return self._large

    @property
    def zoomed(self) -> bool:
        """Whether only a part of the values is shown."""
        return self._zoom is not None

    def enlarge(self, large: bool) -> None:
        """Draw higher bars, or the usual ones."""
        self._large = large
        self.updateGeometry()
        self.update()

    @Slot()
    def fit(self) -> None:
        """Show all values again."""
        self._zoom = None
        self.update()

    def table(self) -> Table:
        """Every bar: where it starts and ends, and how many outputs it holds."""
        edges, counts = self._edges(), self._counts()
        return ("from", "to", "count"), zip(edges[:-1], edges[1:], map(int, counts), strict=True)

    # geometry

    def _grown(self) -> float:
        return max(1.0, self._theme.text_scale)

    def area(self) -> QRectF:
        """Where the bars stand."""
        left = WORDS * self._grown()
        return QRectF(left, TOP, self.width() - left, self.height() - TOP - BELOW * self._grown())

    def _counts(self) -> np.ndarray:
        return np.empty(0) if self._histogram is None else self._histogram.counts

    def _edges(self) -> np.ndarray:
        if self._histogram is None:
            return np.zeros(1)
        return np.linspace(self._histogram.low, self._histogram.high, len(self._histogram.counts) + 1)

    def _shown(self) -> tuple[float, float]:
        edges = self._edges()
        return self._zoom or (float(edges[0]), float(edges[-1]))

    def _value_at(self, x: float) -> float:
        area, (low, high) = self.area(), self._shown()
        return low + min(max((x - area.left()) / max(area.width(), 1), 0.0), 1.0) * (high - low)

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw words, bars and the line of numbers."""
        self.draw(QPainter(self))

    def draw(self, painter: QPainter) -> None:
        """Draw everything on its ground."""
        painter.fillRect(self.rect(), self._theme.palette.color("panel"))
        self._paint_words(painter)
        if self._histogram is not None and self._shown()[1] > self._shown()[0]:
            self._paint_bars(painter)
            self._paint_axis(painter)
        if self._pressed is not None and self._dragged is not None:
            left, right = sorted((self._pressed, self._dragged))
            area = self.area()
            band = QRectF(QPointF(left, area.top()), QPointF(right, area.bottom())).intersected(area)
            painter.fillRect(band, plot_style.faint(self._theme))

    def _paint_words(self, painter: QPainter) -> None:
        colors, grown = self._theme.palette, self._grown()
        middle = self.area().center().y()
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        bold = self._theme.font("s", weight=600)
        painter.setFont(bold)
        painter.setPen(colors.color("t1"))
        number_width = QFontMetrics(bold).horizontalAdvance(f"L{self._layer} ")
        painter.drawText(QRectF(0, middle - 11 * grown, WORDS * grown, 20 * grown), left, f"L{self._layer}")
        painter.setFont(self._theme.font("s"))
        painter.setPen(colors.color("t2"))
        room = WORDS * grown - number_width - 6
        name = painter.fontMetrics().elidedText(self._called, Qt.TextElideMode.ElideRight, round(room))
        painter.drawText(QRectF(number_width, middle - 11 * grown, room, 20 * grown), left, name)
        painter.setFont(self._theme.font("xs"))
        painter.drawText(QRectF(0, middle + 7 * grown, WORDS * grown - 2, 20 * grown), left, self._remark)

    def _paint_bars(self, painter: QPainter) -> None:
        area, counts, edges = self.area(), self._counts(), self._edges()
        low, high = self._shown()
        highest = max(int(counts.max(initial=0)), 1)
        colors = self._bar_colors(edges)
        painter.setClipRect(area.adjusted(0, -1, 0, 1))
        for index, count in enumerate(counts):
            if not count:
                continue
            left = area.left() + (edges[index] - low) / (high - low) * area.width()
            right = area.left() + (edges[index + 1] - low) / (high - low) * area.width()
            height = max(1.0, float(count) / highest * area.height())
            bar = QRectF(left + 0.5, area.bottom() - height, max(right - left - 1.0, 0.8), height)
            painter.fillRect(bar, colors[index])
            if index == self._bin:
                painter.setPen(QPen(self._theme.palette.color("t1"), 1))
                painter.drawRect(bar)
        painter.setClipping(False)
        painter.setPen(QPen(self._theme.palette.color("line2"), self._theme.line("hairline")))
        painter.drawLine(QPointF(area.left(), round(area.bottom())), QPointF(area.right(), round(area.bottom())))

    def _bar_colors(self, edges: np.ndarray) -> list[QColor]:
        """The colours of the values in the middle of each bar, made anew only when values or theme change."""
        key = (self._theme.palette.name, len(edges), float(edges[0]), float(edges[-1]))
        if key != self._colors_of:
            shares = casing_share((edges[:-1] + edges[1:]) / 2, float(np.abs(edges).max()))
            self._colors_of, self._colors = key, [self._theme.palette.forward(float(share)) for share in shares]
        return self._colors

    def _paint_axis(self, painter: QPainter) -> None:
        area, (low, high) = self.area(), self._shown()
        painter.setFont(self._theme.font("xs"))
        painter.setPen(self._theme.palette.color("t3"))
        metrics = painter.fontMetrics()
        values = (low, low / 2 + high / 2, high)
        written = list(zip(values, number.apart(values), strict=True))
        if sum(metrics.horizontalAdvance(text) + 6 for _, text in written) > area.width():
            written = written[1:2]
        for value, text in written:
            half = metrics.horizontalAdvance(text) / 2
            middle = area.left() + (value - low) / (high - low) * area.width()
            middle = min(max(middle, area.left() + half), area.right() - half)
            words = QRectF(middle - half - 2, area.bottom() + 3, 2 * half + 4, metrics.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), text)
        if self._large:
            most = f"{number.count(int(self._counts().max(initial=0)))} {self._what}"
            painter.drawText(QRectF(0, TOP, area.left(), metrics.height()), int(Qt.AlignmentFlag.AlignLeft), most)

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press becomes a click or a zoom."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position().x(), None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Stretch the band, or read the bar under the pointer."""
        x = event.position().x()
        if self._pressed is None:
            self._read(event)
        elif self._dragged is not None or abs(x - self._pressed) > DRAG:
            self._dragged = x
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Zoom into the band, or enlarge."""
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = None
        if pressed is not None and dragged is not None:
            low, high = sorted((self._value_at(pressed), self._value_at(dragged)))
            self._zoom = (low, high) if high > low else None
            self.update()
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.enlarge(not self._large)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all values again; the click before it is taken back."""
        self.enlarge(not self._large)
        self.fit()

    def leaveEvent(self, event: object) -> None:
        self._bin = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter enlarges, Escape shows all values."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.enlarge(not self._large)
        elif event.key() == Qt.Key.Key_Escape and (self._zoom is not None or self._large):
            self.enlarge(False)
            self.fit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._saver.popup(event.globalPos(), self.fit if self.zoomed else None)

    def _read(self, event: QMouseEvent) -> None:
        counts, edges = self._counts(), self._edges()
        if not len(counts) or not self.area().contains(event.position()):
            self._bin = None
            QToolTip.hideText()
            return
        value = self._value_at(event.position().x())
        self._bin = min(max(int(np.searchsorted(edges, value, side="right")) - 1, 0), len(counts) - 1)
        total = max(int(counts.sum()), 1)
        low, high = edges[self._bin], edges[self._bin + 1]
        share = number.percent(counts[self._bin] / total)
        many = f"{number.count(int(counts[self._bin]))} {self._what}"
        words = f"{number.plain(low)} to {number.plain(high)}: {many}, {share}"
        if math.isfinite(value):
            QToolTip.showText(event.globalPosition().toPoint(), words, self)
