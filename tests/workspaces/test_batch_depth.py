"""The batch depth of the step-through in the real window, by mouse and by key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from mlpviz.engine.experiment import LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.offscreen import _settle
from tests.seen_text import seen_texts

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def board():
    """2–3–1 on XOR with Adam, weight decay and clipping in batches of five: three in an epoch."""
    spec = NetworkSpec((LayerSpec(3, "Tanh"), LayerSpec(1, "Sigmoid")), seed=3)
    plan = Plan("Adam", learning_rate=0.05, batch_size=5, l2=0.02, clip=0.4)
    return replace(preset("XOR", per_class=9), network=spec, plan=plan)


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(board())
    qtbot.keyClick(made.window, KEY.Key_B)
    qtbot.waitUntil(lambda: made.playground.view.stepping)
    made.bench.stepping.depths.choose("operation")
    return made


def walk_page(app):
    return app.playground.view.build_walk()


def in_batch(qtbot, app):
    """Choose Batch at the switch."""
    switch = walk_page(app).docked.switch
    qtbot.mouseClick(switch.entry("batch"), LEFT)
    _settle(app)
    return walk_page(app).batch


def press(qtbot, app, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(walk_page(app).docked, key, modifier)


def row_places(page):
    return {place.row: QPoint(30, round(place.middle)) for place in page.ledger.ruled().rows}


def test_that_batch_is_chosen_at_the_switch_and_walked_row_by_row(qtbot, app):
    page, ledger = in_batch(qtbot, app), app.bench.stepping.depths.ledger

    assert page.isVisible()
    assert page.dock.hasFocus()
    press(qtbot, app, KEY.Key_Home)
    seen = []
    for _ in range(len(ledger.story) - 1):
        seen.append(page.dock.equation._heading.text())
        press(qtbot, app, KEY.Key_Right)
    assert [heading.partition(" · ")[0] for heading in seen] == [*(f"Sample {at}" for at in range(1, 6)),
                                                                  *4 * ["Batch"], *3 * ["Update"]]  # fmt: skip
    assert page.ledger.row == ledger.index == len(ledger.story) - 1
    texts = {seen.text for seen in seen_texts(app.window)}
    assert {"Row", f"{len(ledger.story)} / {len(ledger.story)}", "Keep update"} <= texts
    press(qtbot, app, KEY.Key_Right)  # goes nowhere, and keeps nothing
    assert app.bench.stepping.walkthrough.walk.before.updates == 0
    press(qtbot, app, KEY.Key_Left)
    assert page.ledger.row == len(ledger.story) - 2
    qtbot.mouseClick(page.dock.buttons.part, LEFT)
    assert page.ledger.row == len(ledger.story) - 1


def test_that_a_sample_is_gone_into_by_row_marker_and_key_and_up_leads_back(qtbot, app):
    page, stepping = in_batch(qtbot, app), app.bench.stepping
    press(qtbot, app, KEY.Key_End)

    qtbot.mouseClick(page.ledger.viewport(), LEFT, pos=row_places(page)[2])
    assert stepping.depths.depth == "sample"
    assert not walk_page(app).docked.switch.entry("batch").isChecked()
    assert walk_page(app).sample.isVisible()
    assert stepping.walkthrough.operation.sample == 2
    assert walk_page(app).sample.square.isVisible()

    press(qtbot, app, KEY.Key_Up)
    assert stepping.depths.depth == "batch"
    assert page.isVisible()
    assert page.ledger.row == 2

    square = page.side.square
    point = int(stepping.walkthrough.walk.indices[4])
    qtbot.mouseClick(square, LEFT, pos=square.place(point).toPoint())
    assert (stepping.depths.depth, stepping.walkthrough.operation.sample) == ("sample", 4)
    press(qtbot, app, KEY.Key_Down)
    assert stepping.depths.depth == "operation"
    press(qtbot, app, KEY.Key_Up)
    press(qtbot, app, KEY.Key_Up)
    assert (stepping.depths.depth, page.ledger.row) == ("batch", 4)
    assert page.dock.hasFocus()


def test_that_another_column_is_followed_by_click_and_by_alt_and_arrows(qtbot, app):
    page, ledger = in_batch(qtbot, app), app.bench.stepping.depths.ledger
    press(qtbot, app, KEY.Key_End)

    ruled = page.ledger.ruled()
    column = next(place for place in ruled.columns if place.item.column == 6)
    qtbot.mouseClick(page.ledger.viewport(), LEFT, pos=QPoint(round(column.middle), row_places(page)[0].y()))
    assert ledger.column == page.column == 6
    press(qtbot, app, KEY.Key_Right, ALT)
    assert page.column == 7
    press(qtbot, app, KEY.Key_Left, ALT)
    press(qtbot, app, KEY.Key_Left, ALT)
    assert page.column == 5
    name = ledger.story.columns[5].name
    assert name in page.dock.equation.question()
    assert page.votes.sentence().replace("**", "") == ledger.story.sentence(ledger.index, 5)
    assert page.dock.code.values._values == tuple(ledger.story.told(ledger.index, 5).values)[-4:]


def test_that_the_next_batch_comes_and_the_one_before_is_as_it_was(qtbot, app):
    page, depths = in_batch(qtbot, app), app.bench.stepping.depths
    first = depths.ledger.story.rows[0].values.tolist()
    press(qtbot, app, KEY.Key_End)

    press(qtbot, app, KEY.Key_Right, CTRL)
    assert depths.ledger.story.batch == 1
    assert page.dock.scrubber.place_text() == "epoch 0, batch 2 of 3"
    assert walk_page(app).docked.switch.entry("batch").place == "2 of 3"
    assert depths.ledger.story.rows[0].values.tolist() != first
    qtbot.mouseClick(page.dock.buttons.other, LEFT)
    assert depths.ledger.story.batch == 2
    assert not page.dock.buttons.other.isEnabled()
    press(qtbot, app, KEY.Key_Left, CTRL)
    press(qtbot, app, KEY.Key_Left, CTRL)
    assert depths.ledger.story.rows[0].values.tolist() == first


def test_that_a_kept_batch_is_the_trained_one_and_its_card_stands_in_place_of_the_ledger(qtbot, app):
    page, bench = in_batch(qtbot, app), app.bench
    run = Run(board(), arithmetic="layers")
    expected = run.walk().theta
    press(qtbot, app, KEY.Key_End)

    press(qtbot, app, KEY.Key_Return)
    qtbot.waitUntil(lambda: walk_page(app).showing_card)

    assert walk_page(app).card.isVisible()
    assert bench.stepping.depths.depth == "batch"
    assert bench.stepping.walkthrough.walk.before.theta.tolist() == expected.tolist()
    press(qtbot, app, KEY.Key_Home)
    press(qtbot, app, KEY.Key_Right)
    assert not walk_page(app).showing_card
    assert page.ledger.isVisible()


def test_that_escape_leaves_and_the_batch_depth_is_kept_for_the_next_time(qtbot, app):
    in_batch(qtbot, app)

    press(qtbot, app, KEY.Key_Escape)
    assert not app.playground.view.stepping
    qtbot.keyClick(app.window, KEY.Key_B)
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    assert walk_page(app).batch.isVisible()
    qtbot.waitUntil(walk_page(app).batch.dock.hasFocus)


def test_that_a_menu_chooses_the_depth_and_shows_which_one_it_is(qtbot, app):
    app.window.action("depth:batch").trigger()
    assert walk_page(app).batch.isVisible()
    assert app.window.action("depth:batch").isChecked()
    app.window.action("depth:sample").trigger()
    assert walk_page(app).dock.isVisible()
    assert app.window.action("depth:sample").isChecked()


def test_that_a_chain_is_left_for_another_depth(qtbot, app):
    walk = app.bench.stepping.walkthrough
    walk.go(walk.operations.index_of("weight_gradient", 1, 0, 0, 1))
    press(qtbot, app, KEY.Key_C)
    assert walk_page(app).chaining

    qtbot.mouseClick(walk_page(app).docked.switch.entry("batch"), LEFT)
    assert not walk_page(app).chaining
    assert walk_page(app).batch.isVisible()
    assert app.bench.stepping.depths.ledger.story.rows[walk_page(app).batch.ledger.row].sample == 1


def test_that_a_number_of_the_ledger_is_copied(qtbot, app):
    in_batch(qtbot, app)
    press(qtbot, app, KEY.Key_End)

    app.window.carry_out("copy")

    lines = QGuiApplication.clipboard().text().splitlines()
    ledger = app.bench.stepping.depths.ledger
    assert lines[0].startswith("w_x1→h1.1 new = w_x1→h1.1 + Δw")
    assert ledger.story.rows[ledger.index].kind == "weights"


def test_that_digits_and_the_level_are_those_of_the_step_through(qtbot, app):
    walk_page(app).sample.digits_chosen.emit(4)
    walk_page(app).sample.set_digits(4)
    app.window.action("level:numbers").trigger()
    page = in_batch(qtbot, app)

    assert page.dock.digits == 4
    assert not page.dock.code.isVisible()
    app.window.action("level:code").trigger()
    assert page.dock.code.isVisible()
