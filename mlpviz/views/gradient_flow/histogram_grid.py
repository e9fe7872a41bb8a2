"""How the outputs of each hidden layer spread over the train points: small histograms side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.engine.flow.cell import LayerOutputs
from mlpviz.engine.flow.theory import Expected
from mlpviz.views.look.palette import casing_share
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.save_menu import SaveMenu, Table

USUAL_COLUMNS, MANY_COLUMNS, MANY = 4, 6, 12
"""Histograms in a row, and from how many layers on there are more of them."""
GAP, BARS, FEW_BARS = 10, 54, 40
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class HistogramGrid(QWidget):
    """One histogram a hidden layer, all in one widget."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build it without layers."""
        super().__init__(parent)
        self._theme = theme
        self._layers: tuple[LayerOutputs, ...] = ()
        self._expected: tuple[Expected, ...] = ()
        self._saver = SaveMenu(self, "Activations per hidden layer", self.table)
        self._read = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Activations per hidden layer")
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def show_layers(self, layers: Sequence[LayerOutputs], expected: Sequence[Expected]) -> None:
        """Show the outputs of the hidden layers, and what theory expects of them at the start; () for nothing."""
        self._layers, self._expected = tuple(layers), tuple(expected)
        told = ", ".join(f"layer {at} {_sd(layer)}" for at, layer in enumerate(self._layers, start=1))
        self.setAccessibleDescription(f"Standard deviations: {told}." if told else "")
        self.updateGeometry()
        self.update()

    def table(self) -> Table:
        """Every bar of every layer."""
        rows = []
        for at, layer in enumerate(self._layers, start=1):
            edges = _edges(layer)
            rows += [[at, *bar] for bar in zip(edges[:-1], edges[1:], map(int, layer.histogram.counts), strict=True)]
        return ("layer", "from", "to", "count"), rows

    # geometry

    @property
    def columns(self) -> int:
        """How many stand in a row."""
        wanted = USUAL_COLUMNS if len(self._layers) <= MANY else MANY_COLUMNS
        return max(1, min(wanted, int(self.width() // (76 * self._grown()))))

    def _grown(self) -> float:
        return max(1.0, self._theme.text_scale)

    def _line(self) -> float:
        return QFontMetricsF(self._theme.font("xs")).height()

    def _row_height(self) -> float:
        bars = BARS if len(self._layers) <= 2 * USUAL_COLUMNS else FEW_BARS
        return 2 * self._line() + bars + 8

    def sizeHint(self) -> QSize:
        """As high as all rows."""
        rows = math.ceil(len(self._layers) / self.columns)
        return QSize(400, max(1, round(rows * (self._row_height() + GAP) - GAP)))

    def minimumSizeHint(self) -> QSize:
        """As high, but narrower."""
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Other columns may need another height."""
        self.updateGeometry()

    def place_of(self, index: int) -> QRectF:
        """Where the histogram of a layer is, counted from 0."""
        row, column = divmod(index, self.columns)
        width = (self.width() - GAP * (self.columns - 1)) / self.columns
        return QRectF(column * (width + GAP), row * (self._row_height() + GAP), width, self._row_height())

    def _bars(self, place: QRectF) -> QRectF:
        return place.adjusted(0, self._line() + 3, 0, -self._line() - 3)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every layer."""
        painter = QPainter(self)
        for index, layer in enumerate(self._layers):
            self._paint_layer(painter, index + 1, layer, self.place_of(index))

    def _paint_layer(self, painter: QPainter, at: int, layer: LayerOutputs, place: QRectF) -> None:
        colors, bars = self._theme.palette, self._bars(place)
        head = QRectF(place.left(), place.top(), place.width(), self._line())
        plain, bold = self._theme.font("xs"), self._theme.font("xs", weight=600)
        spread = f"sd {_sd(layer)}"
        room = head.width() - QFontMetricsF(plain).horizontalAdvance(spread) - 4
        name = f"Layer {at}"
        name = name if QFontMetricsF(bold).horizontalAdvance(name) <= room else f"L{at}"
        painter.setFont(bold)
        painter.setPen(colors.color("t1"))
        painter.drawText(head, _LEFT, name)
        painter.setFont(plain)
        painter.setPen(colors.color("t2"))
        painter.drawText(head, _RIGHT, spread)
        painter.fillRect(bars, colors.color("canvas"))
        counts, edges = layer.histogram.counts, _edges(layer)
        shades = casing_share((edges[:-1] + edges[1:]) / 2, float(np.abs(edges).max()))
        width, highest = bars.width() / len(counts), max(1, int(counts.max(initial=0)))
        for bin_, count in enumerate(counts):
            if count:
                height = max(1.0, float(count) / highest * (bars.height() - 2))
                left = bars.left() + bin_ * width
                bar = QRectF(left + 0.25, bars.bottom() - height, max(width - 0.75, 0.8), height)
                painter.fillRect(bar, colors.forward(float(shades[bin_])))
        painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
        painter.drawLine(QPointF(bars.left(), round(bars.bottom())), QPointF(bars.right(), round(bars.bottom())))
        self._paint_ends(painter, edges, bars)

    def _paint_ends(self, painter: QPainter, edges: np.ndarray, bars: QRectF) -> None:
        painter.setPen(self._theme.palette.color("t3"))
        low, high = float(edges[0]), float(edges[-1])
        texts = number.apart((low, low / 2 + high / 2, high))
        line = QRectF(bars.left(), bars.bottom() + 2, bars.width(), self._line())
        metrics = QFontMetricsF(painter.font())
        painter.drawText(line, _LEFT, texts[0])
        painter.drawText(line, _RIGHT, texts[2])
        if sum(metrics.horizontalAdvance(text) + 6 for text in texts) <= bars.width():
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), texts[1])

    # mouse

    def event(self, event: QEvent) -> bool:
        """Read the bar under the pointer, and what theory expects of the layer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = next((i for i in range(len(self._layers)) if self.place_of(i).contains(QPointF(event.pos()))), None)
            if index is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.explanation(index, event.pos().x()), self)
            return True
        return super().event(event)

    def explanation(self, index: int, x: float) -> str:
        """What the tooltip of a layer says at a place in px."""
        layer, bars = self._layers[index], self._bars(self.place_of(index))
        edges, counts = _edges(layer), layer.histogram.counts
        bin_ = min(max(int((x - bars.left()) / bars.width() * len(counts)), 0), len(counts) - 1)
        low, high = number.apart((float(edges[bin_]), float(edges[bin_ + 1])))
        lines = [
            f"{low} to {high}: {number.count(int(counts[bin_]))} outputs",
            f"Layer {index + 1}: mean {number.plain(layer.mean, 3)}, standard deviation {_sd(layer, 3)}",
        ]
        if index < len(self._expected):
            lines.append(f"Theory expects {number.plain(self._expected[index].deviation, 3)} of wide layers.")
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right tell of the layer before and after."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._layers:
            super().keyPressEvent(event)
            return
        self._read = min(max(self._read + step, 0), len(self._layers) - 1)
        place = self.place_of(self._read)
        words = self.explanation(self._read, place.center().x())
        QToolTip.showText(self.mapToGlobal(place.bottomLeft().toPoint()), words, self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer picture and numbers."""
        self._saver.popup(event.globalPos(), None)


def _edges(layer: LayerOutputs) -> np.ndarray:
    return np.linspace(layer.histogram.low, layer.histogram.high, len(layer.histogram.counts) + 1)


def _sd(layer: LayerOutputs, digits: int = 2) -> str:
    return number.steady(layer.deviation, digits).removeprefix("+")
