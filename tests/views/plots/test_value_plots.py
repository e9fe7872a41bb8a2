"""The diagnostics of points that carry values: predicted and true, residuals, and what folds to a line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.history import History
from mlpviz.engine.how_well import residuals
from mlpviz.engine.run import Run
from mlpviz.state.picture_maker import picture_of
from mlpviz.views.plots.diagnostics_panel import DiagnosticsPanel
from mlpviz.views.plots.diagnostics_strip import DiagnosticsStrip

LEFT = Qt.MouseButton.LeftButton


def picture_after(experiment, epochs=3):
    run = Run(experiment)
    for _ in range(epochs):
        run.epoch()
    return picture_of(run.snapshot(), 8)


@pytest.fixture(scope="module")
def hills():
    return picture_after(preset("Two hills", per_class=60, noise=0.06))


@pytest.fixture(scope="module")
def spiral():
    return picture_after(preset("Spiral", per_class=20))


def two_values():
    random = np.random.default_rng(4)
    x = random.normal(size=(30, 2))
    points = PointSet(x, targets=np.column_stack([x[:, 0] * 1000, x[:, 1]]), test=np.arange(30) % 3 == 0)
    network = NetworkSpec([LayerSpec(2, "Linear")], loss="MeanSquaredError")
    return Experiment(points, network, Plan("SGD", 1e-9), naming=Naming(values=("price",)))


def exact():
    """The network answers x₁ itself, without any error but that of the last point."""
    points = PointSet([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]], targets=[[0.0], [1.0], [2.0], [1.0]])
    network = NetworkSpec([LayerSpec(1, "Linear")], loss="MeanSquaredError", theta=[1.0, 0.0, 0.0])
    return Experiment(points, network, Plan("SGD"))


@pytest.fixture
def panel(qtbot, theme, hills):
    made = DiagnosticsPanel(theme)
    qtbot.addWidget(made)
    made.resize(336, 740)
    made.show()
    qtbot.waitExposed(made)
    history = History()
    history.begin(hills.snapshot)
    made.show_history(history)
    show(qtbot, made, hills)
    return made


def show(qtbot, panel, picture):
    panel.show_picture(picture)
    qtbot.waitUntil(lambda: not panel.values._pacer.waiting, timeout=20_000)


def spot_of(panel, point) -> QPoint:
    return panel.values.predictions.scatter.place_of(point).toPoint()


def test_that_values_show_their_errors_and_fold_what_classes_show(qtbot, panel, hills, spiral):
    assert panel.values.isVisible()
    assert not panel.norms.isVisible()
    assert not panel.activations.isVisible()
    lines = panel._folding_norms.line, panel._folding_activations.line
    assert [line.text() for line in lines] == ["Gradient norm per layer", "Activations"]
    assert lines[0].number() == f"L1 {number.plain(hills.norms[0], 2)} · L3 {number.plain(hills.norms[-1], 2)}"
    assert lines[1].number() == f"L1 {number.percent(hills.histograms[0].saturated, 0)} saturated"

    show(qtbot, panel, spiral)

    assert panel.norms.isVisible()
    assert panel.activations.isVisible()
    assert not panel.values.isVisible()
    assert not any(line.isVisible() for line in lines)


def test_that_a_folded_plot_opens_and_closes_by_mouse_and_key(qtbot, panel):
    folding = panel._folding_norms

    qtbot.mouseClick(folding.line, LEFT)
    assert panel.norms.isVisible()
    assert not folding.line.isVisible()

    qtbot.keyClick(folding.fold, Qt.Key.Key_Space)
    assert folding.line.isVisible()
    assert not panel.norms.isVisible()


def test_that_the_numbers_are_those_of_the_scores_in_the_units_of_the_points(qtbot, panel, hills):
    plot, scores = panel.values.predictions, hills.snapshot.scores

    assert plot.number("train") == number.r_squared(scores.train_r2)
    assert plot.number("test") == number.r_squared(scores.test_r2)
    points = hills.snapshot.experiment.points
    errors = points.targets - Run(hills.snapshot.experiment).resume(hills.snapshot).predict(points.x)
    assert plot.number("worst") == number.size(np.abs(errors).max())


def test_that_a_point_without_error_lies_on_the_line_and_others_as_far_off_as_their_error(qtbot, panel):
    show(qtbot, panel, picture_after(exact(), 0))
    scatter = panel.values.predictions.scatter
    area, places = scatter.area(), scatter.places()

    across, up = places[:, 0] - area.left(), area.bottom() - places[:, 1]
    assert across[:3] == pytest.approx(up[:3])
    unit = across[1] - across[0]
    assert up[3] - across[3] == pytest.approx(2 * unit)  # it answers 3 where 1 is true
    assert area.width() == pytest.approx(area.height())


def test_that_a_click_on_a_point_chooses_it_and_one_beside_the_points_none(qtbot, panel, hills):
    scatter = panel.values.predictions.scatter
    point = residuals(hills.of_points, test=True).worst_point

    with qtbot.waitSignal(panel.point_chosen) as chosen:
        qtbot.mouseClick(scatter, LEFT, pos=spot_of(panel, point))
    with qtbot.assertNotEmitted(panel.point_chosen):
        qtbot.mouseClick(scatter, LEFT, pos=scatter.area().topLeft().toPoint() + QPoint(2, 2))

    assert chosen.args == [point]


def test_that_the_arrow_keys_walk_in_the_order_of_the_true_values_and_enter_chooses(qtbot, panel, hills):
    scatter = panel.values.predictions.scatter
    order = np.argsort(hills.snapshot.experiment.points.targets[:, 0])

    qtbot.keyClick(scatter, Qt.Key.Key_Right)
    qtbot.keyClick(scatter, Qt.Key.Key_Right)
    with qtbot.waitSignal(panel.point_chosen) as chosen:
        qtbot.keyClick(scatter, Qt.Key.Key_Return)

    assert chosen.args == [order[1]]


def test_that_the_selected_point_is_ringed_in_amber(qtbot, panel, theme):
    def amber():
        image, wanted = panel.values.predictions.scatter.grab().toImage(), theme.palette.color("hl").rgb()
        return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))

    assert amber() == 0
    panel.show_selected(5)
    assert amber() > 4
    panel.show_selected(None)
    assert amber() == 0


def test_that_the_bars_count_every_error_of_train_and_test_points(panel, hills):
    bars = panel.values.residuals.bars
    train, test = bars.counts()
    points = hills.snapshot.experiment.points

    assert (train.sum(), test.sum()) == (points.train_count, points.test_count)
    by_hand, _ = np.histogram(residuals(hills.of_points, test=False).errors, bars.edges())
    assert train.tolist() == by_hand.tolist()
    assert bars.edges()[0] == -bars.edges()[-1]


def test_that_the_spread_is_told_with_the_noise_of_the_recipe_if_it_is_known(qtbot, panel, hills):
    plot, experiment = panel.values.residuals, hills.snapshot.experiment
    spreads = [number.size(float(np.std(residuals(hills.of_points, test=test).errors))) for test in (False, True)]

    assert plot.words() == f"Spread {spreads[0]} train, {spreads[1]} test; noise put in 0.06"

    show(qtbot, panel, picture_after(replace(experiment, points=experiment.points.without([0])), 1))
    assert "noise" not in plot.words()


def test_that_several_values_are_shown_one_at_a_time_by_their_names(qtbot, panel):
    picture = picture_after(two_values(), 0)
    show(qtbot, panel, picture)
    plot = panel.values.predictions
    assert plot.values.isVisible()
    assert [plot.values.itemText(row) for row in range(2)] == ["price", "value₂"]
    assert plot.number("train") == number.r_squared(residuals(picture.of_points, 0, test=False).r2)

    qtbot.keyClick(plot.values, Qt.Key.Key_Down)

    assert plot.number("train") == number.r_squared(residuals(picture.of_points, 1, test=False).r2)


def test_that_where_nothing_can_be_computed_a_dash_stands(qtbot, panel):
    show(qtbot, panel, picture_after(preset("Blank values"), 0))

    assert [panel.values.predictions.number(key) for key in ("train", "test", "worst")] == ["–", "–", "–"]
    assert panel.values.residuals.words() == "No points."


def test_that_predictions_that_are_no_numbers_are_left_out(qtbot, panel):
    broken = replace(exact(), network=replace(exact().network, theta=[1e308, 1e308, 1e308]))
    show(qtbot, panel, picture_after(broken, 0))
    scatter = panel.values.predictions.scatter

    assert scatter.place_of(3) is None
    assert panel.values.predictions.number("train") == "–"
    scatter.grab()


def test_that_the_strip_of_a_narrow_window_shows_values_too(qtbot, panel, hills):
    panel.set_folded(True)
    strip = panel.findChild(DiagnosticsStrip)

    assert strip.toolTip() == "Show loss, predictions and errors"
    before = strip.grab().toImage()
    panel.show_picture(picture_after(hills.snapshot.experiment, 9))
    assert strip.grab().toImage() != before
