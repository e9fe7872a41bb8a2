"""Plots in the real window: chosen by command, kept in the settings, enlarged over the middle, saved."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QPushButton

from mlpviz.engine.experiment import preset
from mlpviz.engine.plan import Plan
from mlpviz.offscreen import _settle
from mlpviz.views.look.widget_drawing import MARGIN
from mlpviz.views.plots.chosen_plots import USUAL
from tests.seen_text import faults, seen_texts

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def app(open_app):
    return open_app(preset("XOR", per_class=20))


def diagnostics(app):
    return app.playground.view.diagnostics


def plots(app):
    return app.playground._diagnostics.plots


def trained(qtbot, app, epochs):
    for _ in range(epochs):
        wanted = app.playground.presenter.picture.snapshot.epoch + 1
        app.window.action("epoch").trigger()
        qtbot.waitUntil(lambda wanted=wanted: app.playground.presenter.picture.snapshot.epoch == wanted)


def test_that_plots_are_chosen_by_command_and_kept_for_the_next_time(qtbot, open_app, tmp_path):
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    app = open_app(preset("XOR", per_class=20), settings)
    assert app.window.action("plot:loss").isChecked()
    assert not app.window.action("plot:ratios").isChecked()

    app.window.action("plot:ratios").trigger()
    app.window.action("plot:shares").trigger()
    app.window.action("plot:loss").trigger()

    assert diagnostics(app).chosen.names() == ("norms", "ratios", "activations", "shares")
    assert app.window.action("plot:ratios").isChecked()
    trained(qtbot, app, 3)
    shares = diagnostics(app).chosen.plots()["shares"].curves
    qtbot.waitUntil(lambda: np.isfinite(shares._logs[:, :2]).all() and len(shares._epochs) == 4, timeout=20_000)
    app.playground.remember(settings)
    app.playground.recall(QSettings(str(tmp_path / "nothing.ini"), QSettings.Format.IniFormat))
    assert diagnostics(app).chosen.names() == USUAL
    app.playground.recall(settings)
    assert diagnostics(app).chosen.names() == ("norms", "ratios", "activations", "shares")


def test_that_the_plot_with_the_focus_is_enlarged_over_the_network_and_escape_gives_it_back(qtbot, app):
    view, norms = app.playground.view, diagnostics(app).norms
    norms.curves.setFocus()
    assert plots(app).meant() == "norms"
    high = norms.curves.height()

    qtbot.keyClick(app.window, Qt.Key.Key_Z)

    stage = plots(app).stage
    assert plots(app).large == "norms"
    assert app.window.action("enlarge_plot").isChecked()
    assert norms.isVisible()
    assert norms.curves.height() > 1.5 * high
    assert stage.geometry().size() == view.network.size()
    assert not diagnostics(app).chosen._sections["norms"].isVisible()
    app.window.resize(1300, 800)  # it follows
    qtbot.waitUntil(lambda: stage.geometry().size() == view.network.size())
    trained(qtbot, app, 2)
    qtbot.waitUntil(lambda: norms.curves.shown_range() == (0.0, 2.0))

    qtbot.keyClick(stage, Qt.Key.Key_Escape)

    assert plots(app).large == ""
    assert not stage.isVisible()
    assert not app.window.action("enlarge_plot").isChecked()
    assert diagnostics(app).isAncestorOf(norms)
    assert norms.isVisible()


def test_that_the_legend_tells_what_was_changed_when(qtbot, app):
    trained(qtbot, app, 2)
    app.bench.editor.change_plan("Rate", replace(app.bench.document.experiment.plan, learning_rate=0.1))
    trained(qtbot, app, 1)
    app.bench.editor.change_plan("Optimiser", Plan("SGD", 0.1, 20))
    trained(qtbot, app, 1)
    plots(app)._toggle_large("loss")
    stage = plots(app).stage

    assert stage._legend.text().splitlines() == [
        "1 · epoch 2: learning rate 0.01 → 0.1",
        "2 · epoch 3: optimiser Adam → SGD",
    ]
    assert [text.text for text in seen_texts(diagnostics(app).loss.curves)].count("1") >= 1

    qtbot.mouseClick(next(one for one in stage.findChildren(QPushButton) if one.text() == "Back"), LEFT)
    assert plots(app).large == ""


def test_that_stepping_gives_an_enlarged_plot_back(qtbot, app):
    plots(app)._toggle_large("activations")
    assert plots(app).large == "activations"

    app.window.action("walk").trigger()
    qtbot.waitUntil(lambda: app.playground.view.stepping)

    assert plots(app).large == ""
    app.window.carry_out("enlarge_plot", True)
    assert not app.window.action("enlarge_plot").isChecked()


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "csv"])
def test_that_a_command_saves_the_plot_that_is_meant(qtbot, app, monkeypatch, tmp_path, kind):
    trained(qtbot, app, 1)
    path = tmp_path / f"loss.{kind}"
    asked: list[str] = []

    def answer(owner, title, name, kinds):
        asked.append(name)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)

    app.window.action(f"save_plot:{kind}").trigger()

    assert asked == [f"loss.{kind}"]
    if kind == "png":
        assert QImage(str(path)).width() == 3 * (diagnostics(app).loss.width() + 2 * MARGIN)
    elif kind == "svg":
        assert path.read_text(encoding="utf-8").startswith("<svg")
    elif kind == "pdf":
        assert path.read_bytes().startswith(b"%PDF")
    else:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        assert [row["epoch"] for row in rows] == ["0", "1"]


@pytest.mark.parametrize(("size", "scale"), [((1024, 700), 1.0), ((1366, 768), 1.5), ((1440, 900), 2.0)])
def test_that_no_word_of_an_enlarged_plot_crosses_another_or_is_cut(qtbot, app, size, scale):
    app.theme.set_text_scale(scale)
    app.window.resize(*size)
    trained(qtbot, app, 1)
    for name in ("loss", "norms", "activations"):
        plots(app)._toggle_large(name)
        _settle(app)

        found = faults(seen_texts(plots(app).stage))

        assert not found, "\n".join([name, *found])
        plots(app).give_back()
