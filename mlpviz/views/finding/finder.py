"""The command palette: it stands over the window without darkening it, so that its effect is seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QListView, QStackedWidget, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.state.finding.search import Fold, Found, Hit
from mlpviz.views.controls.label import Elided, label, rule, set_property
from mlpviz.views.finding.row_model import RowModel, spoken
from mlpviz.views.finding.row_painter import RowPainter
from mlpviz.views.look import icons
from mlpviz.views.look.announce import announce
from mlpviz.views.look.theme import Theme

WIDTH, HEIGHT, TOP, MARGIN = 664, 558, 92, 16
"""Px at the usual text size: its size, how far from the top of the window, and from its other edges at least."""
PAGE = 8
"""Rows that Page Up and Page Down skip."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -PAGE, Qt.Key.Key_PageDown: PAGE}


class Finder(QFrame):
    """Asks what a text finds, shows it, and says what was chosen. The keys stay in its line all the time."""

    searched = Signal(str)
    """The text changed; whoever finds calls `show_found`."""
    entry_chosen = Signal(object)
    unfold_requested = Signal(str, str)
    """A section and a group of it."""
    closed = Signal(bool)
    """Whether it still had the keys."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Stand over `parent`, hidden at first."""
        super().__init__(parent)
        self._theme = theme
        self._suggestion = ""
        self.line = _Line(self)
        self._glass, self._count = QLabel(self), label("", "label", self)
        self._nothing = label("", "body", self)
        self._model, self._painter = RowModel(self), RowPainter(theme, self)
        self.list = QListView(self)
        self._hint = Elided("A value works too: learning rate 0.03", "label")
        self._stack = QStackedWidget(self)
        self._place()
        self._dress()
        self.line.textChanged.connect(self.searched)
        self.line.left_alone.connect(self.close_it)
        self.list.clicked.connect(self._choose_index)
        self.line.installEventFilter(self)
        parent.installEventFilter(self)
        theme.changed.connect(self.restyle)
        self.restyle()
        self.hide()

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(18, 10, 18, 10)
        head.setSpacing(10)
        for part, stretch in ((self._glass, 0), (self.line, 1), (self._count, 0)):
            head.addWidget(part, stretch)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 18, 10)
        foot.setSpacing(8)
        for key, word in (("↑ ↓", "choose"), ("Enter", "do it"), ("Esc", "close")):
            foot.addWidget(label(key, "keycap", self))
            foot.addWidget(label(word, "label", self))
            foot.addSpacing(8)
        foot.addWidget(self._hint, 1)
        self._stack.addWidget(self.list)
        nothing = QWidget()
        below = QVBoxLayout(nothing)
        below.setContentsMargins(18, 16, 18, 16)
        below.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        self._stack.addWidget(nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule(self))
        column.addWidget(self._stack, 1)
        column.addWidget(rule(self))
        column.addLayout(foot)

    def _dress(self) -> None:
        self.setProperty("surface", "card")
        self.setAccessibleName("Command palette")
        self.line.setProperty("role", "finder")
        self.line.setProperty("focus_ring", False)  # it has the keys all the time, and the cursor shows it
        self.line.setPlaceholderText("Find a command, preset, example or value")
        self.line.setAccessibleName("Find a command, preset, example or value")
        self.list.setAccessibleName("Found")
        set_property(self.list, "role", "found")
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._painter)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._nothing.setWordWrap(True)

    # what is shown

    def open_with(self, text: str) -> None:
        """Come on show with a text in the line, and take the keys."""
        self._fit()
        self.line.setText(text)
        self.show()
        self.raise_()
        self.line.setFocus()
        self.searched.emit(text)

    @Slot()
    def close_it(self) -> None:
        """Go away."""
        if self.isVisible():
            had_keys = self.line.hasFocus()
            self.hide()
            self.closed.emit(had_keys)

    def show_found(self, found: Found) -> None:
        """Show what the text finds; the first row that can be done is chosen."""
        self._model.show_rows(found.rows)
        self._suggestion = found.suggestion
        self._count.setText(f"{number.count(found.count)} of {number.count(found.whole)}")
        meant = f" Did you mean {found.suggestion}? Enter searches for it." if found.suggestion else ""
        self._nothing.setText(f"Nothing is called “{self.line.text().strip()}”.{meant}")
        self._stack.setCurrentIndex(0 if found.rows else 1)
        if found.rows:
            self._go_to(self._model.next_choice(-1, 1))
            self.list.scrollToTop()
        else:
            announce(self.line, self._nothing.text())

    @property
    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    @property
    def current(self) -> Hit | Fold | None:
        """The row that Enter means."""
        at = self.list.currentIndex().row()
        row = self._model.row(at) if 0 <= at < self._model.rowCount() else None
        return row if isinstance(row, (Hit, Fold)) else None

    def told(self) -> str:
        """What is said where nothing is found; "" where something is."""
        return "" if self._model.rowCount() else self._nothing.text()

    # keys and mouse

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window; take the keys that move and choose."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        key, row = event.key(), self.current
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._step(1 if key == Qt.Key.Key_Tab else -1)
        elif key in _STEPS:
            self._step(_STEPS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif key == Qt.Key.Key_Escape:
            self.close_it()
        elif key == Qt.Key.Key_Right and isinstance(row, Fold) and self.line.cursorPosition() == len(self.text):
            self._choose()
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key that the line does not want reaches the window below."""
        event.accept()

    def _step(self, by: int) -> None:
        at, sign = self.list.currentIndex().row(), 1 if by > 0 else -1
        for _ in range(abs(by)):
            following = self._model.next_choice(at, sign)
            if following < 0:
                break
            at = following
        self._go_to(at)

    def _go_to(self, at: int) -> None:
        if at < 0:
            return
        self.list.setCurrentIndex(self._model.index(at))
        if self._model.next_choice(at, -1) < 0:
            self.list.scrollToTop()  # with its heading
        said = spoken(self._model.row(at))
        self.line.setAccessibleDescription(said)
        announce(self.line, said)

    @Slot(QModelIndex)
    def _choose_index(self, index: QModelIndex) -> None:
        self._go_to(index.row())
        self._choose()

    def _choose(self) -> None:
        row = self.current
        if isinstance(row, Fold):
            at = self.list.currentIndex().row()
            self.unfold_requested.emit(row.section, row.group)
            self._go_to(at)
        elif row is not None and row.entry.completes and not row.entry.reason:
            self.line.setText(row.entry.completes)
        elif row is not None:
            self.entry_chosen.emit(row.entry)
        elif self._suggestion:
            self.line.setText(self._suggestion)

    # room

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        size = round(20 * max(1.0, self._theme.text_scale))
        self._glass.setPixmap(icons.icon("search", self._theme, size, "t2").pixmap(QSize(size, size)))
        self._fit()

    def _fit(self) -> None:
        """Stand in the upper middle of the window, never larger than it."""
        parent, grown = self.parentWidget(), max(1.0, self._theme.text_scale)
        assert parent is not None
        window = parent.size()
        width = min(round(WIDTH * grown), window.width() - 2 * MARGIN)
        top = min(TOP, max(MARGIN, window.height() // 8))
        height = min(round(HEIGHT * grown), window.height() - top - MARGIN)
        self.setGeometry((window.width() - width) // 2, top, width, height)
        self._painter.width = width - 12
        self.list.doItemsLayout()


class _Line(QLineEdit):
    left_alone = Signal()
    """The keys went elsewhere in the window."""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left_alone.emit()
