"""The end of a session: nothing drawn is lost, no thread is left, and the window comes back as it was."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from mlpviz.engine.experiment import preset
from mlpviz.engine.session.reading import read_session

CLOSES_WHILE_TRAINING = """
import math, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from mlpviz import app as apps

def start(app):
    app.bench.trainer.set_speed(math.inf)
    app.bench.trainer.play()
    app.end = QTimer(app)
    app.end.timeout.connect(lambda: close_once_trained(app))
    app.end.start(10)
    app.answer = QTimer(app)
    app.answer.timeout.connect(agree)
    app.answer.start(10)

def close_once_trained(app):
    newest = app.bench.playhead.newest
    if newest is not None and newest.epoch > 0:
        app.end.stop()
        app.window.close()

def agree():
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        print("asked")
        box.button(QMessageBox.StandardButton.Discard).click()

made = apps.App.__init__
def init(self, *arguments, **options):
    made(self, *arguments, **options)
    self.hurry = QTimer.singleShot(0, self, lambda: start(self))
apps.App.__init__ = init
status = apps.run_window()
print("status", status)
sys.exit(status)
"""


def answer(button: QMessageBox.StandardButton, seen: list[str]) -> None:
    """Press a button of the question that will be open by then."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    seen.append(box.text())
    box.button(button).click()


def test_that_closing_while_training_ends_with_status_0_and_no_complaint():
    ended = subprocess.run(
        [sys.executable, "-c", CLOSES_WHILE_TRAINING], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split("\n")[:2] == ["asked", "status 0"]
    assert "QThread" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_that_drawn_points_are_asked_about_and_cancel_keeps_the_window(qtbot, open_app):
    app = open_app(preset("Spiral"))
    app.bench.editor.add_points(np.array([[0.5, 0.5]]), 1)
    seen: list[str] = []
    QTimer.singleShot(0, lambda: answer(QMessageBox.StandardButton.Cancel, seen))
    app.window.close()
    assert seen == ["Closing loses the points that you drew."]
    assert app.window.isVisible()
    QTimer.singleShot(0, lambda: answer(QMessageBox.StandardButton.Discard, seen))
    app.window.close()
    assert not app.window.isVisible()


def test_that_saving_before_closing_writes_the_session(qtbot, open_app, tmp_path, monkeypatch):
    app = open_app(preset("Spiral"))
    app.bench.editor.add_points(np.array([[0.5, -0.25]]), 1)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    QTimer.singleShot(0, lambda: answer(QMessageBox.StandardButton.Save, []))
    app.window.close()
    assert not app.window.isVisible()
    (bench,) = read_session(tmp_path / "mine.mlpviz").benches
    assert bench.experiment == app.bench.document.experiment


def train(qtbot, app):
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 1)


def set_weight(qtbot, app):
    app.bench.editor.set_weight(0, 5.0)
    qtbot.waitUntil(lambda: app.bench.playhead.newest.theta[0] == 5.0)


def change_all(qtbot, app):
    app.bench.editor.add_points(np.array([[0.5, 0.5]]), 1)
    app.bench.editor.add_layer()
    train(qtbot, app)


@pytest.mark.parametrize(("change", "lost"), [
    (lambda qtbot, app: app.bench.editor.add_layer(), "the network and settings that you chose"),
    (lambda qtbot, app: app.bench.editor.set_rate(0.5), "the network and settings that you chose"),
    (train, "1 epoch of training"),
    (set_weight, "the weights that were changed"),
    (change_all, "the points that you drew, the network and settings that you chose and 1 epoch of training"),
])  # fmt: skip
def test_that_whatever_would_be_lost_is_asked_about(qtbot, open_app, change, lost):
    app = open_app(preset("Spiral"))
    change(qtbot, app)
    seen: list[str] = []
    QTimer.singleShot(0, lambda: answer(QMessageBox.StandardButton.Cancel, seen))
    app.window.close()
    assert seen == [f"Closing loses {lost}."]
    assert app.window.isVisible()

    QTimer.singleShot(0, lambda: answer(QMessageBox.StandardButton.Discard, seen))
    app.window.close()
    assert not app.window.isVisible()


