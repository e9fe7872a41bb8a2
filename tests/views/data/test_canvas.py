from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from mlpviz.data.area import around
from mlpviz.data.naming import ClassLook, Naming
from mlpviz.data.points import PointSet
from mlpviz.data.scaling import scaling_of
from mlpviz.engine import number, probes
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.places import placed, places
from mlpviz.engine.run import Run
from mlpviz.state.document import Document
from mlpviz.state.picture_maker import Picture, picture_of
from mlpviz.views.data.answer import reading
from mlpviz.views.data.canvas import MANY, NO_POINTS, ONE_CLASS, SEVERAL, Canvas
from mlpviz.views.data.canvas_ground import tick, ticks
from mlpviz.views.look.colors import READABLE, contrast

Left, Right, Middle = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


class Desk:
    """A canvas whose wishes a document fulfils, as in the window."""

    def __init__(self, qtbot, theme, experiment: Experiment) -> None:
        self.qtbot = qtbot
        self.canvas = Canvas(theme)
        qtbot.addWidget(self.canvas)
        self.document = Document(experiment)
        self.document.changed.connect(self.canvas.show_experiment)
        self.strokes: list[int] = []
        self.finished = 0
        self.canvas.add_requested.connect(self.add)
        self.canvas.move_requested.connect(self.move)
        self.canvas.erase_requested.connect(self.erase)
        self.canvas.stroke_finished.connect(self.finish)
        self.canvas.show_experiment(experiment)
        self.canvas.resize(352, 352)
        self.canvas.show()
        qtbot.waitExposed(self.canvas)

    @property
    def points(self) -> PointSet:
        return self.document.experiment.points

    def put(self, points: PointSet, stroke: int) -> None:
        self.strokes.append(stroke)
        now = self.document.experiment
        self.document.edit("Edit points", replace(now, points=points), stroke=stroke)

    def add(self, x, label, stroke):
        self.put(self.points.with_points(x, label), stroke)

    def move(self, indices, x, stroke):
        self.put(placed(self.points, indices, x), stroke)

    def erase(self, indices, stroke):
        self.put(self.points.without(indices), stroke)

    def finish(self):
        self.finished += 1

    def at(self, x1: float, x2: float) -> QPoint:
        """Where an input lies on the viewport, asked of pyqtgraph."""
        return self.canvas.mapFromScene(self.canvas.getViewBox().mapViewToScene(QPointF(x1, x2)))

    def click(self, x1: float, x2: float, button=Left, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.mouseClick(self.canvas.viewport(), button, modifier, pos=self.at(x1, x2))

    def drag(self, *places: tuple[float, float], button=Left) -> None:
        view = self.canvas.viewport()
        self.qtbot.mousePress(view, button, pos=self.at(*places[0]))
        for place in places[1:]:
            self.qtbot.mouseMove(view, self.at(*place))
        self.qtbot.mouseRelease(view, button, pos=self.at(*places[-1]))

    def wheel(self, x1: float, x2: float, steps: int, modifier=Qt.KeyboardModifier.NoModifier) -> QWheelEvent:
        place = QPointF(self.at(x1, x2))
        event = QWheelEvent(
            place, self.canvas.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
            modifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(self.canvas.viewport(), event)
        return event

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.canvas, key, modifier)

    def color(self, x1: float, x2: float) -> QColor:
        self.qtbot.waitUntil(self.canvas.window().updatesEnabled)  # a window that changes as a whole is painted later
        return self.canvas.grab().toImage().pixelColor(self.at(x1, x2))


def network(classes: int = 2) -> NetworkSpec:
    last = LayerSpec(1, "Sigmoid") if classes == 2 else LayerSpec(classes, "Softmax")
    return NetworkSpec((LayerSpec(3, "Tanh"), last))


def hand_drawn(*rows: tuple[float, float, int], classes: int = 2) -> Experiment:
    x = np.array([row[:2] for row in rows], dtype=float).reshape(-1, 2)
    return Experiment(PointSet(x, [row[2] for row in rows]), network(classes))


def trained(experiment: Experiment, epochs: int = 3) -> Picture:
    run = Run(experiment)
    for _ in range(epochs):
        run.epoch()
    return picture_of(run.snapshot())


@pytest.fixture
def desk(qtbot, theme):
    return Desk(qtbot, theme, hand_drawn())


@pytest.fixture
def pair(qtbot, theme):
    """Two points of either class."""
    return Desk(qtbot, theme, hand_drawn((-1, -1, 0), (-1, 1, 0), (1, 1, 1), (1, -1, 1)))


# ---- adding ----------------------------------------------------------------------------------------------------------


def test_that_a_click_adds_a_point_where_it_falls(desk):
    desk.click(1.5, -0.75)

    assert np.abs(desk.points.x - [[1.5, -0.75]]).max() < 0.02
    assert desk.points.labels.tolist() == [0]
    assert not desk.points.test.any()
    assert desk.finished == 1


def test_that_a_point_is_on_screen_before_the_document_answers(qtbot, theme):
    desk = Desk(qtbot, theme, hand_drawn())
    desk.canvas.add_requested.disconnect(desk.add)
    before = desk.color(1, 1)

    desk.click(1, 1)

    assert len(desk.points) == 0
    assert desk.color(1, 1) != before
    assert desk.color(1, 1) == theme.palette.class_color(0)


def test_that_the_right_button_adds_the_next_class(desk):
    desk.click(0, 0, Right)
    desk.canvas.choose_class(1)
    desk.click(1, 0)
    desk.click(-1, 0, Right)

    assert desk.points.labels.tolist() == [1, 1, 0]


def test_that_a_double_click_adds_two_points(desk):
    desk.click(0, 0)
    desk.qtbot.mouseDClick(desk.canvas.viewport(), Left, pos=desk.at(1, 1))

    assert len(desk.points) == 2


def test_that_an_xor_pattern_can_be_clicked(desk):
    for label in (0, 1):
        desk.canvas.choose_class(label)
        for sign in (-1, 1):
            desk.click(sign * 1.5, sign * 1.5 * (-1 if label else 1))

    assert np.sign(desk.points.x).tolist() == [[-1, -1], [1, 1], [-1, 1], [1, -1]]
    assert len(set(desk.strokes)) == 4


def test_that_a_spray_stroke_fills_its_ring_and_is_one_step_of_undo(desk):
    desk.canvas.choose_tool("spray")

    desk.drag((-1, 0), (0, 0), (1, 0))

    radius = 6.0 * desk.canvas.tool().radius  # a share of the canvas, which shows −3 to 3
    assert len(desk.points) >= 3 * desk.canvas.tool().count
    ends = np.clip(desk.points.x[:, 0], -1, 1)
    assert np.hypot(desk.points.x[:, 0] - ends, desk.points.x[:, 1]).max() <= radius + 0.02
    assert len(set(desk.strokes)) == 1
    assert desk.document.undo_stack.count() == 1
    assert desk.finished == 1


def test_that_the_spray_leaves_nothing_where_it_cannot_be_seen(desk):
    desk.canvas.choose_tool("spray")
    desk.canvas.tool().count = 40

    desk.drag((2.95, 2.95), (2.95, 2), (2.95, -2.95), (-2.95, -2.95))

    assert len(desk.points) > 20
    assert np.abs(desk.points.x).max() <= 3.0


def test_that_the_wheel_changes_ring_and_density_of_the_spray(desk):
    desk.canvas.choose_tool("spray")
    tool = desk.canvas.tool()
    radius, count = tool.radius, tool.count

    desk.wheel(0, 0, 2)
    assert tool.radius > radius
    desk.wheel(0, 0, 1, Qt.KeyboardModifier.ShiftModifier)
    assert tool.count > count
    desk.wheel(0, 0, -100)
    assert tool.radius == pytest.approx(1 / 60)


def test_that_the_wheel_is_left_to_the_panel_by_other_tools(desk):
    assert not desk.wheel(0, 0, 1).isAccepted()


# ---- moving ----------------------------------------------------------------------------------------------------------


def test_that_a_dragged_point_keeps_its_class(pair):
    pair.canvas.choose_tool("move")

    pair.drag((1, 1), (1.5, 1.2), (2, 2))

    assert np.abs(pair.points.x - [[-1, -1], [-1, 1], [2, 2], [1, -1]]).max() < 0.03
    assert pair.points.labels.tolist() == [0, 0, 1, 1]
    assert pair.document.undo_stack.count() == 1


def test_that_a_box_selects_and_the_selection_moves_together(pair):
    pair.canvas.choose_tool("move")

    pair.drag((-2, -2), (-1.2, 0), (-0.5, 2))
    assert pair.canvas.selection().tolist() == [0, 1]
    pair.drag((-1, 1), (-0.5, 1))

    assert np.abs(pair.points.x - [[-0.5, -1], [-0.5, 1], [1, 1], [1, -1]]).max() < 0.03
    assert pair.canvas.selection().tolist() == [0, 1]


def test_that_shift_adds_to_the_selection(pair):
    pair.canvas.choose_tool("move")

    pair.click(-1, -1)
    pair.click(1, 1, modifier=Qt.KeyboardModifier.ShiftModifier)

    assert pair.canvas.selection().tolist() == [0, 2]


def test_that_arrow_keys_nudge_the_selection_in_one_step_of_undo(pair):
    pair.canvas.choose_tool("move")
    pair.click(1, 1)

    pair.key(Qt.Key.Key_Right)
    pair.key(Qt.Key.Key_Right)
    pair.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    assert pair.points.x[2].tolist() == pytest.approx([1.1, 0.5])
    assert pair.document.undo_stack.count() == 1


def test_that_a_nudge_after_undo_is_a_step_of_its_own(pair):
    pair.canvas.choose_tool("move")
    pair.click(1, 1)
    pair.key(Qt.Key.Key_Right)
    pair.document.undo_stack.undo()

    pair.key(Qt.Key.Key_Up)

    assert len(set(pair.strokes)) == 2
    assert pair.points.x[2].tolist() == pytest.approx([1.0, 1.05])


def test_that_delete_erases_the_selection(pair):
    pair.canvas.choose_tool("move")
    pair.drag((0.5, -2), (1, 0), (2, 2))

    pair.key(Qt.Key.Key_Delete)

    assert pair.points.labels.tolist() == [0, 0]
    assert not len(pair.canvas.selection())


def test_that_another_tool_lets_the_selection_go(pair):
    pair.canvas.choose_tool("move")
    pair.click(1, 1)

    pair.canvas.choose_tool("point")

    assert not len(pair.canvas.selection())


# ---- erasing ---------------------------------------------------------------------------------------------------------


def test_that_a_quick_erasing_stroke_leaves_no_gap(pair):
    pair.canvas.choose_tool("erase")

    pair.drag((-1, -2), (-1, 2))

    assert pair.points.labels.tolist() == [1, 1]
    assert pair.document.undo_stack.count() == 1


def test_that_erasing_is_held_for_the_moment(pair):
    pair.canvas.hold_erase(True)
    assert pair.canvas.tool_name() == "erase"
    pair.click(1, 1)
    pair.canvas.hold_erase(False)

    assert pair.canvas.tool_name() == "point"
    assert pair.points.labels.tolist() == [0, 0, 1]


def test_that_hidden_test_points_cannot_be_erased(qtbot, theme):
    points = PointSet([[0, 0], [0, 0]], [0, 1], test=[True, False])
    desk = Desk(qtbot, theme, Experiment(points, network()))
    desk.canvas.show_test(False)
    desk.canvas.choose_tool("erase")

    desk.click(0, 0)

    assert desk.points.test.tolist() == [True]


# ---- keyboard alone --------------------------------------------------------------------------------------------------


def test_that_points_can_be_placed_by_keys_alone(desk):
    desk.canvas.setFocus()
    desk.key(Qt.Key.Key_Up)
    for _ in range(4):
        desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Left)
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert desk.points.x.tolist() == [pytest.approx([0.2, 0.5]), pytest.approx([0.15, 0.5])]
    assert desk.points.labels.tolist() == [0, 1]


