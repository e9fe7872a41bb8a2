from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from mlpviz.engine.edge_lenses import Both, Gradients, edge_lenses
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.history import History
from mlpviz.engine.probes import probe
from mlpviz.engine.records import Progress, Snapshot, freeze
from mlpviz.engine.run import Run
from mlpviz.nn.initializers import initializers
from mlpviz.state.picture_maker import Picture, picture_of
from mlpviz.views.graph.layout import GraphLayout
from mlpviz.views.graph.thumbnail_layout import thumbnail_layout
from mlpviz.views.network.edge_card import EdgeCard
from mlpviz.views.network.layer_chips import IDENTICAL, LayerChip, PlaceButton
from mlpviz.views.network.network_panel import NetworkPanel
from mlpviz.views.network.value_editor import ValueEditor

LEFT = Qt.MouseButton.LeftButton


def trained(experiment: Experiment, epochs: int = 3) -> tuple[Picture, History]:
    run, history = Run(experiment), History()
    history.begin(run.snapshot())
    for _ in range(epochs):
        run.epoch()
        snapshot = run.snapshot()
        scores = snapshot.scores
        row = scores.row()
        history.add(Progress(snapshot, np.array([run.epochs]), np.array(row)))
    return picture_of(run.snapshot(), 44), history


def with_layers(*layers: LayerSpec) -> Experiment:
    return replace(preset("Spiral"), network=NetworkSpec((*layers, LayerSpec(1, "Sigmoid"))))


@pytest.fixture
def panel(qtbot, theme) -> NetworkPanel:
    theme.set_reduced_motion(True)
    return shown(qtbot, theme, preset("Spiral"))


def shown(qtbot, theme, experiment: Experiment, picture: Picture | None = None) -> NetworkPanel:
    made = NetworkPanel(theme)
    qtbot.addWidget(made)
    made.resize(632, 712)
    made.show()
    qtbot.waitExposed(made)
    made.show_experiment(experiment)
    found, history = trained(experiment) if picture is None else (picture, History())
    if picture is None:
        made.show_history(history)
    made.show_picture(found)
    return made


def snapshot_of(panel: NetworkPanel) -> Snapshot:
    picture = panel.view.drawing.picture
    assert picture is not None
    return picture.snapshot


def graph_of(panel: NetworkPanel) -> GraphLayout:
    graph = panel.view.graph
    assert graph is not None
    return graph


def names(panel: NetworkPanel, *, pinned: bool = False) -> list[str]:
    return [card.facts.name for card in cards(panel) if card.facts is not None and card.pinned == pinned]


def middle_of(panel: NetworkPanel, layer: int, source: int, unit: int, share: float = 0.5) -> QPoint:
    wires = panel.view.drawing.wires
    assert wires is not None
    edge = wires.edge_of(layer, source, unit)
    assert edge is not None
    return wires.path(edge).pointAtPercent(share).toPoint()


def node_point(panel: NetworkPanel, column: int, unit: int) -> QPoint:
    return panel.view.drawing.node(column, unit).slot.rect.center().toPoint()


def bias_point(panel: NetworkPanel, column: int, unit: int) -> QPoint:
    return panel.view.drawing.node(column, unit).bias_rect.center().toPoint()


def move_to(qtbot, panel: NetworkPanel, point: QPoint) -> None:
    # Sent by hand: a pointer that an earlier test left at that very place would not be said to move.
    viewport = panel.view.viewport()
    QApplication.sendEvent(viewport, _moved(viewport, point, Qt.MouseButton.NoButton))


def drag(qtbot, panel: NetworkPanel, start: QPoint, end: QPoint) -> None:
    viewport = panel.view.viewport()
    qtbot.mousePress(viewport, LEFT, pos=start)
    event_point = (start + end) / 2
    for point in (event_point, end):
        QApplication.sendEvent(viewport, _moved(viewport, point, LEFT))
    qtbot.mouseRelease(viewport, LEFT, pos=end)


