"""The ways to look at the network, one at a time, and built when they are first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from mlpviz.views.controls.choice import FoldingChoice
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from mlpviz.views.hidden_space.hidden_space_view import HiddenSpaceView
    from mlpviz.views.landscape.landscape_view import LandscapeView

PLANES = (
    ("paths", "Paths", "The start and the two main directions of the paths: the plane that holds most of them."),
    ("random", "Random", "Two random directions through the network of the playhead, as long as the weights of each "
                         "unit (filter-normalised, Li et al. 2018)."),
    ("weights", "Two weights", "Two weights go all ways, all others are held."),
)  # fmt: skip
"""The planes of the landscape: kind, text and what it is."""


class Faces(QStackedWidget):
    """Shows the graph, the hidden space or the landscape."""

    hidden_built = Signal(object)
    landscape_built = Signal(object)

    def __init__(self, theme: Theme, graph: QWidget, parent: QWidget | None = None) -> None:
        """Show the graph, which stands already."""
        super().__init__(parent)
        self._theme, self._graph = theme, graph
        self.hidden: HiddenSpaceView | None = None
        self.landscape: LandscapeView | None = None
        self._planes: FoldingChoice | None = None
        self.addWidget(graph)

    def show_face(self, name: str) -> FoldingChoice | None:
        """Show one of NETWORK_VIEWS; returns what it lets one choose at the head of the panel, if it does."""
        if name == "hidden":
            self.setCurrentWidget(self._built_hidden())
            return None
        if name == "landscape":
            self.setCurrentWidget(self._built_landscape())
            return self._planes
        self.setCurrentWidget(self._graph)
        return None

    def _built_hidden(self) -> HiddenSpaceView:
        if self.hidden is None:
            from mlpviz.views.hidden_space.hidden_space_view import HiddenSpaceView

            self.hidden = HiddenSpaceView(self._theme)
            self.addWidget(self.hidden)
            self.hidden_built.emit(self.hidden)
        return self.hidden

    def _built_landscape(self) -> LandscapeView:
        if self.landscape is None:
            from mlpviz.views.landscape.landscape_view import LandscapeView

            self._planes = FoldingChoice(self._theme, [row[:2] for row in PLANES], tips=[row[2] for row in PLANES])
            self._planes.setAccessibleName("Plane of the landscape")
            self.landscape = LandscapeView(self._theme, self._planes)
            self.addWidget(self.landscape)
            self.landscape_built.emit(self.landscape)
        return self.landscape
