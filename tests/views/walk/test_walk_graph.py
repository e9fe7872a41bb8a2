from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QScrollArea

from mlpviz.engine.edge_lenses import Both, Gradients, LastUpdate, Weights
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.number import brief
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Mark, Narrator
from mlpviz.views.graph.box_layout import Measure, box_layout
from mlpviz.views.graph.layout import Density, curve, shown_units
from mlpviz.views.graph.nodes.boxes import BoxPainter
from mlpviz.views.walk.graph.canvas import WalkCanvas
from mlpviz.views.walk.graph.captions import bias_label, edge_label, notes, tooltip
from mlpviz.views.walk.graph.edges import part
from mlpviz.views.walk.graph.graph_panel import WalkGraph, WalkLegend
from mlpviz.views.walk.graph.unit_looks import unit_look
from mlpviz.views.walk.graph.walk_edges import walk_edge
from mlpviz.views.walk.number_colors import role_color

CHAIN = 17
"""The operation of the reference case that works out ∂E/∂w₅."""
W5, LAST_UNIT = Mark("edge", 2, 0, 0), (2, 1)


def narrated(*units: int) -> Narrator:
    spec = NetworkSpec((*(LayerSpec(count) for count in units), LayerSpec(1, "Sigmoid")))
    return Narrator(Run(Experiment(preset("Spiral").points, spec)).walk())


@pytest.fixture(scope="module")
def mazur():
    return Narrator(Run(EXAMPLES["Mazur 2-2-2"].experiment).walk())


@pytest.fixture
def opened(qtbot, theme):
    def open_graph(narrator, index, size=(760, 512)):
        graph = WalkGraph(theme)
        qtbot.addWidget(graph)
        graph.resize(*size)
        graph.show_walk(narrator, narrator.operations)
        graph.show_index(index)
        with qtbot.waitExposed(graph):
            graph.show()
        return graph

    return open_graph


def texts(pieces) -> list[str]:
    return [piece.text for piece in pieces]


def rows(canvas: WalkCanvas, key) -> list[tuple[str, str]]:
    assert canvas.scene is not None
    return [(row.symbol, row.text) for row in unit_look(canvas.scene, key, None).rows]


def test_that_the_chain_rule_step_shows_the_digits_of_the_published_example(opened, mazur):
    canvas = opened(mazur, CHAIN).canvas
    assert rows(canvas, (0, 0)) == [("", "0.05")]
    assert rows(canvas, (1, 0)) == [("z", "0.3775"), ("a", "0.5933")]
    assert rows(canvas, (2, 0)) == [("a", "0.7514"), (r"\delta", "0.1385")]
    assert rows(canvas, (3, 0)) == [("", "0.2984")]
    assert [texts(note.pieces)[1] for note in notes(canvas.scene)] == ["+0.0822"]
    assert texts(edge_label(canvas.scene, W5, None)) == ["w_5", "0.40"]
    assert texts(bias_label(canvas.scene, 2, 0, None)) == ["b_2", "0.60 shared by the layer"]


def test_that_a_value_appears_only_once_it_is_computed(opened, mazur):
    graph = opened(mazur, 0)
    assert rows(graph.canvas, (1, 0)) == [("z", "0.3775"), ("a", "")]
    assert rows(graph.canvas, LAST_UNIT) == [("z", ""), ("a", "")]
    assert rows(graph.canvas, (3, 0)) == []
    assert "not yet computed" in tooltip(graph.canvas.scene, Mark("unit", *LAST_UNIT))
    graph.show_index(10)
    assert rows(graph.canvas, (3, 0)) == [("", "0.2984")]


def test_that_an_updated_edge_names_its_old_and_new_weight(opened, mazur):
    graph = opened(mazur, 35)
    assert texts(edge_label(graph.canvas.scene, W5, None)) == ["w_5", "0.40 → 0.3589"]
    graph.show_index(38)
    assert texts(edge_label(graph.canvas.scene, W5, None)) == ["w_5", "0.3589"]


