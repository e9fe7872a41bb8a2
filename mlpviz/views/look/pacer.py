"""A limit on how often something is redrawn, however often it is asked for."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

FRAME = 16
"""Milliseconds between two frames of a screen that shows sixty a second."""
LEISURE = 180
"""Milliseconds between two pictures of what changes slowly to the eye, as a curve over all epochs does."""
TURN = 60
"""Milliseconds from the turn of one such picture to that of the next."""
PATIENCE = 12.0
"""How many times the work of a frame passes between two pictures of such a kind, where frames are much work."""
FURTHEST = 2500
"""Milliseconds that the last turn lies ahead at most."""
LONGEST = 0.2
"""Seconds that the work of a frame counts at most."""


class Pacer(QObject):
    """Many calls of `ask` become few of `due`: the first at once, later ones at most one an interval, none lost.

    Pacers made `in_turn` also keep a distance from one another, the larger the more work a frame is: each plot is
    redrawn a little less often, so that no frame has to wait for all of them.
    """

    due = Signal()
    _booked = 0.0
    """When the last turn begins, in ms."""
    _frame = 0.0
    """How much work frames are, in ms."""

    @classmethod
    def note_frame(cls, seconds: float) -> None:
        """Take in how long the window worked for the last frame."""
        cls._frame += 0.2 * (1000.0 * min(seconds, LONGEST) - cls._frame)

    def __init__(self, interval: int = FRAME, parent: QObject | None = None, *, in_turn: bool = False) -> None:
        """`interval` in milliseconds."""
        super().__init__(parent)
        self._interval, self._in_turn = interval, in_turn
        self._next = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fire)

    @property
    def waiting(self) -> bool:
        """Whether a redraw was asked for and has not happened yet."""
        return self._timer.isActive()

    @Slot()
    def ask(self) -> None:
        """Wish for a redraw."""
        if self._timer.isActive():
            return
        now = 1000.0 * time.monotonic()
        due = max(now, self._next)
        if self._in_turn:
            turn = max(due, Pacer._booked + max(TURN, Pacer._frame))
            due = Pacer._booked = min(turn, now + FURTHEST)  # who booked before may be gone
        self._timer.start(math.ceil(due - now))

    @Slot()
    def hurry(self) -> None:
        """Redraw now what was asked for."""
        if self._timer.isActive():
            self._timer.stop()
            self._fire()

    @Slot()
    def _fire(self) -> None:
        least = PATIENCE * Pacer._frame if self._in_turn else 0.0
        self._next = 1000.0 * time.monotonic() + max(self._interval, least)
        self.due.emit()
