"""The current position in the step-through of one update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.engine.records import Walk
from mlpviz.state.cursor import Cursor
from mlpviz.state.predictions import Predictions

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operation, Operations, Phase


class Walkthrough(Cursor):
    """A cursor over the operations of one walk. It stops at the first and at the last operation.

    It goes from operation to operation, or by whole phases: then it stands at the last operation of a phase, so that
    everything in the phase is known.
    """

    begun = Signal(object, object)
    """A walk was opened: its Narrator and its Operations. `step_shown` follows.

    This narrator keeps back what the learner is still to predict; `narrator` tells everything.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._narrator: Narrator | None = None
        self._by_phase = False
        self._place = 0
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
    def count(self) -> int:
        """The number of operations of the open walk; 0 if there is none."""
        return len(self._narrator.operations) if self._narrator is not None else 0

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
        self._index = self._place = max(0, min(index, len(self.operations) - 1))
        if self._by_phase:
            self._index = self._end_of_phase()
        self.begun.emit(self.predictions.begin(self._narrator), self.operations)
        self.step_shown.emit(self._index)

    @Slot()
    def end(self) -> None:
        if self._narrator is not None:
            self._narrator, self._index, self._place = None, 0, 0
            self.predictions.end()
            self.ended.emit()

    @property
    def by_phase(self) -> bool:
        """Whether a step is a whole phase."""
        return self._by_phase

    @property
    def place(self) -> int:
        """The operation to look at closely: the one shown; by whole phases, the one that was last gone to in it."""
        if self._narrator is None or not self._by_phase:
            return self._index
        return self._place if self._place in self.phase else self.phase.start

    def step_by_phase(self, by_phase: bool) -> None:
        """Go on by whole phases, or operation by operation; the place is kept."""
        if by_phase != self._by_phase:
            place = self.place
            self._by_phase, self._place, self._index = by_phase, place, place
            self.predictions.pause(by_phase)
            if self._narrator is not None:
                self._index = self._end_of_phase() if by_phase else place
                self.step_shown.emit(self._index)

    def _end_of_phase(self) -> int:
        phase = self.phase
        return phase.start + phase.count - 1

    @Slot(int)
    def go(self, index: int) -> None:
        """Show the operation at an index, or the nearest one; by whole phases, the phase that it is in."""
        if self._narrator is None:
            return
        self._place = max(0, min(index, self.count - 1))
        if self._by_phase:
            phase = self.operations.phase_of(self._place)
            index = phase.start + phase.count - 1
        super().go(index)

    @Slot()
    def next(self) -> None:
        """Go to the next operation or phase; an open question is asked for first."""
        if self._narrator is None:
            return
        asked, here = self.predictions.is_open(self._index), self._index
        if self.predictions.lets_go(here):
            super().next()
            if asked and self._index == here:  # the last one, passed over: its result
                self._show_again()

    @Slot()
    def _show_again(self) -> None:
        """Show the same operation with what is known now."""
        if self._narrator is not None:
            self.step_shown.emit(self._index)

    @Slot()
    def back(self) -> None:
        """One operation, or one phase, back."""
        if self._narrator is not None and self._by_phase:
            self.go(max(0, self.phase.start - 1))
        else:
            super().back()

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
