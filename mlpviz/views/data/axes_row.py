"""Which two of many inputs the canvas shows."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.engine.experiment import Experiment
from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.label import Elided, label
from mlpviz.views.data.answer import held_words, input_words
from mlpviz.views.look.theme import Theme


class AxesRow(QWidget):
    """Two choices, hidden unless there are more than two inputs; `axes_chosen` carries (across, up)."""

    axes_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._across, self._up = Combo(self), Combo(self)
        self._axes = (0, 1)
        self._words: tuple[str, ...] = ()
        row = QHBoxLayout()
        row.setSpacing(6)
        self._held = Elided("", "caption", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._held)
        for text, name, combo in (("→", "Across", self._across), ("↑", "Upwards", self._up)):
            combo.setAccessibleName(f"{name} on the canvas")
            combo.activated.connect(self._report)
            row.addWidget(label(text, "label", self))
            row.addWidget(combo, 1)
        self.hide()

    def combos(self) -> tuple[Combo, Combo]:
        """The choices across and upwards."""
        return self._across, self._up

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer the inputs of an experiment."""
        count = experiment.network.inputs
        self.setVisible(count > 2)
        if count <= 2:
            return
        words = tuple(input_words(experiment, index) for index in range(count))
        if words != self._words:
            self._words = words
            for combo in self.combos():
                combo.clear()
                combo.addItems(words)
        self._axes = experiment.axes
        for combo, axis in zip(self.combos(), experiment.axes, strict=True):
            combo.setCurrentIndex(axis)
            combo.setToolTip("An input that the canvas shows. The network is given all of them.")
        self._held.setText(held_words(experiment))

    @Slot()
    def _report(self) -> None:
        """The same input on both axes: they change places."""
        across, up = self._across.currentIndex(), self._up.currentIndex()
        if across == up:
            across, up = self._axes[1], self._axes[0]
        self.axes_chosen.emit((across, up))
