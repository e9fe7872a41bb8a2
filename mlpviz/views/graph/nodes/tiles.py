"""The tiles of a column: units that are not shown one by one, or a way to move an opened column."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.views.graph.layout import Slot
from mlpviz.views.graph.nodes.frame import paint_frame
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

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_tile(painter, self._theme, self.slot, opens=True)


def paint_tile(painter: QPainter, theme: Theme, slot: Slot, *, opens: bool) -> None:
    """Draw a tile; one that opens on a click stands out more."""
    colors = theme.palette
    pen = QPen(colors.color("line2"), 1, Qt.PenStyle.DashLine)
    if opens:
        pen = QPen(colors.color("ctl"), theme.line("control"))
        pen.setDashPattern(theme.dash("affordance"))
    paint_frame(painter, slot.rect, 6, pen, colors.color("canvas"))
    painter.setPen(colors.color("t2" if opens else "t3"))
    painter.setFont(theme.font("xs"))
    painter.drawText(slot.rect, int(Qt.AlignmentFlag.AlignCenter), _words(theme, slot))


def _words(theme: Theme, slot: Slot) -> str:
    """What a tile says, in the longest form that it has room for."""
    start = {"open": "… ", "up": "↑ ", "down": "↓ "}.get(slot.kind, "")
    short = f"{start}{slot.hidden}"
    forms = ("fold", "×") if slot.kind == "fold" else (f"{short} more", short)
    measured = QFontMetricsF(theme.font("xs")).horizontalAdvance
    return next((words for words in forms if measured(words) <= slot.rect.width()), forms[-1])
