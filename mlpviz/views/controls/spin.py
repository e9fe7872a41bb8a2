"""Number boxes that keep the design's margin and write a true minus."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QSpinBox, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.engine.typed_number import read_whole

Verdict = tuple[QValidator.State, str, int]

LEFT = 7
"""Free px before the number: a stylesheet's padding does not reach the text inside a spin box."""


class SpinBox(QSpinBox):
    """A box for a whole number. What is none is answered with one sentence, and the number before it stays."""

    entered = Signal()
    """Enter was pressed on a number that can be taken."""

    def __init__(self, minimum: int = 0, maximum: int = 99, value: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(minimum, maximum)
        self.setValue(value)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(LEFT, 0, 0, 0)

    def textFromValue(self, value: int) -> str:
        """With a true minus."""
        return super().textFromValue(value).replace("-", number.MINUS)

    def _refusal(self, text: str) -> str:
        try:
            read_whole(text, self.minimum(), self.maximum())
        except ValueError as why:
            return str(why)
        return ""

    def valueFromText(self, text: str) -> int:
        """Numbers are read as in every other field."""
        return read_whole(text, self.minimum(), self.maximum())

    def validate(self, text: str, place: int) -> Verdict:
        """Anything may be typed: a sign that was swallowed would make 15 of 1.5."""
        state = QValidator.State.Intermediate if self._refusal(text) else QValidator.State.Acceptable
        return (state, text, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes what is typed, and goes no further: a menu around the box would close on it."""
        right = not self._refusal(self.lineEdit().text())
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            if right:
                self.entered.emit()

    def fixup(self, text: str) -> str:
        """Say what is wrong; Qt puts the number before it back."""
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self._refusal(text), self)
        return text
