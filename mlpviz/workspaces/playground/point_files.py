"""Files of points that the learner opens and saves, as CSV."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from mlpviz.data.naming import MOST_CLASSES
from mlpviz.data.points import PointSet
from mlpviz.data.reading.files import SUFFIXES, read_points, write_points
from mlpviz.state.document import Document


class PointFiles(QObject):
    """Asks for names, says in one sentence what went wrong, and remembers what is saved."""

    opened = Signal(object)
    """The PointSet of a file."""

    def __init__(self, parent: QWidget, document: Document) -> None:
        """Speak through dialogs over `parent` about the points of `document`."""
        super().__init__(parent)
        self._parent, self._document = parent, document
        self._saved: PointSet | None = None

    @property
    def unsaved(self) -> bool:
        """Whether there are points drawn by hand that no file holds."""
        experiment = self._document.experiment
        points = experiment.points
        return bool(len(points)) and points.recipe is None and not experiment.example and points != self._saved

    def open(self) -> None:
        """Ask for a CSV file of points and open it."""
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open points", "", f"Points ({kinds})")
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Open a CSV file of points; what cannot be read is said, and nothing changes."""
        try:
            points = read_points(path)
            if points.x.shape[1] != 2:
                raise ValueError("The canvas shows points with two inputs; mlpviz train takes any number of them.")
        except (OSError, ValueError) as error:
            self._complain(f"{path.name} could not be read.", str(error))
            return
        self._saved = points
        self.opened.emit(points)

    def save(self) -> bool:
        """Ask for a name and write the points there; returns False if that was cancelled or failed."""
        if not len(self._document.experiment.points):
            self._complain("There are no points to save.", "Draw some, or choose a preset.")
            return False
        name, _ = QFileDialog.getSaveFileName(self._parent, "Save points", "points.csv", "Points (*.csv)")
        if not name:
            return False
        try:
            self._write(Path(name))
        except (OSError, ValueError) as error:
            self._complain(f"{Path(name).name} could not be written.", str(error))
            return False
        self._saved = self._document.experiment.points
        return True

    def _write(self, path: Path) -> None:
        now = self._document.experiment
        write_points(path, now.points, now.naming, classes=min(now.network.classes, MOST_CLASSES), scaling=now.scaling)

    def _complain(self, what: str, why: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "mlpviz", what, QMessageBox.StandardButton.Ok, self._parent)
        box.setInformativeText(why)
        box.exec()
        box.deleteLater()
