"""Controls answer to mouse and keys, and tell only what the learner did."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolTip, QWidget
from pytestqt.qtbot import QtBot

from mlpviz.engine import number
from mlpviz.views.controls import (
    Button,
    Elided,
    Field,
    FramedSwitch,
    IconButton,
    LabelledSlider,
    Segmented,
    Slider,
    SpinBox,
    Switch,
)
from mlpviz.views.controls.number_field import NumberField
from mlpviz.views.look.theme import Theme
from mlpviz.views.rail import RailItem

LENSES = [("weights", "Weights"), ("gradients", "Gradients"), ("both", "Both")]


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def test_that_a_click_on_a_segment_tells_its_key(theme: Theme, qtbot: QtBot) -> None:
    segmented = Segmented(theme, LENSES)
    shown(qtbot, segmented)
    with qtbot.waitSignal(segmented.chosen, check_params_cb=lambda key: key == "both"):
        qtbot.mouseClick(segmented.button("both"), Qt.MouseButton.LeftButton)
    assert segmented.value() == "both"


def test_that_arrows_walk_the_segments_and_around_the_end(theme: Theme, qtbot: QtBot) -> None:
    segmented = Segmented(theme, LENSES)
    shown(qtbot, segmented)
    heard: list[str] = []
    segmented.chosen.connect(heard.append)
    segmented.button("weights").setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(segmented.button(segmented.value()), key)
    assert heard == ["gradients", "both", "weights"]


def test_that_showing_a_choice_is_silent(theme: Theme, qtbot: QtBot) -> None:
    segmented = Segmented(theme, LENSES)
    shown(qtbot, segmented)
    with qtbot.assertNotEmitted(segmented.chosen):
        segmented.choose("gradients")
    assert segmented.value() == "gradients"


def test_that_choosing_a_segment_moves_no_other(theme: Theme, qtbot: QtBot) -> None:
    segmented = Segmented(theme, LENSES)
    shown(qtbot, segmented)
    before = [segmented.button(key).geometry() for key, _ in LENSES]
    segmented.choose("both")
    assert [segmented.button(key).geometry() for key, _ in LENSES] == before


@pytest.mark.parametrize("kind", [Switch, FramedSwitch])
def test_that_a_switch_answers_to_click_and_space(theme: Theme, qtbot: QtBot, kind: type[Switch]) -> None:
    switch = kind(theme, "Hard edges")
    shown(qtbot, switch)
    heard: list[bool] = []
    switch.toggled.connect(heard.append)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert heard == [True, False]
    assert switch.height() >= 24


def test_that_a_drag_is_followed_and_chosen_once(theme: Theme, qtbot: QtBot) -> None:
    noise = LabelledSlider(theme, "Noise", 0.0, 0.5, value=0.1)
    noise.resize(352, 30)
    shown(qtbot, noise)
    changed: list[float] = []
    chosen: list[float] = []
    noise.value_changed.connect(changed.append)
    noise.value_chosen.connect(chosen.append)
    slider = noise.findChild(Slider)
    assert slider is not None
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(60, middle))
    for x in (80, 100, 120):
        qtbot.mouseMove(slider, QPoint(x, middle))
    assert len(changed) >= 3
    assert chosen == []
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(120, middle))
    assert chosen == [changed[-1]] == [noise.value()]


def test_that_a_key_moves_one_step_and_chooses(theme: Theme, qtbot: QtBot) -> None:
    noise = LabelledSlider(theme, "Noise", 0.0, 0.5, value=0.1)
    shown(qtbot, noise)
    with qtbot.waitSignal(noise.value_chosen):
        qtbot.keyClick(noise.slider(), Qt.Key.Key_Right)
    assert noise.value() == 0.11


def test_that_a_double_click_returns_to_the_usual_value(theme: Theme, qtbot: QtBot) -> None:
    speed = LabelledSlider(theme, "Speed", 1, 1000, value=500, usual=20, log=True, above=True)
    shown(qtbot, speed)
    qtbot.mouseDClick(speed.slider(), Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(speed.slider(), Qt.MouseButton.LeftButton)
    assert speed.value() == pytest.approx(20, rel=0.03)


def test_that_showing_a_value_is_silent_and_written(theme: Theme, qtbot: QtBot) -> None:
    split = LabelledSlider(theme, "Test split", 0, 0.5, formatter=number.percent)
    shown(qtbot, split)
    with qtbot.assertNotEmitted(split.value_changed):
        split.set_value(0.25)
    assert split.slider().accessibleDescription() == "25.0 %"
    split.set_value(9.0)
    assert split.value() == 0.5


def test_that_a_field_tells_the_key_of_what_was_picked(theme: Theme, qtbot: QtBot) -> None:
    field = Field(theme, "Loss", [("CrossEntropy", "Cross-entropy"), ("SquaredError", "Squared error")])
    shown(qtbot, field)
    with qtbot.waitSignal(field.value_chosen, check_params_cb=lambda key: key == "SquaredError"):
        qtbot.keyClick(field.combo(), Qt.Key.Key_Down)
    field.choose("CrossEntropy")
    assert field.combo().currentText() == "Cross-entropy"


def test_that_a_typed_value_is_told_once(theme: Theme, qtbot: QtBot) -> None:
    field = Field(theme, "Learning rate", ["0.01", "0.1"], editable=True)
    shown(qtbot, field)
    heard: list[str] = []
    field.value_chosen.connect(heard.append)
    field.choose("0.025")
    edit = field.combo().lineEdit()
    assert edit is not None
    edit.selectAll()
    qtbot.keyClicks(edit, "0.3")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert heard == ["0.3"]


def test_that_other_options_keep_the_choice(theme: Theme, qtbot: QtBot) -> None:
    field = Field(theme, "Optimiser", ["SGD", "Adam"])
    shown(qtbot, field)
    field.choose("Adam")
    with qtbot.assertNotEmitted(field.value_chosen):
        field.set_options(["Adam", "RMSProp"])
    assert field.value() == "Adam"


def test_that_a_refused_value_says_why(theme: Theme, qtbot: QtBot) -> None:
    field = Field(theme, "Learning rate", ["0.1"], editable=True)
    shown(qtbot, field)
    field.refuse("Not a number")
    assert field.combo().toolTip() == field.combo().accessibleDescription() == "Not a number"
    qtbot.waitUntil(lambda: QToolTip.text() == "Not a number")
    field.choose("0.1")
    assert field.combo().toolTip() == ""


def test_that_a_number_that_was_refused_goes_with_its_mark_and_says_why(theme: Theme, qtbot: QtBot) -> None:
    field = NumberField(theme, "Width", 1, 30, whole=True)
    shown(qtbot, field)
    field.show_value(8)
    field.line().setFocus()
    field.line().selectAll()
    qtbot.keyClicks(field.line(), "999")
    with qtbot.assertNotEmitted(field.value_chosen):
        qtbot.keyClick(field.line(), Qt.Key.Key_Return)

    assert field.line().text() == "8"
    assert not field.line().property("wrong")
    assert "1 to 30" in field.line().toolTip()
    qtbot.waitUntil(lambda: QToolTip.text() == field.line().toolTip())
    field.show_value(9)
    assert field.line().toolTip() == "A whole number: from 1 to 30"


def test_that_an_icon_button_has_a_name_and_a_hit_target(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "reset", "Reset weights\nR", role="unit", size=24)
    shown(qtbot, button)
    assert button.accessibleName() == "Reset weights"
    assert min(button.width(), button.height()) >= 24
    assert not button.icon().isNull()


def test_that_a_button_draws_its_icon_anew_in_another_theme(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Train", "primary", icon="play", large=True)
    shown(qtbot, button)
    before = button.icon().cacheKey()
    theme.choose("dark")
    assert button.icon().cacheKey() != before


def test_that_the_primary_button_is_filled_with_ink(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Train", "primary", large=True)
    shown(qtbot, button)
    assert button.height() == 36
    assert button.grab().toImage().pixelColor(8, 18) == theme.palette.color("ink")


def test_that_text_too_long_is_cut_and_kept_in_the_tip(theme: Theme, qtbot: QtBot) -> None:
    words = Elided("Spiral playground with many points")
    shown(qtbot, words)
    words.resize(60, 20)
    words.grab()
    assert words.toolTip() == words.text()


def test_that_a_number_box_writes_a_true_minus_and_reads_both(theme: Theme, qtbot: QtBot) -> None:
    box = SpinBox(-9, 9, -3)
    shown(qtbot, box)
    assert box.text() == "−3"
    for typed, meant in (("-2", -2), ("−4", -4)):
        box.lineEdit().setText(typed)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert box.value() == meant


def test_that_a_missing_icon_is_named_when_a_control_is_made(theme: Theme, qtbot: QtBot) -> None:
    made = (
        lambda: Button(theme, "Train", icon="sofa"),
        lambda: IconButton(theme, "sofa", "Sit down"),
        lambda: RailItem(theme, "Sofa", "sofa"),
    )
    for make in made:
        with pytest.raises(ValueError, match="sofa"):
            make()


def test_that_a_control_keeps_its_icon_when_the_new_one_is_missing(theme: Theme, qtbot: QtBot) -> None:
    item = RailItem(theme, "Train", "play")
    shown(qtbot, item)
    with pytest.raises(ValueError, match="sofa"):
        item.set_icon("sofa")
    assert not item.grab().isNull()