def test_that_the_crosshair_asks_for_a_probe(desk):
    asked: list[Any] = []
    desk.canvas.probe_requested.connect(asked.append)
    desk.canvas.setFocus()

    desk.key(Qt.Key.Key_Up)
    desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Escape)

    assert asked[0].tolist() == [0.0, 0.0]
    assert asked[1].tolist() == pytest.approx([0.05, 0.0])
    assert asked[2] is None


# ---- looking ---------------------------------------------------------------------------------------------------------


def test_that_the_wheel_with_ctrl_zooms_around_the_pointer_and_fit_returns(desk):
    place = desk.at(1, 1)

    desk.wheel(1, 1, 3, Qt.KeyboardModifier.ControlModifier)
    assert desk.canvas.plane.shown.width() < 4
    assert (desk.at(1, 1) - place).manhattanLength() <= 2
    desk.canvas.fit()

    assert desk.canvas.plane.shown.width() == pytest.approx(6.0)


def test_that_a_middle_drag_pans_and_clicks_still_fall_where_they_should(desk):
    desk.drag((0, 0), (1, 1), button=Middle)
    assert desk.canvas.plane.shown.left() == pytest.approx(-4, abs=0.05)

    desk.click(-3.5, -3.5)

    assert np.abs(desk.points.x - [[-3.5, -3.5]]).max() < 0.02


