"""The dock of an epoch: its batches as steps, what the one shown did, the code, and the strip of batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlpviz.engine.number import count, counted
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.scrubber import Strip, StripPart
from mlpviz.views.walk.dock.step_list import Line
from mlpviz.views.walk.dock.told_dock import ToldDock
from mlpviz.views.walk.dock.walk_buttons import ButtonWords

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.epoch_story import EpochStory
    from mlpviz.engine.telling.narration import Explanation

CONTEXT = "epoch"
"""Where the commands of this dock act."""
WORDS = ButtonWords(
    "batch", "Open", "Into the ledger of this batch (↓)", "Keep",
    "Make every update up to this one part of the training (Ctrl+Enter)", "Keep updates", "check",
    "Make every update of this epoch part of the training (Enter)", part_icon="arrow-down", other_icon="check")
AT_END = "All updates are kept by the other button here."


class EpochDock(ToldDock):
    """Shows one batch of an epoch as a step, and asks for others."""

    deeper_requested = Signal()
    keep_requested = Signal()

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(theme, typesetter, WORDS, CONTEXT, parent)
        self._story: EpochStory | None = None
        self._batch = 0
        self.setAccessibleName("Epoch, batch by batch")
        self.buttons.part_requested.connect(self.deeper_requested)
        self.buttons.other_requested.connect(self.keep_requested)
        self.buttons.end_requested.connect(self.keep_requested)

    def show_place(self, story: EpochStory, batch: int) -> None:
        """Show a batch of an epoch."""
        self._story, self._batch = story, batch
        self.show_again()

    def told(self) -> Explanation | None:
        """What is explained now."""
        return None if self._story is None else self._story.told(self._batch)

    def show_again(self) -> None:
        """Show what is told, anew."""
        story, told = self._story, self.told()
        if story is None or told is None:
            return
        at_end = self._batch == story.batches - 1
        self.buttons.show_place(at_start=self._batch == story.first, at_end=at_end, no_other=AT_END if at_end else "")
        self.steps.show_lines([_line(story, batch, self._batch) for batch in range(story.batches)])
        self.equation.show_told(told, self._batch, story.batches, updating=False, step="batch", rehearsed=True)
        self.code.show_told(told, False, ())
        self.scrubber.show_strip(_strip(story), self._batch)
        self.tell(f"Batch {self._batch + 1} of {story.batches}. {told.sentence}")

    def obey(self, command: str, *, repeated: bool) -> None:
        """Move as a command of the dock says."""
        at_end = self._story is not None and self._batch == self._story.batches - 1
        if command in ("epoch_next", "epoch_enter"):
            if not at_end:
                self.next_requested.emit()
            elif command == "epoch_enter" and not repeated:
                self.keep_requested.emit()
        else:
            {
                "epoch_first": self.first_requested, "epoch_last": self.last_requested,
                "epoch_back": self.back_requested, "epoch_deeper": self.deeper_requested,
                "epoch_keep": self.keep_requested, "epoch_leave": self.leave_requested,
            }[command].emit()  # fmt: skip


def _line(story: EpochStory, batch: int, now: int) -> Line:
    """A batch in the list of steps."""
    state = "current" if batch == now else "done" if batch < now else "open"
    tail = "now" if batch == now else "trained" if batch < story.first else ""
    return Line(f"Batch {count(batch + 1)}", tail, batch, state, inner=True)


def _strip(story: EpochStory) -> Strip:
    parts = (StripPart("Batches", "", 0, story.batches),)
    place = f"epoch {count(story.start.epoch)}, {counted(story.batches, 'batch', 'batches')}"
    return Strip("This epoch", place, parts, story.batches, "batch", _told)


def _told(batch: int) -> str:
    return f"Batch {count(batch + 1)}"
