"""A page behind another one is restyled when it is shown next, and is then as if it had been on show all the time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.theme import Theme


class Page(QWidget):
    """A page with one title; remembers what it was restyled for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = PageTheme(theme, self)
        self.title = QLabel("Title")
        self.title.setProperty("role", "title")
        QVBoxLayout(self).addWidget(self.title)
        self.restyled: list[tuple[str, float]] = []
        self.theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        self.restyled.append((self.theme.palette.name, self.theme.text_scale))

    def looks(self) -> tuple[str, int]:
        """The colour and the size in which its title is written."""
        return self.title.palette().color(QPalette.ColorRole.WindowText).name(), self.title.font().pixelSize()


@pytest.fixture
def stack(qtbot: QtBot) -> QStackedWidget:
    made = QStackedWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def pages(theme: Theme, qapp: QApplication, stack: QStackedWidget, qtbot: QtBot) -> tuple[Page, Page]:
    theme.apply(qapp)
    both = Page(theme), Page(theme)
    for page in both:
        stack.addWidget(page)
    with qtbot.waitExposed(stack):
        stack.show()
    stack.setCurrentIndex(1)  # both have been seen and dressed
    stack.setCurrentIndex(0)
    return both


def test_that_only_the_page_on_show_is_restyled_at_once(theme: Theme, pages: tuple[Page, Page]) -> None:
    shown, hidden = pages
    theme.choose("dark")
    theme.set_text_scale(1.5)
    assert shown.restyled == [("dark", 1.0), ("dark", 1.5)]
    assert hidden.restyled == []
    assert shown.looks() == (theme.palette.color("t1").name(), theme.text_px("m"))


def test_that_a_hidden_page_catches_up_once_when_it_is_shown(
    theme: Theme, stack: QStackedWidget, pages: tuple[Page, Page]
) -> None:
    shown, hidden = pages
    theme.choose("dark")
    theme.choose("contrast")
    theme.set_text_scale(1.5)
    stack.setCurrentIndex(1)
    assert hidden.restyled == [("contrast", 1.5)]
    assert hidden.looks() == shown.looks() == (theme.palette.color("t1").name(), theme.text_px("m"))
    assert hidden.title.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)


def test_that_a_page_shown_again_without_a_change_is_not_restyled(
    stack: QStackedWidget, pages: tuple[Page, Page]
) -> None:
    for index in (1, 0, 1):
        stack.setCurrentIndex(index)
    assert [page.restyled for page in pages] == [[], []]


def test_that_motion_is_reduced_on_every_page_at_once(theme: Theme, pages: tuple[Page, Page]) -> None:
    theme.set_reduced_motion(True)
    assert [page.theme.ms("dock_open") for page in pages] == [0, 0]
    assert all(page.theme.reduced_motion for page in pages)


def test_that_the_page_of_a_window_not_yet_shown_follows_at_once(theme: Theme, qtbot: QtBot) -> None:
    page = Page(theme)
    qtbot.addWidget(page)
    theme.choose("dark")
    assert page.restyled == [("dark", 1.0)]
