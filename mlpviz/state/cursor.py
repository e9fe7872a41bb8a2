"""A place among steps: the movement that every step-through has."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot


class Cursor(QObject):
    """Goes on and back over a row of steps and stops at both ends. Without steps nothing moves."""

    step_shown = Signal(int)
    """The index of the step to show."""
    ended = Signal()
    """What was stepped through was left."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index = 0

    @property
    def count(self) -> int:
        """The number of steps; 0 if nothing is open."""
        raise NotImplementedError

    @property
    def index(self) -> int:
        """Index of the step shown, from 0."""
        return self._index

    @Slot(int)
    def go(self, index: int) -> None:
        """Show the step at an index, or the nearest one."""
        if self.count:
            wanted = max(0, min(index, self.count - 1))
            if wanted != self._index:
                self._index = wanted
                self.step_shown.emit(wanted)

    @Slot()
    def next(self) -> None:
        self.go(self._index + 1)

    @Slot()
    def back(self) -> None:
        self.go(self._index - 1)

    @Slot()
    def first(self) -> None:
        self.go(0)

    @Slot()
    def last(self) -> None:
        self.go(self.count - 1)
