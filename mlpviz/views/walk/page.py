"""The step-through page: sample, graph and gradients side by side over the dock."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlpviz.views.columns import Columns
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.columns.gradients import WalkGradients
from mlpviz.views.walk.columns.sample import WalkSample
from mlpviz.views.walk.dock.dock import WalkDock
from mlpviz.views.walk.graph.graph_panel import WalkGraph

NARROW_SAMPLE, NARROW_GRADIENTS, GRAPH_LEAST = 208, 264, 480


class WalkPage(QWidget):
    """Shows one update operation by operation."""

    def __init__(self, theme: Theme) -> None:
        """Build every view of the page."""
        super().__init__()
        self._theme = theme
        self.sample, self.graph = WalkSample(theme), WalkGraph(theme)
        self.gradients, self.dock = WalkGradients(theme), WalkDock(theme)
        self.views = (self.sample, self.graph, self.gradients, self.dock)
        widths = [theme.px("sample_column"), GRAPH_LEAST, theme.px("diagnostics_column")]
        self._columns = Columns([self.sample, self.graph, self.gradients], widths, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._columns, 1)
        layout.addWidget(self.dock)

    def fit_to(self, width: int, *, folded: bool, low: bool) -> None:
        """Arrange for a width; `folded` and `low` are the forms for small windows."""
        self.dock.set_low(low)
        px = self._theme.px
        sides = (NARROW_SAMPLE, NARROW_GRADIENTS) if folded else (px("sample_column"), px("diagnostics_column"))
        self._columns.set_widths([sides[0], GRAPH_LEAST, sides[1]])
        self.fit_width(width)

    def fit_width(self, width: int) -> None:
        """Give what is left of a width to the graph."""
        self._columns.resize(width, self._columns.height())
