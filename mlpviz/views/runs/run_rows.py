"""The list of runs, the newest on top, with one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from mlpviz.views.look.theme import Theme
from mlpviz.views.runs.run_line import RunLine
from mlpviz.views.runs.run_row import RunRow


class RunRows(QWidget):
    """Up and Down choose a run, Space shows its curve, Enter brings it back, F2 renames, P pins, Del removes."""

    ticked = Signal(int)
    """A run whose curve is to be shown, or no longer."""
    bring_back_requested = Signal(int)
    renamed = Signal(int, str)
    pinned = Signal(int, bool)
    removed = Signal(int)
    chosen = Signal()
    """Another run is the chosen one."""
    reach_requested = Signal(QRect)
    """A part that ought to be in sight."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """There are no runs yet."""
        super().__init__(parent)
        self._theme = theme
        self._rows: list[RunRow] = []
        self._lines: tuple[RunLine, ...] = ()
        self._current = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Runs")

    def show_lines(self, lines: Sequence[RunLine]) -> None:
        """Show these runs, in this order."""
        self._lines = tuple(lines)
        numbers = [line.number for line in lines]
        if self._current not in numbers:
            self._current = numbers[0] if numbers else 0
        while len(self._rows) < len(lines):
            self._rows.append(self._made_row())
        for row in self._rows[len(lines) :]:
            row.hide()
        for row, line in zip(self._rows, lines, strict=False):
            row.show_line(line, line.number == self._current, self.hasFocus())
            row.show()
        self._tell()

    def rows(self) -> list[RunRow]:
        """Those on show."""
        return self._rows[: len(self._lines)]

    @property
    def current(self) -> RunLine | None:
        """The chosen run."""
        return next((line for line in self._lines if line.number == self._current), None)

    def _made_row(self) -> RunRow:
        row = RunRow(self._theme, self)
        row.chosen.connect(self._choose_by_mouse)
        row.ticked.connect(self.ticked)
        row.bring_back_requested.connect(self.bring_back_requested)
        row.renamed.connect(self.renamed)
        row.menu_requested.connect(self._offer)
        self._column.addWidget(row)
        return row

    def choose(self, number: int) -> None:
        """Let a run be the chosen one."""
        self._current = number
        self.show_lines(self._lines)
        self.chosen.emit()

    def _choose_by_mouse(self, number: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.choose(number)

    def _tell(self) -> None:
        current = self.current
        self.setAccessibleDescription("" if current is None else current.spoken())

    # what can be done with the chosen one

    def bring_back(self) -> None:
        """Ask for the chosen run, unless it is the present one."""
        if self.current is not None and self.current.elsewhere:
            self.bring_back_requested.emit(self.current.number)

    def rename(self) -> None:
        """Let the learner type a name for the chosen run."""
        row = next((row for row in self.rows() if row.line.number == self._current), None)
        if row is not None and row.line.kept and row.field is None:
            row.rename()

    def pin(self) -> None:
        """Pin the chosen run, or no longer."""
        if self.current is not None and self.current.kept:
            self.pinned.emit(self.current.number, not self.current.pinned)

    def remove(self) -> None:
        """Ask to forget the chosen run."""
        current = self.current
        if current is not None and current.kept:
            at = self._lines.index(current)
            below = self._lines[at + 1 : at + 2] or self._lines[max(0, at - 1) : at]
            self.removed.emit(current.number)
            if below:
                self.choose(below[0].number)

    def tick(self) -> None:
        """Show the curve of the chosen run, or no longer."""
        if self.current is not None:
            self.ticked.emit(self.current.number)

    def _offer(self, number: int, place: QPoint) -> None:
        """Open the menu of a run at a place on the screen."""
        line = self.current
        if line is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Hide its curve\tSpace" if line.slot is not None else "Show its curve\tSpace", self.tick)
        for text, do in (("Bring back\tEnter", self.bring_back), ("Rename\tF2", self.rename),
                         ("Unpin\tP" if line.pinned else "Pin\tP", self.pin), ("Remove\tDel", self.remove)):
            menu.addAction(text, do).setEnabled(line.kept)
        menu.popup(place)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the runs, or do something with the chosen one."""
        keys = Qt.Key
        steps = {keys.Key_Up: -1, keys.Key_Down: 1, keys.Key_Home: -len(self._lines), keys.Key_End: len(self._lines)}
        acts = {
            keys.Key_Space: self.tick, keys.Key_Return: self.bring_back, keys.Key_Enter: self.bring_back,
            keys.Key_F2: self.rename, keys.Key_P: self.pin, keys.Key_Delete: self.remove,
        }
        key = keys(event.key())
        if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and self._lines and key in steps:
            self._step(steps[key])
        elif not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and key in acts:
            acts[key]()
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        numbers = [line.number for line in self._lines]
        at = min(max(numbers.index(self._current) + step, 0), len(numbers) - 1)
        self.choose(numbers[at])
        self.reach_requested.emit(self._rows[at].geometry())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self.show_lines(self._lines)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they are not."""
        super().focusOutEvent(event)
        self.show_lines(self._lines)
