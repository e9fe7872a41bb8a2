"""A tile: one function in small, its name, and whether it is shown or compared."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from mlpviz.engine.functions.samples import slopes, values
from mlpviz.engine.functions.texts import Named
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array
from mlpviz.views.activations.function_plot import BACKWARD, FORWARD
from mlpviz.views.activations.parameter_sliders import ParameterSlider
from mlpviz.views.look.polyline import Dashes, Polyline
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style

REACH, LOW, HIGH = 4.0, -1.5, 2.2
"""The part of the plane that every tile shows: z from −4 to 4, values from −1.5 to 2.2."""
POINTS = 161
WIDTH, HEIGHT = 134, 92
"""Least size, in px."""
EDGE, HEAD, FOOT, LETTER = 9.0, 24.0, 25.0, 16.0
"""Px around, of the line of words, of the line of a slider, and of its letter."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class TileFrame(QWidget):
    """What can be chosen in the grid: by click or Enter, with Ctrl in the other way, and left by arrow keys."""

    chosen = Signal(bool)
    """True with Ctrl."""
    moved = Signal(int, int)
    """Arrow keys: steps to the right and down."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """An empty tile."""
        super().__init__(parent)
        self._theme = theme
        self._pressed = self._hovered = False
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As the design has it."""
        grown = max(1.0, self._theme.text_scale)
        return QSize(WIDTH, round(HEIGHT * grown))

    def minimumSizeHint(self) -> QSize:
        """A tile does not shrink further."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click."""
        self._pressed = event.button() == Qt.MouseButton.LeftButton

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click."""
        pressed, self._pressed = self._pressed, False
        if pressed and event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, arrow keys go to the neighbour."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key in ARROWS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.moved.emit(*ARROWS[key])
        else:
            super().keyPressEvent(event)


class FunctionTile(TileFrame):
    """f and f′ in small, on the same scale in all tiles."""

    removed = Signal()
    """The learner wants this own function to go."""
    activation_requested = Signal(object, bool)
    """The function with another first parameter, and whether the change is complete."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Nothing is shown yet."""
        super().__init__(theme, parent)
        self._named: Named | None = None
        self.slider = ParameterSlider(parent=self)
        self.slider.activation_requested.connect(self.activation_requested)
        self._state, self._own = "", False
        self._curves: tuple[Array, Array] | None = None
        self._curves_of: Activation | None = None

    def show_function(self, named: Named, state: str, *, own: bool) -> None:
        """Show a function; `state` is "shown", "compared" or ""."""
        if (named, state, own) == (self._named, self._state, self._own):
            return
        self._named, self._state, self._own = named, state, own
        if named.activation != self._curves_of:
            z = np.linspace(-REACH, REACH, POINTS)
            self._curves_of, self._curves = named.activation, (values(named.activation, z), slopes(named.activation, z))
        self.slider.show_activation(named.activation)
        self.setAccessibleName(f"{named.name}, {state}" if state else named.name)
        self.setToolTip(
            f"{named.activation.about}\nClick: show it (Enter). Ctrl+click: compare it (Ctrl+Enter)."
            + ("\nDelete: take this tile away." if own else "")
        )
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the slider at the foot."""
        super().resizeEvent(event)
        left = EDGE + LETTER * max(1.0, self._theme.text_scale)
        self.slider.setGeometry(QRectF(left, self.height() - FOOT, self.width() - left - EDGE, FOOT - 3).toRect())

    @property
    def state(self) -> str:
        """What it is now: "shown", "compared" or ""."""
        return self._state

    @property
    def named(self) -> Named | None:
        """What it shows."""
        return self._named

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes an own function away."""
        if event.key() == Qt.Key.Key_Delete and self._own:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Show", self._show)
        menu.addAction("Compare, or no longer", self._compare)
        if self._own:
            menu.addAction("Remove", self.removed.emit)
        menu.popup(event.globalPos())

    def _show(self) -> None:
        self.chosen.emit(False)

    def _compare(self) -> None:
        self.chosen.emit(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frame, name, state and curves."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._theme.palette
        shown = self._state == "shown"
        width = self._theme.line("focus") if shown else self._theme.line("hairline")
        token = "ink" if shown else "ctl" if self.underMouse() or self._state else "line2"
        painter.setPen(QPen(colors.color(token), width))
        painter.setBrush(colors.color("canvas"))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, self._theme.radius("card"), self._theme.radius("card"))
        if self._named is not None:
            self._paint_words(painter, self._named.name)
            self._paint_curves(painter)
            if self.slider.letter:
                foot = QRectF(EDGE, self.height() - FOOT, self.width(), FOOT - 3)
                painter.setClipping(False)
                painter.setFont(self._theme.font("s"))
                painter.setPen(colors.color("t2"))
                whole = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip)
                painter.drawText(foot, whole, self.slider.letter)

    def _paint_words(self, painter: QPainter, name: str) -> None:
        colors = self._theme.palette
        head = QRectF(EDGE, 4, self.width() - 2 * EDGE, HEAD * max(1.0, self._theme.text_scale) - 4)
        room = head.width()
        if self._state:
            painter.setFont(self._theme.font("xs", weight=600 if self._state == "shown" else 400))
            painter.setPen(colors.color("t1" if self._state == "shown" else "t2"))
            painter.drawText(head, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._state)
            room -= QFontMetricsF(painter.font()).horizontalAdvance(self._state) + 6
        painter.setFont(self._theme.font("s"))
        painter.setPen(colors.color("t1"))
        words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, math.floor(room))
        painter.drawText(head, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)

    def _paint_curves(self, painter: QPainter) -> None:
        head = HEAD * max(1.0, self._theme.text_scale)
        foot = FOOT if self.slider.letter else 8
        area = QRectF(EDGE, head, self.width() - 2 * EDGE, self.height() - head - foot)
        colors = self._theme.palette
        painter.setClipRect(area)
        unit = area.height() / (HIGH - LOW)
        zero = area.bottom() + LOW * unit
        painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        painter.drawLine(QPointF(area.center().x(), area.top()), QPointF(area.center().x(), area.bottom()))
        assert self._curves is not None
        x = np.linspace(area.left(), area.right(), POINTS)
        f, slope = (zero - np.clip(curve, 4 * LOW, 4 * HIGH) * unit for curve in self._curves)
        painter.setPen(plot_style.pen_of(self._theme, colors.backward(BACKWARD), "contour"))
        Dashes(x, slope, 4.0, 2.5).draw(painter)
        painter.setPen(plot_style.pen_of(self._theme, colors.forward(FORWARD), "curve"))
        Polyline(x, f).draw(painter)


class WriteTile(TileFrame):
    """The last tile: write your own."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build it."""
        super().__init__(theme, parent)
        self.setAccessibleName("Write your own")
        self.setToolTip("Type a formula of z; its slope is worked out exactly (Ctrl+E)")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a dashed frame, a plus and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._theme.palette
        pen = QPen(colors.color("ctl"), self._theme.line("control"))
        pen.setDashPattern([length / pen.widthF() for length in self._theme.dash("affordance")])
        painter.setPen(pen)
        painter.setBrush(colors.color("sel") if self.underMouse() else Qt.BrushStyle.NoBrush)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, self._theme.radius("card"), self._theme.radius("card"))
        painter.setFont(self._theme.font("m"))
        painter.setPen(colors.color("t2"))
        line = painter.fontMetrics().height()
        middle = frame.center().y()
        for text, top in (("+", middle - line), ("Write your own", middle)):
            painter.drawText(QRectF(0, top, self.width(), line), int(Qt.AlignmentFlag.AlignCenter), text)
