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

import pytest

from mlpviz import preflight

# Before anything imports Qt: pytest-qt does so in its own pytest_configure.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

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
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A widget or a thread that outlives its test fails that test, not a later one."""
    before = set(map(_address, _top_level_widgets()))
    yield
    if getattr(request.node, "failed", False):
        return  # the traceback keeps the widgets alive
    if left := _new_widgets(before):
        gc.collect()  # a cycle is not a leak
        left = _new_widgets(before)
    names = sorted(type(widget).__name__ for widget in left)
    for widget in left:
        widget.deleteLater()
    del left
    running = [thread for thread in list(started_threads) if _is_running(thread)]
    for thread in running:
        thread.quit()
        thread.wait(2000)
    assert not names, f"widgets left behind: {', '.join(names)}; give them to qtbot.addWidget"
    assert not running, f"threads left running: {running}"


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


def _is_running(thread: Any) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(thread)) and thread.isRunning()
