"""What stands under the canvas: presets, sliders, switches and an input to try; it scrolls where the window is low."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mlpviz.views.controls.switch import Switch
from mlpviz.views.data.data_sliders import DataSliders
from mlpviz.views.data.presets import Presets
from mlpviz.views.data.probe_row import ProbeRow
from mlpviz.views.look.theme import Theme

LEAST = 64
"""Px that are always kept for it."""
MARGIN = 16


class DataSettings(QScrollArea):
    """Holds its parts as `presets`, `sliders`, `test`, `hard` and `probe`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = QWidget(self)
        self._content.setProperty("scrolled", True)
        self.presets = Presets(theme, self._content)
        self.sliders = DataSliders(theme, self._content)
        self.test = Switch(theme, "Show test points", parent=self._content)
        self.hard = Switch(theme, "Hard edges", parent=self._content)
        self.probe = ProbeRow(theme, self._content)
        self.test.setToolTip("Hollow markers: points that training never sees.")
        self.hard.setToolTip("Colour each place by the answer alone, not by how sure it is.")
        self.test.setChecked(True)
        self._switches = QHBoxLayout()
        self._place()
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(LEAST)

    def _place(self) -> None:
        self._switches.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._switches.setSpacing(14)
        self._switches.addWidget(self.test)
        self._switches.addWidget(self.hard)
        self._switches.addStretch(1)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(0)
        column.addWidget(self.presets)
        column.addSpacing(8)
        column.addWidget(self.sliders)
        column.addSpacing(7)
        column.addLayout(self._switches)
        column.addSpacing(7)
        column.addWidget(self.probe)
        column.addStretch(1)

    def set_narrow(self, narrow: bool) -> None:
        """The form for a column of 304 px."""
        self.presets.set_narrow(narrow)
        self.probe.set_narrow(narrow)

    def height_at(self, width: int) -> int:
        """The height in which nothing has to be scrolled in a column of that width, in px."""
        column, now = self._content.layout(), self._content.width()
        assert column is not None
        self.fit(width)
        column.activate()
        height = column.sizeHint().height()
        self.fit(now)
        return height

    def fit(self, width: int) -> None:
        """Fill a column of that width; the scroll bar stands in its margin."""
        words = self.test.sizeHint().width() + self.hard.sizeHint().width() + self._switches.spacing()
        stacked = words > width - 2 * MARGIN
        self._switches.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._content.setFixedWidth(width)