def test_that_the_error_signal_stands_in_the_touched_units(opened, mazur):
    graph = opened(mazur, 25)
    assert rows(graph.canvas, (1, 0)) == [(r"\sigma'", "0.2413"), (r"\delta", "0.0088")]
    graph.show_index(21)
    assert rows(graph.canvas, (2, 1)) == [("a", "0.7729"), (r"\delta", "−0.0381")]


def test_that_only_what_takes_part_is_outlined(opened, mazur):
    scene = opened(mazur, CHAIN).canvas.scene
    outlined = {key for key in ((0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0)) if unit_look(scene, key, None).accent}
    assert outlined == {(1, 0), (2, 0), (3, 0)}


def test_that_gradients_are_cased_only_once_computed_and_through_the_right_lens(opened, mazur):
    scene = opened(mazur, CHAIN).canvas.scene
    assert walk_edge(scene, W5, Both(), None, 1.0).casing is not None
    assert walk_edge(scene, W5, Weights(), None, 1.0).casing is None
    untouched = Mark("edge", 2, 1, 1)
    assert walk_edge(scene, untouched, Both(), None, 1.0).casing is None
    assert walk_edge(scene, untouched, Gradients(), None, 1.0).core is None
    assert walk_edge(scene, untouched, LastUpdate(), None, 1.0).core is None


def test_that_the_pointer_on_a_unit_and_on_an_edge_is_told(opened, mazur, qtbot):
    graph = opened(mazur, CHAIN)
    canvas = graph.canvas
    unit = Mark("unit", 1, 1)
    with qtbot.waitSignal(graph.hovered) as told:
        qtbot.mouseMove(canvas, canvas.place_of(unit).center().toPoint())
    assert told.args == [unit]
    with qtbot.waitSignal(graph.hovered) as told:
        qtbot.mouseMove(canvas, canvas.place_of(W5).center().toPoint())
    assert told.args == [W5]
    assert canvas.lit() == W5
    with qtbot.waitSignal(graph.hovered) as told:
        qtbot.mouseMove(canvas, QPoint(2, canvas.height() - 2))
    assert told.args == [None]


def test_that_arrow_keys_walk_from_unit_to_unit(opened, mazur, qtbot):
    graph = opened(mazur, CHAIN)
    canvas = graph.canvas
    walked = [Mark("unit", 0, 0), Mark("unit", 1, 0), Mark("unit", 1, 1), Mark("unit", 2, 1), Mark("loss", 3, 0)]
    keys = [Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right]
    for key, mark in zip(keys, walked, strict=True):
        with qtbot.waitSignal(graph.hovered) as told:
            qtbot.keyClick(canvas, key)
        assert told.args == [mark]
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.lit() is None


def test_that_an_arrow_key_leads_to_the_unit_beside_and_over_a_tile(opened, qtbot):
    canvas = opened(narrated(40), 0).canvas
    column = canvas.plan.layout.columns[1]
    *_, above, tile, last = column.slots
    assert (tile.kind, last.first) == ("open", 39)

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(canvas, key)
    level = canvas.place_of(Mark("unit", 0, 1)).center().y()
    away = [abs(slot.rect.center().y() - level) for slot in column.slots if slot.is_unit]
    assert canvas.lit() == Mark("unit", 1, column.units[away.index(min(away))])
    assert column.units[away.index(min(away))] != 1

    for _ in column.units[away.index(min(away)) : -2]:
        qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.lit() == Mark("unit", 1, above.first)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.lit() == Mark("unit", 1, 39)


def test_that_what_is_hovered_elsewhere_lights_up(opened, mazur):
    graph = opened(mazur, 0)
    before = graph.canvas.grab().toImage()
    graph.show_hovered(Mark("unit", 2, 1))
    assert graph.canvas.grab().toImage() != before
    assert unit_look(graph.canvas.scene, (2, 1), graph.canvas.lit()).hovered
    graph.show_hovered(None)
    assert graph.canvas.grab().toImage() == before


