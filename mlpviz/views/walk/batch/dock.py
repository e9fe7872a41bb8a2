"""The dock of a batch: its rows in groups, the equation of the chosen number, the code, and the strip of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlpviz.engine.number import count
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.scrubber import Strip, StripPart
from mlpviz.views.walk.dock.step_list import Group, unfolded
from mlpviz.views.walk.dock.told_dock import ToldDock
from mlpviz.views.walk.dock.walk_buttons import ButtonWords
from mlpviz.views.walk.sentences import spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.story import BatchStory
    from mlpviz.engine.telling.narration import Explanation

KEEP = "Keep update"
WORDS = ButtonWords(
    "row", "Part", "On to the next part of the rows (Shift+→)", "Batch", "The next batch (Ctrl+→)", KEEP, "check",
    "Make this update part of the training (Enter)")
LAST_PART = "This is the last part of the batch."
LAST_BATCH = "This is the last batch of the epoch."
CONTEXT = "batch"
"""Where the commands of this dock act."""


class BatchDock(ToldDock):
    """Shows one row of a batch in steps, symbols, numbers and source, and asks for others."""

    part_requested = Signal()
    batch_requested = Signal()
    previous_batch_requested = Signal()
    keep_requested = Signal()
    column_moved = Signal(int)
    """So many columns to the right, or with a minus to the left."""
    fold_requested = Signal()
    deeper_requested = Signal()
    shallower_requested = Signal()

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(theme, typesetter, WORDS, CONTEXT, parent)
        self._story: BatchStory | None = None
        self._row, self._column = 0, 0
        self.setAccessibleName("Batch, row by row")
        self.buttons.part_requested.connect(self.part_requested)
        self.buttons.other_requested.connect(self.batch_requested)
        self.buttons.end_requested.connect(self.keep_requested)

    # showing

    def show_place(self, story: BatchStory, row: int, column: int) -> None:
        """Show the number of a row in a column."""
        self._story, self._row, self._column = story, row, column
        self.show_again()

    def told(self) -> Explanation | None:
        """What is explained now."""
        return None if self._story is None else self._story.told(self._row, self._column, self._digits)

    def show_again(self) -> None:
        """Show what is told, anew."""
        story, told = self._story, self.told()
        if story is None or told is None:
            return
        row, total = self._row, len(story)
        part = story.part_of(row)
        no_other = LAST_BATCH if story.batch + 1 >= story.batches else ""
        last = LAST_PART if part.start + part.count == total else ""
        self.buttons.show_place(at_start=row == 0, at_end=row == total - 1, no_part=last, no_other=no_other)
        groups = [Group(one.title, one.start, one.count) for one in story.parts]
        self.steps.show_lines(unfolded(groups, row, _RowTitle(story)))
        kind = story.rows[row].kind
        self.equation.show_told(told, row, total, updating=kind == "weights", step="row", rehearsed=kind == "step")
        self.code.show_told(told, kind != "weights", ())
        self.scrubber.show_strip(_strip(story), row)
        self.tell(f"Row {row + 1} of {total}. {told.sentence}")
        if row + 1 < total:
            self.equation.prepare(story.told(row + 1, self._column, self._digits))

    # keys

    def obey(self, command: str, *, repeated: bool) -> None:
        """Move as a command of the dock says."""
        at_end = self._story is not None and self._row == len(self._story) - 1
        if command in ("batch_next", "batch_enter"):
            if not at_end:
                self.next_requested.emit()
            elif command == "batch_enter" and not repeated:
                self.keep_requested.emit()
        elif command in ("batch_column", "batch_column_back"):
            self.column_moved.emit(1 if command == "batch_column" else -1)
        else:
            {
                "batch_first": self.first_requested, "batch_last": self.last_requested,
                "batch_back": self.back_requested, "batch_part": self.part_requested,
                "batch_other": self.batch_requested, "batch_previous": self.previous_batch_requested,
                "batch_leave": self.leave_requested, "batch_fold": self.fold_requested,
                "batch_deeper": self.deeper_requested, "batch_shallower": self.shallower_requested,
            }[command].emit()  # fmt: skip


class _RowTitle:
    """Names the rows in the list of steps; mathematics stands between dollar signs."""

    def __init__(self, story: BatchStory) -> None:
        self._story = story

    def __call__(self, index: int) -> str:
        row = self._story.rows[index]
        if row.kind == "memory":
            return f"remember ${row.letter}$"
        if row.kind == "step":
            return r"step $\Delta w$"
        return "$w$ + step" if row.kind == "weights" else row.title


def _strip(story: BatchStory) -> Strip:
    place = f"epoch {count(story.epoch)}, batch {count(story.batch + 1)} of {count(story.batches)}"
    parts = tuple(StripPart(part.short, "", part.start, part.count) for part in story.parts)
    return Strip("This batch", place, parts, len(story), "row", _Told(story))


class _Told(_RowTitle):
    """Tells a row in plain text, with its part."""

    def __call__(self, index: int) -> str:
        part = self._story.part_of(index)
        return f"{part.title}: {spoken(super().__call__(index))}"
