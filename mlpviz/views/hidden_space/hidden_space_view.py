"""The hidden space: every layer small, one large, and what is known about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.hidden_space.story import layer_name, why_no_border
from mlpviz.views.controls.label import Elided, label, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.controls.switch import Switch
from mlpviz.views.hidden_space.large_space import LargeSpace
from mlpviz.views.hidden_space.notes import WIDTH, SpaceNotes
from mlpviz.views.hidden_space.shown import Shown
from mlpviz.views.hidden_space.space_painter import Parts
from mlpviz.views.hidden_space.strip import SpaceStrip
from mlpviz.views.look.theme import Theme

BESIDE, LEAST = 280, 190
"""Px that the large square keeps beside the notes, which else stand below it, and its least height."""
TIPS = {
    "Grid": "The lines of a grid over the inputs, bent as the layers bend them.",
    "Border": "Where the answer changes from one class to another.",
    "Surface": "What the layers behind answer to every place of this plane.",
}


class HiddenSpaceView(QWidget):
    """Shows the points as each layer sees them."""

    point_hovered = Signal(object)
    """The index of the point under the mouse, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self._shown: Shown | None = None
        self._layer = -1
        self.strip, self.large, self.notes = SpaceStrip(theme), LargeSpace(theme), SpaceNotes(theme)
        self._title, self._about = label("", "title", self), Elided("", "secondary", self)
        self.switches = {name: Switch(theme, name, parent=self) for name in TIPS}
        for name, switch in self.switches.items():
            switch.setChecked(True)
            switch.setToolTip(TIPS[name])
            switch.toggled.connect(self._show)
        self._test = True
        self._place()
        theme.changed.connect(self._arrange)
        self.strip.chosen.connect(self.choose)
        self.large.point_hovered.connect(self.point_hovered)

    def _place(self) -> None:
        self._strip_area = scrolling(self.strip, along=Qt.Orientation.Horizontal)
        inside = QWidget()
        self._whole = scrolling(inside)
        for part in (self._strip_area, self.strip, self.notes, self._whole, inside):
            part.setProperty("surface", "canvas")
            part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 16, 0)
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._about, 1)
        for switch in self.switches.values():
            head.addWidget(switch)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(12)
        self._below.addWidget(self.large, 1)
        self._below.addWidget(self.notes, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._strip_area)
        column.addWidget(rule(inside))
        column.addLayout(head)
        column.addLayout(self._below, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._whole)

    @property
    def layer(self) -> int:
        """The layer that is shown large."""
        return self._layer

    def show_spaces(self, shown: Shown) -> None:
        """Show the spaces of a moment; the chosen layer stays if there is one like it."""
        if self._layer < 0 or self._layer > shown.layers or self._shown is None or self._shown.layers != shown.layers:
            self._layer = max(0, shown.layers - 1)  # the last hidden layer is where the answer is made
        self._shown = shown
        self._show()

    def shown(self) -> Shown | None:
        """What is on show."""
        return self._shown

    @Slot(int)
    def choose(self, layer: int) -> None:
        """Show a layer large."""
        if self._shown is not None and layer != self._layer:
            self._layer = layer
            self._show()
            square = self.strip.square(layer)
            self._strip_area.ensureVisible(round(square.center().x()), 0, round(square.width()), 0)

    def set_test_shown(self, shown: bool) -> None:
        """Show the test points, or not."""
        self._test = shown
        self._show()

    @Slot()
    def _show(self) -> None:
        if self._shown is None:
            return
        shown, space = self._shown, self._shown.spaces[self._layer]
        on = {name: switch.isChecked() for name, switch in self.switches.items()}
        parts = Parts(on["Grid"], on["Border"], on["Surface"], self._test)
        self.strip.show_spaces(shown, self._layer, parts)
        self.large.show_space(shown, self._layer, parts)
        self.notes.show_space(shown, self._layer)
        self._title.setText(layer_name(self._layer, shown.layers))
        ways = {"strip": "one value", "plane": "both, as they are",
                "directions": f"2 of {space.units} directions, {number.percent(space.spread, 0)} of the spread"}
        self._about.setText(ways[space.kind])
        self.setAccessibleDescription(self.notes.said())
        why = why_no_border(shown.experiment, space)
        for name in ("Border", "Surface"):
            self.switches[name].setEnabled(not why)
            self.switches[name].setToolTip(why or TIPS[name])
        self.switches["Border"].setVisible(shown.experiment.points.targets is None)
        histogram = self._layer == shown.layers and shown.counts is not None
        self.switches["Grid"].setEnabled(not histogram)

    def minimumSizeHint(self) -> QSize:
        """It scrolls where there is little room."""
        return QSize(0, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the notes stand below."""
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        beside = self.width() - round(WIDTH * grown) >= BESIDE
        directions = QBoxLayout.Direction
        self._below.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self.notes.set_wide(not beside)
        self.large.setMinimumHeight(round(LEAST * grown))
        self._strip_area.setFixedHeight(self.strip.sizeHint().height() + 2)
        self._about.setVisible(self.width() >= 560 * grown)
