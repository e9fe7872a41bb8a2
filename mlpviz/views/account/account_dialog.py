"""The loss account of a range of epochs: its ends, its rows as a table with bars, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from mlpviz.engine import number
from mlpviz.engine.account.account import Account
from mlpviz.views.account.account_model import BAR, AccountModel, Row
from mlpviz.views.account.bar_delegate import BarDelegate
from mlpviz.views.account.epoch_strip import EpochStrip
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.controls.spin import SpinBox
from mlpviz.views.look.theme import Theme

ABOUT = (
    "Each epoch is trained again as it was. To a weight is booked its gradient at the start of the epoch, ∂L/∂w of the "
    "loss over all train points without the penalty, times how far the epoch moved it, with whatever batches and "
    "optimizer. The remainder is what this first order leaves out. In the graph the largest entries stand on amber: "
    "unbroken where they lowered the loss, in dashes where they raised it."
)
HOW = "Choose a range: Shift+drag in the loss plot or on the timeline, or the two fields above."
SIZE, MOST_LIT = QSize(560, 640), 8
NUMBER_WIDTH, BAR_WIDTH = 96, 150


class AccountTree(QTreeView):
    """Arrow keys walk and open, Ctrl+C copies all rows for a spreadsheet."""

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+C from the menu, which copies points."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; Escape belongs to the dialog."""
        model = self.model()
        if event.matches(QKeySequence.StandardKey.Copy) and isinstance(model, AccountModel):
            QGuiApplication.clipboard().setText(model.copied())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class AccountDialog(QDialog):
    """Asks for ranges and shows accounts. Escape closes it. It stops nothing in the window."""

    range_requested = Signal(int, int)
    """The first and the last epoch that were typed."""
    cancel_requested = Signal()
    lit = Signal(object)
    """What the graph is to light: a share −1…1 of the largest entry by index in theta."""
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show no account yet."""
        super().__init__(parent)
        self._theme = theme
        self.account: Account | None = None
        self.first, self.last = SpinBox(0, 0), SpinBox(0, 0)
        self.model, self.tree, self.strip = AccountModel(theme, self), AccountTree(), EpochStrip(theme)
        self.losses, self.total = LiveLabel("", "number"), LiveLabel("", "number")
        self.sentence = label(HOW, "body")
        self.progress = QProgressBar()
        self.cancel = Button(theme, "Cancel", tip="Stop working the account out")
        self._middle = QStackedWidget()
        self._working = QWidget()
        self.setWindowTitle("Loss account")
        self.setModal(False)
        self._set_up()
        self._place()
        theme.changed.connect(self.restyle)
        self.restyle()
        self.resize((SIZE * max(1.0, theme.text_scale)).boundedTo(self.screen().availableGeometry().size() * 0.9))

    # what it shows

    def show_reach(self, first: int, last: int) -> None:
        """Let ranges lie between these two epochs."""
        for box in (self.first, self.last):
            blocked = box.blockSignals(True)
            box.setRange(first, max(first, last))
            box.blockSignals(blocked)

    def show_range(self, first: int, last: int) -> None:
        """Show which range is meant, without asking for it."""
        for box, epoch in ((self.first, first), (self.last, last)):
            blocked = box.blockSignals(True)
            box.setValue(epoch)
            box.blockSignals(blocked)

    def show_working(self, done: int, jobs: int) -> None:
        """Show how far the account of the range is."""
        self._forget()
        self.progress.setRange(0, max(1, jobs))
        self.progress.setValue(done)
        self._show(self._working)

    def show_sentence(self, text: str = HOW) -> None:
        """Say why there is no account."""
        self._forget()
        self.sentence.setText(text)
        self._show(self.sentence)

    def show_account(self, account: Account) -> None:
        """Show the rows of an account."""
        self.account = account
        self.model.show_account(account)
        before, after = number.apart((account.before, account.after), 4, 9)
        self.losses.setText(f"Train loss {before} → {after}")
        self.total.setText(f"Adds up to {self.model.written(account.total)}")
        self.total.setToolTip(
            f"The sum of all rows is the change of the train loss, to its last digit: {number.whole(account.moved)}"
        )
        self._show(self.tree)
        self._light()

    def _forget(self) -> None:
        self.account = None
        self.model.show_account(None)
        self.strip.show_account(None)
        self.losses.setText("")
        self.total.setText("")
        self.total.setToolTip("")
        self.lit.emit({})

    def _show(self, part: QWidget) -> None:
        self._middle.setCurrentWidget(part)
        self.strip.setVisible(part is self.tree)

    @property
    def working(self) -> bool:
        """Whether the bar of progress is shown."""
        return self._middle.currentWidget() is self._working

    # what the graph lights

    @Slot()
    def _light(self) -> None:
        chosen = self.tree.selectionModel().selectedRows()
        row = self.model.row_at(chosen[0]) if chosen else None
        self.strip.show_account(self.account, None if row is None else row.layer)
        self.lit.emit(self._largest(row))

    def _largest(self, row: Row | None) -> Mapping[int, float]:
        """The entry chosen in the table, else the largest of the chosen layer, else the largest of all."""
        account = self.account
        if account is None:
            return {}
        found = [row.index] if row is not None and row.index is not None else account.largest(
            MOST_LIT, None if row is None else row.layer)
        largest = max((abs(float(account.entries[index])) for index in found), default=0.0)
        return {index: float(account.entries[index]) / largest for index in found} if largest else {}

    # asking

    @Slot()
    def _request(self) -> None:
        first, last = sorted((self.first.value(), self.last.value()))
        self.range_requested.emit(first, last)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say so, that the graph goes dark again."""
        super().closeEvent(event)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes; Enter stays with the fields."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    # building

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        grown = max(1.0, self._theme.text_scale)
        self.tree.setColumnWidth(1, round(NUMBER_WIDTH * grown))
        self.tree.setColumnWidth(BAR, round(BAR_WIDTH * grown))
        self.model.restyle()

    def _set_up(self) -> None:
        tree = self.tree
        tree.setModel(self.model)
        tree.setItemDelegateForColumn(BAR, BarDelegate(self._theme, tree))
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setUniformRowHeights(True)
        tree.setAccessibleName("Loss account by layer and weight")
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, BAR):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        tree.selectionModel().selectionChanged.connect(self._light)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress of the account")
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        for box, name in ((self.first, "From the end of epoch"), (self.last, "To the end of epoch")):
            box.setAccessibleName(name)
            box.setToolTip(f"{name}: a whole number within the history")
            box.valueChanged.connect(self._request)
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.cancel_requested)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Loss account", "title"))
        head.addStretch()
        for words, box in (("from the end of epoch", self.first), ("to", self.last)):
            head.addWidget(label(words, "caption"))
            head.addWidget(box)
        working = QVBoxLayout(self._working)
        working.setContentsMargins(0, 0, 0, 0)
        working.addWidget(label("The epochs of the range are trained again.", "body"))
        working.addWidget(self.progress)
        working.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignRight)
        working.addStretch()
        for part in (self.sentence, self._working, self.tree):
            self._middle.addWidget(part)
        sums = QHBoxLayout()
        sums.addWidget(self.losses)
        sums.addStretch()
        sums.addWidget(self.total)
        about = label(ABOUT, "caption")
        about.setWordWrap(True)
        close = Button(self._theme, "Close", tip="Close (Esc)")
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._middle, 1)
        column.addWidget(self.strip)
        column.addLayout(sums)
        column.addWidget(about)
        column.addLayout(foot)
