"""The list of phases at the left of the step dock, with only the current one unfolded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mlpviz.engine.telling.naming import plain_of
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.rows import Row, rows
from mlpviz.views.walk.sentences import bold_of

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations

ROW = 21
LOW_ROW = 19
EDGE = 16
INDENT = 20
NAMED = 4
"""How many operations of a gathered row are looked up; more would not fit anyway."""
AHEAD = 3
"""How many operations further the labels are typeset that come next."""
_ROLE = int(Qt.ItemDataRole.UserRole)
_TOLD = {"done": "done", "current": "now", "open": "to come"}


class PhaseList(QListWidget):
    """Every phase of the current sample and the update; what is done, what is now, what is to come."""

    index_requested = Signal(int)

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrator: Narrator | None = None
        self._operations: Operations | None = None
        self._index = 0
        self._low = self._folded = False
        self._labels: dict[int, str] = {}
        self._rows: list[Row] = []
        self.setItemDelegate(RowPainter(theme, typesetter, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListWidget { border: none; background: transparent; }")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.setMouseTracking(True)
        self.setAccessibleName("Steps")
        self.itemClicked.connect(self._ask)
        theme.changed.connect(self.refresh)

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """List the phases of another walk."""
        self._narrator, self._operations = narrator, operations
        self._labels = {}

    def show_index(self, index: int) -> None:
        """Unfold the phase of operation `index` and mark it."""
        self._index = index
        self.refresh()

    def set_folded(self, folded: bool) -> None:
        """List the phases alone; `show_index` follows."""
        self._folded = folded

    def set_low(self, low: bool) -> None:
        """Use lower rows."""
        self._low = low
        self.refresh()

    def row_height(self) -> int:
        """Height of a row in px."""
        return round((LOW_ROW if self._low else ROW) * max(1.0, self._theme.text_scale))

    def shown_rows(self) -> list[Row]:
        """What the list shows, from top to bottom."""
        return list(self._rows)

    @Slot()
    def refresh(self) -> None:
        """Fill the list again and keep the current row in sight."""
        if self._operations is None:
            return
        operations = self._operations
        sample = operations.sample_of(self._index)
        room = max(1, (self.height() + 2) // self.row_height())
        self._rows = rows(operations.phases(sample), operations, self._index, 0 if self._folded else room)
        self.clear()
        for row in self._rows:
            self._add(row)
        current = [number for number, row in enumerate(self._rows) if row.state == "current"]
        if current:
            self.setCurrentRow(current[-1])
            header, now = self.item(current[0]), self.item(current[-1])
            self.scrollToItem(header)
            self.scrollToItem(now)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold as there is room."""
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.refresh()

    def _add(self, row: Row) -> None:
        item = QListWidgetItem(self)
        labels = self._labels_of(row) if row.phase is None else []
        title = row.phase.title if row.phase is not None else ", ".join(plain_of(label) for label in labels)
        tail = self._tail(row)
        item.setData(_ROLE, (row, labels, tail))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {tail}" if tail != "now" else f"{title}, now")
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, _TOLD[row.state])
        item.setSizeHint(QSize(40, self.row_height()))

    def _tail(self, row: Row) -> str:
        if row.phase is None or self._folded:
            return "now" if row.state == "current" else "" if row.phase is None else str(row.count)
        if row.state == "current":
            return f"{self._index - row.start + 1} of {row.count}"
        return str(row.count)

    def _labels_of(self, row: Row) -> list[str]:
        """The labels of a row; of a long one the first and the last, with a gap between."""
        last = row.start + row.count - 1
        if row.count <= NAMED:
            return [self._label(at) for at in range(row.start, last + 1)]
        return [self._label(row.start), self._label(row.start + 1), "", self._label(last)]

    def labels_to_come(self) -> list[str]:
        """What the list will say when the next operation is shown."""
        if self._narrator is None:
            return []
        last = len(self._narrator.operations) - 1
        come = [self._label(min(self._index + ahead, last)) for ahead in range(1, AHEAD + 1)]
        return [bold_of(come[0]), *come, self._narrator.parameter(min(self._index + 1, last)) or come[0]]

    def _label(self, index: int) -> str:
        if index not in self._labels:
            assert self._narrator is not None
            self._labels[index] = self._narrator.label(index)
        return self._labels[index]

    @Slot(QListWidgetItem)
    def _ask(self, item: QListWidgetItem) -> None:
        row: Row = item.data(_ROLE)[0]
        self.index_requested.emit(row.start)