def test_that_points_outside_the_view_are_kept(qtbot, theme):
    desk = Desk(qtbot, theme, hand_drawn((20, 20, 1)))

    desk.click(0, 0)

    assert desk.points.x[0].tolist() == [20, 20]


def test_that_the_pointer_asks_for_a_probe_and_the_card_tells_the_answer(pair):
    asked: list[Any] = []
    pair.canvas.probe_requested.connect(asked.append)
    picture = trained(pair.document.experiment)

    pair.qtbot.mouseMove(pair.canvas.viewport(), pair.at(0.5, 0.5))
    pair.qtbot.mouseMove(pair.canvas.viewport(), pair.at(1, 2))
    answer = probes.probe(picture.snapshot, asked[-1])
    pair.canvas.show_probe(answer)

    assert asked[-1] == pytest.approx([1, 2], abs=0.02)
    p = float(answer.outputs[-1][0])
    assert pair.canvas.overlay().card()[1:] == [f"{1 - p:.3f}", f"{p:.3f}"]


def test_that_a_canvas_with_twenty_thousand_points_paints_all_of_them(qtbot, theme):
    random = np.random.default_rng(0)
    points = PointSet(random.uniform(-2.9, 2.9, (20_000, 2)), random.integers(0, 2, 20_000))
    desk = Desk(qtbot, theme, Experiment(points, network()))
    empty = theme.palette.color("canvas").rgb()

    image = desk.canvas.grab().toImage()

    covered = [image.pixel(x, y) != empty for x in range(40, 300, 7) for y in range(40, 300, 7)]
    assert np.mean(covered) > 0.9


