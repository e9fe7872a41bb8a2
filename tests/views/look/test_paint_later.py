"""A window that is painted later is painted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QExposeEvent, QRegion
from PySide6.QtWidgets import QWidget

from mlpviz.views.look.paint_later import paint_later


class Window(QWidget):
    painted = 0

    def paintEvent(self, event):
        self.painted += 1


def test_that_a_window_that_appears_on_the_screen_before_it_may_be_painted_is_painted_afterwards(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.show()
    paint_later(window)  # as a page does that opens while the window is being shown
    for _ in range(2):
        QCoreApplication.sendEvent(window.windowHandle(), QExposeEvent(QRegion(window.rect())))
    assert window.painted == 0
    qtbot.waitUntil(lambda: window.painted > 0, timeout=2000)
