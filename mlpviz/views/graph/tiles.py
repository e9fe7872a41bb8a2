"""The tiles of the network graph: a folded layer, or a way to move an opened one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.views.graph.layout import Slot
from mlpviz.views.look.theme import Theme


class TileItem(QGraphicsItem):
    """Stands for the units of a folded layer, or moves an opened one."""

    def __init__(self, theme: Theme, slot: Slot) -> None:
        super().__init__()
        self._theme, self.slot = theme, slot
        self.setZValue(2)

    def boundingRect(self) -> QRectF:
        """The tile."""
        return self.slot.rect.adjusted(-4, -2, 4, 2)

    def words(self) -> str:
        """What the tile says, in the longest form that it has room for."""
        start = {"open": "… ", "up": "↑ ", "down": "↓ "}.get(self.slot.kind, "")
        short = f"{start}{self.slot.hidden}"
        forms = ("fold", "×") if self.slot.kind == "fold" else (f"{short} more", short)
        measured = QFontMetricsF(self._theme.font("xs")).horizontalAdvance
        return next((words for words in forms if measured(words) <= self.slot.rect.width()), forms[-1])

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw it."""
        colors = self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colors.color("ctl"), self._theme.line("control"))
        pen.setDashPattern(self._theme.dash("affordance"))
        painter.setPen(pen)
        painter.setBrush(colors.color("canvas"))
        painter.drawRoundedRect(self.slot.rect, 6, 6)
        painter.setPen(colors.color("t2"))
        painter.setFont(self._theme.font("xs"))
        painter.drawText(self.slot.rect, int(Qt.AlignmentFlag.AlignCenter), self.words())
