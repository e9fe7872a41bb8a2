"""Work that was not saved comes back after a crash, belongs to one window, and goes when it is saved or given up."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from mlpviz.engine.experiment import first_experiment, preset
from mlpviz.engine.session.writing import write_session

KILLED_WHILE_TRAINING = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from mlpviz.app import App, application
from mlpviz.engine.experiment import preset
from mlpviz.views.look.theme import Theme

qt = application()
app = App(preset("XOR"), Theme())
app.window.show()
autosave = app.keep_aside(Path(sys.argv[1]))

def report(path, problem):
    newest = autosave._kept.benches["playground"]
    print(newest.epoch, newest.theta.tobytes().hex(), problem, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

app.sessions.files.written.connect(report)
left = iter(range(3))
def go_on(_=None):
    if app.bench.playhead.newest.epoch < 3:
        app.bench.one_epoch()
    else:
        autosave.keep()
app.bench.playhead.shown.connect(lambda _: QTimer.singleShot(0, go_on))
qt.exec()
"""


def kept(folder):
    return sorted(path.suffix for path in Path(folder).glob("*") if path.suffix != ".lock")


def trained(qtbot, app):
    epoch = app.bench.playhead.newest.epoch
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == epoch + 1)
    qtbot.waitUntil(lambda: not app.bench.trainer.training)


def keep(qtbot, autosave, app):
    autosave.keep()
    qtbot.waitUntil(lambda: not app.sessions.files.busy)


def answer(button):
    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.button(button).click()

    QTimer.singleShot(0, press)


def test_that_what_was_done_comes_back_after_the_program_was_killed_and_goes_when_it_is_saved(
    qtbot, open_app, tmp_path, monkeypatch
):
    folder = tmp_path / "kept"
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_TRAINING, str(folder)], capture_output=True, text=True, timeout=60,
        check=False, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    epoch, theta, *problem = ended.stdout.split()
    assert (epoch, problem) == ("3", [])

    app = open_app(first_experiment())
    autosave = app.keep_aside(folder)
    assert autosave.recover()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 3)
    assert app.bench.playhead.newest.theta.tobytes().hex() == theta
    assert app.bench.document.experiment == preset("XOR")
    assert app.window.notice.text.startswith("mlpviz was ended before your work was saved. It is back as it was at 20")
    assert app.sessions.work.changed
    assert kept(folder) == [".mlpviz", ".origin"]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    app.window.action("save").trigger()
    qtbot.waitUntil(lambda: app.sessions.path is not None)
    assert kept(folder) == []
    assert not app.sessions.work.changed


def test_that_what_a_window_keeps_while_it_is_open_is_left_alone(qtbot, open_app, tmp_path):
    first, second = open_app(preset("XOR")), open_app(first_experiment())
    one, other = first.keep_aside(tmp_path), second.keep_aside(tmp_path)
    trained(qtbot, first)
    keep(qtbot, one, first)
    assert kept(tmp_path) == [".mlpviz", ".origin"]
    assert not other.recover()
    trained(qtbot, second)
    keep(qtbot, other, second)
    assert kept(tmp_path) == [".mlpviz", ".mlpviz", ".origin", ".origin"]


def test_that_nothing_is_kept_where_nothing_would_be_lost(qtbot, open_app, tmp_path):
    app = open_app(preset("XOR"))
    autosave = app.keep_aside(tmp_path)
    keep(qtbot, autosave, app)
    assert kept(tmp_path) == []
    app.bench.editor.add_points(np.array([[0.5, 0.5]]), 1)
    keep(qtbot, autosave, app)
    assert kept(tmp_path) == [".mlpviz", ".origin"]
    app.bench.document.undo_stack.undo()
    keep(qtbot, autosave, app)
    assert kept(tmp_path) == []


@pytest.mark.parametrize("button", [QMessageBox.StandardButton.Discard, QMessageBox.StandardButton.Cancel])
def test_that_what_the_learner_gives_up_is_not_brought_back(qtbot, open_app, tmp_path, button):
    app = open_app(preset("XOR"))
    autosave = app.keep_aside(tmp_path)
    trained(qtbot, app)
    keep(qtbot, autosave, app)
    answer(button)
    app.window.close()
    given_up = button == QMessageBox.StandardButton.Discard
    assert app.window.isVisible() != given_up
    assert kept(tmp_path) == ([] if given_up else [".mlpviz", ".origin"])
    autosave.close()  # as when it must end at once: what was not given up stays
    assert open_app(first_experiment()).keep_aside(tmp_path).recover() != given_up


