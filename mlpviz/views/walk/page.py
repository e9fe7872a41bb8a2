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
    from mlpviz.views.walk.payoff.card import PayoffCard

NARROW_SAMPLE, NARROW_GRADIENTS, GRAPH_LEAST = 208, 264, 480


class WalkPage(QWidget):
    """Shows one update operation by operation, or the chain of one of its weights."""

    chain_built = Signal(object)
    """The ChainPage, which is built when it is first needed."""
    card_built = Signal(object)
    """The PayoffCard, built when the first update was kept."""

    def __init__(self, theme: Theme) -> None:
        """Build every view of the page."""
        super().__init__()
        self._theme = theme
        self.sample, self.graph = WalkSample(theme), WalkGraph(theme)
        self.gradients, self.dock = WalkGradients(theme), WalkDock(theme)
        self.views = (self.sample, self.graph, self.gradients, self.dock)
        widths = [theme.px("sample_column"), GRAPH_LEAST, theme.px("diagnostics_column")]
        self._middle = QStackedWidget()
        self._middle.addWidget(self.graph)
        self._columns = Columns([self.sample, self._middle, self.gradients], widths, 1)
        self.card: PayoffCard | None = None
        self.chain: ChainPage | None = None
        self._fitted = (1440, False, False)
        self._stepping = QWidget()
        layout = QVBoxLayout(self._stepping)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._columns, 1)
        layout.addWidget(self.dock)
        self.dock.keys.watch(self._stepping)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._stepping)
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

    @property
    def showing_card(self) -> bool:
        """Whether the card of a kept update stands in place of the graph."""
        return self._middle.currentIndex() == 1

    def build_card(self) -> PayoffCard:
        """The card of a kept update."""
        if self.card is None:
            from mlpviz.views.walk.payoff.card import PayoffCard

            self.card = PayoffCard(self._theme)
            self._middle.addWidget(self.card)
            self.card.keys.unclaimed = self.dock.take_key
            self.card_built.emit(self.card)
        return self.card

    def show_card(self, shown: bool) -> None:
        """Show the card in place of the graph, or the graph again."""
        if shown != self.showing_card:
            held = self.card is not None and self.card.isAncestorOf(self.focusWidget())
            card = self.build_card()
            self._middle.setCurrentWidget(card if shown else self.graph)
            for part in (self._stepping, self.dock):
                (card.keys.watch if shown else card.keys.leave)(part)
            self.dock.buttons.next.set_role("outline" if shown else "primary")  # one filled button
            if held:
                self.dock.take_focus()

    def take_key(self, event: QKeyEvent) -> bool:
        """Give a key to the card of a kept update, then to the dock on show."""
        if self.card is not None and self.showing_card and not self.chaining and self.card.keys.take(event):
            return True
        return self.chain.dock.take_key(event) if self.chain and self.chaining else self.dock.take_key(event)

    def fit_to(self, width: int, *, folded: bool, low: bool) -> None:
        """Arrange for a width; `folded` and `low` are the forms for small windows."""
        self._fitted = width, folded, low
        self.dock.set_low(low)
        self.sample.square.set_low(low)
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