# ---- surface ---------------------------------------------------------------------------------------------------------


def test_that_the_surface_takes_the_colour_of_the_surer_class(qtbot, theme):
    experiment = preset("Linear", per_class=60, noise=0.0)
    desk = Desk(qtbot, theme, experiment)
    desk.canvas.show_experiment(hand_drawn((0, 2.9, 0), (0, 2.9, 1)))

    desk.canvas.show_picture(trained(experiment, 40))

    first, second = desk.color(-2.4, 2.4), desk.color(2.4, -2.4)
    assert first.red() > first.blue()
    assert second.blue() > second.red()
    assert desk.canvas.has_borders()


def test_that_hard_edges_leave_two_tints(qtbot, theme):
    experiment = preset("Linear", per_class=60, noise=0.0)
    desk = Desk(qtbot, theme, experiment)
    desk.canvas.show_picture(trained(experiment, 40))

    desk.canvas.show_hard(True)

    assert desk.color(2.6, -2.6) == desk.color(2.6, 1.4)


def test_that_three_classes_are_parted_by_borders_that_meet(qtbot, theme):
    experiment = preset("Blobs", noise=0.05)
    picture = trained(experiment, 30)

    places = np.concatenate(picture.borders)
    answers = Run(experiment).resume(picture.snapshot).predict(places)
    best = np.sort(answers, axis=1)
    assert np.abs(best[:, -1] - best[:, -2]).max() < 0.1
    lengths = [np.hypot(*np.diff(border, axis=0).T).sum() for border in picture.borders]
    assert sum(lengths) > 6.0, "three borders, each from the middle to the edge of the square"


def test_that_a_hovered_unit_takes_the_place_of_the_surface(pair):
    picture = trained(pair.document.experiment)
    pair.canvas.show_picture(picture)
    before = pair.color(2.5, 0.4)

    pair.canvas.show_response(picture.responses[0][0])
    assert pair.color(2.5, 0.4) != before
    assert not pair.canvas.has_borders()
    pair.canvas.show_response(None)

    assert pair.color(2.5, 0.4) == before


def test_that_the_response_follows_the_training_while_a_unit_is_hovered(pair):
    experiment = pair.document.experiment
    first, later = trained(experiment, 1), trained(experiment, 200)
    pair.canvas.show_picture(later)
    pair.canvas.show_response(later.responses[1][1])
    expected = pair.color(0.7, 2.2)

    pair.canvas.show_picture(first)
    assert pair.color(0.7, 2.2) != expected
    pair.canvas.show_response(first.responses[1][1])
    pair.canvas.show_picture(later)

    assert pair.color(0.7, 2.2) == expected


@pytest.mark.parametrize(
    ("column", "index", "words"),
    [(0, 1, "x₂, input 2"), (1, 1, "h1.2, layer 1, unit 2"), (2, 3, "h2.4, layer 2, unit 4"), (3, 0, "p₁, output 1")],
)
def test_that_a_unit_on_the_canvas_names_itself_as_in_the_graph(qtbot, theme, column, index, words):
    experiment = preset("Spiral", per_class=10)
    canvas, picture = Desk(qtbot, theme, experiment).canvas, trained(experiment)
    canvas.show_picture(picture)
    before = canvas.grab().toImage()

    canvas.show_response(picture.responses[column][index])
    assert canvas.overlay().caption() == words
    plate = theme.palette.color("panel").name()
    assert canvas.grab().toImage().pixelColor(10, 14).name() == plate != before.pixelColor(10, 14).name()

    canvas.show_response(None)
    assert canvas.overlay().caption() == ""


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
@pytest.mark.parametrize("value", [-1.0, 0.0, 1.0])
def test_that_the_numbers_at_the_edges_can_be_read_on_any_surface(qtbot, theme, name, value):
    theme.choose(name)
    canvas = Desk(qtbot, theme, preset("Blank")).canvas
    canvas.show_response(np.full((32, 32), value))
    picture = canvas.grab().toImage()

    middle = QPointF(9, canvas.plane.pixel(np.array([0.0, 1.0])).y()).toPoint()  # the 1 at the left edge
    seen = [picture.pixelColor(middle.x() + x, middle.y() + y) for x in range(-5, 6) for y in range(-7, 8)]
    ink, halo = (theme.palette.color(token) for token in ("t1", "contour_halo"))
    assert sum(contrast(one, halo) > READABLE for one in seen) > 3
    assert sum(contrast(one, ink) > READABLE for one in seen) > 20


