"""The current experiment and its undo stack. Every change of what the learner chose goes through here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot


@dataclass(frozen=True, eq=False)
class Moment:
    """A state of training to return to: an experiment, and how far its training was."""

    experiment: Experiment
    snapshot: Snapshot | None = None
    """Where training continues; None for the initial weights."""
    history: History | None = None
    """The history up to that moment; None for an empty one."""
    one_update: bool = False
    """Whether training continues from the end of the update that follows the snapshot."""


class Document(QObject):
    """Holds one frozen Experiment; every change goes through the undo stack."""

    changed = Signal(object)
    """The Experiment, after every change, also during a drag."""
    settled = Signal(object)
    """The Experiment, when a change is complete and the trainer should use it."""
    replaced = Signal(object)
    """A Moment from which training now continues."""

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        """Start with an experiment and an empty undo stack."""
        super().__init__(parent)
        self._experiment = self._opened = experiment
        self.undo_stack = QUndoStack(self)

    @property
    def experiment(self) -> Experiment:
        return self._experiment

    @property
    def opened(self) -> Experiment:
        """The preset, example or file that was opened."""
        return self._opened

    @property
    def edited(self) -> bool:
        """Whether the experiment differs from the preset, example or file that was opened."""
        return self._experiment != self._opened

    def edit(self, text: str, experiment: Experiment, *, stroke: int = 0) -> None:
        """Change the experiment; training continues with its weights. `text` is shown in the Undo menu.

        Edits with the same non-zero `stroke` are undone together, and the trainer gets them at `end_stroke`.
        """
        if experiment != self._experiment:
            self.undo_stack.push(_Edit(self, text, self._experiment, experiment, stroke))

    def replace(self, text: str, before: Moment, after: Moment, *, stroke: int = 0, opens: bool = False) -> None:
        """Let training continue from the moment `after`; undo returns to `before`.

        `opens`: the experiment counts as newly opened, that is, as not edited.
        """
        opened = (self._opened, after.experiment if opens else self._opened)
        self.undo_stack.push(_Replace(self, text, before, after, stroke, opened))

    def end_stroke(self) -> None:
        """Tell the trainer, at the end of a drag, that the change is complete."""
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
    """Undo command that switches between two experiments."""

    def __init__(self, document: Document, text: str, before: Experiment, after: Experiment, stroke: int) -> None:
        super().__init__(text)
        self._document, self._before, self._after, self.stroke = document, before, after, stroke
        self._done = False

    def redo(self) -> None:
        self._document._put(self._after, settle=self._done or not self.stroke)  # the first time, a drag is not over
        self._done = True

    def undo(self) -> None:
        self._document._put(self._before, settle=True)

    def id(self) -> int:
        return 1 if self.stroke else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Merge the edits of one drag into one."""
        if not isinstance(other, _Edit) or other.stroke != self.stroke:
            return False
        self._after = other._after
        self.setText(other.text())
        return True


class _Replace(QUndoCommand):
    """Undo command that switches between two moments, including the training."""

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
        self._document._go_to(self._after, self._opened[1])

    def undo(self) -> None:
        self._document._go_to(self._before, self._opened[0])

    def id(self) -> int:
        return 2 if self.stroke else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Merge the changes of one drag into one."""
        if not isinstance(other, _Replace) or other.stroke != self.stroke:
            return False
        self._after = other._after
        return True
