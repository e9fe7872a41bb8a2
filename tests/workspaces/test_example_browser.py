"""File ▸ Published examples: what is listed, found, compared and opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import preset
from mlpviz.engine.telling.printed_numbers import comparison
from mlpviz.offscreen import _settle
from mlpviz.views.examples.browser import ExampleBrowser
from tests.seen_text import faults, seen_texts

LONG = 30_000
"""Milliseconds for 10 000 updates in the pauses of the window, on a machine that has other work."""
WHY = "numbers come out; where they are different, it is said why."


@pytest.fixture
def app(open_app):
    return open_app(preset("XOR", per_class=5))


def browser_of(app) -> ExampleBrowser:
    app.window.carry_out("examples")
    found = app.window.findChild(ExampleBrowser)
    assert found is not None
    return found


def listed(browser):
    items = (browser.list.item(row) for row in range(browser.list.count()))
    return [item.text() for item in items if not item.isHidden()]


def texts(browser):
    return [one.text() for one in browser.findChildren(QLabel) if one.isVisible()]


def test_that_the_browser_lists_every_example_and_tells_of_the_first(qtbot, app):
    browser = browser_of(app)

    assert not browser.isModal()
    assert listed(browser) == list(EXAMPLES)
    assert browser.title == "Mazur 2-2-2"
    assert EXAMPLES["Mazur 2-2-2"].teaches in texts(browser)
    qtbot.waitUntil(lambda: f"25 of 30 printed {WHY}" in texts(browser), timeout=LONG)
    assert "2–2–2 · sigmoid · squared error · 1 sample · SGD, η = 0.5 · 39 operations" in texts(browser)


def test_that_every_number_stands_beside_the_own_one_with_a_tick_or_the_reason(app):
    browser = browser_of(app)

    for row, (name, one) in enumerate(EXAMPLES.items()):
        browser.list.setCurrentRow(row)
        found = comparison(one)
        browser.show_comparison(name, found)
        seen = texts(browser)

        assert found.summary in seen
        for check in found.checks:
            assert {check.printed.name, check.shown, check.own} <= set(seen)
            assert check.agrees or check.verdict in seen
        assert seen.count("✓") == sum(check.agrees for check in found.checks)
        assert seen.count("≠") == sum(not check.agrees for check in found.checks)


def test_that_words_are_searched_in_titles_sources_and_texts(app):
    browser = browser_of(app)

    QTest.keyClicks(browser.search, "starmer")
    assert listed(browser) == ["StatQuest 1-2-1"]
    assert browser.title == "StatQuest 1-2-1"
    browser.search.setText("xor linear")
    assert listed(browser) == ["Goodfellow XOR, linear"]
    browser.search.setText("convolution")
    assert listed(browser) == []
    assert "No example has these words." in texts(browser)
    assert not browser.open_button.isEnabled()
    QTest.keyClick(browser.search, Qt.Key.Key_Return)
    assert app.bench.document.experiment.example == ""
    browser.search.clear()
    assert listed(browser) == list(EXAMPLES)
    assert browser.open_button.isEnabled()


def test_that_keys_choose_and_open_an_example_and_undo_brings_back_what_was_there(qtbot, app):
    before = app.bench.document.experiment
    browser = browser_of(app)

    QTest.keyClick(browser.search, Qt.Key.Key_Down)
    QTest.keyClick(browser.search, Qt.Key.Key_Down)
    QTest.keyClick(browser.search, Qt.Key.Key_Up)
    assert browser.title == "Zhou 2-2-1, Alice"
    QTest.keyClick(browser.search, Qt.Key.Key_Return)

    assert not browser.isVisible()
    assert app.bench.document.experiment == EXAMPLES["Zhou 2-2-1, Alice"].experiment
    assert not app.bench.stepping.active
    app.bench.document.undo_stack.undo()
    assert app.bench.document.experiment == before


def test_that_step_through_opens_the_example_at_its_first_operation(qtbot, app):
    browser = browser_of(app)
    QTest.keyClicks(browser.search, "adam")

    QTest.keyClick(browser.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: app.bench.stepping.active)
    assert app.bench.stepping.walkthrough.narrator.walk.experiment == EXAMPLES["Basran, Adam by hand"].experiment


def test_that_the_browser_opens_at_the_example_on_show_and_closes_by_escape(app):
    app.bench.editor.open_example("ustc")
    browser = browser_of(app)

    assert browser.title == "USTC 2-4-2, softmax"
    QTest.keyClick(browser, Qt.Key.Key_Escape)
    assert not browser.isVisible()


def test_that_another_example_on_show_ends_the_comparison_of_the_one_before(qtbot, app):
    browser = browser_of(app)

    browser.list.setCurrentRow(1)

    qtbot.waitUntil(lambda: f"4 of 6 printed {WHY}" in texts(browser), timeout=LONG)
    browser.list.setCurrentRow(0)
    qtbot.waitUntil(lambda: any(text.startswith("25 of 30") for text in texts(browser)), timeout=LONG)


def test_that_the_example_scrolls_by_keys(app):
    browser = browser_of(app)
    browser.show_comparison(browser.title, comparison(EXAMPLES[browser.title]))
    _settle(app)
    browser.details.setFocus()
    bar = browser.details.verticalScrollBar()

    QTest.keyClick(browser.details, Qt.Key.Key_Down)
    low = bar.value()
    QTest.keyClick(browser.details, Qt.Key.Key_PageDown)
    lower = bar.value()
    QTest.keyClick(browser.details, Qt.Key.Key_PageUp)
    QTest.keyClick(browser.details, Qt.Key.Key_Up)

    assert 0 < low < lower
    assert bar.value() == 0


@pytest.mark.parametrize(
    ("size", "text", "theme"),
    [
        pytest.param((940, 620), 1.0, "dark", marks=pytest.mark.slow),
        ((972, 665), 2.0, "light"),
    ],
)
def test_that_no_text_of_the_browser_crosses_another_or_is_cut(qtbot, app, size, text, theme):
    app.theme.choose(theme)
    app.theme.set_text_scale(text)
    browser, found = browser_of(app), list[str]()
    qtbot.waitUntil(lambda: not app.playground._examples.comparing, timeout=LONG)  # it shows what it found meanwhile
    browser.list.setFocus()  # the mark of a place to type blinks over the word "Search"
    browser.resize(*size)

    for row, (title, one) in enumerate(EXAMPLES.items()):
        browser.list.setCurrentRow(row)
        browser.show_comparison(title, comparison(one))
        bar = browser.details.verticalScrollBar()
        for down in (0.0, 0.5, 1.0):
            _settle(app)
            bar.setValue(round(down * bar.maximum()))
            found += [f"{title}: {fault}" for fault in faults(seen_texts(browser))]

    assert (browser.width(), browser.height()) == size
    assert not found, "\n".join(found)


def test_that_a_comparison_stops_with_the_browser_and_goes_on_with_the_next_one(qtbot, app):
    browser = browser_of(app)
    presenter = app.playground._examples
    assert presenter.comparing

    browser.close()
    assert not presenter.comparing
    browser_of(app)

    assert presenter.comparing
    qtbot.waitUntil(lambda: f"25 of 30 printed {WHY}" in texts(browser), timeout=LONG)
    assert not presenter.comparing
