"""A plot under a line of words, some of which give way where the plot is narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.views.look.theme import Theme

LEAST_WIDTH = 160


class HeadedPlot(QWidget):
    """Head and curves; what `give_way` was told of is left out below a width."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown_from: dict[QWidget, int] = {}

    def place(self, head: QHBoxLayout, curves: QWidget) -> None:
        """Stand the head over the curves."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(curves, 1)
        self._theme.changed.connect(self._fit)

    def give_way(self, *widgets: QWidget, below: int) -> None:
        """Leave out parts of the head where the plot is narrower than `below` px of the usual text size."""
        self._shown_from |= dict.fromkeys(widgets, below)

    def minimumSizeHint(self) -> QSize:
        """Narrower than the head would like."""
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        width = self.width() / max(1.0, self._theme.text_scale)
        for widget, least in self._shown_from.items():
            widget.setVisible(width >= least)
