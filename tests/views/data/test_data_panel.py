from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QScrollArea, QWidget

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine import probes
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.run import Run
from mlpviz.state.picture_maker import picture_of
from mlpviz.views.controls.button import IconButton
from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.switch import Switch
from mlpviz.views.data.canvas import Canvas
from mlpviz.views.data.data_legend import DataLegend
from mlpviz.views.data.data_panel import DataPanel
from mlpviz.views.data.data_sliders import DataSliders
from mlpviz.views.data.preset_row import PresetRow, Thumb
from mlpviz.views.data.presets import PresetCombo
from mlpviz.views.data.probe_row import Answer, ProbeRow
from mlpviz.views.data.same_note import SAME
from mlpviz.views.data.swatches import Swatch, Swatches

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot, theme):
    made = DataPanel(theme)
    qtbot.addWidget(made)
    made.show_experiment(preset("Spiral", per_class=40, noise=0.11))
    made.resize(384, 740)
    made.show()
    qtbot.waitExposed(made)
    return made


def heard(signal) -> list[Any]:
    """What a signal carries from now on."""
    said: list[Any] = []

    def note(*values):
        said.append(values[0] if len(values) == 1 else values)

    signal.connect(note)
    return said


def switch(panel: DataPanel, text: str) -> Switch:
    return next(one for one in panel.findChildren(Switch) if one.text() == text)


def classes(count: int) -> Experiment:
    last = LayerSpec(1, "Sigmoid") if count == 2 else LayerSpec(count, "Softmax")
    x = np.stack([np.arange(count), np.zeros(count)], axis=1)
    return Experiment(PointSet(x, np.arange(count)), NetworkSpec((LayerSpec(3, "Tanh"), last)))


def shown_swatches(panel: DataPanel) -> list[Swatch]:
    return [swatch for swatch in panel.findChildren(Swatch) if swatch.isVisible()]


# ---- head, tools, classes --------------------------------------------------------------------------------------------


def test_that_the_head_counts_train_and_test_points(panel):
    panel.show_experiment(preset("Spiral", per_class=120))

    assert "180 train · 60 test" in [child.text() for child in panel.findChildren(QLabel)]


def test_that_a_tool_is_chosen_by_click_and_by_slot(panel, qtbot):
    spray = next(one for one in panel.findChildren(IconButton) if one.accessibleName().startswith("Spray"))
    erase = next(one for one in panel.findChildren(IconButton) if one.accessibleName().startswith("Erase"))

    qtbot.mouseClick(spray, Left)
    assert panel.findChild(Canvas).tool_name() == "spray"
    panel.choose_tool("erase")

    assert erase.isChecked()
    assert not spray.isChecked()


def test_that_the_held_eraser_shows_on_its_button(panel):
    point, erase = (
        next(one for one in panel.findChildren(IconButton) if one.accessibleName().startswith(name))
        for name in ("Point", "Erase")
    )  # fmt: skip

    panel.hold_erase(True)
    assert erase.isChecked()
    panel.hold_erase(False)

    assert point.isChecked()


def test_that_a_swatch_chooses_the_class_that_is_drawn(panel, qtbot):
    added = heard(panel.add_requested)
    canvas = panel.findChild(Canvas)

    qtbot.mouseClick(shown_swatches(panel)[1], Left)
    qtbot.mouseClick(canvas.viewport(), Left, pos=canvas.mapFromScene(canvas.view_box().mapViewToScene(QPointF(1, 1))))

    x, label, stroke = added[0]
    assert x.shape == (1, 2)
    assert label == 1
    assert stroke > 0


def test_that_a_class_that_is_not_there_cannot_be_chosen(panel):
    panel.choose_class(1)
    panel.choose_class(4)

    assert panel.findChild(Swatches).value() == 1


def test_that_plus_asks_for_a_class_up_to_six(panel, qtbot):
    asked = heard(panel.class_add_requested)
    plus = panel.findChild(Swatches).plus()

    qtbot.mouseClick(plus, Left)
    assert len(asked) == 1
    panel.show_experiment(classes(6))

    assert len(shown_swatches(panel)) == 6
    assert not plus.isVisible()


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_that_every_swatch_fits_and_can_be_hit(panel, count, narrow):
    panel.set_narrow(narrow)
    panel.resize(304 if narrow else 384, 740)
    panel.show_experiment(classes(count))
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    swatches = shown_swatches(panel)

    assert all(swatch.width() >= 24 and swatch.height() >= 24 for swatch in swatches)
    ends = [swatch.mapTo(panel, QPoint(swatch.width(), 0)).x() for swatch in swatches]
    assert ends[-1] <= panel.width() - 16