class RowPainter(QStyledItemDelegate):
    """Draws a row: its state, its name in words or mathematics, and at the right how far it is."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, labels, tail = index.data(_ROLE)
        place = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = tail == "now"
        if now:
            painter.fillRect(place, self._theme.palette.color("hlbg"))
        left = place.left() + EDGE + (INDENT if row.phase is None else 0)
        self._paint_state(painter, row, QRectF(left, place.top(), 14, place.height()), now)
        color = self._color(row, now)
        right = self._paint_tail(painter, place, tail, now)
        room = QRectF(left + 20, place.top(), right - left - 28, place.height())
        if row.phase is not None:
            weight = 600 if row.state == "current" else 400
            painter.setFont(self._theme.font("m", weight=weight))
            painter.setPen(color)
            metrics = QFontMetricsF(painter.font())
            fits = metrics.horizontalAdvance(row.phase.title) <= room.width() + 8
            title = row.phase.title if fits else row.phase.short
            painter.drawText(room.adjusted(0, 0, 8, 0), Qt.AlignmentFlag.AlignVCenter, title)
        else:
            self._paint_labels(painter, room, [bold_of(label) for label in labels] if now else labels, color)
        painter.restore()

    def _color(self, row: Row, now: bool) -> QColor:
        colors = self._theme.palette
        if now or row.state == "current":
            return colors.color("t1")
        return colors.color("t2") if row.state == "done" else colors.color("t3")

    def _paint_state(self, painter: QPainter, row: Row, place: QRectF, now: bool) -> None:
        colors = self._theme.palette
        square = QRectF(place.left(), place.center().y() - 7, 14, 14)
        if row.state == "done":
            icons.paint(painter, "check", colors.color("ok"), square)
        elif now:
            icons.paint(painter, "current", colors.color("hl"), square)
        elif row.state == "current":
            icons.paint(painter, "chevron-down", colors.color("t1"), square)
        else:
            painter.setPen(QPen(colors.color("t3"), 1.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(square.center()), 2.75, 2.75)

    def _paint_tail(self, painter: QPainter, place: QRectF, tail: str, now: bool) -> float:
        font = self._theme.font("s", weight=600 if now else 400)
        color = self._theme.palette.color("hlt" if now else "t3")
        end = place.right() - EDGE
        width = QFontMetricsF(font).horizontalAdvance(tail)
        painter.setFont(font)
        painter.setPen(color)
        room = QRectF(end - width - 1, place.top(), width + 2, place.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, tail)
        return end - width

    def _paint_labels(self, painter: QPainter, room: QRectF, labels: list[str], color: QColor) -> None:
        px = float(round(self._theme.text_px("m") * 1.15))
        deepest = max((self._typesetter.extent(label, px).descent for label in labels if label), default=0.0)
        base = min(room.center().y() + px * 0.3, room.bottom() - deepest - 1)  # an index may hang deep
        painter.setFont(self._theme.font("m"))
        painter.setPen(color)
        metrics = QFontMetricsF(painter.font())
        x = room.left()
        fitting = self._fitting(labels, px, room.width(), metrics)
        for number, label in enumerate(fitting):
            if not label:
                painter.drawText(QPointF(x, base), " …")
                x += metrics.horizontalAdvance(" … ")
                continue
            if number and fitting[number - 1]:
                painter.drawText(QPointF(x, base), ", ")
                x += metrics.horizontalAdvance(", ")
            self._typesetter.draw(painter, label, color, px, QPointF(x, base))
            x += self._typesetter.extent(label, px).width

    def _fitting(self, labels: list[str], px: float, width: float, metrics: QFontMetricsF) -> list[str]:
        """All of them, or the first and the last with a gap between."""
        total = sum(self._typesetter.extent(label, px).width for label in labels if label)
        total += metrics.horizontalAdvance(", ") * len(labels)
        if total <= width or len(labels) < 3:
            return labels
        return [labels[0], "", labels[-1]]