def test_that_what_was_undone_is_not_asked_about(qtbot, open_app):
    app = open_app(preset("Spiral"))
    app.bench.editor.add_layer()
    app.bench.editor.add_points(np.array([[0.5, 0.5]]), 1)
    app.bench.document.undo_stack.setIndex(0)

    app.window.close()

    assert not app.window.isVisible()


def test_that_a_preset_left_as_it_is_closes_without_a_question(open_app):
    app = open_app(preset("Spiral"))
    app.window.close()
    assert not app.window.isVisible()


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)


def test_that_size_theme_and_text_size_come_back(open_app, settings):
    first = open_app(preset("Spiral"), settings)
    first.window.resize(800, 640)  # the offscreen screen is no larger than 800 × 800
    first.commands.choose_theme("dark")
    first.theme.set_text_scale(1.15)
    first.window.close()
    second = open_app(preset("Spiral"), settings)
    assert (second.window.width(), second.window.height()) == (800, 640)
    assert second.theme.choice == "dark"
    assert second.theme.text_scale == 1.15


@pytest.mark.parametrize(
    ("line", "scale", "theme"),
    [
        *((f"text_scale={text}", 1.0, "dark") for text in ("abc", "1,5", "", "nan", "-inf")),
        *((f"theme={text}", 1.15, "system") for text in ("pink", "", "dark, light", "@ByteArray(dark)")),
        *((f"{name}=@ByteArray(broken)", 1.15, "dark") for name in ("geometry", "columns")),
        *((f"{name}=12", 1.15, "dark") for name in ("geometry", "columns")),
        ("text_scale=1e99", 2.5, "dark"),
    ],
)
def test_that_a_remembered_value_that_is_broken_is_forgotten_alone(open_app, tmp_path, line, scale, theme):
    kept = {"text_scale": "1.15", "theme": "dark"} | dict([line.split("=")])
    path = tmp_path / "kept.ini"
    path.write_text("[General]\n" + "".join(f"{name}={value}\n" for name, value in kept.items()))

    app = open_app(preset("Spiral"), QSettings(str(path), QSettings.Format.IniFormat))

    assert (app.theme.text_scale, app.theme.choice) == (scale, theme)
    assert app.window.action(f"theme:{theme}").isChecked()


@pytest.mark.parametrize("broken", ["", "nan, 1e999", "@ByteArray(broken)", "-1", "9" * 30, "\x01 ü 1 1"])
def test_that_the_window_opens_and_steps_whatever_stands_for_every_remembered_value(
    qtbot, open_app, settings, tmp_path, broken
):
    first = open_app(preset("XOR", per_class=3), settings)
    first.bench.stepping.open()
    first.window.close()
    settings.sync()
    kept = settings.allKeys()
    assert len(kept) >= 12
    path = tmp_path / "broken.ini"
    path.write_text("[General]\n" + "".join(f"{name}={broken}\n" for name in kept), encoding="utf-8")

    app = open_app(preset("XOR", per_class=3), QSettings(str(path), QSettings.Format.IniFormat))
    app.bench.stepping.open()
    qtbot.waitUntil(lambda: app.playground.view.stepping)

    assert (app.theme.text_scale, app.theme.choice) in ((1.0, "system"), (0.75, "system"), (2.5, "system"))


def test_that_columns_moved_by_hand_come_back(qtbot, open_app, settings):
    first = open_app(preset("Spiral"), settings)
    columns = first.playground.view.columns
    line, before = columns.handle(1), columns.sizes()[0]
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(0, 20))
    qtbot.mouseMove(line, QPoint(66, 20))
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(0, 20))
    dragged = columns.sizes()[0]
    assert dragged > before + 50
    first.window.close()
    settings.remove("geometry")
    second = open_app(preset("Spiral"), settings)
    qtbot.waitUntil(lambda: abs(second.playground.view.columns.sizes()[0] - dragged) <= 1)


@pytest.mark.parametrize(
    ("screen", "size"),
    [((1366, 728), (1229, 655)), ((1920, 1040), (1440, 900)), ((960, 600), (864, 560)), ((1440, 860), (1296, 774))],
)
def test_that_the_window_opens_inside_the_screen(open_app, screen, size):
    window = open_app(preset("XOR", per_class=5)).window
    window.resize(1440, 900)
    window.move(-300, -200)
    free = QRect(0, 28, *screen)

    window.fit_screen(free)

    assert (window.width(), window.height()) == size
    assert free.contains(window.geometry())
