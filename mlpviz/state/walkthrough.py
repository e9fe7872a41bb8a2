"""The current position in the step-through of one update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.engine.records import Walk
from mlpviz.state.predictions import Predictions

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operation, Operations, Phase


class Walkthrough(QObject):
    """A cursor over the operations of one walk. It stops at the first and at the last operation."""

    begun = Signal(object, object)
    """A walk was opened: its Narrator and its Operations. `step_shown` follows.

    This narrator keeps back what the learner is still to predict; `narrator` tells everything.
    """
    step_shown = Signal(int)
    """The index of the operation to show."""
    ended = Signal()
    """The walk was left."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._narrator: Narrator | None = None
        self._index = 0
        self.predictions = Predictions(self)
        """What the learner predicts, if that is switched on."""
        self.predictions.changed.connect(self._show_again)

    @property
    def active(self) -> bool:
        return self._narrator is not None

    @property
    def narrator(self) -> Narrator:
        """Explains the operations of the open walk; RuntimeError if there is none."""
        if self._narrator is None:
            raise RuntimeError("no walk is open; call begin first.")
        return self._narrator

    @property
    def operations(self) -> Operations:
        """The operations of the open walk; RuntimeError if there is none."""
        return self.narrator.operations

    @property
    def walk(self) -> Walk:
        """The open walk; RuntimeError if there is none."""
        return self.narrator.walk

    @property
    def index(self) -> int:
        """Index of the operation shown, from 0."""
        return self._index

    @property
    def operation(self) -> Operation:
        return self.operations[self._index]

    @property
    def phase(self) -> Phase:
        return self.operations.phase_of(self._index)

    def begin(self, walk: Walk, index: int = 0) -> None:
        """Open a walk at an operation; a larger index means the last operation."""
        from mlpviz.engine.telling.narration import Narrator  # slow to import, and not needed to open a window

        self._narrator = Narrator(walk)
        self._index = max(0, min(index, len(self.operations) - 1))
        self.begun.emit(self.predictions.begin(self._narrator), self.operations)
        self.step_shown.emit(self._index)

    @Slot()
    def end(self) -> None:
        if self._narrator is not None:
            self._narrator, self._index = None, 0
            self.predictions.end()
            self.ended.emit()

    @Slot(int)
    def go(self, index: int) -> None:
        """Show the operation at an index, or the nearest one."""
        if self._narrator is None:
            return
        wanted = max(0, min(index, len(self.operations) - 1))
        if wanted != self._index:
            self._index = wanted
            self.step_shown.emit(wanted)

    @Slot()
    def next(self) -> None:
        """Go to the next operation; an open question is asked for first."""
        if self._narrator is None:
            return
        asked, here = self.predictions.is_open(self._index), self._index
        if self.predictions.lets_go(here):
            self.go(here + 1)
            if asked and self._index == here:  # the last one, passed over: its result
                self._show_again()

    @Slot()
    def _show_again(self) -> None:
        """Show the same operation with what is known now."""
        if self._narrator is not None:
            self.step_shown.emit(self._index)

    @Slot()
    def back(self) -> None:
        self.go(self._index - 1)

    @Slot()
    def first(self) -> None:
        self.go(0)

    @Slot()
    def last(self) -> None:
        if self._narrator is not None:
            self.go(len(self.operations) - 1)

    @Slot()
    def next_phase(self) -> None:
        """Go to the first operation of the next phase; from the last phase, to the last operation."""
        if self._narrator is not None:
            phase = self.phase
            self.go(phase.start + phase.count)

    @Slot()
    def next_sample(self) -> None:
        """Go to the same operation of the next sample; from the last sample, to the update."""
        if self._narrator is None:
            return
        operations, sample = self.operations, self.operations.sample_of(self._index)
        if sample >= 0:
            update = operations.samples * operations.per_sample
            self.go(min(self._index + operations.per_sample, update) if sample + 1 < operations.samples else update)
