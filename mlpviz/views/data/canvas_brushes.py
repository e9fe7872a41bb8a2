"""Brushes that set points along a shape: a straight line, or a ring around where the drag began."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from mlpviz.engine.number import counted
from mlpviz.nn.arrays import Array
from mlpviz.views.data.canvas_tools import Board, EraseTool, MoveTool, PointTool, SprayTool, Tool
from mlpviz.views.look.theme import Theme

SPACING = 11.0
"""Px from one point to the next at first."""
SPACINGS = (4.0, 60.0)
DOT = 2.0
MARGIN = 4.0


class ShapeBrush(Tool):
    """Shows where points will stand while it is dragged, and sets them all when the button comes up."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.spacing = SPACING
        self._start: Array | None = None
        self._end = np.zeros(2)
        self._label = 0

    def press(self, place: Array, label: int, *, further: bool = False) -> None:
        """The shape begins here."""
        self._start = self._end = self._board.snapping.place(place)
        self._label = label

    def drag(self, place: Array) -> None:
        """And reaches to here."""
        self._end = self._board.snapping.place(place)

    def release(self, place: Array) -> None:
        """Set the points that can be seen."""
        if self._start is None:
            return
        self._end = self._board.snapping.place(place)
        at, seen = self._places(), self._board.plane.shown
        inside = (at[:, 0] >= seen.left()) & (at[:, 0] <= seen.right())
        at = at[inside & (at[:, 1] >= seen.top()) & (at[:, 1] <= seen.bottom())]
        self._start = None
        if len(at):
            self._board.add(at, self._label)

    def drop(self) -> None:
        """Set nothing."""
        self._start = None

    def wheel(self, steps: int, *, shifted: bool) -> bool:
        """Closer or further apart."""
        self.spacing = float(np.clip(self.spacing / 1.15**steps, *SPACINGS))
        return True

    def words(self) -> str:
        """How many points it sets, or how far apart they stand."""
        started = self._start is not None
        return counted(len(self._places()), "point") if started else f"every {self.spacing:.0f} px"

    def _shape(self, start: QPointF, end: QPointF) -> Array:
        """Where points stand, (m, 2), in px."""
        raise NotImplementedError

    def _pixels(self) -> Array:
        assert self._start is not None
        return self._shape(self._board.plane.pixel(self._start), self._board.plane.pixel(self._end))

    def _places(self) -> Array:
        return np.array([self._board.plane.place(QPointF(*pixel)) for pixel in self._pixels().tolist()])

    def area(self, place: Array) -> QRectF:
        """All that is previewed."""
        if self._start is None:
            return QRectF()
        pixels = self._pixels()
        (left, top), (right, bottom) = pixels.min(axis=0), pixels.max(axis=0)
        return QRectF(left, top, right - left, bottom - top).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def paint(self, painter: QPainter, theme: Theme, place: Array) -> None:
        """A dot where each point will stand."""
        if self._start is None:
            return
        painter.setPen(QPen(theme.palette.color("contour_halo"), 1.0))
        painter.setBrush(theme.palette.color("contour"))
        for x, y in self._pixels().tolist():
            painter.drawEllipse(QPointF(x, y), DOT, DOT)


class LineBrush(ShapeBrush):
    """Points along a straight line."""

    name = "line"

    def _shape(self, start: QPointF, end: QPointF) -> Array:
        count = int(QLineF(start, end).length() / self.spacing) + 1
        shares = np.linspace(0.0, 1.0, count)[:, None] if count > 1 else np.zeros((1, 1))
        begin, finish = np.array(start.toTuple()), np.array(end.toTuple())
        return np.asarray(begin + shares * (finish - begin))


class RingBrush(ShapeBrush):
    """Points on a circle around where the drag began."""

    name = "ring"

    def _shape(self, start: QPointF, end: QPointF) -> Array:
        radius = QLineF(start, end).length()
        count = max(1, int(2.0 * np.pi * radius / self.spacing))
        turn = 2.0 * np.pi * np.arange(count) / count
        circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        return np.asarray(np.array(start.toTuple()) + radius * circle)


TOOLS: tuple[type[Tool], ...] = (PointTool, SprayTool, LineBrush, RingBrush, MoveTool, EraseTool)
"""All tools, in the order of their buttons."""
