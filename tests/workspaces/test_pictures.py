"""Saving pictures and films from the window: the two dialogs, what they offer, and what lies in the file then."""

from __future__ import annotations

import os
from xml.etree import ElementTree

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from mlpviz.engine.experiment import preset
from mlpviz.export.film import mp4
from mlpviz.offscreen import _settle
from mlpviz.views.pictures import film_dialog, picture_dialog

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def nothing_chosen_before(monkeypatch):
    monkeypatch.setattr(picture_dialog, "_last", picture_dialog._Wish())
    monkeypatch.setattr(film_dialog, "_last", film_dialog._Wish())


@pytest.fixture
def app(qtbot, open_app):
    app = open_app(preset("XOR", per_class=20))
    app.window.resize(1440, 900)
    for epoch in range(1, 4):
        app.bench.one_epoch()
        qtbot.waitUntil(lambda epoch=epoch: app.bench.playhead.newest.epoch == epoch)
    _settle(app)
    return app


def press(qtbot, dialog, words: str) -> None:
    qtbot.mouseClick(next(one for one in dialog.findChildren(QPushButton) if one.text() == words), LEFT)


def choose(box, name: str) -> None:
    box.setCurrentIndex(box.findData(name))


def pick(segmented, key: str) -> None:
    segmented.button(key).click()


def answer(monkeypatch, path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *unused: (str(path), ""))


def pictures(app):
    app.window.action("save_picture").trigger()
    return app.commands.pictures.dialog


def test_that_the_playground_offers_its_parts_its_plots_and_the_window(qtbot, app):
    dialog = pictures(app)

    offered = [dialog.parts_box.itemText(at) for at in range(dialog.parts_box.count())]
    assert offered[:4] == ["Whole window", "Network", "Data square", "Loss"]
    assert "Gradient norm per layer" in offered
    assert offered.count("Loss") == 1
    assert dialog.size_text == "2880 × 1800 pixels"
    pick(dialog.scales, "4")
    choose(dialog.parts_box, "data")
    side = app.playground.view.data.canvas().width()
    assert dialog.size_text == f"{4 * side} × {4 * side} pixels"
    pick(dialog.kinds, "pdf")
    assert dialog.size_text == f"{side} × {side} px, sharp at any size"
    assert not dialog.scales.button("4").isEnabled()
    press(qtbot, dialog, "Cancel")


def test_that_a_picture_is_saved_in_the_theme_that_is_wanted_and_the_window_keeps_its_own(
    qtbot, app, monkeypatch, tmp_path
):
    answer(monkeypatch, tmp_path / "square.png")
    light = app.theme.palette.color("panel").lightness()
    dialog = pictures(app)
    choose(dialog.parts_box, "loss")
    pick(dialog.themes, "dark")
    pick(dialog.scales, "3")

    press(qtbot, dialog, "Save…")

    image = QImage(str(tmp_path / "square.png"))
    loss = app.playground.view.diagnostics.loss
    assert image.width() == 3 * (loss.width() + 24)
    assert image.pixelColor(2, 2).lightness() < 60 < light
    assert not app.theme.palette.dark
    assert app.window.updatesEnabled()
    again = pictures(app)
    assert (again.parts_box.currentData(), again.scales.value(), again.themes.value()) == ("loss", "3", "dark")
    press(qtbot, again, "Cancel")


@pytest.mark.parametrize("workspace", ["perceptron", "activations", "approximation", "gradient_flow"])
def test_that_every_laboratory_offers_its_window_and_its_plots(qtbot, app, monkeypatch, tmp_path, workspace):
    app.window.show_workspace(workspace)
    answer(monkeypatch, tmp_path / "lab.svg")
    dialog = pictures(app)
    names = [dialog.parts_box.itemData(at) for at in range(dialog.parts_box.count())]
    assert names[0] == "window"
    assert len(set(names)) == len(names)
    choose(dialog.parts_box, names[-1])
    pick(dialog.kinds, "svg")

    press(qtbot, dialog, "Save…")

    root = ElementTree.parse(tmp_path / "lab.svg").getroot()
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) >= 4
    assert not app.window.action("save_film").isEnabled()


