"""A table of names and values with a line under each row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from mlpviz.views.controls.label import label, rule


class FactRows(QWidget):
    """Names at the left, values at the right; the tooltip of a row says what it means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Without rows at first."""
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._names: list[QLabel] = []
        self._values: list[QLabel] = []

    def show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Show names, values and what they mean; there are always as many rows."""
        while len(self._names) < len(rows):
            self._add()
        for name, value, (text, written, about) in zip(self._names, self._values, rows, strict=True):
            if (name.text(), value.text()) != (text, written):
                name.setText(text)
                value.setText(written)
                value.setAccessibleName(f"{text}: {written}")
            name.setToolTip(about)
            value.setToolTip(about)

    def _add(self) -> None:
        at = 2 * len(self._names)
        name, value = label("", "label"), label("", "number")
        value.setWordWrap(True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid.addWidget(name, at, 0)
        self._grid.addWidget(value, at, 1)
        self._grid.addWidget(rule(), at + 1, 0, 1, 2)
        self._names.append(name)
        self._values.append(value)

    def add_field(self, row: int, widget: QWidget) -> None:
        """Put a control in the place of a value."""
        self._values[row].hide()
        self._grid.addWidget(widget, 2 * row, 1, Qt.AlignmentFlag.AlignRight)

    def color(self, row: int, color: QColor) -> None:
        """Write a value in a colour."""
        self._values[row].setStyleSheet(f"color: {color.name()};")

    def texts(self) -> dict[str, str]:
        """The values, by name."""
        return {name.text(): value.text() for name, value in zip(self._names, self._values, strict=True)}
