"""The data square before and after an update, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.data_square import DataSquare, State

if TYPE_CHECKING:
    from mlpviz.engine.telling.payoff import Payoff

RADIUS, GAP, LEAST, MOST = 3.5, 12.0, 96, 264
"""Px of a marker, between the squares, and of the side of a square at least and at most."""
CAPTIONS: tuple[tuple[State, str], ...] = (("old", "Before"), ("new", "After"))


class TwoSquares(QWidget):
    """What the network answered before the update, and what it answers now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._data: DataSquare | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Data square before and after the update")
        theme.changed.connect(self.restyle)

    def show_payoff(self, payoff: Payoff) -> None:
        """Show the squares of an update that has some."""
        assert payoff.ground is not None
        self._data = DataSquare(self._theme, payoff.ground, payoff.indices, RADIUS)
        self.setAccessibleDescription(payoff.ground.moved)
        self.setToolTip(f"Dashed: the {payoff.ground.line_name} before the update. Solid: after it.")
        self.update()

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def squares(self) -> dict[State, QRectF]:
        """Where each square is."""
        top = self._caption()
        side = max(8.0, min((self.width() - GAP) / 2, self.height() - top - 1, MOST * max(1.0, self._theme.text_scale)))
        return {state: QRectF(at * (side + GAP) + 0.5, top, side - 1, side - 1)
                for at, (state, _) in enumerate(CAPTIONS)}  # fmt: skip

    def height_for(self, width: int) -> int:
        """How high it is if the squares fill a width."""
        return round(min((width - GAP) / 2, MOST * max(1.0, self._theme.text_scale)) + self._caption())

    def sizeHint(self) -> QSize:
        return QSize(340, 170 + round(self._caption()))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(2 * LEAST + GAP), LEAST + round(self._caption()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._data is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        squares = self.squares()
        for state, caption in CAPTIONS:
            painter.setFont(self._theme.font("xs"))
            painter.setPen(self._theme.palette.color("t2"))
            room = QRectF(squares[state].left(), 0.0, squares[state].width(), self._caption())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), caption)
            self._data.paint(painter, squares[state], state)

    def _caption(self) -> float:
        return QFontMetricsF(self._theme.font("xs")).height() + 4
