"""The data square of the step-through, a point walked alone, and what an update was good for."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.payoff import payoff_of
from mlpviz.views.walk.columns.sample import WalkSample


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


def test_that_a_kept_update_tells_what_it_was_good_for_and_can_be_taken_back(qtbot, app):
    stepping = app.bench.stepping
    walk = stepping.walkthrough.walk
    payoff = payoff_of(walk)
    stepping.walkthrough.last()

    stepping.keep()

    qtbot.waitUntil(lambda: app.window.notice.isVisibleTo(app.window))
    assert app.window.notice.text == payoff.sentence
    after = app.bench.playhead.snapshot
    np.testing.assert_array_equal(after.theta, walk.theta)
    app.window.workspace.answer("undo")
    qtbot.waitUntil(lambda: np.array_equal(app.bench.playhead.snapshot.theta, walk.before.theta))


def test_that_the_payoff_of_mazur_is_the_published_error_after_the_update():
    payoff = payoff_of(Run(example("mazur").experiment).walk())

    assert f"{payoff.before:.9f}" == "0.298371109"
    assert f"{payoff.after:.9f}" == "0.291027774"  # recomputed with all digits; Mazur prints 0.291027924
    gradient = np.array([0.000438568, 0.000877135, 0.000497713, 0.000995425,
                         0.082167041, 0.082667628, -0.022602540, -0.022740242])  # fmt: skip
    assert payoff.predicted - payoff.before == pytest.approx(-0.5 * float(gradient @ gradient), abs=1e-9)
    assert payoff.sentence == (
        "The loss of this sample fell from 0.298371109 to 0.291027774 (−0.0073); the gradient predicted −0.0073.")


def test_that_a_step_that_is_too_long_is_said_to_be():
    # E = (w − 0)² at w = 1 with rate 3: w becomes 1 − 3 · 2 = −5, so E rises from 1 to 25; predicted is 1 − 2 · 6.
    network = NetworkSpec([LayerSpec(1, "Linear")], loss="MeanSquaredError", inputs=1, theta=[1.0, 0.0],
                          train_biases=False)  # fmt: skip
    points = PointSet([[1.0]], targets=[[0.0]])
    payoff = payoff_of(Run(Experiment(points, network, Plan(learning_rate=3.0, batch_size=1))).walk())

    assert (payoff.before, payoff.after, payoff.predicted) == (1.0, 25.0, -11.0)
    assert "The step was too long: the loss is curved" in payoff.sentence


def test_that_no_square_is_shown_for_a_single_point(qtbot, open_app):
    app = open_app(example("mazur").experiment)
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    app.bench.stepping.open()

    assert not square_of(app).isVisibleTo(app.window)
