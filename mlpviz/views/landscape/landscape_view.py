"""The landscape: a plane through the space of all weights with its losses, the paths on it, and how exact it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.landscape.planes import Kind
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.choice import FoldingChoice
from mlpviz.views.controls.label import Elided, label
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.controls.switch import Switch
from mlpviz.views.landscape.loss_bar import LossBar
from mlpviz.views.landscape.plane_hand import LandscapePlane
from mlpviz.views.landscape.shown import Shown
from mlpviz.views.landscape.weights_row import WeightsRow
from mlpviz.views.look.announce import announce
from mlpviz.views.look.theme import Theme

TITLES: dict[Kind, str] = {
    "paths": "Train loss around the paths",
    "random": "Train loss along random directions",
    "weights": "Train loss over two weights",
}
HEAD = 34
NOTES = 74
"""Px of the line above the picture, and of the words below the picture it at text of the designed size."""
LOW = 330
"""Px of height below which the words have less room, and scroll, and headings that say the usual are left out."""
BESIDE = 430
"""Px of width from which the scale stands beside the words."""


class LandscapeView(QWidget):
    """Shows a landscape, and asks for other planes, other directions, and the network of a place."""

    kind_chosen = Signal(str)
    directions_requested = Signal()
    """Other random directions."""
    downhill_toggled = Signal(bool)
    cancel_requested = Signal()
    training_requested = Signal()

    def __init__(self, theme: Theme, planes: FoldingChoice, parent: QWidget | None = None) -> None:
        """Show nothing yet; `planes` stands elsewhere."""
        super().__init__(parent)
        self._theme, self.planes = theme, planes
        self.plane = LandscapePlane(theme)
        self.weights = WeightsRow(self)
        self.bar = LossBar(theme, self.plane.ground, self)
        self._title, self._about = Elided("", "title", self), Elided("", "secondary", self)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # whole if it fits
        self._progress = Elided("", "secondary", self)
        self.cancel = Button(theme, "Cancel", "ghost", tip="Compute no more losses; what is there stays.", parent=self)
        self.dice = IconButton(theme, "dice", "Other random directions", role="ghost", size=28, parent=self)
        self.downhill = Switch(theme, "Downhill", parent=self)
        self.downhill.setChecked(True)
        self.downhill.setToolTip("An arrow at the playhead: where the train loss falls fastest, as far as the plane "
                                 "holds that direction. Its length tells nothing.")
        self._exact, self._seen = label("", "secondary", self), label("", "secondary", self)
        self.train = Button(theme, "Train from here", "outline", parent=self, tip=(
            "Start a run with the weights of this place (Shift+Enter on the picture). Undo brings this run back."))
        self.back = Button(theme, "Back", "ghost", tip="Show the network of the playhead again (Esc).",
                           parent=self)
        self._notes = QStackedWidget(self)
        self._headings: list[QLabel] = []
        self._place()
        self._connect()
        self.show_progress(0, 0)
        self._arrange()

    def _place(self) -> None:
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = QWidget(self)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(10)
        for part in (self._title, self._about, self._progress, self.cancel, self.dice, self.downhill):
            head.addWidget(part, int(part in (self._about, self._progress)))
        picture = QHBoxLayout()
        picture.setContentsMargins(16, 0, 8, 0)
        picture.addWidget(self.plane)
        for text, words, buttons in (("How exact this is", self._exact, ()), ("Seen from here", self._seen,
                                     (self.train, self.back))):
            self._notes.addWidget(scrolling(self._note(text, words, buttons)))
        below = QHBoxLayout()
        below.setContentsMargins(16, 4, 16, 8)
        below.setSpacing(20)
        below.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._notes, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self.weights)
        column.addLayout(picture, 1)
        column.addLayout(below)

    def _note(self, title: str, words: QLabel, buttons: Sequence[QWidget]) -> QWidget:
        page = QWidget()
        page.setProperty("surface", "canvas")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words.setWordWrap(True)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2)
        first = QHBoxLayout()
        self._headings.append(label(title, "title", page))
        first.addWidget(self._headings[-1])
        first.addStretch(1)
        for button in buttons:
            first.addWidget(button)
        inside.addLayout(first)
        inside.addWidget(words)
        inside.addStretch(1)
        return page

    def _connect(self) -> None:
        self._theme.changed.connect(self._arrange)
        self.planes.chosen.connect(self.kind_chosen)
        self.dice.clicked.connect(self.directions_requested)
        self.downhill.toggled.connect(self.downhill_toggled)
        self.cancel.clicked.connect(self.cancel_requested)
        self.train.clicked.connect(self.training_requested)
        self.back.clicked.connect(self.plane.leave_place)
        self.plane.training_requested.connect(self.training_requested)

    # what is shown

    def show_kind(self, kind: Kind, parameters: int) -> None:
        """Name the plane, and offer what belongs to it alone."""
        self.planes.choose(kind)
        self._title.setText(TITLES[kind])
        self._about.setText(f"{number.count(parameters)} parameters, 2 directions")
        self.dice.setVisible(kind == "random")
        self.weights.setVisible(kind == "weights")

    def show_landscape(self, shown: Shown) -> None:
        """Show what is known of the plane."""
        self.plane.show_landscape(shown)
        self.bar.show_relief(None if shown.note else shown.relief)
        self.downhill.setEnabled(not shown.note)

    def show_exactness(self, words: str) -> None:
        """Say how exact it is."""
        if words != self._exact.text():
            self._exact.setText(words)

    def show_seen(self, words: str) -> None:
        """Say how the network of the chosen place scores; "" for that of the playhead again."""
        self._seen.setText(words)
        self._notes.setCurrentIndex(int(bool(words)))
        self.train.setEnabled(bool(words))
        if words:
            announce(self.plane, words)

    def show_progress(self, done: int, count: int) -> None:
        """How many parts of the losses are there; all of them: nothing is said any more."""
        under_way = done < count
        self._progress.setText(f"{number.percent(done / count, 0)} computed" if under_way else "")
        self._progress.setVisible(under_way)
        self.cancel.setVisible(under_way)
        self._about.setVisible(not under_way and self.width() >= 560 * max(1.0, self._theme.text_scale))

    def said(self) -> str:
        """The words below the picture."""
        return self._seen.text() if self._notes.currentIndex() else self._exact.text()

    def minimumSizeHint(self) -> QSize:
        """Its picture shrinks."""
        return QSize(0, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow less is said."""
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        # Fixed, so that nothing that comes and goes gives the picture another shape: its losses would be computed anew.
        low = self.height() < LOW * grown
        self._notes.setFixedHeight(round((0.55 * NOTES if low else NOTES) * grown))
        self._headings[0].setVisible(not low)
        self.plane.set_brief(low)
        self._head.setFixedHeight(round(HEAD * grown))
        self.bar.setVisible(self.width() >= BESIDE * grown)
        self._about.setVisible(not self.cancel.isVisibleTo(self) and self.width() >= 560 * grown)
