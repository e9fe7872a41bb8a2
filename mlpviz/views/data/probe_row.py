"""An input to type in, and the network's answer to it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.letters import subscript
from mlpviz.engine.typed_number import read_within
from mlpviz.nn.arrays import Array
from mlpviz.state.picture_maker import Probe
from mlpviz.views.controls.label import label, set_property
from mlpviz.views.controls.whole_text import width_for_text
from mlpviz.views.data import marker
from mlpviz.views.data.answer import Reading, Row
from mlpviz.views.look.theme import Theme

FAR = 1e15
WIDTH = 62
TOO_MANY = "No field for so many inputs."
TYPE = "Type an input"
NOT_A_NUMBER = "Type a number, for example 0.5 or −1.2."


class ProbeRow(QWidget):
    """A field for each of one or two inputs, and the answer; while the pointer is over the canvas they follow it.

    `input_typed` carries the input (1,) or (2,), or None once a field is empty.
    """

    input_typed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._typed: Array | None = None
        self._inputs = 2
        self._fields = [self._field(index) for index in range(2)]
        self._answer = Answer(theme, self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 0, 16, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(6)
        self._names = [label(f"x{subscript(index + 1)}", "secondary", self) for index in range(2)]
        for index, (name, field) in enumerate(zip(self._names, self._fields, strict=True)):
            name.setBuddy(field)
            self._grid.addWidget(name, 0, 2 * index)
            self._grid.addWidget(field, 0, 2 * index + 1)
        self.set_narrow(False)

    def _field(self, index: int) -> QLineEdit:
        field = QLineEdit(self)
        field.setFixedWidth(WIDTH)
        field.setPlaceholderText("–")
        field.setAccessibleName(f"Input x{index + 1}")
        field.setToolTip("Type an input to see the network's answer")
        field.textEdited.connect(self._read)
        field.editingFinished.connect(self._judge)
        return field

    def set_narrow(self, narrow: bool) -> None:
        """The answer under the fields, or beside them."""
        self._grid.removeWidget(self._answer)
        self._grid.setColumnStretch(4, 1)
        if narrow:
            self._grid.addWidget(self._answer, 1, 0, 1, 5)
        else:
            self._grid.addWidget(self._answer, 0, 4)

    def show_inputs(self, count: int) -> None:
        """Offer a field for each input of a network; with more than two there are none."""
        if count == self._inputs:
            return
        self._inputs = count
        for index, (name, field) in enumerate(zip(self._names, self._fields, strict=True)):
            name.setVisible(index < count <= 2)
            field.setVisible(index < count <= 2)
        self._answer.show_hint(TYPE if count <= 2 else TOO_MANY)
        self._read()

    def _used(self) -> list[QLineEdit]:
        return self._fields[: self._inputs] if self._inputs <= 2 else []

    def field(self, index: int) -> QLineEdit:
        """The field of x₁ (0) or x₂ (1)."""
        return self._fields[index]

    def typed(self) -> Array | None:
        """The input typed in, (1,) or (2,)."""
        return self._typed

    def answer(self) -> Answer:
        """What the network says."""
        return self._answer

    def show_input(self, place: Array | None) -> None:
        """Follow the pointer; None brings back what was typed."""
        if any(field.isModified() and field.hasFocus() for field in self._fields):
            return
        pointed = None if place is None or len(place) != self._inputs else place
        for index, field in enumerate(self._used()):
            _write(field, "" if pointed is None else _short(pointed[index]))
            set_property(field, "wrong", False)
        if pointed is None and self._typed is not None:
            self._show_typed(self._typed)

    def show_probe(self, probe: Probe | None, reading: Reading | None) -> None:
        """Tell the answer."""
        known = probe is not None and reading is not None
        self._answer.show_rows(reading.rows(probe.answer) if known and probe and reading else [])

    @Slot()
    def _read(self) -> None:
        values = [_value(field.text()) for field in self._used()]
        known = bool(values) and all(value is not None for value in values)
        before, self._typed = self._typed, np.array(values, dtype=np.float64) if known else None
        if known or before is not None:
            self.input_typed.emit(self._typed)

    @Slot()
    def _judge(self) -> None:
        for field in self._fields:
            wrong = bool(field.text().strip()) and _value(field.text()) is None
            set_property(field, "wrong", wrong)
            field.setToolTip(NOT_A_NUMBER if wrong else "Type an input to see the network's answer")
            _write(field, field.text())
            field.setModified(wrong)
        if self._typed is not None:
            self._show_typed(self._typed)

    def _show_typed(self, typed: Array) -> None:
        for field, value in zip(self._used(), typed.tolist(), strict=True):
            _write(field, number.whole(value))


class Answer(QWidget):
    """Every class with its marker and the network's word on it, on one line or two."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[Row] = []
        self._hint = TYPE
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Answer")
        theme.changed.connect(self.update)

    def show_rows(self, rows: list[Row]) -> None:
        """Show an answer, or none."""
        if rows != self._rows:
            self._rows = rows
            self.setAccessibleDescription(self.words())
            self.update()

    def show_hint(self, hint: str) -> None:
        """Show another sentence where there is no answer."""
        self._hint = hint
        self.update()

    def words(self) -> str:
        """The answer as text."""
        return ", ".join(f"{row.name}: {row.text}" for row in self._rows)

    def sizeHint(self) -> QSize:
        """As high as the fields."""
        return QSize(100, self._theme.px("field_height"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it; the surest class is bold."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.palette.color("t3"))
        painter.setFont(self._theme.font("s"))
        if not self._rows:
            hint = self._hint if self.width() > 90 else ""
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), hint)
            return
        small = len(self._rows) > 2
        metrics = QFontMetricsF(self._theme.font("xs" if small else "s", weight=600))
        step = metrics.horizontalAdvance(max((row.text for row in self._rows), key=len)) + 24
        per_line = max(1, min(len(self._rows), int((self.width() + 8) // step)))
        lines = -(-len(self._rows) // per_line)
        best = max(self._rows, key=_strength)
        for index, shown in enumerate(self._rows):
            row, column = divmod(index, per_line)
            across = self.width() - (per_line - column) * step + 8
            down = (row + 0.5) * self.height() / lines
            role = "xs" if small else "s"
            painter.setFont(self._theme.font(role, weight=600 if shown == best else 400))
            self._paint_row(painter, QPointF(across, down), shown, metrics)

    def _paint_row(self, painter: QPainter, at: QPointF, shown: Row, metrics: QFontMetricsF) -> None:
        if shown.label >= 0:
            marker.draw(painter, self._theme.palette, shown.label, at + QPointF(4.5, 0), 4.2, cased=False)
        painter.setPen(self._theme.palette.color("t1"))
        painter.drawText(at + QPointF(14, metrics.capHeight() / 2), shown.text)


def _write(field: QLineEdit, text: str) -> None:
    field.setText(text)
    field.setFixedWidth(max(WIDTH, width_for_text(field)))


def _short(value: float) -> str:
    """Two decimals, or four digits where they say more."""
    return number.fixed(value, 2) if 0.1 <= abs(value) < 1000 or value == 0 else number.plain(value)


def _strength(row: Row) -> float:
    return _value(row.text) or 0.0


def _value(text: str) -> float | None:
    """The number a learner typed, with any minus and either decimal sign; None if it is none."""
    try:
        return read_within(text, -FAR, FAR)
    except ValueError:
        return None
