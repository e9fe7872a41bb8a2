"""Keys reach the dock from everywhere on the pages of the step-through, and screen readers hear every step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from mlpviz.engine.examples import example
from mlpviz.engine.experiment import preset
from mlpviz.views.walk.dock_keys import ACROSS
from mlpviz.views.walk.graph.canvas import WalkCanvas

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton
TYPING = (QLineEdit, QComboBox)
"""What is typed in keeps its keys."""


@pytest.fixture
def app(qtbot, open_app):
    return stepping(qtbot, open_app(example("mazur").experiment))


def stepping(qtbot, made):
    qtbot.waitUntil(lambda: made.bench.picture_maker.idle)
    made.window.activateWindow()
    made.bench.stepping.open()
    made.bench.stepping.depths.choose("operation")
    qtbot.waitUntil(lambda: page(made).docked.hasFocus())
    return made


def page(app):
    return app.playground.view.walk


def press(key, held=Qt.KeyboardModifier.NoModifier):
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, held)


def focusable(around):
    """Every control below that Tab reaches."""
    tabbed = Qt.FocusPolicy.TabFocus
    return [one for one in around.findChildren(QWidget) if one.isVisible() and one.isEnabled()
            and one.focusPolicy() & tabbed and one.focusProxy() is None]


def named(widget):
    return f"{type(widget).__name__} {widget.accessibleName() or widget.toolTip()}"


def chosen_among(widget):
    """Whether it is one of several options, between which Left and Right choose."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None


def deaf(cursor, around):
    """The controls with the focus in which a key of the dock does nothing."""
    found = []
    for widget in focusable(around):
        if isinstance(widget, TYPING):
            continue
        for key, start, end in ((KEY.Key_Right, 1, 2), (KEY.Key_Left, 2, 1), (KEY.Key_End, 1, cursor.count - 1),
                                (KEY.Key_Home, 2, 0)):  # fmt: skip
            if key in (KEY.Key_Left, KEY.Key_Right) and (chosen_among(widget) or isinstance(widget, WalkCanvas)):
                continue  # they choose among options there, and walk from unit to unit
            cursor.go(start)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            press(key)
            if cursor.index != end:
                found.append(f"{named(widget)}: {key.name}")
    return found


def test_that_keys_of_the_dock_act_from_every_control_of_the_page(app):
    assert ACROSS == ("Left", "Right")
    app.window.carry_out("graph_list", True)
    assert deaf(app.bench.stepping.walkthrough, page(app)) == []
    assert len(focusable(page(app))) > 15


def test_that_keys_of_a_chain_act_from_every_control_of_its_page(app):
    app.bench.stepping.walkthrough.go(27)
    press(KEY.Key_C)
    chain = app.bench.stepping.chain
    assert page(app).chaining

    assert deaf(chain, page(app).chain) == []
    assert len(focusable(page(app).chain)) > 8


def test_that_space_plays_and_escape_and_b_leave_from_every_control(qtbot, app):
    player = app.playground._walk_presenter.playing.autoplay
    player.choose_speed(0.5)
    for at, widget in enumerate(focusable(page(app))):
        if isinstance(widget, TYPING):
            continue
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if not isinstance(widget, QAbstractButton):  # Space presses these
            app.bench.stepping.walkthrough.go(1)
            press(KEY.Key_Space)
            assert player.playing, named(widget)
            press(KEY.Key_Space)
        press(KEY.Key_Escape if at % 2 else KEY.Key_B)
        assert not app.playground.view.stepping, named(widget)
        app.bench.stepping.open()


def test_that_a_click_anywhere_leaves_the_keys_to_the_dock(qtbot, open_app):
    app = stepping(qtbot, open_app(preset("XOR")))
    walk, window = app.bench.stepping.walkthrough, app.window
    clicked = {}  # one of each kind of part
    for one in page(app).findChildren(QWidget):
        seen = one.isVisible() and not one.visibleRegion().isEmpty()
        if seen and not isinstance(one, (*TYPING, QAbstractButton)) and not isinstance(one.parent(), TYPING):
            clicked[type(one), type(one.parent())] = one
    for widget in clicked.values():
        inside = widget.visibleRegion().boundingRect().topLeft() + QPoint(3, 3)
        QTest.mouseClick(window.windowHandle(), LEFT, pos=widget.mapTo(window, inside))
        app.bench.stepping.chain.end()  # what an edge opens, and what the switch of depths
        app.bench.stepping.depths.choose("operation")
        walk.go(4)
        press(KEY.Key_Right)
        assert walk.index == 5, named(widget)
    assert len(clicked) > 25