def test_that_the_response_of_a_class_takes_the_colour_of_the_class(qtbot, theme):
    experiment = preset("Blobs", noise=0.05)
    picture = trained(experiment, 60)
    desk = Desk(qtbot, theme, experiment)
    desk.canvas.show_picture(picture)

    desk.canvas.show_response(picture.responses[-1][2])

    label, most = theme.palette.class_color(2), np.argmax(picture.responses[-1][2])
    row, column = divmod(int(most), 32)
    shown = desk.color((column + 0.5) * 6 / 32 - 3, (row + 0.5) * 6 / 32 - 3)
    assert abs(shown.green() - label.green()) < 12
    assert abs(shown.red() - label.red()) < 12


def test_that_a_diverged_surface_is_drawn_without_a_complaint(pair):
    picture = trained(pair.document.experiment)
    broken = replace(picture, surface=np.full_like(picture.surface, np.nan), borders=())

    pair.canvas.show_picture(broken)

    assert not pair.canvas.grab().isNull()


# ---- states ----------------------------------------------------------------------------------------------------------


def test_that_an_empty_canvas_says_what_to_do(desk):
    assert desk.canvas.overlay().message() == NO_POINTS
    desk.click(0, 0)
    assert desk.canvas.overlay().message() == ""


def test_that_one_class_alone_is_noticed(desk):
    desk.click(0, 0)
    assert desk.canvas.overlay().notice() == ONE_CLASS
    desk.click(1, 1, Right)
    assert desk.canvas.overlay().notice() == ""


def test_that_samples_with_several_values_are_shown_but_not_edited(qtbot, theme):
    spec = NetworkSpec((LayerSpec(2, "Sigmoid"), LayerSpec(2, "Sigmoid")), loss="SquaredError")
    desk = Desk(qtbot, theme, Experiment(PointSet([[0.05, 0.1]], targets=[[0.01, 0.99]]), spec))
    desk.canvas.show_picture(trained(desk.document.experiment, 1))

    desk.click(1, 1)

    assert len(desk.points) == 1
    assert desk.canvas.overlay().notice() == SEVERAL.format(2)
    assert not desk.canvas.can_edit()
    assert desk.color(0.05, 0.1) == theme.palette.forward(1.0)  # the only value is the end of its scale


def test_that_samples_with_three_inputs_are_shown_along_two_and_not_drawn(qtbot, theme):
    spec = NetworkSpec((LayerSpec(1, "Sigmoid"),), inputs=3)
    desk = Desk(qtbot, theme, Experiment(PointSet(np.eye(3), [0, 1, 1]), spec))
    desk.canvas.show_picture(trained(desk.document.experiment, 1))

    desk.click(0, 0)

    assert len(desk.points) == 3
    assert desk.canvas.overlay().message() == ""
    assert len(desk.canvas.near(np.array([1.0, 0.0]), 5)) == 1


def test_that_the_summary_follows_the_state(pair):
    assert pair.canvas.accessibleName() == "Data canvas"
    assert pair.canvas.accessibleDescription() == "Points, 4 train points"
    experiment = preset("Linear", per_class=120, noise=0.0)
    pair.canvas.show_experiment(experiment)

    pair.canvas.show_picture(trained(experiment, 40))

    assert pair.canvas.accessibleDescription() == (
        f"Decision surface, 180 train points, 60 test points, test accuracy {number.percent(1.0, 0)}")


def test_that_every_theme_paints_points_and_surface(qtbot, theme):
    experiment = preset("Blobs", per_class=20)
    desk = Desk(qtbot, theme, experiment)
    desk.canvas.show_picture(trained(experiment))
    seen = set()

    for name in ("light", "dark", "contrast"):
        theme.choose(name)
        seen.add(desk.color(0, 0).rgb())

    assert len(seen) >= 2


# own units, one input, many inputs, values


def shown(desk):
    """Left, right, bottom and top of what is shown."""
    seen = desk.canvas.plane.shown
    return seen.left(), seen.right(), seen.top(), seen.bottom()


def of_file(x, labels, **more):
    """What an import makes of points."""
    points = PointSet(x, labels)
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), inputs=points.x.shape[1])
    return Experiment(points, network, area=around(places(points)), **more)


@pytest.mark.parametrize(
    ("x", "ends"),
    [
        ([[4.3, 1.0], [7.9, 6.9]], (4.05, 8.15, 0.5, 7.5)),
        ([[0, 0], [1, 1]], (-0.1, 1.1, -0.1, 1.1)),
        ([[1e-5, 1000], [2e-5, 1003]], (9e-6, 2.1e-5, 999.8, 1003.2)),
        ([[1e9, -5e12], [3e9, 5e12]], (0.85e9, 3.15e9, -6e12, 6e12)),
    ],
)
def test_that_the_canvas_shows_the_range_of_the_data_and_every_point_can_be_grasped(qtbot, theme, x, ends):
    desk = Desk(qtbot, theme, of_file(x, [0, 1]))

    assert shown(desk) == pytest.approx(ends)
    for index, place in enumerate(x):
        assert desk.canvas.near(np.array(place, float), 1.0).tolist() == [index]
    assert desk.canvas.beyond().total() == 0


