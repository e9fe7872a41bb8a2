"""The menu of a plot: enlarge it, or save what it shows as a picture or as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from mlpviz.files import write_table, write_whole
from mlpviz.views.look.ask_for_name import ask_for_name
from mlpviz.views.look.say_briefly import say_saved

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""Names of the columns, and the rows."""
SHARPNESS = 3
"""Pixels of a saved picture for each pixel on screen."""


class SaveMenu(QObject):
    """Saves a plot as PNG, SVG or PDF (everything `owner` shows) or CSV (what `table` returns)."""

    enlarge_requested = Signal()
    """The plot is wanted larger."""

    def __init__(self, owner: QWidget, name: str, table: Callable[[], Table]) -> None:
        super().__init__(owner)
        self.owner = owner
        """The widget that is saved, with all that it shows."""
        self.name = name
        """What is saved, in words."""
        self._table = table
        self.can_enlarge = False
        """Whether somebody answers to `enlarge_requested`."""

    def popup(self, place: QPoint, fit: Callable[[], None] | None = None) -> QMenu:
        """Open the menu at a place on the screen; `fit` adds an entry that shows everything again."""
        menu = QMenu(self.owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if fit is not None:
            menu.addAction("Show everything", fit)
            menu.addSeparator()
        if self.can_enlarge:
            menu.addAction("Enlarge, or back", self.enlarge_requested.emit)
            menu.addSeparator()
        menu.addAction("Save picture (PNG)…", self.save_picture)
        menu.addAction("Save drawing (SVG)…", self.save_drawing)
        menu.addAction("Save page (PDF)…", self.save_page)
        menu.addAction("Save values (CSV)…", self.save_table)
        menu.popup(place)
        return menu

    @Slot()
    def save_picture(self) -> None:
        """Ask for a file and write the picture, three times as sharp as on screen."""
        self._save("Save picture", "png")

    @Slot()
    def save_drawing(self) -> None:
        """Ask for a file and write the picture as lines and words."""
        self._save("Save drawing", "svg")

    @Slot()
    def save_page(self) -> None:
        """Ask for a file and write the picture as a page to print."""
        self._save("Save page", "pdf")

    def _save(self, title: str, kind: str) -> None:
        from mlpviz.views.look.picture_file import KINDS, content  # many a session never asks
        from mlpviz.views.look.widget_drawing import MARGIN, drawing_of_widget

        path = self._ask(title, kind, f"{KINDS[kind]} (*.{kind})")
        if not path:
            return
        try:
            drawing = drawing_of_widget(self.owner, controls=False, margin=MARGIN)
            write_whole(path, content(kind, drawing, self.name, SHARPNESS))
            say_saved(self.owner, Path(path))
        except OSError as error:
            self._complain(path, f"{error.strerror}.")

    def save_as(self, kind: str) -> None:
        """Save as "png", "svg", "pdf" or "csv"."""
        save = {"png": self.save_picture, "svg": self.save_drawing, "pdf": self.save_page, "csv": self.save_table}
        save[kind]()

    @Slot()
    def save_table(self) -> None:
        """Ask for a file and write the values."""
        path = self._ask("Save values", "csv", "Table of values (*.csv)")
        if not path:
            return
        try:
            write_table(path, *self._table())
            say_saved(self.owner, Path(path))
        except OSError as error:
            self._complain(path, f"{error.strerror}.")

    def _ask(self, title: str, ending: str, kinds: str) -> str:
        suggested = f"{self.name.lower().replace(' ', '-')}.{ending}"
        return str(ask_for_name(self.owner, title, suggested, kinds, f".{ending}") or "")

    def _complain(self, path: str, why: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Not saved", f"{Path(path).name} could not be saved. {why}")
        box.setParent(self.owner.window(), Qt.WindowType.Dialog)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