def test_that_a_right_click_deletes_a_class_but_never_the_last_two(panel, qtbot):
    asked = heard(panel.class_remove_requested)
    panel.show_experiment(classes(3))
    swatch = shown_swatches(panel)[2]

    QApplication.sendEvent(swatch, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(50, 50)))
    menu = swatch.findChildren(QMenu)[0]
    menu.actions()[-1].trigger()
    menu.close()
    assert asked == [2]
    panel.show_experiment(classes(2))

    menu = swatch.menu()
    assert not menu.actions()[-1].isEnabled()
    menu.close()


# ---- presets and sliders ---------------------------------------------------------------------------------------------


def test_that_a_preset_is_asked_for_with_the_noise_and_split_that_are_set(panel, qtbot):
    asked = heard(panel.recipe_requested)

    qtbot.mouseClick(panel.findChild(PresetRow).thumb("Moons"), Left)

    assert asked == [Recipe("Moons", per_class=40, noise=0.11, test_share=0.25, seed=7)]


@pytest.mark.parametrize("name", SHAPES)
def test_that_every_preset_shows_itself_as_chosen(panel, name):
    panel.show_experiment(preset(name))

    chosen = [thumb.name for thumb in panel.findChildren(Thumb) if thumb.isChecked()]

    assert chosen == [name]


def test_that_no_preset_is_chosen_once_a_point_was_drawn(panel):
    now = preset("Spiral", per_class=40)
    panel.show_experiment(Experiment(now.points.with_points([[0.0, 0.0]], 1), now.network))

    assert not any(thumb.isChecked() for thumb in panel.findChildren(Thumb))
    assert not panel.findChild(DataSliders).noise().isEnabled()
    assert panel.findChild(DataSliders).split().isEnabled()


def test_that_the_dice_takes_the_next_seed(panel, qtbot):
    asked = heard(panel.recipe_requested)
    dice = next(one for one in panel.findChildren(IconButton) if "seed" in one.accessibleName())

    qtbot.mouseClick(dice, Left)

    assert asked[0].seed == 8
    assert asked[0].shape == "Spiral"


def test_that_a_slider_applies_when_it_is_released(panel, qtbot):
    asked = heard(panel.recipe_requested)
    slider = panel.findChild(DataSliders).noise().slider()
    place = QPoint(slider.width() * 3 // 4, slider.height() // 2)

    qtbot.mousePress(slider, Left, pos=place)
    qtbot.mouseMove(slider, place + QPoint(6, 0))
    assert asked == []
    qtbot.mouseRelease(slider, Left, pos=place + QPoint(6, 0))

    assert len(asked) == 1
    assert asked[0].noise > 0.3
    assert (asked[0].per_class, asked[0].shape) == (40, "Spiral")


def test_that_the_noise_leaves_an_odd_number_of_points_as_it_is(panel, qtbot):
    panel.show_experiment(preset("Spiral", per_class=123))
    asked = heard(panel.recipe_requested)

    qtbot.keyClick(panel.findChild(DataSliders).noise().slider(), Qt.Key.Key_Right)

    assert asked[0].per_class == 123


def test_that_the_split_is_asked_for_by_itself(panel, qtbot):
    asked = heard(panel.split_requested)

    qtbot.keyClick(panel.findChild(DataSliders).split().slider(), Qt.Key.Key_Home)

    assert asked == [0.0]


def test_that_the_split_of_drawn_points_is_the_one_they_have(panel, qtbot):
    drawn = PointSet([[0, 0], [1, 1], [2, 2]], labels=[0, 1, 1])
    split = panel.findChild(DataSliders).split()
    network = preset("XOR").network
    panel.show_experiment(Experiment(drawn, network))
    assert split.value() == 0.0

    panel.show_experiment(Experiment(drawn.split(0.5, 0), network))
    assert split.value() == 0.33

    asked = heard(panel.split_requested)
    qtbot.keyClick(split.slider(), Qt.Key.Key_Right)
    assert asked == [0.34]
    assert split.value() == 0.34, "which is one point of three as well, so that further key presses get further"

    qtbot.keyClick(split.slider(), Qt.Key.Key_End)
    assert split.value() == 0.33, "nobody has split the points again, and the slider says so"


def test_that_a_preset_after_drawn_points_keeps_the_split_last_asked_for(panel, qtbot):
    panel.show_experiment(classes(2))
    asked = heard(panel.recipe_requested)

    panel.choose_preset("XOR")

    assert asked[0].test_share == 0.25
    with pytest.raises(ValueError, match="no preset"):
        panel.choose_preset("Star")


def test_that_the_narrow_form_offers_presets_as_a_dropdown(panel, qtbot):
    asked = heard(panel.recipe_requested)
    panel.set_narrow(True)
    panel.resize(304, 700)
    combo = panel.findChild(PresetCombo).findChild(Combo)

    assert combo.isVisible()
    assert not panel.findChild(PresetRow).isVisible()
    assert combo.currentText() == "Spiral"
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)

    assert [recipe.shape for recipe in asked] == ["Moons"]
    assert panel.findChild(Canvas).width() == 272