def test_that_points_are_drawn_moved_and_erased_in_the_units_of_the_data(qtbot, theme):
    desk = Desk(qtbot, theme, of_file([[2000.0, 0.1], [4000.0, 0.5]], [0, 1]))

    desk.click(3000, 0.3)
    assert desk.points.x[2] == pytest.approx([3000, 0.3], rel=0.01)
    desk.canvas.choose_tool("erase")
    desk.click(2000, 0.1)
    assert desk.points.x[0].tolist() == [4000.0, 0.5]
    desk.canvas.choose_tool("spray")
    desk.click(3000, 0.3)
    sprayed = desk.points.x[2:]
    pixels = desk.canvas.plane.pixels(sprayed) - [desk.canvas.plane.pixel(np.array([3000, 0.3])).toTuple()]
    assert len(sprayed) > 0
    assert np.hypot(*pixels.T).max() <= 352 / 15 + 1  # round on the screen


def test_that_arrow_keys_move_by_a_hundred_and_twentieth_of_the_area(qtbot, theme):
    desk = Desk(qtbot, theme, of_file([[0.0, 0.0], [1200.0, 12.0]], [0, 1]))
    desk.canvas.select(np.array([0]))

    desk.canvas.nudge(2, 1)

    left, right, bottom, top = shown(desk)
    assert desk.points.x[0] == pytest.approx([2 * (right - left) / 120, (top - bottom) / 120])


def test_that_points_beyond_the_view_are_counted_at_its_edge_and_a_click_there_shows_them(qtbot, theme):
    desk = Desk(qtbot, theme, of_file([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]], [0, 1, 1]))
    for _ in range(3):
        desk.canvas.zoom(1.25, np.array([0.0, 0.0]))

    plates = desk.canvas.beyond().plates()
    assert list(plates) == ["right", "top"]
    assert desk.canvas.beyond().tip("right") == "2 points lie beyond the right edge. Click to show all points (F)."
    assert desk.canvas.beyond().tip("top") == "1 point lies beyond the top edge. Click to show all points (F)."
    assert "2 beyond the edges" in desk.canvas.accessibleDescription()  # one of them at both
    qtbot.mouseClick(desk.canvas.viewport(), Left, pos=plates["right"].center().toPoint())

    assert desk.canvas.beyond().total() == 0
    assert len(desk.points) == 3


def test_that_the_view_stays_while_points_are_drawn_and_goes_home_for_other_data(qtbot, theme):
    desk = Desk(qtbot, theme, of_file([[0.0, 0.0], [10.0, 10.0]], [0, 1]))
    desk.canvas.zoom(1.25, np.array([5.0, 5.0]))
    zoomed = shown(desk)

    more = PointSet([[0, 0], [10, 10], [5, 5]], [0, 1, 1])
    desk.canvas.show_experiment(replace(desk.document.experiment, points=more))
    assert shown(desk) == zoomed
    desk.canvas.show_experiment(preset("XOR"))
    assert shown(desk) == (-3.0, 3.0, -3.0, 3.0)


def test_that_fit_shows_points_that_lie_beyond_what_is_shown_at_first(qtbot, theme):
    experiment = of_file([[0.0, 0.0], [1.0, 1.0]], [0, 1])
    far = PointSet([[0.0, 0.0], [1.0, 50.0]], [0, 1])
    desk = Desk(qtbot, theme, replace(experiment, points=far))
    assert shown(desk) == pytest.approx((-0.1, 1.1, -0.1, 1.1))
    assert desk.canvas.beyond().total() == 1

    desk.canvas.fit()
    assert desk.canvas.beyond().total() == 0
    assert len(desk.canvas.near(np.array([1.0, 50.0]), 2)) == 1
    for _ in range(8):
        desk.canvas.zoom(0.8, np.array([0.5, 25.0]))
    bottom, top = shown(desk)[2:]
    assert desk.canvas.beyond().total() == 0
    assert top - bottom < 150  # not further out than twice of all there is


def test_that_zooming_in_ends_where_a_thousandth_is_seen(qtbot, theme):
    desk = Desk(qtbot, theme, of_file([[0.0, 0.0], [1000.0, 1.0]], [0, 1]))
    width, height = desk.canvas.plane.shown.width(), desk.canvas.plane.shown.height()

    for _ in range(60):
        desk.canvas.zoom(1.25, np.array([500.0, 0.5]))

    assert desk.canvas.plane.shown.width() == pytest.approx(width / 1000)
    assert desk.canvas.plane.shown.height() == pytest.approx(height / 1000)


def test_that_a_stroke_beyond_the_square_leaves_the_view_where_it_is(desk):
    assert desk.document.experiment.area is None  # it then follows the points
    desk.drag((0, 0), (1, 0), button=Middle)
    before = shown(desk)

    desk.click(-3.5, 0)

    assert desk.points.x[0] == pytest.approx([-3.5, 0], abs=0.02)
    assert shown(desk) == before
    desk.canvas.show_experiment(hand_drawn((40, 40, 1)))
    assert desk.canvas.beyond().total() == 0


