"""Classes renamed, recoloured and moved by the menu of their swatch; what was learned stays."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from mlpviz.engine import probes
from mlpviz.engine.experiment import preset
from mlpviz.views.data.swatches import Swatch, Swatches
from mlpviz.views.graph.names import described


@pytest.fixture
def app(open_app):
    return open_app(preset("Blobs", per_class=20))


def experiment(app):
    return app.bench.document.experiment


def swatch(app, label) -> Swatch:
    return app.playground.view.data.findChild(Swatches).swatch(label)


def choose(menu, *words):
    """Trigger the entry of these words, through submenus."""
    for at, word in enumerate(words):
        action = next(action for action in menu.actions() if action.text() == word)
        if at == len(words) - 1:
            action.trigger()
        else:
            menu = action.menu()


def rename(qtbot, app, label, name):
    menu = swatch(app, label).menu()
    menu.popup(swatch(app, label).mapToGlobal(swatch(app, label).rect().center()))
    field = menu.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    qtbot.keyClicks(field, name)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def trained(qtbot, app):
    for epoch in range(1, 4):
        qtbot.keyClick(app.window, Qt.Key.Key_Period)
        qtbot.waitUntil(lambda epoch=epoch: app.bench.playhead.newest.epoch == epoch)


def test_that_a_name_is_typed_in_the_menu_and_stands_everywhere(qtbot, app):
    rename(qtbot, app, 1, "virginica")

    assert experiment(app).naming.class_name(1) == "virginica"
    assert "virginica" in swatch(app, 1).toolTip()
    assert "virginica" in app.playground.view.data._legend.words()
    assert described(experiment(app), 3, 1) == "p₂ (virginica)"
    app.window.action("undo").trigger()
    assert experiment(app).naming.class_name(1) == "class 2"


def test_that_a_name_another_class_has_is_refused(qtbot, app):
    rename(qtbot, app, 0, "red")
    rename(qtbot, app, 1, "RED")

    assert experiment(app).naming.class_name(1) == "class 2"
    assert "choose another name" in app.window.notice.text


def test_that_a_colour_of_another_class_is_exchanged_with_it(app):
    choose(swatch(app, 0).menu(), "Colour", "Green")

    assert [experiment(app).class_color(label) for label in range(3)] == [2, 1, 0]


def test_that_a_class_moved_takes_points_outputs_name_and_colour_along(qtbot, app):
    trained(qtbot, app)
    before = app.bench.playhead.newest
    x = np.random.default_rng(0).uniform(-3, 3, (20, 2))
    answers = probes.predictions(before, x)
    rename(qtbot, app, 0, "first")

    choose(swatch(app, 0).menu(), "Move right")
    qtbot.keyClick(app.window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 4)

    now = experiment(app)
    assert now.naming.class_name(1) == "first"
    assert [now.class_color(label) for label in range(3)] == [1, 0, 2]
    labels = before.experiment.points.labels
    assert np.array_equal(now.points.labels, np.array([1, 0, 2])[labels])
    app.bench.transport.back()
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.epoch == 3)
    assert probes.predictions(app.bench.playhead.newest, x) == pytest.approx(answers[:, [1, 0, 2]], abs=0.2)


def test_that_two_classes_change_places_without_losing_what_was_learned(qtbot, open_app):
    app = open_app(preset("Linear", per_class=30, noise=0.0))
    playhead = app.bench.playhead
    for epoch in range(1, 31):  # one by one: a pause may be followed by a last report
        app.bench.one_epoch()
        qtbot.waitUntil(lambda wanted=epoch: playhead.newest is not None and playhead.newest.epoch == wanted)
    loss = app.bench.playhead.newest.scores.train_loss

    choose(swatch(app, 0).menu(), "Move right")
    qtbot.waitUntil(lambda: app.bench.playhead.newest.experiment == experiment(app))

    assert app.bench.playhead.newest.scores.train_loss == pytest.approx(loss, rel=1e-9)
    assert app.bench.playhead.newest.scores.train_accuracy > 0.9


def test_that_a_class_deleted_leaves_the_others_their_colours_and_names(qtbot, app):
    rename(qtbot, app, 2, "third")

    choose(swatch(app, 0).menu(), "Delete class 1 and its points")

    assert [experiment(app).class_color(label) for label in range(2)] == [1, 2]
    assert experiment(app).naming.class_name(1) == "third"
