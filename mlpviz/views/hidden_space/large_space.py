"""One layer's space, large: axes, points, and the hand that turns it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.hidden_space.spaces import Space, View
from mlpviz.engine.telling.naming import names_of
from mlpviz.views.hidden_space.shown import Shown
from mlpviz.views.hidden_space.space_painter import Parts, SpacePainter, pixels
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.plot_style import even_ticks, tick_text

RADIUS, RING, NEAR = 4.5, 9.0, 12.0
"""Px of a marker, of the ring around the point looked at, and how near to a point the mouse must be."""
LEFT, BELOW, ABOVE = 52.0, 24.0, 8.0
"""Px beside and below the square for the numbers at text of the designed size, and above it."""
TURN, STEP = math.pi / 300, math.pi / 24
"""Radians that the view turns for a px of the mouse, and for an arrow key."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip


class LargeSpace(QWidget):
    """Shows one space; points at it are looked at in every space, and more than two units can be turned."""

    point_hovered = Signal(object)
    """The index of the point under the mouse, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self._painter = SpacePainter(theme)
        self._shown: Shown | None = None
        self._layer, self._parts = 0, Parts()
        self._view: View | None = None
        self._grip: QPointF | None = None
        self._hovered: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Space of the chosen layer")
        theme.changed.connect(self.update)

    def show_space(self, shown: Shown, layer: int, parts: Parts) -> None:
        """Show the space of a layer; a turned view stays while the layer does."""
        if layer != self._layer or (self._view is not None and len(self._view.middle) != shown.spaces[layer].units):
            self._view = None
        self._shown, self._layer, self._parts = shown, layer, parts
        many = shown.spaces[layer].kind == "directions"
        self.setToolTip("Drag to turn, or Alt and the arrow keys; double click goes back." if many else "")
        self.setCursor(Qt.CursorShape.OpenHandCursor if many else Qt.CursorShape.ArrowCursor)
        self.update()

    def space(self) -> Space | None:
        """What is shown, as it is turned."""
        if self._shown is None:
            return None
        space = self._shown.spaces[self._layer]
        if self._view is None:
            return space
        return space.looked_at(View(space.view.middle, self._view.across))

    @property
    def turned(self) -> bool:
        """Whether the learner turned the view."""
        return self._view is not None

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(300, 260)

    def minimumSizeHint(self) -> QSize:
        """Room for the numbers and something of the square."""
        return QSize(150, 130)

    def square(self) -> QRectF:
        """Where the space lies, in px."""
        grown = max(1.0, self._theme.text_scale)
        left, below = LEFT * grown, BELOW * grown
        side = max(20.0, min(self.width() - left - 4, self.height() - below - ABOVE))
        return QRectF(round(left) + 0.5, ABOVE + 0.5, side - 1, side - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the space, its axes and the ring."""
        space = self.space()
        if space is None or self._shown is None:
            return
        painter, area, shown = QPainter(self), self.square(), self._shown
        if self._layer == shown.layers and shown.counts is not None:
            self._painter.paint_counts(painter, area, shown.counts, shown.experiment)
            self._write_axis(painter, area, (shown.counts.low, shown.counts.high), upwards=True)
            self._write_names(painter, area, "train points of each class", self._names(space)[0])
            return
        answers = shown.answers[self._layer]
        self._painter.paint(painter, area, space, answers, shown.experiment, self._parts, RADIUS)
        low, high = space.corners
        self._write_axis(painter, area, (float(low[0]), float(high[0])), upwards=False)
        if space.kind != "strip":
            self._write_axis(painter, area, (float(low[1]), float(high[1])), upwards=True)
        self._write_names(painter, area, *self._names(space))
        if shown.probe is not None:
            at = pixels(space.view.seen(shown.probe.outputs[self._layer][None]), space, area)[0]
            self._painter.paint_ring(painter, QPointF(*at), RING)

    def _names(self, space: Space) -> tuple[str, str]:
        assert self._shown is not None
        if space.kind == "directions":
            return ("turned", "turned") if self.turned else ("direction 1", "direction 2")
        names = names_of(self._shown.experiment)
        words = [names.unit_text(self._layer, unit) for unit in range(space.units)]
        return (words[0], words[1]) if len(words) > 1 else (words[0], "")

    def _write_axis(self, painter: QPainter, area: QRectF, ends: tuple[float, float], *, upwards: bool) -> None:
        font = self._theme.font("s")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(self._theme.palette.color("t2"))
        most = max(2, int(area.width() / (40 if upwards else 90) / max(1.0, self._theme.text_scale)))
        for value in even_ticks(*ends, min(4, most)):
            text, share = tick_text(value), (value - ends[0]) / (ends[1] - ends[0])
            width = metrics.horizontalAdvance(text)
            if upwards:
                y = area.bottom() - share * area.height()
                painter.drawText(QPointF(area.left() - width - 6, min(max(y, area.top() + metrics.ascent() / 2),
                                 area.bottom() - 2) + metrics.ascent() / 2 - 1), text)
            else:
                x = area.left() + share * area.width() - width / 2
                x = min(max(x, area.left() - 4), area.right() - width + 4)
                painter.drawText(QPointF(x, area.bottom() + metrics.ascent() + 4), text)

    def _write_names(self, painter: QPainter, area: QRectF, across: str, up: str) -> None:
        """At the ends of the axes, inside the square, where no number stands."""
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(QPen(self._theme.palette.color("t1")))
        metrics = QFontMetricsF(painter.font())
        for text, corner in (
            (across, QPointF(area.right() - metrics.horizontalAdvance(across) - 6, area.bottom() - 6)),
            (up, QPointF(area.left() + 6, area.top() + metrics.ascent() + 4)),
        ):
            if text:
                around = metrics.boundingRect(text).translated(corner).adjusted(-3, -1, 3, 1)
                ground = self._theme.palette.color("canvas")
                ground.setAlphaF(0.75)
                painter.fillRect(around, ground)
                painter.drawText(corner, text)

    # hand

    def nearest(self, at: QPointF) -> int | None:
        """The point under the mouse."""
        space = self.space()
        if space is None or self._shown is None or (self._layer == self._shown.layers and self._shown.counts):
            return None
        points = self._shown.experiment.points
        if not len(points):
            return None
        with np.errstate(all="ignore"):
            away = np.hypot(*(pixels(space.points, space, self.square()) - [at.x(), at.y()]).T)
        hidden: NDArray[np.bool_] = points.test & (not self._parts.test)
        away = np.where(np.isfinite(away) & ~hidden, away, np.inf)
        index = int(away.argmin())
        return index if away[index] <= NEAR else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a view that can be turned."""
        space = self.space()
        if event.button() == Qt.MouseButton.LeftButton and space is not None and space.kind == "directions":
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn what is held; else look at the point under the mouse."""
        if self._grip is not None:
            moved, self._grip = event.position() - self._grip, event.position()
            self._turn(moved.x() * TURN, -moved.y() * TURN)
            return
        found = self.nearest(event.position())
        if found != self._hovered:
            self._hovered = found
            self.point_hovered.emit(found)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._grip is not None:
            self._grip = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the usual view."""
        self._view = self._grip = None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Look at no point any more."""
        if self._hovered is not None:
            self._hovered = None
            self.point_hovered.emit(None)

    def event(self, event: QEvent) -> bool:
        """Claim Alt and the arrow keys while the view can be turned."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._arrow(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow key turn; Esc goes back to the usual view if it was turned."""
        arrow = self._arrow(event)
        if arrow:
            self._turn(arrow[0] * STEP, arrow[1] * STEP)
        elif event.key() == Qt.Key.Key_Escape and self.turned:
            self._view = None
            self.update()
        else:
            super().keyPressEvent(event)

    def _arrow(self, event: QKeyEvent) -> tuple[int, int] | None:
        space = self.space()
        if space is None or space.kind != "directions" or event.modifiers() != Qt.KeyboardModifier.AltModifier:
            return None
        return ARROWS.get(Qt.Key(event.key()))

    def _turn(self, by: float, over: float) -> None:
        space = self.space()
        if space is not None:
            self._view = space.view.turned(by, over)
            self.update()
