"""Ctrl+C ends everything quietly, with the status that shells know for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

COMMAND = "import sys; from mlpviz.__main__ import main; sys.exit(main(sys.argv[1:]))"

BLOCKED_WALK = """
import sys
from mlpviz.__main__ import main
from mlpviz.engine.telling import whole_walk

def endless(walk, digits):
    print("begun", flush=True)
    while True:
        pass

whole_walk.tell_text = endless
sys.exit(main(sys.argv[1:]))
"""

BLOCKED_IMPORT = """
import sys
from mlpviz.__main__ import main

class Finder:
    def find_spec(name, *unused):
        if name == "numpy":
            print("begun", flush=True)
            while True:
                pass

sys.meta_path.insert(0, Finder)
sys.exit(main(sys.argv[1:]))
"""

BLOCKED_PICTURE = """
import sys
from mlpviz import offscreen
from mlpviz.__main__ import main

settle = offscreen._settle

def endless(app):
    print("begun", flush=True)
    settle(app)

offscreen._settle, offscreen.CALM = endless, sys.maxsize
sys.exit(main(sys.argv[1:]))
"""

BLOCKED_FILM = """
import sys
from mlpviz import projector
from mlpviz.__main__ import main

frame = projector.Projector.frame

def told(self, epoch):
    made = frame(self, epoch)
    print("begun", flush=True)
    return made

projector.Projector.frame = told
sys.exit(main(sys.argv[1:]))
"""

BLOCKED_GRID = """
import sys
from mlpviz.engine import pool
from mlpviz.__main__ import main

deaf = pool._deaf_to_ctrl_c

def told():
    print("begun", flush=True)
    return deaf()

pool._deaf_to_ctrl_c = told
sys.exit(main(sys.argv[1:]))
"""

WINDOW = """
import math, sys
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from mlpviz import app as apps

def look(app):
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        app.look.stop()
        print(box.text(), flush=True)
        if "agree" in sys.argv:
            box.button(QMessageBox.StandardButton.Discard).click()

def start(app):
    app.look = QTimer(app)
    app.look.timeout.connect(lambda: look(app))
    app.look.start(10)
    if "rate" in sys.argv:
        app.bench.editor.set_rate(0.5)
    if "train" in sys.argv:
        app.bench.trainer.set_speed(math.inf)
        app.bench.trainer.play()
        loop = QEventLoop()
        app.bench.trainer.epochs_finished.connect(lambda report: report.snapshot.epoch and loop.quit())
        loop.exec()
    if "dialog" in sys.argv:
        QTimer.singleShot(0, app.window, lambda: print("begun", flush=True))
        app.commands._show_keys()
    else:
        print("begun", flush=True)

made = apps.App.__init__
def init(self, *arguments, **options):
    made(self, *arguments, **options)
    QTimer.singleShot(0, self, lambda: start(self))
apps.App.__init__ = init
sys.exit(apps.run_window())
"""


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (COMMAND, "train spiral --epochs 1000000000"),
        (BLOCKED_WALK, "walk mazur"),
        (BLOCKED_IMPORT, "train xor"),
        (BLOCKED_PICTURE, "picture XOR --out {}/window.png"),
        (BLOCKED_FILM, "film XOR --seconds 60 --part data --out {}/film.gif"),
        (BLOCKED_GRID, "grid --seed 0..9 --epochs 2000 --processes 2"),
        (WINDOW, ""),
        (WINDOW, "dialog"),
    ],
)
def test_that_ctrl_c_ends_everything_quietly_with_status_130(code, arguments, tmp_path):
    command = [sys.executable, "-c", code, *arguments.format(tmp_path).split()]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline()
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: every process of the command
        _, errors = running.communicate(timeout=60)

    said = [line for line in errors.splitlines() if "propagateSizeHints" not in line]  # Qt, wherever it has no screen
    assert (running.returncode, said) == (130, [])
    assert not list(tmp_path.iterdir())


LATE = [pytest.param(one, marks=pytest.mark.slow) for one in ("train agree", "rate")]


@pytest.mark.parametrize("arguments", ["train", "rate agree", *LATE])
def test_that_ctrl_c_in_the_terminal_asks_before_anything_is_lost(arguments):
    command = [sys.executable, "-c", WINDOW, *arguments.split()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "begun\n"
        running.send_signal(signal.SIGINT)
        asked = running.stdout.readline()
        assert asked.startswith("Closing loses ")
        if "agree" not in arguments:
            running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=60)

    said = [line for line in errors.splitlines() if "propagateSizeHints" not in line]
    assert (running.returncode, said) == (130, [])


def test_that_a_command_run_by_a_program_gives_the_signal_back(monkeypatch):
    from mlpviz import __main__ as command

    before = signal.getsignal(signal.SIGINT)
    seen = []

    def run(argv):
        seen.append(signal.getsignal(signal.SIGINT))
        return 0

    monkeypatch.setattr(command, "_run", run)

    assert command.main([]) == 0

    assert seen != [before]
    assert signal.getsignal(signal.SIGINT) is before
