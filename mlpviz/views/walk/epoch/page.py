"""The page of an epoch: its batches in a table over the dock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mlpviz.views.controls.label import label
from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.epoch.dock import EpochDock
from mlpviz.views.walk.epoch.table import EpochTable

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.epoch_story import EpochStory


class EpochPage(QWidget):
    """Shows one epoch, batch by batch."""

    batch_requested = Signal(int)
    open_requested = Signal(int)
    """The ledger of a batch is to be opened."""

    def __init__(self, theme: Theme) -> None:
        """Build every view of the page."""
        super().__init__()
        theme = PageTheme(theme, self)
        self.table, self.dock = EpochTable(theme), EpochDock(theme, Typesetter(theme))
        self._title, self._about = label("Each batch begins where the one before ended", "title"), label("", "label")
        self._story: EpochStory | None = None
        inside = QWidget()
        inside.setProperty("surface", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(2)
        top = QHBoxLayout()
        top.setContentsMargins(16, 0, 16, 0)
        top.setSpacing(12)
        top.addWidget(self._title)
        self._about.setWordWrap(True)
        self._about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        top.addWidget(self._about, 1)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        self.middle = QStackedWidget()
        self.middle.addWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.middle, 1)
        layout.addWidget(self.dock)
        self.table.batch_requested.connect(self.batch_requested)
        self.table.open_requested.connect(self.open_requested)
        self.dock.index_requested.connect(self.batch_requested)
        for area in self.findChildren(QAbstractScrollArea):
            area.installEventFilter(self)

    def show_story(self, story: EpochStory, batch: int) -> None:
        """Show another epoch at a batch."""
        self._story = story
        self.table.show_story(story, batch)
        self.show_batch(batch)

    def show_batch(self, batch: int) -> None:
        """Come to another batch."""
        if self._story is not None:
            self.table.show_batch(batch)
            self.dock.show_place(self._story, batch)
            self._about.setText(self._story.summary)

    def set_digits(self, digits: int) -> None:
        """Show 4 or 9 decimals."""
        self.dock.set_digits(digits)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no view of the page wants are the dock's."""
        if not self.dock.take_key(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A part that scrolls would swallow arrow keys on their way from the control with the focus to the dock."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.dock.take_key(event):
            return True
        return super().eventFilter(watched, event)

    def fit_to(self, width: int, *, folded: bool, low: bool) -> None:
        """Arrange for a width; `folded` and `low` are the forms for small windows."""
        self.dock.set_low(low)
        self._title.setText("Batches of this epoch" if folded else "Each batch begins where the one before ended")

    def fit_width(self, width: int) -> None:
        """The table takes whatever width there is."""