def test_that_a_click_on_the_lens_is_reported_and_seen(opened, mazur, qtbot):
    graph = opened(mazur, CHAIN)
    before = graph.canvas.grab().toImage()
    button = next(button for button in graph.findChildren(QPushButton) if button.text() == "Gradients")
    with qtbot.waitSignal(graph.lens_chosen) as told:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args == ["Gradients"]
    assert graph.canvas.grab().toImage() != before


def test_that_the_highlight_arrives_whether_or_not_it_travels(opened, mazur, qtbot, theme):
    graph = opened(mazur, CHAIN)
    still = graph.canvas.grab().toImage()
    graph.show_index(CHAIN - 1)
    graph.show_index(CHAIN)
    qtbot.waitUntil(lambda: graph.canvas.grab().toImage() == still)
    theme.set_reduced_motion(True)
    graph.show_index(CHAIN - 1)
    graph.show_index(CHAIN)
    assert graph.canvas.grab().toImage() == still


def test_that_a_screen_reader_is_told_the_operation(opened, mazur):
    canvas = opened(mazur, CHAIN).canvas
    assert canvas.accessibleName() == "Network, step by step"
    assert canvas.accessibleDescription().startswith("Operation 18 of 39, Backward · layer 2")
    assert "0.082167041" in canvas.accessibleDescription()


@pytest.mark.parametrize("size", [(760, 512), (526, 330), (480, 280)])
def test_that_nothing_of_the_published_example_leaves_the_canvas(opened, mazur, size):
    graph = opened(mazur, 0, size)
    for index in range(len(mazur.operations)):
        graph.show_index(index)
        plan = graph.canvas.plan
        labels = plan.lit_labels(None)
        boxes = [box for _, box in plan.boxes(labels)]
        places = [*(slot.rect for slot in plan.layout.nodes.values()), *(label.place for label in labels), *boxes]
        assert all(plan.inside.adjusted(-1, -1, 1, 1).contains(place) for place in places), index


def test_that_a_box_hides_no_unit_that_takes_part(opened, mazur):
    graph = opened(mazur, 0)
    for index in range(len(mazur.operations)):
        graph.show_index(index)
        plan = graph.canvas.plan
        boxes = [place for _, place in plan.boxes(plan.lit_labels(None))]
        assert not any(box.intersects(rect) for box in boxes for rect in plan.touched_rects), index


def test_that_touched_units_of_a_narrow_graph_cover_no_others(opened):
    narrator = Narrator(Run(preset("Blobs")).walk())
    graph = opened(narrator, 0, (495, 340))
    for index in range(narrator.operations.per_sample):
        graph.show_index(index)
        plan = graph.canvas.plan
        touched, every = plan.touched_rects, plan.unit_rects
        assert all(plan.inside.contains(rect) for rect in touched), index
        assert not any(rect.intersects(other) for rect in touched for other in every if other != rect), index


def test_that_touched_units_of_a_crowded_layer_are_always_shown(opened):
    narrator = narrated(40, 20)
    index = narrator.operations.index_of("weight_gradient", 2, 13, 31)
    graph = opened(narrator, index)
    assert graph.canvas.place_of(Mark("unit", 1, 31)) is not None
    assert graph.canvas.place_of(Mark("unit", 2, 13)) is not None
    assert graph.canvas.place_of(Mark("edge", 2, 13, 31)) is not None
    column = graph.canvas.plan.layout.columns[1]
    assert len(column.units) + sum(tile.hidden for tile in column.tiles) == 40


def test_that_a_deep_network_scrolls_to_the_operation(opened, qtbot):
    narrator = narrated(*[4] * 20)
    graph = opened(narrator, narrator.operations.index_of("sum", 20, 3), (600, 400))
    view = graph.findChild(QScrollArea).viewport()
    qtbot.waitUntil(lambda: graph.canvas.width() > view.width())
    graph.show_index(narrator.operations.index_of("sum", 20, 2))
    middle = graph.canvas.place_of(Mark("unit", 20, 2)).center().toPoint()
    assert view.rect().contains(graph.canvas.mapTo(view, middle))


