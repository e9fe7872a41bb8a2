"""The card of an update that was kept: losses, the curve along the step, the data square, and where to go from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mlpviz.engine import number
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import Elided, label
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.line_legend import LineLegend
from mlpviz.views.walk.payoff.numbers import PayoffNumbers
from mlpviz.views.walk.payoff.squares import TwoSquares
from mlpviz.views.walk.payoff.step_curve import StepCurve

if TYPE_CHECKING:
    from mlpviz.engine.telling.payoff import Payoff

OUTER, INNER, GAP = 16, 16, 16
"""Px around the card, inside it, and between curve and squares."""
WIDE = 600
"""From this width of the inside on, at text of the designed size, curve and squares stand side by side."""
NEXT_TIP = "Step through the next update (Enter)"
LEAST_CURVE = 150
"""Px of a curve that stands above the squares, at text of the designed size."""


class PayoffCard(QWidget):
    """Takes the place of the graph until the learner goes on; what does not fit is scrolled to."""

    next_requested = Signal()
    """On to the next update."""
    train_requested = Signal()
    undo_requested = Signal()
    close_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._payoff: Payoff | None = None
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title, self._where = label("", "heading"), Elided("", "label")
        self._verdict, self._remark, self._moved = label("", "title"), label("", "secondary"), label("", "label")
        for words in (self._verdict, self._remark, self._moved):
            words.setWordWrap(True)
        self.numbers, self.curve, self.squares = PayoffNumbers(), StepCurve(theme), TwoSquares(theme)
        self.legend = LineLegend(theme)
        self.next = Button(theme, "Next update", "primary", icon="next", trailing=True, tip=NEXT_TIP)
        self.train = Button(theme, "Train on", icon="play", tip="Leave the step-through and train (Space)")
        self.undo = Button(theme, "Take it back", icon="reset", tip="Take back the update that was kept (Ctrl+Z)")
        self.close_button = IconButton(theme, "close", "Close the card (Esc)", role="ghost", size=24)
        self._build()
        self.next.clicked.connect(self.next_requested)
        self.train.clicked.connect(self.train_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.close_button.clicked.connect(self.close_requested)
        theme.changed.connect(self._arrange)

    @property
    def buttons(self) -> tuple[QAbstractButton, ...]:
        """All that can be pressed."""
        return self.next, self.train, self.undo, self.close_button

    def show_payoff(self, payoff: Payoff) -> None:
        """Show what an update was good for, and say it to a screen reader."""
        self._payoff = payoff
        self._title.setText(payoff.title)
        snapshot = payoff.snapshot
        self._where.setText(f"epoch {number.count(snapshot.epoch)}, batch {number.count(snapshot.batch + 1)}")
        self._verdict.setText(payoff.verdict)
        self._remark.setText(payoff.remark)
        self._remark.setVisible(bool(payoff.remark))
        self.numbers.show_payoff(payoff)
        self.curve.show_payoff(payoff)
        ground = payoff.ground
        self._beside.setVisible(ground is not None)
        if ground is not None:
            self.squares.show_payoff(payoff)
            self.legend.show_lines((True, f"{ground.line_name} before"), (False, "after"))
            self._moved.setText(ground.moved)
        told = f"{payoff.title}. {payoff.sentence} {ground.moved if ground is not None else ''}".strip()
        self.setAccessibleName(payoff.title)
        self.setAccessibleDescription(told)
        self._arrange()
        self._scroll.verticalScrollBar().setValue(0)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self.numbers.set_digits(digits)
        self._arrange()

    def scroll_by(self, pages: int) -> None:
        """Show what lies further down, or, with pages below 0, further up."""
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + pages * round(0.8 * bar.pageStep()))

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(240, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Curve beside the squares where there is room, else above them; buttons that fit."""
        grown, room = max(1.0, self._theme.text_scale), self.width() - 2 * (OUTER + INNER) - 2
        wide = room >= WIDE * grown
        self._pictures.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.numbers.set_columns(4 if self.numbers.width_in_a_row() <= room else 2)
        self.curve.setMinimumHeight(round((96 if wide else LEAST_CURVE) * grown))
        self.squares.setMinimumHeight(0 if wide else self.squares.side_for(room))
        widths = [button.sizeHint().width() + 8 for button in (self.next, self.train, self.undo)]
        self.undo.setVisible(sum(widths) <= room)

    def _build(self) -> None:
        frame = QFrame()
        frame.setProperty("surface", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(OUTER, OUTER, OUTER, OUTER)
        outer.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(8)
        head = _row(self._title, self._where)
        head.addWidget(self.close_button)
        column.addLayout(head)
        inside = QWidget()
        inside.setProperty("scrolled", True)
        body = QVBoxLayout(inside)
        body.setContentsMargins(INNER, 0, INNER, 0)
        body.setSpacing(8)
        for part in (self._verdict, self._remark, self.numbers):
            body.addWidget(part)
        body.addLayout(self._built_pictures(), 1)
        self._scroll = scrolling(inside)
        column.addWidget(self._scroll, 1)
        foot = _row(self.next, self.train, self.undo)
        foot.addStretch(1)
        column.addLayout(foot)

    def _built_pictures(self) -> QBoxLayout:
        self._beside = QWidget()
        right = QVBoxLayout(self._beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(4)
        right.addWidget(self.squares, 1)
        right.addWidget(self.legend)
        right.addWidget(self._moved)
        self._pictures = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pictures.setSpacing(GAP)
        self._pictures.addWidget(self.curve, 1)
        self._pictures.addWidget(self._beside, 1)
        self.curve.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return self._pictures


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(INNER, 0, 12, 0)
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part, int(isinstance(part, QLabel) and part is not parts[0]))
    return row
