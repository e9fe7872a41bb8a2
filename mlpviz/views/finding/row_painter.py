"""Paints a row of the command palette: icon, name with what was typed, what it is, and keys or state at the right."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mlpviz.state.finding.entry import EXAMPLES, PRESETS, SETTINGS, VALUES, WORKSPACES, Entry
from mlpviz.state.finding.query import Marks
from mlpviz.state.finding.search import Fold, Heading, Hit, Row
from mlpviz.views.finding.row_model import ROW
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

HEIGHT, HEAD = 40, 32
"""Of a row and of a heading, px at the usual text size."""
EDGE, ICON, TEXT, GAP = 12, 16, 42, 14
"""Where icons begin, how large they are, where names begin, and what stands between two parts, px."""
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_ICONS = {VALUES: "edit", SETTINGS: "more", PRESETS: "point", EXAMPLES: "lessons", WORKSPACES: "open"}
_ICONS_OF_LEADS = {
    "Activation": "activations", "Output activation": "activations", "Schedule": "approximation",
    "Optimiser": "gradient-flow", "Loss": "phase", "Weight init": "dice", "Add feature": "plus",
    "Remove feature": "minus",
}  # fmt: skip
Index = QModelIndex | QPersistentModelIndex


class RowPainter(QStyledItemDelegate):
    """Keeps names and what stands at the right whole as long as it can; the description gives way."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.width = 600
        """Px of the list."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The reason why a typed value is refused stands below it, however long."""
        row: Row = index.data(ROW)
        if isinstance(row, Hit) and _refused(row.entry):
            return QSize(0, round(self._px(HEIGHT) - 4 + self._reason_box(row.entry).height() + 8))
        return QSize(0, self._px(HEAD if isinstance(row, Heading) else HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        area = QRectF(option.rect)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            painter.setFont(self._theme.font("s", weight=600))
            painter.setPen(self._color("t3"))
            painter.drawText(area.adjusted(EDGE, 4, -EDGE, 0), _MIDDLE, row.text)
        else:
            if current:
                self._paint_ground(painter, area)
            line = QRectF(area.left(), area.top(), area.width(), min(area.height(), self._px(HEIGHT)))
            if isinstance(row, Fold):
                self._paint_fold(painter, line, row)
            else:
                self._paint_entry(painter, line, row, current=current)
        painter.restore()

    def _px(self, length: float) -> int:
        return round(length * max(1.0, self._theme.text_scale))

    def _color(self, token: str) -> QColor:
        return self._theme.palette.color(token)

    def _paint_ground(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color("sel"))
        painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 4, 4)
        painter.setBrush(self._color("ink"))
        painter.drawRoundedRect(QRectF(area.left(), area.center().y() - 10, 3, 20), 1.5, 1.5)

    def _paint_icon(self, painter: QPainter, line: QRectF, name: str, token: str) -> None:
        size = self._px(ICON)
        place = QRectF(line.left() + EDGE, line.center().y() - size / 2, size, size)
        icons.paint(painter, name, self._color(token), place)

    def _paint_fold(self, painter: QPainter, line: QRectF, row: Fold) -> None:
        self._paint_icon(painter, line, "chevron-right", "t2")
        painter.setFont(self._theme.font("m"))
        painter.setPen(self._color("t1"))
        painter.drawText(line.adjusted(self._px(TEXT), 0, -EDGE, 0), _MIDDLE, row.text)

    def _paint_entry(self, painter: QPainter, line: QRectF, hit: Hit, *, current: bool) -> None:
        entry, fit = hit.entry, hit.fit
        grey = bool(entry.reason)
        icon = _ICONS_OF_LEADS.get(entry.lead) or _ICONS.get(entry.section, "chevron-right")
        self._paint_icon(painter, line, icon, "t3" if grey else "t2")
        right = self._paint_right(painter, line, entry, current=current)
        left, end = line.left() + self._px(TEXT), right - GAP
        if entry.lead:
            left = self._write(painter, left, end, line, entry.lead, fit.lead, "t3" if grey else "t2", 400) + 8
        left = self._write(painter, left, end, line, entry.name, fit.name, "t3" if grey else "t1", 500)
        told, marks = (entry.reason, ()) if grey else (entry.about, fit.about)
        if grey and _refused(entry):
            box = self._reason_box(entry).translated(line.left(), line.bottom() - 8)
            painter.setFont(self._theme.font("s"))
            painter.setPen(self._color("bad"))
            painter.drawText(box, _WRAP, entry.reason)
        elif end - left > 60:
            self._write(painter, left + GAP, end, line, told, marks, "t3", 400, "s")

    def _reason_box(self, entry: Entry) -> QRectF:
        """Where a reason is written, in a row that begins at 0, 0."""
        room = QRectF(self._px(TEXT), 0, self.width - self._px(TEXT) - 2 * EDGE, 10_000)
        return QFontMetricsF(self._theme.font("s")).boundingRect(room, _WRAP, entry.reason)

    def _write(
        self, painter: QPainter, left: float, end: float, line: QRectF, text: str, marks: Marks, token: str,
        weight: int, role: str = "m",
    ) -> float:  # fmt: skip
        """Write a text between `left` and `end`, what was typed bold and underlined; where it ends."""
        usual, typed = self._theme.font(role, weight=weight), self._theme.font(role, weight=700)
        typed.setUnderline(True)
        shown = QFontMetricsF(typed if marks else usual).elidedText(text, Qt.TextElideMode.ElideRight, end - left)
        if not shown.strip("…"):
            return left
        base = line.center().y() + QFontMetricsF(usual).capHeight() / 2
        for part, marked in _parts(shown, marks):
            font = typed if marked else usual
            painter.setFont(font)
            painter.setPen(self._color("t1" if marked and token != "t3" else token))
            painter.drawText(QPointF(left, base), part)
            left += QFontMetricsF(font).horizontalAdvance(part)
        return left

    def _paint_right(self, painter: QPainter, line: QRectF, entry: Entry, *, current: bool) -> float:
        """Keys, and what is set now; where they begin."""
        right = line.right() - EDGE
        if current and not entry.reason:
            right = self._paint_key(painter, right, line, "Enter") - 8
        for key in entry.keys[:1]:
            native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            right = self._paint_key(painter, right, line, native if native.strip() else key) - 8
        state = "in use" if entry.chosen and entry.now else "on" if entry.chosen else f"now {entry.now}"
        if entry.chosen or entry.now:
            font = self._theme.font("s")
            width = QFontMetricsF(font).horizontalAdvance(state)
            painter.setFont(font)
            painter.setPen(self._color("t2"))
            painter.drawText(QRectF(right - width, line.top(), width + 2, line.height()), _MIDDLE, state)
            right -= width
            if entry.chosen:
                size = self._px(14)
                place = QRectF(right - size - 6, line.center().y() - size / 2, size, size)
                icons.paint(painter, "check", self._color("t1"), place)
                right -= size + 6
        return right

    def _paint_key(self, painter: QPainter, right: float, line: QRectF, text: str) -> float:
        font: QFont = self._theme.font("xs")
        width, height = QFontMetricsF(font).horizontalAdvance(text) + 12, self._px(18)
        frame = QRectF(right - width, line.center().y() - height / 2, width, height)
        painter.setPen(QPen(self._color("ctl"), self._theme.line("control")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, self._theme.radius("small"), self._theme.radius("small"))
        painter.setFont(font)
        painter.setPen(self._color("t2"))
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), text)
        return frame.left()


def _refused(entry: Entry) -> bool:
    """Whether it is a typed value that cannot be taken."""
    return entry.section == VALUES and bool(entry.reason)


def _parts(text: str, marks: Marks) -> Iterator[tuple[str, bool]]:
    """A text in parts, each with whether it was typed."""
    at = 0
    for begin, end in marks:
        begin, end = min(begin, len(text)), min(end, len(text))
        if text[at:begin]:
            yield text[at:begin], False
        if text[begin:end]:
            yield text[begin:end], True
        at = max(at, end)
    if text[at:]:
        yield text[at:], False
