"""The current position in the ledger of a batch: a row and a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.state.cursor import Cursor

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.records import Part
    from mlpviz.engine.telling.batch.story import BatchStory


class BatchCursor(Cursor):
    """A cursor over the rows of one ledger. In the ledger of another batch it stays at the same row and column."""

    begun = Signal(object)
    """The ledger of a batch was opened: its BatchStory. `column_shown` and `step_shown` follow."""
    column_shown = Signal(int)
    """The column that is followed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._story: BatchStory | None = None
        self._column = 0

    @property
    def active(self) -> bool:
        return self._story is not None

    @property
    def story(self) -> BatchStory:
        """The open ledger; RuntimeError if there is none."""
        if self._story is None:
            raise RuntimeError("no ledger is open; call begin first.")
        return self._story

    @property
    def count(self) -> int:
        """The number of rows of the open ledger; 0 if there is none."""
        return len(self._story) if self._story is not None else 0

    @property
    def column(self) -> int:
        """The column that is followed, from 0."""
        return self._column

    @property
    def part(self) -> Part:
        """The group of rows shown; RuntimeError if no ledger is open."""
        return self.story.part_of(self._index)

    def begin(self, story: BatchStory, row: int | None = None, column: int | None = None) -> None:
        """Open the ledger of a batch, at a row and a column; without them, where the last one stood."""
        before = self._story
        if row is None:
            row = self._index if before is None else _same_row(before, self._index, story)
        self._story, self._index = story, max(0, min(row, len(story) - 1))
        self._column = max(0, min(self._column if column is None else column, len(story.columns) - 1))
        self.begun.emit(story)
        self.column_shown.emit(self._column)
        self.step_shown.emit(self._index)

    @Slot()
    def end(self) -> None:
        """Leave the ledger; its row is forgotten, its column is not."""
        if self._story is not None:
            self._story, self._index = None, 0
            self.ended.emit()

    @Slot()
    def next_part(self) -> None:
        """Go to the first row of the next group; from the last group, to the last row."""
        if self._story is not None:
            part = self.part
            self.go(part.start + part.count)

    @Slot(int)
    def choose_column(self, column: int) -> None:
        """Follow another weight or bias; nothing happens if there is no such column."""
        if self._story is not None and 0 <= column < len(self._story.columns) and column != self._column:
            self._column = column
            self.column_shown.emit(column)

    @Slot()
    def next_column(self) -> None:
        self.choose_column(self._column + 1)

    @Slot()
    def previous_column(self) -> None:
        self.choose_column(self._column - 1)


def _same_row(before: BatchStory, at: int, story: BatchStory) -> int:
    """The row of a new ledger that means the same; of another number of samples, the one as far into its group."""
    row = before.rows[at]
    same = [one for one, other in enumerate(story.rows) if (other.kind, other.letter) == (row.kind, row.letter)]
    if row.kind not in ("sample", "others"):
        return same[0] if same else min(at, len(story) - 1)
    return min(at, story.parts[0].count - 1)