def _moved(viewport: QWidget, point: QPoint, held: Qt.MouseButton) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove, QPointF(point), QPointF(viewport.mapToGlobal(point)), Qt.MouseButton.NoButton, held,
        Qt.KeyboardModifier.NoModifier,
    )


def cards(panel: NetworkPanel) -> list[EdgeCard]:
    return [card for card in panel.findChildren(EdgeCard) if card.isVisible()]


def test_that_hovering_an_edge_opens_its_card_with_the_numbers_of_the_snapshot(qtbot, panel):
    move_to(qtbot, panel, middle_of(panel, 0, 0, 5))

    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    facts = cards(panel)[0].facts
    snapshot = snapshot_of(panel)
    index = snapshot.experiment.network.weight_index(0, 0, 5)
    assert facts is not None
    assert facts.name == "x₁ → h1.6"
    assert facts.weight == snapshot.theta[index]
    assert facts.gradient == snapshot.grad[index]
    assert facts.change == snapshot.theta[index] - snapshot.theta_before[index]
    assert facts.epochs.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert facts.weights[-1] == snapshot.theta[index]


def test_that_the_card_goes_when_the_pointer_leaves_the_edge(qtbot, panel):
    move_to(qtbot, panel, middle_of(panel, 0, 0, 5))
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)

    move_to(qtbot, panel, QPoint(3, 3))

    qtbot.waitUntil(lambda: cards(panel) == [])


def test_that_a_card_never_lies_under_the_pointer(qtbot, panel):
    for place in ((0, 0, 5), (0, 1, 0), (2, 0, 0), (2, 3, 0)):
        point = middle_of(panel, *place, share=0.3)
        move_to(qtbot, panel, point)
        qtbot.waitUntil(lambda: len(cards(panel)) == 1)
        card = cards(panel)[0]
        assert not card.geometry().contains(panel.view.mapTo(card.parentWidget(), point))
        move_to(qtbot, panel, QPoint(3, 3))
        qtbot.waitUntil(lambda: cards(panel) == [])


def test_that_a_click_pins_at_most_three_edges(qtbot, panel):
    for place in ((0, 0, 0), (0, 1, 5), (2, 0, 0), (2, 3, 0)):
        qtbot.mouseClick(panel.view.viewport(), LEFT, pos=middle_of(panel, *place, share=0.25))

    assert len(panel.view.cards.pinned) == 3
    assert len([card for card in cards(panel) if card.pinned]) == 3


def test_that_dragging_a_pinned_edge_asks_for_another_weight(qtbot, panel):
    point = middle_of(panel, 2, 0, 0)
    index = snapshot_of(panel).experiment.network.weight_index(2, 0, 0)
    before = float(snapshot_of(panel).theta[index])
    seen: list[tuple[int, float, int]] = []
    panel.weight_requested.connect(lambda *asked: seen.append(asked))
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=point)

    with qtbot.waitSignal(panel.stroke_finished):
        drag(qtbot, panel, point, point - QPoint(0, 30))

    assert {asked[0] for asked in seen} == {index}
    assert len({asked[2] for asked in seen}) == 1
    assert seen[-1][1] > before


def test_that_an_edge_that_is_not_pinned_is_not_dragged(qtbot, panel):
    point = middle_of(panel, 2, 0, 0)

    with qtbot.assertNotEmitted(panel.weight_requested):
        drag(qtbot, panel, point, point - QPoint(0, 30))


def test_that_a_double_click_lets_a_weight_be_typed(qtbot, panel):
    point = middle_of(panel, 2, 0, 0)
    qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=point)
    editor = panel.findChild(ValueEditor)
    editor.selectAll()
    qtbot.keyClicks(editor, "-1,5")

    with qtbot.waitSignal(panel.weight_requested) as asked:
        qtbot.keyClick(editor, Qt.Key.Key_Return)

    index = snapshot_of(panel).experiment.network.weight_index(2, 0, 0)
    assert asked.args[:2] == [index, -1.5]


