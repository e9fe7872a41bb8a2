"""How the cells of the table of points look, and the line in which a number is typed."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from mlpviz.views.controls.label import set_property
from mlpviz.views.data import marker
from mlpviz.views.data.table_columns import Column, Kind
from mlpviz.views.data.table_model import Index, PointModel
from mlpviz.views.look.theme import Theme

ROW_HEIGHT = 24
PADDING, TIGHT = 5, 3
"""Free px at both sides of a cell, and where there is little room."""
BAR = 3
"""Width in px of the amber bar at the left of a selected row."""
DOT = 3.6
SIGN = 12
"""Room in px for the marker before a number."""
LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
ELSEWHERE = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class Cells(QStyledItemDelegate):
    """Paints the cells of a PointModel. A wrong entry is told why, and keeps the keys until it is right or given up."""

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(table)
        self._theme, self._table = theme, table
        self.padding, self.signs_outputs = PADDING, True
        self._edited = QPersistentModelIndex()
        self.line: QLineEdit | None = None
        """In which a number is being typed."""
        self._wrong: QLineEdit | None = None
        self._return = QTimer(self)
        self._return.setInterval(0)
        self._return.setSingleShot(True)
        self._return.timeout.connect(self._take_keys_back)

    # looks

    def font(self, column: Column, *, strong: bool) -> QFont:
        """The font of a column; the sorted error is heavier."""
        return self._theme.font("s", weight=600 if strong else 500 if column.editable else 400)

    def width_of(self, text: str, column: Column) -> float:
        """How much room a cell with this text takes, in px."""
        sign = SIGN if self._has_sign(column) else 0
        return QFontMetricsF(self.font(column, strong=column.kind is Kind.ERROR)).horizontalAdvance(text) + sign

    def _has_sign(self, column: Column) -> bool:
        if column.kind is Kind.OUTPUT:
            return self.signs_outputs and self._model().points.labels is not None
        return column.kind is Kind.CLASS or (column.kind is Kind.VALUE and column.at == 0)

    def _model(self) -> PointModel:
        model = self._table.model()
        assert isinstance(model, PointModel)
        return model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, marker, number, and a ring around the current cell."""
        model, colors = self._model(), self._theme.palette
        column, point = model.column(index), model.point(index)
        state = option.state
        rect: QRect = option.rect
        chosen = bool(state & QStyle.StateFlag.State_Selected) and point is not None
        painter.save()
        painter.fillRect(rect, colors.color("hlbg" if chosen else "panel"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.color("line"))
        if chosen and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), BAR, rect.height()), colors.color("hl"))
        strong = column == model.sorted_by and column.kind is Kind.ERROR
        painter.setFont(self.font(column, strong=strong))
        painter.setPen(self._ink(column, chosen=chosen, strong=strong, draft=point is None))
        text, place = str(index.data()), rect.adjusted(self.padding, 0, -self.padding, 0)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        if point is not None and self._has_sign(column):
            across = place.right() + 1 - painter.fontMetrics().horizontalAdvance(text) - SIGN / 2 - 1
            self._paint_sign(painter, QPointF(across, rect.center().y() + 0.5), point, column)
        if self._table.hasFocus() and index == self._table.currentIndex():
            self._paint_ring(painter, rect)
        painter.restore()

    def _ink(self, column: Column, *, chosen: bool, strong: bool, draft: bool) -> QColor:
        if column.kind is Kind.NUMBER:
            return self._theme.palette.color("hlt" if chosen else "t3")
        return self._theme.palette.color("t1" if column.editable or strong or draft else "t2")

    def _paint_sign(self, painter: QPainter, at: QPointF, point: int, column: Column) -> None:
        model, colors = self._model(), self._theme.palette
        experiment, points = model.sheet.experiment, model.points
        if column.kind is Kind.OUTPUT or points.labels is not None:
            computed = column.kind is Kind.OUTPUT
            label = model.sheet.answered(point) if computed or points.labels is None else int(points.labels[point])
            if label is not None:
                hollow = bool(points.test[point]) and not computed
                marker.draw(painter, colors, experiment.class_color(label), at, DOT, hollow=hollow, cased=False)
            return
        assert points.targets is not None
        share = model.sheet.scale.share(float(points.targets[point, column.at]))
        marker.draw_value(painter, colors, share, at, DOT, hollow=bool(points.test[point]))

    def _paint_ring(self, painter: QPainter, rect: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.palette.color("ink"), self._theme.line("node_border")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1.5), 4, 4)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a row."""
        return QSize(40, self.row_height())

    def row_height(self) -> int:
        """The height of a row, in px."""
        return round(ROW_HEIGHT * max(1.0, self._theme.text_scale))

    # typing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line as large as the cell."""
        line = QLineEdit(parent)
        line.setProperty("role", "cell")
        line.setProperty("focus_ring", False)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setFont(self.font(self._model().column(index), strong=False))
        column = self._model().column(index)
        line.setAccessibleName(f"{column.head}, row {index.row() + 1}")
        self._edited, self.line = QPersistentModelIndex(index), line
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Every digit of the number, chosen so that typing replaces it; what is typed already stays."""
        assert isinstance(editor, QLineEdit)
        if not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Ask for the number."""
        assert isinstance(editor, QLineEdit)
        self._model().setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the cell, and wider to the left where the digits need it."""
        assert isinstance(editor, QLineEdit)
        rect = QRect(option.rect)
        needed = editor.fontMetrics().horizontalAdvance(editor.text()) + 2 * PADDING + 8
        rect.setLeft(max(0, min(rect.left(), rect.right() + 1 - needed)))
        rect.setRight(max(rect.right(), min(self._table.viewport().width() - 1, rect.left() + needed - 1)))
        editor.setGeometry(rect.adjusted(0, 0, 0, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let nobody leave a wrong entry, but by Esc."""
        if isinstance(watched, QLineEdit):
            leaves = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in LEAVING
            if leaves and self._refuses(watched):
                return True
            lost = isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in ELSEWHERE
            if lost and watched.isVisible() and self._refuses(watched):
                self._return.start()
                return False  # to the line itself, which shows no cursor any more
        return super().eventFilter(watched, event)

    def _refuses(self, line: QLineEdit) -> bool:
        index = self._edited
        empty = not line.text().strip() and self._model().point(index) is None
        why = "" if empty else self._model().refusal(index, line.text())
        set_property(line, "wrong", bool(why))
        line.setToolTip(why)
        self._wrong = line if why else None
        if why:
            QToolTip.showText(line.mapToGlobal(QPoint(0, line.height())), why, line)
        return bool(why)

    @Slot()
    def _take_keys_back(self) -> None:
        if self._wrong is not None:
            self._wrong.setFocus(Qt.FocusReason.OtherFocusReason)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget the line."""
        self._wrong = self.line = None
        super().destroyEditor(editor, index)
