from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from mlpviz.engine.letters import spoken
from mlpviz.nn.activations import Formula, LeakyReLU, Logistic, Tanh, activations
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.schedules import Step, schedules
from mlpviz.views.controls.choice_form import ChoiceForm, told

CHOICES = [kind for registry in (activations, initializers, losses, optimizers, schedules) for kind in registry]


@pytest.fixture
def form(qtbot, theme) -> ChoiceForm:
    made = ChoiceForm(theme, sliding=True, columns=1)
    qtbot.addWidget(made)
    made.show()
    return made


def asked(form: ChoiceForm) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []

    def note(text: str, choice: Any) -> None:
        seen.append((text, choice))

    form.choice_requested.connect(note)
    return seen


def write(qtbot, line, text):
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


@pytest.mark.parametrize("kind", CHOICES, ids=lambda kind: kind.__name__)
def test_that_every_parameter_of_every_choice_has_a_field_with_its_value(form, kind):
    choice = kind()

    form.show_choice(choice)

    assert set(form.numbers()) == set(choice.spans())
    assert set(form.texts()) == set(choice.texts())
    assert form.empty is not bool(choice.parameters())
    for name, field in form.numbers().items():
        assert field.value() == choice.parameters()[name]


@pytest.mark.parametrize("kind", CHOICES, ids=lambda kind: kind.__name__)
def test_that_both_ends_of_every_slider_are_allowed(qtbot, form, kind):
    for name, allowed in kind().spans().items():
        form.show_choice(kind())
        seen = asked(form)
        slider = form.numbers()[name].slider()
        for key, end in ((Qt.Key.Key_End, allowed.high), (Qt.Key.Key_Home, allowed.low)):
            qtbot.keyClick(slider, key)
            assert form.numbers()[name].value() == pytest.approx(end)
        for _, choice in seen:
            choice.check()


def test_that_a_number_typed_asks_for_the_choice_with_it(qtbot, form):
    form.show_choice(Logistic(low=-1.0))
    seen = asked(form)

    write(qtbot, form.numbers()["k"].line(), "4")

    assert seen == [("Change k of logistic", Logistic(k=4.0, low=-1.0))]


def test_that_whole_numbers_stay_whole(qtbot, form):
    form.show_choice(Step())
    seen = asked(form)

    write(qtbot, form.numbers()["every"].line(), "12")

    [(_, schedule)] = seen
    assert schedule.form() == {"name": "Step", "every": 12}


def test_that_a_formula_is_judged_while_it_is_typed_and_taken_only_when_right(qtbot, form):
    form.show_choice(Formula())
    seen = asked(form)
    field = form.texts()["text"]
    field.line().selectAll()
    qtbot.keyClicks(field.line(), "sin(")
    assert field.complaint().endswith(".")
    assert seen == []

    qtbot.keyClicks(field.line(), "3*z)")
    assert field.complaint() == ""
    qtbot.keyClick(field.line(), Qt.Key.Key_Return)

    assert seen == [("Change the formula", Formula("sin(3*z)"))]


def test_that_the_fields_follow_the_choice(form):
    assert form.show_choice(Logistic())
    assert not form.show_choice(Logistic(k=2.0))
    assert form.show_choice(Tanh())
    assert form.empty


def test_that_parameters_are_told_in_words():
    assert told(LeakyReLU(alpha=0.2)) == "α = 0.2"
    assert told(Formula("z^2")) == "z^2"
    assert told(Tanh()) == ""
    assert (spoken("beta1"), spoken("negative_slope")) == ("β₁", "negative slope")
