"""What every test stands on: no display, no trace in the tester's home, nothing left running."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from mlpviz import preflight

# Before anything imports Qt: pytest-qt does so in its own pytest_configure.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Trainers stay with the layers: two machines must see the same numbers. The tests of compiled epochs take this away.
os.environ["MLPVIZ_NEVER_COMPILE"] = "1"

# No deadline, because a busy machine is not a failure; and the same examples each time, because a red run must repeat.
hypothesis.settings.register_profile("mlpviz", deadline=None, derandomize=True)
hypothesis.settings.load_profile("mlpviz")

ROOT = Path(__file__).parent.parent
HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
# Widgets Qt makes for itself and keeps.
QT_OWN_WIDGETS = {"QTipLabel", "QDesktopWidget"}

started_threads: weakref.WeakSet[Any] = weakref.WeakSet()
home = tempfile.TemporaryDirectory(prefix="mlpviz-tests-", ignore_cleanup_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    problem = preflight.check()
    if problem:
        raise pytest.UsageError(problem)
    for variable in HOMES:
        os.environ[variable] = home.name
    _remember_started_threads()
    _load_fonts()


def pytest_unconfigure(config: pytest.Config) -> None:
    home.cleanup()


def _remember_started_threads() -> None:
    """Qt has no list of its threads, so each one is noted when it starts."""
    from PySide6.QtCore import QThread

    start = QThread.start

    def noted_start(self: QThread, *arguments: Any) -> None:
        started_threads.add(self)
        start(self, *arguments)

    QThread.start = noted_start  # type: ignore[method-assign, assignment]


def _load_fonts() -> None:
    """Before any test measures a text, as the program does it."""
    from mlpviz.views.look import fonts

    fonts.load()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(autouse=True)
def own_settings(request: pytest.FixtureRequest) -> None:
    """Each test begins with empty settings, wherever the application keeps them."""
    from PySide6.QtCore import QCoreApplication, QSettings

    place = os.path.join(home.name, "settings", str(abs(hash(request.node.nodeid))))
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, place)
    QCoreApplication.setOrganizationName("mlpviz-tests")
    QCoreApplication.setApplicationName("mlpviz-tests")


@pytest.fixture(autouse=True)
def no_work_remembered() -> None:
    """A plot waits longer after frames that were much work; those of the test before are none of its business."""
    from mlpviz.views.look.pacer import Pacer

    Pacer._frame = Pacer._booked = 0.0


@pytest.fixture(autouse=True)
def objects_of_qt_end_in_this_thread() -> Iterator[None]:
    """Threads that outlive a test, as those of a pool do, end no window of it: only this thread looks for litter."""
    from mlpviz.control.tidying import look_through

    gc.disable()
    yield
    look_through()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A widget or a thread that outlives its test fails that test, not a later one."""
    widgets_before = set(map(_address, _top_level_widgets()))
    threads_before = set(_running_threads())
    yield
    _let_go_of_the_mouse()
    threads = [thread for thread in _running_threads() if thread not in threads_before]
    for thread in threads:
        thread.quit()
        thread.wait(2000)
    if getattr(request.node, "failed", False):
        return  # its traceback keeps the widgets alive
    if _new_widgets(widgets_before):
        gc.collect()  # a circle of references is not a leak
    widgets = _new_widgets(widgets_before)
    names = sorted(type(widget).__name__ for widget in widgets)
    for widget in widgets:
        widget.deleteLater()
    del widgets
    assert not names, f"widgets left behind: {', '.join(names)}; give them to qtbot.addWidget"
    assert not threads, f"threads left running: {threads}; quit and wait for them"


@pytest.fixture
def open_app(qtbot: Any) -> Iterator[Any]:
    """Opens the real window on an experiment and waits for its first picture; closes it in the end."""
    from PySide6.QtCore import QCoreApplication, QEvent, QSettings
    from PySide6.QtWidgets import QApplication

    from mlpviz.app import App
    from mlpviz.engine.experiment import Experiment
    from mlpviz.views.look.theme import Theme

    opened = []
    if not gc.get_freeze_count():
        gc.freeze()  # as the program does it: what is loaded by now need not be looked through after every test

    def make(experiment: Experiment, settings: QSettings | None = None) -> App:
        theme = Theme("light")
        theme.set_reduced_motion(True)
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        qt.setStyleSheet("")  # of the window before
        qt.setFont(theme.font(tabular=False))
        app = App(experiment, theme, settings)
        opened.append(app)
        theme.apply(qt)  # last, as the program does it: this takes half the time
        with qtbot.waitExposed(app.window):
            app.window.show()
        qtbot.waitUntil(lambda: app.playground.view.network.view.graph is not None)
        qtbot.waitUntil(lambda: app.playground.presenter.picture is not None)
        return app

    yield make
    for app in opened:
        app.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _let_go_of_the_mouse() -> None:
    """QTest's double click leaves the button down, and later tests would see it so."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QWidget

    if QGuiApplication.instance() is not None and QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
        hand = QWidget()
        for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
            QTest.mouseRelease(hand, button)
        hand.deleteLater()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.failed:
        item.failed = True  # type: ignore[attr-defined]
    return report


def _top_level_widgets() -> list[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [widget for widget in widgets.QApplication.topLevelWidgets() if widget.parent() is None]


def _address(widget: Any) -> int:
    """Where the C++ widget lies; its Python wrapper may be made anew at each look."""
    import shiboken6

    return int(shiboken6.getCppPointer(widget)[0])


def _new_widgets(before: set[int]) -> list[Any]:
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is None:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return [
        widget
        for widget in _top_level_widgets()
        if _address(widget) not in before and widget.metaObject().className() not in QT_OWN_WIDGETS
    ]


def _running_threads() -> list[Any]:
    import shiboken6

    return [thread for thread in list(started_threads) if shiboken6.isValid(thread) and thread.isRunning()]
