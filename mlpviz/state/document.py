"""The current experiment and its undo stack. Every change of what the learner chose goes through here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot

MOST_UNDO_BYTES = 512 * 2**20
"""What the steps of undo may keep of points and past training; beyond it, the oldest steps are forgotten."""


@dataclass(frozen=True, eq=False)
class Moment:
    """A state of training to return to: an experiment, and how far its training was."""

    experiment: Experiment
    snapshot: Snapshot | None = None
    """Where training continues; None for the initial weights."""
    history: History | None = None
    """The history up to that moment; None for an empty one."""
    updates: int = 0
    """Training continues from the end of so many updates after the snapshot, all of them in its epoch."""

    @property
    def nbytes(self) -> int:
        """Bytes of its points and its history."""
        return self.experiment.points.nbytes + (self.history.nbytes if self.history is not None else 0)


class Document(QObject):
    """Holds one frozen Experiment; every change goes through the undo stack."""

    changed = Signal(object)
    """The Experiment, after every change, also during a drag."""
    settled = Signal(object)
    """The Experiment, when a change is complete and the trainer should use it."""
    replaced = Signal(object)
    """A Moment from which training now continues."""

    def __init__(
        self, experiment: Experiment, parent: QObject | None = None, *, most_undo_bytes: int = MOST_UNDO_BYTES
    ) -> None:
        """Start with an experiment and an empty undo stack."""
        super().__init__(parent)
        self._experiment = self._opened = experiment
        self._entered = Moment(experiment)
        """The moment from which training went on last."""
        self._learned: Callable[[], Moment | None] | None = None
        self._most_undo_bytes = most_undo_bytes
        self.undo_stack = QUndoStack(self)
        self.undo_stack.indexChanged.connect(self._skip_forgotten)

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

    def ask_what_was_learned(self, learned: Callable[[], Moment | None]) -> None:
        """Let undo and redo come back to how far training is when it is left; None while nothing is known of it."""
        self._learned = learned

    def present(self) -> Moment:
        """The experiment, and how far its training is; at its very beginning, where it begins."""
        learned = self._learned() if self._learned is not None else None
        if learned is not None:
            return learned
        same = self._entered.experiment is self._experiment
        return self._entered if same else replace(self._entered, experiment=self._experiment)

    def edit(self, text: str, experiment: Experiment, *, stroke: int = 0) -> None:
        """Change the experiment; training continues with its weights. `text` is shown in the Undo menu.

        Edits with the same non-zero `stroke` are undone together, and the trainer gets them at `end_stroke`.
        """
        keys = experiment.network.class_keys  # no part of ==: equal networks may have their classes in another order
        if experiment != self._experiment or keys != self._experiment.network.class_keys:
            self._push(_Edit(self, text, Moment(self._experiment), Moment(experiment), stroke))

    def replace(self, text: str, before: Moment, after: Moment, *, stroke: int = 0, opens: bool = False) -> None:
        """Let training continue from the moment `after`; undo returns to `before`.

        `opens`: the experiment counts as newly opened, that is, as not edited.
        """
        opened = (self._opened, after.experiment if opens else self._opened)
        self._push(_Replace(self, text, before, after, stroke, opened))

    def open(self, moment: Moment, experiment: Experiment, opened: Experiment) -> None:
        """Go on from a file: training as it was at `moment`, the experiment that was chosen then; undo ends here."""
        self.undo_stack.clear()
        self._experiment, self._opened, self._entered = experiment, opened, moment
        self.changed.emit(experiment)
        self.replaced.emit(moment)

    def end_stroke(self) -> None:
        """Tell the trainer, at the end of a drag, that the change is complete."""
        self.settled.emit(self._experiment)

    def _push(self, command: _Switch) -> None:
        self.undo_stack.push(command)
        kept = 0
        for index in reversed(range(self.undo_stack.count())):
            step = self.undo_stack.command(index)
            assert isinstance(step, _Switch)
            kept += step.nbytes
            if kept > self._most_undo_bytes and index < self.undo_stack.count() - 1:
                step.forget()

    @Slot()
    def _skip_forgotten(self) -> None:
        """Take forgotten steps, which do nothing, off the stack, so that Undo is disabled before them."""
        stack = self.undo_stack
        if stack.index() and stack.command(stack.index() - 1).isObsolete():
            stack.undo()

    def _put(self, experiment: Experiment, *, settle: bool) -> None:
        self._experiment = experiment
        self.changed.emit(experiment)
        if settle:
            self.settled.emit(experiment)

    def _go_to(self, moment: Moment, opened: Experiment) -> None:
        self._experiment, self._opened, self._entered = moment.experiment, opened, moment
        self.changed.emit(moment.experiment)
        self.replaced.emit(moment)


class _Switch(QUndoCommand):
    """Undo command that switches between two moments."""

    def __init__(self, document: Document, text: str, before: Moment, after: Moment, stroke: int) -> None:
        super().__init__(text)
        self.document, self.stroke = document, stroke
        self.moments: tuple[Moment, Moment] | None = before, after

    @property
    def nbytes(self) -> int:
        """Bytes that only this step keeps: what comes after is the present, or counted by the next step."""
        return self.before.nbytes if self.moments is not None else 0

    @property
    def before(self) -> Moment:
        assert self.moments is not None
        return self.moments[0]

    @property
    def after(self) -> Moment:
        assert self.moments is not None
        return self.moments[1]

    def forget(self) -> None:
        """Free what this step keeps; undo ends after it."""
        self.moments = None
        self.setObsolete(True)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Merge the changes of one drag into one."""
        if not isinstance(other, _Switch) or other.stroke != self.stroke:
            return False
        self.moments = self.before, other.after
        self.setText(other.text())
        return True


class _Edit(_Switch):
    """Switches between two experiments; training goes on with the same weights."""

    done = False

    def redo(self) -> None:
        self.document._put(self.after.experiment, settle=self.done or not self.stroke)  # at first, a drag is not over
        self.done = True

    def undo(self) -> None:
        self.document._put(self.before.experiment, settle=True)

    def id(self) -> int:
        return 1 if self.stroke else -1


class _Replace(_Switch):
    """Switches between two moments, including the training.

    Whichever it leaves, it keeps as it is then, with all that was learned, and comes back to that.
    """

    def __init__(
        self,
        document: Document,
        text: str,
        before: Moment,
        after: Moment,
        stroke: int,
        opened: tuple[Experiment, Experiment],
    ) -> None:
        super().__init__(document, text, before, after, stroke)
        self._opened = opened
        self._undone = False

    @property
    def nbytes(self) -> int:
        """Bytes of the moment that is not the present."""
        return self.after.nbytes if self._undone and self.moments is not None else super().nbytes

    def redo(self) -> None:
        before, after = self.document.present() if self._undone else self.before, self.after
        self.moments, self._undone = (before, Moment(after.experiment)), False  # the present keeps what it needs
        self.document._go_to(after, self._opened[1])

    def undo(self) -> None:
        before, after = self.before, self.document.present()
        self.moments, self._undone = (Moment(before.experiment), after), True
        self.document._go_to(before, self._opened[0])

    def id(self) -> int:
        return 2 if self.stroke else -1
