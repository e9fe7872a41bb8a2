"""A small label over a line into which a text is typed, and under it what is wrong with the text."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mlpviz.views.controls.label import label, set_property
from mlpviz.views.look.theme import Theme


class Judge(Protocol):
    """Whoever knows what may be typed."""

    def refusal(self, key: object, text: str) -> str:
        """Why a text cannot be taken, in one sentence; "" if it can."""
        ...


LINES = 5
"""Room for the longest reason: a menu does not grow while something is typed into it."""
WIDTH = 280


class TextField(QWidget):
    """Asks for a text once it is right; until then the old one stays and the reason is shown."""

    key_chosen = Signal(object, object)
    """The field's key and the text."""

    def __init__(
        self, theme: Theme, text: str, *, key: object, judge: Judge, tip: str = "", parent: QWidget | None = None
    ) -> None:
        """`tip` stands under the line as long as nothing is wrong."""
        super().__init__(parent)
        self._key, self._judge, self._tip, self._value, self._wrong = key, judge, tip, "", ""
        self._line = QLineEdit(self)
        self._line.setAccessibleName(text)
        self._why = label(tip, "caption", self)
        self._why.setWordWrap(True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop)
        scale = max(1.0, theme.text_scale)
        self._why.setFixedSize(round(WIDTH * scale), round(LINES * 1.3 * theme.text_px("xs")) + 4)
        name = label(text, "caption", self)
        name.setBuddy(self._line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (name, self._line, self._why):
            column.addWidget(part)
        self._line.textEdited.connect(self._follow)
        self._line.editingFinished.connect(self.finish)

    def line(self) -> QLineEdit:
        """Where the text is typed."""
        return self._line

    def complaint(self) -> str:
        """What is shown to be wrong with what is typed; "" for nothing."""
        return self._wrong

    def show_text(self, text: str) -> None:
        """Show a text, without a signal; what is being typed stays."""
        if text != self._value:
            self._value = text
            self._line.setText(text)
            self._complain("")

    @Slot(str)
    def _follow(self, text: str) -> None:
        self._complain(self._judge.refusal(self._key, text))

    @Slot()
    def finish(self) -> None:
        """Take what was typed, if it is right."""
        text = self._line.text().strip()
        why = self._judge.refusal(self._key, text)
        self._complain(why)
        if not why and text != self._value:
            self._value = text
            self.key_chosen.emit(self._key, text)

    def _complain(self, why: str) -> None:
        self._wrong = why
        self._why.setText(why or self._tip)
        set_property(self._why, "tone", "bad" if why else "")
        self._line.setAccessibleDescription(why)
        set_property(self._line, "wrong", bool(why))
