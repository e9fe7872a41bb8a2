"""The dialog that shows what a file holds, asks what is uncertain, and imports it as points."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from mlpviz.data.reading.dialect import Chosen
from mlpviz.data.reading.draft import Draft
from mlpviz.data.reading.roles import Role
from mlpviz.engine import number
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import Elided, label, rule
from mlpviz.views.importing.dialect_row import DialectRow
from mlpviz.views.importing.draft_worker import DraftWorker
from mlpviz.views.importing.import_preview import ImportPreview
from mlpviz.views.importing.question_bar import QuestionBar
from mlpviz.views.importing.role_header import RoleHeader
from mlpviz.views.importing.sheet_model import SheetCells, SheetModel
from mlpviz.views.look.theme import Theme

USUAL = QSize(1072, 744)
RIGHT = 364
"""Width of the preview in px; it shrinks with the dialog."""
HINT = "Click the heads in turn: x₁, x₂, then class or value. A second click frees one."
REPLACES = "They replace the points on the canvas; Undo brings those back."
READING = "Reading …"
_ROLES: dict[int, tuple[Role, int]] = {
    Qt.Key.Key_1: ("input", 0), Qt.Key.Key_2: ("input", 1), Qt.Key.Key_C: ("class", -1), Qt.Key.Key_V: ("value", -1),
    Qt.Key.Key_T: ("test", -1), Qt.Key.Key_0: ("", -1),
}  # fmt: skip
"""What a key makes of the column that the table stands in."""


class ImportDialog(QDialog):
    """Shows one draft after the other until it is imported or given up; `imported` carries the Imported."""

    imported = Signal(object)

    def __init__(self, theme: Theme, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._draft = theme, draft
        self._worker = DraftWorker(self)
        self._file = Elided("", "label", self)
        self._dialect = DialectRow(theme, self)
        self._model, self._cells = SheetModel(theme, self), SheetCells(theme, self)
        self._table, self._head = QTableView(self), RoleHeader(theme, self)
        self._bar = QuestionBar(theme, self)
        self._preview = ImportPreview(theme, self)
        self._foot = label("", "label", self)
        self._foot.setWordWrap(True)
        self._cancel = Button(theme, "Cancel", tip="Leave everything as it is (Esc)", parent=self)
        taken = "Take these points, in one step of Undo (Enter)"
        self._import = Button(theme, "Import", role="primary", tip=taken, parent=self)
        self._prepare_table()
        self._place()
        self._connect()
        self.setWindowTitle("Import points")
        self.setModal(True)
        self._show(draft)
        self._fit_screen()
        self._import.setFocus()

    # building

    def _prepare_table(self) -> None:
        table = self._table
        table.setModel(self._model)
        table.setHorizontalHeader(self._head)
        table.setItemDelegate(self._cells)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().setDefaultSectionSize(self._theme.line_px("m") + 6)
        table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        table.setTabKeyNavigation(False)
        table.setAccessibleName("Rows of the file")
        table.installEventFilter(self)
        self._head.show()

    def _place(self) -> None:
        title = QHBoxLayout()
        title.setContentsMargins(22, 16, 22, 14)
        title.setSpacing(14)
        title.addWidget(label("Import points", "heading", self))
        title.addWidget(self._file, 1)
        dialect = QHBoxLayout()
        dialect.setContentsMargins(22, 8, 22, 8)
        dialect.addWidget(self._dialect)
        left = QVBoxLayout()
        left.setContentsMargins(22, 14, 18, 12)
        left.setSpacing(10)
        asked = QHBoxLayout()
        asked.setSpacing(12)
        asked.addWidget(label("What is each column?", "title", self))
        asked.addWidget(Elided(HINT, "label", self), 1)
        left.addLayout(asked)
        left.addWidget(self._table, 1)
        left.addWidget(self._bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(rule(self, lying=False))
        side = QScrollArea(self)
        side.setWidget(self._preview)
        side.setWidgetResizable(True)
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side = side
        middle.addWidget(side)
        foot = QHBoxLayout()
        foot.setContentsMargins(22, 12, 22, 14)
        foot.setSpacing(10)
        foot.addWidget(self._foot, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._import)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (title, rule(self), dialect, rule(self), middle, rule(self), foot):
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part, 1 if part is middle else 0)

    def _connect(self) -> None:
        self._dialect.chosen.connect(self._read_with)
        self._head.column_clicked.connect(self._click)
        self._head.role_chosen.connect(self._give)
        self._bar.draft_made.connect(self._follow)
        self._preview.split_chosen.connect(partial(self._decide, "test_share"))
        self._preview.scale_inputs_chosen.connect(partial(self._decide, "scale_inputs"))
        self._preview.scale_targets_chosen.connect(partial(self._decide, "scale_targets"))
        self._worker.made.connect(self._show)
        self._worker.refused.connect(self._refuse)
        self._cancel.clicked.connect(self.reject)
        self._import.clicked.connect(self._finish)

    def _fit_screen(self) -> None:
        parent = self.parentWidget()
        room = self.screen().availableSize() * 0.96 if parent is None else parent.window().size() - QSize(24, 48)
        self.resize(USUAL.boundedTo(room))

    def resizeEvent(self, event: object) -> None:
        """The preview shrinks with the dialog."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        wide = min(RIGHT, max(260, self.width() // 3))
        self._side.setFixedWidth(wide)
        self._preview.fit(min(wide - 40, max(150, self.height() - 420)))

    # drafts

    @property
    def draft(self) -> Draft:
        """What is on show."""
        return self._draft

    @property
    def bar(self) -> QuestionBar:
        """What is asked."""
        return self._bar

    @property
    def busy(self) -> bool:
        """Whether a large file is being read anew."""
        return self._worker.busy

    @Slot(object)
    def _show(self, draft: Draft) -> None:
        self._draft = draft
        for part in (self._dialect, self._head, self._bar, self._preview):
            part.show_draft(draft)
        self._model.show_draft(draft)
        self._head.show_draft(draft)  # once more: now there are as many sections as columns
        self._cells.show_asked(self._bar.fault)
        if self._bar.fault is not None:
            asked = self._model.index(self._bar.fault.row, max(0, self._bar.fault.column))
            self._table.scrollTo(asked, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._table.viewport().update()
        sheet = draft.sheet
        self._file.setText(f"{draft.name} · {_some(len(sheet), 'row')}, {_some(len(sheet.columns), 'column')}")
        self._foot.setText(_told(draft))
        self._foot.setToolTip("\n".join(draft.result.remarks) if draft.result is not None else "")
        ready = draft.asked is None and draft.result is not None
        self._import.setEnabled(ready)
        self._import.setDefault(draft.certain)
        self._import.setAutoDefault(draft.certain)
        self._cancel.setAutoDefault(False)
        self.setEnabled(True)

    @Slot(str)
    def _refuse(self, why: str) -> None:
        """The file cannot be read in that way: everything stays, and it is said."""
        self._show(self._draft)
        self._bar.tell(why)

    @Slot(object)
    def _follow(self, change: Callable[[Draft], Draft]) -> None:
        make = partial(change, self._draft)
        if self._draft.large:
            self.setEnabled(False)
            self._foot.setText(READING)
            self._worker.ask(make)
            return
        try:
            draft = make()
        except ValueError as problem:
            self._refuse(str(problem))
            return
        self._show(draft)

    @Slot(object)
    def _read_with(self, chosen: Chosen) -> None:
        self._follow(partial(Draft.read_with, chosen=chosen))

    @Slot(int)
    def _click(self, column: int) -> None:
        self._follow(partial(Draft.click, column=column))

    @Slot(int, str, int)
    def _give(self, column: int, role: Role, place: int) -> None:
        self._follow(partial(Draft.give, column=column, role=role, place=None if place < 0 else place))

    def _decide(self, name: str, value: object) -> None:
        self._follow(partial(_decided, name=name, value=value))

    @Slot()
    def _finish(self) -> None:
        if self._import.isEnabled() and self._draft.result is not None:
            self.imported.emit(self._draft.result)
            self.accept()

    def done(self, result: int) -> None:
        """End the thread, however the dialog closes."""
        self._worker.close()
        super().done(result)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter imports always; Enter where nothing is open; S skips the row."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._finish()
        elif not event.modifiers() and self._bar.press(event.key()):
            pass
        elif enter and self._draft.certain:
            self._finish()
        elif not enter:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the table 1, 2, C, V, T and 0 say what the column is; Enter is the dialog's."""
        if watched is self._table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            column = self._table.currentIndex().column()
            if event.key() in _ROLES and column >= 0 and not event.modifiers():
                role, place = _ROLES[event.key()]
                self._give(column, role, place)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_S):
                self.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)


def _decided(draft: Draft, name: str, value: object) -> Draft:
    return draft.decide(**{name: value})


def _told(draft: Draft) -> str:
    result = draft.result
    if result is None:
        return draft.refusal
    kind = f"{_some(result.classes, 'class', 'es')}" if result.classes else "values"
    used = f"{number.count(result.rows_used)} of {_some(result.rows_total, 'row')}, {kind}."
    first = f" {result.remarks[0]}" if result.remarks else ""
    return f"{used} {REPLACES}{first}"


def _some(count: int, what: str, plural: str = "s") -> str:
    return f"{number.count(count)} {what}{plural if count != 1 else ''}"
