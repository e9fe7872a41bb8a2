"""A button pressed with the mouse does its work and gives the keyboard back."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mlpviz.views.controls.button import Button
from mlpviz.views.look.focusring import FocusRing, Ring
from mlpviz.views.look.theme import Theme

Found = TypeVar("Found", bound=QWidget)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, qapp: QApplication) -> QWidget:
    """A page that takes the keys, with a field and a button on it."""
    FocusRing(theme, qapp)
    page = QWidget()
    page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    column = QVBoxLayout(page)
    column.addWidget(QLineEdit())
    column.addWidget(Button(theme, "Add"))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def the(kind: type[Found], page: QWidget) -> Found:
    """The one widget of a kind on the page."""
    found = page.findChild(kind)
    assert found is not None
    return found


def click(button: Button) -> None:
    """As the system tells of it, through the window: a click sent to the widget itself knows of no mouse."""
    point = button.mapTo(button.window(), QPoint(button.width() // 2, button.height() // 2))
    QTest.mouseClick(button.window().windowHandle(), Qt.MouseButton.LeftButton, pos=point)


def test_that_a_click_ends_what_is_typed_and_leaves_the_keys_to_the_page(qtbot: QtBot, page: QWidget) -> None:
    field, button = the(QLineEdit, page), the(Button, page)
    field.setFocus()
    qtbot.keyClicks(field, "0.3")

    with qtbot.waitSignals([field.editingFinished, button.clicked]):
        click(button)

    assert page.hasFocus()


def test_that_space_does_not_press_again_what_the_mouse_has_pressed(qtbot: QtBot, page: QWidget) -> None:
    button = the(Button, page)
    click(button)

    with qtbot.assertNotEmitted(button.clicked):
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Space)


def test_that_a_button_reached_by_key_keeps_the_keys(qtbot: QtBot, page: QWidget) -> None:
    button = the(Button, page)
    button.setFocus(Qt.FocusReason.TabFocusReason)

    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)

    assert button.hasFocus()


def test_that_no_ring_appears_when_a_click_hides_its_button(qtbot: QtBot, page: QWidget) -> None:
    button = the(Button, page)
    button.clicked.connect(button.hide)

    click(button)

    assert button.isHidden()
    assert not any(ring.isVisible() for ring in page.findChildren(Ring))
