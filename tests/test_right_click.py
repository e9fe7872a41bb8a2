"""A right click opens a menu at the pointer, and the release of that click chooses nothing from it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from mlpviz.engine.experiment import preset
from mlpviz.views.data.swatches import Swatch
from mlpviz.views.plots.plot import Plot

NONE, LEFT, RIGHT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def node(app, column):
    view = app.playground.view.network.view
    return view.viewport(), view.drawing.node(column, 0).slot.rect.center().toPoint()


def edge(app):
    view = app.playground.view.network.view
    wires = view.drawing.wires
    for share in range(5, 96):
        place = wires.path(0).pointAtPercent(share / 100)
        if view._hand.find(place).edge == 0:
            return view.viewport(), place.toPoint()
    raise AssertionError("the edge is covered everywhere")


def middle(widget: QWidget):
    return widget, widget.rect().center()


PLACES = {
    "a unit": lambda app: node(app, 1),
    "an output": lambda app: node(app, 3),
    "an input": lambda app: node(app, 0),
    "an edge": edge,
    "a class": lambda app: middle(next(one for one in app.window.findChildren(Swatch) if one.isVisible())),
    "a plot": lambda app: middle(next(one for one in app.window.findChildren(Plot) if one.isVisible()).viewport()),
    "reset": lambda app: middle(app.playground.bar.reset),
}


@pytest.mark.parametrize("where", PLACES)
def test_that_a_right_click_opens_a_menu_at_the_pointer_and_chooses_nothing(qtbot, open_app, where):
    app = open_app(preset("Spiral"))
    before = app.bench.document.experiment
    widget, place = PLACES[where](app)
    at, handle = widget.mapTo(app.window, place), app.window.windowHandle()

    QTest.mousePress(handle, RIGHT, NONE, at)
    assert QApplication.activePopupWidget() is None  # it would be under the hand when the button comes up
    QTest.mouseRelease(handle, RIGHT, NONE, at)

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    free = menu.screen().availableGeometry()
    pointer = app.window.mapToGlobal(at)
    shown = QPoint(min(pointer.x(), free.right()), min(pointer.y(), free.bottom()))  # the window is larger than it
    assert menu.geometry().adjusted(-4, -4, 4, 4).contains(shown)
    assert abs(menu.x() - shown.x()) <= 4 or menu.geometry().right() == free.right()
    menu.close()
    assert app.bench.document.experiment == before


def test_that_the_menu_of_a_double_click_opens_when_the_button_is_up(qtbot, open_app):
    app = open_app(preset("Spiral"))
    view, place = node(app, 1)

    qtbot.mouseDClick(view, LEFT, pos=place)
    assert QApplication.activePopupWidget() is None
    qtbot.mouseRelease(view, LEFT, pos=place)

    menu = QApplication.activePopupWidget()
    assert menu is app.playground.view.network.chips.menu()
    menu.close()


def test_that_the_feature_button_opens_its_menu_under_itself(qtbot, open_app):
    app = open_app(preset("Spiral"))
    button = app.playground.view.network.view.feature_button

    qtbot.mouseClick(button, LEFT)

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.pos() == button.mapToGlobal(QPoint(0, button.height() + 2))
    menu.close()
