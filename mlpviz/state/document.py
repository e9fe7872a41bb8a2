"""The current experiment and its undo stack: the only way to change what the learner chose."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot


@dataclass(frozen=True, eq=False)
class Moment:
    """A place in time to go to: an experiment, and where its training stood."""

    experiment: Experiment
    snapshot: Snapshot | None = None
    """Where to go on from; None for the first weights."""
    history: History | None = None
    """What had been seen by then; None for nothing."""


class Document(QObject):
    """Holds one frozen Experiment; every change goes through the undo stack."""

    changed = Signal(object)
    """The Experiment, at every change, also in the middle of a drag."""
    settled = Signal(object)
    """The Experiment, once a change is complete: what the trainer should take on."""
    replaced = Signal(object)
    """A Moment: training goes on from another place in time."""

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        """Begin with an experiment; there is nothing to undo."""
        super().__init__(parent)
        self._experiment = self._opened = experiment
        self.undo_stack = QUndoStack(self)

    @property
    def experiment(self) -> Experiment:
        """What the learner chose."""
        return self._experiment

    @property
    def edited(self) -> bool:
        """Whether it is no longer the preset, example or file that was opened."""
        return self._experiment != self._opened

    def edit(self, text: str, experiment: Experiment, *, stroke: int = 0) -> None:
        """Change the experiment and let training go on. `text` is what Undo says.

        Edits with the same non-zero `stroke` are one step of undo, and settle together when `end_stroke` is called.
        """
        if experiment != self._experiment:
            self.undo_stack.push(_Edit(self, text, self._experiment, experiment, stroke))

    def replace(self, text: str, before: Moment, after: Moment, *, stroke: int = 0, opens: bool = False) -> None:
        """Move training to another place in time, in a way that undo can take back.

        `opens` says that this is something else from now on, and not yet edited.
        """
        opened = (self._opened, after.experiment if opens else self._opened)
        self.undo_stack.push(_Replace(self, text, before, after, stroke, opened))

    def end_stroke(self) -> None:
        """A drag is over: what it changed is complete."""
        self.settled.emit(self._experiment)

    def _put(self, experiment: Experiment, *, settle: bool) -> None:
        self._experiment = experiment
        self.changed.emit(experiment)
        if settle:
            self.settled.emit(experiment)

    def _go_to(self, moment: Moment, opened: Experiment) -> None:
        self._experiment, self._opened = moment.experiment, opened
        self.changed.emit(moment.experiment)
        self.replaced.emit(moment)


class _Edit(QUndoCommand):
    """Swaps two frozen experiments."""

    def __init__(self, document: Document, text: str, before: Experiment, after: Experiment, stroke: int) -> None:
        super().__init__(text)
        self._document, self._before, self._after, self.stroke = document, before, after, stroke
        self._done = False

    def redo(self) -> None:
        """Take the new experiment; in the middle of a drag the trainer is not told yet."""
        self._document._put(self._after, settle=self._done or not self.stroke)
        self._done = True

    def undo(self) -> None:
        """Take the old experiment again."""
        self._document._put(self._before, settle=True)

    def id(self) -> int:
        """Only edits of one kind are tried for merging."""
        return 1 if self.stroke else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """One drag is one edit."""
        if not isinstance(other, _Edit) or other.stroke != self.stroke:
            return False
        self._after = other._after
        self.setText(other.text())
        return True


class _Replace(QUndoCommand):
    """Swaps two moments, training included."""

    def __init__(
        self,
        document: Document,
        text: str,
        before: Moment,
        after: Moment,
        stroke: int,
        opened: tuple[Experiment, Experiment],
    ) -> None:
        super().__init__(text)
        self._document, self._before, self._after, self.stroke = document, before, after, stroke
        self._opened = opened

    def redo(self) -> None:
        """Go to the new moment."""
        self._document._go_to(self._after, self._opened[1])

    def undo(self) -> None:
        """Go back to where training stood."""
        self._document._go_to(self._before, self._opened[0])

    def id(self) -> int:
        """Only replacements of one kind are tried for merging."""
        return 2 if self.stroke else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """One drag of a weight is one step of undo."""
        if not isinstance(other, _Replace) or other.stroke != self.stroke:
            return False
        self._after = other._after
        return True