def test_that_a_weight_that_cannot_be_read_is_kept_for_correction(qtbot, panel):
    qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=middle_of(panel, 2, 0, 0))
    editor = panel.findChild(ValueEditor)
    editor.selectAll()
    qtbot.keyClicks(editor, "heavy")

    with qtbot.assertNotEmitted(panel.weight_requested):
        qtbot.keyClick(editor, Qt.Key.Key_Return)

    assert editor.isVisible()
    assert "is not a number" in editor.toolTip()


def test_that_dragging_a_bias_tick_asks_for_another_bias(qtbot, panel):
    point = bias_point(panel, 1, 2)
    seen: list[tuple[int, float, int]] = []
    panel.weight_requested.connect(lambda *asked: seen.append(asked))

    with qtbot.waitSignal(panel.stroke_finished):
        drag(qtbot, panel, point, point + QPoint(9, 0))

    network = snapshot_of(panel).experiment.network
    index = network.bias_index(0, 2)
    assert seen[-1][0] == index
    assert seen[-1][1] > snapshot_of(panel).theta[index]


def test_that_the_wheel_moves_a_bias_by_a_hundredth(qtbot, panel):
    point = bias_point(panel, 2, 1)
    viewport = panel.view.viewport()
    seen: list[tuple[int, float, int]] = []
    panel.weight_requested.connect(lambda *asked: seen.append(asked))
    before = float(snapshot_of(panel).theta[snapshot_of(panel).experiment.network.bias_index(1, 1)])

    with qtbot.waitSignal(panel.stroke_finished):
        for _ in range(2):
            turn = QWheelEvent(
                QPointF(point), QPointF(viewport.mapToGlobal(point)), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )
            QApplication.sendEvent(viewport, turn)

    assert [round(value - before, 6) for _, value, _ in seen] == pytest.approx([0.01, 0.02])
    assert len({stroke for *_, stroke in seen}) == 1


def test_that_hovering_a_node_tells_which_and_leaving_takes_it_back(qtbot, panel):
    seen: list[object] = []
    panel.node_hovered.connect(seen.append)

    move_to(qtbot, panel, node_point(panel, 2, 1))
    move_to(qtbot, panel, QPoint(3, 3))

    assert seen == [(2, 1), None]


def test_that_a_pinned_node_stays_when_the_pointer_leaves(qtbot, panel):
    seen: list[object] = []
    panel.node_hovered.connect(seen.append)

    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=node_point(panel, 1, 3))
    move_to(qtbot, panel, QPoint(3, 3))

    assert seen[-1] == (1, 3)


def test_that_double_clicking_a_node_opens_the_menu_of_its_layer(qtbot, panel):
    qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=node_point(panel, 2, 0))
    qtbot.mouseRelease(panel.view.viewport(), LEFT, pos=node_point(panel, 2, 0))

    menu = panel.chips.menu()
    qtbot.waitUntil(menu.isVisible)
    ticked = [action.text() for action in menu.actions() if action.isChecked()]
    menu.close()
    assert ticked == ["tanh"]


def test_that_arrow_keys_walk_the_nodes(qtbot, panel):
    seen: list[Any] = []
    panel.node_hovered.connect(seen.append)
    panel.view.setFocus()

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(panel.view, key)

    walked = [place for place in seen if place is not None]
    assert walked[0] == (0, 0)
    assert walked[1][0] == 1
    assert walked[2] == (1, walked[1][1] + 1)
    assert walked[3][0] == 2
    assert walked[4][0] == 1


def test_that_alt_and_arrows_walk_edges_and_enter_pins(qtbot, panel):
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    [name] = names(panel)

    qtbot.keyClick(panel.view, Qt.Key.Key_Return)

    assert name.startswith("x₂ → h1.")
    assert names(panel, pinned=True) == [name]


def test_that_escape_lets_go_of_everything(qtbot, panel):
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=middle_of(panel, 2, 0, 0))
    panel.view.setFocus()

    qtbot.keyClick(panel.view, Qt.Key.Key_Escape)
    qtbot.keyClick(panel.view, Qt.Key.Key_Escape)

    assert panel.view.cards.pinned == ()


