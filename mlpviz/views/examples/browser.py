"""File ▸ Published examples: a list to search in, and beside it all that is known of the example."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mlpviz.engine.examples import Example
from mlpviz.engine.telling.printed_numbers import Comparison
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import label, rule
from mlpviz.views.examples.details import ExampleDetails
from mlpviz.views.look.theme import Theme

WIDTH, HEIGHT, LIST = 940, 620, 250
"""Px at the usual text size; the window is never larger than the screen."""
NONE_FOUND = "No example has these words."
ACTING = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
"""Keys that move in the list while the search has the focus."""


class ExampleBrowser(QDialog):
    """Beside the window, which stays alive. Typing searches, arrow keys choose, Enter opens, Escape closes."""

    example_shown = Signal(str)
    """An example is on show; whoever can compares its numbers and calls `show_comparison`."""
    open_requested = Signal(str)
    walk_requested = Signal(str)

    def __init__(self, theme: Theme, examples: Mapping[str, Example], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._examples = theme, examples
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search the examples")
        self.search.setToolTip("Words of title, author or text; arrow keys choose, Enter opens")
        self.list = QListWidget()
        self.list.setAccessibleName("Published examples")
        self.list.setToolTip("Published calculations; Enter opens one")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.details = ExampleDetails()
        self.walk_button = Button(theme, "Step through", tip="Open it in the step-through (Ctrl+Enter)")
        self.open_button = Button(theme, "Open", "primary", tip="Open its points and its network (Enter)")
        self._close = Button(theme, "Close", tip="Close (Esc)")
        self._none = label(NONE_FOUND, "label")
        self._none.setWordWrap(True)
        self._none.hide()
        for title in examples:
            self.list.addItem(QListWidgetItem(title))
        self._place()
        self._connect()
        self.setWindowTitle("Published examples")
        self.setModal(False)
        self._fit()

    def open_at(self, title: str) -> None:
        """Show the window, at this example if it is one; else as it was left, or at the first."""
        titles = list(self._examples)
        if title in self._examples:
            self.search.clear()
            self.list.setCurrentRow(titles.index(title))
        elif self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.setFocus()
        self.search.selectAll()

    @property
    def title(self) -> str:
        """The example on show; "" if the search finds none."""
        item = self.list.currentItem()
        return "" if item is None or item.isHidden() else item.text()

    def show_comparison(self, title: str, found: Comparison) -> None:
        """Show how the numbers of an example compare, if it is still on show."""
        if title == self.title:
            self.details.show_comparison(found)

    # what is done to it

    @Slot(str)
    def _filter(self, text: str) -> None:
        """Show the examples that have all the words; the first one if the one on show is not among them."""
        words = text.casefold().split()
        for row, one in enumerate(self._examples.values()):
            about = f"{one.title} {one.short} {one.source} {one.about} {one.teaches} {one.odd}".casefold()
            self.list.item(row).setHidden(not all(word in about for word in words))
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        if shown and self.list.currentRow() not in shown:
            self.list.setCurrentRow(shown[0])
        self._show_whether_found()

    @Slot()
    def _show_current(self) -> None:
        if self.title:
            self.details.show_example(self._examples[self.title])
            self.example_shown.emit(self.title)
        self._show_whether_found()

    def _show_whether_found(self) -> None:
        found = bool(self.title)
        self._none.setVisible(not found)
        self.details.setVisible(found)
        for button in (self.open_button, self.walk_button):
            button.setEnabled(found)

    @Slot()
    def _request_open(self) -> None:
        if self.title:
            self.open_requested.emit(self.title)

    @Slot()
    def _request_walk(self) -> None:
        if self.title:
            self.walk_requested.emit(self.title)

    # building

    def _place(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        left.addWidget(self._none)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(left)
        middle.addWidget(rule(lying=False))
        middle.addWidget(self.details, 1)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self._close)
        foot.addStretch(1)
        foot.addWidget(self.walk_button)
        foot.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addLayout(middle, 1)
        column.addLayout(foot)
        for button in (self.walk_button, self._close):
            button.setAutoDefault(False)
        self.open_button.setDefault(True)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.list.currentItemChanged.connect(self._show_current)
        self.list.itemActivated.connect(self._request_open)
        self.open_button.clicked.connect(self._request_open)
        self.walk_button.clicked.connect(self._request_walk)
        self._close.clicked.connect(self.close)
        self._theme.changed.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        """Take the room that the text needs, as far as the screen has it."""
        scale = max(1.0, self._theme.text_scale)
        room = self.screen().availableGeometry().size() * 0.95
        self.list.setFixedWidth(min(round(LIST * scale), room.width() // 3))
        self.search.setFixedWidth(self.list.width())
        self._none.setFixedWidth(self.list.width())
        self.resize(QSize(round(WIDTH * scale), round(HEIGHT * scale)).boundedTo(room))

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, which the dialog does itself; with Ctrl it steps through."""
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._request_walk()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While something is searched, the arrow keys move in the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in ACTING:
            self._move(1 if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) else -1)
            return True
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        if shown:
            at = shown.index(self.list.currentRow()) if self.list.currentRow() in shown else 0
            self.list.setCurrentRow(shown[min(max(at + step, 0), len(shown) - 1)])
