"""How much the step-through tells, and the digits that a published source prints."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel

from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import Plan
from mlpviz.engine.run import Run
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.narration import Narrator
from mlpviz.engine.telling.ticks import slip_of
from mlpviz.views.walk.dock.equation_rows import TermRows
from tests.short_examples import SHORT


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(example("mazur").experiment)
    qtbot.waitUntil(lambda: made.bench.picture_maker.idle)
    made.bench.stepping.open()
    return made


def shown(app):
    """Whether the equation and the code are there."""
    dock = app.playground.view.walk.dock
    return dock.findChild(TermRows).isVisibleTo(dock), dock.code.isVisibleTo(dock)


def test_that_words_numbers_and_code_are_chosen_by_mouse_and_menu(qtbot, app):
    assert shown(app) == (True, True)

    qtbot.mouseClick(app.playground.view.walk.sample.level.button("words"), Qt.MouseButton.LeftButton)
    assert shown(app) == (False, False)
    assert app.window.action("level:words").isChecked()
    sentence = app.bench.stepping.walkthrough.narrator.tell(0).sentence
    assert sentence in [one.text() for one in app.playground.view.walk.dock.equation.findChildren(QLabel)] or (
        sentence in app.playground.view.walk.dock.equation.accessibleDescription())

    app.window.action("level:numbers").trigger()
    assert shown(app) == (True, False)


def test_that_the_level_is_kept_until_the_next_start(qtbot, open_app, tmp_path):
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    first = open_app(example("mazur").experiment)
    first.window.carry_out("level:numbers")
    first.playground.remember(settings)

    again = open_app(example("mazur").experiment)
    again.playground.recall(settings)
    qtbot.waitUntil(lambda: again.bench.picture_maker.idle)
    again.bench.stepping.open()

    assert shown(again) == (True, False)


def test_that_printed_digits_stand_beside_the_own_ones_while_nothing_was_changed():
    narrator = Narrator(Run(example("mazur").experiment).walk())
    faster = replace(example("mazur").experiment, plan=Plan("SGD", 0.6, 1))

    ticked = narrator.tell(17).tick
    assert ticked is not None
    assert ticked.words == "✓ printed 0.082167041"
    assert narrator.tell(12).tick is None  # nobody prints this one
    assert Narrator(Run(faster).walk()).tell(17).tick is None


@pytest.mark.parametrize("name", SHORT)
def test_that_every_printed_result_of_the_first_update_is_ticked_or_explained_in_its_walk(name):
    narrator = Narrator(Run(EXAMPLES[name].experiment).walk())
    told = [narrator.tell(index) for index in range(len(narrator.operations))]
    results = {(plain_of(one.terms[0].symbol).removesuffix(" new"), narrator.operations[index].sample): one
               for index, one in enumerate(told)}

    wanted = [one for one in EXAMPLES[name].printed if (one.name, one.sample) in results and not one.updates
              and one.origin == "source"]
    ticked = [one for one in told if one.tick is not None and one.tick.words]

    assert wanted
    for printed in wanted:
        tick = results[printed.name, printed.sample].tick
        assert tick is not None
        assert (tick.digits, tick.right) == (printed.digits, not printed.is_slip)
        assert slip_of(printed) in tick.slip
        assert tick.slip in results[printed.name, printed.sample].sentence
    assert len(ticked) >= len(wanted)
