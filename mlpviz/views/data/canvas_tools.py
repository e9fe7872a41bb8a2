"""What the pointer does on the canvas: add points, spray them, move them, erase them."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.data import marker
from mlpviz.views.data.canvas_points import NOBODY, Indices
from mlpviz.views.data.snap import Snapping
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme

GRASP = 9.0
"""Within so many px of a marker the pointer takes hold of it."""
AIM = 4.0
"""Radius in px of the ring at the place of the grid on which a click would fall."""
SPRAY_RADII = (1 / 60, 1 / 3)
"""Of the ring, as shares of the canvas."""
SPRAY_COUNTS = (1, 50)
VALUE = 4.5
"""Radius in px of the mark that shows the value of the brush."""


class Board(Protocol):
    """What a tool may ask of the canvas."""

    plane: Plane
    snapping: Snapping

    def places(self) -> Array: ...
    def selection(self) -> Indices: ...
    def near(self, place: Array, pixels: float) -> Indices: ...
    def inside(self, area: QRectF) -> Indices: ...
    def shade(self, label: int) -> float | None: ...
    def select(self, indices: Indices) -> None: ...
    def add(self, x: Array, label: int) -> None: ...
    def move(self, indices: Indices, x: Array) -> None: ...
    def erase(self, indices: Indices) -> None: ...


class Tool:
    """One tool. Places are inputs (2,); a stroke runs from press to release."""

    name = ""
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, board: Board) -> None:
        self._board = board

    def press(self, place: Array, label: int, *, further: bool = False) -> None:
        """A button goes down; `label` is the class it stands for, `further` adds to a selection."""

    def drag(self, place: Array) -> None:
        """The pointer moves with the button down."""

    def release(self, place: Array) -> None:
        """The button comes up."""

    def drop(self) -> None:
        """The points have changed under it: end where it is."""
        self.release(np.zeros(2))

    def words(self) -> str:
        """What it would do now, for the moment in which that changes."""
        return ""

    def act(self, place: Array, label: int) -> None:
        """Enter was pressed with the crosshair at `place`: as a click there."""
        self.press(place, label)
        self.release(place)

    def wheel(self, steps: int, *, shifted: bool) -> bool:
        """The wheel turned; False if that means nothing to this tool."""
        return False

    def area(self, place: Array) -> QRectF:
        """What the cursor covers with the pointer at `place`, in px."""
        return QRectF()

    def paint(self, painter: QPainter, theme: Theme, place: Array) -> None:
        """Draw the cursor."""


class PointTool(Tool):
    """A click adds one point."""

    name = "point"

    def press(self, place: Array, label: int, *, further: bool = False) -> None:
        """Add it at once: it must be there within a frame."""
        self._board.add(self._board.snapping.place(place).reshape(1, 2), label)

    def area(self, place: Array) -> QRectF:
        """Where a click would put a point on the grid."""
        if not self._board.snapping.active:
            return QRectF()
        at = self._board.plane.pixel(self._board.snapping.place(place))
        return QRectF(at.x() - AIM - 2, at.y() - AIM - 2, 2 * AIM + 4, 2 * AIM + 4)

    def paint(self, painter: QPainter, theme: Theme, place: Array) -> None:
        """A ring there."""
        if self._board.snapping.active:
            at = self._board.plane.pixel(self._board.snapping.place(place))
            for token, width in (("contour_halo", 3.5), ("contour", 1.5)):
                painter.setPen(QPen(theme.palette.color(token), width))
                painter.drawEllipse(at, AIM, AIM)


class RingTool(Tool):
    """A tool that acts within a ring around the pointer."""

    def ring(self) -> float:
        """The ring's radius in px."""
        raise NotImplementedError

    def area(self, place: Array) -> QRectF:
        """The ring and its line."""
        middle, reach = self._board.plane.pixel(place), self.ring() + 3
        return QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach)

    def paint(self, painter: QPainter, theme: Theme, place: Array) -> None:
        """A ring, light and dark, so that it is seen on any ground."""
        middle, reach = self._board.plane.pixel(place), self.ring()
        for token, width in (("contour_halo", 3.5), ("contour", 1.5)):
            painter.setPen(QPen(theme.palette.color(token), width))
            painter.drawEllipse(middle, reach, reach)