def test_that_a_count_at_an_edge_tells_what_it_means(qtbot, theme):
    desk = Desk(qtbot, theme, hand_drawn((20, 0, 1), (0, 0, 0)))
    desk.canvas.zoom(3.0, np.array([0.0, 0.0]))
    at = desk.canvas.beyond().plates()["right"].center().toPoint()

    told = []
    for place in (desk.at(0, 0), at):
        help_asked = QHelpEvent(QEvent.Type.ToolTip, place, desk.canvas.viewport().mapToGlobal(place))
        QApplication.sendEvent(desk.canvas.viewport(), help_asked)
        told.append(QToolTip.text())

    assert told == ["", "1 point lies beyond the right edge. Click to show all points (F)."]
    QToolTip.hideText()


def test_that_the_axes_have_round_numbers_and_their_own_names(qtbot, theme):
    named = Naming(("sepal length", "petal length"))
    desk = Desk(qtbot, theme, of_file([[4.3, 1.0], [7.9, 6.9]], [0, 1], naming=named))

    desk.canvas.grab()
    assert {"5", "6", "7", "8", "2", "4", "sepal length", "petal length"} <= set(desk.canvas._ground.words())


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-3.0, 3.0, ["−3", "−2", "−1", "0", "1", "2", "3"]),
        (4.05, 8.15, ["5", "6", "7", "8"]),
        (999.8, 1003.2, [f"1\u2009{at}" for at in ("000.0", "000.5", "001.0", "001.5", "002.0", "002.5", "003.0")]),
        (1e9, 1e9 + 0.01, [f"1\u2009000\u2009000\u2009000{at}" for at in ("", ".002", ".004", ".006", ".008", ".01")]),
        (0.0, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (9e-6, 2.1e-5, ["10⁻⁵", "1.2·10⁻⁵", "1.4·10⁻⁵", "1.6·10⁻⁵", "1.8·10⁻⁵", "2·10⁻⁵"]),
    ],
)
def test_that_the_numbers_at_the_lines_tell_them_apart(low, high, words):
    values = ticks(low, high)

    assert [tick(value, values) for value in values] == words


def test_that_one_input_is_a_curve_whose_points_can_be_drawn(qtbot, theme):
    points = PointSet([[0.0], [10.0]], targets=[[5.0], [-5.0]])
    network = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError", inputs=1)
    desk = Desk(qtbot, theme, Experiment(points, network, area=around(places(points))))
    added: list[Any] = []
    desk.canvas.add_values_requested.connect(lambda x, values, stroke: added.append((x, values)))

    assert desk.canvas.near(np.array([0.0, 5.0]), 2).tolist() == [0]
    desk.click(5, 2)

    assert added[0][0] == pytest.approx(np.array([[5.0]]), abs=0.1)
    assert added[0][1] == pytest.approx([2.0], abs=0.1)
    desk.canvas.show_picture(trained(desk.document.experiment, 1))
    assert desk.canvas.has_borders()  # the curve


def test_that_one_input_with_classes_is_a_line_on_which_points_are_drawn(qtbot, theme):
    points = PointSet([[0.0], [4.0], [6.0], [10.0]], [0, 0, 1, 1])
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), inputs=1)
    plan = Plan(learning_rate=1.0)
    desk = Desk(qtbot, theme, Experiment(points, network, plan, area=around(places(points))))
    desk.canvas.grab()
    assert desk.canvas._ground.words() == ["0", "2", "4", "6", "8", "10"]  # heights mean nothing

    desk.canvas.choose_class(1)
    desk.click(8, 0.7)

    assert desk.points.x[4] == pytest.approx([8.0], abs=0.05)
    assert desk.canvas.places()[4].tolist() == [desk.points.x[4, 0], 0.0]
    desk.canvas.choose_tool("move")
    desk.drag((8, 0), (9, 0.5))
    assert desk.points.x[4] == pytest.approx([9.0], abs=0.1)
    assert desk.canvas.places()[4, 1] == 0.0
    scaling = scaling_of(desk.points, inputs=True, targets=False)
    picture = trained(replace(desk.document.experiment, scaling=scaling), 300)
    desk.canvas.show_picture(picture)
    assert len(picture.borders) == 1
    border = picture.borders[0]
    assert np.ptp(border[:, 0]) == pytest.approx(0.0, abs=1e-9)
    assert 4.0 < border[0, 0] < 6.0
    assert sorted(border[:, 1][[0, -1]]) == pytest.approx([shown(desk)[2], shown(desk)[3]])
    first, second = desk.color(1, 0.5), desk.color(9, 0.5)
    assert first.red() > first.blue()
    assert second.blue() > second.red()


