"""Shows the start page beside the living playground, answers its cards, and closes it at the first work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent

from mlpviz.bench.bench import Bench
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.session.writing import SUFFIX
from mlpviz.state.commands import preset_keys
from mlpviz.state.digests import Digests
from mlpviz.state.recent import Recent
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.views.start.start_page import StartPage

MOST_DIGESTS = 8
"""How many of the files used last are looked into, for their cards."""
KEY = "start_page"
"""Of the settings: whether it is shown at a start."""


class StartPresenter(QObject):
    """The page is built when it is first shown."""

    command_requested = Signal(str)
    file_requested = Signal(object)
    """A Path that is there."""
    failed = Signal(str)
    """As `Workspace.failed`."""
    told = Signal(str)
    """A sentence: why a file cannot be opened."""

    def __init__(self, theme: Theme, bench: Bench, page: PlaygroundPage, recent: Recent) -> None:
        super().__init__(page)
        self._theme, self._bench, self._page, self._recent = theme, bench, page, recent
        self.at_start = True
        """Whether the learner wants to see it at a start."""
        self.view: StartPage | None = None
        self._digests = Digests(self)
        self._digests.failed.connect(self.failed)
        self._counting: Iterator[tuple[str, int]] | None = None
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._count_next)
        recent.changed.connect(self._show_recent)
        bench.document.changed.connect(self.close)
        bench.document.replaced.connect(self.close)
        bench.trainer.training_changed.connect(self._note_training)
        bench.stepping.opened.connect(self._note_stepping)

    @property
    def handlers(self) -> dict[str, Handler]:
        """What its command does."""
        return {"start_page": self.open_or_close}

    @property
    def shown(self) -> bool:
        """Whether the page is there."""
        return self._page.start is not None and self._page.start.isVisibleTo(self._page)

    @Slot()
    def open_or_close(self) -> None:
        """Show the page and give it the keys; or take it away."""
        if self.shown:
            self.close()
        else:
            self.open()
            assert self.view is not None
            self.view.take_keys()

    def open(self) -> None:
        """Show the page."""
        self._bench.stepping.leave()
        if self.view is None:
            self.view = self._built()
        self._show_recent()
        self.view.show_at_start(self.at_start)
        self.view.show_keys(preset_keys("classes" if self._classes() else "values"))
        self._page.show_start(self.view)
        if self._counting is None:
            self._counting = operation_counts()
            self._idle.start()

    @Slot()
    def close(self) -> None:
        """Take the page away."""
        self._page.show_start(None)

    def take_key(self, event: QKeyEvent) -> bool:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape and self.shown:
            self.close()
            return True
        return False

    def end(self) -> None:
        """Count no more, and end the thread that reads sessions."""
        self._idle.stop()
        self._digests.close()

    def remember(self, settings: QSettings) -> None:
        """Write down whether it is wanted at a start."""
        settings.setValue(KEY, int(self.at_start))

    def recall(self, settings: QSettings) -> None:
        """Take what was remembered."""
        self.at_start = str(settings.value(KEY, "1")) != "0"

    def _classes(self) -> bool:
        return self._bench.document.experiment.points.targets is None

    def _built(self) -> StartPage:
        from mlpviz.views.start.start_page import StartPage  # a window with a file opens without it

        view = StartPage(self._theme, EXAMPLES)
        view.preset_requested.connect(self._open_preset)
        view.example_requested.connect(self._open_example)
        view.file_requested.connect(self._open_file)
        view.command_requested.connect(self.command_requested)
        view.show_at_start_chosen.connect(self._note_at_start)
        view.close_requested.connect(self.close)
        self._digests.found.connect(view.show_digest)
        return view

    @Slot()
    def _show_recent(self) -> None:
        if self.view is not None:
            self.view.show_recent(self._recent.paths)
            self._digests.look(path for path in self._recent.paths[:MOST_DIGESTS] if path.suffix.casefold() == SUFFIX)

    @Slot(bool)
    def _note_training(self, running: bool) -> None:
        if running:
            self.close()

    @Slot(bool)
    def _note_stepping(self, opened: bool) -> None:
        if opened:
            self.close()

    @Slot(bool)
    def _note_at_start(self, wanted: bool) -> None:
        self.at_start = wanted

    @Slot(str)
    def _open_preset(self, name: str) -> None:
        self.close()
        self._page.data.choose_preset(name)

    @Slot(str)
    def _open_example(self, title: str) -> None:
        self.close()
        self._bench.open_example(title)

    @Slot(object)
    def _open_file(self, path: Path) -> None:
        if path.exists():
            self.close()
            self.file_requested.emit(path)
        else:
            self._recent.forget(path)
            self.told.emit(f"{path.name} is no longer in {path.parent}.")

    @Slot()
    def _count_next(self) -> None:
        assert self._counting is not None
        counted = next(self._counting, None)
        if counted is None or self.view is None:
            self._idle.stop()
        else:
            self.view.show_counts([counted])


def operation_counts() -> Iterator[tuple[str, int]]:
    """Every example, and how many operations its next update has."""
    from mlpviz.engine.run import Run
    from mlpviz.engine.telling.operations import Operations

    for title, one in EXAMPLES.items():
        yield title, len(Operations(Run(one.experiment).walk()))
