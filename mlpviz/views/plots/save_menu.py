"""The menu of a plot: enlarge it, or save what it shows as a picture or as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from mlpviz.files import write_table, write_whole
from mlpviz.views.look.say_briefly import say_saved
from mlpviz.views.png import write_png

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""Names of the columns, and the rows."""
SHARPNESS = 3
"""Pixels of a saved picture for each pixel on screen."""


class SaveMenu(QObject):
    """Saves a plot as PNG or SVG (everything `owner` shows) or CSV (what `table` returns)."""

    enlarge_requested = Signal()
    """The plot is wanted larger."""

    def __init__(self, owner: QWidget, name: str, table: Callable[[], Table]) -> None:
        super().__init__(owner)
        self._owner = owner
        self._name = name
        self._table = table
        self.can_enlarge = False
        """Whether somebody answers to `enlarge_requested`."""

    def popup(self, place: QPoint, fit: Callable[[], None] | None = None) -> QMenu:
        """Open the menu at a place on the screen; `fit` adds an entry that shows everything again."""
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if fit is not None:
            menu.addAction("Show everything", fit)
            menu.addSeparator()
        if self.can_enlarge:
            menu.addAction("Enlarge, or back", self.enlarge_requested.emit)
            menu.addSeparator()
        menu.addAction("Save picture (PNG)…", self.save_picture)
        menu.addAction("Save drawing (SVG)…", self.save_drawing)
        menu.addAction("Save values (CSV)…", self.save_table)
        menu.popup(place)
        return menu

    @Slot()
    def save_picture(self) -> None:
        """Ask for a file and write the picture."""
        path = self._ask("Save picture", "png", "PNG picture (*.png)")
        if not path:
            return
        try:
            write_png(path, self.picture())
            say_saved(self._owner, Path(path))
        except OSError as error:
            self._complain(path, f"{error.strerror}.")

    @Slot()
    def save_drawing(self) -> None:
        """Ask for a file and write the picture as lines and words."""
        from mlpviz.views.plots.vector import svg_of  # many a session never asks

        path = self._ask("Save drawing", "svg", "SVG drawing (*.svg)")
        if not path:
            return
        try:
            write_whole(path, svg_of(self._owner, self._name))
            say_saved(self._owner, Path(path))
        except OSError as error:
            self._complain(path, f"{error.strerror}.")

    def save_as(self, kind: str) -> None:
        """Save as "png", "svg" or "csv"."""
        {"png": self.save_picture, "svg": self.save_drawing, "csv": self.save_table}[kind]()

    @Slot()
    def save_table(self) -> None:
        """Ask for a file and write the values."""
        path = self._ask("Save values", "csv", "Table of values (*.csv)")
        if not path:
            return
        try:
            write_table(path, *self._table())
            say_saved(self._owner, Path(path))
        except OSError as error:
            self._complain(path, f"{error.strerror}.")

    def picture(self) -> QImage:
        """What the owner shows, three times as sharp as on screen."""
        drawn = QImage(self._owner.size() * SHARPNESS, QImage.Format.Format_ARGB32_Premultiplied)
        drawn.setDevicePixelRatio(SHARPNESS)
        drawn.fill(self._owner.palette().color(self._owner.backgroundRole()))
        self._owner.render(drawn)
        return drawn

    def _ask(self, title: str, ending: str, kinds: str) -> str:
        suggested = f"{self._name.lower().replace(' ', '-')}.{ending}"
        path, _ = QFileDialog.getSaveFileName(self._owner, title, suggested, kinds)
        return path if not path or Path(path).suffix else f"{path}.{ending}"

    def _complain(self, path: str, why: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Not saved", f"{Path(path).name} could not be saved. {why}")
        box.setParent(self._owner.window(), Qt.WindowType.Dialog)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
