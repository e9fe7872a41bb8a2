"""Which two weights span the plane of two weights."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.label import label

TIP = (
    "A weight or bias that spans the plane; all others are held. Pinning the card of an edge in Graph chooses it too."
)


class WeightsRow(QWidget):
    """Two choices; `pair_chosen` carries the indices in theta, across and upwards."""

    pair_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Offer nothing yet."""
        super().__init__(parent)
        self._across, self._up = Combo(self), Combo(self)
        self._pair = (0, 1)
        self._offered: tuple[tuple[int, str], ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        for text, name, combo in (("→", "Weight across", self._across), ("↑", "Weight upwards", self._up)):
            combo.setAccessibleName(name)
            combo.setToolTip(TIP)
            combo.activated.connect(self._report)
            row.addWidget(label(text, "label", self))
            row.addWidget(combo, 1)
        row.addStretch(1)

    def combos(self) -> tuple[Combo, Combo]:
        """The choices across and upwards."""
        return self._across, self._up

    def show_pair(self, offered: Sequence[tuple[int, str]], pair: tuple[int, int]) -> None:
        """Offer weights, each with its index in theta and its name, and show which two are chosen."""
        if tuple(offered) != self._offered:
            self._offered = tuple(offered)
            for combo in self.combos():
                combo.clear()
                for index, name in offered:
                    combo.addItem(name, index)
        self._pair = pair
        for combo, index in zip(self.combos(), pair, strict=True):
            combo.setCurrentIndex(combo.findData(index))

    @Slot()
    def _report(self) -> None:
        """The same weight twice: they change places."""
        across, up = int(self._across.currentData()), int(self._up.currentData())
        if across == up:
            across, up = self._pair[1], self._pair[0]
        self.pair_chosen.emit(across, up)
