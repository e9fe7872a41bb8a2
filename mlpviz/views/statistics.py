"""The live numbers of the toolbar: what they are now, what they mean, what they were."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from mlpviz.views.controls.label import LiveLabel, label, set_property
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.loss_plot import LineMark

REMEMBERED = 20
GAP = 6
"""Px between a name and what stands beside it."""
EDGE, LEAST = 15, 102
"""Px at both sides of a value, and the least that it takes with them."""


@dataclass(frozen=True)
class Meaning:
    """What a number is: its key, its name on screen, one sentence about it, the line that draws it elsewhere."""

    key: str
    name: str
    about: str
    mark: str = ""
    widest: str = "0.0000"
    """The widest value there is room for."""
    widest_note: str = ""
    """The widest word that may stand beside the name."""
    opens: str = ""
    """What a click opens, as in "how well, class by class"; "": it copies the value."""


class Statistic(QWidget):
    """A name over a value. A click copies it, or opens what is behind it; Ctrl+C copies it in any case.

    The tooltip tells what it means and its last values.
    """

    opened = Signal()
    """The learner wants to see what is behind it."""

    def __init__(self, theme: Theme, meaning: Meaning, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.meaning = meaning
        self._about, self._remark, self._circumstance = meaning.about, "", ""
        self._past: deque[str] = deque(maxlen=REMEMBERED)
        self._name = label(meaning.name, "caption", self)
        self._note = label("", "caption", self)
        self._value = LiveLabel("–", "value", self)
        self._value.setFont(theme.font("value"))
        self._build()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.restyle)
        self.restyle()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP)
        if self.meaning.mark:
            top.addWidget(LineMark(self._theme, self.meaning.mark))
        top.addWidget(self._name)
        top.addWidget(self._note)
        top.addStretch()
        self._note.setVisible(bool(self.meaning.widest_note))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._value)

    @Slot()
    def restyle(self) -> None:
        """Keep room for the widest value and the widest word, so that nothing jumps."""
        self._value.setFont(self._theme.font("value"))
        room = self._value.fontMetrics().horizontalAdvance(self.meaning.widest)
        self._value.setMinimumWidth(room)
        self._note.ensurePolished()
        self._note.setMinimumWidth(self._note.fontMetrics().horizontalAdvance(self.meaning.widest_note))

    def show_name(self, name: str, about: str = "") -> None:
        """Call the value by another name; `about` says what it means then."""
        self._about = about or self._about
        if name != self._name.text():
            self._name.setText(name)
            self.setAccessibleName(f"{name} {self.text()}")
            self._past.clear()

    def text(self) -> str:
        """The value as written."""
        return self._value.text()

    def show_text(self, text: str, remark: str = "") -> None:
        """Show a value; `remark` says why there is none."""
        self._remark = remark
        if text != self._value.text():
            self._value.setText(text)
            self.setAccessibleName(f"{self._name.text()} {text}")

    def show_note(self, note: str, circumstance: str, *, warned: bool = False) -> None:
        """Show a word beside the name; `circumstance` is the sentence behind it, `warned` marks it."""
        if (note, circumstance) != (self._note.text(), self._circumstance):
            self._note.setText(note)
            self._circumstance = circumstance
            self.setAccessibleDescription(circumstance)
        set_property(self._note, "tone", "warn" if warned else "")

    def place_note(self, room: int) -> None:
        """Leave out the word beside the name where there is less room than both need; the tooltip tells it all."""
        if self.meaning.widest_note:
            needed = self._name.sizeHint().width() + GAP + self._note.minimumWidth()
            if self._note.isHidden() != (needed > room):
                self._note.setVisible(needed <= room)
                self._column.activate()  # the width is asked for at once, before the layouts have heard of it
                self.updateGeometry()

    def remember(self, text: str) -> None:
        """Add a value to those that the tooltip tells."""
        self._past.append(text)

    def forget(self) -> None:
        """Drop the remembered values: another run has begun."""
        self._past.clear()

    def explanation(self) -> str:
        """What the tooltip says."""
        lines = [line for line in (self._about, self._circumstance, self._remark) if line]
        if len(self._past) > 1:
            values = list(self._past)
            rows = [values[start : start + 5] for start in range(0, len(values), 5)]
            lines.append(f"\nLast {len(values)} values:")
            lines.extend("   ".join(row) for row in rows)
        opens = self.meaning.opens
        return "\n".join([*lines, f"\nClick: {opens}. Ctrl+C copies." if opens else "\nClick to copy."])

    @Slot()
    def copy(self) -> None:
        """Put the value on the clipboard, as other programs read numbers."""
        plain = "".join(letter for letter in self.text() if not letter.isspace()).replace("−", "-").removesuffix("%")
        QGuiApplication.clipboard().setText(plain)
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), f"Copied {self.text()}", self)

    def _act(self) -> None:
        if self.meaning.opens:
            self.opened.emit()
        else:
            self.copy()

    def event(self, event: QEvent) -> bool:
        """Explain the value, and keep Ctrl+C from the menu, which copies points."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
                return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.explanation(), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Explain the value to who came by key."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self.explanation(), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Copy, or open."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._act()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space do what a click does; Ctrl+C copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._act()
        else:
            super().keyPressEvent(event)


class Statistics(QWidget):
    """A row of values with lines between."""

    def __init__(self, theme: Theme, meanings: tuple[Meaning, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells = {meaning.key: Statistic(theme, meaning) for meaning in meanings}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for cell in self._cells.values():
            row.addWidget(_Fenced(theme, cell))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def cell(self, key: str) -> Statistic:
        """The value called `key`."""
        return self._cells[key]

    def fit(self, room: int, dropped: tuple[str, ...] = ()) -> None:
        """Show as many values from the left as there is room for, so that none is cut; never the `dropped`."""
        for key, cell in self._cells.items():
            fence = cell.parentWidget()
            if fence is None:
                continue
            cell.place_note(room - 2 * EDGE)
            room -= 0 if key in dropped else fence.sizeHint().width()
            fence.setVisible(key not in dropped and room >= 0)

    def least_width(self) -> int:
        """The width of the first value alone."""
        first = next(iter(self._cells.values())).parentWidget()
        return first.sizeHint().width() if first is not None else 0

    def show_texts(self, texts: dict[str, tuple[str, str]]) -> None:
        """Show values: key to text and remark."""
        for key, (text, remark) in texts.items():
            self._cells[key].show_text(text, remark)

    def remember(self, key: str, text: str) -> None:
        """Add a value to those that the tooltip tells."""
        self._cells[key].remember(text)

    def forget(self) -> None:
        """Drop all remembered values."""
        for cell in self._cells.values():
            cell.forget()


class _Fenced(QWidget):
    """A value with a line at its left."""

    def __init__(self, theme: Theme, cell: Statistic) -> None:
        super().__init__()
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 0, EDGE, 0)
        row.addWidget(cell)
        row.addStretch()
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """At least as wide as the design wants it."""
        hint = super().sizeHint()
        return QSize(max(hint.width(), LEAST), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.setPen(QPen(self._theme.palette.color("line"), self._theme.line("hairline")))
        painter.drawLine(0, 7, 0, self.height() - 8)
