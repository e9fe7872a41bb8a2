"""The heads of the columns: what each is used for, its name, and what stands in it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from mlpviz.data.reading.draft import Draft
from mlpviz.data.reading.roles import Role, Roles
from mlpviz.data.reading.suggestion import possible_roles
from mlpviz.engine.letters import subscript
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

GAP, INSIDE, CHEVRON = 4, 8, 12
LEAST, MOST = 104, 190
"""Widths of a column in px."""
ROLE_WORDS: dict[Role, str] = {"class": "class", "value": "value", "test": "train or test", "": "not used"}


def role_words(roles: Roles, column: int) -> str:
    """What a column is, in a word: "x₁", "class", "not used"."""
    role = roles.role_of(column)
    if role == "input":
        return f"x{subscript(roles.place(column) + 1)}"
    if role == "value" and len(roles.values) > 1:
        return f"value {roles.place(column) + 1}"
    return ROLE_WORDS[role]


class RoleHeader(QHeaderView):
    """A click uses a column or frees it; the arrow at its right opens everything that it can be."""

    column_clicked = Signal(int)
    role_chosen = Signal(int, str, int)
    """A column, its role, and the place of an input from 0; −1 for the next free one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._draft: Draft | None = None
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(LEAST)
        self.setMouseTracking(True)

    def show_draft(self, draft: Draft) -> None:
        """Show another state of the import."""
        other = self._draft is None or self._draft.sheet is not draft.sheet
        self._draft = draft
        if other:
            for column in range(self.count()):
                self.resizeSection(column, self._wide(column))
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Three lines."""
        return QSize(super().sizeHint().width(), 3 * self._theme.line_px("s") + 2 * INSIDE + 2 * GAP)

    def menu(self, column: int) -> QMenu:
        """Everything that a column can be."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        draft = self._draft
        if draft is None:
            return menu
        possible = possible_roles(draft.sheet, column)
        for role in possible:
            if role == "input":
                places = len(draft.roles.inputs) + (column not in draft.roles.inputs)
                for place in range(places):
                    self._offer(menu, f"x{subscript(place + 1)}", column, role, place)
            else:
                self._offer(menu, ROLE_WORDS[role], column, role, -1)
        if "" not in possible:
            self._offer(menu, ROLE_WORDS[""], column, "", -1)
        return menu

    def _offer(self, menu: QMenu, text: str, column: int, role: Role, place: int) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        draft = self._draft
        assert draft is not None
        action.setChecked(role_words(draft.roles, column) == text)
        action.setData((column, role, place))
        action.triggered.connect(self._choose)

    def _choose(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            column, role, place = action.data()
            self.role_chosen.emit(column, role, place)

    # mouse

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Use or free the column, or open its menu."""
        super().mouseReleaseEvent(event)
        column, place = self.logicalIndexAt(event.position().toPoint()), event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton or column < 0 or self.cursor().shape() == _SPLIT:
            return
        if self._arrow(column).contains(place):
            self.menu(column).popup(self.mapToGlobal(QPoint(self._arrow(column).left(), self.height())))
        else:
            self.column_clicked.emit(column)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click opens the same menu."""
        column = self.logicalIndexAt(event.pos())
        if column >= 0:
            self.menu(column).popup(event.globalPos())

    def _arrow(self, column: int) -> QRect:
        side = CHEVRON + 2 * INSIDE
        right = self.sectionViewportPosition(column) + self.sectionSize(column)
        return QRect(right - side, 0, side, side + INSIDE)

    # painting

    def _wide(self, column: int) -> int:
        assert self._draft is not None
        words = (self._draft.sheet.title(column), self._draft.sheet.columns[column].range_text)
        metrics = QFontMetrics(self._theme.font("s", weight=600))
        cells = (cell[:40] for cell in self._draft.sheet.columns[column].cells[:50])
        widest = max(metrics.horizontalAdvance(text) for text in (*words, *cells))
        return max(LEAST, min(MOST, widest + 2 * INSIDE + 2 * GAP + CHEVRON))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """The role as a badge, the name, and what stands in the column."""
        draft, colors = self._draft, self._theme.palette
        if draft is None:
            return
        used = draft.roles.role_of(logicalIndex) != ""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(rect).adjusted(GAP / 2 + 1, GAP, -GAP / 2 - 1, -GAP)
        painter.setPen(QPen(colors.color("ink" if used else "line2"), 2.0 if used else 1.0))
        painter.setBrush(colors.color("panel" if used else "sel"))
        painter.drawRoundedRect(frame, self._theme.radius(), self._theme.radius())
        inside = frame.adjusted(INSIDE, INSIDE - 2, -INSIDE, -INSIDE + 2)
        line = inside.height() / 3
        chevron = icons.icon("chevron-down", self._theme, CHEVRON, "t2").pixmap(CHEVRON, CHEVRON)
        painter.drawPixmap(QRectF(inside.right() - CHEVRON, inside.top() + 3, CHEVRON, CHEVRON).toRect(), chevron)
        self._paint_role(painter, QRectF(inside.left(), inside.top(), inside.width() - CHEVRON - 4, line), logicalIndex)
        column = draft.sheet.columns[logicalIndex]
        title = draft.sheet.title(logicalIndex) + (f" [{column.unit}]" if column.unit else "")
        lines = ((title, 600, "t1" if used else "t2"), (column.range_text, 400, "t2"))
        for at, (text, weight, token) in enumerate(lines):
            font = self._theme.font("s" if at == 0 else "xs", weight=weight)
            painter.setFont(font)
            painter.setPen(colors.color(token))
            place = QRectF(inside.left(), inside.top() + (at + 1) * line, inside.width(), line)
            words = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
        painter.restore()

    def _paint_role(self, painter: QPainter, place: QRectF, column: int) -> None:
        assert self._draft is not None
        words, colors = role_words(self._draft.roles, column), self._theme.palette
        used = self._draft.roles.role_of(column) != ""
        font = self._theme.font("xs", weight=600 if used else 400)
        painter.setFont(font)
        if used:
            badge = QRectF(place.left(), place.top(), QFontMetrics(font).horizontalAdvance(words) + 12, place.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("ink"))
            painter.drawRoundedRect(badge, 3, 3)
            painter.setPen(colors.color("onink"))
            painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), words)
        else:
            painter.setPen(colors.color("t2"))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)


_SPLIT = Qt.CursorShape.SplitHCursor
