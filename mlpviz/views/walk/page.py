"""The step-through page: sample, graph and gradients side by side over the dock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mlpviz.views.columns import Columns
from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.paint_later import paint_later
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.columns.gradients import WalkGradients
from mlpviz.views.walk.columns.sample import WalkSample
from mlpviz.views.walk.dock.dock import WalkDock
from mlpviz.views.walk.graph.graph_panel import WalkGraph

if TYPE_CHECKING:
    from mlpviz.views.walk.batch.page import BatchPage
    from mlpviz.views.walk.chain.page import ChainPage
    from mlpviz.views.walk.dock.frame import DockFrame
    from mlpviz.views.walk.epoch.page import EpochPage
    from mlpviz.views.walk.payoff.card import PayoffCard

NARROW_SAMPLE, NARROW_GRADIENTS, GRAPH_LEAST = 208, 264, 480


class WalkPage(QWidget):
    """Shows one update operation by operation, row by row as a batch, or the chain of one of its weights."""

    chain_built = Signal(object)
    """The ChainPage, which is built when it is first needed."""
    batch_built = Signal(object)
    """The BatchPage, which is built when it is first needed."""
    epoch_built = Signal(object)
    """The EpochPage, which is built when it is first needed."""
    card_built = Signal(object)
    """The PayoffCard, built when the first update was kept."""

    def __init__(self, theme: Theme) -> None:
        """Build every view of the page."""
        super().__init__()
        self._theme = theme
        self._operations = QWidget()
        self._home: QWidget = self._operations
        theme = PageTheme(theme, self._operations)
        self.sample, self.graph = WalkSample(theme), WalkGraph(theme)
        self.gradients, self.dock = WalkGradients(theme), WalkDock(theme)
        self.views = (self.sample, self.graph, self.gradients, self.dock)
        widths = [theme.px("sample_column"), GRAPH_LEAST, theme.px("diagnostics_column")]
        self._middle = QStackedWidget()
        self._middle.addWidget(self.graph)
        self._columns = Columns([self.sample, self._middle, self.gradients], widths, 1)
        self.card: PayoffCard | None = None
        self._carded: tuple[QStackedWidget, DockFrame] | None = None
        """Where the card stands, and the dock whose keys it takes first."""
        self.chain: ChainPage | None = None
        self.batch: BatchPage | None = None
        self.epoch: EpochPage | None = None
        self._fitted = (1440, False, False)
        layout = QVBoxLayout(self._operations)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._columns, 1)
        layout.addWidget(self.dock)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._operations)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    @property
    def chaining(self) -> bool:
        """Whether a chain is on show."""
        return self.chain is not None and self._pages.currentWidget() is self.chain

    @property
    def docked(self) -> DockFrame:
        """The dock on show."""
        if self.chain is not None and self.chaining:
            return self.chain.dock
        page = self._page_above()
        return self.dock if page is None else page.dock

    def _page_above(self) -> BatchPage | EpochPage | None:
        """The page of the batch or of the epoch, if one of them is on show."""
        return next((page for page in (self.batch, self.epoch) if page is not None and page is self._home), None)

    def build_chain(self) -> ChainPage:
        """The page of chains."""
        if self.chain is None:
            from mlpviz.views.walk.chain.page import ChainPage

            self.chain = ChainPage(self._theme)
            self._add(self.chain)
            self.chain_built.emit(self.chain)
        return self.chain

    def build_batch(self) -> BatchPage:
        """The page of batches."""
        if self.batch is None:
            from mlpviz.views.walk.batch.page import BatchPage

            self.batch = BatchPage(self._theme)
            self._add(self.batch)
            self.batch_built.emit(self.batch)
        return self.batch

    def build_epoch(self) -> EpochPage:
        """The page of epochs."""
        if self.epoch is None:
            from mlpviz.views.walk.epoch.page import EpochPage

            self.epoch = EpochPage(self._theme)
            self._add(self.epoch)
            self.epoch_built.emit(self.epoch)
        return self.epoch

    def _add(self, page: BatchPage | ChainPage | EpochPage) -> None:
        self._pages.addWidget(page)
        width, folded, low = self._fitted
        page.fit_to(width, folded=folded, low=low)

    def show_depth(self, depth: str) -> None:
        """Show the page of a depth; a chain that is open stays over it."""
        chaining = self.chaining
        if depth == "epoch":
            self._home = self.build_epoch()
        else:
            self._home = self.build_batch() if depth == "batch" else self._operations
        if not chaining:
            self._show(self._home)

    def show_chaining(self, chaining: bool) -> None:
        """Change between what is stepped through and a chain."""
        if chaining:
            self._show(self.build_chain())
        elif self.chaining:
            self._show(self._home)

    def _show(self, page: QWidget) -> None:
        if page is not self._pages.currentWidget():
            paint_later(self)  # else the page is painted once before it is laid out, and once after
            self._pages.setCurrentWidget(page)
            self.docked.take_focus()

    def take_focus(self) -> None:
        """Let the keys of the dock on show act."""
        self.docked.take_focus()

    @property
    def showing_card(self) -> bool:
        """Whether the card of a kept update stands in place of the graph, or of the ledger."""
        return self._carded is not None

    def build_card(self) -> PayoffCard:
        """The card of a kept update."""
        if self.card is None:
            from mlpviz.views.walk.payoff.card import PayoffCard

            self.card = PayoffCard(self._theme)
            self.card_built.emit(self.card)
        return self.card

    def show_card(self, shown: bool) -> None:
        """Show the card in the middle of the page on show, or again what stands there."""
        if shown == self.showing_card:
            return
        card = self.build_card()
        held = card.isAncestorOf(self.focusWidget())
        middle, dock = self._carded or self._card_place()
        if shown:
            middle.addWidget(card)
            card.keys.unclaimed = dock.take_key
        self._carded = (middle, dock) if shown else None
        middle.setCurrentIndex(middle.indexOf(card) if shown else 0)
        (card.keys.watch if shown else card.keys.leave)(dock)
        dock.buttons.next.set_role("outline" if shown else "primary")  # one filled button
        if held:
            dock.take_focus()

    def _card_place(self) -> tuple[QStackedWidget, DockFrame]:
        """Where a card would stand, and the dock beside it."""
        page = self._page_above()
        return (self._middle, self.dock) if page is None else (page.middle, page.dock)

    def take_key(self, event: QKeyEvent) -> bool:
        """Give a key to the card of a kept update, then to the dock on show."""
        over = self._carded is not None and self.docked is self._carded[1]
        if self.card is not None and over and self.card.keys.take(event):
            return True
        return self.docked.take_key(event)

    def fit_to(self, width: int, *, folded: bool, low: bool) -> None:
        """Arrange for a width; `folded` and `low` are the forms for small windows."""
        self._fitted = width, folded, low
        self.dock.set_low(low)
        self.sample.square.set_low(low)
        for page in (self.chain, self.batch, self.epoch):
            if page is not None:
                page.fit_to(width, folded=folded, low=low)
        px = self._theme.px
        sides = (NARROW_SAMPLE, NARROW_GRADIENTS) if folded else (px("sample_column"), px("diagnostics_column"))
        self._columns.set_widths([sides[0], GRAPH_LEAST, sides[1]])
        self.fit_width(width)

    def fit_width(self, width: int) -> None:
        """Give what is left of a width to the graph."""
        self._columns.resize(width, self._columns.height())
        for page in (self.chain, self.batch, self.epoch):
            if page is not None:
                page.fit_width(width)
