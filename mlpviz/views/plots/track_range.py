"""The range of epochs that is chosen on the timeline."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style

REACH = 5.0
"""Px from an edge within which it can be taken."""
GRIP = 7.0
"""Px that the grip of an edge is wide and high."""
Across = Callable[[float], float]
"""The pixel of an epoch."""


class TrackRange:
    """First and last epoch, and how they are drawn; whoever owns it knows where epochs lie."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.epochs: tuple[int, int] | None = None
        self.looping = False
        """Whether it is played over and over."""
        self._fixed: float | None = None
        self._moved = 0.0

    # by mouse

    @property
    def dragged(self) -> bool:
        """Whether the pointer holds one of its edges."""
        return self._fixed is not None

    def begin(self, x: float) -> None:
        """Begin a new range at a pixel."""
        self._fixed = self._moved = x

    def take_edge(self, point: QPointF, area: QRectF, across: Across) -> bool:
        """Take the edge under a point in the upper half of the track, if there is one."""
        edge = self.edge_at(point, area, across)
        if edge is None or self.epochs is None:
            return False
        self._fixed, self._moved = across(self.epochs[1 - edge]), point.x()
        return True

    def edge_at(self, point: QPointF, area: QRectF, across: Across) -> int | None:
        """Which edge can be taken at a point: 0 for the first epoch, 1 for the last, None for neither."""
        if self.epochs is None or not area.top() - 2 <= point.y() <= area.center().y():
            return None
        away = [abs(across(epoch) - point.x()) for epoch in self.epochs]
        edge = 0 if away[0] < away[1] else 1
        return edge if away[edge] <= REACH else None

    def drag(self, x: float) -> None:
        """Move the edge that is held."""
        self._moved = x

    def let_go(self) -> tuple[float, float]:
        """End the drag; the pixels between which the range lies now."""
        assert self._fixed is not None
        left, right = sorted((self._fixed, self._moved))
        self._fixed = None
        return left, right

    # drawing

    def place(self, area: QRectF, across: Across) -> QRectF | None:
        """Where it lies on the track."""
        if self._fixed is not None:
            left, right = sorted((self._fixed, self._moved))
        elif self.epochs is not None:
            left, right = across(self.epochs[0]), across(self.epochs[1])
        else:
            return None
        return QRectF(QPointF(left, area.top()), QPointF(right, area.bottom())).intersected(area)

    def paint(self, painter: QPainter, area: QRectF, across: Across) -> None:
        """Draw a band between two edges with grips; while it is played over and over, in the colour of the playhead."""
        band = self.place(area, across)
        if band is None:
            return
        colors = self._theme.palette
        painter.fillRect(band, plot_style.faint(self._theme, share=0.16))
        if self._fixed is not None:
            return
        color = colors.color("hl" if self.looping else "ink")
        for x, way in ((round(band.left()) + 0.5, 1.0), (round(band.right()) - 0.5, -1.0)):
            painter.setPen(QPen(color, 1.5))
            painter.drawLine(QPointF(x, band.top()), QPointF(x, band.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRect(QRectF(QPointF(x, band.top()), QPointF(x + way * GRIP, band.top() + GRIP)).normalized())
