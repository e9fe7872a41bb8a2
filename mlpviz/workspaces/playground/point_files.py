"""Files of points that the learner opens and saves, as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from mlpviz.data.points import PointSet
from mlpviz.data.reading.content import content_of
from mlpviz.state.document import Document
from mlpviz.views.look.ask_for_name import ask_for_name
from mlpviz.views.look.say_briefly import say_saved
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from mlpviz.data.reading.importing import Imported
    from mlpviz.views.importing.import_dialog import ImportDialog
    from mlpviz.workspaces.playground.point_import import PointImport

PASTED = "Pasted text"


class PointFiles(QObject):
    """Asks for names, says in one sentence what went wrong, and remembers what is saved."""

    opened = Signal(object)
    """An Imported: the points of a file, with their names and scaling."""
    used = Signal(object)
    """The Path of a file whose points were opened or saved."""
    reading = Signal(str)
    """A sentence while a large file is read aside; "" when that is over."""

    def __init__(self, parent: QWidget, theme: Theme, document: Document) -> None:
        """Speak through dialogs over `parent` about the points of `document`."""
        super().__init__(parent)
        self._parent, self._theme, self._document = parent, theme, document
        self._saved: PointSet | None = None
        self._path: Path | None = None
        """The file that is being imported; None for pasted text."""
        self._import: PointImport | None = None

    @property
    def unsaved(self) -> bool:
        """Whether there are points drawn by hand that no file holds."""
        experiment = self._document.experiment
        points = experiment.points
        return bool(len(points)) and points.recipe is None and not experiment.example and points != self._saved

    @property
    def dialog(self) -> ImportDialog | None:
        """The dialog of the import that is open."""
        return None if self._import is None else self._import.dialog

    def read(self, path: Path) -> None:
        """Show what a file holds; what cannot be read is said, and nothing changes."""
        try:
            content = content_of(path)
        except (OSError, ValueError) as error:
            self._tell_unreadable(path.name, str(error))
            return
        self._path = path
        self._begin(content, path.name)

    def read_text(self, text: str) -> None:
        """Show what a pasted table holds."""
        self._path = None
        self._begin(text.encode(), PASTED)

    def _begin(self, content: bytes, name: str) -> None:
        if self._import is None:
            from mlpviz.workspaces.playground.point_import import PointImport  # many a session never opens a file

            self._import = PointImport(self._parent, self._theme)
            self._import.imported.connect(self._take)
            self._import.reading.connect(self.reading)
            self._import.refused.connect(self._tell_unreadable)
        self._import.begin(content, name)

    @Slot(str, str)
    def _tell_unreadable(self, name: str, why: str) -> None:
        self._complain(f"{name} could not be read.", why)

    @Slot(object)
    def _take(self, result: Imported) -> None:
        self._saved = result.points
        self.opened.emit(result)
        if self._path is not None:
            self.used.emit(self._path)

    def save(self) -> bool:
        """Ask for a name and write the points there; returns False if that was cancelled or failed."""
        experiment = self._document.experiment
        if not len(experiment.points):
            self._complain("There are no points to save.", "Draw some, or choose a preset.")
            return False
        path = ask_for_name(self._parent, "Save points", "points.csv", "Points (*.csv)", ".csv")
        if path is None:
            return False
        from mlpviz.data.reading.files import write_points

        classes = None if experiment.points.labels is None else experiment.network.classes
        try:
            write_points(
                path, experiment.points, experiment.naming, classes=classes, scaling=experiment.scaling
            )
        except (OSError, ValueError) as error:
            self._complain(f"{path.name} could not be written.", str(error))
            return False
        self._saved = experiment.points
        self.used.emit(path)
        say_saved(self._parent, path)
        return True

    def close(self) -> None:
        """End the thread that reads."""
        if self._import is not None:
            self._import.close()

    def _complain(self, what: str, why: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "mlpviz", what, QMessageBox.StandardButton.Ok, self._parent)
        box.setInformativeText(why)
        box.exec()
        box.deleteLater()
