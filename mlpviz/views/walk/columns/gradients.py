"""The right column of the step-through: the picture of the operation, and the gradients of this sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.views.controls import label, rule
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.columns.bars import SumBars
from mlpviz.views.walk.columns.curve import WalkCurve
from mlpviz.views.walk.columns.table import GradientTable
from mlpviz.views.walk.sentences import ProseLabel, spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import Mark
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations

HEAD_ROOM = 44
"""Px around and between a heading and what stands beside it."""
WIDE = 320
"""Narrower columns say less in their headings."""
NO_CURVE = "This operation has no curve: it is about several numbers at once."
NOT_YET = "The picture would tell the result. It comes with your prediction."


class WalkGradients(QWidget):
    """Plot above, table below. `hovered` tells which weight of the table lies under the pointer."""

    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrator: Narrator | None = None
        self._titles = ("Gradients", "Gradients of this sample")
        self._operations: Operations | None = None
        self.setProperty("surface", "panel")
        self.setAccessibleName("Gradients")
        self._title = ProseLabel(theme, Typesetter(theme), "m", weight=600)
        self._others = label("all other weights fixed", "label")
        self.curve, self.bars = WalkCurve(theme), SumBars(theme)
        self._pictures = QStackedWidget()
        for one in (self.curve, self.bars):
            self._pictures.addWidget(one)
        self._heading = label("", "title")
        self._ready, self._count = label("", "label"), ""
        self.table = GradientTable(theme)
        for part in (self._pictures, self.table):
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._build()
        self.table.hovered.connect(self.hovered)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Take up a walk and show its first operation."""
        self._narrator, self._operations = narrator, operations
        self.table.rows.loss = spoken(narrator.names.loss)
        self.table.rows.show_rows((), -1)
        self.show_index(0)

    def show_index(self, index: int) -> None:
        """Show an operation: the curve of its weight, and which gradients are known by now."""
        if self._narrator is None:
            return
        self._show_picture(self._narrator, index)
        rows = self._narrator.gradients(index)
        ready = len(rows) if rows.of_batch else rows.ready
        self._titles = ("Gradients", "Gradients of this update" if rows.of_batch else "Gradients of this sample")
        self._count = f"{number.count(ready)} of {number.count(len(rows))}"
        self.table.setAccessibleName(self._titles[1])
        self._fit_words()
        plan = self._narrator.walk.experiment.plan
        self.table.rows.penalized = rows.of_batch and bool(plan.l1 or plan.l2)
        at = rows.row_of(index)
        self.table.show_rows(rows, -1 if at is None else at)

    def show_hovered(self, mark: Mark | None) -> None:
        """Tint the row of what the pointer is on elsewhere."""
        self.table.show_hovered(mark)

    def set_digits(self, digits: int) -> None:
        """Show so many decimals in the table."""
        self.table.set_digits(digits)

    def sizeHint(self) -> QSize:
        """As wide as the design says."""
        return QSize(self._theme.px("diagnostics_column"), 512)

    def minimumSizeHint(self) -> QSize:
        """Room for a low plot and a few rows."""
        return QSize(240, 140)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where the column is narrow."""
        self._fit_words()

    @Slot()
    def restyle(self) -> None:
        """Take text sizes from the theme again."""
        self.table.setMinimumHeight(self.table.horizontalHeader().sizeHint().height() + 3 * self._theme.line_px("m"))
        self._fit_words()

    def _fit_words(self) -> None:
        wide = self.width() >= WIDE * self._theme.text_scale
        self._heading.setText(self._titles[wide])
        self._ready.setText(f"{self._count} ready" if self._count else "")
        if self._heading.sizeHint().width() + self._ready.sizeHint().width() + HEAD_ROOM > self.width():
            self._ready.setText(self._count)  # very large letters
        self._others.setVisible(wide and self._others.text() != "")

    def _show_picture(self, narrator: Narrator, index: int) -> None:
        """What the operation is about: the terms of a sum, or a curve along one number."""
        told = narrator.tell(index)
        if told.addends:
            self._title.show_text("Terms of the sum")
            self._others.setText("")
            from mlpviz.engine.telling.explanation import Addend  # slow to import

            total = Addend(told.label, told.result, told.backward)
            self.bars.show_addends(told.addends, total)
            self._pictures.setCurrentWidget(self.bars)
            return
        curve = narrator.curve(index)
        missing = "Picture of the operation" if told.hidden else "Curve of the operation"
        self._title.show_text(curve.title if curve is not None else missing)
        about_weight = narrator.loss_along(index) is not None
        self._others.setText("all other weights fixed" if about_weight else "drag the dot" if curve is not None else "")
        self.curve.show_curve(curve, NOT_YET if told.hidden else NO_CURVE)
        self._pictures.setCurrentWidget(self.curve)

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        inside = QWidget()
        inside.setProperty("scrolled", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addLayout(_head(self._title, self._others))
        curve = QHBoxLayout()
        curve.setContentsMargins(12, 0, 16, 8)
        curve.addWidget(self._pictures)
        column.addLayout(curve, 5)
        column.addWidget(rule())
        column.addLayout(_head(self._heading, self._ready))
        table = QHBoxLayout()
        table.setContentsMargins(8, 0, 8, 0)
        table.addWidget(self.table)
        column.addLayout(table, 6)
        scroll = _Scroll()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)


class _Scroll(QScrollArea):
    """Leaves the keys to the step-through."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def _head(title: QWidget, note: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(16, 14, 16, 4)
    row.setSpacing(8)
    row.addWidget(title)
    row.addStretch(1)
    row.addWidget(note)
    return row
