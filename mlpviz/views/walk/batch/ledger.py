"""The ledger: a row a step, a column a weight, written below each other like a sum on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.batch.ledger_paint import LedgerPaint, Shown
from mlpviz.views.walk.batch.places import CROWD, MANY, Item, RowPlace, items_of
from mlpviz.views.walk.batch.sheet import OPEN, Ruled, Ruler, Sheet, spoken_column
from mlpviz.views.walk.sentences import spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.story import BatchStory

FOOT_LINES = 3


class Ledger(QAbstractScrollArea):
    """Shows a batch; a click on a column, a sample or a row asks for it."""

    row_requested = Signal(int)
    column_requested = Signal(int)
    sample_requested = Signal(int)
    """The position in the batch of a sample to go into."""
    hovered = Signal(int)
    """The row under the pointer, −1 for none."""
    moved = Signal()
    """The rows stand elsewhere now."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._paint, self._ruler = theme, LedgerPaint(theme, typesetter), Ruler(theme)
        self._sheet: Sheet | None = None
        self._ruled: Ruled | None = None
        self._items: list[Item] = []
        self._row, self._column, self._hovered = 0, 0, -1
        self._folded: set[int] = set()
        self._sentence, self._ruling = "", False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Ledger of this batch")
        self.viewport().setMouseTracking(True)
        self.horizontalScrollBar().valueChanged.connect(self._scroll)
        self.verticalScrollBar().valueChanged.connect(self._scroll)
        theme.changed.connect(self.restyle)

    # showing

    def show_story(self, story: BatchStory, row: int, column: int) -> None:
        """Show another batch at a row, with one column chosen; layers stay folded if the network is the same."""
        before = self._sheet.story.columns.starts if self._sheet is not None else ()
        if story.columns.starts != before:
            layers = len(story.columns.starts) - 1
            self._folded = set(range(1, layers + 1)) if len(story.columns) > CROWD else set()
        self._sheet, self._row, self._column, self._hovered = Sheet(story), row, column, -1
        self._sentence = story.summary
        self._paint.forget()
        self._fill()
        self._reveal()

    def show_row(self, row: int) -> None:
        """Come to another row."""
        before, self._row = self._row, row
        self._describe()
        if self._reveal():
            return
        rows = [place for place in self._places() if min(before, row) <= place.row <= max(before, row)]
        if rows:
            top, bottom = rows[0].top - 8, rows[-1].bottom + 8
            self.viewport().update(QRectF(0, top, self.width(), bottom - top).toAlignedRect())

    def show_column(self, column: int) -> None:
        """Choose another column."""
        self._column = column
        self._describe()
        if self._folded:
            self._fill()
        self._reveal()
        self.viewport().update()

    def show_hovered(self, row: int) -> None:
        """Light a row that is pointed at elsewhere; −1 for none."""
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def fold(self, layer: int) -> None:
        """Fold a layer into one column, or unfold it."""
        if self._sheet is not None and len(self._sheet.story.columns) > MANY:
            self._folded ^= {layer}
            self._fill()
            self._reveal()

    def ruled(self) -> Ruled | None:
        """Where everything stands."""
        return self._ruled

    def sheet(self) -> Sheet | None:
        """What is shown."""
        return self._sheet

    def folded(self) -> frozenset[int]:
        """The layers that are shown as one column."""
        return frozenset(self._folded)

    @property
    def row(self) -> int:
        """The row that one is at."""
        return self._row

    # looking

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(640, 420)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(240, 120)

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self._rule()
        self._reveal()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit into another size."""
        super().resizeEvent(event)
        self._rule()
        self._reveal()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is seen of the ledger."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.palette.color("canvas"))
        if self._sheet is None or self._ruled is None:
            return
        width = float(self.viewport().width())
        shown = Shown(self._row, self._column, self._hovered, self.folded())
        self._paint.paint(painter, self._sheet, self._ruled, shown, QRectF(event.rect()), width)
        if event.rect().bottom() > self._ruled.bottom:
            self._paint.paint_foot(painter, self._sheet, self._ruled, self._sentence, width)

    def _fill(self) -> None:
        if self._sheet is not None:
            self._items = items_of(self._sheet.story, self._folded, self._column)
        self._rule()
        self._describe()
        self.viewport().update()

    def _rule(self) -> None:
        """Let everything stand where it belongs; the bars scroll by whole columns and rows."""
        if self._sheet is None or self._ruling:
            return
        self._ruling = True  # a bar that comes or goes asks for the same again
        foot = FOOT_LINES * float(self._theme.line_px("xs")) + 2
        across, along = self.horizontalScrollBar(), self.verticalScrollBar()
        for _ in range(2):  # a bar that comes takes room
            size = QSizeF(self.viewport().size())
            self._ruled = self._ruler.rule(self._sheet, self._items, size, (across.value(), along.value()), foot)
            for bar, most, page in ((across, self._ruled.most[0], len(self._ruled.columns)),
                                    (along, self._ruled.most[1], len(self._ruled.rows))):  # fmt: skip
                bar.setRange(0, most)
                bar.setPageStep(max(1, page))
        self._ruling = False
        self.moved.emit()

    @Slot()
    def _scroll(self) -> None:
        self._rule()
        self.viewport().update()

    def _reveal(self) -> bool:
        """Scroll to the row and the column that are shown; whether anything moved."""
        if self._sheet is None or self._ruled is None:
            return False
        across, along = self.horizontalScrollBar(), self.verticalScrollBar()
        before = across.value(), along.value()
        rows = [place.row for place in self._ruled.rows]
        if rows and not rows[0] <= self._row <= rows[-1]:
            along.setValue(self._row if self._row < rows[0] else self._row - len(rows) + 1)
            while self._row not in (shown := [place.row for place in self._places()]) and shown[-1] < self._row:
                along.setValue(along.value() + 1)
        seen = [place.item.column for place in self._ruled.columns]
        if self._column not in seen:
            at = next((at for at, item in enumerate(self._items) if item.column == self._column), 0)
            across.setValue(at if at < across.value() or not seen else max(0, at - len(seen) + 1))
            if self._ruled is not None and self._column not in [one.item.column for one in self._ruled.columns]:
                across.setValue(at)
        return before != (across.value(), along.value())

    def _places(self) -> list[RowPlace]:
        return self._ruled.rows if self._ruled is not None else []

    def _describe(self) -> None:
        if self._sheet is not None:
            story = self._sheet.story
            told = self.cell_text(self._row, self._column)
            self.setAccessibleDescription(f"Row {self._row + 1} of {len(story)}. {told}. {spoken(self._sentence)}")

    # pointing

    def cell_text(self, row: int, column: int) -> str:
        """A number of the ledger in words: "Sum, weight x₁ → h1.1: 0.8589"."""
        assert self._sheet is not None
        story, record = self._sheet.story, self._sheet.story.rows[row]
        values = record.values if row <= self._row else self._sheet.now[row]
        told = "not reached yet" if values is None else number.plain(float(values[column]), 6)
        return f"{record.title}, {spoken_column(story, column)}: {told}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        place = self._row_at(event.position())
        self._point(place.row if place is not None else -1)
        hand = place is not None or self._layer_at(event.position()) > 0 or self._column_at(event.position()) >= 0
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A column is followed, a sample gone into, another row gone to, a layer folded."""
        if event.button() != Qt.MouseButton.LeftButton or self._sheet is None or self._ruled is None:
            return
        at, place = event.position(), self._row_at(event.position())
        column, layer = self._column_at(at), self._layer_at(at)
        if layer > 0:
            self.fold(layer)
        elif column >= 0:
            self.column_requested.emit(column)
        elif place is not None and self._sheet.story.rows[place.row].sample >= 0:
            self.sample_requested.emit(self._sheet.story.rows[place.row].sample)
        elif place is not None:
            self.row_requested.emit(place.row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by rows, or with Shift or sideways by columns."""
        across = event.angleDelta().x() or (event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        bar = self.horizontalScrollBar() if across else self.verticalScrollBar()
        turned = event.angleDelta().x() or event.angleDelta().y()
        bar.setValue(bar.value() - (1 if turned > 0 else -1 if turned < 0 else 0))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the whole number of a cell on hover."""
        if event.type() == QEvent.Type.Leave:
            self._point(-1)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip(self, pos: QPoint) -> str:
        if self._sheet is None or self._ruled is None:
            return ""
        at, place = QPointF(pos), self._row_at(QPointF(pos))
        if self._layer_at(at) > 0:
            return "Show this layer as one column, the length of its part of each row, or every weight of it"
        column = self._ruled.column_at(at.x())
        if column is not None and place is not None:
            if column.item.column < 0:
                count = self._sheet.story.columns.starts
                size = count[column.item.layer] - count[column.item.layer - 1]
                return f"Length of this row over the {number.count(size)} parameters of the layer"
            return self.cell_text(place.row, column.item.column)
        if column is not None and column.item.column >= 0:
            return f"Follow {spoken_column(self._sheet.story, column.item.column)} (Alt+→ the next one)"
        fact = self._sheet.facts.get(place.row) if place is not None else None
        if fact is not None:
            return f"Open sample {number.count(fact.sample + 1)}: {number.count(fact.operations)} operations inside (↓)"
        return self._sheet.told(place.row) if place is not None else ""

    def _point(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()
            self.hovered.emit(row)

    def _row_at(self, at: QPointF) -> RowPlace | None:
        return self._ruled.row_at(at.y()) if self._ruled is not None else None

    def _column_at(self, at: QPointF) -> int:
        """The column whose cell or head is at a place; −1 for none."""
        if self._ruled is None or at.y() < self._ruled.heads[1]:
            return -1
        place = self._ruled.column_at(at.x())
        inside = at.y() < self._ruled.heads[3] or self._row_at(at) is not None
        return place.item.column if place is not None and inside else -1

    def _layer_at(self, at: QPointF) -> int:
        """The layer whose title, or whose only column, is at a place; 0 for none."""
        if self._ruled is None or self._sheet is None or len(self._sheet.story.columns) <= MANY:
            return 0
        place = self._ruled.column_at(at.x()) or self._ruled.column_at(at.x() - OPEN)
        if place is None or not self._ruled.heads[0] <= at.y() < self._ruled.bottom:
            return 0
        return place.item.layer if at.y() < self._ruled.heads[1] or place.item.column < 0 else 0
