"""A list of steps: a row a group, the current group unfolded."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.sentences import Prose, spoken

ROW, LOW_ROW = 21, 19
EDGE, INDENT = 16, 20
_SHORTER = re.compile(" (?:via|by|of) ")
"""What is left out from where a row is too narrow."""
_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    text: str
    """Mathematics stands between dollar signs."""
    tail: str
    start: int
    """The first step that it stands for."""
    state: str
    """"done", "current" or "open"."""
    inner: bool
    """Whether it is a step of the unfolded group."""


@dataclass(frozen=True)
class Group:
    """Steps that belong together: those at start … start + count − 1."""

    title: str
    """Mathematics stands between dollar signs."""
    start: int
    count: int


def unfolded(groups: Sequence[Group], index: int, title: Callable[[int], str]) -> list[Line]:
    """The lines at a step: every group, and the steps of the current one, which `title` names."""
    found = []
    for group in groups:
        end = group.start + group.count
        here = group.start <= index < end
        state = "current" if here else "done" if end <= index else "open"
        tail = f"{index - group.start + 1} of {group.count}" if here else str(group.count)
        found.append(Line(group.title, tail, group.start, state, inner=False))
        for at in range(group.start, end) if here else ():
            state = "current" if at == index else "done" if at < index else "open"
            found.append(Line(title(at), "now" if at == index else "", at, state, inner=True))
    return found


class StepList(QListWidget):
    """What is done, what is now, what is to come; a click on a row asks for its first step."""

    step_requested = Signal(int)

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: list[Line] = []
        self._low = False
        self.setItemDelegate(_RowPainter(theme, typesetter, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListWidget { border: none; background: transparent; }")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.setAccessibleName("Steps")
        self.itemClicked.connect(self._ask)
        theme.changed.connect(self.refresh)

    def show_lines(self, lines: list[Line]) -> None:
        """Show other lines, and keep the current one in sight."""
        self._lines = lines
        self.refresh()

    def set_low(self, low: bool) -> None:
        """Use lower rows."""
        self._low = low
        self.refresh()

    def lines(self) -> list[Line]:
        """What the list shows, from top to bottom."""
        return list(self._lines)

    @Slot()
    def refresh(self) -> None:
        """Fill the list again and keep the current row in sight."""
        self.clear()
        now = 0
        for line in self._lines:
            item = QListWidgetItem(self)
            item.setData(_ROLE, line)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{spoken(line.text)}, {line.tail}".rstrip(", "))
            item.setSizeHint(QSize(40, round((LOW_ROW if self._low else ROW) * max(1.0, self._theme.text_scale))))
            if line.inner and line.state == "current":
                now = self.count() - 1
        if self._lines:
            self.setCurrentRow(now)
            self.scrollToItem(self.item(now))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current row in sight."""
        super().resizeEvent(event)
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())

    @Slot(QListWidgetItem)
    def _ask(self, item: QListWidgetItem) -> None:
        self.step_requested.emit(item.data(_ROLE).start)


class _RowPainter(QStyledItemDelegate):
    """Draws a row: its state, its name, and at the right how far it is."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: Line = index.data(_ROLE)
        colors, place = self._theme.palette, QRectF(option.rect)
        now = line.inner and line.state == "current"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if now:
            painter.fillRect(place, colors.color("hlbg"))
        left = place.left() + EDGE + (INDENT if line.inner else 0)
        self._paint_state(painter, line, QRectF(left, place.center().y() - 7, 14, 14))
        font = self._theme.font("s", weight=600 if now else 400)
        width = QFontMetricsF(font).horizontalAdvance(line.tail)
        right = place.right() - EDGE - width
        painter.setFont(font)
        painter.setPen(colors.color("hlt" if now else "t3"))
        end = QRectF(right - 1, place.top(), width + 2, place.height())
        painter.drawText(end, Qt.AlignmentFlag.AlignVCenter, line.tail)
        weight = 600 if line.state == "current" else 400
        prose = self._fitting(line.text, weight, right - left - 26)
        token = "t1" if line.state == "current" else "t2" if line.state == "done" else "t3"
        raised = 0.08 * place.height()  # an index reaches below the line
        room = QRectF(left + 20, place.top() - raised, right - left - 26, place.height())
        prose.paint(painter, room, colors.color(token), place.height(), Qt.AlignmentFlag.AlignLeft)
        painter.restore()

    def _fitting(self, text: str, weight: int, room: float) -> Prose:
        """As much of a title as there is room for."""
        font = self._theme.font("m", weight=weight)
        short = _SHORTER.split(text)[0]
        listed = short.split(", ")
        ways = [text, short, *(", ".join(listed[:count]) + ", …" for count in range(len(listed) - 1, 0, -1)),
                f"{short.partition(' ')[0]} …"]  # fmt: skip
        found = [Prose(self._typesetter, way, font) for way in ways]
        return next((prose for prose in found if prose.width() <= room), found[-1])

    def _paint_state(self, painter: QPainter, line: Line, square: QRectF) -> None:
        colors = self._theme.palette
        if line.state == "done":
            icons.paint(painter, "check", colors.color("ok"), square)
        elif line.state == "current":
            icons.paint(painter, "current" if line.inner else "chevron-down",
                        colors.color("hl" if line.inner else "t1"), square)
        else:
            painter.setPen(QPen(colors.color("t3"), 1.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(square.center()), 2.75, 2.75)