def test_that_plus_and_minus_change_the_units(qtbot, panel):
    network = preset("Spiral").network
    row = panel.chips._units[0]

    with qtbot.waitSignal(panel.network_requested) as more:
        qtbot.mouseClick(row.controls()[2], LEFT)
    with qtbot.waitSignal(panel.network_requested) as fewer:
        qtbot.mouseClick(row.controls()[0], LEFT)

    assert more.args == ["Add a unit", network.with_units(0, 7)]
    assert fewer.args == ["Remove a unit", network.with_units(0, 5)]


def test_that_up_and_down_on_a_chip_change_the_units(qtbot, panel):
    chip = panel.findChildren(LayerChip)[1]

    with qtbot.waitSignal(panel.network_requested) as more:
        qtbot.keyClick(chip, Qt.Key.Key_Up)

    assert more.args == ["Add a unit", preset("Spiral").network.with_units(1, 5)]


def test_that_shortened_chips_keep_their_arrow_where_it_fits(qtbot, theme):
    panel = shown(qtbot, theme, preset("Blobs"))
    panel.resize(500, 600)

    chips = panel.chips.chips()
    qtbot.waitUntil(lambda: chips[-1].text() == "3 softmax")

    assert not any(chip.icon().isNull() for chip in chips)
    assert all(chip.width() >= chip.sizeHint().width() for chip in chips)
    assert all(chip.geometry().right() < after.x() for chip, after in zip(chips, chips[1:], strict=False))


def test_that_the_header_of_a_narrow_network_says_less_and_is_never_cut(qtbot, panel):
    name, seen = panel._header._words, []
    for width in range(760, 470, -10):
        panel.resize(width, 700)
        qtbot.waitUntil(lambda: name.fontMetrics().horizontalAdvance(name.text()) <= name.width())
        seen.append(name.text())

    forms = [text for at, text in enumerate(seen) if text not in seen[:at]]
    assert forms[0].endswith(" parameters")
    assert forms[1].endswith(" params")
    assert forms == sorted(forms, key=len, reverse=True)


def test_that_the_units_of_the_output_follow_the_classes_alone(qtbot, panel):
    with qtbot.assertNotEmitted(panel.network_requested):
        qtbot.keyClick(panel.findChildren(LayerChip)[-1], Qt.Key.Key_Up)


def test_that_a_layer_is_inserted_where_its_place_is_clicked(qtbot, panel):
    with qtbot.waitSignal(panel.network_requested) as asked:
        qtbot.mouseClick(panel.chips._places[1], LEFT)

    assert asked.args == ["Add a layer", preset("Spiral").network.with_layer_before(1)]


def test_that_the_output_offers_only_what_fits_the_loss(panel):
    panel.chips.menu().show_layer(preset("Spiral").network, 2)

    offered = {action.text(): action for action in panel.chips.menu().actions() if action.isCheckable()}
    assert offered["sigmoid"].isEnabled()
    assert not offered["tanh"].isEnabled()
    assert "choose sigmoid" in offered["tanh"].toolTip()


def test_that_a_hidden_layer_can_be_removed_and_changed_by_menu(qtbot, panel):
    network = preset("Spiral").network
    menu = panel.chips.menu()
    menu.show_layer(network, 0)
    by_text = {action.text(): action for action in menu.actions()}

    with qtbot.waitSignal(panel.network_requested) as changed:
        by_text["ReLU"].trigger()
    with qtbot.waitSignal(panel.network_requested) as removed:
        by_text["Remove this layer"].trigger()

    assert changed.args == ["Change the activation", network.with_activation(0, "ReLU")]
    assert removed.args == ["Remove a layer", network.without_layer(0)]


def test_that_identical_units_are_told_on_chip_and_under_the_graph(qtbot, theme):
    experiment = preset("Spiral")
    experiment = replace(experiment, network=replace(experiment.network, initializer=initializers.make("Zeros")))
    panel = shown(qtbot, theme, experiment)

    assert panel.chips.chips()[0].toolTip() == IDENTICAL
    assert panel._note.isVisible()
    assert panel._note.text().endswith(IDENTICAL)

    panel.show_experiment(preset("Spiral"))
    panel.show_picture(trained(preset("Spiral"))[0])

    assert not panel._note.isVisible()


