"""The card of an update that was kept, in the real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible

from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.telling.payoff import payoff_of
from mlpviz.views.walk.payoff.card import PayoffCard
from mlpviz.views.walk.payoff.numbers import written_apart
from tests.known import known
from tests.seen_text import faults, seen_texts


def opened(qtbot, open_app, experiment):
    app = open_app(experiment)
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    app.bench.stepping.open()
    app.bench.stepping.depths.choose("operation")
    return app


def keep(qtbot, app):
    """Keep the update that is walked, and wait for the card; the walk that was kept."""
    stepping = app.bench.stepping
    walk = stepping.walkthrough.walk
    stepping.depths.choose("operation")
    stepping.walkthrough.last()
    stepping.keep()
    qtbot.waitUntil(lambda: app.playground.view.walk.showing_card)
    return walk


@pytest.fixture
def app(qtbot, open_app):
    return opened(qtbot, open_app, preset("XOR", per_class=6))


def card_of(app) -> PayoffCard:
    card = app.window.findChild(PayoffCard)
    assert card is not None
    return card


def test_that_a_kept_update_shows_what_it_was_good_for(qtbot, app, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))

    walk = keep(qtbot, app)

    card, payoff, page = card_of(app), payoff_of(walk), app.playground.view.walk
    np.testing.assert_array_equal(app.bench.playhead.snapshot.theta, walk.theta)
    assert card.isVisibleTo(app.window)
    assert not page.graph.isVisibleTo(app.window)
    assert app.window.notice.text == ""
    assert card.accessibleName() == "Update 1 kept"
    assert card.accessibleDescription() == f"Update 1 kept. {payoff.sentence} {known(payoff.ground).moved}"
    assert said.count(card.accessibleDescription()) == 1
    assert card.numbers.texts()[:2] == [f"{payoff.before:.9f}", f"{payoff.after:.9f}"]
    page.sample.digits.button("4").click()
    assert card.numbers.texts()[:2] == [f"{payoff.before:.4f}", f"{payoff.after:.4f}"]
    # one filled button
    assert (card.next.property("role"), page.dock.buttons.next.property("role")) == ("primary", "outline")
    for name, (share, loss) in {
        "old": (0.0, payoff.before), "new": (1.0, payoff.after), "predicted": (1.0, known(payoff.predicted))
    }.items():
        assert card.curve.dots()[name] == card.curve.place(share, loss)
    np.testing.assert_array_equal(card.curve.curve.getData()[1], payoff.losses)
    np.testing.assert_array_equal(card.curve.tangent.getData()[1], [payoff.before, payoff.predicted])
    assert card.legend.words() == ["border before", "after it"]
    assert not app.bench.playhead.waiting
    app.bench.playhead.go_live()  # the same snapshot comes on screen again
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    assert page.showing_card


def test_that_undo_takes_the_kept_update_back_bit_for_bit_and_the_card_with_it(qtbot, app):
    for _ in range(2):  # the second one has a memory to go back to
        before = keep(qtbot, app).before
        page = app.playground.view.walk
        qtbot.keyClick(page.dock, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not page.showing_card)  # noqa: B023
        after = app.bench.playhead.snapshot
        assert after.theta.tobytes() == before.theta.tobytes()
        assert after.memory.tobytes() == before.memory.tobytes()
        assert after.updates == before.updates
        assert app.bench.stepping.active
        keep(qtbot, app)
    qtbot.mouseClick(card_of(app).undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.showing_card)
    assert app.bench.playhead.snapshot.updates == 1


def test_that_the_keys_of_the_card_come_first_and_those_of_the_dock_still_act(qtbot, app):
    page, walkthrough = app.playground.view.walk, app.bench.stepping.walkthrough
    dock = page.dock
    keep(qtbot, app)
    qtbot.keyClick(dock, Qt.Key.Key_Right)
    assert not page.showing_card
    assert walkthrough.index == 1

    keep(qtbot, app)
    qtbot.keyClick(dock, Qt.Key.Key_Return)
    assert not page.showing_card
    assert walkthrough.index == 0
    assert dock.buttons.next.property("role") == "primary"

    keep(qtbot, app)
    card_of(app).train.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(card_of(app).train, Qt.Key.Key_Right)
    assert walkthrough.index == 1
    assert not page.showing_card
    assert dock.hasFocus()

    keep(qtbot, app)
    qtbot.keyClick(dock, Qt.Key.Key_Escape)
    assert not page.showing_card
    assert app.bench.stepping.active
    qtbot.keyClick(dock, Qt.Key.Key_Escape)
    assert not app.bench.stepping.active


def test_that_space_and_the_button_train_on(qtbot, app):
    keep(qtbot, app)
    updates = app.bench.playhead.snapshot.updates
    qtbot.keyClick(app.playground.view.walk.dock, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: app.bench.playhead.newest.updates > updates)
    assert not app.bench.stepping.active
    app.bench.transport.pause()
    qtbot.waitUntil(lambda: not app.bench.trainer.training)

    app.bench.stepping.open()
    qtbot.waitUntil(lambda: app.bench.stepping.active)
    keep(qtbot, app)
    card = card_of(app)
    updates = app.bench.playhead.snapshot.updates
    qtbot.keyClick(card.next, Qt.Key.Key_Space)  # a button with the focus is pressed
    assert not app.playground.view.walk.showing_card
    assert app.bench.playhead.newest.updates == updates
    keep(qtbot, app)
    qtbot.mouseClick(card.train, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: app.bench.playhead.newest.updates > updates + 1)
    app.bench.transport.pause()
    qtbot.waitUntil(lambda: not app.bench.trainer.training)


def test_that_the_card_closes_by_mouse_and_by_any_other_way_on(qtbot, app):
    page, stepping = app.playground.view.walk, app.bench.stepping
    for way in (
        lambda: qtbot.mouseClick(card_of(app).close_button, Qt.MouseButton.LeftButton),
        lambda: qtbot.mouseClick(card_of(app).next, Qt.MouseButton.LeftButton),
        lambda: stepping.walkthrough.go(7),
        lambda: stepping.open_chain_at(0),
        lambda: (stepping.leave(), stepping.open()),
    ):
        keep(qtbot, app)
        assert page.showing_card
        way()
        assert not page.showing_card
        stepping.chain.end()


def test_that_a_rate_of_0_and_a_loss_that_is_no_number_are_told(qtbot, app):
    app.bench.editor.set_rate(0.0)
    qtbot.waitUntil(lambda: app.bench.stepping.walkthrough.walk.experiment.plan.learning_rate == 0.0)
    keep(qtbot, app)
    assert "Nothing changed. The learning rate is 0" in card_of(app).accessibleDescription()

    linear = NetworkSpec([LayerSpec(4, "Linear"), LayerSpec(1, "Linear")], loss="MeanSquaredError")
    huge = Experiment(preset("Plane", per_class=6).points, linear, Plan("SGD", learning_rate=1e6))
    app.bench.stepping.open_next()
    app.bench.editor.start("Open", huge, opens=True)
    for _ in range(6):
        qtbot.waitUntil(lambda: app.bench.stepping.walkthrough.walk.experiment.plan.learning_rate == 1e6)
        keep(qtbot, app)
        if "no longer a finite number" in card_of(app).accessibleDescription():
            break
    assert "the learning rate is too high." in card_of(app).accessibleDescription()
    assert "new" not in card_of(app).curve.dots()
    card_of(app).grab()  # draws what is a number


BLOBS, SINE, HILLS = (preset(name, per_class=6) for name in ("Blobs", "Sine", "Two hills"))
MAZUR = example("mazur").experiment


@pytest.mark.parametrize(("size", "text", "theme", "scenes"), [
    ((1024, 700), 2.0, "dark", (HILLS,)),
    *(pytest.param(*late, marks=pytest.mark.slow) for late in (
        ((1440, 900), 1.0, "dark", (BLOBS,)), ((1366, 768), 1.5, "light", (SINE, MAZUR)),
        ((1024, 700), 1.0, "contrast", (BLOBS, MAZUR)),
    )),
])
def test_that_no_text_of_the_card_crosses_another_or_is_cut(qtbot, open_app, size, text, theme, scenes):
    app, found = opened(qtbot, open_app, preset("XOR", per_class=6)), list[str]()
    app.theme.choose(theme)
    app.theme.set_text_scale(text)
    app.window.resize(QSize(*size))
    for scene in scenes:
        app.bench.stepping.open_next()
        app.bench.editor.start("Open", scene, opens=True)
        qtbot.waitUntil(lambda: app.bench.playhead.snapshot.experiment == scene)  # noqa: B023
        qtbot.waitUntil(lambda: app.bench.picture_maker.idle and app.bench.stepping.active)
        keep(qtbot, app)
        qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
        inside = [seen for seen in seen_texts(app.window) if card_of(app).isAncestorOf(seen.owner)]
        assert any(seen.text.startswith("Next update") for seen in inside)
        found += faults(inside)
        bar = card_of(app)._scroll.verticalScrollBar()
        for _ in range(30):
            qtbot.keyClick(app.playground.view.walk.dock, Qt.Key.Key_PageDown)
        assert bar.value() == bar.maximum()  # all of it can be read without a mouse
        found += faults([seen for seen in seen_texts(app.window) if card_of(app).isAncestorOf(seen.owner)])
    assert not found, "\n".join(found)


def test_that_losses_that_differ_are_never_written_alike():
    assert written_apart((0.761421, 0.761429), 4) == ["0.76142", "0.76143"]
    assert written_apart((0.761421, 0.7614214), 4) == ["0.761421", "0.7614214"]
    assert written_apart((0.5, 0.5), 4) == ["0.50", "0.50"]
