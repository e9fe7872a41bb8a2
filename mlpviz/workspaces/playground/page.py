"""The page of the Playground: data, network and diagnostics over the timeline; while stepping, the step-through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mlpviz.views.columns import Columns
from mlpviz.views.data.data_panel import DataPanel
from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.paint_later import paint_later
from mlpviz.views.look.theme import Theme
from mlpviz.views.network.network_panel import NetworkPanel
from mlpviz.views.pictures.part import Part, known
from mlpviz.views.plots.diagnostics_panel import DiagnosticsPanel
from mlpviz.views.plots.timeline import Timeline

if TYPE_CHECKING:
    from mlpviz.views.walk.page import WalkPage

FOLDED_BELOW, NARROW_BELOW, LOW_BELOW = 1280, 1120, 800
"""Window sizes below which the rail and the diagnostics fold, the data column narrows, and everything gets lower."""
LARGE_FROM = 1600
"""Window width from which the data square grows with the height of the window before the network does."""
STRIP = 40
NARROW_DATA = 304
NETWORK_LEAST = 480


class PlaygroundPage(QWidget):
    """Two pages of three columns each; which one is shown depends on whether the learner is stepping."""

    walk_built = Signal(object)
    """The WalkPage, which is built when it is first needed: many a session never steps."""

    def __init__(self, theme: Theme) -> None:
        """Build every view of the first page."""
        super().__init__()
        self._theme = theme
        self._window_size = QSize(1440, 900)
        self._opened = self._presenting = False
        training = QWidget()
        theme = PageTheme(theme, training)
        self.data, self.network = DataPanel(theme), NetworkPanel(theme)
        self.diagnostics, self.timeline = DiagnosticsPanel(theme), Timeline(theme)
        self.walk: WalkPage | None = None
        px = theme.px
        self._middle, self._slot = _holding(self.network), _holding(self.diagnostics)
        self.start: QWidget | None = None
        """The start page, in the place of network and diagnostics; it is made by whoever shows it."""
        self.columns = Columns(
            [self.data, self._middle, self._slot], [px("data_column"), NETWORK_LEAST, px("diagnostics_column")], 1
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(training)
        _fill(training, self.columns, self.timeline)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.diagnostics.open_requested.connect(self._toggle_diagnostics)
        self.columns.splitterMoved.connect(self._place_start)
        theme.changed.connect(self._refit)

    @property
    def stepping(self) -> bool:
        """Whether the step-through page is on show."""
        return self._pages.currentIndex() == 1

    def build_walk(self) -> WalkPage:
        """The step-through page."""
        if self.walk is None:
            from mlpviz.views.walk.page import WalkPage

            self.walk = WalkPage(self._theme)
            self._pages.addWidget(self.walk)
            self.walk.ensurePolished()  # else it would be as it opens
            self.fit_to(self._window_size)
            self.walk_built.emit(self.walk)
        return self.walk

    def show_stepping(self, stepping: bool) -> None:
        """Change between the two pages."""
        paint_later(self.window())
        if stepping:
            self._pages.setCurrentWidget(self.build_walk())
            self.build_walk().take_focus()
        else:
            self._pages.setCurrentIndex(0)

    def parts(self) -> list[Part]:
        """What is on show of network, data square and loss."""
        if self.stepping:
            return [known("network", self.build_walk().graph)]
        found = [known("network", self.network.picture_part()), known("data", self.data.canvas())]
        loss = self.diagnostics.chosen.plots().get("loss")
        if loss is not None and loss.isVisibleTo(self):
            found.append(known("loss", loss))
        return found

    def remember(self, settings: QSettings) -> None:
        """Write down the shares of the columns."""
        settings.setValue("columns", " ".join(f"{share:.4f}" for share in self.columns.shares()))

    def recall(self, settings: QSettings) -> None:
        """Give the shares back; what cannot be used is as if nothing had been dragged."""
        try:
            self.columns.take_shares([float(share) for share in str(settings.value("columns", "")).split()])
        except ValueError:
            self.columns.take_shares([])

    def show_start(self, start: QWidget | None) -> None:
        """Show the start page in the place of network and diagnostics, or these again."""
        shown = start is not None
        if start is not None:
            self.start = start
            start.setParent(self.columns.parentWidget())
            self._opened = False
            self.fit_to(self._window_size)
        elif self.start is None or self.start.isHidden():
            return
        paint_later(self.window())
        focused = self.start.isAncestorOf(self.focusWidget() or self)
        for part in (self.network, self.diagnostics):
            part.setVisible(not shown)
        self.start.setVisible(shown)
        self._place_start()
        if focused and not shown:
            self.window().setFocus()

    def present(self, presenting: bool) -> None:
        """For a projector: enlarge canvas and graph in the room of settings and timeline, or bring those back."""
        self._presenting = presenting
        self.data.show_settings(not presenting)
        self.timeline.setVisible(not presenting)
        self.network.set_large(presenting)
        self.fit_to(self._window_size)

    def fit_to(self, window: QSize) -> None:
        """Arrange for a window of this size."""
        self._window_size = window
        px, narrow, low = self._theme.px, window.width() < NARROW_BELOW, window.height() < LOW_BELOW
        folded = window.width() < FOLDED_BELOW
        self._opened = self._opened and folded
        self.data.set_narrow(narrow)
        for view in (self.timeline, self.diagnostics):
            view.set_low(low)
        self.diagnostics.set_folded(folded and not self._opened)
        extra = min(1.25, max(1.0, window.width() / 1920))
        data = NARROW_DATA if narrow else self._data_width(round(px("data_column") * extra))
        strip = STRIP if folded else round(px("diagnostics_column") * extra)
        if self._presenting:
            data = max(data, min(self.data.width_for(self.height()), self.width() - NETWORK_LEAST - strip))
        fixed = (0, 2) if self._presenting else (2,) if folded else ()
        self.columns.set_widths([data, NETWORK_LEAST, strip], fixed)
        if self.walk is not None:
            self.walk.fit_to(self.width(), folded=folded, low=low)
        self._place_diagnostics()
        self._place_start()

    @Slot()
    def _refit(self) -> None:
        self.fit_to(self._window_size)

    def _data_width(self, usual: int) -> int:
        """In a large window wide enough for a square that fills the height; the network keeps what it had before."""
        window, px = self._window_size, self._theme.px
        height = window.height() - px("menu_bar") - px("toolbar") - px("timeline")
        filled = self.data.width_for(height, settings=True)
        return max(usual, min(filled, usual + window.width() - LARGE_FROM))

    @Slot()
    def _toggle_diagnostics(self) -> None:
        self._opened = not self._opened
        self.fit_to(self._window_size)

    def _place_diagnostics(self) -> None:
        """In its column, or, opened from the strip of a narrow window, over the network."""
        layout = self._slot.layout()
        assert layout is not None
        floating = self.diagnostics.parent() is self
        if self._opened:
            if not floating:
                self.diagnostics.setParent(self)
                self.diagnostics.show()
            # It covers the network for a moment, so it may be as wide as larger text wants it.
            width = round(self._theme.px("diagnostics_column") * min(1.5, max(1.0, self._theme.text_scale)))
            self.diagnostics.setGeometry(self.width() - width, 0, width, self.columns.height())
            self.diagnostics.raise_()
        elif floating:
            layout.addWidget(self.diagnostics)

    @Slot()
    def _place_start(self) -> None:
        """To the right of the data, over the timeline."""
        if self.start is not None and self.start.isVisibleTo(self):
            left = self._middle.x()
            self.start.setGeometry(left, 0, self.columns.width() - left, self.columns.height())
            self.start.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        """Only what has been shown knows how much room its text takes."""
        super().showEvent(event)
        self._refit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what is left to the network."""
        super().resizeEvent(event)
        self._refit()
        self.columns.resize(event.size().width(), self.columns.height())
        if self.walk is not None:
            self.walk.fit_width(event.size().width())
        self._place_diagnostics()
        self._place_start()


def _holding(part: QWidget) -> QWidget:
    """A column that keeps its width while its part is away."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(part)
    return made


def _fill(page: QWidget, columns: QWidget, foot: QWidget) -> None:
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(columns, 1)
    layout.addWidget(foot)
