"""The grid of cells: one row an initializer, one column an activation, painted by hand in one widget."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from mlpviz.nn.activations import Activation
from mlpviz.nn.initializers import Initializer
from mlpviz.views.gradient_flow.axis import NORMS, LogAxis, axis_of
from mlpviz.views.gradient_flow.cell_painter import cell_pixmap, paint_cell, paint_shade
from mlpviz.views.gradient_flow.cell_state import CellState, Standing
from mlpviz.views.gradient_flow.grid_layout import GAP, GridLayout
from mlpviz.views.gradient_flow.heads import formula_of, full_name, name_of, title_of
from mlpviz.views.look.drawing import records
from mlpviz.views.look.pacer import Pacer
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

FORMULAS_FROM = 700
"""Width of the grid in px below which the heads of rows are names alone."""
BUDGET = 0.006
"""Seconds of a frame in which new pictures of cells are made; the others follow in the next frames."""
ARROWS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip
SHADE = 18
"""Px of an edge behind which there is more."""
HEAD_PAD, FRAME = 14, 2
"""Px before a head, and how far the frame of the chosen cell reaches beyond it."""


class GridView(QAbstractScrollArea):
    """Shows the states of cells, and asks for another cell to be chosen or opened."""

    cell_chosen = Signal(int)
    cell_opened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build an empty grid."""
        super().__init__(parent)
        self._theme, self._typesetter = theme, Typesetter(theme)
        self._rows: tuple[Initializer, ...] = ()
        self._columns: tuple[Activation, ...] = ()
        self._cells: Sequence[CellState] = ()
        self._chosen, self._complete = 0, True
        self.axis: LogAxis = axis_of(NORMS, ())
        self._pictures: dict[int, tuple[tuple[object, ...], QPixmap]] = {}
        self._layout = GridLayout(0, 0, QSize(0, 0), QSize(0, 0))
        self._formulas = True
        self._pacer = Pacer(parent=self)
        self._pacer.due.connect(self.viewport().update)
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._pacer.ask)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName("Grid of initializers and activations")
        theme.changed.connect(self.restyle)

    # what it shows

    def show_grid(self, rows: tuple[Initializer, ...], columns: tuple[Activation, ...]) -> None:
        """Show other rows and columns."""
        if (rows, columns) != (self._rows, self._columns):
            self._rows, self._columns = rows, columns
            self._pictures.clear()
            self._fit()

    def show_cells(self, cells: Sequence[CellState], chosen: int, axis: LogAxis) -> None:
        """Show how far every cell is, row by row, all on one axis."""
        self._cells, self._chosen, self.axis = cells, chosen, axis
        self._describe()
        self._renew()

    def _renew(self) -> None:
        self._complete = False
        self._pacer.ask()

    @property
    def pending(self) -> bool:
        """Whether something is still on its way to the screen."""
        return self.isVisible() and not self._complete

    def place_of(self, index: int) -> QRectF:
        """Where a cell is on the viewport, in px."""
        return self._layout.place(index).translated(-self._offset())

    def _describe(self) -> None:
        done = sum(cell.standing is Standing.DONE for cell in self._cells)
        if self._cells and self._columns:
            here = self._words_of(self._chosen)
            self.setAccessibleDescription(f"{here}. {done} of {len(self._cells)} cells are done.")

    def _words_of(self, index: int) -> str:
        row, column = divmod(index, len(self._columns))
        return f"{title_of(self._columns[column], self._rows[row])}: {self._cells[index].words}"

    # geometry

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self._pictures.clear()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the cells as large as fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        bold = QFontMetricsF(self._theme.font("m", weight=600))
        formula = self._theme.text_px("xs") * 1.1
        widths = [bold.horizontalAdvance(name_of(row)) for row in self._rows]
        self._formulas = self.width() >= FORMULAS_FROM * grown
        if self._formulas:
            widths += [self._typesetter.extent(formula_of(row), formula).width for row in self._rows]
        head = QSize(round(max(widths, default=0.0)) + round(1.5 * HEAD_PAD), round(bold.height() + 20))
        room = self.viewport().size()
        self._layout = GridLayout.fitted(len(self._rows), len(self._columns), head, room, grown)
        content = self._layout.size
        for bar, length, page in (
            (self.horizontalScrollBar(), content.width(), room.width()),
            (self.verticalScrollBar(), content.height(), room.height()),
        ):
            bar.setRange(0, max(0, length - page))
            bar.setPageStep(page)
            bar.setSingleStep(40)
        self._renew()

    def minimumSizeHint(self) -> QSize:
        """The heads and one cell."""
        return QSize(240, 200)

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paint anew: the heads stay while the cells move."""
        self._renew()

    def _make_visible(self, index: int) -> None:
        place, room, head = self._layout.place(index), self.viewport().size(), self._layout.head
        for bar, start, end, page, fixed in (
            (self.horizontalScrollBar(), place.left(), place.right(), room.width(), head.width()),
            (self.verticalScrollBar(), place.top(), place.bottom(), room.height(), head.height()),
        ):
            bar.setValue(round(min(max(bar.value(), end + GAP - page), start - fixed)))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells from their pictures, then the heads over what is scrolled under them."""
        painter = QPainter(self.viewport())
        room = QRectF(self.viewport().rect())
        ground = self._theme.palette.color("canvas")
        painter.fillRect(room, ground)
        head, offset = self._layout.head, self._offset()
        until = time.perf_counter() + BUDGET
        complete = True
        for index, cell in enumerate(self._cells):
            place = self.place_of(index)
            if place.intersects(room):
                complete &= self._paint_cell(painter, index, cell, place, until)
        self._paint_frame(painter)
        painter.fillRect(QRectF(0, 0, room.width(), head.height() - FRAME), ground)
        painter.fillRect(QRectF(0, 0, head.width() - FRAME, room.height()), ground)
        self._paint_column_heads(painter, offset.x())
        self._paint_row_heads(painter, offset.y())
        self._paint_edges(painter, room)
        self._complete = complete
        if not complete:
            self._rest.start()

    def _paint_cell(self, painter: QPainter, index: int, cell: CellState, place: QRectF, until: float) -> bool:
        """Draw a cell; False if its picture is not made yet, so that an older one or a bare frame stands there."""
        ratio, colors = self.devicePixelRatioF(), self._theme.palette
        if records(painter):
            painter.save()
            painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
            paint_cell(painter, self._theme, self.axis, cell, place)
            painter.restore()
            return True
        key = (id(cell.result), cell.standing, cell.progress, cell.failure, self.axis, self._layout.cell, ratio)
        known = self._pictures.get(index)
        made = known is not None and known[0] == key
        if not made and (time.perf_counter() < until):
            known = self._pictures[index] = key, cell_pixmap(self._theme, self.axis, cell, self._layout.cell, ratio)
            made = True
        if known is not None:
            painter.drawPixmap(place.topLeft(), known[1])
        else:
            painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
            painter.drawRoundedRect(place, self._theme.radius("card"), self._theme.radius("card"))
        return made

    def _paint_frame(self, painter: QPainter) -> None:
        if not self._cells:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._theme.line("selection")
        painter.setPen(QPen(self._theme.palette.color("hl"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self._theme.radius("card") + 1
        painter.drawRoundedRect(self.place_of(self._chosen).adjusted(-0.5, -0.5, 0.5, 0.5), radius, radius)

    def _paint_column_heads(self, painter: QPainter, scrolled: float) -> None:
        head = self._layout.head
        painter.save()
        painter.setClipRect(QRectF(head.width(), 0, self.viewport().width(), head.height()))
        painter.setFont(self._theme.font("m", weight=600))
        painter.setPen(self._theme.palette.color("t1"))
        for column, activation in enumerate(self._columns):
            place = self._layout.place(column)
            words = QRectF(place.left() - scrolled, 0, place.width(), head.height())
            name, right = full_name(activation), Qt.TextElideMode.ElideRight
            shown = painter.fontMetrics().elidedText(name, right, round(place.width()))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.restore()

    def _paint_row_heads(self, painter: QPainter, scrolled: float) -> None:
        head, colors = self._layout.head, self._theme.palette
        painter.save()
        painter.setClipRect(QRectF(0, head.height(), head.width(), self.viewport().height()))
        size = self._theme.text_px("xs") * 1.1
        for row, initializer in enumerate(self._rows):
            place = self._layout.place(row * len(self._columns))
            middle = place.center().y() - scrolled
            painter.setFont(self._theme.font("m", weight=600))
            painter.setPen(colors.color("t1"))
            line = painter.fontMetrics().height()
            words = QRectF(HEAD_PAD, middle - (line + 1 if self._formulas else line / 2), head.width() - HEAD_PAD, line)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft), name_of(initializer))
            if not self._formulas:
                continue
            baseline = QPointF(HEAD_PAD, middle + size + 3)
            self._typesetter.draw(painter, formula_of(initializer), colors.color("t2"), size, baseline)
        painter.restore()

    def _paint_edges(self, painter: QPainter, room: QRectF) -> None:
        """Shade the edges behind which there are more cells: where the grid can be scrolled to."""
        right, bottom = (
            bar.value() < bar.maximum() for bar in (self.horizontalScrollBar(), self.verticalScrollBar())
        )  # fmt: skip
        if right:
            paint_shade(painter, self._theme, room, QPointF(room.right() - SHADE, 0), room.topRight())
        if bottom:
            paint_shade(painter, self._theme, room, QPointF(0, room.bottom() - SHADE), room.bottomLeft())

    # mouse and keys

    def choose(self, index: int) -> None:
        """Ask for a cell, and bring it into view."""
        if 0 <= index < len(self._cells):
            self._make_visible(index)
            if index != self._chosen:
                self.cell_chosen.emit(index)

    def step(self, key: Qt.Key) -> bool:
        """Choose what an arrow key points to; False for another key."""
        if key not in ARROWS or not self._cells:
            return False
        row, column = divmod(self._chosen, len(self._columns))
        down, across = ARROWS[key]
        row, column = row + down, column + across
        if 0 <= row < len(self._rows) and 0 <= column < len(self._columns):
            self.choose(row * len(self._columns) + column)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        index = self._layout.index_at(event.position() + self._offset())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self.choose(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press has done all."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks open."""
        index = self._layout.index_at(event.position() + self._offset())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self.cell_opened.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter opens, Home and End go to the ends."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.cell_opened.emit(self._chosen)
        elif event.key() == Qt.Key.Key_Home:
            self.choose(0)
        elif event.key() == Qt.Key.Key_End:
            self.choose(len(self._cells) - 1)
        elif not self.step(Qt.Key(event.key())):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by key sees where they are."""
        super().focusInEvent(event)
        self._make_visible(self._chosen) if self._cells else None

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what a cell says, in words."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._layout.index_at(QPointF(event.pos()) + self._offset())
            self._explain(index, event.globalPos())
            return True
        return super().viewportEvent(event)

    def _explain(self, index: int | None, place: QPoint) -> None:
        if index is None or index >= len(self._cells):
            QToolTip.hideText()
            return
        result = self._cells[index].result
        said = self._words_of(index)
        QToolTip.showText(place, f"{said}\n{result.finding.sentence}" if result is not None else said, self)
