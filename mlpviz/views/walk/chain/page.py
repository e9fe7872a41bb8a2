"""The page of a chain: sample and weight, graph with strands, loss and shares side by side over the dock."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlpviz.views.columns import Columns
from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import BASE, Typesetter
from mlpviz.views.walk.chain.chain_dock import ChainDock
from mlpviz.views.walk.chain.graph_panel import ChainGraph
from mlpviz.views.walk.chain.side_columns import SharesColumn, WeightColumn

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_story import ChainStory

MOST_AHEAD = 500
"""So many names of a network are typeset ahead."""
NARROW_SIDES, GRAPH_LEAST = (204, 256), 480


class ChainPage(QWidget):
    """Shows one chain, step by step."""

    path_chosen = Signal(int)
    """The row of the path to show alone; −1 for all."""
    edge_requested = Signal(object)
    leave_requested = Signal()
    epsilon_chosen = Signal(int)
    digits_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        """Build every view of the page."""
        super().__init__()
        self._theme = theme = PageTheme(theme, self)
        typesetter = Typesetter(theme)
        self._story: ChainStory | None = None
        self._index, self._alone = 0, -1
        self._typesetter = typesetter
        self._ahead: Iterator[str] = iter(())
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._typeset_one)
        self.weight, self.graph = WeightColumn(theme, typesetter), ChainGraph(theme, typesetter)
        self.shares, self.dock = SharesColumn(theme, typesetter), ChainDock(theme, typesetter)
        widths = [theme.px("sample_column"), GRAPH_LEAST, theme.px("diagnostics_column")]
        self._columns = Columns([self.weight, self.graph, self.shares], widths, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._columns, 1)
        layout.addWidget(self.dock)
        for view in (self.dock, self.graph.header):
            view.leave_requested.connect(self.leave_requested)
            view.path_chosen.connect(self.path_chosen)
        self.dock.table.hovered.connect(self.graph.canvas.show_hovered)
        self.graph.canvas.path_requested.connect(self.path_chosen)
        self.shares.bars.path_requested.connect(self.path_chosen)
        self.graph.canvas.edge_requested.connect(self.edge_requested)
        self.weight.epsilon_chosen.connect(self.epsilon_chosen)
        self.weight.digits_chosen.connect(self.digits_chosen)
        self.dock.keys.watch(self)

    @Slot(object)
    def show_story(self, story: ChainStory) -> None:
        """Begin another chain, with all its paths; `show_step` follows."""
        another = self._story is None or self._story.narrator is not story.narrator
        self._story, self._alone = story, -1
        if another:
            self._begin_ahead(story)
        self.weight.show_story(story)
        self.graph.header.show_story(story)
        self.shares.show_story(story, -1)
        self.dock.show_story(story)

    @Slot(int)
    def show_path(self, alone: int) -> None:
        """Show one path alone, or all (−1)."""
        self._alone = alone
        self.graph.header.show_path(alone)
        if self._story is not None:
            self.shares.show_story(self._story, alone)
            self._show()

    @Slot(int)
    def show_step(self, index: int) -> None:
        """Show a step."""
        self._index = index
        self._show()

    @Slot(int)
    def show_epsilon(self, exponent: int) -> None:
        """Show the check with another step ε."""
        self.weight.show_epsilon(exponent)
        if self._story is not None:
            self.dock.show_epsilon(self._story, exponent)

    def set_digits(self, digits: int) -> None:
        """Show 4 or 9 decimals."""
        self.weight.set_digits(digits)
        self.dock.set_digits(digits)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no view of the page wants are the dock's."""
        if not self.dock.take_key(event):
            super().keyPressEvent(event)

    def fit_to(self, width: int, *, folded: bool, low: bool) -> None:
        """Arrange for a width; `folded` and `low` are the forms for small windows."""
        self.dock.set_low(low)
        self.weight.set_low(low)
        px = self._theme.px
        sides = NARROW_SIDES if folded else (px("sample_column"), px("diagnostics_column"))
        self._columns.set_widths([sides[0], GRAPH_LEAST, sides[1]])
        self.fit_width(width)

    def fit_width(self, width: int) -> None:
        """Give what is left of a width to the graph."""
        self._columns.resize(width, self._columns.height())

    def _begin_ahead(self, story: ChainStory) -> None:
        """Typeset the names of other chains while nothing else happens, so that those open at once."""
        from mlpviz.engine.telling.chain_names import names_to_come  # slow to import, and not needed to open a window

        self._ahead = islice(names_to_come(story.narrator.names), MOST_AHEAD)
        self._idle.start()

    @Slot()
    def _typeset_one(self) -> None:
        latex = next(self._ahead, None)
        if latex is None or not self.isVisible():
            self._idle.stop()
        else:
            self._typesetter.prepare(latex, BASE)

    def _show(self) -> None:
        if self._story is not None:
            index = min(self._index, len(self._story.steps) - 1)
            self.graph.show_step(self._story, index, self._alone)
            self.dock.show_step(self._story, index, self._alone)
