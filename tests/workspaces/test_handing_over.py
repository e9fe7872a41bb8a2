"""What is shown in one workspace is opened in another, saved as a table, and told about."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from mlpviz import resource
from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset, with_weights
from mlpviz.engine.records import SCORES
from mlpviz.views.try_dialog import TryDialog


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(preset("XOR", per_class=5))
    qtbot.waitUntil(lambda: made.bench.picture_maker.idle)
    return made


def test_that_the_playground_hands_over_the_weights_on_show(app):
    handed = app.playground.handed()

    assert handed is not None
    np.testing.assert_array_equal(handed.network.first_theta(), app.bench.playhead.snapshot.theta)


def test_that_an_experiment_whose_weights_are_not_finite_is_not_handed_over():
    experiment = preset("XOR")
    theta = experiment.network.first_theta().copy()
    theta[3] = np.nan

    assert with_weights(experiment, theta) is None


def test_that_an_experiment_opened_in_the_playground_begins_with_its_weights_and_can_be_undone(qtbot, app):
    theta = np.linspace(-1.0, 1.0, 13)
    network = NetworkSpec([LayerSpec(3), LayerSpec(1, "Sigmoid")], theta=theta)
    points = PointSet(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 1]))
    before = app.bench.document.experiment
    app.window.show_workspace("perceptron")

    app.window.workspace.open_requested.emit("playground", Experiment(points, network))

    assert app.window.workspace is app.playground
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.experiment.points == points)
    np.testing.assert_array_equal(app.bench.playhead.snapshot.theta, theta)
    app.window.carry_out("undo")
    assert app.bench.document.experiment == before


def test_that_what_a_workspace_cannot_open_is_said_and_the_window_stays(app, monkeypatch):
    def refuse(experiment):
        raise ValueError("Only points with two classes can be opened here.")

    monkeypatch.setattr(app.window.workspaces["perceptron"], "take", refuse)

    app.window.open_in("perceptron", preset("Moons"))

    assert app.window.workspace is app.playground
    assert app.window.notice.isVisibleTo(app.window)


def test_that_the_scores_of_every_epoch_are_saved_as_a_table(qtbot, app, tmp_path, monkeypatch):
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.epoch == 1)
    path = tmp_path / "numbers.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *unused: (str(path), ""))

    app.window.carry_out("save_numbers")

    with path.open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["epoch", *SCORES]
    assert [float(row[0]) for row in rows] == [0.0, 1.0]
    assert float(rows[1][1]) == app.bench.playhead.snapshot.scores.train_loss


def test_that_every_workspace_has_a_text_of_what_to_try_and_shows_it_beside_the_window(qtbot, app):
    for name, workspace in app.window.workspaces.items():
        text = resource.path(f"try/{name}.md").read_text(encoding="utf-8")
        assert text.startswith("## ")
        app.window.show_workspace(name)

        app.window.carry_out("what_to_try")

        dialog = app.window.findChildren(TryDialog)[-1]
        assert workspace.title in dialog.windowTitle()
        assert text.splitlines()[0].removeprefix("## ") in dialog.text.toPlainText()
        dialog.reject()
