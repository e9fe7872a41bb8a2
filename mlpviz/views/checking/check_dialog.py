"""Every entry of the gradient check: by backprop, by differences, and how far they are apart."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.gradient_check import GradientCheck
from mlpviz.engine.records import Snapshot
from mlpviz.views.checking.entry_model import EntryModel
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.look.theme import Theme

ABOUT = (
    "a is the gradient by backprop over all train points, n the central difference (L(w + h) − L(w − h)) / 2h with "
    "h = 10⁻⁵, both of loss plus penalty. Error: |a − n| / (|a| + |n|). Below 10⁻⁶ it is rounding. Entries that are "
    "too small, at a kink or too bent say nothing and do not count."
)
SIZE, ROW = QSize(560, 520), 26


class EntryTable(QTableView):
    """Arrow keys walk, Ctrl+C copies all rows for a spreadsheet."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; Escape belongs to the dialog."""
        model = self.model()
        if event.matches(QKeySequence.StandardKey.Copy) and isinstance(model, EntryModel):
            QGuiApplication.clipboard().setText(model.copied())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class CheckDialog(QDialog):
    """Follows the epoch on show; Escape closes it. It stops nothing in the window."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show no entries yet."""
        super().__init__(parent)
        self._theme = theme
        self.model = EntryModel(theme, self)
        self.table = EntryTable()
        self.table.setModel(self.model)
        self._epoch, self._result = LiveLabel("", "label"), LiveLabel("", "number")
        self.setWindowTitle("Gradient check")
        self.setModal(False)
        self._set_up_table()
        self._place()
        theme.changed.connect(self.restyle)
        self.restyle()
        self.resize(SIZE * max(1.0, theme.text_scale))

    def show_check(self, snapshot: Snapshot, check: GradientCheck) -> None:
        """Show the entries of a check of this snapshot's gradient."""
        self._epoch.setText(f"Epoch {number.count(snapshot.epoch)}")
        error = number.plain(check.error, 2)
        self._result.setText(f"Largest error {error}" if check.checked else "No entry is large enough to check")
        self.model.show_check(snapshot, check)

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self.table.verticalHeader().setDefaultSectionSize(round(ROW * max(1.0, self._theme.text_scale)))
        self.model.restyle()

    def _set_up_table(self) -> None:
        table = self.table
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.verticalHeader().setVisible(False)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        table.setAccessibleName("Entries of the gradient, the largest error first")

    def _place(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Gradient check", "title"))
        head.addStretch()
        head.addWidget(self._epoch)
        about = label(ABOUT, "caption")
        about.setWordWrap(True)
        close = Button(self._theme, "Close", tip="Close (Esc)")
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self._result)
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(about)
        column.addLayout(foot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
