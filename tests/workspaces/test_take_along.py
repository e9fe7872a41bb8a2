"""What the step-through puts on the clipboard and into files."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from mlpviz.engine.examples import example
from mlpviz.engine.experiment import preset


@pytest.fixture
def stepping(open_app):
    """Mazur's walk at the gradient of w₅."""
    app = open_app(example("mazur").experiment)
    app.window.carry_out("walk", True)
    walkthrough = app.bench.stepping.walkthrough
    walkthrough.go(walkthrough.operations.index_of("weight_gradient", 2, 0, 0))
    return app


def answer_with(monkeypatch, path):
    asked = []

    def get_save_file_name(parent, title, suggested, kinds):
        asked.append(suggested)
        return (str(path), kinds)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", get_save_file_name)
    return asked


def test_that_the_operation_on_show_is_copied_by_key_and_by_menu(qtbot, stepping):
    dock, clipboard = stepping.playground.view.walk.dock, QGuiApplication.clipboard()
    qtbot.waitUntil(stepping.window.updatesEnabled)  # a page that was just opened is painted in the next turn

    QTest.keyClick(dock, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = clipboard.text()
    QTest.keyClick(dock, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    latex = clipboard.text()
    stepping.window.action("copy_operation:picture").trigger()
    picture = clipboard.image()

    assert text.startswith("∂E/∂w₅ = ")
    assert text.endswith(" = 0.082167041")
    assert latex.startswith("\\begin{aligned}\n\\frac{\\partial E}{\\partial w_5} &= ")
    assert latex.endswith(" = 0.082167041\n\\end{aligned}")
    assert picture.width() > 3 * dock.equation.terms().minimumSizeHint().width()
    colors = {picture.pixelColor(x, picture.height() // 2).name() for x in range(0, picture.width(), 3)}
    assert len(colors) > 10


def test_that_the_copy_has_the_decimals_that_are_shown(stepping):
    stepping.playground.view.walk.sample.digits_chosen.emit(4)

    stepping.window.carry_out("copy_operation:text")

    assert QGuiApplication.clipboard().text().endswith(" = 0.0822")


def test_that_the_menu_of_the_equation_copies_what_it_says(qtbot, stepping):
    dock = stepping.playground.view.walk.dock
    menu = dock.equation.popup(dock.equation.mapToGlobal(QPoint(5, 5)))

    names = [action.text() for action in menu.actions()]
    menu.actions()[1].trigger()
    menu.close()

    assert names == ["Copy as text", "Copy as LaTeX", "Copy as picture"]
    assert QGuiApplication.clipboard().text().startswith("\\begin{aligned}")


def test_that_nothing_of_this_is_offered_while_nobody_steps(open_app):
    app = open_app(example("mazur").experiment)
    names = ("copy_operation:text", "save_walk:page")

    before = [app.window.action(name).isEnabled() for name in names]
    app.window.carry_out("walk", True)
    during = [app.window.action(name).isEnabled() for name in names]

    assert (before, during) == ([False, False], [True, True])


@pytest.mark.parametrize(("kind", "ending", "holds"), [
    ("markdown", ".md", "$$\n\\begin{aligned}"), ("latex", ".tex", "\\documentclass"), ("worksheet", ".md", "## Key")])
def test_that_the_walk_is_saved_under_the_name_that_was_given(stepping, monkeypatch, tmp_path, kind, ending, holds):
    path = tmp_path / f"walk{ending}"
    asked = answer_with(monkeypatch, tmp_path / "walk")  # without an ending

    stepping.window.action(f"save_walk:{kind}").trigger()

    assert holds in path.read_text(encoding="utf-8")
    assert asked[0].startswith("mazur-2-2-2-")
    assert asked[0].endswith(ending)


def test_that_a_page_is_drawn_while_the_window_lives_and_then_written(qtbot, stepping, monkeypatch, tmp_path):
    answer_with(monkeypatch, tmp_path / "walk.html")

    stepping.window.action("save_walk:page").trigger()
    along = stepping.playground._walk_presenter.take_along
    waited = along.drawing is not None and not (tmp_path / "walk.html").exists()
    qtbot.waitUntil(lambda: along.drawing is None, timeout=30_000)

    assert waited
    assert "Mazur 2-2-2" in (tmp_path / "walk.html").read_text(encoding="utf-8")


def test_that_a_page_that_is_given_up_leaves_no_file(qtbot, stepping, monkeypatch, tmp_path):
    answer_with(monkeypatch, tmp_path / "walk.html")

    stepping.window.action("save_walk:page").trigger()
    along = stepping.playground._walk_presenter.take_along
    along.drawing.progress.findChild(QPushButton).click()

    assert along.drawing is None
    assert list(tmp_path.iterdir()) == []


def test_that_a_file_that_cannot_be_written_is_said(qtbot, stepping, monkeypatch, tmp_path):
    answer_with(monkeypatch, tmp_path / "nowhere" / "walk.md")

    stepping.window.action("save_walk:markdown").trigger()
    box = QApplication.activeModalWidget()

    assert isinstance(box, QMessageBox)
    assert box.text() == "walk.md could not be written."
    assert "Choose another folder" in box.informativeText()
    box.close()


def test_that_of_a_long_walk_the_sample_on_screen_is_taken_and_this_is_said(qtbot, open_app, monkeypatch, tmp_path):
    app = open_app(preset("XOR", per_class=5))
    app.window.carry_out("walk", True)
    operations = app.bench.stepping.walkthrough.operations
    app.bench.stepping.walkthrough.go(2 * operations.per_sample)
    monkeypatch.setattr("mlpviz.export.walk.page.MOST", operations.per_sample + 100)
    answer_with(monkeypatch, tmp_path / "walk.html")
    told = []
    app.playground.told.connect(lambda sentence, *_: told.append(sentence))

    app.window.action("save_walk:page").trigger()
    app.playground._walk_presenter.take_along.drawing.progress.findChild(QPushButton).click()

    assert "only sample 3 is written out" in told[0]
