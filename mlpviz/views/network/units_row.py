"""How many units a layer has, to be stepped by − and + or typed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from mlpviz.engine.network_spec import MOST_UNITS
from mlpviz.engine.typed_number import read_whole
from mlpviz.views.controls.button import IconButton
from mlpviz.views.controls.number_keys import NumberKeys
from mlpviz.views.look.theme import Theme

SIDE = 24
FORMS = ((True, SIDE), (False, SIDE), (False, 20))
"""What a row looks like where there is less and less room: whether it says "units", and the width of − and +, px."""


class UnitsRow(QWidget):
    """− 6 units +"""

    units_stepped = Signal(int, int)
    """Layer, and +1 or −1."""
    units_typed = Signal(int, int)
    """Layer, and how many units it should have."""

    def __init__(self, theme: Theme, layer: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._layer = theme, layer
        self._shown = (1, FORMS[0])
        self._fewer = IconButton(theme, "minus", "Remove the last unit", role="unit", size=SIDE, parent=self)
        self.count = UnitsLine(self)
        self._more = IconButton(theme, "plus", "Add a unit", role="unit", size=SIDE, parent=self)
        self._fewer.clicked.connect(self._step_down)
        self._more.clicked.connect(self._step_up)
        self.count.units_typed.connect(self._report)
        theme.changed.connect(self.restyle)  # after the buttons, which then take their usual size
        for control, word in ((self._fewer, "one unit fewer"), (self.count, "units"), (self._more, "one unit more")):
            control.setAccessibleName(f"Layer {layer + 1}: {word}")

    def controls(self) -> list[QWidget]:
        """−, the number, and +."""
        return [self._fewer, self.count, self._more]

    def show_units(self, units: int, form: tuple[bool, int]) -> None:
        """Write how many there are, in one of the FORMS."""
        self._shown = units, form
        worded, width = form
        self.count.setFont(self._theme.font("xs", weight=600))
        self.count.show_units(units, worded=worded)
        self._fewer.setEnabled(units > 1)
        self._fewer.setToolTip("Remove the last unit" if units > 1 else "A layer has at least one unit.")
        self._more.setEnabled(units < MOST_UNITS)
        self._more.setToolTip("Add a unit" if units < MOST_UNITS else f"A layer has at most {MOST_UNITS} units.")
        middle = max(self.count.width_for_text() + 5, 38 if worded else 18)
        side = round(width * side_of(self._theme) / SIDE)
        height = side_of(self._theme)
        for button in (self._fewer, self._more):
            button.setFixedSize(side, height)
        self.setFixedSize(2 * side + middle, height)
        self._fewer.move(0, 0)
        self.count.setGeometry(side, 0, middle, height)
        self._more.move(side + middle, 0)

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self.show_units(*self._shown)

    @Slot()
    def _step_down(self) -> None:
        self.units_stepped.emit(self._layer, -1)

    @Slot()
    def _step_up(self) -> None:
        self.units_stepped.emit(self._layer, 1)

    @Slot(int)
    def _report(self, units: int) -> None:
        self.units_typed.emit(self._layer, units)


class UnitsLine(QLineEdit):
    """A number that looks like a label until it is typed into."""

    units_typed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._units, self._worded, self._begins = 1, False, False
        self.setProperty("role", "units")
        self.setTextMargins(-2, 0, -2, 0)  # the 2 px that Qt keeps free at both sides
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setToolTip(f"Type how many units this layer has, 1 to {MOST_UNITS}.")
        self.editingFinished.connect(self._finish)
        NumberKeys(self)

    def show_units(self, units: int, *, worded: bool) -> None:
        """Show a number, with or without the word behind it."""
        self._units, self._worded = units, worded
        self.setText(str(units) if self.hasFocus() else self._written())

    def width_for_text(self) -> int:
        """Px that the text takes when nothing is typed."""
        return self.fontMetrics().horizontalAdvance(self._written())

    def _written(self) -> str:
        word = "unit" if self._units == 1 else "units"
        return f"{self._units} {word}" if self._worded else str(self._units)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer the number alone, to be typed over."""
        super().focusInEvent(event)
        self._begins = event.reason() == Qt.FocusReason.MouseFocusReason
        self.setText(str(self._units))
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed, and say "units" again."""
        super().focusOutEvent(event)
        self.setText(self._written())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep all selected at the click that begins to type."""
        if self._begins:
            self._begins = False
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes what was typed, Escape leaves the number as it was."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(str(self._units))
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _finish(self) -> None:
        if self.text() in (str(self._units), self._written()):
            return
        try:
            units = read_whole(self.text(), 1, MOST_UNITS)
        except ValueError as why:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), str(why), self)
            return
        self.units_typed.emit(units)


def side_of(theme: Theme) -> int:
    """The height of a row, px."""
    return round(SIDE * max(1.0, theme.text_scale))
