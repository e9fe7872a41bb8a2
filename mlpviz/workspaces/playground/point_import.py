"""What a file of points goes through before it is opened: it is read, aside if it is large, and a dialog shows it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from mlpviz.data.reading.draft import LARGE, Draft, drafted
from mlpviz.views.importing.draft_worker import DraftWorker
from mlpviz.views.importing.import_dialog import ImportDialog
from mlpviz.views.look.theme import Theme


class PointImport(QObject):
    """One import at a time; a newer one takes the place of the one that is open."""

    imported = Signal(object)
    """An Imported: the points that the learner accepted, with their names and scaling."""
    reading = Signal(str)
    """A sentence while a large file is read aside; "" when that is over."""
    refused = Signal(str, str)
    """The name of a file that could not be read, and why."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        """Ask through a dialog over `parent`."""
        super().__init__(parent)
        self._parent, self._theme = parent, theme
        self._name = ""
        self._dialog: ImportDialog | None = None
        self._worker = DraftWorker(self)
        self._worker.made.connect(self._show)
        self._worker.refused.connect(self._refuse)

    @property
    def dialog(self) -> ImportDialog | None:
        """The dialog that is open."""
        return self._dialog

    def begin(self, content: bytes, name: str) -> None:
        """Show what a file of this content and name holds."""
        self._name = name
        if len(content) > LARGE:
            self.reading.emit(f"Reading {name} …")
            self._worker.ask(partial(drafted, content, name))
            return
        try:
            self._show(drafted(content, name))
        except ValueError as problem:
            self._refuse(str(problem))

    @Slot(str)
    def _refuse(self, why: str) -> None:
        self.reading.emit("")
        self.refused.emit(self._name, why)

    @Slot(object)
    def _show(self, draft: Draft) -> None:
        self.reading.emit("")
        if self._dialog is not None:
            self._dialog.reject()
        dialog = ImportDialog(self._theme, draft, self._parent)
        dialog.imported.connect(self.imported)
        dialog.finished.connect(self._forget)
        self._dialog = dialog
        dialog.open()

    @Slot()
    def _forget(self) -> None:
        dialog = self.sender()
        if dialog is self._dialog:
            self._dialog = None
        dialog.deleteLater()

    def close(self) -> None:
        """End the thread that reads."""
        self._worker.close()
