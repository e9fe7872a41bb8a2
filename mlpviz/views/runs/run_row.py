"""One run of the list: a box that shows its curve, its number and name, its losses, and a small picture of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from mlpviz.engine.kept_runs import LONGEST_NAME
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.runs.run_line import RunLine, pen

EDGE, BOX, GAP = 16, 16, 10
SMALL = QSize(44, 18)
"""Px of the small picture."""
POINTS = 44
NOW = "now"


class RunRow(QWidget):
    """A click chooses it, a click on the box shows or hides its curve, a double click brings the run back."""

    chosen = Signal(int)
    ticked = Signal(int)
    bring_back_requested = Signal(int)
    menu_requested = Signal(int, QPoint)
    renamed = Signal(int, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show no run yet."""
        super().__init__(parent)
        self._theme = theme
        self._line: RunLine | None = None
        self._current = self._focused = False
        self._field: QLineEdit | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    @property
    def line(self) -> RunLine:
        """The run on show."""
        assert self._line is not None
        return self._line

    def show_line(self, line: RunLine, current: bool, focused: bool) -> None:
        """Show a run, whether it is the chosen one, and whether the keys are with the list."""
        self._line, self._current, self._focused = line, current, focused
        self.setToolTip(line.about)
        self.setAccessibleName(line.spoken())
        self.update()

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines of text."""
        return QSize(240, 2 * self._theme.line_px("s") + 20)

    def minimumSizeHint(self) -> QSize:
        """It gets narrower, not lower."""
        return QSize(120, self.sizeHint().height())

    # where things stand

    def box(self) -> QRectF:
        """The box that shows its curve in the plot."""
        size = BOX * max(1.0, self._theme.text_scale)
        return QRectF(EDGE, 10 + (self._theme.line_px("s") - size) / 2, size, size)

    def _small(self) -> QRectF:
        return QRectF(self.width() - EDGE - SMALL.width(), 10, SMALL.width(), SMALL.height())

    def _words(self) -> QRectF:
        left = self.box().right() + GAP
        return QRectF(left, 10, max(20.0, self._small().left() - 8 - left), self._theme.line_px("s"))

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all of it."""
        if self._line is None:
            return
        painter, colors = QPainter(self), self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "sel" if self._current else "win" if self.underMouse() else "panel"
        painter.fillRect(self.rect(), colors.color(ground))
        painter.setPen(QPen(colors.color("line"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        self._paint_box(painter)
        self._paint_words(painter, self._line)
        self._paint_losses(painter, self._line)
        if self._current and self._focused:
            painter.setPen(QPen(colors.color("ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -2))

    def _paint_box(self, painter: QPainter) -> None:
        colors, box = self._theme.palette, self.box()
        shown = self.line.slot is not None
        painter.setPen(QPen(colors.color("ink" if shown else "ctl"), 1))
        painter.setBrush(colors.color("ink" if shown else "panel"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if shown:
            icons.paint(painter, "check", colors.color("onink"), box.adjusted(2, 2, -2, -2))

    def _paint_words(self, painter: QPainter, line: RunLine) -> None:
        colors, words = self._theme.palette, self._words()
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        bold, small = self._theme.font("s", weight=600), self._theme.font("xs")
        number_width = QFontMetrics(bold).horizontalAdvance(f"{line.number}") + 8
        painter.setFont(bold)
        painter.setPen(colors.color("t1"))
        painter.drawText(words, middle, f"{line.number}")
        badge = QFontMetrics(small).horizontalAdvance(NOW) + 14 if line.present else 0
        mark = 16 * max(1.0, self._theme.text_scale) if line.pinned else 0.0
        room = words.adjusted(number_width, 0, -(badge + mark), 0)
        if self._field is None:
            title = QFontMetrics(bold).elidedText(line.title, Qt.TextElideMode.ElideRight, round(room.width()))
            painter.drawText(room, middle, title)
            end = room.left() + QFontMetrics(bold).horizontalAdvance(title) + 6
            if line.pinned:
                place = QRectF(end - 2, words.center().y() - mark / 2 + 1, mark - 2, mark - 2)
                icons.paint(painter, "pin", colors.color("t2"), place)
            if line.present:
                self._paint_badge(painter, QRectF(end + mark, words.top(), badge - 4, words.height()))
        painter.setFont(small)
        painter.setPen(colors.color("t2"))
        under = QRectF(words.left(), words.bottom() + 1, self.width() - EDGE - words.left(), words.height())
        ended = QFontMetrics(small).horizontalAdvance(line.ended)
        painter.drawText(under, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), line.ended)
        room = under.adjusted(0, 0, -(ended + 8), 0)
        told = QFontMetrics(small).elidedText(line.told, Qt.TextElideMode.ElideRight, max(0, round(room.width())))
        painter.drawText(room, middle, told)

    def _paint_badge(self, painter: QPainter, place: QRectF) -> None:
        colors = self._theme.palette
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("panel" if self._current else "sel"))
        painter.drawRoundedRect(place.adjusted(0, 1, 0, -1), place.height() / 2, place.height() / 2)
        painter.setFont(self._theme.font("xs"))
        painter.setPen(colors.color("t2"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), NOW)

    def _paint_losses(self, painter: QPainter, line: RunLine) -> None:
        """Draw the train loss, as it is drawn in the plot."""
        place, rows = self._small().adjusted(1, 2, -3, -2), len(line.losses)
        if rows < 2:
            return
        at = np.unique(np.linspace(0, rows - 1, POINTS).astype(int))
        heights = plot_style.log10(line.losses.mean()[at, 0])
        known = np.isfinite(heights)
        at, heights = at[known], heights[known]
        if len(at) < 2:
            return
        low, span = float(heights.min()), max(0.3, float(heights.max() - heights.min()))
        x = place.left() + at / (rows - 1) * place.width()
        y = place.bottom() - (heights - low) / span * place.height()
        made = pen(self._theme, line.slot, "curve_secondary")
        painter.setPen(made)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(*xy) for xy in zip(x.tolist(), y.tolist(), strict=True)]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(made.color())
        painter.drawEllipse(QPointF(float(x[-1]), float(y[-1])), 2.0, 2.0)

    # a new name

    def rename(self) -> None:
        """Let the learner type a name: Enter or leaving takes it, Esc does not; an empty one names by what differs."""
        self._field = _NameField(self.line.name or self.line.title, self)
        self._field.setMaxLength(LONGEST_NAME)
        self._field.setAccessibleName(f"Name of run {self.line.number}")
        self._field.setPlaceholderText("by what differs")
        self._place_field()
        self._field.show()
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.editingFinished.connect(self._take_name)
        self._field.given_up.connect(self._end_renaming)
        self.update()

    @property
    def field(self) -> QLineEdit | None:
        """Where a name is typed, while one is."""
        return self._field

    @Slot()
    def _take_name(self) -> None:
        if self._field is not None:
            text = self._field.text().strip()
            self._end_renaming()
            if text != (self.line.name or self.line.title):
                self.renamed.emit(self.line.number, text)

    @Slot()
    def _end_renaming(self) -> None:
        field, self._field = self._field, None
        if field is not None:
            had_keys = field.hasFocus()
            field.hide()
            field.deleteLater()
            parent = self.parentWidget()
            if had_keys and parent is not None:
                parent.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def _place_field(self) -> None:
        if self._field is not None:
            words = self._words()
            left = round(words.left()) + QFontMetrics(self._theme.font("s", weight=600)).horizontalAdvance("00") + 4
            height = self._field.sizeHint().height()
            self._field.setGeometry(left, round(words.center().y() - height / 2), round(words.right()) - left, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The field follows."""
        super().resizeEvent(event)
        self._place_field()

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it; on the box, show or hide its curve."""
        self.chosen.emit(self.line.number)
        grown = self.box().adjusted(-EDGE, -10, GAP / 2, 10)
        if event.button() == Qt.MouseButton.LeftButton and grown.contains(event.position()):
            self.ticked.emit(self.line.number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Bring the run back."""
        aside = event.position().x() > self.box().right() + GAP / 2
        if event.button() == Qt.MouseButton.LeftButton and aside and self.line.elsewhere:
            self.bring_back_requested.emit(self.line.number)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with it."""
        self.chosen.emit(self.line.number)
        self.menu_requested.emit(self.line.number, event.globalPos())

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()


class _NameField(QLineEdit):
    """A line that can be given up."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up, Enter takes the text."""
        if event.key() == Qt.Key.Key_Escape:
            self.blockSignals(True)  # taking the focus away would count as taking the text
            self.clearFocus()
            self.blockSignals(False)
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