def test_that_a_pause_keeps_all_without_waiting_for_the_minute(qtbot, open_app, tmp_path):
    app = open_app(preset("XOR"))
    app.keep_aside(tmp_path)
    app.bench.play()
    qtbot.waitUntil(lambda: app.bench.trainer.training)
    app.sessions.look()
    app.bench.transport.pause()
    qtbot.waitUntil(lambda: not app.bench.trainer.training)
    app.sessions.look()
    qtbot.waitUntil(lambda: kept(tmp_path) == [".mlpviz", ".origin"])


def test_that_what_is_unreadable_is_put_aside_and_said_once(qtbot, open_app, tmp_path):
    (tmp_path / "0123.mlpviz").write_bytes(b"cut short")
    app = open_app(preset("XOR"))
    assert app.keep_aside(tmp_path).recover()
    qtbot.waitUntil(lambda: app.window.notice.text.startswith("Work that was kept aside cannot be read. "))
    assert kept(tmp_path) == [".unreadable"]
    assert not open_app(first_experiment()).keep_aside(tmp_path).recover()


def left_behind(qtbot, open_app, folder, origin=None):
    """What a window that was killed after one epoch leaves behind."""
    app = open_app(preset("XOR"))
    autosave = app.keep_aside(folder)
    app.sessions.path = origin
    trained(qtbot, app)
    keep(qtbot, autosave, app)
    app.sessions.path = None
    autosave.close()


def test_that_a_window_closed_before_what_was_kept_is_back_asks_and_keeps_it(qtbot, open_app, tmp_path):
    left_behind(qtbot, open_app, tmp_path)
    app = open_app(first_experiment())
    assert app.keep_aside(tmp_path).recover()
    answer(QMessageBox.StandardButton.Cancel)
    app.window.close()
    assert app.window.isVisible()
    assert app.bench.document.experiment == preset("XOR")
    assert kept(tmp_path) == [".mlpviz", ".origin"]


def test_that_a_start_with_a_file_says_what_was_left_behind_and_leaves_it(qtbot, open_app, tmp_path):
    session = tmp_path / "mine.mlpviz"
    folder = tmp_path / "kept"
    left_behind(qtbot, open_app, folder, session)
    app = open_app(first_experiment())
    write_session(session, app.sessions.work.gathered())
    app.sessions.remark = app.keep_aside(folder).left_behind()
    app.sessions.open_file(session)
    qtbot.waitUntil(lambda: app.sessions.path == session)
    assert app.window.notice.text.startswith("Work on mine.mlpviz of 20")
    assert app.window.notice.text.endswith(" was not saved before mlpviz ended. Start without a file to get it back.")
    assert kept(folder) == [".mlpviz", ".origin"]


def test_that_a_file_that_was_saved_since_is_not_written_over(qtbot, open_app, tmp_path):
    session, folder = tmp_path / "mine.mlpviz", tmp_path / "kept"
    left_behind(qtbot, open_app, folder, session)
    app = open_app(first_experiment())
    write_session(session, app.sessions.work.gathered())
    os.utime(session, (4e9, 4e9))
    assert app.keep_aside(folder).recover()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 1)
    assert app.sessions.path is None
    assert "mine.mlpviz was saved after that: save this under another name" in app.window.notice.text


def test_that_a_folder_that_takes_no_file_is_said_once(qtbot, open_app, tmp_path):
    (tmp_path / "kept").write_text("no folder")
    app = open_app(preset("XOR"))
    autosave = app.keep_aside(tmp_path / "kept")
    trained(qtbot, app)
    keep(qtbot, autosave, app)
    assert app.window.notice.text.startswith(f"Your work cannot be kept aside in {tmp_path / 'kept'}: ")
    app.window.tell("")
    trained(qtbot, app)
    keep(qtbot, autosave, app)
    assert not app.window.notice.text or app.window.notice.isHidden()


def test_that_a_full_disk_is_said_without_asking_for_another_name(qtbot, open_app, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "kept")

    app = open_app(preset("XOR"))
    autosave = app.keep_aside(tmp_path)
    trained(qtbot, app)
    monkeypatch.setattr("mlpviz.state.session_files.write_session", full)
    keep(qtbot, autosave, app)
    said = f"Your work cannot be kept aside in {tmp_path}: No space left on device. Save it yourself."
    assert app.window.notice.text == said
