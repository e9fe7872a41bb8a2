"""One theme dresses the whole window and tells every view when it changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mlpviz import resource
from mlpviz.views.look import icons
from mlpviz.views.look.focusring import Ring
from mlpviz.views.look.palette import tokens
from mlpviz.views.look.theme import CHOICES, Theme


def test_that_choosing_a_theme_changes_palette_and_application(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert theme.palette.name == "dark"
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.palette.color("panel")
    assert theme.palette.color("line2").name() in qapp.styleSheet()


def test_that_choosing_the_same_again_is_no_change(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose("light")


def test_that_an_unknown_theme_is_refused_by_name(theme: Theme) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.choose("sepia")


def test_that_system_follows_the_colour_scheme(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    class Hints:
        def colorScheme(self) -> Qt.ColorScheme:
            return Qt.ColorScheme.Dark

    theme.choose("system")
    hints = QGuiApplication.styleHints()
    monkeypatch.setattr(QGuiApplication, "styleHints", staticmethod(Hints))
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.palette.name == "dark"


def test_that_a_chosen_theme_does_not_follow_the_system(theme: Theme) -> None:
    theme.choose("contrast")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.palette.name == "contrast"


def test_that_text_grows_and_with_it_what_holds_a_line_of_text(theme: Theme, qtbot: QtBot) -> None:
    toolbar, column = theme.px("toolbar"), theme.px("data_column")
    with qtbot.waitSignal(theme.changed):
        theme.set_text_scale(1.5)
    assert theme.font("m").pixelSize() == 20
    assert theme.px("toolbar") == 78 > toolbar
    assert theme.px("data_column") == column


def test_that_smaller_text_does_not_shrink_hit_targets(theme: Theme) -> None:
    theme.set_text_scale(0.85)
    assert theme.px("control_height") == 32


@pytest.mark.parametrize("role", tokens()["type"]["scale"])
def test_that_every_role_of_the_type_scale_has_a_font(theme: Theme, role: str) -> None:
    font = theme.font(role)
    assert font.pixelSize() == tokens()["type"]["scale"][role]["px"]
    assert font.isFeatureSet(QFont.Tag("tnum"))


def test_that_a_code_font_is_of_one_width(theme: Theme) -> None:
    assert theme.font(code=True).styleHint() == QFont.StyleHint.Monospace


def test_that_sizes_are_found_by_name(theme: Theme) -> None:
    assert (theme.px("rail"), theme.px("rail_item.1"), theme.px("node"), theme.px("panel_padding")) == (88, 60, 44, 16)
    with pytest.raises(KeyError, match="sofa"):
        theme.px("sofa")


def test_that_reduced_motion_makes_every_duration_nothing(theme: Theme) -> None:
    assert theme.ms("dock_open") == 200
    theme.set_reduced_motion(True)
    assert theme.ms("dock_open") == 0


def test_that_lines_are_thicker_in_high_contrast(theme: Theme) -> None:
    theme.choose("contrast")
    assert theme.line("curve") == 3.0


@pytest.mark.parametrize("choice", CHOICES)
def test_that_every_theme_gives_a_whole_stylesheet(qapp: QApplication, choice: str) -> None:
    theme = Theme(choice)
    theme.apply(qapp)
    assert "$" not in qapp.styleSheet()


@pytest.mark.parametrize("file", sorted(resource.path("icons").glob("*.svg")), ids=lambda file: file.stem)
def test_that_every_icon_leaves_a_mark(theme: Theme, file: object) -> None:
    name = str(getattr(file, "stem", ""))
    drawn = icons.pixmap(name, theme.palette.color("t1"), 24).toImage()
    assert any(drawn.pixelColor(x, y).alpha() > 60 for x in range(24) for y in range(24))


def test_that_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/sofa\.svg"):
        resource.path("icons/sofa.svg")


def two_buttons(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    for text in ("One", "Two"):
        row.addWidget(QPushButton(text))
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_that_the_ring_follows_the_tab_key(theme: Theme, qtbot: QtBot) -> None:
    window = two_buttons(qtbot)
    first, second = window.findChildren(QPushButton)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(window, Qt.Key.Key_Tab)
    qtbot.waitUntil(second.hasFocus)
    ring = window.findChild(Ring)
    assert ring is not None
    assert ring.isVisible()
    assert ring.geometry().contains(second.geometry())
    assert not ring.geometry().contains(first.geometry())


def test_that_a_hidden_control_takes_its_ring_along(theme: Theme, qtbot: QtBot) -> None:
    window = two_buttons(qtbot)
    first = window.findChildren(QPushButton)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    ring = window.findChild(Ring)
    assert ring is not None
    for button in window.findChildren(QPushButton):
        button.hide()
    assert not ring.isVisible()


def test_that_a_released_theme_follows_the_system_no_more(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    class Hints:
        def colorScheme(self) -> Qt.ColorScheme:
            return Qt.ColorScheme.Dark

    theme = Theme("light")
    theme.release()
    theme.release()
    theme.choose("system")
    before, hints = theme.palette.name, QGuiApplication.styleHints()
    monkeypatch.setattr(QGuiApplication, "styleHints", staticmethod(Hints))
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.palette.name == before
