"""The ring around what has the keyboard focus, on every kind of control alike."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QSplitter, QWidget
from shiboken6 import isValid

from mlpviz.views.look.measures import Measures
from mlpviz.views.look.mouse_focus import MouseFocus

GAP = 2
"""Free px between a control and its ring."""

_MOVING = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange}


class FocusRing(QObject):
    """Keeps one Ring around the focused widget unless the focus came by mouse.

    A widget that shows its focus itself sets the property "focus_ring" to False.
    """

    def __init__(self, theme: QObject, application: QApplication) -> None:
        # The theme is known as the parent alone: two objects that hold each other would outlive their window.
        super().__init__(theme)
        self._ring: Ring | None = None
        self._followed: list[QWidget] = []
        self._mouse = MouseFocus(self)
        application.focusChanged.connect(self._move)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget and everything it stands in."""
        if event.type() in _MOVING:
            self._fit()
        return False

    @Slot(QWidget, QWidget)
    def _move(self, old: QWidget | None, now: QWidget | None) -> None:
        self._release()
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is not None and by_mouse:
            self._mouse.watch(now)
        if now is not None and not by_mouse and not self._mouse.handing and _wants_ring(now):
            widget: QWidget | None = now
            while widget is not None:
                widget.installEventFilter(self)
                self._followed.append(widget)
                widget = None if widget.isWindow() else widget.parentWidget()
        self._fit()

    def _release(self) -> None:
        for widget in self._followed:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._followed.clear()

    def _fit(self) -> None:
        alive = [widget for widget in self._followed if isValid(widget)]
        if not alive or len(alive) < len(self._followed) or not alive[0].isVisible():
            if self._ring is not None and isValid(self._ring):
                self._ring.hide()
            return
        if self._ring is None or not isValid(self._ring):
            self._ring = Ring(cast("Measures", self.parent()), alive[-1])
        self._ring.surround(alive[0], alive[-1])


class Ring(QWidget):
    """The ring itself, lying over the window and letting the mouse through."""

    def __init__(self, theme: Measures, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._frame = QRectF()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def surround(self, widget: QWidget, window: QWidget) -> None:
        """Lie around `widget`, or just inside the edge of something as large as a canvas."""
        if self.parentWidget() is not window:
            self.setParent(window)
        width = round(self._theme.line("focus"))
        reach = 0 if isinstance(widget, QAbstractScrollArea) else GAP + width
        place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-reach, -reach, reach, reach)
        seen = place.intersected(_opening(widget, window))
        half = width / 2
        self._frame = QRectF(place.translated(-seen.topLeft())).adjusted(half, half, -half, -half)
        self.setGeometry(seen)
        self.setVisible(not seen.isEmpty())
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.palette.color("ink"), self._theme.line("focus")))
        radius = min(self._theme.radius("control") + GAP, self._frame.height() / 2)
        painter.drawRoundedRect(self._frame, radius, radius)


def _wants_ring(widget: QWidget) -> bool:
    window = widget.window()
    # A splitter would take the ring for one more pane; a popup shows its current row instead.
    unfit = isinstance(window, (QSplitter, QAbstractScrollArea)) or window.windowType() == Qt.WindowType.Popup
    return widget is not window and not unfit and widget.property("focus_ring") is not False


def _opening(widget: QWidget, window: QWidget) -> QRect:
    """The part of the window in which `widget` can be seen, inside every scrolled area around it."""
    seen = window.rect()
    outer = widget.parentWidget()
    while outer is not None and outer is not window:
        if isinstance(outer.parentWidget(), QAbstractScrollArea):
            seen = seen.intersected(QRect(outer.mapTo(window, QPoint(0, 0)), outer.size()))
        outer = outer.parentWidget()
    return seen
