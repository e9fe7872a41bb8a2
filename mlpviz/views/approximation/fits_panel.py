"""The error against the number of units, with the button that fills it, and what the theorem says."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.approximation.fits import SEEDS, WIDTHS, Fits
from mlpviz.engine.approximation.one_layer import EPOCHS
from mlpviz.views.approximation.error_plot import ErrorPlot
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.look.theme import Theme

THEOREM = (
    "<b>Universal approximation.</b> With enough hidden units, one layer can follow any continuous curve on an "
    "interval as closely as you like. It says such weights exist, not that training finds them: compare the best run "
    "with the range."
)
NEVER = (
    "<b>Not with linear units.</b> The sum of straight lines is one straight line, however many there are. The best "
    "one is y = {slope} x {sign} {height}, with a mean squared error of {error}. More units never help."
)

MEASURES = (("mean_squared", "Mean squared"), ("largest", "Largest"))
MEASURE_TIPS = ("The mean of the squared error over the range", "The largest error anywhere in the range")
WRAPPED = 1.3
"""The largest text with which title and words have room side by side."""


def _kept(policy: QSizePolicy) -> QSizePolicy:
    """The same, and the room is kept while it is hidden, so that nothing below jumps."""
    policy.setRetainSizeWhenHidden(True)
    return policy


class Progress(QWidget):
    """A thin amber bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._share = theme, 0.0
        self.setFixedHeight(4)

    def show_share(self, share: float) -> None:
        """Fill it so far, 0…1."""
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), self._theme.palette
        painter.fillRect(self.rect(), colors.color("line"))
        painter.fillRect(0, 0, round(self._share * self.width()), self.height(), colors.color("hl"))


class FitsPanel(QWidget):
    """Shows the fits of all widths as they are made."""

    start_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without a fit."""
        super().__init__(parent)
        self.plot = ErrorPlot(theme)
        tip = f"{len(WIDTHS)} widths, {SEEDS} seeds each, {number.count(EPOCHS)} epochs (A)"
        self.start = Button(theme, "Fit all widths", icon="play", tip=tip)
        self.cancel = Button(theme, "Cancel", tip="Keep the fits that are made, and stop (Esc)")
        self.measure = Segmented(theme, MEASURES, tips=MEASURE_TIPS)
        self.measure.setAccessibleName("Error that is drawn")
        self.measure.choose("mean_squared")
        self.measure.chosen.connect(self._choose_measure)
        self._progress, self._told = Progress(theme), LiveLabel("", "caption")
        self._range = label(f"best and range of {SEEDS} runs", "caption")
        self.theorem = QLabel(THEOREM)
        self.theorem.setTextFormat(Qt.TextFormat.RichText)
        self.theorem.setWordWrap(True)
        self.theorem.setProperty("role", "label")
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.addWidget(self.theorem)
        self._head, foot = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(label("Error and hidden units", "title"))
        self._head.addStretch(1)
        self._head.addWidget(self._range)
        foot.setSpacing(8)
        for part in (self.start, self.cancel, self._told):
            foot.addWidget(part)
        foot.addStretch(1)
        self._progress.setSizePolicy(_kept(self._progress.sizePolicy()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head)
        column.addWidget(self.measure, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.plot)
        column.addWidget(self._progress)
        column.addLayout(foot)
        column.addWidget(card)
        self.start.clicked.connect(self.start_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self.show_progress(0, 0)
        self._theme = theme
        theme.changed.connect(self.restyle)
        self.restyle()

    @Slot(str)
    def _choose_measure(self, name: str) -> None:
        self.plot.show_measure("largest" if name == "largest" else "mean_squared")

    @Slot()
    def restyle(self) -> None:
        """With large text the words about the runs stand below the title."""
        direction, wrapped = QBoxLayout.Direction, self._theme.text_scale > WRAPPED
        self._head.setDirection(direction.TopToBottom if wrapped else direction.LeftToRight)

    def show_fits(self, fits: Fits, missing: int) -> None:
        """Show the fits that are made by now, and how many are not."""
        self.plot.show_fits(fits)
        self.start.setEnabled(missing > 0)
        begun = "Fit the rest" if fits.made else "Fit all widths"
        self.start.setText(begun if missing else "All widths are fitted")

    @Slot(int, int)
    def show_progress(self, done: int, count: int) -> None:
        """Show how many of `count` fits are made; 0 of 0: none is under way."""
        under_way = done < count
        self._progress.show_share(done / count if under_way else 0.0)
        self._progress.setVisible(under_way)
        self.start.setVisible(not under_way)
        self.cancel.setVisible(under_way)
        self._told.setText(f"{done} of {count} fits" if under_way else "")

    def show_line(self, slope: str, sign: str, height: str, error: str) -> None:
        """Say that linear units make one line, and which is the best."""
        self.theorem.setText(NEVER.format(slope=slope, sign=sign, height=height, error=error))

    def show_theorem(self) -> None:
        """Say what the theorem says."""
        self.theorem.setText(THEOREM)
