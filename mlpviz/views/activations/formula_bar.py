"""The line in which a learner writes a function of z, and under it what is wrong with it or how it was checked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mlpviz.nn.exact_functions import EXP_WORDS
from mlpviz.nn.expressions import FUNCTIONS
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import label, set_property
from mlpviz.views.look.theme import Theme

HELP = f"Known are + − * / ^, numbers, pi, e, and {', '.join(FUNCTIONS)}. {EXP_WORDS}"


class FormulaBar(QFrame):
    """Asks to try what is typed at once, to keep it with Enter, and to leave with Esc."""

    tried = Signal(str)
    kept = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin with an empty line."""
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._line = QLineEdit()
        self._line.setAccessibleName("Formula of z")
        self._line.setToolTip(f"A function of z. {HELP}")
        self._line.setMaxLength(200)
        self._told = label("", "caption")
        self._told.setWordWrap(True)
        self.keep = Button(theme, "Keep", tip="Keep it as a tile (Enter)")
        self.leave_button = Button(theme, "Leave", "ghost", tip="Leave without keeping (Esc)")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("f(z) =", "secondary"))
        row.addWidget(self._line, 1)
        row.addWidget(self.keep)
        row.addWidget(self.leave_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._told)
        self._line.textEdited.connect(self.tried)
        self._line.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        self.leave_button.clicked.connect(self.left)

    def line(self) -> QLineEdit:
        """Where the formula is typed."""
        return self._line

    def told(self) -> str:
        """What stands under the line."""
        return self._told.text()

    def begin(self, text: str) -> None:
        """Show a formula to change, all of it selected."""
        self._line.setText(text)
        self._line.selectAll()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, sentence: str, wrong: bool) -> None:
        """Say what is wrong, or how the formula was checked."""
        self._told.setText(sentence)
        set_property(self._told, "tone", "bad" if wrong else "")
        set_property(self._line, "wrong", wrong)
        self._line.setAccessibleDescription(sentence)
        self.keep.setEnabled(not wrong)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _keep(self) -> None:
        self.kept.emit(self._line.text().strip())
