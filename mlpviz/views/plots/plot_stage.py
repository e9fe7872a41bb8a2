"""Where a plot is shown large, over the middle of the page, with a legend of what happened to the run."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mlpviz.engine.events import Event
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import label
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.event_marks import legend

LEGEND_MOST = 128
"""Px of height from which the legend scrolls, at the usual text size."""


class PlotStage(QFrame):
    """Covers a widget beside it and follows its size. Escape, or Back, asks to give the plot back."""

    back_requested = Signal()
    save_requested = Signal(str)
    """"png", "svg", "pdf" or "csv"."""

    def __init__(self, theme: Theme, covered: QWidget, page: QWidget) -> None:
        """Stand over `covered`, inside `page`."""
        super().__init__(page)
        self._theme, self._covered = theme, covered
        self.plot: DiagnosticPlot | None = None
        self._rows: QScrollArea | None = None
        self.setProperty("surface", "panel")
        self.setAutoFillBackground(True)
        self.setAccessibleName("Enlarged plot")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focus_ring", False)  # it has the keys, but nothing in it is chosen
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self._column.addLayout(self._head())
        self._legend = label("", "caption")
        self._legend.setWordWrap(True)
        self._scroll = scrolling(self._legend)
        self._column.addWidget(self._scroll)
        covered.installEventFilter(self)
        self.hide()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        for kind, tip in (
            ("png", "Save picture"), ("svg", "Save drawing"), ("pdf", "Save page"), ("csv", "Save values"),
        ):  # fmt: skip
            button = Button(self._theme, kind.upper(), "outline", tip=f"{tip} ({kind.upper()})")
            button.setObjectName(kind)
            button.clicked.connect(self._save)
            head.addWidget(button)
        head.addStretch()
        back = Button(self._theme, "Back", "outline", icon="close", tip="Back into the column (Esc or Z)")
        back.clicked.connect(self.back_requested)
        head.addWidget(back)
        return head

    def _save(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.save_requested.emit(sender.objectName())

    def hold(self, plot: DiagnosticPlot) -> None:
        """Show a plot large."""
        self.plot = plot
        if plot.curves is None:  # as high as its content, however many layers there are
            self._rows = scrolling(plot)
            self._column.insertWidget(1, self._rows, 1)
        else:
            self._column.insertWidget(1, plot, 1)
        plot.set_enlarged(True)
        self._follow()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def release(self) -> DiagnosticPlot | None:
        """Give the plot away and be hidden."""
        plot, self.plot = self.plot, None
        if plot is not None:
            self._column.removeWidget(plot)
            plot.set_enlarged(False)
            if self._rows is not None:
                self._rows.takeWidget()
                self._rows.deleteLater()
                self._rows = None
        self.hide()
        return plot

    def show_events(self, events: tuple[Event, ...]) -> None:
        """Tell what the numbers of the marks stand for."""
        curves = self.plot is not None and self.plot.curves is not None
        self._legend.setText("\n".join(legend(events)) if curves else "")
        self._scroll.setVisible(curves and bool(events))
        high = self._legend.sizeHint().height() if events else 0
        self._scroll.setFixedHeight(min(high + 4, round(LEGEND_MOST * max(1.0, self._theme.text_scale))))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover what is to be covered, whatever its size."""
        if watched is self._covered and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        page = self.parentWidget()
        if page is not None:
            corner = self._covered.mapTo(page, self._covered.rect().topLeft())
            self.setGeometry(corner.x(), corner.y(), self._covered.width(), self._covered.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape asks to give the plot back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)
