"""The menu that says which plots the diagnostics column shows."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from mlpviz.views.controls.staying_menu import StayingMenu
from mlpviz.views.plots.chosen_plots import PLOTS, ChosenPlots


class PlotsMenu(StayingMenu):
    """A row a plot, ticked where it is shown; it stays open while ticks are set."""

    def __init__(self, chosen: ChosenPlots, parent: QWidget | None = None) -> None:
        """Follow what is chosen."""
        super().__init__(parent)
        self._chosen = chosen
        self._rows = {}
        for kind in PLOTS:
            row = self.addAction(kind.title)
            row.setCheckable(True)
            row.setProperty("stays", True)
            row.setToolTip(kind.about)
            row.setChecked(kind.name in chosen.names())
            row.setData(kind.name)
            self._rows[kind.name] = row
        self.setAccessibleName("Plots")
        chosen.changed.connect(self._tick)
        self.triggered.connect(self._choose)

    @Slot(QAction)
    def _choose(self, row: QAction) -> None:
        self._chosen.choose(row.data(), row.isChecked())

    @Slot(str, bool)
    def _tick(self, name: str, chosen: bool) -> None:
        self._rows[name].setChecked(chosen)
