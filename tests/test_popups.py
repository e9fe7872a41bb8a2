"""What opens over the window stays on the screen, wherever the window stands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtWidgets import QMenu

from mlpviz.engine.experiment import preset


@pytest.fixture
def app(open_app):
    """A window of which the right and the lower part are off the screen, in large text."""
    made = open_app(preset("XOR"))
    made.theme.set_text_scale(1.5)
    made.window.resize(1440, 900)
    free = made.window.screen().availableGeometry()
    made.window.move(free.right() - 700, free.bottom() - 500)
    return made


def test_that_every_menu_stays_on_the_screen(qtbot, app):
    free = app.window.screen().availableGeometry()
    menus = [menu for menu in app.window.findChildren(QMenu) if menu.actions()]
    assert len(menus) > 6
    for menu in menus:
        menu.popup(app.window.mapToGlobal(QPoint(app.window.width() - 40, app.window.height() - 40)))
        assert free.contains(menu.geometry()), menu.title()
        menu.close()


def test_that_the_form_of_training_settings_stays_on_the_screen(qtbot, app):
    fields = app.playground.view.network.fields
    free = app.window.screen().availableGeometry()
    assert not free.contains(fields.more.mapToGlobal(QPoint(0, 0)))
    fields.more.click()

    assert free.contains(fields.form.geometry())
    fields.form.close()


def test_that_columns_of_a_small_window_are_the_same_shares_of_a_large_one(qtbot, open_app):
    small, settings = open_app(preset("XOR")), QSettings()
    small.window.resize(1366, 768)
    columns = small.playground.view.columns
    columns.take_shares([0.3, 0.45, 0.25])
    small.playground.remember(settings)

    large = open_app(preset("XOR"), settings)
    large.window.resize(1900, 1000)
    wide = large.playground.view.columns
    qtbot.waitUntil(lambda: wide.sizes()[0] == pytest.approx(0.3 * wide.width(), abs=3))
    assert wide.sizes()[2] == pytest.approx(0.25 * wide.width(), abs=3)
