"""A limit on how often something is redrawn, however often it is asked for."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

FRAME = 16
"""Milliseconds between two frames of a screen that shows sixty a second."""


class Pacer(QObject):
    """Many calls of `ask` become few of `due`: the first at once, later ones at most one an interval, none lost."""

    due = Signal()

    def __init__(self, interval: int = FRAME, parent: QObject | None = None) -> None:
        """`interval` in milliseconds."""
        super().__init__(parent)
        self._interval = interval
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fire)

    @Slot()
    def ask(self) -> None:
        """Wish for a redraw."""
        if not self._timer.isActive():
            passed = self._since.elapsed() if self._since.isValid() else self._interval
            self._timer.start(max(0, self._interval - passed))

    @Slot()
    def _fire(self) -> None:
        self._since.restart()
        self.due.emit()
