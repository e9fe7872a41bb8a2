"""A small field for the learning rate: usual values to pick, any other to type."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.typed_number import read_within
from mlpviz.views.controls import Combo, set_property
from mlpviz.views.controls.number_keys import NumberKeys
from mlpviz.views.controls.whole_text import width_for_text
from mlpviz.views.look.theme import Theme

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 3.0)
WIDTH = 76
ABOUT = "How large a step an update takes against the gradient."
MOST = 1e6


class RateField(Combo):
    """`rate_chosen` carries the rate picked or typed; what is no rate is marked and goes nowhere."""

    rate_chosen = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rate = math.nan
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # it would make 0.001 of a typed 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Learning rate")
        for rate in RATES:
            self.addItem(number.plain(rate), rate)
        self.activated.connect(self._take_index)
        edit = self.lineEdit()
        assert edit is not None
        edit.editingFinished.connect(self._take_text)
        NumberKeys(self)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_rate(self, rate: float) -> None:
        """Show a rate, without a signal."""
        self._rate = rate
        self.setEditText(number.whole(rate))
        self._mark("")
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Grow with the text size, and with a long number."""
        self.setFixedWidth(max(round(WIDTH * max(1.0, self._theme.text_scale)), width_for_text(self)))

    @Slot(int)
    def _take_index(self, index: int) -> None:
        self._take(float(self.itemData(index)))

    @Slot()
    def _take_text(self) -> None:
        if self.currentText() == number.whole(self._rate):
            return
        try:
            self._take(read_within(self.currentText(), 0.0, MOST))
        except ValueError as why:
            self._mark(str(why))

    def _take(self, rate: float) -> None:
        changed = rate != self._rate
        self.show_rate(rate)
        if changed:
            self.rate_chosen.emit(rate)

    def _mark(self, why: str) -> None:
        set_property(self, "wrong", bool(why))
        self.setToolTip(why or ABOUT)