def test_that_a_picture_that_cannot_be_written_is_reported(qtbot, app, monkeypatch, tmp_path):
    answer(monkeypatch, tmp_path / "nowhere" / "a.png")
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(f"{box.text()} {box.informativeText()}"))
    dialog = pictures(app)
    choose(dialog.parts_box, "data")

    press(qtbot, dialog, "Save…")

    assert said == ["a.png could not be written. No such file or directory. Choose another folder or another name."]


# ---- films -----------------------------------------------------------------------------------------------------------


def filming(app):
    app.window.action("save_film").trigger()
    dialog = app.playground.films.dialog
    assert dialog is not None
    return dialog


def test_that_a_film_is_drawn_beside_the_window_from_its_history(qtbot, app, monkeypatch, tmp_path):
    answer(monkeypatch, tmp_path / "way")
    dialog = filming(app)
    assert (dialog.first.value(), dialog.last.value()) == (0, 3)
    assert dialog.note.startswith("4 pictures of 1440 × 900 pixels.")
    choose(dialog.parts_box, "data")
    pick(dialog.kinds, ".png")
    dialog.seconds.setValue(1)
    told: list[tuple[int, int]] = []
    app.playground.films.maker.progressed.connect(lambda done, total: told.append((done, total)))

    with qtbot.waitSignal(app.playground.films.maker.finished, timeout=60_000):
        press(qtbot, dialog, "Save…")
        assert dialog.filming
        app.bench.one_epoch()  # the bench goes on; the film is of what was
        qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 4)

    assert told[-1] == (4, 4)
    with Image.open(tmp_path / "way.png") as film:
        assert film.n_frames == 4  # type: ignore[attr-defined]
        assert film.size == app.playground.view.data.canvas().size().toTuple()
        assert film.info["duration"] == 200 or film.info["duration"] == 250
    assert os.listdir(tmp_path) == ["way.png"]
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: app.window.notice.isVisible())


def test_that_closing_the_dialog_gives_the_film_up_and_leaves_nothing(qtbot, app, monkeypatch, tmp_path):
    answer(monkeypatch, tmp_path / "way.gif")
    dialog = filming(app)
    maker = app.playground.films.maker
    with qtbot.waitSignal(maker.progressed, timeout=60_000):
        press(qtbot, dialog, "Save…")
    process = maker._process
    ended = []
    process.destroyed.connect(lambda: ended.append(True))

    press(qtbot, dialog, "Cancel")

    assert not maker.busy
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    assert os.listdir(tmp_path) == []


def test_that_a_film_that_cannot_be_written_says_so_and_can_be_tried_again(qtbot, app, monkeypatch, tmp_path):
    answer(monkeypatch, tmp_path / "nowhere" / "way.gif")
    dialog = filming(app)
    choose(dialog.parts_box, "data")
    dialog.seconds.setValue(1)

    with qtbot.waitSignal(app.playground.films.maker.failed, timeout=60_000):
        press(qtbot, dialog, "Save…")

    assert dialog.note == "way.gif could not be made. No such file or directory."
    assert not dialog.filming
    assert dialog.parts_box.isEnabled()
    dialog.close()


def test_that_what_makes_no_film_is_said_before_it_is_begun(qtbot, open_app, app, monkeypatch):
    monkeypatch.setattr(mp4, "find_spec", lambda name: None)
    dialog = filming(app)
    save = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Save…")

    assert not dialog.kinds.button(".mp4").isEnabled()
    assert dialog.note.endswith('MP4 needs the extra "video"; install it with: pip install "mlpviz[video]"')
    dialog.first.setValue(3)
    assert dialog.note == "A film goes from an epoch to a later one, not from 3 to 3."
    assert not save.isEnabled()
    dialog.first.setValue(1)
    dialog.per_second.setValue(60)
    assert dialog.note == "GIF shows at most 50 frames a second."
    pick(dialog.kinds, ".png")
    assert save.isEnabled()
    dialog.close()


def test_that_without_training_there_is_nothing_to_film(qtbot, open_app):
    app = open_app(preset("XOR", per_class=20))
    _settle(app)

    app.window.action("save_film").trigger()

    assert app.playground.films.dialog is None
    assert app.window.notice.isVisible()