# ---- switches, legend, notes -----------------------------------------------------------------------------------------


def test_that_test_points_can_be_hidden_and_leave_the_legend(panel, qtbot):
    legend = panel.findChild(DataLegend)
    assert "test" in legend.words()

    qtbot.mouseClick(switch(panel, "Show test points"), Left, pos=QPoint(5, 9))

    assert "test" not in legend.words()


def test_that_the_legend_names_the_line_once_there_is_one(panel):
    legend = panel.findChild(DataLegend)
    assert legend.words() == ["train", "test"]

    for name, words in (("Linear", "p₁ = 0.5"), ("Blobs", "class border")):
        run = Run(preset(name, per_class=40))
        for _ in range(20):
            run.epoch()
        panel.show_experiment(run.experiment)
        panel.show_picture(picture_of(run.snapshot()))
        assert legend.words() == ["train", "test", words]


def test_that_the_legend_names_the_unit_whose_surface_is_seen(panel):
    legend, run = panel.findChild(DataLegend), Run(preset("Blobs", per_class=40))
    picture = picture_of(run.snapshot())
    panel.show_experiment(run.experiment)
    panel.show_picture(picture)

    for (column, unit), name in {(0, 1): "x₂", (1, 3): "h1.4", (3, 2): "p₃"}.items():
        panel.show_response(picture.responses[column][unit])
        assert legend.words()[-1] == f"surface: {name}"
    panel.show_response(None)

    assert not any("surface" in word for word in legend.words())


def test_that_an_answer_that_is_the_same_everywhere_is_noted(panel):
    spec = NetworkSpec((LayerSpec(3, "Tanh"), LayerSpec(1, "Sigmoid")), initializer="Zeros")
    experiment = Experiment(draw(Recipe("XOR")), spec)
    panel.show_experiment(experiment)

    panel.show_picture(picture_of(Run(experiment).snapshot()))
    assert SAME in [note.text() for note in panel.findChildren(QLabel)]
    panel.show_picture(None)

    assert SAME not in [note.text() for note in panel.findChildren(QLabel)]


def test_that_tools_are_off_for_samples_with_numbers(panel, qtbot):
    spec = NetworkSpec((LayerSpec(2, "Sigmoid"), LayerSpec(2, "Sigmoid")), loss="SquaredError")
    panel.show_experiment(Experiment(PointSet([[0.05, 0.1]], targets=[[0.01, 0.99]]), spec))

    tools = [one for one in panel.findChildren(IconButton) if one.isCheckable()]

    assert len(tools) == 4
    assert not any(tool.isEnabled() for tool in tools)
    assert not panel.findChild(Swatches).isEnabled()
    assert all(thumb.isEnabled() for thumb in panel.findChildren(Thumb))


# ---- an input to try -------------------------------------------------------------------------------------------------


def test_that_an_input_typed_in_is_answered(panel, qtbot):
    asked = heard(panel.probe_requested)
    snapshot = Run(preset("Spiral")).snapshot()
    row = panel.findChild(ProbeRow)

    qtbot.keyClicks(row.field(0), "0.5")
    assert asked == []
    qtbot.keyClicks(row.field(1), "-1,25")
    assert asked[-1].tolist() == [0.5, -1.25]
    answer = probes.probe(snapshot, asked[-1])
    panel.show_probe(answer)

    p = float(answer.outputs[-1][0])
    assert panel.findChild(Answer).words() == f"class 1: {1 - p:.3f}, class 2: {p:.3f}"


def test_that_a_network_of_one_input_has_one_field(panel, qtbot):
    asked = heard(panel.probe_requested)
    row = panel.findChild(ProbeRow)
    panel.show_experiment(example("statquest").experiment)
    assert [row.field(index).isVisible() for index in range(2)] == [True, False]

    qtbot.keyClicks(row.field(0), "0.5")
    assert asked[-1].tolist() == [0.5]

    panel.show_experiment(preset("XOR"))
    assert [row.field(index).isVisible() for index in range(2)] == [True, True]
    assert asked[-1] is None


