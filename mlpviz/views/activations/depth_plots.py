"""What depth does: f∘…∘f over z, its slope over z, and the product of slopes along the depth at the probe."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.functions.depth import MOST, bound_log, composed, size
from mlpviz.engine.functions.samples import values
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array
from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.function_plot import BACKWARD, FORWARD, PALE
from mlpviz.views.activations.ground import chip_size, paint_chip, paint_ticks_below, paint_ticks_beside
from mlpviz.views.activations.label_places import LabelPlaces
from mlpviz.views.activations.z_plot import BELOW, LEFT, RIGHT, ZPlot
from mlpviz.views.look.colors import mixed
from mlpviz.views.look.polyline import Dashes, Polyline
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.save_menu import SaveMenu, Table

DEEPEST = -40.0
"""Decades below 1 that the logarithmic plots show at most."""
SAMPLES = 500
ZERO_ROOM, ZERO_UP = 0.13, 3.0
"""Share of the height kept free for exact zeros, and how many px above the bottom they lie."""


class _Over(ZPlot):
    """Keeps what was computed for the axis, the function and the depth on show."""

    def __init__(self, theme: Theme, axis: ZAxis, name: str) -> None:
        super().__init__(theme, axis, name)
        self._activation: Activation | None = None
        self._depth = 1
        self._z: Array = np.empty(0)

    def show_depth(self, activation: Activation, depth: int) -> None:
        """Show this function, so many times."""
        self._activation, self._depth = activation, depth
        self.redraw()

    @Slot()
    def redraw(self) -> None:
        """Compute anew for the part of the axis on show."""
        if self._activation is not None:
            self._z = np.linspace(self._axis.low, self._axis.high, SAMPLES)
            self.compute(self._activation)
        self.refresh()

    def compute(self, activation: Activation) -> None:
        """Take what is to be drawn."""

    def label(self, painter: QPainter, area: QRectF, text: str, curve: Array, color: QColor) -> None:
        """Write a name beside a curve known at the z of the samples."""
        places = LabelPlaces(area, [QRectF(self.x_of(self._probe) - 3, area.top(), 6, area.height())])

        def height_at(x: float) -> float:
            value = float(np.interp(self.z_at(x), self._z, curve))
            return self.y_of(value) if math.isfinite(value) else math.inf

        place = places.find(chip_size(self._theme, text), height_at)
        if place is not None:
            paint_chip(painter, self._theme, place, text, color, self._theme.palette.color("panel"))


class CompositionPlot(_Over):
    """f∘…∘f as a solid line; f itself paler."""

    def __init__(self, theme: Theme, axis: ZAxis) -> None:
        """Nothing is shown yet."""
        super().__init__(theme, axis, "The function applied again and again")
        self._curve = self._once = np.empty(0)

    def compute(self, activation: Activation) -> None:
        """Apply the function."""
        self._curve = composed(activation, self._z, self._depth).outputs[-1]
        self._once = values(activation, self._z)
        both = np.concatenate([self._curve, self._once])
        known = both[np.isfinite(both) & (np.abs(both) < 1e6)]
        low, high = min(float(known.min(initial=0.0)), 0.0), max(float(known.max(initial=0.0)), 0.0)
        room = 0.15 * max(high - low, 0.1)
        self.set_values(low - room, high + room)

    def table(self) -> Table:
        """The values of f∘…∘f."""
        return ("z", f"f applied {self._depth} times"), np.column_stack([self._z, self._curve]).tolist()

    def paint_curves(self, painter: QPainter, area: QRectF) -> None:
        """Draw both."""
        if len(self._curve):
            blue = self._theme.palette.forward(FORWARD)
            pale = mixed(blue, self._theme.palette.color("canvas"), PALE)
            self.stroke(painter, self._z, self._once, pale, "curve_secondary")
            self.stroke(painter, self._z, self._curve, blue, "curve_hero")

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Name the curve."""
        if len(self._curve):
            text = "f" if self._depth == 1 else f"f applied {self._depth} times"
            self.label(painter, area, text, self._curve, self._theme.palette.forward(FORWARD))


