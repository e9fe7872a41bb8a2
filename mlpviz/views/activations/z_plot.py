"""The base of the plots over z: a shared axis, a probe to drag, a part to move and to stretch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.nn.arrays import Array
from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.ground import paint_ticks_below, paint_ticks_beside
from mlpviz.views.look.drawing import records
from mlpviz.views.look.polyline import Dashes, Polyline
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.save_menu import SaveMenu, Table

LEFT, RIGHT, BELOW = 46, 16, 22
"""Px around a plot; all plots over z have the same at their sides, so that one z is in one column."""
GRIP, DRAG = 9, 4
"""Px from the line of the probe at which it is taken hold of, and px before a press is a drag."""
TICK_ROOM, LINE_ROOM = 58, 44
"""Px that a number of the axes keeps free."""
NOTCH = 1.2
"""How much one notch of the wheel, or one key, stretches."""
OUTSIDE = 4.0
"""How far beyond the plot, in heights of it, a curve is still drawn towards."""


class ZPlot(QWidget):
    """Numbers around, curves inside; a subclass tells which. `probe_requested` carries the z to look at."""

    probe_requested = Signal(float)

    def __init__(self, theme: Theme, axis: ZAxis, name: str, parent: QWidget | None = None) -> None:
        """`name` is what saved files and assistive programs call it."""
        super().__init__(parent)
        self._theme, self._axis = theme, axis
        self._values = (-1.0, 1.0)
        self._probe = 0.0
        self._held: QPointF | None = None
        self._dragging = ""
        self._still: QPixmap | None = None
        """All that does not move with the probe, drawn once."""
        self.saver = SaveMenu(self, name, self.table)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        axis.changed.connect(self.redraw)
        theme.changed.connect(self.redraw)

    # what a subclass tells

    def table(self) -> Table:
        """What saving as a table writes."""
        raise NotImplementedError

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Draw behind the lines across."""

    def paint_curves(self, painter: QPainter, area: QRectF) -> None:
        """Draw the curves; the painter is clipped to the plot."""

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Draw labels above everything."""

    def value_ticks(self) -> Sequence[tuple[float, str]]:
        """Where a line lies across, and its number."""
        low, high = self._values
        most = max(2, int(self.area().height() / (LINE_ROOM * self.grown())))
        return [(value, plot_style.tick_text(value)) for value in plot_style.even_ticks(low, high, most)]

    # geometry

    def grown(self) -> float:
        """How much larger than designed the room for text is."""
        return max(1.0, self._theme.text_scale)

    def sizeHint(self) -> QSize:
        """As the design has it; it takes what there is."""
        return QSize(420, 220)

    def minimumSizeHint(self) -> QSize:
        """The least in which a curve can be read."""
        return QSize(220, 96)

    def area(self) -> QRectF:
        """Where the curves are drawn, in px."""
        grown = self.grown()
        return QRectF(self.rect()).adjusted(LEFT * grown, self.top() * grown, -RIGHT, -BELOW * grown)

    def top(self) -> float:
        """Px kept free above the curves."""
        return 8.0

    def x_of(self, z: float) -> float:
        """The px of a z."""
        area = self.area()
        return area.left() + self._axis.share(z) * area.width()

    def z_at(self, x: float) -> float:
        """The z at a px."""
        area = self.area()
        return self._axis.at((x - area.left()) / max(area.width(), 1.0))

    def y_of(self, value: float) -> float:
        """The px of a value."""
        area, (low, high) = self.area(), self._values
        return area.bottom() - (value - low) / (high - low) * area.height()

    def place(self, z: float, value: float) -> QPointF:
        """The pixel of a point of a curve."""
        return QPointF(self.x_of(z), self.y_of(value))

    def columns(self) -> Array:
        """The z of every column of px, and a little beyond."""
        count = max(32, round(self.area().width() * float(self.devicePixelRatioF()))) + 1
        return np.linspace(self._axis.low, self._axis.high, count)

    @property
    def values(self) -> tuple[float, float]:
        """Lowest and highest value between the edges."""
        return self._values

    def set_values(self, low: float, high: float) -> None:
        """Show the values from `low` to `high`."""
        if high > low and np.isfinite([low, high]).all():
            self._values = (low, high)
        self.refresh()

    def refresh(self) -> None:
        """Draw everything anew, also what does not move with the probe."""
        self._still = None
        self.update()

    @Slot()
    def redraw(self) -> None:
        """Another part of the axis is shown, or another theme."""
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw everything anew."""
        super().resizeEvent(event)
        self.refresh()

    def show_probe(self, z: float) -> None:
        """Let the line of the probe stand at z."""
        self._probe = z
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, numbers and curves, or what was drawn of them; then probe and labels."""
        painter, area = QPainter(self), self.area()
        ratio = float(self.devicePixelRatioF())
        if records(painter):
            self._paint_plot(painter, area)
        elif self._still is None or self._still.devicePixelRatio() != ratio:
            self._still = QPixmap(self.size() * ratio)
            self._still.setDevicePixelRatio(ratio)
            self._paint_still(area)
        if self._still is not None and not records(painter):
            painter.drawPixmap(0, 0, self._still)
        if area.width() >= 20 and area.height() >= 20:
            self.paint_probe(painter, area)
            self.paint_marks(painter, area)

    def _paint_still(self, area: QRectF) -> None:
        assert self._still is not None
        painter = QPainter(self._still)
        self._paint_plot(painter, area)
        painter.end()

    def _paint_plot(self, painter: QPainter, area: QRectF) -> None:
        painter.save()
        painter.fillRect(self.rect(), self._theme.palette.color("canvas"))
        if area.width() >= 20 and area.height() >= 20:
            self._paint_around(painter, area)
            painter.setClipRect(area.adjusted(-1, -1, 1, 1))
            self.paint_curves(painter, area)
        painter.restore()

    def _paint_around(self, painter: QPainter, area: QRectF) -> None:
        self.paint_ground(painter, area)
        most = max(2, int(area.width() / (TICK_ROOM * self.grown())))
        across = plot_style.even_ticks(self._axis.low, self._axis.high, most)
        below = [(self.x_of(z), plot_style.tick_text(z)) for z in across]
        paint_ticks_below(painter, self._theme, area, below, lines=True, zero=self.x_of(0.0))
        beside = [(self.y_of(value), text) for value, text in self.value_ticks()]
        paint_ticks_beside(painter, self._theme, area, beside, self.y_of(0.0))

    def paint_probe(self, painter: QPainter, area: QRectF) -> None:
        """Draw the line of the probe."""
        x = self.x_of(self._probe)
        if area.left() - 1 <= x <= area.right() + 1:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.palette.color("hl"), self._theme.line("playhead")))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def stroke(self, painter: QPainter, z: Array, values: Array, color: QColor, line: str, dash: str = "") -> None:
        """Draw a curve; it breaks where it leaves the plot far on one side and comes back on the other."""
        area, (low, high) = self.area(), self._values
        reach = OUTSIDE * (high - low)
        with np.errstate(all="ignore"):
            near = np.clip(values, low - reach, high + reach)
            torn = (np.abs(np.diff(near)) > reach) & (np.abs(np.diff(values)) > 2 * reach)
        near = np.where(np.isnan(values), np.nan, near)
        near[1:][torn] = np.nan
        x = area.left() + (z - self._axis.low) / self._axis.width * area.width()
        y = area.bottom() - (near - low) / (high - low) * area.height()
        pen = plot_style.pen_of(self._theme, color, line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        lines = Dashes(x, y, *self._theme.dash(dash)) if dash else Polyline(x, y)
        lines.draw(painter)

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the probe, or of the ground beside it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()
            self._dragging = "probe" if self.near_probe(event.position()) else ""

    def near_probe(self, at: QPointF) -> bool:
        """Whether the mouse would take hold of the probe there."""
        return abs(at.x() - self.x_of(self._probe)) <= GRIP

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held."""
        at, held = event.position(), self._held
        if held is None:
            shape = Qt.CursorShape.SizeHorCursor if self.near_probe(at) else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            return
        if not self._dragging and (at - held).manhattanLength() > DRAG:
            self._dragging = "ground"
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging == "probe":
            self._ask_for(at.x())
        elif self._dragging == "ground":
            self.pan(held, at)
            self._held = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press without a drag puts the probe there."""
        if event.button() == Qt.MouseButton.LeftButton and self._held is not None:
            if not self._dragging:
                self._ask_for(event.position().x())
            self._held, self._dragging = None, ""
            self.setCursor(Qt.CursorShape.ArrowCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the usual part again."""
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Stretch around the pointer."""
        turned = event.angleDelta().y() / 120.0
        if turned:
            self.zoom(event.position(), NOTCH**-turned)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus stretch; all else is left to the window."""
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(self.area().center(), 1 / NOTCH)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(self.area().center(), NOTCH)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to save what is shown."""
        self.saver.popup(event.globalPos(), self.fit)

    def _ask_for(self, x: float) -> None:
        area = self.area()
        z = self.z_at(min(max(x, area.left()), area.right()))
        step = 10.0 ** np.floor(np.log10(self._axis.width / max(area.width(), 1.0)))
        self.probe_requested.emit(float(round(round(z / step) * step, 10)) + 0.0)

    def pan(self, before: QPointF, now: QPointF) -> None:
        """Move the part that is shown with the mouse."""
        self._axis.pan(self.z_at(before.x()) - self.z_at(now.x()))

    def zoom(self, at: QPointF, factor: float) -> None:
        """Show `factor` times as much around a pixel."""
        self._axis.zoom(self.z_at(at.x()), factor)

    def fit(self) -> None:
        """Show the usual part again."""
        self._axis.fit()
