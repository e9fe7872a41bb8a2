"""The confusion of classes as a table: counts and shares, recall beside each row, precision under each column."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableWidgetItem, QWidget

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.how_well import Confusion
from mlpviz.views.data import marker
from mlpviz.views.how_well.quiet_table import QuietTable
from mlpviz.views.look.theme import Theme

WIDE, CELL, HEAD = QSize(96, 40), QSize(76, 40), 120
FEW = 3
"""Up to so many classes, cells are WIDE, so that names have more room."""
STRONGEST = 0.42
"""How much of a class's colour the cell of all its points has; numbers on it can still be read."""
SHARE = int(Qt.ItemDataRole.UserRole)
"""Data of a cell: which share of its row it holds; None for precision and recall."""
COLOR = SHARE + 1
"""Data of a cell: the colour of the class, 0…5, where the answer is right; None elsewhere."""
PRECISION = "Precision: of the points that were given this class, the share that belongs to it."
RECALL = "Recall: of the points of this class, the share that was given it."
ACCURACY = "Accuracy: the share of all points that were given their own class."

Index = QModelIndex | QPersistentModelIndex


def width_for(classes: int, theme: Theme) -> int:
    """How wide a table of so many classes is, in px."""
    cell = WIDE if classes <= FEW else CELL
    return round((HEAD + (classes + 1) * cell.width()) * max(1.0, theme.text_scale)) + 2


class ConfusionTable(QuietTable):
    """Rows are true classes, columns predicted ones."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, CELL, HEAD, parent)
        self._confusion: Confusion | None = None
        self._looks: tuple[tuple[str, int], ...] = ()
        self.setItemDelegate(_Cells(theme, self))
        self.setProperty("focus_ring", False)  # the current cell has a frame of its own
        self.setAccessibleName("Confusion of classes: rows are true classes, columns predicted ones")
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take markers and sizes from the theme again."""
        self._write_heads()
        self.fit()

    def show_confusion(self, confusion: Confusion, experiment: Experiment) -> None:
        """Show the counts under the names and colours of the classes."""
        classes = range(len(confusion.counts))
        looks = tuple((experiment.naming.class_name(label), experiment.class_color(label)) for label in classes)
        self._confusion = confusion
        if looks != self._looks:
            self._looks = looks
            self._cell = WIDE if len(looks) <= FEW else CELL
            self.setRowCount(len(looks) + 1)
            self.setColumnCount(len(looks) + 1)
            self.restyle()
        self._write_cells(confusion)

    def _write_heads(self) -> None:
        for label, (name, color) in enumerate(self._looks):
            icon = marker.icon(self._theme.palette, color)
            for side in (self.setHorizontalHeaderItem, self.setVerticalHeaderItem):
                item = QTableWidgetItem(icon, name)
                item.setToolTip(name)
                side(label, item)
        if self._looks:
            for side, name, tip in (
                (self.setHorizontalHeaderItem, "recall", RECALL), (self.setVerticalHeaderItem, "precision", PRECISION),
            ):  # fmt: skip
                item = QTableWidgetItem(name)
                item.setToolTip(tip)
                side(len(self._looks), item)

    def _write_cells(self, confusion: Confusion) -> None:
        last = len(self._looks)
        for true, (name, color) in enumerate(self._looks):
            for predicted, (other, _) in enumerate(self._looks):
                count, share = int(confusion.counts[true, predicted]), confusion.share(true, predicted)
                told = f"true {name}, predicted {other}: {number.count(count)}, {number.percent(share)} of the row"
                self._write(true, predicted, number.count(count), share, color if true == predicted else None, told)
            self._write(true, last, number.percent(confusion.recall(true)), None, None, RECALL)
            self._write(last, true, number.percent(confusion.precision(true)), None, None, PRECISION)
        self._write(last, last, number.percent(confusion.accuracy), None, None, ACCURACY)

    def _write(
        self, row: int, column: int, text: str, share: float | None, color: int | None, told: str
    ) -> None:
        item = self.item_at(row, column)
        if (text, share, color) != (item.text(), item.data(SHARE), item.data(COLOR)):
            item.setText(text)
            item.setData(SHARE, share)
            item.setData(COLOR, color)
            item.setToolTip(told)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told if share is not None else f"{told} {text}")


class _Cells(QStyledItemDelegate):
    """Count over share, on a ground that is the stronger the larger the share."""

    def __init__(self, theme: Theme, table: ConfusionTable) -> None:
        super().__init__(table)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        colors, area = self._theme.palette, QRect(option.rect)
        share, color, text = index.data(SHARE), index.data(COLOR), str(index.data())
        painter.save()
        painter.fillRect(area, colors.color("panel" if share is not None else "win"))
        if share is not None and share > 0.0:
            painter.fillRect(area, self._ground(share, color))
        counted = share is not None and math.isfinite(share) and text != "0"
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(colors.color("t1" if counted or share is None else "t3"))
        line = painter.fontMetrics().height()
        words = QRect(area.left(), area.center().y() - line + 1, area.width(), line) if counted else area
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), text)
        if counted:
            painter.setFont(self._theme.font("xs"))
            painter.setPen(colors.color("t1"))
            below = QRect(area.left(), area.center().y() + 1, area.width(), line)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), number.percent(share, 0))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colors.color("t1"), self._theme.line("focus")))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()

    def _ground(self, share: float, color: int | None) -> QColor:
        made = self._theme.palette.color("t3") if color is None else self._theme.palette.class_color(color)
        made.setAlphaF(STRONGEST * share)
        return made