# ---- the code and the list -------------------------------------------------------------------------------------------


def test_that_the_code_is_hidden_and_shown_by_button_key_and_menu(qtbot, app):
    dock = page(app).dock
    assert dock.code.isVisible()

    qtbot.mouseClick(dock.player.code, LEFT)
    assert not dock.code.isVisible()
    assert not app.window.action("code_pane").isChecked()
    assert page(app).sample.level.value() == "numbers"

    press(KEY.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert dock.code.isVisible()
    assert dock.player.code.isChecked()

    app.window.action("code_pane").trigger()
    assert not dock.code.isVisible()


def test_that_the_network_of_a_step_is_a_list_of_every_unit_and_edge_with_what_is_lit_first(qtbot, app):
    app.bench.stepping.walkthrough.go(17)  # ∂E/∂w₅
    press(KEY.Key_G, Qt.KeyboardModifier.ShiftModifier)
    listing = page(app).graph.listing
    assert listing.isVisible()
    rows = [listing.rows.index(row).data() for row in range(listing.rows.rowCount())]

    # 2 inputs, 4 units with 4 biases and 8 weights, 2 edges to the loss, and the loss
    assert len(rows) == 2 + 4 + 4 + 8 + 2 + 1
    lit = [row for row in rows if row.endswith("(lit now)")]
    assert rows[: len(lit)] == lit
    assert "h₁ → o₁: w₅ = 0.40, ∂E/∂w₅ = 0.082167041 (lit now)" in lit
    assert "x₁: a = 0.05" in rows
    assert "bias of o₁: b₂ = 0.60" in rows

    press(KEY.Key_Right)
    assert "h₂ → o₁: w₆ = 0.45, ∂E/∂w₆ = 0.082667628 (lit now)" in [
        listing.rows.index(row).data() for row in range(listing.rows.rowCount())
    ]


def test_that_a_row_of_the_list_is_lit_elsewhere_opens_its_chain_and_hides_what_is_hidden(app):
    press(KEY.Key_G, Qt.KeyboardModifier.ShiftModifier)
    listing, walk = page(app).graph.listing, app.bench.stepping
    listing.setFocus(Qt.FocusReason.TabFocusReason)
    wanted = next(row for row, mark in enumerate(listing.rows.marks) if mark.kind == "edge" and mark.layer == 1)
    while listing.currentIndex().row() < wanted:
        press(KEY.Key_Down)
    assert page(app).graph.canvas.lit() == listing.rows.marks[wanted]

    press(KEY.Key_C)
    assert page(app).chaining
    assert walk.chain.story.place.layer == 1

    press(KEY.Key_Escape)
    app.window.carry_out("predict", True)
    walk.walkthrough.go(17)
    rows = [listing.rows.index(row).data() for row in range(listing.rows.rowCount())]
    assert "h₁ → o₁: w₅ = 0.40 (lit now)" in rows
    assert not any("0.0821" in row for row in rows)


# ---- said ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def said(monkeypatch):
    """What a screen reader would be told."""
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    return heard


def test_that_every_operation_is_said_with_its_numbers_and_its_sentence(app, said):
    walk = app.bench.stepping.walkthrough
    walk.go(15)
    said.clear()

    for _ in range(3):
        press(KEY.Key_Right)

    assert [one.partition(".")[0] for one in said] == [f"Operation {at} of 39" for at in (17, 18, 19)]
    told = walk.narrator.tell(17)
    assert told.sentence in said[1]
    assert "∂E/∂w₅ = δ_o1 · h₁; 0.082167041 = 0.138498562 · 0.593269992" in said[1]


def test_that_steps_of_a_chain_and_a_question_left_open_are_said(app, said):
    app.bench.stepping.walkthrough.go(17)
    press(KEY.Key_C)
    press(KEY.Key_Home)
    assert said[-1].startswith("Step 1 of ")
    press(KEY.Key_Escape)

    app.window.carry_out("predict", True)
    app.bench.stepping.walkthrough.go(18)
    assert "Predict it" in said[-1]
    assert "0.0826" not in said[-1]
    press(KEY.Key_Right)
    assert said[-1] == "Type the sign or the value first. Next once more goes on without."
