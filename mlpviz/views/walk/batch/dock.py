"""The dock of a batch: its rows in groups, the equation of the chosen number, the code, and the strip of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlpviz.engine.number import count
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.code import WalkCode
from mlpviz.views.walk.dock.equation import WalkEquation
from mlpviz.views.walk.dock.frame import DockFrame
from mlpviz.views.walk.dock.scrubber import Strip, StripPart
from mlpviz.views.walk.dock.step_list import Group, StepList, unfolded
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


class BatchDock(DockFrame):
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
        super().__init__(theme, WORDS, CONTEXT, 1 / 3, parent)
        self._story: BatchStory | None = None
        self._row, self._column, self._digits = 0, 0, 9
        self.steps = StepList(theme, typesetter, self)
        self.equation, self.code = WalkEquation(theme, typesetter, self), WalkCode(theme, self)
        self.setAccessibleName("Batch, row by row")
        self.lay_out(self.steps, self.equation, self.code)
        self.menu_of = self.equation
        self.buttons.part_requested.connect(self.part_requested)
        self.buttons.other_requested.connect(self.batch_requested)
        self.buttons.end_requested.connect(self.keep_requested)
        self.steps.step_requested.connect(self.index_requested)

    # showing

    def show_place(self, story: BatchStory, row: int, column: int) -> None:
        """Show the number of a row in a column."""
        self._story, self._row, self._column = story, row, column
        self._show()

    def told(self) -> Explanation | None:
        """What is explained now."""
        return None if self._story is None else self._story.told(self._row, self._column, self._digits)

    @property
    def digits(self) -> int:
        """How many decimals are shown."""
        return self._digits

    def set_digits(self, digits: int) -> None:
        """Show 4 or 9 decimals."""
        self._digits = digits
        self.equation.set_digits(digits)
        self.code.set_digits(digits)
        self._show()

    def show_level(self, level: str) -> None:
        """Show "words" alone, "numbers" too, or the "code" beside them."""
        self.equation.show_numbers(level != "words")
        self.show_right(level == "code")

    def fit_low(self, low: bool) -> None:
        """Let the parts spare room where the window is low."""
        self.steps.set_low(low)
        self.equation.set_low(low)
        self.code.set_low(low)

    def fit_width(self, narrow: bool) -> None:
        """Let the equation spare room at the sides where the window is narrow."""
        self.equation.set_narrow(narrow)

    def _show(self) -> None:
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