def test_that_many_inputs_are_probed_with_the_others_at_their_mean_and_drawing_says_why_not(qtbot, theme):
    points = PointSet([[0, 10, 0, 7], [1, 20, 2, 9]], [0, 1])
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), inputs=4)
    desk = Desk(qtbot, theme, Experiment(points, network, axes=(2, 0), area=around(places(points, (2, 0)))))
    asked: list[Any] = []
    desk.canvas.probe_requested.connect(asked.append)

    qtbot.mouseMove(desk.canvas.viewport(), desk.at(0.5, 0.5))
    qtbot.mouseMove(desk.canvas.viewport(), desk.at(2, 1))
    desk.click(1, 0.5)

    assert asked[-1] == pytest.approx([1, 15, 2, 8], abs=0.02)
    assert desk.canvas.overlay().card()[0].startswith("x₃ 2.0")
    assert len(desk.points) == 2
    assert desk.canvas.overlay().notice() == MANY.format(4)
    assert desk.canvas.accessibleDescription().endswith(MANY.format(4))
    QApplication.sendEvent(desk.canvas, QEvent(QEvent.Type.Leave))
    assert desk.canvas.overlay().notice() == ""


def test_that_the_ring_of_the_spray_shows_the_value_it_draws(qtbot, theme):
    desk = Desk(qtbot, theme, preset("Blank values"))
    desk.canvas.choose_tool("spray")
    desk.canvas.choose_value(0.75)
    view, at = desk.canvas.viewport(), desk.at(1, 1)

    qtbot.mouseMove(view, desk.at(0, 0))
    qtbot.mouseMove(view, at)
    assert desk.color(1, 1) == theme.palette.forward(0.75)
    qtbot.mousePress(view, Right, pos=at)
    assert desk.color(1, 1) == theme.palette.forward(-0.75)
    qtbot.mouseRelease(view, Right, pos=at)
    desk.canvas.show_experiment(preset("Blank values"))
    assert desk.color(1, 1) == theme.palette.forward(0.75)


def test_that_value_points_take_the_brush_value_and_the_right_button_its_mirror_image(qtbot, theme):
    desk = Desk(qtbot, theme, preset("Blank values"))
    added: list[float] = []
    picked: list[float] = []
    desk.canvas.add_values_requested.connect(lambda x, values, stroke: added.append(float(values[0])))
    desk.canvas.value_picked.connect(picked.append)
    desk.canvas.choose_value(0.75)

    desk.click(1, 1)
    desk.click(-1, -1, Right)

    assert added == [0.75, -0.75]
    pixel = desk.canvas.plane.pixel(np.array([-1.0, -1.0])).toPoint()
    qtbot.mouseClick(desk.canvas.viewport(), Left, Qt.KeyboardModifier.AltModifier, pixel)
    assert picked == [-0.75]
    assert len(added) == 2


def test_that_points_have_the_colour_of_their_value(qtbot, theme):
    points = PointSet([[-2, 0], [2, 0]], targets=[[-4.0], [2.0]])
    network = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError")
    desk = Desk(qtbot, theme, Experiment(points, network))

    assert desk.color(-2, 0) == theme.palette.forward(-1.0)
    assert desk.color(2, 0) == theme.palette.forward(0.5)


def test_that_level_lines_stand_at_round_values(qtbot, theme):
    experiment = preset("Saddle", per_class=60, noise=0.0)
    desk = Desk(qtbot, theme, experiment)

    desk.canvas.show_picture(trained(experiment, 120))

    assert set(desk.canvas._levels.words()) <= {"−0.6", "−0.3", "0", "0.3", "0.6"}
    assert len(desk.canvas._levels.words()) >= 3


def test_that_classes_keep_names_and_colours_of_their_own_on_the_card(qtbot, theme):
    looks = (ClassLook("setosa", 4), ClassLook("virginica"))
    desk = Desk(qtbot, theme, of_file([[0, 0], [1, 1]], [0, 1], naming=Naming(classes=looks)))

    rows = reading(desk.document.experiment).rows(np.array([0.25]))

    assert [(row.label, row.name, row.text) for row in rows] == [(4, "setosa", "0.750"), (1, "virginica", "0.250")]
    assert desk.color(0, 0) == theme.palette.class_color(4)


def test_that_a_doubt_too_small_for_a_double_is_not_written_as_certainty():
    rows = reading(preset("XOR", per_class=2)).rows(np.array([1e-20]))

    assert [row.text for row in rows] == ["> 0.999", "< 0.001"]


@pytest.mark.parametrize(
    ("values", "answer", "text"),
    [
        ((-1.0, 1.0), 0.123456, "0.123"),
        ((-1e-5, 2e-5), 1.23456e-5, "1.2346·10⁻⁵"),
        ((230_000.0, 540_000.0), 371_645.4, "371\u2009645"),
    ],
)
def test_that_a_predicted_value_has_the_decimals_that_matter_among_the_values(values, answer, text):
    points = PointSet([[0, 0], [1, 1]], targets=[[value] for value in values])
    experiment = Experiment(points, NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError"))

    assert reading(experiment).rows(np.array([answer]))[0].text == text
