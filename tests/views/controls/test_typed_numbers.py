"""What is typed into a field is what it means: nothing is completed, swallowed or cut off."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyleOptionComboBox, QStyleOptionFrame, QToolTip

from mlpviz.engine import number
from mlpviz.engine.experiment import Plan, preset
from mlpviz.engine.typed_number import read_number, read_whole
from mlpviz.views.controls import SpinBox
from mlpviz.views.controls.number_field import NumberField
from mlpviz.views.data.probe_row import ProbeRow
from mlpviz.views.network.training_fields import TrainingFields
from mlpviz.views.network.value_editor import ValueEditor
from mlpviz.views.walk.columns.rate import RateField

ENTER = Qt.Key.Key_Return


def write(qtbot, line: QLineEdit | QComboBox, text: str) -> None:
    edit = line.lineEdit() if isinstance(line, QComboBox) else line
    assert edit is not None
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    assert edit.text() == text
    qtbot.keyClick(edit, ENTER)


def seen_whole(field: QLineEdit | QComboBox) -> bool:
    """Whether the text has room between the frame of the field and its arrow."""
    style = field.style()
    if isinstance(field, QComboBox):
        box = QStyleOptionComboBox()
        field.initStyleOption(box)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, box, part, field).width()
        return field.fontMetrics().horizontalAdvance(field.currentText()) + 4 <= room
    frame = QStyleOptionFrame()
    field.initStyleOption(frame)
    room = style.subElementRect(QStyle.SubElement.SE_LineEditContents, frame, field).width()
    return field.fontMetrics().horizontalAdvance(field.text()) + 4 <= room


@pytest.fixture
def fields(qtbot, theme) -> TrainingFields:
    made = TrainingFields(theme)
    qtbot.addWidget(made)
    made.resize(632, 64)
    made.show_experiment(replace(preset("Spiral"), plan=Plan("SGD", 0.5, 20, l2=0.01)))
    made.show()
    return made


@pytest.mark.parametrize(("name", "typed", "meant"), [
    ("rate", "0", 0.0), ("rate", "0.0", 0.0), ("rate", "0.00", 0.0), ("rate", "3", 3.0), ("rate", ".00", 0.0),
    ("l2", "0", 0.0), ("l2", "0.0", 0.0), ("l2", "0.00", 0.0), ("batch", "1", 1), ("batch", "2", 2),
])  # fmt: skip
def test_that_a_typed_number_is_not_completed_to_another(qtbot, fields, name, typed, meant):
    asked = []
    fields.plan_requested.connect(lambda text, plan: asked.append(plan))

    write(qtbot, getattr(fields, name).combo(), typed)

    [plan] = asked
    assert {"rate": plan.learning_rate, "l2": plan.l2, "batch": plan.batch_size}[name] == meant


def test_that_the_rate_of_the_step_through_is_not_completed(qtbot, theme):
    field = RateField(theme)
    qtbot.addWidget(field)
    field.show_rate(0.5)
    field.show()

    with qtbot.waitSignal(field.rate_chosen) as asked:
        write(qtbot, field, "0")

    assert asked.args == [0.0]
    assert field.currentText() == "0"


@pytest.mark.parametrize("typed", ["1,000", "1.000"])
def test_that_a_whole_number_with_two_readings_is_refused_naming_both(qtbot, fields, typed):
    with qtbot.assertNotEmitted(fields.plan_requested):
        write(qtbot, fields.batch.combo(), typed)

    said = fields.batch.combo().toolTip()
    assert said == f"“{typed}” can be read as 1000 or as 1.0; type 1000 if you mean that."
    assert fields.batch.value() == "20"


@pytest.mark.parametrize(("typed", "meant"), [("1000", 1000), ("1 000", 1000), ("20.0", 20), ("5,0", 5), ("10³", 1000)])
def test_that_a_whole_number_with_one_reading_is_taken(typed, meant):
    assert read_whole(typed, 1, 10**9) == meant


@pytest.mark.parametrize("typed", ["1,000", "1.5", "12x", "2000"])
def test_that_a_number_box_swallows_no_sign(qtbot, theme, typed):
    box = SpinBox(1, 1024, 6)
    qtbot.addWidget(box)
    box.show()
    box.selectAll()

    with qtbot.assertNotEmitted(box.entered):
        qtbot.keyClicks(box, typed)
        assert box.text() == typed
        qtbot.keyClick(box, ENTER)

    assert box.value() == 6
    assert QToolTip.text().endswith(".")
    QToolTip.hideText()


def test_that_a_number_box_tells_when_enter_takes_its_number(qtbot, theme):
    box = SpinBox(1, 1024, 6)
    qtbot.addWidget(box)
    box.show()
    box.selectAll()
    qtbot.keyClicks(box, "8")

    with qtbot.waitSignal(box.entered):
        qtbot.keyClick(box, ENTER)

    assert box.value() == 8


def test_that_enter_on_a_weight_that_was_not_typed_leaves_all_its_digits(qtbot, theme):
    board = TrainingFields(theme)
    qtbot.addWidget(board)
    editor = ValueEditor(3, 0.123456789012, board)
    board.show()
    editor.open_at(board.rect().center())

    with qtbot.assertNotEmitted(editor.accepted), qtbot.waitSignal(editor.left):
        qtbot.keyClick(editor, ENTER)


def test_that_a_typed_input_comes_back_with_all_its_digits_after_the_pointer(qtbot, theme):
    row = ProbeRow(theme)
    qtbot.addWidget(row)
    row.show()
    for index, text in enumerate(("0.123456", "-1.5")):
        write(qtbot, row.field(index), text)

    row.show_input(np.array([2.0, 1.0]))
    assert [row.field(index).text() for index in range(2)] == ["2.00", "1.00"]
    row.show_input(None)

    assert [row.field(index).text() for index in range(2)] == ["0.123456", "−1.5"]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [480, 560, 632, 900])
def test_that_the_fields_of_training_show_their_whole_numbers(qtbot, theme, fields, scale, width):
    theme.set_text_scale(scale)
    plan = Plan("Nesterov", 0.000123, 10_000, l2=0.00012)

    fields.resize(round(width * scale), fields.height())
    fields.show_experiment(replace(preset("Spiral"), plan=plan))
    fields.layout().activate()

    values = [one.value() for one in (fields.rate, fields.batch, fields.l2)]
    shown = [one for one in fields.fields() if one.isVisibleTo(fields)]
    assert values == ["0.000123", "10000", "0.00012"]
    assert fields.rate in shown
    assert all(seen_whole(one.combo()) for one in shown)
    assert fields.more.geometry().right() <= fields.width() - 16
    assert all(one in shown or fields.form.isAncestorOf(one) for one in fields.fields())
    theme.set_text_scale(1.0)


@pytest.mark.parametrize("text", ["0.000123456", "0.12345678901"])
def test_that_every_number_field_is_as_wide_as_its_number(qtbot, theme, text):
    plain, sliding = (NumberField(theme, "k", 0.0, 1.0, sliding=slides) for slides in (False, True))
    rate, row = RateField(theme), ProbeRow(theme)
    for widget in (plain, sliding, rate, row):
        qtbot.addWidget(widget)
        widget.show()

    for line in (plain.line(), sliding.line(), rate, row.field(0)):
        write(qtbot, line, text)
        qtbot.waitUntil(partial(seen_whole, line))
        assert (line.currentText() if isinstance(line, QComboBox) else line.text()) == text


@pytest.mark.parametrize(
    ("typed", "readings"),
    [("1,000", "1000 or as 1.000"), ("−12,500", "−12500 or as −12.500"), ("1,000,000", "1000000")],
)
def test_that_a_comma_before_three_digits_is_asked_about(typed, readings):
    with pytest.raises(ValueError, match=f"“{typed}” can be read as {readings}; type what you mean."):
        read_number(typed)


@pytest.mark.parametrize(("typed", "meant"), [("0,125", 0.125), ("1,5", 1.5), ("1.000", 1.0), ("1234,567", 1234.567)])
def test_that_any_other_comma_is_the_decimal_sign(typed, meant):
    assert read_number(typed) == meant


@given(st.floats(-1e99, 1e99))
def test_that_a_number_written_with_all_its_digits_is_read_back(value):
    assert read_number(number.whole(value)) == value


def test_that_a_negative_power_of_ten_is_read():
    assert [read_number(text) for text in ("−10⁻⁷", "-10^3", "+10⁴", "-2.5·10⁻³")] == [-1e-7, -1e3, 1e4, -2.5e-3]
