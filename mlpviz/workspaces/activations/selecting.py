"""Changes of the selection, every one a step of undo; a slider's whole drag is one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from mlpviz.engine.functions.texts import title
from mlpviz.nn.activation import Activation
from mlpviz.nn.activations import Formula
from mlpviz.workspaces.activations.selection import REGISTERED, Selection, usual


class Selecting(QObject):
    """Holds the selection; `changed` comes after every change."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with the usual selection."""
        super().__init__(parent)
        self.selection = usual()
        self.stack = QUndoStack(self)
        self._stroke = 1

    def put(self, selection: Selection) -> None:
        """Use another selection, without a step of undo."""
        self.selection = selection
        self.changed.emit()

    def _change(self, text: str, after: Selection, stroke: int = 0) -> None:
        if after != self.selection:
            self.stack.push(_Change(self, text, self.selection, after, stroke))

    @Slot(int)
    def show(self, index: int) -> None:
        """Show a function."""
        self._change(f"Show {title(self.selection.functions[index])}", self.selection.show(index))

    @Slot(int)
    def compare(self, index: int) -> None:
        """Compare a function, or no longer."""
        self._change(f"Compare {title(self.selection.functions[index])}", self.selection.toggle(index))

    @Slot()
    def compare_none(self) -> None:
        """Show the function alone."""
        self._change("Compare none", self.selection.alone())

    @Slot(object, bool)
    def take_parameters(self, activation: Activation, complete: bool) -> None:
        """Give the function on show other parameters; until `complete` all of it is one step of undo."""
        self.take_parameters_of(self.selection.shown, activation, complete)

    @Slot(int, object, bool)
    def take_parameters_of(self, index: int, activation: Activation, complete: bool) -> None:
        """Give a function other parameters; until `complete` all of it is one step of undo."""
        now = self.selection
        if type(activation) is type(now.functions[index]):
            text = f"Change parameters of {activation.label}"
            self._change(text, now.with_function(index, activation), self._stroke)
        self._stroke += complete

    def keep(self, own: Formula) -> None:
        """Keep an own function as a tile, and show it."""
        self._change("Keep an own function", self.selection.with_own(own))

    @Slot(int)
    def remove(self, index: int) -> None:
        """Take an own function away."""
        if index >= len(REGISTERED):
            self._change("Remove an own function", self.selection.without(index))


class _Change(QUndoCommand):
    """Swaps two selections."""

    def __init__(self, owner: Selecting, text: str, before: Selection, after: Selection, stroke: int) -> None:
        super().__init__(text)
        self._owner, self._before, self._after, self._stroke = owner, before, after, stroke

    def id(self) -> int:
        """Changes of one drag are merged."""
        return self._stroke or -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over where a later change of the same drag ends."""
        if not isinstance(other, _Change):
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True

    def redo(self) -> None:
        """Use the new selection."""
        self._owner.put(self._after)

    def undo(self) -> None:
        """Use the old one again."""
        self._owner.put(self._before)
