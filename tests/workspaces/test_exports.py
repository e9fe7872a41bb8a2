"""The Playground's exports, links and command lines: by menu and key, over the clipboard and into files."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from mlpviz.engine.experiment import Experiment, preset
from mlpviz.engine.link import experiment_of, link_of
from mlpviz.engine.network_json import network_snapshot
from mlpviz.export.exporters import EXPORTERS

CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def app(open_app):
    return open_app(preset("XOR", per_class=10))


@pytest.fixture
def trained(qtbot, app):
    """Three epochs on, looking at the second."""
    for epoch in (1, 2, 3):
        app.window.carry_out("epoch")
        qtbot.waitUntil(lambda epoch=epoch: app.bench.playhead.epoch == epoch)
    app.window.carry_out("back")
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.epoch == 2 and not app.bench.playhead.approximate)
    return app



@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What the file dialog suggests; it chooses that name in a folder of the test."""
    found = []

    def get_save_file_name(parent, title, suggested, kinds):
        found.append((title, suggested, kinds))
        return str(tmp_path / suggested), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", get_save_file_name)
    return found


def test_that_the_menu_offers_every_exporter(app):
    rows = [row for row in app.window.commands if row.menu == "File ▸ Export"]

    assert [row.name for row in rows] == [f"export:{name}" for name in EXPORTERS]
    assert [row.text for row in rows] == [f"{one.title}…" for one in EXPORTERS.values()]
    files = [row.text for row in app.window.commands if row.menu.startswith("File")]
    assert files[-1] == "Quit"


def test_that_every_export_holds_the_weights_of_the_epoch_on_show(trained, asked, tmp_path):
    snapshot = trained.bench.playhead.snapshot

    for name, exporter in EXPORTERS.items():
        trained.window.action(f"export:{name}").trigger()

        suggested = f"xor-epoch-2{exporter.ending}"
        assert asked.pop() == (f"Export: {exporter.title}", suggested, f"{exporter.kind} (*{exporter.ending})")
        content = exporter.content(snapshot)
        assert (tmp_path / suggested).read_bytes() == (content if isinstance(content, bytes) else content.encode())
        if name == "json":
            assert np.array_equal(network_snapshot(json.loads(content)).theta, snapshot.theta)


def test_that_a_folder_that_takes_no_file_is_named(trained, monkeypatch, qtbot):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *unused: ("/proc/none/x.py", ""))

    trained.window.carry_out("export:numpy")

    box = trained.window.findChild(QMessageBox)
    assert box.text() == "x.py could not be written."
    assert box.informativeText().endswith("Choose another folder or another name.")
    box.accept()


def test_that_a_link_is_copied_by_key_and_opened_by_key_and_taken_back_by_undo(qtbot, app):
    window, clipboard, document = app.window, QGuiApplication.clipboard(), app.bench.document
    first = document.experiment

    qtbot.keyClick(window, Qt.Key.Key_K, CTRL_SHIFT)
    copied = clipboard.text()
    clipboard.setText(f"  {link_of(preset('Moons', noise=0.2)).text}\n")
    qtbot.keyClick(window, Qt.Key.Key_O, CTRL_ALT)

    assert experiment_of(copied) == first
    assert document.experiment == preset("Moons", noise=0.2)
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.experiment == document.experiment)
    window.carry_out("undo")
    assert document.experiment == first


def test_that_a_clipboard_without_a_good_link_is_said_and_changes_nothing(app, told):
    before = app.bench.document.experiment

    for text, said in (("hello", "The clipboard holds no link."), ("mlpviz:1.ePk-", "The link is not complete")):
        QGuiApplication.clipboard().setText(text)
        app.window.carry_out("open_link")

        assert told[-1].startswith(said)
        assert app.bench.document.experiment is before


@pytest.fixture
def told(app):
    """Every sentence of the notice."""
    found: list[str] = []
    app.playground.told.connect(lambda sentence, buttons, tone: found.append(sentence))
    return found


def test_that_the_command_line_of_what_is_on_show_is_copied_and_says_what_it_cannot(qtbot, trained, told):
    clipboard, window = QGuiApplication.clipboard(), trained.window

    qtbot.keyClick(window, Qt.Key.Key_T, CTRL_SHIFT)
    plain, said = clipboard.text(), told[-1]
    window.carry_out("live")
    trained.bench.editor.set_rate(0.5)
    qtbot.waitUntil(lambda: trained.bench.playhead.snapshot.experiment.plan.learning_rate == 0.5)
    window.carry_out("epoch")
    qtbot.waitUntil(lambda: trained.bench.playhead.epoch == 4)
    window.carry_out("copy_command_line")

    assert plain == (
        "mlpviz train XOR --layers 6,4 --learning-rate 0.01 --batch-size 20 --per-class 10 --data-seed 7 --epochs 2"
    )
    assert said == "Copied a command line."
    assert "--learning-rate 0.5" in clipboard.text()
    assert told[-1] == "Copied a command line. Choices were changed on the way, so other weights will come out."


def test_that_a_link_that_would_be_too_long_is_said(qtbot, app, told):
    random = np.random.default_rng(1)
    app.bench.editor.add_points(random.uniform(-2, 2, (600, 2)), 0)
    qtbot.waitUntil(lambda: len(app.bench.playhead.snapshot.experiment.points) > 600)
    QGuiApplication.clipboard().setText("before")

    app.window.carry_out("copy_link")

    assert "letters, and 8" in told[-1]
    assert QGuiApplication.clipboard().text() == "before"


def test_that_an_experiment_of_a_link_opens_the_window(open_app):
    experiment = experiment_of(link_of(preset("Circles", seed=3)).text)

    app = open_app(experiment)

    assert isinstance(app.bench.document.experiment, Experiment)
    assert app.playground.opened == "Circles playground"
