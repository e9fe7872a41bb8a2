"""Which edge lens a window opens with, and what becomes of the one that was chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt

from mlpviz.engine.experiment import preset

SMALL = preset("XOR", per_class=5)


def test_that_the_first_window_shows_weights_and_the_next_one_what_was_chosen(qtbot, open_app, tmp_path):
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    first = open_app(SMALL, settings)
    assert first.playground.view.network.view.lens.name == "Weights"
    first.window.action("lens:Gradients").trigger()
    first.playground.remember(settings)

    second = open_app(SMALL, settings)
    assert second.playground.view.network.view.lens.name == "Gradients"
    assert second.window.action("lens:Gradients").isChecked()


@pytest.mark.parametrize("kept", ["Nonsense", "", 3, ["Weights"]])
def test_that_a_lens_that_does_not_exist_is_as_if_none_had_been_chosen(open_app, tmp_path, kept):
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    settings.setValue("lens", kept)

    app = open_app(SMALL, settings)
    assert app.playground.view.network.view.lens.name == "Weights"


def test_that_the_step_through_begins_with_both_and_keeps_a_lens_of_its_own(qtbot, open_app):
    app = open_app(SMALL)
    app.bench.stepping.open()
    walk = app.playground.view.walk.graph
    assert walk.lens_name() == "Both"
    assert app.window.action("lens:Both").isChecked()

    qtbot.keyClick(app.window, Qt.Key.Key_G)
    assert walk.lens_name() == "Gradients"
    app.bench.stepping.leave()
    assert app.playground.view.network.view.lens.name == "Weights"
    assert app.window.action("lens:Weights").isChecked()
