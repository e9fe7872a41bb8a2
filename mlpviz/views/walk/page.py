"""The step-through page: sample, graph and gradients side by side over the dock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mlpviz.views.columns import Columns
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.columns.gradients import WalkGradients
from mlpviz.views.walk.columns.sample import WalkSample
from mlpviz.views.walk.dock.dock import WalkDock
from mlpviz.views.walk.graph.graph_panel import WalkGraph

if TYPE_CHECKING:
    from mlpviz.views.walk.chain.page import ChainPage

NARROW_SAMPLE, NARROW_GRADIENTS, GRAPH_LEAST = 208, 264, 480


class WalkPage(QWidget):
    """Shows one update operation by operation, or the chain of one of its weights."""

    chain_built = Signal(object)
    """The ChainPage, which is built when it is first needed."""

    def __init__(self, theme: Theme) -> None:
        """Build every view of the page."""
        super().__init__()
        self._theme = theme
        self.sample, self.graph = WalkSample(theme), WalkGraph(theme)
        self.gradients, self.dock = WalkGradients(theme), WalkDock(theme)
        self.views = (self.sample, self.graph, self.gradients, self.dock)
        widths = [theme.px("sample_column"), GRAPH_LEAST, theme.px("diagnostics_column")]
        self._columns = Columns([self.sample, self.graph, self.gradients], widths, 1)
        self.chain: ChainPage | None = None
        self._fitted = (1440, False, False)
        stepping = QWidget()
        layout = QVBoxLayout(stepping)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._columns, 1)
        layout.addWidget(self.dock)
        self.dock.keys.reach(stepping)
        self._pages = QStackedWidget()
        self._pages.addWidget(stepping)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    @property
    def chaining(self) -> bool:
        """Whether a chain is on show."""
        return self._pages.currentIndex() == 1

    def build_chain(self) -> ChainPage:
        """The page of chains."""
        if self.chain is None:
            from mlpviz.views.walk.chain.page import ChainPage

            self.chain = ChainPage(self._theme)
            self._pages.addWidget(self.chain)
            width, folded, low = self._fitted
            self.chain.fit_to(width, folded=folded, low=low)
            self.chain_built.emit(self.chain)
        return self.chain

    def show_chaining(self, chaining: bool) -> None:
        """Change between the operations and a chain."""
        if chaining:
            self._pages.setCurrentWidget(self.build_chain())
            self.build_chain().dock.take_focus()
        elif self.chaining:
            self._pages.setCurrentIndex(0)
            self.dock.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no view of the page wants are the dock's."""
        if not self.take_key(event):
            super().keyPressEvent(event)

    def take_key(self, event: QKeyEvent) -> bool:
        """Give a key to the dock on show."""
        return self.chain.dock.take_key(event) if self.chain and self.chaining else self.dock.take_key(event)

    def fit_to(self, width: int, *, folded: bool, low: bool) -> None:
        """Arrange for a width; `folded` and `low` are the forms for small windows."""
        self._fitted = width, folded, low
        self.dock.set_low(low)
        if self.chain is not None:
            self.chain.fit_to(width, folded=folded, low=low)
        px = self._theme.px
        sides = (NARROW_SAMPLE, NARROW_GRADIENTS) if folded else (px("sample_column"), px("diagnostics_column"))
        self._columns.set_widths([sides[0], GRAPH_LEAST, sides[1]])
        self.fit_width(width)

    def fit_width(self, width: int) -> None:
        """Give what is left of a width to the graph."""
        self._columns.resize(width, self._columns.height())
        if self.chain is not None:
            self.chain.fit_width(width)
