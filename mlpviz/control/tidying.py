"""Takes away objects that nothing needs any more, in the thread of the screen alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY = 500
"""Milliseconds between two looks."""


class Tidying(QObject):
    """Looks for unreachable objects in place of Python, which does so in whichever thread comes across its limit.

    Objects that refer to each other in a circle live until Python looks for them. Some of them are objects of Qt, and
    one that has a timer or is a widget must not end in another thread than its own: that can end the program.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin; Python itself does not look from now on."""
        super().__init__(parent)
        self._before = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()

    @Slot()
    def tidy(self) -> None:
        """Look once, in this thread."""
        look_through()

    def close(self) -> None:
        """Let Python look again if it did before: the threads have ended."""
        self._timer.stop()
        if self._before:
            gc.enable()


def look_through() -> None:
    """Look through the generation whose limit is reached, the oldest first, as Python would."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation] > 0:
            gc.collect(generation)
            return
