"""The page of the laboratory: tiles, the stage in the middle, and the column at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.side_panel import SidePanel
from mlpviz.views.activations.stage import Stage
from mlpviz.views.activations.tile_grid import TileGrid
from mlpviz.views.controls.label import rule
from mlpviz.views.look.theme import Theme

NARROW = 1280
"""Width of the window, in px of the usual text size, below which tiles stand in one column."""


class ActivationsPage(QWidget):
    """Puts the three columns side by side."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build everything; nothing is shown yet."""
        super().__init__(parent)
        self._theme = theme
        self.axis = ZAxis(self)
        self.tiles, self.stage, self.side = TileGrid(theme), Stage(theme, self.axis), SidePanel(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.tiles, rule(lying=False), self.stage, rule(lying=False), self.side):
            row.addWidget(part, 1 if part is self.stage else 0)

    def fit_to(self, window: QSize) -> None:
        """Arrange the columns for a window of this size."""
        narrow = window.width() / max(1.0, self._theme.text_scale) < NARROW
        self.tiles.set_columns(1 if narrow else 2)
        self.side.set_narrow(narrow)
        self.stage.set_margins(narrow)