def test_that_an_added_layer_is_drawn_before_its_values_are_known(qtbot, panel):
    experiment = preset("Spiral")

    panel.show_experiment(replace(experiment, network=experiment.network.with_layer_before(1)))

    assert len(graph_of(panel).columns) == 5
    assert len(panel.chips.chips()) == 4
    panel.grab()


def test_that_looking_back_at_another_network_shows_that_network(qtbot, panel):
    old = with_layers(LayerSpec(3))

    panel.show_picture(trained(old)[0])

    assert graph_of(panel).widths == (2, 3, 1)


def test_that_a_diverged_network_is_drawn_without_complaint(qtbot, theme, panel):
    snapshot = snapshot_of(panel)
    theta = snapshot.theta.copy()
    theta[::3] = np.nan

    for lens in edge_lenses.names():
        panel.choose_lens(lens)
        panel.show_picture(picture_of(replace(snapshot, theta=theta), 44))
        panel.grab()

    look = panel.view.drawing.look
    assert look is not None
    assert look.broken.any()


def test_that_each_lens_shows_its_own_bars(qtbot, panel):
    for lens in edge_lenses.names():
        qtbot.mouseClick(panel._header.lenses.button(lens), LEFT)

        shown = edge_lenses.make(lens)
        assert panel.legend.bars() == [shown.quantity, *([shown.casing.quantity] if shown.casing else [])]

    assert Both.casing == Gradients()


def test_that_choosing_a_lens_by_code_is_not_reported(qtbot, panel):
    with qtbot.assertNotEmitted(panel.lens_chosen):
        panel.choose_lens("Both")
    with qtbot.waitSignal(panel.lens_chosen) as chosen:
        qtbot.mouseClick(panel._header.lenses.button("Gradients"), LEFT)

    assert chosen.args == ["Gradients"]


def test_that_a_probed_input_writes_the_answer_of_every_unit(panel):
    snapshot = snapshot_of(panel)
    found = probe(snapshot, np.array([0.5, -1.0]))

    panel.show_probe(found)

    assert panel.view.drawing.node(0, 1).face.value == -1.0
    assert panel.view.drawing.node(3, 0).face.value == found.outputs[-1][0]
    panel.grab()
    panel.show_probe(None)
    assert panel.view.drawing.node(3, 0).face.value is None


def test_that_the_tile_of_a_folded_layer_opens_it(qtbot, theme):
    panel = shown(qtbot, theme, with_layers(LayerSpec(40), LayerSpec(40)))
    [tile, _] = panel.view.drawing.tiles()

    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=tile.slot.rect.center().toPoint())

    kinds = [slot.kind for slot in graph_of(panel).columns[1].slots if not slot.is_unit]
    assert kinds == ["fold", "down"]
    fold = graph_of(panel).columns[1].slots[0]
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=fold.rect.center().toPoint())
    assert [slot.kind for slot in graph_of(panel).columns[1].slots if not slot.is_unit] == ["open"]


def test_that_a_deep_network_scrolls_sideways(qtbot, theme):
    panel = shown(qtbot, theme, with_layers(*[LayerSpec(3)] * 12))

    assert panel.view.width() > panel.width()
    assert graph_of(panel).area.width() == panel.view.width()


def test_that_a_crowd_is_drawn_in_every_lens_and_with_sign_patterns(qtbot, theme):
    panel = shown(qtbot, theme, with_layers(*[LayerSpec(16, "ReLU")] * 5))
    panel.set_sign_patterns(True)

    for lens in edge_lenses.names():
        panel.choose_lens(lens)
        panel.grab()

    wires = panel.view.drawing.wires
    assert wires is not None
    assert wires.straight


def test_that_the_panel_follows_theme_and_text_size(qtbot, theme, panel):
    light = panel.grab().toImage()

    theme.choose("dark")
    dark = panel.grab().toImage()
    theme.set_text_scale(1.5)
    panel.grab()

    assert light != dark


