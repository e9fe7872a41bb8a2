"""The heads of the table's columns: a click sorts, a chevron shows by which column and in which direction."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from mlpviz.views.data.table_model import PointModel
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

HEAD_HEIGHT = 26
CHEVRON = 11


class TableHead(QHeaderView):
    """Names at the right of their columns, above the numbers."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.padding = 0
        """Free px at the right of a name, as in the cells."""
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)

    def restyle(self) -> None:
        """Take the height from the theme again."""
        self.setFixedHeight(round(HEAD_HEIGHT * max(1.0, self._theme.text_scale)))
        self.viewport().update()

    def width_of(self, section: int) -> float:
        """How much room a name takes with its chevron, in px."""
        model = self.model()
        assert isinstance(model, PointModel)
        metrics = QFontMetrics(self._theme.font("xs", weight=600))
        name = model.sheet.columns[section].head
        chevron = CHEVRON + 1 if model.sorted_by == model.sheet.columns[section] else 0
        return min(metrics.horizontalAdvance(name), 8 * metrics.horizontalAdvance("0")) + chevron

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Name and chevron."""
        model, colors = self.model(), self._theme.palette
        assert isinstance(model, PointModel)
        column = model.sheet.columns[logicalIndex]
        chosen = column == model.sorted_by
        painter.save()
        painter.fillRect(rect, colors.color("panel"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.color("line"))
        painter.setFont(self._theme.font("xs", weight=600 if chosen else 400))
        painter.setPen(colors.color("t1" if chosen else "t3"))
        room = rect.adjusted(2 + (CHEVRON if chosen else 0), 0, -self.padding, 0)
        name = painter.fontMetrics().elidedText(column.head, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), name)
        if chosen:
            left = room.right() + 1 - painter.fontMetrics().horizontalAdvance(name) - CHEVRON - 1
            place = QRectF(left, rect.center().y() - CHEVRON / 2 + 0.5, CHEVRON, CHEVRON)
            sign = "chevron-down" if model.descending else "chevron-up"
            icons.paint(painter, sign, colors.color("t1"), place)
        painter.restore()

    def viewportEvent(self, event: QEvent) -> bool:
        """The tooltip of a name that is cut begins with all of it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            section = self.logicalIndexAt(event.pos())
            tip = self.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
            QToolTip.showText(event.globalPos() + QPoint(0, 8), str(tip or ""), self)
            return True
        return bool(super().viewportEvent(event))