class ProductPlot(_Over):
    """The size of the slope of f∘…∘f, the product of slopes, on a logarithmic axis; exact zeros lie at the bottom."""

    def __init__(self, theme: Theme, axis: ZAxis) -> None:
        """Nothing is shown yet."""
        super().__init__(theme, axis, "Product of slopes over z")
        self._logs = np.empty(0)

    def compute(self, activation: Activation) -> None:
        """Multiply the slopes."""
        self._logs = composed(activation, self._z, self._depth).logs[-1]
        low, high = log_range(self._logs)
        self.set_values(low, high)

    def value_ticks(self) -> Sequence[tuple[float, str]]:
        """Powers of ten, and 0 where there are exact zeros."""
        zeros = bool(np.isneginf(self._logs).any())
        return log_ticks(self.values, self.area().height(), self.grown(), zeros=zeros)

    def table(self) -> Table:
        """The decimal logarithm of the product."""
        return ("z", "log10 of the product of slopes"), np.column_stack([self._z, self._logs]).tolist()

    def paint_curves(self, painter: QPainter, area: QRectF) -> None:
        """Draw the product."""
        if not len(self._logs):
            return
        color = self._theme.palette.backward(BACKWARD)
        known = np.where(np.isfinite(self._logs), self._logs, np.nan)
        self.stroke(painter, self._z, known, color, "curve", "derivative")
        x = np.array([self.x_of(float(z)) for z in self._z[np.isneginf(self._logs)]])
        plot_style.paint_zeros(painter, x, area.bottom() - ZERO_UP, color, self._theme.palette.color("canvas"))

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Name the curve, and the zeros."""
        color = self._theme.palette.backward(BACKWARD)
        known = np.isfinite(self._logs)
        if known.any():
            text = "|f′|" if self._depth == 1 else f"product of {self._depth} slopes"
            self.label(painter, area, text, np.where(known, self._logs, np.nan), color)


class FactorPlot(QWidget):
    """Along the depth at the probe: the product of slopes so far, and the most that it can be. A click chooses n."""

    depth_requested = Signal(int)

    def __init__(self, theme: Theme) -> None:
        """Nothing is shown yet."""
        super().__init__()
        self._theme = theme
        self._logs, self._bounds = np.zeros(1), np.zeros(1)
        self._depth, self._range = 1, (-1.0, 1.0)
        self.saver = SaveMenu(self, "Product of slopes along the depth", self.table)
        self.setAccessibleName("Product of slopes along the depth")
        self.setToolTip("Each dot is one more function. Click: show that depth ([ and ])")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_product(self, activation: Activation, z: float, depth: int) -> None:
        """Show the product at z for every depth; `depth` is the one on show."""
        self._depth = depth
        self._logs = composed(activation, np.array([z]), MOST).logs[:, 0]
        self._bounds = np.array([bound_log(activation, n) for n in range(MOST + 1)])
        self._bounds[0] = 0.0
        self._range = log_range(np.concatenate([self._logs, self._bounds]))
        self.setAccessibleDescription(f"After {depth} functions the product is {size(float(self._logs[depth]))}.")
        self.update()

    def table(self) -> Table:
        """Depth, log10 of the product, log10 of the most it can be."""
        rows = zip(range(MOST + 1), self._logs.tolist(), self._bounds.tolist(), strict=True)
        return ("functions", "log10 of the product of slopes", "log10 of the largest possible"), rows

    def sizeHint(self) -> QSize:
        """As the design has it."""
        return QSize(420, 150)

    def minimumSizeHint(self) -> QSize:
        """The least in which it can be read."""
        return QSize(220, 96)

    def _grown(self) -> float:
        return max(1.0, self._theme.text_scale)

    def _area(self) -> QRectF:
        grown = self._grown()
        return QRectF(self.rect()).adjusted(LEFT * grown, 8, -RIGHT, -BELOW * grown)

    def _x_of(self, depth: float) -> float:
        area = self._area()
        return area.left() + (depth + 0.5) / (MOST + 1) * area.width()

    def _y_of(self, log: float) -> float:
        area, (low, high) = self._area(), self._range
        return area.bottom() - (min(max(log, low), high) - low) / (high - low) * area.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw numbers, the bound, and a dot a function."""
        painter, colors = QPainter(self), self._theme.palette
        painter.fillRect(self.rect(), colors.color("canvas"))
        area = self._area()
        ticks = [(self._x_of(n), str(n) if n else "n = 0") for n in range(0, MOST + 1, 5)]
        paint_ticks_below(painter, self._theme, area, ticks, lines=False, zero=None)
        zeros = bool(np.isneginf(self._logs).any())
        ticks_beside = log_ticks(self._range, area.height(), self._grown(), zeros=zeros)
        beside = [(self._y_of(log), text) for log, text in ticks_beside]
        paint_ticks_beside(painter, self._theme, area, beside, self._y_of(0.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.color("hl"), self._theme.line("playhead")))
        painter.drawLine(QPointF(self._x_of(self._depth), area.top()), QPointF(self._x_of(self._depth), area.bottom()))
        x = np.array([self._x_of(n) for n in range(MOST + 1)])
        painter.setClipRect(area.adjusted(-4, -4, 4, 4))
        self._paint_line(painter, x, self._bounds, colors.color("t2"), dashed=True)
        self._paint_line(painter, x, self._logs, colors.backward(BACKWARD), dashed=False)
        for at, log in zip(x, self._logs, strict=True):
            exact_zero = log == -math.inf
            painter.setPen(QPen(colors.backward(BACKWARD), 1.25))
            painter.setBrush(colors.color("canvas") if exact_zero else colors.backward(BACKWARD))
            if not math.isnan(log) and log < math.inf:
                y = area.bottom() - ZERO_UP if exact_zero else self._y_of(log)
                painter.drawEllipse(QPointF(float(at), y), 2.5, 2.5)
        painter.setClipping(False)
        self._paint_name(painter, area)

    def _paint_line(self, painter: QPainter, x: Array, logs: Array, color: QColor, *, dashed: bool) -> None:
        y = np.array([self._y_of(float(log)) if math.isfinite(log) else math.nan for log in logs])
        painter.setPen(plot_style.pen_of(self._theme, color, "contour"))
        (Dashes(x, y, *self._theme.dash("comparison")) if dashed else Polyline(x, y)).draw(painter)

    def _paint_name(self, painter: QPainter, area: QRectF) -> None:
        """Say which line is which, in a corner where neither runs."""
        colors = self._theme.palette
        painter.setFont(self._theme.font("xs"))
        metrics = painter.fontMetrics()
        color = plot_style.readable(self._theme, colors.backward(BACKWARD), "canvas")
        lines = (("dashed: the most it can be", colors.color("t2")), ("dots: product at the probe", color))
        width = max(metrics.horizontalAdvance(text) for text, _ in lines) + 8
        place = self._free_corner(area, float(width), 2.0 * metrics.height() + 4)
        for row, (text, color) in enumerate(lines if place is not None else ()):
            assert place is not None
            painter.setPen(color)
            line = QRectF(place.left() + 4, place.top() + 2 + row * metrics.height(), width, metrics.height())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft), text)

    def _free_corner(self, area: QRectF, width: float, height: float) -> QRectF | None:
        """A corner through which no line, and not the chosen depth, runs; None if there is none."""
        x = np.array([self._x_of(n) for n in range(MOST + 1)])
        across = np.linspace(x[0], x[-1], 200)
        curves = [np.interp(across, x, [self._y_of(log) if not math.isnan(log) else area.top() for log in logs])
                  for logs in (self._logs.tolist(), self._bounds.tolist())]  # fmt: skip
        zero, chosen = self._y_of(0.0), self._x_of(self._depth)
        for left in (area.left() + 4, area.right() - width):
            for top in (area.bottom() - height - 4, area.top() + 2):
                place = QRectF(left, top, width, height)
                under = (across > place.left() - 4) & (across < place.right() + 4)
                crossed = any(((y > place.top() - 4) & (y < place.bottom() + 4) & under).any() for y in curves)
                if not crossed and not place.top() < zero < place.bottom() and not left < chosen < place.right():
                    return place
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the depth under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event)

    def _ask(self, event: QMouseEvent) -> None:
        area = self._area()
        share = (event.position().x() - area.left()) / max(area.width(), 1.0)
        self.depth_requested.emit(min(max(math.floor(share * (MOST + 1)), 1), MOST))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to save what is shown."""
        self.saver.popup(event.globalPos())


def log_range(logs: Array) -> tuple[float, float]:
    """A range of decades that holds these and 1."""
    known = logs[np.isfinite(logs)]
    low = max(min(float(known.min(initial=0.0)), 0.0), DEEPEST)
    high = min(max(float(known.max(initial=0.0)), 0.0), -DEEPEST)
    room = 0.12 * max(high - low, 1.0)
    zeros = ZERO_ROOM * (high - low + 2 * room) if np.isneginf(logs).any() else 0.0
    return low - room - zeros, high + room


def log_ticks(shown: tuple[float, float], height: float, grown: float, *, zeros: bool) -> list[tuple[float, str]]:
    """Powers of ten that have room in so many px, with text so much larger; `zeros`: a 0 at the bottom too."""
    low, high = shown
    unit = (high - low) / max(height, 1.0)
    powers = plot_style.decade_ticks(low, high, max(2, int(height / (34 * grown))))
    found = [(float(power), plot_style.decade_text(power)) for power in powers]
    if zeros:
        found = [(power, text) for power, text in found if power - low > 16 * grown * unit]
        found.append((low + ZERO_UP * unit, "0"))
    return found
