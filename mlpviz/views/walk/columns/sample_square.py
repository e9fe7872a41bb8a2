"""The data square of the step-through: which point is walked, who is in its batch, and how the border moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.data_square import DataSquare
from mlpviz.views.walk.line_legend import LineLegend

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations

MARGIN, MOST, MOST_LOW = 16, 176, 120
"""Px beside the square, its greatest side at text of the designed size, and the same in low windows."""
NEAR = 12.0
"""How near a click must be, in px."""


class SampleSquare(QWidget):
    """Shows the points over the answers; a click on a train point asks to walk it alone."""

    point_requested = Signal(int)
    """The index of a point."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self._narrator: Narrator | None = None
        self._data: DataSquare | None = None
        self._sample, self._updating, self._low = 0, False, False
        self.legend = LineLegend(theme)
        """What its lines are; it stands below."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Click a point to walk it alone. In the update, dashed is before it and solid after it.")
        theme.changed.connect(self.restyle)

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Take up a walk; one point alone has no place among others, so there is no square."""
        ground = narrator.ground
        self._narrator = narrator
        self._data = None if ground is None else DataSquare(self._theme, ground, narrator.walk.indices)
        for part in (self, self.legend):
            part.setVisible(ground is not None)
        self.show_index(0)

    def show_index(self, index: int) -> None:
        """Ring the sample of an operation; in the update, show what it changes."""
        if self._narrator is None or self._data is None or self._narrator.ground is None:
            return
        self._sample = self._narrator.sample(index)
        self._updating = self._narrator.operations[index].move == "update"
        if self._updating:
            self.legend.show_lines((True, "before"), (False, "after this update"))
        else:
            self.legend.show_lines((False, f"{self._narrator.ground.line_name} now"))
        self._describe()
        self.update()

    def set_low(self, low: bool) -> None:
        """Become smaller, for a window below 800 px."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the square."""
        return QSize(self.width(), round(self._side()))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return QSize(96, round(self._side()))

    def place(self, point: int) -> QPointF:
        """Where a point lies, in px of this widget."""
        assert self._data is not None
        return self._data.pixel(self._square(), point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the train point that is nearest, if one is near."""
        if self._narrator is None or self._data is None or event.button() != Qt.MouseButton.LeftButton:
            return
        points = self._narrator.walk.experiment.points
        found = [(self._distance(at, event.position()), at) for at in np.flatnonzero(~points.test).tolist()]
        if found and min(found)[0] <= NEAR:
            self.point_requested.emit(min(found)[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw answers, lines, points and the ring."""
        if self._narrator is None or self._data is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._data.paint(painter, self._square(), "new" if self._updating else "now")
        self._data.paint_ring(painter, self._square(), int(self._narrator.walk.indices[self._sample]))

    def _describe(self) -> None:
        assert self._narrator is not None
        walk = self._narrator.walk
        point = int(walk.indices[self._sample])
        here = ", ".join(number.plain(float(value)) for value in walk.experiment.points.x[point])
        self.setAccessibleName("Data square of the step-through")
        moved = self._narrator.ground.moved if self._updating and self._narrator.ground is not None else ""
        told = f"Point {point + 1} at {here} is walked; {len(walk.indices)} in this batch. {moved}"
        self.setAccessibleDescription(told.strip())

    def _side(self) -> float:
        most = MOST_LOW if self._low else MOST
        return min(most * max(1.0, self._theme.text_scale), max(80.0, self.width() - 2.0 * MARGIN))

    def _square(self) -> QRectF:
        side = self._side()
        return QRectF(MARGIN, 0.5, side - 1, side - 1)

    def _distance(self, at: int, pixel: QPointF) -> float:
        away = self.place(int(at)) - pixel
        return float(np.hypot(away.x(), away.y()))
