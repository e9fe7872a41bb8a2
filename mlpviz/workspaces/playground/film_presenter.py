"""Films the training of the bench: asks how, and lets another process draw it from the history."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.film.job import FilmJob
from mlpviz.state.film_maker import FilmMaker
from mlpviz.views.look.ask_for_name import ask_for_name
from mlpviz.views.look.theme import Theme
from mlpviz.views.pictures.part import WINDOW, Part, known
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.workspace import Handler, Workspace

if TYPE_CHECKING:
    from mlpviz.views.pictures.film_dialog import FilmDialog, FilmKind

NOTHING = "There is no training to film yet. Train for some epochs first."
STEPPING = "A film shows the training; leave the step-through first."


class FilmPresenter(QObject):
    """One film at a time. The bench may train on meanwhile: the film is of the history as it was."""

    told = Signal(str)
    """A sentence about a film that is done, or that cannot be made."""

    def __init__(self, theme: Theme, bench: Bench, page: PlaygroundPage, workspace: Workspace) -> None:
        """Nothing is filmed."""
        super().__init__(page)
        self._theme, self._bench, self._page, self._workspace = theme, bench, page, workspace
        self.maker = FilmMaker(self)
        self.dialog: FilmDialog | None = None
        self._out = Path()
        self.maker.progressed.connect(self._show_progress)
        self.maker.finished.connect(self._note_done)
        self.maker.failed.connect(self._note_failure)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the command does."""
        return {"save_film": self.ask}

    def ask(self) -> None:
        """Open the dialog, or bring the film under way to the front."""
        if self.dialog is not None and self.maker.busy:
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        history = self._bench.playhead.history
        if not history.keyframes or history.newest is None or history.newest.epoch <= history.keyframes[0].epoch:
            self.told.emit(NOTHING)
            return
        if self._page.stepping:
            self.told.emit(STEPPING)
            return
        self._open((history.keyframes[0].epoch, history.newest.epoch))

    def _open(self, epochs: tuple[int, int]) -> None:
        from mlpviz.views.pictures.film_dialog import FilmDialog  # many a session never asks

        self.close_dialog()
        self.dialog = dialog = FilmDialog(self._theme, self._parts(), _kinds(), epochs, self._page.window())
        dialog.film_requested.connect(self._begin)
        dialog.cancelled.connect(self.maker.cancel)
        dialog.show()

    def _parts(self) -> list[Part]:
        return [known(WINDOW, self._page.window()), *self._page.parts()]

    @Slot()
    def _begin(self) -> None:
        dialog = self.dialog
        assert dialog is not None
        plan, kind = dialog.plan(), dialog.kind
        suggested, kinds = f"training{kind.ending}", f"{kind.label} film (*{kind.ending})"
        path = ask_for_name(dialog, "Save film", suggested, kinds, kind.ending, only=True)
        if path is None:
            return
        self._out = path
        window = self._page.window().size()
        dialog.show_filming()
        self.maker.start(
            FilmJob(
                self._bench.playhead.history.copy(), plan, self._out, dialog.part, (window.width(), window.height()),
                dialog.scale, dialog.theme_name or self._theme.palette.name, self._theme.text_scale,
                self._page.network.looks_at(), self._settings(),
            )
        )  # fmt: skip

    def _settings(self) -> str:
        """How the window is arranged, as a file of settings holds it."""
        with tempfile.TemporaryDirectory(prefix="mlpviz-film-") as folder:
            file = Path(folder) / "settings.ini"
            settings = QSettings(str(file), QSettings.Format.IniFormat)
            self._workspace.remember(settings)
            settings.sync()
            return file.read_text(encoding="utf-8")

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        if self.dialog is not None:
            self.dialog.show_progress(done, total)

    @Slot()
    def _note_done(self) -> None:
        if self.dialog is not None:
            self.dialog.close_done()
        self.told.emit(f"The film is in {self._out.name}.")

    @Slot(str)
    def _note_failure(self, why: str) -> None:
        if self.dialog is not None:
            self.dialog.show_failure(f"{self._out.name} could not be made. {why}")

    def close_dialog(self) -> None:
        """Give up what is under way, and close the dialog."""
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()

    def close(self) -> None:
        """End the other process."""
        self.close_dialog()
        self.maker.close()


def _kinds() -> list[FilmKind]:
    from mlpviz.export.film.formats import FORMATS
    from mlpviz.export.film.gif import FASTEST
    from mlpviz.views.pictures.film_dialog import FilmKind

    return [
        FilmKind(one.ending, one.label, one.about, one.missing(), *([FASTEST] if one.ending == ".gif" else []))
        for one in FORMATS.values()
    ]
