"""The views of gradient flow: where curves lie, what they say, and what keys and mouse read; by pixels and by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QSignalSpy

from mlpviz.engine import number
from mlpviz.engine.experiment import preset
from mlpviz.engine.flow.cell import CellResult, LayerOutputs, train_cell
from mlpviz.engine.flow.factors import factors
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.flow.guessing import guessing_loss
from mlpviz.engine.flow.theory import expected
from mlpviz.engine.pool import Mark
from mlpviz.engine.probes import Histogram
from mlpviz.nn.activations import Formula, LeakyReLU
from mlpviz.nn.initializers import Normal, XavierUniform, Zeros, initializers
from mlpviz.views.gradient_flow.axis import LOSS, NORMS, LogAxis, axis_of
from mlpviz.views.gradient_flow.cell_curves import LEAST_SHARE, paint_curves, thinned
from mlpviz.views.gradient_flow.cell_panel import CellPanel, rules_text
from mlpviz.views.gradient_flow.cell_state import CellState, Standing
from mlpviz.views.gradient_flow.cell_story import CellStory
from mlpviz.views.gradient_flow.gradient_plot import GradientPlot
from mlpviz.views.gradient_flow.grid_layout import GridLayout
from mlpviz.views.gradient_flow.grid_view import GridView
from mlpviz.views.gradient_flow.heads import formula_of, full_name, name_of, title_of
from mlpviz.views.gradient_flow.histogram_grid import HistogramGrid
from mlpviz.views.gradient_flow.layer_plot import LABEL_LINE, LayerPlot
from mlpviz.views.gradient_flow.signal_plot import SignalPlot

LEFT = Qt.MouseButton.LeftButton
GRID = FlowGrid(preset("XOR", per_class=10, test_share=0.0), ["Zeros", "XavierUniform"], ["Sigmoid", "ReLU"],
                layers=3, width=4, epochs=4)  # fmt: skip


LAYER = LayerOutputs(Histogram(np.ones(4, dtype=np.int64), 0.0, 1.0, None), 0.0, 1.0)


@pytest.fixture(scope="module")
def results() -> list[CellResult]:
    with Mark() as mark:
        return [train_cell(job, mark) for job in GRID.jobs()]


@pytest.fixture
def view(qtbot, theme, results):
    made = GridView(theme)
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.show()
    made.show_grid(GRID.initializers, GRID.activations)
    made.show_cells([CellState(Standing.DONE, result) for result in results], 0, axis_of(NORMS, results))
    qtbot.waitUntil(lambda: not made.pending)
    return made


def has_color(picture, area, color):
    """Whether some pixel of an area is of a colour, or nearly so."""
    for x in range(math.ceil(area.left()), int(area.right())):
        for y in range(math.ceil(area.top()), int(area.bottom())):
            found = picture.pixelColor(x, y)
            apart = zip(found.getRgb()[:3], color.getRgb()[:3], strict=True)
            if all(abs(one - other) <= 12 for one, other in apart):
                return True
    return False


# the axis


def test_that_all_cells_share_an_axis_that_holds_the_usual_norms_and_deeper_ones_in_deep_networks(results):
    assert axis_of(NORMS, ()) == LogAxis(NORMS, -14, 4, 1.0)
    tiny = replace(results[2], norms=np.full((5, 4), 1e-40))
    assert axis_of(NORMS, [tiny, results[3]]).low == -14  # the others would look flat
    deep = replace(results[2], norms=np.full((5, 31), 1e-40))
    assert axis_of(NORMS, [deep]).low == -36


def test_that_a_height_is_the_decimal_logarithm_between_bottom_and_top():
    axis, area = LogAxis(NORMS, -14, 4), QRectF(0, 10, 100, 180)

    assert axis.height(1e4, area) == 10
    assert axis.height(1.0, area) == pytest.approx(50)
    assert axis.height(1e-6, area) == pytest.approx(110)
    assert np.isnan(axis.heights(np.array([-np.inf, np.nan]), area)).all()


def test_that_an_exact_zero_is_drawn_at_the_bottom_and_a_layer_between_where_it_lies(theme, results):
    norms = np.array([[0.0, 1.0]] * 5)
    picture = QImage(120, 92, QImage.Format.Format_ARGB32)
    picture.fill(theme.palette.color("panel"))
    painter = QPainter(picture)
    area = QRectF(10, 0, 100, 90)
    paint_curves(painter, theme, LogAxis(NORMS, -14, 4), replace(results[2], norms=norms), area, 2.0)
    painter.end()
    first, last = theme.palette.layer_ramp(2)

    assert has_color(picture, QRectF(40, 88, 30, 3), first)
    assert has_color(picture, QRectF(40, 18, 30, 4), last)  # 10⁰ is 4 of 18 exponents below the top
    assert not has_color(picture, QRectF(40, 23, 30, 60), first)


def test_that_a_run_that_diverged_ends_before_the_right_edge(theme, results):
    rising = np.array([[1.0, 10.0], [10.0, 100.0], [100.0, 1000.0]])
    diverged = replace(results[2], update_norms=rising, nan_at=3)
    picture = QImage(120, 92, QImage.Format.Format_ARGB32)
    picture.fill(theme.palette.color("panel"))
    painter = QPainter(picture)
    area = QRectF(10, 0, 100, 90)
    paint_curves(painter, theme, LogAxis(NORMS, -14, 4), diverged, area, 2.0)
    painter.end()
    ramp = theme.palette.layer_ramp(2)

    assert has_color(picture, QRectF(10, 0, 100 * LEAST_SHARE, 30), ramp[0])
    assert not any(has_color(picture, QRectF(12 + 100 * LEAST_SHARE, 0, 60, 90), color) for color in ramp)


def test_that_a_long_curve_keeps_its_lowest_and_highest_point_of_every_px():
    across = np.linspace(0.0, 50.0, 5_000)
    heights = np.zeros(5_000)
    heights[1234], heights[4321] = -7.0, 9.0

    x, y = thinned(across, heights)

    assert len(x) <= 2 * 51
    assert (y.min(), y.max()) == (-7.0, 9.0)
    assert abs(float(x[y.argmax()]) - float(across[4321])) < 1.0


# the grid


def test_that_cells_fill_the_room_and_scroll_where_they_would_be_too_small():
    roomy = GridLayout.fitted(2, 3, QSize(100, 40), QSize(1000, 440), 1.0)
    assert roomy.place(5).right() <= 1000
    assert roomy.place(5).bottom() <= 440
    assert roomy.index_at(roomy.place(4).center()) == 4
    assert roomy.index_at(QRectF(0, 0, 50, 20).center()) is None
    crowded = GridLayout.fitted(11, 13, QSize(100, 40), QSize(600, 400), 1.0)
    assert crowded.size.width() > 600
    assert crowded.cell.width() >= 100


def test_that_a_click_and_the_keys_ask_for_cells_and_enter_opens(qtbot, view):
    chosen, opened = QSignalSpy(view.cell_chosen), QSignalSpy(view.cell_opened)
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.place_of(3).center().toPoint())
    assert chosen.at(0) == [3]
    qtbot.keyClick(view, Qt.Key.Key_Right)  # still from 0: nobody has answered
    assert chosen.at(1) == [1]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert chosen.at(2) == [2]
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.at(0) == [0]
    qtbot.mouseDClick(view.viewport(), LEFT, pos=view.place_of(2).center().toPoint())
    assert opened.at(1) == [2]


def test_that_the_chosen_cell_has_an_amber_frame_and_is_told(qtbot, view, theme, results):
    amber = theme.palette.color("hl")
    picture = view.viewport().grab().toImage()
    assert has_color(picture, view.place_of(0).adjusted(-2, 40, 2, -40), amber)
    assert not has_color(picture, view.place_of(3).adjusted(-2, 40, 2, -40), amber)
    words = view.accessibleDescription()
    assert words == f"Sigmoid, Zeros: Vanishing, loss {number.loss(results[0].loss)}. 4 of 4 cells are done."


def test_that_the_chosen_cell_of_a_large_grid_is_scrolled_into_sight(qtbot, theme):
    grid = FlowGrid(GRID.base, initializers.names(), ["Sigmoid", "Tanh", "ReLU", "GELU", "SiLU", "ELU"])
    view = GridView(theme)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.show_grid(grid.initializers, grid.activations)
    view.show_cells([CellState()] * (grid.rows * grid.columns), 0, axis_of(NORMS, ()))

    qtbot.keyClick(view, Qt.Key.Key_End)

    assert QRectF(view.viewport().rect()).contains(view.place_of(grid.rows * grid.columns - 1))


def test_that_a_formula_of_a_head_has_the_numbers_of_its_parameters():
    assert formula_of(Normal(0.8)) == "N(0, 0.8^2)"
    assert formula_of(Zeros()) == "w = 0"
    assert formula_of(initializers.make("He")) == "N(0, 2/n_{in})"
    assert formula_of(initializers.make({"name": "Uniform", "limit": 0.25})) == r"U(\pm 0.25)"
    assert name_of(GRID.activations[0]) == "Sigmoid"
    assert full_name(LeakyReLU()) == "Leaky ReLU"
    assert full_name(LeakyReLU(0.2)) == "Leaky ReLU α = 0.2"
    assert title_of(Formula("z * sigmoid(z)"), Zeros()) == "z * sigmoid(z), Zeros"


# one cell


def test_that_the_large_plot_reads_the_norms_of_an_epoch_by_key_and_mouse(qtbot, theme, results):
    plot = LayerPlot(theme)
    qtbot.addWidget(plot)
    plot.resize(460, 200)
    plot.show()
    plot.show_result(results[2], NORMS, 0.69)

    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot._read == 0
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot._read == 1
    area = plot.area()
    qtbot.mouseMove(plot, QPoint(round(area.left() + area.width() / 2), round(area.center().y())))
    qtbot.waitUntil(lambda: plot._read == 2)
    said = {line.name: line.value for line in plot.readings(2)}
    assert said == {f"L{at}": number.plain(norm, 3) for at, norm in enumerate(results[2].norms[2], start=1)}
    head, rows = plot.table()
    assert list(head) == ["epoch", "L1", "L2", "L3", "L4"]
    assert list(rows)[4] == [4, *results[2].norms[4]]


@pytest.mark.parametrize("hidden", [12, 20, 30])
def test_that_every_name_beside_the_large_plot_stands_at_the_end_of_its_own_line(qtbot, theme, results, hidden):
    plot = LayerPlot(theme)
    qtbot.addWidget(plot)
    plot.resize(460, 190)
    for decades in (0.05, 0.3, 0.6, 1.0):  # from one layer to the next
        norms = np.tile(10.0 ** (decades * np.arange(-hidden, 1)), (5, 1))
        plot.show_result(replace(results[2], norms=norms), NORMS, 0.69)
        named, area, axis = plot.names_beside(), plot.area(), plot._axis
        for y, layer in named:
            log = max((layer - hidden) * decades, axis.low)
            assert abs(y - (area.bottom() - (log - axis.low) / (axis.high - axis.low) * area.height())) <= 2.0
        layers = [layer for _, layer in named]
        assert (layers[0], layers[-1]) == (hidden, 0)
        assert np.diff([y for y, _ in named]).min() >= LABEL_LINE - 1e-3
        assert len(set(np.diff(layers[1:-1]).tolist())) <= 1  # evenly thinned


def test_that_the_loss_is_drawn_over_the_loss_of_the_best_guess(qtbot, theme, results):
    guess = guessing_loss(results[2].experiment)
    plot = LayerPlot(theme)
    qtbot.addWidget(plot)
    plot.show_result(results[2], LOSS, guess)

    assert guess == pytest.approx(math.log(2), rel=1e-9)  # two classes of ten points each
    assert plot._axis.mark == guess
    assert plot.accessibleDescription() == f"At the last epoch: loss {number.plain(results[2].loss, 3)}."


def test_that_the_best_guess_of_uneven_classes_and_of_values_is_the_known_one():
    points = preset("XOR", per_class=10, test_share=0.0).points.without(range(5))
    labels = points.labels
    assert labels is not None
    share = float(np.mean(labels))
    uneven = replace(preset("XOR", per_class=10, test_share=0.0), points=points)
    assert guessing_loss(uneven) == pytest.approx(-(share * math.log(share) + (1 - share) * math.log(1 - share)))
    three = preset("Blobs", per_class=7, test_share=0.0)
    assert guessing_loss(three) == pytest.approx(math.log(3))
    values = preset("Two hills", per_class=30, test_share=0.0)
    targets = values.points.targets
    assert targets is not None
    assert guessing_loss(values) == pytest.approx(float(np.var(targets)))


def test_that_the_product_along_the_depth_is_walked_factor_by_factor(qtbot, theme, results):
    result = results[2]
    found = factors(result.experiment, result.first_theta)
    plot = GradientPlot(theme)
    qtbot.addWidget(plot)
    plot.resize(460, 220)
    plot.show()
    plot.show_factors(found, expected(result.experiment), 3)
    asked = QSignalSpy(plot.layer_chosen)

    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert asked.at(0) == [2]
    qtbot.mouseClick(plot, LEFT, pos=QPoint(round(plot.across()[0]), 60))
    assert asked.at(1) == [1]
    here = plot.factor()
    assert here is not None
    assert here.layer == 3
    by_hand = np.cumprod([one.slope * one.weights for one in found])
    np.testing.assert_allclose(plot.products(), [*by_hand[::-1], 1.0])
    np.testing.assert_allclose(plot.bound(), [0.25**3, 0.25**2, 0.25, 1.0])
    heights = plot.heights(plot.products())
    assert (np.diff(heights) < 0).all()  # a sigmoid's gradient only shrinks on its way to the first layer


def test_that_half_of_the_variance_is_kept_in_every_layer_of_relus_under_xavier(qtbot, theme):
    grid = FlowGrid(preset("Circles", per_class=100, test_share=0.0), ["XavierUniform"], ["ReLU"], layers=6, width=400)
    experiment = grid.experiment(0, 0)
    theory = expected(experiment)
    x, spreads = experiment.points.x, []
    for W, b in experiment.network.weights(experiment.network.first_theta())[:-1]:
        x = np.maximum(x @ W + b, 0.0)
        spreads.append(float(np.std(x)))
    layers = [replace(LAYER, deviation=spread) for spread in spreads]
    plot = SignalPlot(theme)
    qtbot.addWidget(plot)
    plot.resize(460, 220)
    plot.show()
    plot.show_layers(layers, theory, 3)

    np.testing.assert_allclose(plot.theory()[1:] / plot.theory()[:-1], np.sqrt(0.5), rtol=0.02)
    np.testing.assert_allclose(plot.theory(), spreads, rtol=0.1)
    kept = (spreads[2] / spreads[1]) ** 2
    spread = number.plain(spreads[2], 3)
    assert plot.told().startswith(f"Layer 3: standard deviation {spread}, {kept:.2f} of the variance of layer 2.")
    asked = QSignalSpy(plot.layer_chosen)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert asked.at(0) == [4]
    qtbot.keyClick(plot, Qt.Key.Key_End)
    assert asked.at(1) == [6]


def test_that_the_histograms_hold_every_output_and_say_their_spread(qtbot, theme, results):
    grid = HistogramGrid(theme)
    qtbot.addWidget(grid)
    grid.resize(460, 240)
    grid.show_layers(results[2].first, expected(results[2].experiment))

    _, rows = grid.table()
    counts = np.array([row[3] for row in rows]).reshape(3, -1)
    assert counts.sum(axis=1).tolist() == [20 * 4] * 3  # points times units
    spread = number.plain(results[2].first[1].deviation, 3)
    assert f"standard deviation {spread}" in grid.explanation(1, grid.place_of(1).center().x()).replace("0 ", " ")
    assert "Theory expects" in grid.explanation(1, grid.place_of(1).center().x())


def test_that_the_panel_switches_between_plots_and_moments(qtbot, theme, results):
    panel = CellPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(480, 820)
    panel.show()
    result = results[2]
    start, end = (factors(result.experiment, theta) for theta in (result.first_theta, result.theta))
    state = CellState(Standing.DONE, result)
    story = CellStory("Sigmoid, Xavier", state, "Said.", 0.69, start, end, expected(result.experiment), "T.", "Help.")
    panel.show_story(story, NORMS)

    assert panel.layer_plot.isVisible()
    for width, above in ((480, False), (300, True)):  # the name of the plot is whole
        panel.setMinimumWidth(width)  # else its buttons keep it wide
        panel.resize(width, 820)
        title = panel._plot_title
        qtbot.waitUntil(lambda title=title: title.width() >= title.sizeHint().width())
        assert (title.geometry().bottom() < panel.view.geometry().top()) is above
    panel.resize(480, 820)
    qtbot.mouseClick(panel.view.button("gradient"), LEFT)
    assert panel.gradient_plot.isVisible()
    assert number.plain(start[-1].running, 3) in panel._factor.text()
    qtbot.mouseClick(panel.moment.button("end"), LEFT)
    assert number.plain(end[-1].running, 3) in panel._factor.text()
    assert panel.moment.button("end").text() == "Epoch 4"
    assert not panel.show_help.isVisible()  # there is nothing to show
    panel.show_story(replace(story, state=replace(state, standing=Standing.OLD)), NORMS)
    assert not panel.open.isEnabled()


def test_that_the_rules_are_those_of_the_verdicts():
    words = rules_text()

    assert words.index("Exploding if") < words.index("Dead units if") < words.index("Vanishing if")
    assert isinstance(GRID.initializers[1], XavierUniform)
