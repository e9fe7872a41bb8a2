"""What mouse and keys do to the points of a square."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen

from mlpviz.engine import number
from mlpviz.engine.one_unit.problem import Problem
from mlpviz.engine.one_unit.sentences import vector
from mlpviz.nn.arrays import Array
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme
from mlpviz.views.perceptron.square_points import radius_of

Key, Modifier, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
ARROWS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, 1), Key.Key_Down: (0, -1)}
ENTER, ERASING = (Key.Key_Return, Key.Key_Enter), (Key.Key_Delete, Key.Key_Backspace)
LEAP = 5
"""How many steps an arrow key goes with Shift."""
STEPS = 60
"""About so many steps of the crosshair lead across the square."""
NEAR = 6.0
"""A click so many px beside a marker still means it."""
STROKES = count(1)


class Board(Protocol):
    """The widget that the hand works on."""

    plane: Plane
    add_requested: SignalInstance
    move_requested: SignalInstance
    stroke_finished: SignalInstance
    erase_requested: SignalInstance

    def update(self) -> None:
        """Paint again."""
        ...


class Hand:
    """Adds, moves and erases points; remembers which is chosen and where the crosshair is."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._problem: Problem | None = None
        self.chosen: int | None = None
        """The point that Del erases and Ctrl+arrows move."""
        self._dragged, self._stroke = False, 0
        self.crosshair: Array | None = None
        """Where the arrow keys have put it, (2,)."""

    def follow(self, problem: Problem) -> None:
        """Work on these points from now on."""
        known = self._problem
        self._problem = problem
        if self.chosen is not None and (known is None or len(problem) != len(known) or self.chosen >= len(problem)):
            self.chosen = None

    # the mouse

    def press(self, event: QMouseEvent) -> None:
        """Choose the point under the pointer, or add one: the left button +1, the right one −1."""
        if self._problem is None or event.button() not in (Button.LeftButton, Button.RightButton):
            return
        self.put_crosshair(None)
        found = self.point_at(event.position())
        if found is not None:
            self.chosen, self._dragged, self._stroke = found, event.button() == Button.LeftButton, next(STROKES)
            self._board.update()
        else:
            self.chosen = None
            target = 1 if event.button() == Button.LeftButton else -1
            self._board.add_requested.emit(self._place(event.position()), target)

    def move(self, event: QMouseEvent) -> None:
        """Drag the chosen point."""
        if self._dragged and self.chosen is not None and event.buttons() & Button.LeftButton:
            self._board.move_requested.emit(self.chosen, self._place(event.position()), self._stroke)

    def release(self, event: QMouseEvent) -> None:
        """End the drag."""
        if self._dragged and event.button() == Button.LeftButton:
            self._dragged = False
            self._board.stroke_finished.emit()

    def _place(self, pixel: QPointF) -> tuple[float, float]:
        place = self._board.plane.place(pixel)
        return float(place[0]), float(place[1])

    def point_at(self, pixel: QPointF) -> int | None:
        """The index of the point under a pixel; None if there is none."""
        problem = self._problem
        if problem is None or not len(problem):
            return None
        away = self._board.plane.pixels(problem.places) - np.array([pixel.x(), pixel.y()])
        distances = np.hypot(away[:, 0], away[:, 1])
        nearest = int(np.argmin(distances))
        return nearest if distances[nearest] <= radius_of(len(problem)) + NEAR else None

    def told(self, pixel: QPointF) -> str:
        """What is to be said of the point under a pixel; "" if there is none."""
        index, problem = self.point_at(pixel), self._problem
        if index is None or problem is None:
            return ""
        target = number.signed(problem.targets[index])
        return f"Point {index + 1}: {vector(problem.points[index])}, target {target}"

    # keys

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key means something here."""
        held = event.modifiers() & ~(Modifier.ShiftModifier | Modifier.KeypadModifier | Modifier.ControlModifier)
        key = Key(event.key())
        if held or (event.modifiers() & Modifier.ControlModifier and key not in ARROWS):
            return False
        if key in ERASING:
            return self._under() is not None
        if key == Key.Key_Escape:
            return self.crosshair is not None or self.chosen is not None
        return key in ARROWS or key in ENTER

    def key(self, event: QKeyEvent) -> None:
        """Arrows move the crosshair, with Ctrl the point under it; Enter adds, Del erases, Esc lets go."""
        key, shifted = Key(event.key()), bool(event.modifiers() & Modifier.ShiftModifier)
        if key in ARROWS:
            self._nudge(ARROWS[key], LEAP if shifted else 1, carry=bool(event.modifiers() & Modifier.ControlModifier))
        elif key in ENTER:
            at = self._middle() if self.crosshair is None else self.crosshair
            self.put_crosshair(at)
            self._board.add_requested.emit((float(at[0]), float(at[1])), -1 if shifted else 1)
        elif key in ERASING:
            under = self._under()
            if under is not None:
                self._board.erase_requested.emit(under)
        else:
            self.chosen = None
            self.put_crosshair(None)

    def _nudge(self, way: tuple[int, int], steps: int, *, carry: bool) -> None:
        step = self._step()
        start, problem = self.crosshair, self._problem
        under = self._under() if carry else None
        if under is not None and problem is not None:
            start = problem.places[under]
        elif start is None:
            self.put_crosshair(self._middle())
            return
        assert start is not None
        shown = self._board.plane.shown
        moved = np.clip(
            np.round((start + steps * step * np.array(way)) / step) * step,
            [shown.left(), shown.top()], [shown.right(), shown.bottom()],
        )  # fmt: skip
        self.put_crosshair(moved)
        if under is not None:
            self.chosen = under
            if not self._stroke:
                self._stroke = next(STROKES)
            self._board.move_requested.emit(under, (float(moved[0]), float(moved[1])), self._stroke)
            self._board.stroke_finished.emit()
        else:
            self.chosen, self._stroke = None, 0

    def _under(self) -> int | None:
        """The chosen point, or the one under the crosshair."""
        if self.chosen is not None:
            return self.chosen
        return None if self.crosshair is None else self.point_at(self._board.plane.pixel(self.crosshair))

    def _step(self) -> float:
        shown = self._board.plane.shown
        rough = max(shown.width(), shown.height()) / STEPS
        power = 10.0 ** np.floor(np.log10(rough))
        return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9)))

    def _middle(self) -> Array:
        shown, step = self._board.plane.shown, self._step()
        center: Array = np.round(np.array([shown.center().x(), shown.center().y()]) / step) * step
        return center

    def put_crosshair(self, place: Sequence[float] | Array | None) -> None:
        """Put the crosshair there, or take it away."""
        self.crosshair = None if place is None else np.array([float(place[0]), float(place[1])])
        self._board.update()

    def paint_crosshair(self, painter: QPainter, theme: Theme) -> None:
        """Draw it, if it is anywhere."""
        if self.crosshair is None:
            return
        at, plane = self._board.plane.pixel(self.crosshair), self._board.plane
        painter.setPen(QPen(theme.palette.color("t1"), 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), plane.height))
        painter.drawLine(QPointF(0, at.y()), QPointF(plane.width, at.y()))
