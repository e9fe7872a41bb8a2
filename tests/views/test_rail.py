"""The rail, driven by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from mlpviz.views.rail import Rail, RailItem

LEFT = Qt.MouseButton.LeftButton
WORKSPACES = [(name.lower(), name, name.lower(), f"Open {name}") for name in ("Playground", "Compare", "Lessons")]


@pytest.fixture
def rail(qtbot, theme):
    made = Rail(theme, WORKSPACES)
    qtbot.addWidget(made)
    made.resize(88, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_that_a_click_on_the_rail_chooses_a_workspace(qtbot, rail):
    with qtbot.waitSignal(rail.workspace_chosen) as chosen:
        qtbot.mouseClick(rail.item("compare"), LEFT)

    assert chosen.args == ["compare"]
    assert rail.value() == "compare"


def test_that_arrow_keys_walk_along_the_rail(qtbot, rail):
    rail.item("playground").setFocus()

    with qtbot.waitSignal(rail.workspace_chosen) as chosen:
        qtbot.keyClick(rail.item("playground"), Qt.Key.Key_Down)

    assert chosen.args == ["compare"]


def test_that_a_narrow_rail_tells_its_labels_as_tooltips(rail):
    rail.set_narrow(True)

    assert rail.width() == 56
    tips = [item.toolTip() for item in rail.findChildren(RailItem)]
    assert tips == [*(f"{name}: open {name}" for name in ("Playground", "Compare", "Lessons")), "Theme: light or dark"]
    rail.set_narrow(False)
    assert rail.width() == 88
    assert rail.item("compare").toolTip() == "Open Compare"


def test_that_the_theme_button_asks_and_chooses_no_workspace(qtbot, rail):
    with qtbot.waitSignal(rail.theme_requested), qtbot.assertNotEmitted(rail.workspace_chosen):
        qtbot.mouseClick(rail.theme_button, LEFT)

    assert rail.value() == "playground"
