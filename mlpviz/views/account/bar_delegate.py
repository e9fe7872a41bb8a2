"""Draws an amount as a bar: to the left where the loss fell, to the right where it rose."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from mlpviz.views.account.account_model import INK_ROLE, SHARE_ROLE
from mlpviz.views.look.theme import Theme

HEIGHT, EDGE = 9.0, 8.0


class BarDelegate(QStyledItemDelegate):
    """The bars of one column, each a share of the largest beside it."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw ground, zero line and bar."""
        super().paint(painter, option, index)
        share = index.data(SHARE_ROLE)
        if share is None:
            return
        colors, area = self._theme.palette, QRectF(option.rect).adjusted(EDGE, 0, -EDGE, 0)
        zero = round(area.center().x()) + 0.5
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(colors.color("line2"), 1))
        painter.drawLine(QPointF(zero, area.top()), QPointF(zero, area.bottom()))
        bar = QRectF(QPointF(zero, area.center().y() - HEIGHT / 2), QPointF(zero + share * area.width() / 2,
                                                                           area.center().y() + HEIGHT / 2)).normalized()
        painter.fillRect(bar, colors.color(index.data(INK_ROLE)))
        painter.restore()
