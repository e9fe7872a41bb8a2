"""The mark of a unit that never fires on any train point."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from mlpviz.engine import number
from mlpviz.engine.verdicts.of_units import DeadUnits
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

LARGEST, LEAST, SHARE, INSET = 15.0, 9.0, 0.34, 0.2
"""Px and share of a node that the mark is wide; share of its width by which it lies within the node."""
WORDS, SHORT = "never fires", "on train points"
ABOUT = (
    "This unit never fires: its output and slope are 0 for every train point, so no gradient reaches it. The mark goes "
    "when it fires."
)


def place_of(node: QRectF) -> QRectF:
    """Where the mark of a node stands: over its upper right corner, away from the edges."""
    side = min(LARGEST, max(LEAST, SHARE * node.width()))
    shift = side * (0.5 - INSET)
    middle = QPointF(node.right() + shift - side * INSET, node.top() - shift + side * INSET)
    return QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)


def paint_dead_mark(painter: QPainter, theme: Theme, place: QRectF) -> None:
    """Draw the icon of the verdict on a disc of its colours."""
    colors = theme.palette
    painter.setPen(QPen(colors.color("warn"), 1.0))
    painter.setBrush(colors.color("warnbg"))
    painter.drawEllipse(place)
    inset = 0.12 * place.width()
    icons.paint(painter, DeadUnits.icon, colors.color("warn"), place.adjusted(inset, inset, -inset, -inset))


def told(points: int) -> str:
    """What the tooltip says of a marked node."""
    of = "the only train point" if points == 1 else f"any of the {number.count(points)} train points"
    return f"never fires on {of}"
