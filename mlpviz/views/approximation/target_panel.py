"""Where the target is chosen: drawn by hand, one of the curves, or a formula."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mlpviz.engine.approximation.sketch import CURVES, values_of_formula
from mlpviz.views.approximation.curve_tile import CurveTile
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import label, set_property
from mlpviz.views.look.theme import Theme

WRAPPED = 1.3
"""The largest text with which the tiles have room side by side."""


class TargetPanel(QWidget):
    """Asks for another target, and turns the pencil on and off."""

    curve_requested = Signal(str)
    formula_requested = Signal(str)
    clear_requested = Signal()
    pencil_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin with the pencil in hand."""
        super().__init__(parent)
        self._theme = theme
        self.sketch = Button(theme, "Sketch", icon="edit", tip="Draw the target with the pencil (P)")
        self.sketch.setCheckable(True)
        self.sketch.setChecked(True)
        self.clear = Button(theme, "Clear", icon="erase", tip="A flat target to draw on")
        self.tiles = {name: CurveTile(theme, curve) for name, curve in CURVES.items()}
        self.formula = QLineEdit()
        self.formula.setPlaceholderText("own formula: sin(x) + x/3")
        self.formula.setAccessibleName("Own formula of the target")
        self.formula.setToolTip("A formula in x. Enter makes it the target.")
        self._why = label("", "caption")
        self._why.setWordWrap(True)
        set_property(self._why, "tone", "bad")
        self._why.hide()
        self._taken = ""
        self._place()
        theme.changed.connect(self.restyle)
        self.restyle()
        self.sketch.toggled.connect(self.pencil_toggled)
        self.clear.clicked.connect(self.clear_requested)
        for tile in self.tiles.values():
            tile.clicked.connect(self._ask_for_curve)
        self.formula.textEdited.connect(self._judge)
        self.formula.editingFinished.connect(self._ask_for_formula)

    def _place(self) -> None:
        buttons, typed = QHBoxLayout(), QHBoxLayout()
        self._rows = QGridLayout()
        for row in (buttons, self._rows, typed):
            row.setSpacing(8)
        buttons.addWidget(self.sketch)
        buttons.addWidget(self.clear)
        buttons.addStretch(1)
        name = label("y =", "secondary")
        name.setBuddy(self.formula)
        typed.addWidget(name)
        typed.addWidget(self.formula, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Target", "title"))
        for part in (buttons, self._rows, typed):
            column.addLayout(part)
        column.addWidget(self._why)

    @Slot()
    def restyle(self) -> None:
        """With large text the tiles stand in two rows."""
        many = len(self.tiles)
        columns = many if self._theme.text_scale <= WRAPPED else -(-many // 2)
        for at, tile in enumerate(self.tiles.values()):
            self._rows.addWidget(tile, at // columns, at % columns)

    def show_target(self, curve: str, formula: str) -> None:
        """Mark the curve that is the target, if it is one; show the formula that it came from, or ""."""
        for name, tile in self.tiles.items():
            tile.mark(name == curve)
        if formula != self._taken or not self.formula.hasFocus():
            self._taken = formula
            self.formula.setText(formula)
            self._complain("")

    def complaint(self) -> str:
        """What is shown to be wrong with the formula; "" for nothing."""
        return "" if self._why.isHidden() else self._why.text()

    @Slot()
    def _ask_for_curve(self) -> None:
        tile = self.sender()
        assert isinstance(tile, CurveTile)
        self.curve_requested.emit(tile.curve.name)

    @Slot(str)
    def _judge(self, text: str) -> None:
        try:
            values_of_formula(text)
        except ValueError as reason:
            self._complain(str(reason) if text.strip() else "")
        else:
            self._complain("")

    @Slot()
    def _ask_for_formula(self) -> None:
        text = self.formula.text().strip()
        if not text:
            self.formula.setText(self._taken)
            self._complain("")
            return
        self._judge(text)
        if self._why.isHidden() and text != self._taken:
            self._taken = text
            self.formula_requested.emit(text)

    def _complain(self, why: str) -> None:
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.formula.setAccessibleDescription(why)
        set_property(self.formula, "wrong", bool(why))
