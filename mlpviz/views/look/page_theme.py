"""The theme of one page of the window: a page behind another one is restyled when it is shown next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from mlpviz.views.look.theme import Theme

POLISHED = Qt.WidgetAttribute.WA_WState_Polished
OWN_STYLE = Qt.WidgetAttribute.WA_SetStyle


class PageTheme(Theme):
    """As another theme, for the views of a page. To dress them takes as long as there are views, seen or not."""

    def __init__(self, theme: Theme, page: QWidget) -> None:
        """Follow `theme` whenever `page` is not hidden behind another page."""
        super().__init__(theme.choice, theme.text_scale, page)
        self.release()  # it follows that theme, not the system
        self._theme, self._page = theme, page
        self._late = False
        self._parts: list[QWidget] = []
        """What stays as it is while the stylesheet of the application changes."""
        theme.undressing.connect(self._hold_still)
        theme.undressed.connect(self._stay_undressed)
        theme.changed.connect(self._follow)
        page.installEventFilter(self)

    @property
    def reduced_motion(self) -> bool:
        """Whether every duration is 0."""
        return self._theme.reduced_motion

    def ms(self, name: str) -> int:
        """A duration in milliseconds; 0 while motion is reduced."""
        return self._theme.ms(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch up when the page is shown."""
        if event.type() == QEvent.Type.Show and self._late:
            self._dress_page()
            self._adopt_all()
        return False

    def _hidden(self) -> bool:
        return self._page.window().isVisible() and not self._page.isVisible()

    @Slot()
    def _hold_still(self) -> None:
        if self._hidden():
            parts = (self._page, *self._page.findChildren(QWidget))
            self._parts = [part for part in parts if not part.testAttribute(OWN_STYLE)]
        for part in self._parts:
            part.setAttribute(OWN_STYLE)  # Qt tells a widget with a style of its own nothing of the application's

    @Slot()
    def _stay_undressed(self) -> None:
        for part in self._parts:
            part.setAttribute(POLISHED, False)  # Qt puts the stylesheet on what had one before

    @Slot()
    def _follow(self) -> None:
        for part in self._parts:
            part.setAttribute(OWN_STYLE, False)
        self._parts = []
        self._late = self._hidden()
        if not self._late:
            self._adopt_all()

    def _dress_page(self) -> None:
        for part in (self._page, *self._page.findChildren(QWidget)):
            if not part.testAttribute(POLISHED):
                QCoreApplication.sendEvent(part, QEvent(QEvent.Type.Polish))
                QCoreApplication.sendEvent(part, QEvent(QEvent.Type.StyleChange))

    def _adopt_all(self) -> None:
        self._late = False
        self._choice, self._palette, self._text_scale = self._theme.choice, self._theme.palette, self._theme.text_scale
        self._tell()
