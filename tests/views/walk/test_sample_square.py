"""The data square of the step-through, and a point walked alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.views.walk.columns.sample import WalkSample

FOUR_INPUTS = Experiment(
    PointSet(np.random.default_rng(0).normal(0.0, 1.0, (12, 4)), np.arange(12) % 3),
    NetworkSpec([LayerSpec(3), LayerSpec(3, "Softmax")], inputs=4), Plan(batch_size=4), axes=(1, 3),
)  # fmt: skip


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(preset("XOR", per_class=6))
    qtbot.waitUntil(lambda: made.bench.picture_maker.idle)
    made.bench.stepping.open()
    return made


def square_of(app):
    return app.window.findChild(WalkSample).square


def test_that_a_clicked_point_is_walked_alone_at_the_same_place_and_the_batch_comes_back(qtbot, app):
    stepping, square = app.bench.stepping, square_of(app)
    batch = list(stepping.walkthrough.walk.indices)
    stepping.walkthrough.next_phase()
    here = stepping.walkthrough.operation
    points = app.bench.document.experiment.points
    chosen = int(np.flatnonzero(~points.test)[-1])

    qtbot.mouseClick(square, Qt.MouseButton.LeftButton, pos=square.place(chosen).toPoint())

    assert list(stepping.walkthrough.walk.indices) == [chosen]
    assert (stepping.walkthrough.operation.kind, stepping.walkthrough.operation.unit) == (here.kind, here.unit)
    sample = app.window.findChild(WalkSample)
    assert sample.batch.isVisibleTo(sample)
    stepping.keep()
    assert "one point alone" in app.window.notice.text
    qtbot.mouseClick(sample.batch, Qt.MouseButton.LeftButton)
    assert list(stepping.walkthrough.walk.indices) == batch
    assert not sample.batch.isVisibleTo(sample)


def test_that_a_test_point_and_the_empty_ground_cannot_be_walked(qtbot, app):
    stepping, square = app.bench.stepping, square_of(app)
    walk = stepping.walkthrough.walk
    points = app.bench.document.experiment.points
    train = points.x[~points.test]
    far = max(np.flatnonzero(points.test), key=lambda at: np.min(np.hypot(*(train - points.x[at]).T)))

    qtbot.mouseClick(square, Qt.MouseButton.LeftButton, pos=square.place(int(far)).toPoint())

    away = [square.place(at) - square.place(int(far)) for at in np.flatnonzero(~points.test).tolist()]
    assert min(np.hypot(one.x(), one.y()) for one in away) > 12, "a train point so near would be meant"
    assert stepping.walkthrough.walk is walk


def test_that_the_square_shows_the_border_before_and_after_where_the_update_is_worked_out(qtbot, app):
    stepping, square = app.bench.stepping, square_of(app)
    assert square.legend.words() == ["border now"]
    plain = square.grab().toImage()

    stepping.walkthrough.last()

    assert square.legend.words() == ["before", "after this update"]
    assert square.legend.accessibleName() == "dashed: before; solid: after this update"
    assert stepping.walkthrough.narrator.ground.moved in square.accessibleDescription()
    assert square.grab().toImage() != plain


@pytest.mark.parametrize(("experiment", "words"), [
    (preset("Sine", per_class=10), "curve now"), (preset("Two hills", per_class=10), "lines of equal value now"),
    (FOUR_INPUTS, "border now"),
])  # fmt: skip
def test_that_values_one_input_and_four_inputs_have_a_square_too(qtbot, open_app, experiment, words):
    app = open_app(experiment)
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    app.bench.stepping.open()
    stepping, square = app.bench.stepping, square_of(app)

    assert square.isVisibleTo(app.window)
    assert square.legend.words() == [words]
    chosen = int(np.flatnonzero(~experiment.points.test)[-1])
    qtbot.mouseClick(square, Qt.MouseButton.LeftButton, pos=square.place(chosen).toPoint())
    walked = int(stepping.walkthrough.walk.indices[0])
    near = square.place(walked) - square.place(chosen)
    assert abs(near.x()) + abs(near.y()) < 2  # another one may lie in the same place


def test_that_no_square_is_shown_for_a_single_point(qtbot, open_app):
    app = open_app(example("mazur").experiment)
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    app.bench.stepping.open()

    assert not square_of(app).isVisibleTo(app.window)
