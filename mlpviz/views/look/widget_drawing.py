"""What a widget shows, as a drawing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSizeF
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QAbstractButton, QScrollBar, QWidget

from mlpviz.views.look.drawing import Drawing, drawing_of

_Flag = QWidget.RenderFlag
_BARE = _Flag(0)
"""A widget alone: no children, and no ground that is not its own."""
MARGIN = 12
"""Px around a plot: its numbers reach to its edges."""
KEPT_ROLES = ("chip",)
"""Buttons that also tell something: the chips name the layers."""


def drawing_of_widget(widget: QWidget, *, controls: bool = True, margin: int = 0) -> Drawing:
    """Draw a widget as it looks now, on the ground that it stands on, with a margin of so many px.

    Without `controls`, what cannot be pressed in a picture is left out.
    """
    size = QSizeF(widget.size()) + QSizeF(2 * margin, 2 * margin)
    return drawing_of(size, partial(_paint, widget=widget, controls=controls, margin=margin))


def _paint(painter: QPainter, widget: QWidget, controls: bool, margin: int) -> None:
    page = QRect(QPoint(), widget.size()).adjusted(0, 0, 2 * margin, 2 * margin)
    painter.fillRect(page, widget.palette().color(widget.backgroundRole()))
    grounds: list[QWidget] = []
    behind = widget.parentWidget()
    while behind is not None and not widget.isWindow():
        grounds.insert(0, behind)
        behind = None if behind.isWindow() else behind.parentWidget()
    for ground in grounds:
        painter.save()
        painter.setClipRect(page)
        QWidget.render(ground, painter, QPoint(margin, margin) - widget.mapTo(ground, QPoint()), QRegion(), _BARE)
        painter.restore()
    painter.translate(margin, margin)
    if controls:
        QWidget.render(widget, painter, QPoint(), QRegion(), _Flag.DrawWindowBackground | _Flag.DrawChildren)
        return
    _paint_parts(painter, widget, QPoint())


def _paint_parts(painter: QPainter, widget: QWidget, place: QPoint) -> None:
    """The widget, then what is inside it; `place` is where it stands in the drawing."""
    painter.save()
    painter.setClipRect(widget.rect().translated(place))
    QWidget.render(widget, painter, place, QRegion(), _BARE)  # a QGraphicsView has another
    painter.restore()
    for child in widget.children():
        if isinstance(child, QWidget) and child.isVisibleTo(widget) and not _is_control(child):
            _paint_parts(painter, child, place + child.pos())


def _is_control(widget: QWidget) -> bool:
    pressed = isinstance(widget, QAbstractButton) and widget.property("role") not in KEPT_ROLES
    return pressed or isinstance(widget, QScrollBar)