def test_that_a_theme_repaints_the_graph(opened, mazur, theme):
    graph = opened(mazur, CHAIN)

    def ground() -> str:
        image: QImage = graph.canvas.grab().toImage()
        return image.pixelColor(2, image.height() - 2).name()

    assert ground() == theme.palette.color("canvas").name()
    theme.choose("dark")
    assert ground() == theme.palette.color("canvas").name()


@pytest.mark.parametrize(("count", "wanted"), [(17, ()), (40, (20,)), (64, (13, 14, 50)), (300, tuple(range(300)))])
def test_that_a_crowded_column_keeps_its_rows_and_the_last_unit(count, wanted):
    shown = shown_units(count, 14, wanted)
    assert shown[-1] == count - 1
    gaps = sum(1 for before, unit in zip((-1, *shown), shown, strict=False) if unit > before + 1)
    assert len(shown) + gaps <= 14
    assert set(wanted[:3]) <= set(shown)


def test_that_small_layers_show_two_values_and_large_ones_none():
    layout = box_layout((2, 2, 8, 14, 1), QSizeF(900, 425), Measure(1.0))
    assert [column.density for column in layout.columns[:-1]] == [
        Density.ROOMY, Density.ROOMY, Density.COMPACT, Density.PLAIN, Density.ROOMY]


def test_that_a_part_of_an_edge_ends_where_it_should():
    path = curve(QPointF(0, 0), QPointF(100, 60))
    half = part(path, 0.5, 1.0)
    assert half.pointAtPercent(1.0) == QPointF(100, 60)
    assert abs(half.pointAtPercent(0.0).x() - 50) < 1


def test_that_gradients_keep_their_width_where_all_that_learns_is_a_bias(opened):
    narrator = Narrator(Run(EXAMPLES["StatQuest 1-2-1"].experiment).walk())
    scene = opened(narrator, len(narrator.operations) - 1).canvas.scene
    assert scene is not None
    slopes = [row.gradient for row in narrator.gradients(len(narrator.operations) - 1)]
    assert scene.limit(Gradients()) == np.max(np.abs(np.array(slopes, float))) > 0.0
    weights = narrator.walk.before.theta[scene.spec.is_weight() > 0]
    assert scene.limit(Both()) == np.max(np.abs(weights))


@pytest.mark.parametrize(("units", "density"), [((8,), Density.COMPACT), ((14,), Density.PLAIN)])
def test_that_a_small_unit_says_with_its_letter_which_value_it_shows(opened, theme, units, density):
    narrator = narrated(*units)
    graph = opened(narrator, 0, (820, 440))
    canvas, letters = graph.canvas, []
    painter = BoxPainter(theme, canvas._picture.writing)
    assert canvas.plan is not None
    assert canvas.plan.layout.columns[1].density is density

    for move in ("sum", "activate", "delta"):
        index = narrator.operations.index_of(move, 1, 3)
        graph.show_index(index)
        look = unit_look(canvas.scene, (1, 3), None)
        _, letter, value = texts(painter._line(look))
        letters.append(letter)
        known = canvas.scene.known(Mark("unit", 1, 3))
        if letter in ("z", "a"):
            assert value == brief(known[letter])
        slot = canvas.plan.layout.nodes[1, 3]
        wide = slot.rect if density is Density.COMPACT else painter.widened(slot, look)
        assert canvas._picture.writing.width(painter._line(look), "s") <= wide.width() - 13

    assert letters == ["z", "a", r"\delta"]


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_that_the_legend_shows_every_colour_that_a_number_can_have(qtbot, theme, name):
    theme.choose(name)
    legend = WalkLegend(theme)
    qtbot.addWidget(legend)
    legend.resize(690, legend.sizeHint().height())
    picture = legend.grab().toImage()

    seen = {picture.pixelColor(x, picture.height() // 2).name() for x in range(picture.width())}
    used = {
        role_color(theme.palette, role, sign, True).name() for role in ("gradient", "forward") for sign in (1.0, -1.0)
    }
    assert len(used) == 4
    assert seen >= used | {theme.palette.color("hl").name()}
