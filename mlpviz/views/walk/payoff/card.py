"""The card of an update that was kept: losses, the curve along the step, the data square, and where to go from here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mlpviz.engine import number
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import label, set_property
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.announce import announce
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.dock_keys import DockKeys
from mlpviz.views.walk.line_legend import LineLegend
from mlpviz.views.walk.payoff.numbers import PayoffNumbers
from mlpviz.views.walk.payoff.squares import TwoSquares
from mlpviz.views.walk.payoff.step_curve import StepCurve

if TYPE_CHECKING:
    from mlpviz.engine.telling.payoff import Payoff

OUTER, NARROW_OUTER, INNER, GAP, SPACE = 16, 8, 16, 16, 8
"""Px around the card, the same where room is short, inside it, between curve and squares, and between other parts."""
BESIDE, ROOMY = 400, 560
"""From these widths of the inside on, at text of the designed size: curve and squares side by side; large words."""
NEXT_TIP = "Step through the next update (Enter)"
CONTEXT = "card of an update"
"""Where the commands of the card act."""
PAGE = 0.8
"""How much of what is seen a key scrolls."""
LEAST_CURVE, LOWEST_CURVE = 150, 96
"""Px of a curve above the squares, and beside them, at text of the designed size."""


class CardKeys(DockKeys):
    """The keys of the card; on its buttons, those of the dock act too."""

    unclaimed: Callable[[QKeyEvent], bool] | None = None
    """Asked about keys on a button of the card that are none of its own; whether it took one."""

    def __init__(self, card: PayoffCard) -> None:
        super().__init__(CONTEXT, card)
        self._card = card

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the keys of the card; hand on the others."""
        if super().eventFilter(watched, event):
            return True
        if self.unclaimed is None or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        own = isinstance(watched, QAbstractButton) and self._card.isAncestorOf(watched)
        return own and self.unclaimed(event)


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
        self._title, self._where = label("", "heading"), label("", "label")
        self._remark, self._moved = label("", "secondary"), label("", "label")
        for words in (self._title, self._remark, self._moved):
            words.setWordWrap(True)
        self.numbers, self.curve, self.squares = PayoffNumbers(), StepCurve(theme), TwoSquares(theme)
        self.legend = LineLegend(theme)
        self.next = Button(theme, "Next update", "primary", icon="next", trailing=True, tip=NEXT_TIP)
        self.train = Button(theme, "Train on", icon="play", tip="Leave the step-through and train (Space)")
        self.undo = Button(theme, "Take it back", icon="reset", tip="Take back the update that was kept (Ctrl+Z)")
        self.close_button = IconButton(theme, "close", "Close the card (Esc)", role="ghost", size=24)
        self._build()
        self.keys = CardKeys(self)
        self.keys.pressed.connect(self._obey)
        self.next.clicked.connect(self.next_requested)
        self.train.clicked.connect(self.train_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.close_button.clicked.connect(self.close_requested)
        theme.changed.connect(self._arrange)

    def show_payoff(self, payoff: Payoff) -> None:
        """Show what an update was good for, and say it to a screen reader."""
        self._payoff = payoff
        self._title.setText(f"{payoff.title}: {payoff.verdict[0].lower()}{payoff.verdict[1:]}")
        before = payoff.snapshot
        self._where.setText(f"after epoch {number.count(before.epoch)}, batch {number.count(before.batch + 1)}")
        self._remark.setText(payoff.remark)
        self._remark.setVisible(bool(payoff.remark))
        self.numbers.show_payoff(payoff)
        self.curve.show_payoff(payoff)
        ground = payoff.ground
        self._right.setVisible(ground is not None)
        if ground is not None:
            self.squares.show_payoff(payoff)
            self.legend.show_lines((True, f"{ground.line_name} before"), (False, "after it"))
            self._moved.setText(ground.moved)
        told = f"{payoff.title}. {payoff.sentence} {ground.moved if ground is not None else ''}".strip()
        self.setAccessibleName(payoff.title)
        self.setAccessibleDescription(told)
        self._arrange()
        self._scroll.verticalScrollBar().setValue(0)
        announce(self, told)

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self.numbers.set_digits(digits)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(240, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot(str, bool)
    def _obey(self, command: str, repeated: bool) -> None:
        bar = self._scroll.verticalScrollBar()
        if command in ("payoff_down", "payoff_up"):
            bar.setValue(bar.value() + (1 if command == "payoff_down" else -1) * round(PAGE * bar.pageStep()))
        elif not repeated:  # the Enter that kept the update may still be held
            {
                "payoff_next": self.next_requested, "payoff_train": self.train_requested,
                "payoff_close": self.close_requested,
            }[command].emit()  # fmt: skip

    @Slot()
    def _arrange(self) -> None:
        """Curve beside the squares where there is room, else above them; buttons that fit."""
        grown = max(1.0, self._theme.text_scale)
        outer = OUTER if self.width() >= ROOMY * grown else NARROW_OUTER
        self._outer.setContentsMargins(outer, outer, outer, outer)
        room = self.width() - 2 * (outer + INNER) - 2
        beside, roomy = room >= BESIDE * grown, room >= ROOMY * grown
        way = QBoxLayout.Direction
        self._pictures.setDirection(way.LeftToRight if beside else way.TopToBottom)
        set_property(self._title, "role", "heading" if roomy else "title")
        self.numbers.set_large(roomy)
        self.numbers.set_columns(4 if self.numbers.width_in_a_row() <= room else 2)
        self.curve.setMinimumHeight(round((LOWEST_CURVE if beside else LEAST_CURVE) * grown))
        high = self.squares.height_for((room - GAP) // 2 if beside else room)
        self.squares.setMaximumHeight(high)
        self.squares.setMinimumHeight(self.squares.minimumSizeHint().height() if beside else high)
        left = room - sum(button.sizeHint().width() + SPACE for button in (self.next, self.train, self.undo))
        self.undo.setVisible(left + SPACE >= 0)
        self._where.setVisible(left >= self._where.fontMetrics().horizontalAdvance(self._where.text()))

    def _build(self) -> None:
        frame = QFrame()
        frame.setProperty("surface", "plate")
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(SPACE)
        inside = QWidget()
        inside.setProperty("scrolled", True)
        body = QVBoxLayout(inside)
        body.setContentsMargins(INNER, 0, INNER, 0)
        body.setSpacing(SPACE)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(head)
        for part in (self._remark, self.numbers):
            body.addWidget(part)
        body.addLayout(self._built_pictures(), 1)
        self._scroll = scrolling(inside)
        column.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(INNER, 0, INNER, 0)
        foot.setSpacing(SPACE)
        for button in (self.next, self.train, self.undo):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._where)
        column.addLayout(foot)

    def _built_pictures(self) -> QBoxLayout:
        self._left, self._right = QWidget(), QWidget()
        left, right = QVBoxLayout(self._left), QVBoxLayout(self._right)
        left.addWidget(label("Loss along the step", "caption"))
        left.addWidget(self.curve, 1)
        right.addWidget(self.squares, 100)
        right.addWidget(self.legend)
        right.addWidget(self._moved)
        right.addStretch(1)
        self._pictures = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pictures.setSpacing(GAP)
        for side, column in ((self._left, left), (self._right, right)):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._pictures.addWidget(side, 1)
        return self._pictures