def test_that_an_emptied_field_ends_the_question(panel, qtbot):
    asked = heard(panel.probe_requested)
    row = panel.findChild(ProbeRow)
    qtbot.keyClicks(row.field(0), "1")
    qtbot.keyClicks(row.field(1), "1")

    qtbot.keyClick(row.field(1), Qt.Key.Key_Backspace)

    assert asked[-1] is None


def test_that_words_in_a_field_are_refused(panel, qtbot):
    row = panel.findChild(ProbeRow)

    qtbot.keyClicks(row.field(0), "two")
    qtbot.keyClick(row.field(0), Qt.Key.Key_Return)

    assert row.field(0).property("wrong")
    assert "number" in row.field(0).toolTip()


def test_that_the_fields_follow_the_pointer_and_return_to_what_was_typed(panel, qtbot):
    asked = heard(panel.probe_requested)
    row, canvas = panel.findChild(ProbeRow), panel.findChild(Canvas)
    qtbot.keyClicks(row.field(0), "1")
    qtbot.keyClicks(row.field(1), "2")
    qtbot.keyClick(row.field(1), Qt.Key.Key_Return)

    qtbot.mouseMove(canvas.viewport(), QPoint(100, 100))
    qtbot.mouseMove(canvas.viewport(), QPoint(176, 176))
    assert row.field(0).text() == "0.00"
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))

    assert [row.field(index).text() for index in range(2)] == ["1", "2"]
    assert asked[-1].tolist() == [1.0, 2.0]


# ---- size and themes -------------------------------------------------------------------------------------------------


def test_that_the_canvas_is_the_square_of_the_design(panel):
    canvas = panel.findChild(Canvas)

    assert (canvas.width(), canvas.height()) == (352, 352)
    assert canvas.mapTo(panel, QPoint(0, 0)).x() == 16
    assert panel.findChild(QScrollArea).verticalScrollBar().maximum() == 0


def test_that_everything_fits_again_after_narrow_form_and_large_text(panel, theme):
    theme.set_text_scale(1.5)
    panel.set_narrow(True)
    panel.resize(304, 600)
    theme.set_text_scale(1.0)
    panel.set_narrow(False)

    panel.resize(384, 740)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    assert panel.findChild(QScrollArea).verticalScrollBar().maximum() == 0
    assert panel.findChild(Canvas).width() == 352


def test_that_a_low_window_keeps_the_canvas_square_and_scrolls_below(panel):
    panel.resize(384, 520)

    canvas, area = panel.findChild(Canvas), panel.findChild(QScrollArea)

    assert canvas.width() == canvas.height() < 352
    assert area.verticalScrollBar().maximum() > 0
    assert area.mapTo(panel, QPoint(0, area.height())).y() <= panel.height()


def test_that_a_wide_column_enlarges_the_canvas(panel):
    panel.resize(480, 900)

    assert panel.findChild(Canvas).width() == 448


def test_that_tab_walks_from_the_tools_to_the_classes_to_the_canvas(panel, qtbot):
    panel.findChild(IconButton).setFocus()
    walked = []
    for _ in range(5):
        now = QApplication.focusWidget()
        walked.append(type(now).__name__)
        qtbot.keyClick(now, Qt.Key.Key_Tab)

    assert walked == ["IconButton", "Swatch", "Plus", "Canvas", "Tabs"]


def test_that_every_target_can_be_hit(panel):
    kinds = (IconButton, Swatch, Thumb, Switch, Canvas)
    small = [
        (type(child).__name__, child.size()) for kind in kinds for child in panel.findChildren(kind)
        if child.isVisible() and min(child.width(), child.height()) < 24
    ]  # fmt: skip

    assert small == []


def test_that_every_part_can_be_reached_and_is_named(panel):
    nameless = [
        child for child in panel.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.focusProxy() is None
        and not (child.accessibleName() or getattr(child, "text", str)())
    ]  # fmt: skip

    assert nameless == []


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_that_the_panel_is_painted_in_every_theme_and_text_size(panel, theme, name, scale):
    theme.choose(name)
    theme.set_text_scale(scale)

    drawn = panel.grab().toImage()

    assert drawn.pixelColor(2, 2) == theme.palette.color("panel")


def test_that_the_points_of_a_preset_are_drawn_once_for_each_theme(qtbot, panel, theme, monkeypatch):
    drawn, thumb = [], panel.findChild(PresetRow).thumb("Spiral")
    monkeypatch.setattr(thumb._picture, "_paint_points", lambda *given: drawn.append(theme.palette.name))
    for choice in ("contrast", "dark"):
        theme.choose(choice)
        thumb.grab()
        thumb.grab()

    assert drawn == ["contrast", "dark"]
