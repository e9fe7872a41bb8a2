"""One step after another by itself, at a speed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

SPEEDS = (0.5, 1.0, 2.0, 5.0)
"""Steps a second."""


class Autoplay(QObject):
    """Asks for step after step while it plays; who makes the steps stops it at the end."""

    stepped = Signal()
    """It is time for the next step."""
    changed = Signal()
    """It plays now, or no longer, or at another speed."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Wait, at one step a second."""
        super().__init__(parent)
        self._speed = 1.0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.stepped)

    @property
    def playing(self) -> bool:
        """Whether steps follow by themselves."""
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self._speed

    @Slot()
    def toggle(self) -> None:
        """Play, with the first step at once, or stop."""
        if self.playing:
            self.stop()
            return
        self._timer.start()
        self.changed.emit()
        self.stepped.emit()

    @Slot()
    def stop(self) -> None:
        """Make no more steps."""
        if self.playing:
            self._timer.stop()
            self.changed.emit()

    def choose_speed(self, speed: float) -> None:
        """Make so many steps a second; what is none of the speeds is as if it had not been chosen."""
        if speed in SPEEDS and speed != self._speed:
            self._speed = speed
            self._timer.setInterval(round(1000 / speed))
            self.changed.emit()

    @Slot(int)
    def change_speed(self, by: int) -> None:
        """Go to a faster (1) or slower (−1) speed, if there is one."""
        at = SPEEDS.index(self._speed) + by
        if 0 <= at < len(SPEEDS):
            self.choose_speed(SPEEDS[at])
