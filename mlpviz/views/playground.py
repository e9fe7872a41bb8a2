"""The Playground workspace: data, network and diagnostics over the timeline; while stepping, the step-through page."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mlpviz.views.columns import Columns
from mlpviz.views.data_panel import DataPanel
from mlpviz.views.diagnostics_panel import DiagnosticsPanel
from mlpviz.views.network_panel import NetworkPanel
from mlpviz.views.theme import Theme
from mlpviz.views.timeline import Timeline
from mlpviz.views.walk_dock import WalkDock
from mlpviz.views.walk_gradients import WalkGradients
from mlpviz.views.walk_graph import WalkGraph
from mlpviz.views.walk_sample import WalkSample

FOLDED_BELOW, NARROW_BELOW, LOW_BELOW = 1280, 1120, 800
"""Window sizes below which the rail and the diagnostics fold, the data column narrows, and everything gets lower."""
STRIP = 40
NARROW_DATA = 304
NETWORK_LEAST = 480


class Playground(QWidget):
    """Two pages of three columns each; which one is shown depends on whether the learner is stepping."""

    def __init__(self, theme: Theme) -> None:
        """Build every view of the workspace."""
        super().__init__()
        self._theme = theme
        self._window_size = QSize(1440, 900)
        self._presenting = self._opened = False
        self.data, self.network = DataPanel(theme), NetworkPanel(theme)
        self.diagnostics, self.timeline = DiagnosticsPanel(theme), Timeline(theme)
        self.sample, self.graph = WalkSample(theme), WalkGraph(theme)
        self.gradients, self.dock = WalkGradients(theme), WalkDock(theme)
        px = theme.px
        self.columns = Columns(
            [self.data, self.network, self.diagnostics], [px("data_column"), NETWORK_LEAST, px("diagnostics_column")], 1
        )
        self.walk_columns = Columns(
            [self.sample, self.graph, self.gradients], [px("sample_column"), NETWORK_LEAST, px("diagnostics_column")], 1
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(_page(self.columns, self.timeline))
        self._pages.addWidget(_page(self.walk_columns, self.dock))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.diagnostics.open_requested.connect(self._toggle_diagnostics)

    @property
    def stepping(self) -> bool:
        """Whether the step-through page is on show."""
        return self._pages.currentIndex() == 1

    def show_stepping(self, stepping: bool) -> None:
        """Change between the two pages."""
        self._pages.setCurrentIndex(int(stepping))
        if stepping:
            self.dock.take_focus()

    def present(self, presenting: bool) -> None:
        """For a projector: hide the side panels, or bring them back."""
        self._presenting = presenting
        self.diagnostics.setVisible(not presenting)
        self.timeline.setVisible(not presenting)
        self.fit_to(self._window_size)

    def fit_to(self, window: QSize) -> None:
        """Arrange for a window of this size."""
        self._window_size = window
        px, narrow, low = self._theme.px, window.width() < NARROW_BELOW, window.height() < LOW_BELOW
        folded = window.width() < FOLDED_BELOW
        self.data.set_narrow(narrow)
        self.timeline.set_low(low)
        self.dock.set_low(low)
        self.diagnostics.set_folded(folded and not self._opened)
        data = NARROW_DATA if narrow else px("data_column")
        strip = STRIP if folded and not self._opened else px("diagnostics_column")
        extra = min(1.25, max(1.0, window.width() / 1920))
        self.columns.set_widths([round(data * extra), NETWORK_LEAST, strip if folded else round(strip * extra)])
        side = 240 if folded else px("diagnostics_column")
        self.walk_columns.set_widths([200 if narrow else px("sample_column"), NETWORK_LEAST, side])

    def _toggle_diagnostics(self) -> None:
        self._opened = not self._opened
        self.fit_to(self._window_size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what is left to the network."""
        super().resizeEvent(event)
        for columns in (self.columns, self.walk_columns):
            columns.resize(event.size().width(), columns.height())


def _page(columns: QWidget, foot: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(columns, 1)
    layout.addWidget(foot)
    return page
