"""A small field over the graph into which a weight or bias is typed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.engine.typed_number import read_number
from mlpviz.views.controls.label import set_property
from mlpviz.views.controls.whole_text import width_for_text

WIDTH = 96


class ValueEditor(QLineEdit):
    """Enter takes the value, Escape leaves it as it was."""

    accepted = Signal(int, float)
    left = Signal()

    def __init__(self, index: int, value: float, parent: QWidget) -> None:
        super().__init__(number.plain(value, 6), parent)
        self._index, self._board = index, parent
        self.setFixedWidth(max(WIDTH, width_for_text(self)))
        self.setProperty("focus_ring", False)
        self.setAccessibleName("New value")
        self.returnPressed.connect(self._take)
        self.textEdited.connect(self._forgive)

    def open_at(self, point: QPoint) -> None:
        """Appear at a point, with the old value ready to be written over."""
        parent = self._board
        self.adjustSize()
        self.move(
            min(max(0, point.x() - self.width() // 2), parent.width() - self.width()),
            min(max(0, point.y() - self.height() // 2), parent.height() - self.height()),
        )
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.selectAll()

    @Slot()
    def _take(self) -> None:
        if not self.isModified():
            self.left.emit()
            return
        try:
            value = read_number(self.text())
        except ValueError as why:
            set_property(self, "wrong", True)
            self.setToolTip(str(why))
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), str(why), self)
            return
        self.accepted.emit(self._index, value)

    @Slot(str)
    def _forgive(self, text: str) -> None:
        set_property(self, "wrong", False)
        self.setToolTip("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; Enter does not go on to the graph, which would open the field again."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere leaves too."""
        super().focusOutEvent(event)
        self.left.emit()
