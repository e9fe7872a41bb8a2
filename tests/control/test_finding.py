"""The command palette in the real window: by keyboard and by mouse, what it offers and what it does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mlpviz.data.shapes import SHAPES
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import preset
from mlpviz.state.finding import entry as sections
from mlpviz.state.finding.search import Fold, Hit
from mlpviz.views.finding.row_model import ROW

Key = Qt.Key
LISTED = ("preset:", "example:", "workspace:", "recent:")
"""Commands of what is listed by its own name; no file was used yet."""


@pytest.fixture
def app(open_app):
    return open_app(preset("XOR", per_class=5))


@pytest.fixture
def finder(app):
    app.window.activateWindow()
    QTest.keyClick(app.window, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    return app.commands.finding.finder


def rows(finder):
    model = finder.list.model()
    return [model.index(at).data(ROW) for at in range(model.rowCount())]


def hits(finder):
    return {row.entry.title: row.entry for row in rows(finder) if isinstance(row, Hit)}


def find(finder, text):
    finder.line.setText(text[:-1])
    QTest.keyClicks(finder.line, text[-1]) if text[-1].isascii() else finder.line.setText(text)
    return finder.current


def test_that_ctrl_k_opens_it_with_the_keys_and_escape_gives_them_back(qtbot, app):
    field = app.playground.view.network.fields.rate.combo()
    field.setFocus()
    app.commands.finding.open()
    finder = app.commands.finding.finder
    assert finder.isVisible()
    assert finder.line.hasFocus()
    QTest.keyClick(finder.line, Key.Key_Escape)
    assert not finder.isVisible()
    assert QApplication.focusWidget() in (field, field.lineEdit())


def test_that_everything_with_a_name_is_in_it(app, finder):
    entries = app.commands.finding._entries
    named = {(one.section, one.name.removesuffix(" (values)")) for one in entries}
    assert {(sections.PRESETS, shape.label) for shape in SHAPES.values()} <= named
    assert {(sections.EXAMPLES, title) for title in EXAMPLES} <= named
    assert {(sections.WORKSPACES, one.title) for one in app.window.workspaces.values()} <= named
    texts = {one.name for one in entries if one.section == sections.COMMANDS}
    rows = [row for row in app.window.commands if not row.name.startswith(LISTED)]
    shown = {row.name: app.commands.finding._text(row) if row.menu else row.text for row in rows}
    assert {text for name, text in shown.items() if name != "open_in:playground"} <= texts
    assert f"{len(entries)} of {len(entries)}" == finder._count.text()


def test_that_enter_does_what_was_found_and_keys_are_shown_to_be_learned(app, finder):
    row = find(finder, "step through backprop")
    assert (row.entry.title, row.entry.keys) == ("Step through backprop", ("B",))
    QTest.keyClick(finder.line, Key.Key_Return)
    assert app.bench.stepping.active
    assert not finder.isVisible()


def test_that_a_typed_value_is_one_edit_that_undo_takes_back(app, finder):
    before = app.bench.document.experiment
    row = find(finder, "learning rate 0.25")
    assert row.entry.title == "Learning rate 0.25"
    QTest.keyClick(finder.line, Key.Key_Return)
    assert app.bench.document.experiment.plan.learning_rate == 0.25
    app.window.action("undo").trigger()
    assert app.bench.document.experiment == before


def test_that_every_part_of_the_experiment_can_be_changed_by_name(app, finder):
    document = app.bench.document
    for text, found in (
        ("hidden units 5 3", lambda now: now.network.widths[1:-1] == (5, 3)),
        ("test split 40 %", lambda now: now.points.recipe.test_share == 0.4),
        ("noise 0.2", lambda now: now.points.recipe.noise == 0.2),
        ("optimiser rmsprop", lambda now: now.plan.optimizer.name == "RMSProp"),
        ("activation relu", lambda now: now.network.layers[0].activation.name == "ReLU"),
        ("add feature x1²", lambda now: "X1Squared" in now.network.features),
        ("moons", lambda now: now.points.recipe.shape == "Moons"),
    ):
        app.commands.finding.open() if not finder.isVisible() else None
        find(finder, text)
        QTest.keyClick(finder.line, Key.Key_Return)
        assert found(document.experiment), text


def test_that_a_refused_value_says_why_and_changes_nothing(app, finder):
    before = app.bench.document.experiment
    row = find(finder, "learning rate 1,000")
    assert "can be read as 1000 or as 1.000" in row.entry.reason
    QTest.keyClick(finder.line, Key.Key_Return)
    assert finder.isVisible()
    assert app.bench.document.experiment is before
    assert row.entry.reason in finder.line.accessibleDescription()


def test_that_what_cannot_be_done_now_is_found_with_its_reason(app, finder):
    for text, reason in (("Save walk: As LaTeX document…", "only while stepping"), ("Undo", "there is nothing to undo"),
                         ("Larger brush value", "only for points that carry values"),
                         ("One pass over all samples", "only in Perceptron"),
                         ("Cut the edge, or join it", "a key in the graph")):
        find(finder, text)
        assert hits(finder)[text].reason == reason
    assert find(finder, "undo").entry.reason
    QTest.keyClick(finder.line, Key.Key_Return)
    assert finder.isVisible()


def test_that_in_another_workspace_settings_say_where_they_are_and_its_own_commands_act(app):
    app.window.show_workspace("perceptron")
    app.commands.finding.open()
    finder = app.commands.finding.finder
    assert find(finder, "learning rate 0.03").entry.reason == "only in Playground"
    assert find(finder, "optimiser adam").entry.reason == "only in Playground"
    assert not find(finder, "one pass").entry.reason
    find(finder, "gradient flow")
    assert finder.current.entry.section == sections.WORKSPACES
    QTest.keyClick(finder.line, Key.Key_Return)
    assert app.window.workspace.name == "gradient_flow"


def test_that_arrows_skip_headings_and_the_right_arrow_unfolds_a_group(app, finder):
    find(finder, "step")
    count = len(rows(finder))
    while not isinstance(finder.current, Fold):
        QTest.keyClick(finder.line, Key.Key_Down)
        assert finder.current is not None
    folded = finder.current.count
    QTest.keyClick(finder.line, Key.Key_Right)
    assert len(rows(finder)) == count + folded - 1
    assert isinstance(finder.current, Hit)
    for _ in range(count + folded):
        QTest.keyClick(finder.line, Key.Key_Up)
    assert rows(finder).index(finder.current) == 1  # below the first heading


def test_that_a_click_does_what_a_row_says_and_a_click_beside_closes_it(qtbot, app, finder):
    find(finder, "dark")
    at = next(at for at, row in enumerate(rows(finder)) if isinstance(row, Hit) and row.entry.title == "Theme: Dark")
    place = finder.list.visualRect(finder.list.model().index(at)).center()
    qtbot.mouseClick(finder.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert app.theme.choice == "dark"
    app.commands.finding.open()

    qtbot.mouseClick(app.playground.view.data.canvas().viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not finder.isVisible()


def test_that_a_name_alone_asks_for_its_value_and_a_mistyped_one_is_met(app, finder):
    find(finder, "batch size")
    QTest.keyClick(finder.line, Key.Key_Return)
    assert finder.text == "Batch size "
    QTest.keyClicks(finder.line, "3")
    QTest.keyClick(finder.line, Key.Key_Return)
    assert app.bench.document.experiment.plan.batch_size == 3
    app.commands.finding.open()
    find(finder, "stpe")
    assert finder.told() == "Nothing is called “stpe”. Did you mean step? Enter searches for it."
    QTest.keyClick(finder.line, Key.Key_Return)
    assert finder.text == "step"


def test_that_no_key_typed_into_it_reaches_the_window(app, finder):
    QTest.keyClicks(finder.line, "brq.,[] 7")
    for key in (Key.Key_Home, Key.Key_Left, Key.Key_F, Key.Key_PageDown):
        QTest.keyClick(finder.line, key)
    assert not app.bench.stepping.active
    assert not app.bench.trainer.training
    assert not app.bench.document.undo_stack.count()


def test_that_it_stays_inside_every_window(app):
    for width, height, text in ((1024, 700, 1.0), (800, 560, 2.0), (1920, 1080, 1.0)):
        app.theme.set_text_scale(text)
        app.window.resize(width, height)
        app.commands.finding.open()
        finder = app.commands.finding.finder
        assert app.window.rect().contains(finder.geometry())
        finder.close_it()


def test_that_undo_is_found_by_what_it_would_take_back(app, finder):
    find(finder, "learning rate 0.25")
    QTest.keyClick(finder.line, Key.Key_Return)
    app.commands.finding.open()
    assert find(finder, "undo").entry.title == "Undo change the learning rate"
    QTest.keyClick(finder.line, Key.Key_Return)
    assert app.bench.document.undo_stack.index() == 0
