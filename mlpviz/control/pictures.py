"""Saves what is on show as a picture: asks what and how, and draws it in the theme that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QObject, Slot

from mlpviz.control.writing import write_or_say
from mlpviz.files import write_whole
from mlpviz.views.look.ask_for_name import ask_for_name
from mlpviz.views.look.pacer import Pacer
from mlpviz.views.look.picture_file import KINDS, content
from mlpviz.views.look.theme import Theme
from mlpviz.views.pictures.part import WINDOW, Part, known, plots_in
from mlpviz.views.pictures.picture_dialog import PictureDialog
from mlpviz.views.png import png_bytes
from mlpviz.window import Window


class Pictures(QObject):
    """One dialog at a time."""

    def __init__(self, window: Window, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self.dialog: PictureDialog | None = None

    def parts(self) -> list[Part]:
        """What can be saved: the parts of the workspace, the plots on its page, and the window."""
        workspace = self._window.workspace
        own = list(workspace.picture_parts())
        loss = next((part.widget for part in own if part.name == "loss"), None)
        return [known(WINDOW, self._window), *own, *plots_in(workspace.page(), but=loss)]

    @Slot()
    def ask(self) -> None:
        """Ask what to save; the window beside the dialog stays alive."""
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = dialog = PictureDialog(self._theme, self.parts(), self._window)
        dialog.accepted.connect(self._save)
        dialog.finished.connect(self._forget)
        dialog.open()

    @Slot()
    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    @Slot()
    def _save(self) -> None:
        dialog = self.dialog
        assert dialog is not None
        dialog.hide()  # it must not stand before the window in its picture
        part, kind = dialog.part, dialog.kind
        with self._dressed(dialog.theme_name):
            title = f"{self._window.workspace.opened}: {part.label}"
            made = png_bytes(part.image(dialog.scale)) if kind == "png" else content(kind, part.drawing(), title)
        suggested = f"{part.label.lower().replace(' ', '-')}.{kind}"
        kinds = f"{KINDS[kind]} (*.{kind})"
        path = ask_for_name(self._window, "Save picture", suggested, kinds, f".{kind}")
        if path is not None:
            write_or_say(self._window, str(path), partial(write_whole, path, made))

    @contextmanager
    def _dressed(self, name: str) -> Iterator[None]:
        """Wear another theme for a moment; nothing of that is painted on the screen."""
        usual = self._theme.choice
        if not name or name == self._theme.palette.name:
            yield
            return
        self._window.setUpdatesEnabled(False)
        self._theme.choose(name)
        try:
            for pacer in self._window.findChildren(Pacer):
                pacer.hurry()
            yield
        finally:
            self._theme.choose(usual)
            self._window.setUpdatesEnabled(True)
