from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionComboBox

from mlpviz.engine.experiment import preset
from mlpviz.engine.plan_values import WHOLE
from mlpviz.views.controls.field import Field
from mlpviz.views.network.training_fields import TrainingFields


@pytest.fixture
def fields(qtbot, theme) -> TrainingFields:
    made = TrainingFields(theme)
    qtbot.addWidget(made)
    made.resize(632, 64)
    made.show_experiment(preset("Spiral"))
    made.show()
    return made


def asked(fields: TrainingFields) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []

    def note(text: str, wanted: Any) -> None:
        seen.append((text, wanted))

    fields.plan_requested.connect(note)
    fields.network_requested.connect(note)
    return seen


def write(qtbot, field: Field, text: str) -> None:
    edit = field.combo().lineEdit()
    assert edit is not None
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def pick(field: Field, key: str) -> None:
    index = field.combo().findData(key)
    field.combo().setCurrentIndex(index)
    field.combo().activated.emit(index)


def test_that_the_fields_show_the_plan(fields):
    assert [field.value() for field in fields.fields()] == ["0.01", "Adam", "20", "CrossEntropy", "XavierUniform", "0"]


def test_that_a_typed_rate_asks_for_another_plan(qtbot, fields):
    seen = asked(fields)

    write(qtbot, fields.rate, "0,25")

    [(text, plan)] = seen
    assert text == "Change the learning rate"
    assert plan == replace(preset("Spiral").plan, learning_rate=0.25)


@pytest.mark.parametrize("text", ["fast", "-1", "1e99"])
def test_that_a_rate_that_cannot_be_read_goes_back_with_a_sentence(qtbot, fields, text):
    seen = asked(fields)

    write(qtbot, fields.rate, text)

    assert seen == []
    assert fields.rate.value() == "0.01"
    assert fields.rate.combo().toolTip().endswith(".")
    assert not fields.rate.combo().property("wrong")  # the number that was wrong is gone, and so is its frame


def test_that_a_good_value_takes_the_refusal_away(qtbot, fields):
    write(qtbot, fields.rate, "fast")

    fields.show_experiment(preset("Spiral"))

    assert fields.rate.combo().toolTip() == ""


def test_that_all_samples_can_be_one_batch(fields):
    seen = asked(fields)

    pick(fields.batch, "all")

    assert seen == [("Change the batch size", replace(preset("Spiral").plan, batch_size=WHOLE))]


def test_that_half_a_sample_is_refused(qtbot, fields):
    seen = asked(fields)

    write(qtbot, fields.batch, "2.5")

    assert seen == []
    assert "whole number" in fields.batch.combo().toolTip()


def test_that_the_output_follows_the_loss(qtbot, theme):
    fields = TrainingFields(theme)
    qtbot.addWidget(fields)
    fields.show_experiment(preset("Blobs"))
    seen = asked(fields)

    pick(fields.loss, "MeanSquaredError")

    [(text, network)] = seen
    assert text == "Change the loss"
    assert network == preset("Blobs").network.with_loss("MeanSquaredError")
    assert network.layers[-1].activation.name != "Softmax"


def test_that_an_optimizer_is_asked_for_by_name(fields):
    seen = asked(fields)

    pick(fields.optimizer, "SGD")

    [(_, plan)] = seen
    assert plan.optimizer.name == "SGD"
    assert plan.learning_rate == 0.01


def test_that_the_form_holds_every_parameter_of_the_optimizer(fields):
    names = {name for place, name in fields.form.numbers() if place == "Optimiser"}

    assert names == set(preset("Spiral").plan.optimizer.spans())


def test_that_a_parameter_typed_into_the_form_changes_the_optimizer(qtbot, fields):
    seen = asked(fields)
    qtbot.mouseClick(fields.more, Qt.MouseButton.LeftButton)
    line = fields.form.numbers()["Optimiser", "beta1"].findChild(QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, "0.5")
    qtbot.keyClick(line, Qt.Key.Key_Return)

    [(text, plan)] = seen
    fields.form.close()
    assert text == "Change β₁ of Adam"
    assert plan.optimizer.beta1 == 0.5


def test_that_a_parameter_outside_its_span_goes_back(qtbot, fields):
    seen = asked(fields)
    number = fields.form.numbers()["Optimiser", "beta1"]
    line = number.line()
    line.selectAll()
    qtbot.keyClicks(line, "7")
    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert seen == []
    assert line.text() == "0.9"
    assert "outside the range" in line.toolTip()


def test_that_seeds_reduction_and_biases_are_asked_for(qtbot, fields):
    seen = asked(fields)
    form = fields.form
    form.weight_seed.line().setText("7")
    qtbot.keyClick(form.weight_seed.line(), Qt.Key.Key_Return)
    form.biases.click()
    qtbot.mouseClick(form.reduction.button("sum"), Qt.MouseButton.LeftButton)

    (_, seeded), (_, fixed), (_, summed) = seen
    assert seeded.seed == 7
    assert not fixed.train_biases
    assert summed.reduction == "sum"


def test_that_fields_without_room_move_into_the_form_and_back(qtbot, fields):
    asked_for = asked(fields)
    fields.resize(300, 64)
    qtbot.waitUntil(lambda: fields.form.isAncestorOf(fields.batch))

    assert [field for field in fields.fields() if not fields.form.isAncestorOf(field)] == list(fields.fields()[:2])
    fields.batch.combo().setEditText("5")
    fields.batch.combo().lineEdit().editingFinished.emit()
    assert asked_for[-1][1].batch_size == 5

    fields.resize(900, 64)
    qtbot.waitUntil(lambda: not any(map(fields.form.isAncestorOf, fields.fields())))
    assert not any(field.isHidden() for field in fields.fields())


@pytest.mark.parametrize("optimizer", ["Adam", "RMSProp", "Nesterov"])
def test_that_what_is_chosen_can_be_read_in_full(fields, optimizer):
    assert fields.optimizer.combo().findText(optimizer) >= 0
    fields.optimizer.choose(optimizer)

    for field in fields.fields():
        combo, option = field.combo(), QStyleOptionComboBox()
        combo.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, combo).width()
        assert combo.fontMetrics().horizontalAdvance(combo.currentText()) <= room, combo.currentText()