class SprayTool(RingTool):
    """A drag adds points inside the ring: evenly spread over it, more the further it moves."""

    name = "spray"

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.radius = 1 / 15
        """Of the ring, as a share of the canvas."""
        self.count = 6
        """How many points fall on each ringful."""
        self._random = np.random.default_rng()
        self._label = 0
        self._last = np.zeros(2)

    def press(self, place: Array, label: int, *, further: bool = False) -> None:
        """The first ringful."""
        self._label = label
        self._spray(place)

    def drag(self, place: Array) -> None:
        """Another ringful whenever the pointer has left the middle of the last one."""
        if _apart(self._board.plane, place, self._last) >= 0.6 * self.ring():
            self._spray(place)

    def wheel(self, steps: int, *, shifted: bool) -> bool:
        """Change the radius or, with Shift, the density."""
        if shifted:
            change = max(1, round(self.count * 0.2)) * (1 if steps > 0 else -1)
            self.count = int(np.clip(self.count + change, *SPRAY_COUNTS))
        else:
            self.radius = float(np.clip(self.radius * 1.15**steps, *SPRAY_RADII))
        return True

    def ring(self) -> float:
        """As the radius lies on the screen."""
        return self.radius * self._board.plane.width

    def words(self) -> str:
        """Radius and density, for the moment in which they change."""
        across, up = (size for size in self._board.plane.lengths(self.ring()).tolist())
        radius = number.plain(across, 3) if across == up else number.percent(self.radius, 0)
        return f"radius {radius} · {number.counted(self.count, 'point')}"

    def paint(self, painter: QPainter, theme: Theme, place: Array) -> None:
        """The ring, and in its middle the colour of the value that is drawn."""
        super().paint(painter, theme, place)
        shade = self._board.shade(self._label)
        if shade is not None:
            marker.draw_value(painter, theme.palette, shade, self._board.plane.pixel(place), VALUE)

    def release(self, place: Array) -> None:
        """The ring shows again what the left button draws."""
        self._label = 0

    def _spray(self, place: Array) -> None:
        turn = self._random.uniform(0.0, 2.0 * np.pi, self.count)
        away = np.sqrt(self._random.random(self.count))
        self._last = place
        ring = self._board.plane.lengths(self.ring())
        x = place + ring * np.stack([away * np.cos(turn), away * np.sin(turn)], axis=1)
        seen = self._board.plane.shown
        low, high = (seen.left(), seen.top()), (seen.right(), seen.bottom())
        x = x[((x >= low) & (x <= high)).all(axis=1)]  # nobody wants points that cannot be seen
        if len(x):
            self._board.add(x, self._label)


class EraseTool(RingTool):
    """A drag erases what comes under the ring."""

    name = "erase"

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._last = np.zeros(2)

    def press(self, place: Array, label: int, *, further: bool = False) -> None:
        """Erase what lies here."""
        self._last = place
        self._wipe(place)

    def drag(self, place: Array) -> None:
        """Erase what lies between here and the place before: a quick pointer leaves no gaps."""
        self._wipe(place)
        self._last = place

    def ring(self) -> float:
        """A little more than the reach of the hand."""
        return GRASP + 3

    def _wipe(self, place: Array) -> None:
        plane, at = self._board.plane, self._board.places()
        if not len(at):
            return
        reach = plane.lengths(self.ring())
        low, high = np.minimum(place, self._last) - reach, np.maximum(place, self._last) + reach
        close = self._board.inside(QRectF(QPointF(*low), QPointF(*high)))
        start, end = plane.pixels(np.stack([self._last, place]))
        near = close[_distance(plane.pixels(at[close]), start, end) <= self.ring()]
        if len(near):
            self._board.erase(near)


class MoveTool(Tool):
    """A drag moves a point or the selection; a drag that begins on empty ground draws a box that selects."""

    name = "move"
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._grasped: Array | None = None
        self._held = 0
        """Which of the grasped points is under the pointer."""
        self._start = np.zeros(2)
        self._corner: Array | None = None
        self._kept = NOBODY

    def press(self, place: Array, label: int, *, further: bool = False) -> None:
        """Take hold of the nearest point, or begin a box."""
        board = self._board
        near, selection = board.near(place, GRASP), board.selection()
        self._kept = selection if further else NOBODY
        self._start, self._corner, self._grasped = place, None, None
        if not len(near):
            self._corner = place
            board.select(self._kept)
            return
        if near[0] not in selection:
            board.select(np.union1d(self._kept, near[:1]))
        self._grasped = board.places()[board.selection()]
        self._held = int(np.flatnonzero(board.selection() == near[0])[0])

    def drag(self, place: Array) -> None:
        """Move what is held, or draw the box larger."""
        if self._grasped is not None:
            moved = self._board.snapping.moved(self._grasped, place - self._start, self._held)
            self._board.move(self._board.selection(), moved)
        elif self._corner is not None:
            self._corner = place
            self._board.select(np.union1d(self._kept, self._board.inside(self.box())))

    def release(self, place: Array) -> None:
        """Let go."""
        self._grasped = self._corner = None

    def box(self) -> QRectF:
        """The box being drawn, in x₁ and x₂."""
        assert self._corner is not None
        low, high = np.minimum(self._start, self._corner), np.maximum(self._start, self._corner)
        return QRectF(QPointF(*low), QPointF(*high))

    def area(self, place: Array) -> QRectF:
        """The box."""
        if self._corner is None:
            return QRectF()
        return self._board.plane.rectangle(self.box()).adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, theme: Theme, place: Array) -> None:
        if self._corner is not None:
            pen = QPen(theme.palette.color("contour"), 1.0)
            pen.setDashPattern(theme.dash("affordance"))
            fill = theme.palette.color("contour")
            fill.setAlphaF(0.08)
            painter.setPen(pen)
            painter.setBrush(fill)
            painter.drawRect(self._board.plane.rectangle(self.box()))
            painter.setBrush(Qt.BrushStyle.NoBrush)


def _apart(plane: Plane, place: Array, other: Array) -> float:
    """How far two places are from each other, in px."""
    across, up = plane.pixels(np.stack([place, other]))
    return float(np.hypot(*(across - up)))


def _distance(x: Array, start: Array, end: Array) -> Array:
    """How far points (n, 2) lie from the line between two places."""
    along = end - start
    length = float(along @ along)
    share = np.clip((x - start) @ along / length, 0.0, 1.0) if length > 0 else np.zeros(len(x))
    away = x - start - share[:, None] * along
    return np.asarray(np.hypot(away[:, 0], away[:, 1]))
