"""A bar that says one sentence and offers what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from mlpviz.views.controls import set_property
from mlpviz.views.look.theme import Theme


class Notice(QFrame):
    """Hidden until there is something to say."""

    chosen = Signal(str)
    """The key of the button pressed; "close" for the cross."""

    def __init__(self, theme: Theme) -> None:
        """Build the empty bar."""
        super().__init__()
        self._buttons: list[QPushButton] = []
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._close = QPushButton("Close")
        self._close.setToolTip("Take this sentence away")
        set_property(self._close, "role", "ghost")
        self._close.clicked.connect(partial(self._choose, "close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self.setAccessibleName("Notice")
        self.hide()

    @property
    def text(self) -> str:
        """The sentence on show, "" if hidden."""
        return self._text.text() if not self.isHidden() else ""

    def show_notice(self, text: str, actions: Sequence[tuple[str, str]] = (), *, tone: str = "warn") -> None:
        """Say a sentence; `actions` are (key, label) of its buttons, `tone` is "warn", "bad" or "info"."""
        self._clear()
        set_property(self, "notice", tone)
        self._text.setText(text)
        self.setAccessibleDescription(text)
        for key, label in actions:
            button = QPushButton(label)
            button.setToolTip("What can be done about it")
            button.clicked.connect(partial(self._choose, key))
            layout = self.layout()
            assert isinstance(layout, QHBoxLayout)
            layout.insertWidget(layout.count() - 1, button)
            self._buttons.append(button)
        self.show()

    def _choose(self, key: str, _checked: bool = False) -> None:
        self.hide()
        self.chosen.emit(key)

    def _clear(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
