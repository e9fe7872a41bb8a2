"""The learner's hand on the canvas: turns mouse and keys into what the chosen tool does."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from mlpviz.nn.arrays import Array
from mlpviz.views.data.canvas_overlay import Overlay
from mlpviz.views.data.canvas_tools import Board, Tool

LEAP = 10
"""How many nudges an arrow key with Shift is."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ERASING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)


class Canvas(Board, Protocol):
    """What the hand may ask of the canvas."""

    def can_edit(self) -> bool: ...
    def step(self) -> Array: ...
    def tool(self) -> Tool: ...
    def label(self) -> int: ...
    def next_label(self) -> int: ...
    def begin_stroke(self) -> None: ...
    def end_stroke(self) -> None: ...
    def erase_selection(self) -> None: ...
    def hold_snap(self, held: bool) -> None: ...


class Hand(QObject):
    """Where pointer and crosshair are, and whether a stroke is under way."""

    probe_requested = Signal(object)
    """An input (2,) to show the answer at, or None."""

    def __init__(self, canvas: Canvas, overlay: Overlay) -> None:
        super().__init__()
        self._canvas, self._overlay = canvas, overlay
        self._pressed: Qt.MouseButton | None = None
        self._crosshair: Array | None = None
        self._nudging = False

    @property
    def busy(self) -> bool:
        """Whether a button is down."""
        return self._pressed is not None

    @property
    def crosshair(self) -> Array | None:
        """Where the arrow keys have put the crosshair, (2,)."""
        return self._crosshair

    # the mouse

    def press(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        canvas = self._canvas
        if event.button() not in _BUTTONS or self.busy or not canvas.can_edit():
            return
        self._pressed = event.button()
        self.put_crosshair(None)
        self._overlay.show_card(None, None)
        canvas.begin_stroke()
        canvas.hold_snap(_shifted(event))
        label = canvas.next_label() if event.button() == Qt.MouseButton.RightButton else canvas.label()
        canvas.tool().press(canvas.plane.place(event.position()), label, further=_shifted(event))
        self._overlay.refresh()

    def move(self, event: QMouseEvent) -> None:
        """Go on with the stroke, or look at the input under the pointer."""
        canvas, place = self._canvas, self._canvas.plane.place(event.position())
        canvas.hold_snap(_shifted(event))
        if self.busy:
            canvas.tool().drag(place)
        self._overlay.show_pointer(place)
        if not self.busy:
            self._overlay.show_card(place, None)
        self.probe_requested.emit(place)

    def release(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if self.busy and event.button() == self._pressed:
            self._pressed = None
            self._canvas.tool().release(self._canvas.plane.place(event.position()))
            self._overlay.refresh()
            self._canvas.end_stroke()

    def drop(self) -> None:
        """End a stroke that is under way where it is: the points have changed under it."""
        if self.busy:
            self._pressed = None
            self._canvas.tool().drop()
            self._overlay.refresh()
            self._canvas.end_stroke()

    def leave(self) -> None:
        """The pointer is over nothing."""
        if self._crosshair is None:
            self._overlay.show_pointer(None)
            self._overlay.show_card(None, None)
            self.probe_requested.emit(None)

    # keys

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key means something here, before it may become a shortcut of the window."""
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        if event.key() == Qt.Key.Key_Escape:
            return self._crosshair is not None or len(self._canvas.selection()) > 0
        return event.key() in (*_ARROWS, *_ENTER, *_ERASING)

    def key(self, event: QKeyEvent) -> None:
        """Arrows move crosshair or selection, Enter acts at the crosshair, Delete erases the selection."""
        key = Qt.Key(event.key())
        if key in _ARROWS:
            reach = LEAP if _shifted(event) else 1
            self.nudge(*(reach * step for step in _ARROWS[key]))
        elif key in _ENTER:
            self._act(self._canvas.next_label() if _shifted(event) else self._canvas.label())
        elif key == Qt.Key.Key_Escape:
            self.put_crosshair(None)
            self._canvas.select(np.empty(0, dtype=np.intp))
        else:
            self._canvas.erase_selection()

    def nudge(self, across: int, up: int) -> None:
        """Move the selection, or else the crosshair, by so many steps."""
        canvas = self._canvas
        if len(canvas.selection()):
            if not self._nudging:
                canvas.begin_stroke()
            at = canvas.places()[canvas.selection()]
            canvas.move(canvas.selection(), canvas.snapping.nudged(at, across, up, canvas.step()))
            self._nudging = True  # nudges in a row are one step of undo
            canvas.end_stroke()
            return
        seen = canvas.plane.shown
        at = self._middle()
        if self._crosshair is not None:
            at = canvas.snapping.nudged(self._crosshair.reshape(1, 2), across, up, canvas.step())[0]
        low, high = (seen.left(), seen.top()), (seen.right(), seen.bottom())
        self.put_crosshair(_tidy(np.clip(at, low, high), canvas.step()))

    def _middle(self) -> Array:
        """Where the crosshair begins: at 0 if that is seen, else in the middle of what is."""
        seen = self._canvas.plane.shown
        middle = np.array([seen.center().x(), seen.center().y()])
        return np.zeros(2) if seen.contains(0.0, 0.0) else _tidy(middle, self._canvas.step())

    def stop_nudging(self) -> None:
        """The next nudge is a step of undo of its own."""
        self._nudging = False

    def put_crosshair(self, place: Array | None) -> None:
        """Put the crosshair there, or take it away."""
        if place is None and self._crosshair is None:
            return
        self._crosshair = place
        self._overlay.show_crosshair(place)
        self._overlay.show_pointer(place)
        self._overlay.show_card(place, None)
        self.probe_requested.emit(place)

    def _act(self, label: int) -> None:
        canvas = self._canvas
        if self._crosshair is None:
            self.put_crosshair(self._middle())
        elif canvas.can_edit() and not self.busy:
            canvas.begin_stroke()
            canvas.tool().act(self._crosshair, label)
            canvas.end_stroke()


def _tidy(place: Array, step: Array) -> Array:
    """A place without the last digits that sums leave behind: whole thousandths of a step."""
    unit = step / 1000.0
    return np.array([float(f"{value:.12g}") for value in np.round(place / unit) * unit])


def _shifted(event: QMouseEvent | QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
