"""The page of the laboratory: tiles, the stage in the middle, and the column at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.side_panel import SidePanel
from mlpviz.views.activations.stage import Stage
from mlpviz.views.activations.tile_grid import TileGrid
from mlpviz.views.controls.label import rule
from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.theme import Theme

NARROW, NARROWEST = 1280, 960
"""Width of the window, in px of the usual text size, below which tiles stand in one column, and below which there is
room for the tiles or for the properties, not for both."""


class ActivationsPage(QWidget):
    """Puts the three columns side by side."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build everything; nothing is shown yet."""
        super().__init__(parent)
        self._theme = theme = PageTheme(theme, self)
        self.axis = ZAxis(self)
        self.tiles, self.stage, self.side = TileGrid(theme), Stage(theme, self.axis), SidePanel(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._rules = [rule(lying=False), rule(lying=False)]
        for part in (self.tiles, self._rules[0], self.stage, self._rules[1], self.side):
            row.addWidget(part, 1 if part is self.stage else 0)
        self._presenting, self._window = False, QSize(1440, 900)
        theme.changed.connect(self._fit)
        self.stage.column.chosen.connect(self._arrange)

    def fit_to(self, window: QSize) -> None:
        """Arrange the columns for a window of this size."""
        self._window = window
        self._fit()

    @Slot()
    def _fit(self) -> None:
        width = self._window.width() / max(1.0, self._theme.text_scale)
        self.tiles.set_columns(1 if width < NARROW else 2)
        self.side.set_narrow(width < NARROW)
        self.stage.set_margins(width < NARROW)
        self.stage.column.setVisible(width < NARROWEST)
        self._arrange()

    def present(self, presenting: bool) -> None:
        """Give the plots the room of the tiles."""
        self._presenting = presenting
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Show the columns there is room for."""
        one = not self.stage.column.isHidden()
        chosen = self.stage.column.value()
        self.tiles.setVisible(not self._presenting and (not one or chosen == "tiles"))
        self.side.setVisible(not one or chosen == "side")
        self._rules[0].setVisible(not self.tiles.isHidden())
        self._rules[1].setVisible(not self.side.isHidden())
