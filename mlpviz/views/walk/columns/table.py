"""The gradients of one sample as a table: weight, value, gradient, or that it is not yet computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mlpviz.engine.number import narrow
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.walk.number_colors import role_color
from mlpviz.views.walk.sentences import spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import GradientRow, Mark

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("weight", "value", "∂E/∂w")
PENALIZED = "with penalty"
NOT_YET, NOT_YET_SHORT = "not yet computed", "not yet"
ROW_HEIGHT, HEADER_HEIGHT = 23, 24
PADDING = 8
SAMPLED = 24
"""So many rows tell how wide the columns have to be."""


SCROLLING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


ROLES = ("m", "s", "xs")
"""How large the cells are written: smaller where a name and a gradient would not stand side by side."""


class GradientModel(QAbstractTableModel):
    """The rows as text, so that a screen reader can read them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[GradientRow] = ()
        self.current = -1
        self.digits = 9
        self.value_digits = self.gradient_digits = 9
        """Decimals that there is room for."""
        self.loss = "E"
        self.penalized = False
        """The gradients are those of loss and penalty."""

    def show_rows(self, rows: Sequence[GradientRow], current: int) -> None:
        """Show other rows; `current` is the one the operation is about, or −1. Says nothing of rows that are alike."""
        same = len(rows) == len(self.rows)
        if not same:
            self.beginResetModel()
        self.rows, self.current = rows, current
        if not same:
            self.endResetModel()

    def refresh(self) -> None:
        """Have every visible cell drawn again."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 2))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The names of the columns."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.heads()[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(_alignment(section))
        return None

    def heads(self) -> tuple[str, ...]:
        """The names of the columns: ∂L/∂w is the slope of the loss alone, so with a penalty it has another name."""
        weight, value, gradient = COLUMNS
        return weight, value, PENALIZED if self.penalized else gradient.replace("E", self.loss)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and index.isValid():
            return self.text(index.row(), index.column())
        return None

    def text(self, at: int, column: int) -> str:
        """The text of one cell."""
        row = self.rows[at]
        if column == 0:
            return spoken(row.name)
        if column == 1:
            return narrow(row.value, min(self.digits, self.value_digits))
        if row.gradient is None:
            return NOT_YET
        return narrow(row.gradient, min(self.digits, self.gradient_digits), signed=True)


class CellPainter(QStyledItemDelegate):
    """Draws a name in mathematics, a value, a gradient in its colour."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._theme = theme
        self.writing = Writing(theme)
        self.role = ROLES[0]
        """How large names and numbers are written."""

    def wide(self, text: str, *, math: bool = False, strong: bool = False) -> float:
        """Px that a text takes."""
        return self.writing.width([Piece(text, QColor(), math=math, strong=strong)], self.role)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, GradientModel)
        row, now = model.rows[index.row()], index.row() == model.current
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(option.rect).adjusted(PADDING, 0, -PADDING, 0)
        text = row.name if index.column() == 0 else str(model.data(index))
        if index.column() == 2 and row.gradient is None and self.wide(text) > place.width():
            text = NOT_YET_SHORT
        color = self._color(row, index.column(), now)
        strong = now and (index.column() != 2 or row.gradient is not None)
        piece = Piece(text, color, math=index.column() == 0, strong=strong)
        self.writing.draw(painter, [piece], place, self.role, _alignment(index.column()))
        painter.restore()

    def _color(self, row: GradientRow, column: int, now: bool) -> QColor:
        palette = self._theme.palette
        if column == 0:
            return palette.color("hlt" if now else "t1")
        if column == 1:
            return role_color(palette, "forward", row.value, False) if now else palette.color("t2")
        if row.gradient is None:
            return palette.color("hlt" if now else "t3")
        return role_color(palette, "gradient", row.gradient, True)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a line."""
        return QSize(40, round(ROW_HEIGHT * max(1.0, self._theme.text_scale)))


class GradientTable(QTableView):
    """Scrolls through the weights; the current one has an amber outline. Only rows in view are drawn."""

    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lit: Mark | None = None
        self._shared_for: object = None
        """What the widths of the columns were found for."""
        self.rows = GradientModel(self)
        self.setModel(self.rows)
        self._cells = CellPainter(theme, self)
        self.setItemDelegate(self._cells)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setStyleSheet("QTableView, QHeaderView::section { border: none; }")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # nothing to choose here: a click leaves the keys where they are
        self.setMouseTracking(True)
        self.setAccessibleName("Gradients of this sample")
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)  # here, since with 66 000 rows to look at it takes seconds
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_rows(self, rows: Sequence[GradientRow], current: int) -> None:
        """Show the gradients of a sample, the current weight in view."""
        fresh = len(rows) != len(self.rows.rows)
        before = self._seen()
        self.rows.show_rows(rows, current)
        if fresh:
            self._share_width()
        now = self._seen()
        for row in sorted(now):
            if fresh or before.get(row) != now[row]:
                self.rows.dataChanged.emit(self.rows.index(row, 0), self.rows.index(row, 2))
        self._bring_into_view()

    def _seen(self) -> dict[int, object]:
        """What stands in each row in sight."""
        rows, last = self.rows.rows, self.rowAt(self.viewport().height() - 1)
        seen = range(max(0, self.rowAt(0)), len(rows) if last < 0 else min(last + 1, len(rows)))
        return {row: (rows[row], row == self.rows.current, self.rows.heads()) for row in seen}

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self.rows.digits = digits
        self._share_width()
        self.rows.refresh()

    def show_hovered(self, mark: Mark | None) -> None:
        """Tint the row of what the pointer is on elsewhere."""
        if mark != self._lit:
            self._lit = mark
            self.viewport().update()

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        height = round(ROW_HEIGHT * max(1.0, self._theme.text_scale))
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFixedHeight(round(HEADER_HEIGHT * max(1.0, self._theme.text_scale)))
        self._share_width()
        self.viewport().update()

    def resizeEvent(self, event: object) -> None:
        """Give the gradient what name and value leave."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._share_width()
        self._bring_into_view()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, and leave every other key to the step-through."""
        if event.key() in SCROLLING:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def showEvent(self, event: QShowEvent) -> None:
        """A table that was hidden has not scrolled."""
        super().showEvent(event)
        self._bring_into_view()

    def _bring_into_view(self) -> None:
        """Leave the table where it is as long as the current row is in sight, else with as much above it as below."""
        if self.rows.current >= 0:
            hint, place = QAbstractItemView.ScrollHint, self.rows.index(self.rows.current, 0)
            shown = self.viewport().rect().contains(self.visualRect(place))
            self.scrollTo(place, hint.EnsureVisible if shown else hint.PositionAtCenter)

    def _share_width(self) -> None:
        """Names and values as wide as they need, the gradient takes the rest.

        Where it is narrow decimals give way first, then the values: the current one also stands in the plot.
        """
        rows, cells, ink = self.rows, self._cells, self._theme.palette.color("t1")
        width, spare = self.viewport().width(), 2 * PADDING
        key = (width, self._theme.text_scale, rows.digits, rows.rows)
        if key == self._shared_for:
            return
        self._shared_for = key
        some = [*rows.rows[:: max(1, len(rows.rows) // SAMPLED)], *rows.rows[-1:]]
        names = {re.sub(r"\d", "0", row.name) for row in some}  # all digits are equally wide
        heads = [cells.writing.width([Piece(head, ink)], "xs") for head in rows.heads()]
        for cells.role in ROLES:
            name = max([heads[0], *(cells.wide(text, math=True) for text in names)]) + spare
            shortest = max(heads[2], cells.wide("+0.0000", strong=True)) + spare
            if name + shortest <= width:
                break
        least = cells.wide(NOT_YET) + spare
        for digits in (9, 4):
            rows.value_digits = digits
            texts = [rows.text(row, 1) for row in range(0, len(rows.rows), max(1, len(rows.rows) // SAMPLED))]
            value = max([heads[1], *(cells.wide(text, strong=True) for text in texts)]) + spare
            if name + value + least <= width:
                break
        self.setColumnHidden(1, name + value + cells.wide("+0.0000", strong=True) + spare > width)
        value = 0.0 if self.isColumnHidden(1) else value
        left = width - name - value
        longest = cells.wide("+0.000000000", strong=True) + spare
        rows.gradient_digits = 9 if longest <= left else 4
        evenly = max(0.0, 0.44 * width - name - value) / 2
        for column, share in enumerate((name + evenly, value + evenly, left - 2 * evenly)):
            self.setColumnWidth(column, round(share))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground of the current row, the cells, then its outline."""
        current, lit = self._row_rect(self.rows.current), self._row_rect(self._lit_row())
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for rect, token in ((lit, "sel"), (current, "hlbg")):
            if rect is not None:
                painter.setBrush(self._theme.palette.color(token))
                painter.drawRoundedRect(rect, 5, 5)
        painter.end()
        super().paintEvent(event)
        if current is not None:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.palette.color("hl"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(current, 5, 5)
            painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the weight under the pointer elsewhere."""
        index = self.indexAt(event.position().toPoint())
        self._hover(self.rows.rows[index.row()].mark if index.isValid() else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def _hover(self, mark: Mark | None) -> None:
        if mark != self._lit:
            self._lit = mark
            self.viewport().update()
            self.hovered.emit(mark)

    def _lit_row(self) -> int:
        if self._lit is None:
            return -1
        first, last = max(0, self.rowAt(0)), self.rowAt(self.viewport().height() - 1)
        last = len(self.rows.rows) - 1 if last < 0 else last
        return next((row for row in range(first, last + 1) if self.rows.rows[row].mark == self._lit), -1)

    def _row_rect(self, row: int) -> QRectF | None:
        if not 0 <= row < len(self.rows.rows):
            return None
        top, height = self.rowViewportPosition(row), self.rowHeight(row)
        rect = QRect(0, top, self.viewport().width(), height)
        return QRectF(rect).adjusted(1, 0.5, -1, -0.5) if rect.intersects(self.viewport().rect()) else None


def _alignment(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
