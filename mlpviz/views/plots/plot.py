"""A plot: curves over epochs with quiet axes, a reading under the pointer, zoom by dragging."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from mlpviz.engine import number
from mlpviz.engine.events import Event
from mlpviz.views.look.pacer import LEISURE, Pacer
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.bare_plot import BarePlot
from mlpviz.views.plots.event_marks import EventMarks
from mlpviz.views.plots.reading import Reading, paint_card
from mlpviz.views.plots.save_menu import SaveMenu

DRAG = 5
"""Pixels before a press becomes a zoom."""
LOWEST = 130
"""Pixels of height below which the column scrolls instead."""
TICK_ROOM = 52
"""Pixels that one number of the horizontal axis keeps free."""


ZERO_ROOM = 0.13
"""Share of the height that a logarithmic plot keeps free between its curves and its exact zeros."""


class Zeros(NamedTuple):
    """The exact zeros of a curve on a logarithmic plot."""

    epochs: NDArray[np.float64]
    color: QColor
    fill: QColor


class Plot(BarePlot):
    """Base of the plots over epochs. A subclass fills curves in `redraw` and tells ticks, zones and readings."""

    range_changed = Signal()
    hovered = Signal(object)
    """The epoch under the pointer, or None."""
    range_chosen = Signal(object)
    """First and last epoch of a range that was dragged with Shift held, where ranges can be chosen."""
    chooses_ranges = False
    """Whether a drag with Shift chooses a range in place of a zoom."""

    def __init__(
        self, theme: Theme, name: str, margins: tuple[int, int, int, int], parent: QWidget | None = None
    ) -> None:
        """`margins` (left, top, right, bottom) hold the numbers around the plot, in px."""
        super().__init__(parent)
        self._theme = theme
        self._margins = margins
        self._zoom: tuple[float, float] | None = None
        self._pressed: QPointF | None = None
        self._dragged: float | None = None
        self._choosing = False
        self._at: float | None = None
        self._left = float(margins[0])
        self._zeros: list[Zeros] = []
        self.saver: SaveMenu | None = None
        self.marks_of_events = EventMarks(theme)
        self.pacer = Pacer(LEISURE, self, in_turn=True)
        self.pacer.due.connect(self.redraw)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing behind need be painted first
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        theme.changed.connect(self.restyle)

    def add_band(self) -> QGraphicsPathItem:
        """A ground behind the curves, without an outline."""
        ground = QGraphicsPathItem()
        ground.setPen(QPen(Qt.PenStyle.NoPen))
        self.box.addItem(ground, ignoreBounds=True)
        return ground

    # what a subclass tells

    def reach(self) -> tuple[float, float]:
        """First and last epoch there is to show."""
        return 0.0, 1.0

    def redraw(self) -> None:
        """Fill the curves and set the range of values."""

    def y_ticks(self) -> Sequence[tuple[float, str]]:
        """Where a line lies across, and its number."""
        return ()

    def readings(self, epoch: float) -> tuple[int, Sequence[Reading]]:
        """The epoch nearest to the pointer, and what the curves read there."""
        return round(epoch), ()

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Draw zones behind the grid."""

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Draw labels and end marks above the curves."""

    def show_events(self, events: tuple[Event, ...]) -> None:
        """Mark on the axis what happened to the run."""
        if self.marks_of_events.show_events(events):
            self.viewport().update()

    # range

    def shown_range(self) -> tuple[float, float]:
        """The epochs now between the left and the right edge."""
        first, last = self.reach()
        return self._zoom if self._zoom is not None else (first, max(last, first + 1.0))

    def zoom(self, first: float, last: float) -> None:
        """Show only the epochs from `first` to `last`."""
        self._zoom = (first, last) if last > first else None
        self.range_changed.emit()
        self.redraw()

    @Slot()
    def fit(self) -> None:
        """Show everything again."""
        self._zoom = None
        self.range_changed.emit()
        self.redraw()

    @property
    def zoomed(self) -> bool:
        """Whether only a part is shown."""
        return self._zoom is not None

    def columns(self) -> int:
        """How many columns of pixels the curves have."""
        return max(16, round(self.area().width() * float(self.devicePixelRatioF())))

    def area(self) -> QRectF:
        """Where the curves are drawn, in px of this widget."""
        _, top, right, bottom = self._margins
        grown = max(1.0, self._theme.text_scale)
        return QRectF(self.viewport().rect()).adjusted(self._left, top, -right * grown, -bottom * grown)

    def place(self, x: float, y: float) -> QPointF:
        """Pixel of an epoch and a value; −∞, the logarithm of an exact 0, is the bottom."""
        area = self.area()
        (x0, x1), (y0, y1) = self.shown_range(), self.values
        share = (y - y0) / (y1 - y0) if y > -math.inf else 0.0
        return QPointF(area.left() + (x - x0) / (x1 - x0) * area.width(), area.bottom() - share * area.height())

    def epoch_at(self, x: float) -> float:
        """Epoch at a pixel, kept inside what is shown."""
        area = self.area()
        first, last = self.shown_range()
        share = (x - area.left()) / max(area.width(), 1.0)
        return first + min(max(share, 0.0), 1.0) * (last - first)

    @property
    def values(self) -> tuple[float, float]:
        """Lowest and highest value between the edges."""
        low, high = self.box.viewRange()[1]
        return float(low), float(high)

    def set_values(self, low: float, high: float, zeros: Sequence[Zeros] = ()) -> None:
        """Set the edges: the epochs as zoomed, the values from `low` to `high`, room for `zeros` below them."""
        first, last = self.shown_range()
        inside = [zero._replace(epochs=zero.epochs[(zero.epochs >= first) & (zero.epochs <= last)]) for zero in zeros]
        self._zeros = [zero for zero in inside if len(zero.epochs)]
        if self._zeros:
            low -= ZERO_ROOM * (high - low)
        self.box.setRange(xRange=self.shown_range(), yRange=(low, high), padding=0, disableAutoRange=True)
        self._make_room()
        # Left to itself the box moves its content while it is being painted, and everything is painted twice.
        self.box.updateMatrix()

    def numbers_beside(self) -> list[tuple[float, str]]:
        """Height in px and text of the numbers left of the plot; "0" at the bottom where there are exact zeros."""
        area = self.area()
        lowest = area.bottom() + 1
        if self._zeros:
            lowest = area.bottom() - QFontMetrics(self._theme.font("xs")).height()
        ticks = [(self.place(0.0, value).y(), text) for value, text in self.y_ticks()]
        shown = [(y, text) for y, text in ticks if area.top() - 1 <= y <= lowest]
        return [*shown, (area.bottom(), "0")] if self._zeros else shown

    # looks

    @Slot()
    def restyle(self) -> None:
        """Take colours and fonts from the theme again."""
        self.setBackground(self._theme.palette.color("panel"))
        self.setMinimumHeight(round(LOWEST * max(1.0, self._theme.text_scale)))
        self._lay_out()
        self.redraw()

    def _make_room(self) -> None:
        """Move the left edge where the numbers beside it need more room than the design gives them."""
        metrics = QFontMetrics(self._theme.font("xs"))
        widest = max((metrics.horizontalAdvance(text) for _, text in self.y_ticks()), default=0)
        left = max(self._margins[0] * max(1.0, self._theme.text_scale), widest + 7.0)
        if left != self._left:
            self._left = left
            self._lay_out()

    def _lay_out(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        _, top, right, bottom = self._margins
        self.set_margins(self._left, top, right * grown, bottom * grown)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Use the new number of pixel columns."""
        super().resizeEvent(event)
        if event is not None and self.isVisible():
            self.pacer.ask()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw zones, lines across and the numbers around."""
        super().drawBackground(painter, rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        area = self.area()
        self.paint_ground(painter, area)
        self._paint_values(painter, area)
        self._paint_epochs(painter, area)

    def _paint_values(self, painter: QPainter, area: QRectF) -> None:
        colors = self._theme.palette
        painter.setFont(self._theme.font("xs"))
        half = QFontMetrics(painter.font()).height() / 2 + 1
        for y, text in self.numbers_beside():
            painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
            painter.drawLine(QPointF(area.left(), round(y)), QPointF(area.right(), round(y)))
            painter.setPen(colors.color("t3"))
            words = QRectF(0, y - half, area.left() - 6, 2 * half)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_epochs(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self._theme.font("xs"))
        painter.setPen(self._theme.palette.color("t3"))
        metrics = QFontMetrics(painter.font())
        first, last = self.shown_range()
        for epoch in plot_style.even_ticks(first, last, max(2, int(area.width() / TICK_ROOM)), whole=True):
            text = number.count(round(epoch))
            half = metrics.horizontalAdvance(text) / 2
            middle = min(max(self.place(epoch, 0.0).x(), half), self.width() - half)
            words = QRectF(middle - half - 2, area.bottom() + 4, 2 * half + 4, metrics.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), text)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw labels, the band of a zoom and what the pointer reads."""
        super().drawForeground(painter, rect)
        area = self.area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = self.shown_range()
        for zeros in self._zeros:
            x = area.left() + (zeros.epochs - first) / (last - first) * area.width()
            plot_style.paint_zeros(painter, x, area.bottom(), zeros.color, zeros.fill)
        self.marks_of_events.paint(painter, area, (first, last), self.reach()[1])
        self.paint_marks(painter, area)
        if self._pressed is not None and self._dragged is not None:
            self._paint_band(painter, area, self._pressed.x(), self._dragged)
        elif self._at is not None:
            self._paint_reading(painter, area, self._at)

    def _paint_band(self, painter: QPainter, area: QRectF, start: float, end: float) -> None:
        left, right = sorted(min(max(x, area.left()), area.right()) for x in (start, end))
        band = QRectF(left, area.top(), right - left, area.height())
        painter.fillRect(band, plot_style.faint(self._theme))
        painter.setPen(QPen(self._theme.palette.color("ctl"), 1))
        painter.drawLine(band.topLeft(), band.bottomLeft())
        painter.drawLine(band.topRight(), band.bottomRight())

    def _paint_reading(self, painter: QPainter, area: QRectF, at: float) -> None:
        epoch, lines = self.readings(at)
        across = self.place(at, 0.0).x()
        happened = self.marks_of_events.read(area, self.shown_range(), self.reach()[1], across)
        if not lines and not happened:
            return
        colors = self._theme.palette
        x = self.place(epoch, 0.0).x()
        painter.setPen(QPen(colors.color("ctl"), self._theme.line("hairline")))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(QPen(colors.color("panel"), 1.5))
        for line in lines:
            if area.top() - 1 <= self.place(epoch, line.y).y() <= area.bottom() + 1:
                painter.setBrush(line.color)
                painter.drawEllipse(self.place(epoch, line.y), 3.5, 3.5)
        paint_card(painter, self._theme, area, x, f"epoch {number.count(epoch)}", lines, happened)

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press may become a zoom."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), None
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._choosing = self.chooses_ranges and shift
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Stretch the band, or read under the pointer."""
        if self._pressed is not None:
            if self._dragged is not None or abs(event.position().x() - self._pressed.x()) > DRAG:
                self._dragged = event.position().x()
        else:
            inside = self.area().adjusted(-4, -4, 4, 4).contains(event.position())
            self._read(self.epoch_at(event.position().x()) if inside else None)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Zoom into what the band covers."""
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = None
        if pressed is not None and dragged is not None:
            first, last = sorted((self.epoch_at(pressed.x()), self.epoch_at(dragged)))
            if self._choosing:
                start = math.floor(first + 0.5)
                self.range_chosen.emit((start, max(start + 1, math.floor(last + 0.5))))
            else:
                self.zoom(first, max(last, first + 1.0))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        self.fit()
        event.accept()

    def leaveEvent(self, event: object) -> None:
        self._read(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.saver is not None:
            self.saver.popup(event.globalPos(), self.fit if self.zoomed else None)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right read along the curves, Escape shows everything again."""
        steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(event.key())
        first, last = self.shown_range()
        if step is not None:
            start = self._at if self._at is not None else last
            stride = max(1.0, (last - first) / self.columns())
            self._read(min(max(start + step * stride, first), last))
        elif event.key() == Qt.Key.Key_Escape and (self._at is not None or self.zoomed):
            self._read(None)
            self.fit()
        else:
            event.ignore()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)
        self._read(None)

    def _read(self, epoch: float | None) -> None:
        if epoch != self._at:
            self.read_at(epoch)
            self.hovered.emit(epoch)

    @Slot(object)
    def read_at(self, epoch: float | None) -> None:
        """Read the curves at an epoch that is pointed at elsewhere, or no longer."""
        if epoch != self._at:
            self._at = epoch
            self.viewport().update()
