"""The page of the approximation laboratory: the curve over its parts, and a column of choices."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.views.approximation.curve_view import CurveView
from mlpviz.views.approximation.fits_panel import FitsPanel
from mlpviz.views.approximation.hand_panel import HandPanel
from mlpviz.views.approximation.part_rows import PartsArea
from mlpviz.views.approximation.target_panel import TargetPanel
from mlpviz.views.approximation.three_curves import ThreeCurves
from mlpviz.views.approximation.tower_view import TowerView
from mlpviz.views.approximation.units_panel import UnitsPanel
from mlpviz.views.controls.label import Elided, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.theme import Theme

LABELS = {"train": "Trained", "hand": "By hand", "sides": "Side by side"}
TIPS = ("Train one hidden layer (1)", "The proof, with weights set by hand (2)",
        "Existence is not training: best, worst and constructed (3)")  # fmt: skip
COLUMN, NARROW, NARROW_BELOW = 336, 304, 1200
"""Width of the column of choices, in px, and of the page below which it is narrow."""
MOST = 0.42
"""The share of the page that the column takes, however large text is; what is in it may need more."""
EDGES, BAR = 30, 12
"""Px at both sides of what stands in the column, and of its scroll bar."""


class ApproximationPage(QWidget):
    """Puts the views together; the workspace connects them."""

    view_chosen = Signal(str)
    """"train", "hand" or "sides"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build everything; nothing is shown yet."""
        super().__init__(parent)
        self._theme = theme = PageTheme(theme, self)
        self.views = Segmented(theme, list(LABELS.items()), tips=TIPS)
        self.views.setAccessibleName("View")
        self._heading = Elided("Fit a curve with one hidden layer", "heading")
        self.curve, self.parts = CurveView(theme), PartsArea(theme)
        self._parts_title, self._parts_note = Elided("", "title"), Elided("", "secondary")
        self._parts_title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._parts_note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.towers, self.three = TowerView(theme), ThreeCurves(theme)
        self.target, self.units, self.fits, self.hand = (
            TargetPanel(theme), UnitsPanel(theme), FitsPanel(theme), HandPanel(theme))  # fmt: skip
        self._one_input = QWidget()
        self._rules = [rule(), rule()]
        self._column = QWidget()
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._place()
        self.views.chosen.connect(self.view_chosen)
        self._column.installEventFilter(self)
        theme.changed.connect(self._fit)

    def _place(self) -> None:
        head, between = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.setSpacing(12)
        head.addWidget(self.views)
        between.setSpacing(16)
        between.addWidget(self._parts_title)
        between.addWidget(self._parts_note, 1)
        between.setContentsMargins(0, 0, 12, 0)
        stacked = _column(self.curve, between, self.parts)
        stacked.setStretch(0, 5)
        stacked.setStretch(2, 5)
        self._one_input.setLayout(stacked)
        middle = _column(head, self._one_input, self.towers, self.three)
        middle.setContentsMargins(24, 14, 12, 12)
        for at in (1, 2, 3):
            middle.setStretch(at, 1)
        inside = QVBoxLayout(self._column)
        inside.setContentsMargins(EDGES // 2, 14, EDGES // 2, 16)
        inside.setSpacing(11)
        for part in (self.target, self._rules[0], self.units, self._rules[1], self.fits, self.hand):
            inside.addWidget(part)
        inside.addStretch(1)
        self._column.setProperty("surface", "panel")
        self._column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll = scrolling(self._column)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(middle, 1)
        row.addWidget(rule(lying=False))
        row.addWidget(self._scroll)
        self._fit()

    def show_view(self, view: str, *, towers: bool) -> None:
        """Arrange the page for a view; `towers`: the proof by hand is in two dimensions."""
        self.views.choose(view)
        hand = view == "hand"
        self.towers.setVisible(hand and towers)
        self.three.setVisible(view == "sides")
        self._one_input.setVisible(view == "train" or (hand and not towers))
        for part in (self.units, self.fits, self._rules[1]):
            part.setVisible(not hand)
        self.hand.setVisible(hand)
        for about_target in (self.target, self._rules[0]):
            about_target.setVisible(not (hand and towers))
        heading = {"train": "Fit a curve with one hidden layer", "sides": "Existence is not training"}
        self._heading.setText(heading.get(view, "Weights set by hand"))

    def show_column(self, shown: bool) -> None:
        """Show the column of choices, or leave its room to the curve."""
        self._scroll.setVisible(shown)

    def show_parts_words(self, title: str, note: str) -> None:
        """Name the rows, and say what they make together."""
        self._parts_title.setText(title)
        self._parts_note.setText(note)

    @Slot()
    def _fit(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        wide = NARROW if self.width() < NARROW_BELOW * grown else COLUMN
        parts = (self.target, self.units, self.fits, self.hand)  # hidden ones too: no view makes it wider
        needed = max(part.minimumSizeHint().width() for part in parts) + EDGES + BAR
        self._scroll.setFixedWidth(max(min(round(wide * grown), round(MOST * self.width())), needed))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the column as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Something in the column has become wider or narrower, as with text of another size."""
        if watched is self._column and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """A small curve beside the column."""
        return QSize(360 + NARROW, 300)


def _column(*parts: QWidget | QLayout) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(8)
    for part in parts:
        if isinstance(part, QWidget):
            made.addWidget(part)
        else:
            made.addLayout(part)
    return made