def test_that_the_graph_tells_what_it_shows_to_a_screen_reader(panel):
    assert panel.view.accessibleName() == "Network graph"
    assert "2–6–4–1, 51 parameters" in panel.view.accessibleDescription()


def test_that_escape_leaves_no_editor_behind(qtbot, panel):
    qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=middle_of(panel, 2, 0, 0))

    qtbot.keyClick(panel.findChild(ValueEditor), Qt.Key.Key_Escape)

    qtbot.waitUntil(lambda: panel.findChild(ValueEditor) is None)


def test_that_a_typed_weight_closes_its_field_and_leaves_the_keys_to_the_graph(qtbot, panel):
    point = middle_of(panel, 2, 0, 0)
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=point)  # pinned: Enter on the graph would type another
    qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=point)

    qtbot.keyClick(panel.findChild(ValueEditor), Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: panel.findChild(ValueEditor) is None)
    assert panel.view.hasFocus()


def test_that_escape_gives_the_keys_back_to_the_graph(qtbot, panel):
    qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=middle_of(panel, 2, 0, 0))

    qtbot.keyClick(panel.findChild(ValueEditor), Qt.Key.Key_Escape)

    assert panel.view.hasFocus()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 1.75])
def test_that_no_words_of_the_legend_lie_on_one_another(qtbot, theme, panel, scale):
    theme.set_text_scale(scale)
    panel.resize(560, 712)

    panel.choose_lens("Both")
    panel.legend.grab()

    told = panel.legend.areas()
    assert {"Weight", "Gradient"} <= set(told)
    assert all(area.right() <= panel.legend.width() + 1 for area in told.values())
    assert all(told[name].width() >= panel.legend.least() - 1 for name in ("Weight", "Gradient"))


def test_that_the_ends_of_a_tiny_gradient_leave_room_for_the_zero_between_them(qtbot, theme):
    picture, _ = trained(preset("Spiral"))
    tiny = replace(picture.snapshot, grad=freeze(picture.snapshot.grad * 1e-12))
    panel = shown(qtbot, theme, preset("Spiral"), replace(picture, snapshot=tiny))
    panel.resize(800, 712)

    panel.choose_lens("Both")
    panel.legend.grab()

    assert "⁻" in panel.legend.limits()[1]
    assert panel.legend.areas()["Gradient"].width() >= panel.legend.least()


@pytest.mark.parametrize("name", ["Spiral", "Blobs"])
def test_that_answers_near_the_largest_number_are_drawn_without_complaint(qtbot, theme, name):
    picture, _ = trained(preset(name))
    huge = tuple(np.where(response < 0.5, -1.7e308, 1.7e308) for response in picture.responses)

    panel = shown(qtbot, theme, preset(name), replace(picture, responses=huge))

    assert not panel.grab().isNull()


@pytest.mark.parametrize(("size", "scale"), [
    ((520, 500), 1.5), ((520, 570), 1.5), ((480, 510), 2.0), ((632, 440), 1.0),
])  # fmt: skip
def test_that_in_a_low_column_the_graph_gets_the_room_of_the_legend_and_of_the_words(qtbot, theme, panel, size, scale):
    theme.set_text_scale(scale)
    panel.resize(*size)

    def settled():
        inputs, hidden, *_ = panel.view.drawing.graph.columns
        apart = all(upper.rect.bottom() < lower.rect.top() for upper, lower in pairwise(inputs.slots))
        return apart and len(hidden.units) >= 3 and panel.view.height() >= (210 if panel.legend.isVisible() else 150)

    qtbot.waitUntil(settled)
    panel.resize(632, 1000)
    qtbot.waitUntil(panel.legend.isVisible)
    assert all(place.text() == "layer" for place in panel.chips.findChildren(PlaceButton))


def test_that_a_graph_too_low_for_its_button_of_features_keeps_its_inputs_apart():
    for height in range(100, 200, 5):
        layout = thumbnail_layout((2, 6, 1), 500.0, float(height), foot=True)
        one, two = layout.columns[0].slots
        assert one.rect.bottom() < two.rect.top()
