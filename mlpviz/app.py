"""Builds the window and its workspaces, and connects them."""

from __future__ import annotations

import gc
import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, QTimer, Slot
from PySide6.QtWidgets import QApplication

from mlpviz.control.ahead import Ahead
from mlpviz.control.autosave import Autosave, usual_folder
from mlpviz.control.commands import Commands
from mlpviz.control.failures import Failures
from mlpviz.control.interrupt import STATUS, Interrupt
from mlpviz.control.sessions import Sessions
from mlpviz.control.tidying import Tidying
from mlpviz.engine.experiment import Experiment, first_experiment
from mlpviz.state.recent import Recent
from mlpviz.views.look import fonts
from mlpviz.views.look.theme import CHOICES, Theme
from mlpviz.window import Window
from mlpviz.workspaces.activations.activations import ActivationsLab
from mlpviz.workspaces.approximation.approximation import ApproximationLab
from mlpviz.workspaces.gradient_flow.gradient_flow import GradientFlowLab
from mlpviz.workspaces.perceptron.perceptron import PerceptronLab
from mlpviz.workspaces.playground.playground import Playground


class App(QObject):
    """One window, its workspaces, and what is remembered from one start to the next."""

    def __init__(self, experiment: Experiment, theme: Theme, settings: QSettings | None = None) -> None:
        """Open the playground on an experiment; nothing trains yet. Without settings nothing is remembered."""
        super().__init__()
        self.tidying = Tidying(self)
        self.theme, self._settings = theme, settings
        self.recent = Recent(settings, self)
        self.playground = Playground(theme, experiment, self, self.recent)
        self.bench = self.playground.bench
        self.workspaces = [
            self.playground, PerceptronLab(theme, self), ActivationsLab(theme, self.bench, self),
            ApproximationLab(theme, self), GradientFlowLab(theme, self),
        ]  # fmt: skip
        self.window = Window(theme, self.workspaces)
        self.commands = Commands(self.window, theme)
        self.sessions = Sessions(self.window, self.recent)
        self.autosave: Autosave | None = None
        """Keeps the work aside, once `keep_aside` was called."""
        self.failures = Failures(self)
        self.failures.happened.connect(self.window.tell)
        self.sessions.failed.connect(self.failures.report)
        for workspace in self.workspaces:
            workspace.failed.connect(self.failures.report)
        self.window.close_requested.connect(self._close)
        self._recall()

    def keep_aside(self, folder: Path) -> Autosave:
        """From now on keep what is not saved in a folder, where the next start finds it if this one ends badly."""
        self.autosave = Autosave(self.sessions, folder)
        return self.autosave

    def _recall(self) -> None:
        """Take what was remembered. Whatever cannot be used is as if it had never been chosen, and hinders nothing."""
        settings = self._settings
        if settings is not None:
            kept = settings.value("geometry")
            if isinstance(kept, QByteArray):
                self.window.restoreGeometry(kept)
            for workspace in self.workspaces:
                workspace.recall(settings)
            self.theme.set_text_scale(_finite(settings.value("text_scale"), 1.0))
            choice = settings.value("theme")
            self.theme.choose(choice if isinstance(choice, str) and choice in CHOICES else "system")
        self.window.action(f"theme:{self.theme.choice}").setChecked(True)

    @Slot()
    def _close(self) -> None:
        if not self.sessions.may_go():
            return
        self.sessions.settled.emit()
        self.commands.end_presentation()
        settings = self._settings
        if settings is not None:
            settings.setValue("geometry", self.window.saveGeometry())
            for workspace in self.workspaces:
                workspace.remember(settings)
            settings.setValue("theme", self.theme.choice)
            settings.setValue("text_scale", self.theme.text_scale)
        self.window.let_close()

    def close(self) -> None:
        """End the threads and take the window away; nothing is asked."""
        self.failures.release()
        self.sessions.close()
        if self.autosave is not None:
            self.autosave.close()
        for workspace in self.workspaces:
            workspace.close()
        self.theme.release()
        self.window.let_close()
        self.window.close()
        self.window.deleteLater()
        self.tidying.close()


def _finite(kept: object, otherwise: float) -> float:
    """The number that was remembered, or `otherwise` for what is none."""
    try:
        number = float(str(kept))
    except ValueError:
        return otherwise
    return number if math.isfinite(number) else otherwise


def application(arguments: Sequence[str] = ()) -> QApplication:
    """The one QApplication, made if need be."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    fonts.load()
    made = QApplication(["mlpviz", *arguments])
    made.setApplicationName("mlpviz")
    made.setOrganizationName("mlpviz")
    made.setDesktopFileName("mlpviz")  # by which a Linux desktop finds name and icon
    return made


def run_window(
    arguments: Sequence[str] = (), file: Path | None = None, experiment: Experiment | None = None
) -> int:
    """Open the window, and in it a file or an experiment if one is given, and stay until it is closed.

    Returns the exit status.
    """
    qt = application(arguments)
    theme = Theme()
    qt.setFont(theme.font(tabular=False))  # before: a widget that was made in another font would keep it
    app = App(experiment or first_experiment(), theme, QSettings())
    theme.apply(qt)  # last: dressed while they are put together, widgets would be dressed anew at every step
    app.failures.catch()
    app.window.fit_screen(app.window.screen().availableGeometry())
    app.window.show()
    gc.freeze()  # all of this stays: to look through it for what is not needed would halt the window for 60 ms
    Ahead(app).loaded.connect(app.playground.view.build_walk)
    autosave = app.keep_aside(usual_folder())
    if file is not None:
        app.sessions.remark = autosave.left_behind()
        QTimer.singleShot(0, app, partial(app.sessions.open_file, file))  # a dialog may have to ask something
    elif experiment is not None:
        app.window.tell(autosave.left_behind(), (), "info")
    elif not autosave.recover():
        if app.playground.start.at_start:
            QTimer.singleShot(0, app, app.playground.start.open)  # the window stands first
        else:
            app.sessions.open_last()
    interrupt = Interrupt(app.window.close)
    status = qt.exec()
    interrupt.release()
    app.close()
    return STATUS if interrupt.ended else status
