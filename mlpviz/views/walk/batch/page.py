"""The page of a batch: square and network, the ledger, and the votes on one weight, side by side over the dock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mlpviz.views.columns import Columns
from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.batch.dock import BatchDock
from mlpviz.views.walk.batch.ledger import Ledger
from mlpviz.views.walk.batch.side_column import BatchColumn
from mlpviz.views.walk.batch.votes_panel import VotesPanel

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.story import BatchStory

NARROW_SIDES, LEDGER_LEAST = (192, 224), 480


class BatchPage(QWidget):
    """Shows one batch, row by row."""

    row_requested = Signal(int)
    column_requested = Signal(int)
    sample_requested = Signal(int)
    """The position in the batch of a sample to go into."""

    def __init__(self, theme: Theme) -> None:
        """Build every view of the page."""
        super().__init__()
        self._theme = theme = PageTheme(theme, self)
        typesetter = Typesetter(theme)
        self._story: BatchStory | None = None
        self._row, self._column = 0, 0
        self.side, self.ledger = BatchColumn(theme, typesetter), Ledger(theme, typesetter)
        self.votes = VotesPanel(theme, typesetter, self.ledger)
        self.dock = BatchDock(theme, typesetter)
        widths = [theme.px("sample_column"), LEDGER_LEAST, theme.px("diagnostics_column")]
        self.middle = QStackedWidget()
        """The ledger; something else may stand in its place for a while."""
        self.middle.addWidget(self.ledger)
        self._columns = Columns([self.side, self.middle, self.votes], widths, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._columns, 1)
        layout.addWidget(self.dock)
        self._connect()

    def _connect(self) -> None:
        square = self.side.square
        for asking in (self.ledger, self.votes, square):
            asking.sample_requested.connect(self.sample_requested)
        for asking in (self.ledger, self.votes):
            asking.row_requested.connect(self.row_requested)
        self.ledger.column_requested.connect(self.column_requested)
        for pointed, others in ((self.ledger, (self.votes, square)), (self.votes, (self.ledger, square)),
                                (square, (self.ledger, self.votes))):  # fmt: skip
            for lit in others:
                pointed.hovered.connect(lit.show_hovered)
        self.dock.index_requested.connect(self.row_requested)
        self.dock.column_moved.connect(self._move_column)
        self.dock.fold_requested.connect(self._fold)
        self.dock.keys.watch(self)

    # showing

    @Slot(object)
    def show_story(self, story: BatchStory, row: int = 0, column: int = 0) -> None:
        """Show another batch at a row, with a column chosen."""
        self._story, self._row, self._column = story, row, min(column, len(story.columns) - 1)
        self.side.show_story(story, self._row, self._column)
        self.ledger.show_story(story, self._row, self._column)
        self._show_others(story)

    @Slot(int)
    def show_row(self, row: int) -> None:
        """Come to another row."""
        if self._story is not None and row != self._row:
            self._row = row
            self.ledger.show_row(row)
            self.side.show_place(row, self._column)
            self._show_others(self._story)

    @Slot(int)
    def show_column(self, column: int) -> None:
        """Follow another weight."""
        if self._story is not None and column != self._column:
            self._column = column
            self.ledger.show_column(column)
            self.side.show_place(self._row, column)
            self._show_others(self._story)

    def _show_others(self, story: BatchStory) -> None:
        self.votes.show_place(story, self._row, self._column)
        self.dock.show_place(story, self._row, self._column)

    def set_digits(self, digits: int) -> None:
        """Show 4 or 9 decimals."""
        self.dock.set_digits(digits)

    @property
    def column(self) -> int:
        """The column that is followed."""
        return self._column

    # asking

    @Slot(int)
    def _move_column(self, by: int) -> None:
        if self._story is not None:
            self.column_requested.emit(min(max(self._column + by, 0), len(self._story.columns) - 1))

    @Slot()
    def _fold(self) -> None:
        if self._story is not None:
            self.ledger.fold(self._story.columns.place(self._column)[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no view of the page wants are the dock's."""
        if not self.dock.take_key(event):
            super().keyPressEvent(event)

    # room

    def fit_to(self, width: int, *, folded: bool, low: bool) -> None:
        """Arrange for a width; `folded` and `low` are the forms for small windows."""
        self.dock.set_low(low)
        px = self._theme.px
        sides = NARROW_SIDES if folded else (px("sample_column"), px("diagnostics_column"))
        self._columns.set_widths([sides[0], LEDGER_LEAST, sides[1]])
        self.fit_width(width)

    def fit_width(self, width: int) -> None:
        """Give what is left of a width to the ledger."""
        self._columns.resize(width, self._columns.height())
