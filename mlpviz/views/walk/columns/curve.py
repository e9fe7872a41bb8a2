"""A curve along one number: its tangent, the place where the number stands, and what a nudge by hand would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.engine.number import narrow, stepped
from mlpviz.views.graph.arrowhead import arrowhead
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.walk.framed_curve import FramedCurve
from mlpviz.views.walk.number_colors import role_color
from mlpviz.views.walk.sentences import spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import Along, OperationCurve

TANGENT_REACH = 0.75
"""How far the tangent is drawn to each side, as a share of the half width."""
ARROW = 30.0
NUDGE = "Drag the dot: what changes, and what the slope predicts"


class WalkCurve(FramedCurve):
    """Shows how the loss, or the output of a unit, would change if one number alone moved.

    The dot can be dragged along the curve: the change of the curve stands beside the change that the slope predicts.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._along: Along | None = None
        self._is_loss = True
        self._nudged: float | None = None
        """Where the dot was dragged to."""
        self._nothing = ""
        self.tangent = self.add_curve(2.0)
        self.restyle()

    def show_curve(self, curve: OperationCurve | None, nothing: str = "") -> None:
        """Show a curve, or say in words why there is none."""
        self._along, self._nothing, self._nudged = curve and curve.along, nothing, None
        self.shown = self._along is not None
        self._is_loss = curve is None or curve.kind == "loss"
        words = nothing
        if curve is not None:
            along, (what, _, _) = curve.along, curve.title.partition(" along ")
            words = (f"At {spoken(curve.by)} = {stepped(along.here)} the {what.lower()} is {stepped(along.value)} "
                     f"with slope {narrow(along.slope, signed=True)}")
            downhill = self._is_loss and along.slope != 0.0
            words += f"; downhill it goes {'down' if along.slope > 0 else 'up'}." if downhill else "."
        self.setAccessibleName(spoken(curve.title) if curve is not None else "Curve of the operation")
        self.setAccessibleDescription(words)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if curve else Qt.CursorShape.ArrowCursor)
        self.setToolTip(NUDGE if curve is not None else "")
        self._redraw()

    @property
    def nudge(self) -> tuple[float, float, float] | None:
        """How far the dot was dragged, the change there, and the change that the slope predicts."""
        along = self._along
        if along is None or self._nudged is None:
            return None
        step = self._nudged - along.here
        return step, float(np.interp(self._nudged, along.at, along.values)) - along.value, along.slope * step

    @Slot()
    def restyle(self) -> None:
        """Take colours and fonts from the theme again."""
        super().restyle()
        self._redraw()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw lines across and the numbers around, or the reason why nothing is shown."""
        super().drawBackground(painter, rect)
        if self._along is None:
            painter.setPen(self._theme.palette.color("t3"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.viewport().rect()).adjusted(16, 0, -16, 0), flags, self._nothing)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the marker, the arrow downhill and their words."""
        super().drawForeground(painter, rect)
        if self._along is None or not np.isfinite(self._along.value):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        point = self.place(self._along.here, self._along.value)
        taken = [QRectF(point.x() - 8, point.y() - 8, 16, 16), QRectF(point.x() - 3, point.y(), 6, self.height())]
        if self.nudge is not None:
            self._paint_nudge(painter, taken, self._along, *self.nudge)
        else:
            if self._is_loss:
                self._paint_downhill(painter, taken, point, self._along.slope)
            self._paint_slope(painter, taken, point, self._along.slope)
        self._paint_here(painter, taken, point, self._along)
        painter.setPen(QPen(self._theme.palette.color("panel"), 1.5))
        painter.setBrush(self._theme.palette.color("hl"))
        painter.drawEllipse(point, 6.0, 6.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to nudge."""
        self._nudge_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nudge."""
        self._nudge_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the number go back to where it stands."""
        self._nudged = None
        self.viewport().update()

    def _nudge_to(self, event: QMouseEvent) -> None:
        if self._along is None or not event.buttons() & Qt.MouseButton.LeftButton:
            event.ignore()
            return
        area, (low, high) = self.area(), self.box.viewRange()[0]
        share = (event.position().x() - area.left()) / max(1.0, area.width())
        self._nudged = low + min(max(share, 0.0), 1.0) * (high - low)
        self.viewport().update()

    def _redraw(self) -> None:
        along = self._along
        if along is None:
            self.curve.setData([], [])
            self.tangent.setData([], [])
        else:
            self.fit((float(along.at[0]), float(along.at[-1])), along.values)
            self.curve.setData(along.at, along.values)
            near = np.abs(along.at - along.here) <= TANGENT_REACH * (along.at[-1] - along.here)
            self.tangent.setData(along.at[near], along.tangent[near])
            self.tangent.setPen(plot_style.pen_of(self._theme, self._slope_ink(along.slope)))
        self.viewport().update()

    def _slope_ink(self, slope: float) -> QColor:
        """A slope of the loss flows back; that of a unit is a local slope."""
        return role_color(self._theme.palette, "gradient" if self._is_loss else "slope", slope, True)

    def _paint_nudge(
        self, painter: QPainter, taken: list[QRectF], along: Along, step: float, real: float, predicted: float
    ) -> None:
        """The dot where it was dragged, the place on the tangent, and both changes."""
        there = self.place(along.here + step, along.value + real)
        told = self.place(along.here + step, along.value + predicted)
        painter.setPen(QPen(self._slope_ink(along.slope), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(there, told)
        painter.drawEllipse(told, 4.0, 4.0)
        painter.setPen(QPen(self._theme.palette.color("hl"), 2.0))
        painter.drawEllipse(there, 6.0, 6.0)
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(self._theme.palette.color("t1"))
        words = f"change {narrow(real, signed=True)}, by the slope {narrow(predicted, signed=True)}"
        taken += [QRectF(there.x() - 8, there.y() - 8, 16, 16), QRectF(told.x() - 6, told.y() - 6, 12, 12)]
        height = QFontMetricsF(painter.font()).height()
        tops = (self.area().top() + 2, self.area().bottom() - 2 * height - 8)
        self.write(painter, words, self.area().center().x(), tops, taken)

    def _paint_here(self, painter: QPainter, taken: list[QRectF], point: QPointF, along: Along) -> None:
        pen = QPen(self._theme.palette.color("hl"), 1.5)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(point, QPointF(point.x(), self.area().bottom()))
        painter.setPen(role_color(self._theme.palette, "slope", None, True))
        painter.setFont(self._theme.font("s", weight=600))
        bottom = self.area().bottom() - QFontMetricsF(painter.font()).height() - 4
        self.write(painter, narrow(along.here), point.x(), (bottom, point.y() + 10), taken)

    def _paint_slope(self, painter: QPainter, taken: list[QRectF], point: QPointF, slope: float) -> None:
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(self._slope_ink(slope))
        # Under the curve there is room on one side of the point: at the right where the loss rises.
        height = QFontMetricsF(painter.font()).height()
        tops = (min(point.y() + 14, self.area().bottom() - height), point.y() - 14 - height, point.y() - 32 - height)
        self.write(painter, f"slope {narrow(slope, signed=True)}", point.x(), tops, taken, flip=slope < 0)

    def _paint_downhill(self, painter: QPainter, taken: list[QRectF], point: QPointF, slope: float) -> None:
        if slope == 0.0:
            return
        color = self._theme.palette.color("t2")
        direction = -1.0 if slope > 0 else 1.0
        y = max(self.area().top() + 8, point.y() - 18)
        start, end = QPointF(point.x() + direction * 8, y), QPointF(point.x() + direction * (8 + ARROW), y)
        painter.setPen(QPen(color, 1.5))
        painter.drawLine(start, end)
        arrowhead(painter, end, end - start, color, 8.0)
        taken.append(QRectF(start, end).normalized().adjusted(0, -4, 0, 4))
        painter.setFont(self._theme.font("s"))
        painter.setPen(color)
        half = QFontMetricsF(painter.font()).height() / 2
        self.write(painter, "downhill", end.x(), (y - half, y - 2 * half - 6), taken, flip=direction < 0)
