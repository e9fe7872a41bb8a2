"""What the learner can do with the diagnostics, and the gradient check, which is worked out when training rests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.gradient_check import GradientCheck
from mlpviz.engine.records import Snapshot
from mlpviz.state.gradient_checker import GradientChecker
from mlpviz.state.picture_maker import Picture
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.plot_presenter import PlotPresenter
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.views.checking.check_dialog import CheckDialog

IDLE = 250
"""Milliseconds for which nothing new must have come on screen before the gradient is checked."""


class DiagnosticsPresenter(QObject):
    """Answers what the diagnostics column asks for."""

    checked = Signal(str, bool)
    """As `Workspace.checked`."""
    failed = Signal(str)
    """As `Workspace.failed`."""

    def __init__(self, theme: Theme, bench: Bench, page: PlaygroundPage) -> None:
        """Listen to pictures and to the training."""
        super().__init__(page)
        self._theme, self._bench, self._page = theme, bench, page
        self.checker, self.plots = GradientChecker(self), PlotPresenter(theme, bench, page)
        self.plots.checked.connect(self.checked)
        self.dialog: CheckDialog | None = None
        """The entries of the check; built when they are first asked for."""
        self._snapshot: Snapshot | None = None
        self._check: GradientCheck | None = None
        """That of the snapshot on show, once it is known."""
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE)
        self._idle.timeout.connect(self._check_now)
        self.checker.checked.connect(self._show_check)
        self.checker.failed.connect(self.failed)
        bench.picture_maker.ready.connect(self._note_picture)
        bench.trainer.training_changed.connect(self._note_training)
        page.diagnostics.check_line.clicked.connect(self.show_entries)
        page.diagnostics.verdicts.unfolded.connect(self._note_unfolded)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands of the diagnostics do."""
        return {
            "verdict_rules": self._page.diagnostics.verdicts.unfold,
            "gradient_check": self.show_entries,
            **self.plots.handlers,
        }

    @property
    def busy(self) -> bool:
        """Whether a check is under way or about to begin."""
        return self.checker.busy or self._idle.isActive()

    @Slot(object)
    def _note_picture(self, picture: Picture) -> None:
        if picture.snapshot is not self._snapshot:
            self._snapshot, self._check = picture.snapshot, None
            self.checker.forget()
            self._page.diagnostics.check_line.show_check(None, 0)
            self._wait()

    @Slot(bool)
    def _note_training(self, running: bool) -> None:
        self._wait()

    def _wait(self) -> None:
        """Check as soon as nothing moves any more."""
        if self._bench.trainer.training:
            self._idle.stop()
        elif self._check is None and self._snapshot is not None:
            self._idle.start()

    def hurry(self) -> None:
        """Check now, if that only waits for a moment of rest."""
        if self._idle.isActive():
            self._idle.stop()
            self._check_now()

    @Slot()
    def _check_now(self) -> None:
        if self._snapshot is not None and self._check is None and not self._bench.trainer.training:
            self.checker.check(self._snapshot)

    @Slot(object, object)
    def _show_check(self, snapshot: Snapshot, check: GradientCheck) -> None:
        if snapshot is not self._snapshot:
            return
        self._check = check
        self._page.diagnostics.check_line.show_check(check, len(snapshot.grad))
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.show_check(snapshot, check)

    @Slot()
    def show_entries(self) -> None:
        """Open the entries of the check, or bring them to the front; they follow the epoch on show."""
        if self.dialog is None:
            from mlpviz.views.checking.check_dialog import CheckDialog  # many a session never asks

            self.dialog = CheckDialog(self._theme, self._page.window())
        if self._snapshot is not None and self._check is not None:
            self.dialog.show_check(self._snapshot, self._check)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def leave(self) -> None:
        """Close what stands beside the window."""
        self.plots.give_back()
        if self.dialog is not None:
            self.dialog.close()

    def enter(self) -> None:
        """Tick what is chosen."""
        self.plots.enter()

    def remember(self, settings: QSettings) -> None:
        """Write down how the column is arranged."""
        self.plots.remember(settings)

    def recall(self, settings: QSettings) -> None:
        """Arrange it as it was."""
        self.plots.recall(settings)

    @Slot(bool)
    def _note_unfolded(self, unfolded: bool) -> None:
        self.checked.emit("verdict_rules", unfolded)

    def close(self) -> None:
        """End the thread."""
        self._idle.stop()
        self.checker.close()
