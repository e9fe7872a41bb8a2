"""The current position among the batches of an epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from mlpviz.state.cursor import Cursor

if TYPE_CHECKING:
    from mlpviz.engine.records import Snapshot
    from mlpviz.engine.telling.batch.epoch_story import EpochStory

BUDGET_MS = 25
"""So long batches are walked at a stretch; those that are still missing follow when the screen has been drawn."""


class EpochCursor(Cursor):
    """A cursor over the batches of one epoch. It walks a batch when it first gets there, and goes back for nothing.

    A batch far ahead is reached bit by bit, each shown on the way; any other request stops that.
    """

    begun = Signal(object)
    """An epoch was opened: its EpochStory. `step_shown` follows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._story: EpochStory | None = None
        self._target = 0
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(0)
        self._ahead.timeout.connect(self._go_on)

    @property
    def active(self) -> bool:
        return self._story is not None

    @property
    def story(self) -> EpochStory:
        """The open epoch; RuntimeError if there is none."""
        if self._story is None:
            raise RuntimeError("no epoch is open; call begin first.")
        return self._story

    @property
    def count(self) -> int:
        """The number of batches of the open epoch; 0 if there is none."""
        return self._story.batches if self._story is not None else 0

    @property
    def walked(self) -> int:
        """The number of updates up to the end of the batch shown; 0 if no epoch is open."""
        return self._index - self._story.first + 1 if self._story is not None else 0

    def begin(self, start: Snapshot) -> None:
        """Open the epoch of a snapshot at its next batch. Raises ValueError if there is nothing to train on."""
        from mlpviz.engine.telling.batch.epoch_story import EpochStory  # not needed to open a window

        self._ahead.stop()
        self._story = EpochStory(start)
        self._index = self._story.first
        self._story.row(self._index)
        self.begun.emit(self._story)
        self.step_shown.emit(self._index)

    @Slot()
    def end(self) -> None:
        """Leave the epoch; what was walked is forgotten."""
        self._ahead.stop()
        if self._story is not None:
            self._story, self._index = None, 0
            self.ended.emit()

    @Slot(int)
    def go(self, index: int) -> None:
        """Show a batch, or the nearest one that is not trained already; the batches up to it are walked."""
        self._ahead.stop()
        if self._story is not None:
            self._target = max(self._story.first, min(index, self._story.batches - 1))
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        """Come nearer to the batch that is wanted."""
        if self._story is None:
            return
        spent = QElapsedTimer()
        spent.start()
        at = min(self._target, self._story.known - 1)
        while at < self._target:
            at += 1
            self._story.row(at)
            if spent.elapsed() >= BUDGET_MS:
                break
        if at < self._target:
            self._ahead.start()
        if at != self._index:
            self._index = at
            self.step_shown.emit(at)
