"""Short pieces of text in the roles of the design: title, caption, label, value."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from mlpviz.views.look import fonts


def label(text: str, role: str = "secondary", parent: QWidget | None = None) -> QLabel:
    """A label of a role: title, heading, caption, label, secondary, value, number, body, keycap or badge."""
    made = QLabel(text, parent)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role in ("value", "number"):
        made.setFont(fonts.for_numbers())
    if role in ("keycap", "badge"):
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def rule(parent: QWidget | None = None, *, lying: bool = True) -> QFrame:
    """A hairline between two parts, lying or standing."""
    made = QFrame(parent)
    made.setProperty("role", "rule")
    made.setProperty("lying", lying)
    return made


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the stylesheet looks at, and let the widget be styled again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class LiveLabel(QLabel):
    """A line of text that changes many times a second; only when it needs other room is all around it laid out anew."""

    def __init__(self, text: str = "", role: str = "secondary", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._shown = text
        self.setFont(fonts.for_numbers())
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def text(self) -> str:
        """What is shown; Qt knows only a text of the same width."""
        return self._shown

    def setText(self, text: str) -> None:
        """Show another text."""
        if text == self._shown:
            return
        width = self.fontMetrics().horizontalAdvance
        if width(text) != width(super().text()):
            super().setText(text)
        self._shown = text
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextSingleLine, self._shown)


class Elided(QLabel):
    """A line of text that ends in "…" where it does not fit; the tooltip then holds all of it."""

    def __init__(self, text: str = "", role: str = "secondary", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Room for the dots alone."""
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    def shown_text(self) -> str:
        """As much of the text as fits."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        area, shown = self.contentsRect(), self.shown_text()
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, self.alignment() | Qt.TextFlag.TextSingleLine, shown)
