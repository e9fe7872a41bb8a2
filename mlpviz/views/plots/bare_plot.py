"""A pyqtgraph plot without anything that pyqtgraph draws and does of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTransform, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QStyleOptionGraphicsItem, QWidget

from mlpviz.views.look.polyline import Dashes, Lines, Polyline


class Curve(pg.PlotCurveItem):
    """A line and nothing else. Wherever it runs, all of its view is painted with it, so it need not be measured."""

    _line: Lines | None = None
    _drawn_by: QTransform | None = None

    def updateData(self, *args: Any, **kwargs: Any) -> None:
        """Run elsewhere."""
        self._line = None
        super().updateData(*args, **kwargs)

    def boundingRect(self) -> QRectF:
        """What its view shows now; pyqtgraph's own `viewRect` may remember what it showed before a zoom."""
        return QRectF(self.getViewBox().viewRect()).normalized()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the line."""
        to_px, pen = painter.transform(), QPen(self.opts["pen"])
        if self._line is None or to_px != self._drawn_by:
            self._line, self._drawn_by = self._laid_out(to_px, pen), to_px
        pen.setStyle(Qt.PenStyle.SolidLine)  # a dashed line is made of solid dashes
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.resetTransform()
        self._line.draw(painter)
        painter.setTransform(to_px)

    def _laid_out(self, to_px: QTransform, pen: QPen) -> Lines:
        x, y = self.getData() if self.xData is not None else (np.empty(0), np.empty(0))
        x, y = to_px.m11() * x + to_px.dx(), to_px.m22() * y + to_px.dy()
        if pen.style() == Qt.PenStyle.SolidLine:
            return Polyline(x, y)
        drawn, free = (pen.widthF() * length for length in pen.dashPattern())
        return Dashes(x, y, drawn, free)


class BarePlot(pg.GraphicsView):
    """Curves alone: no axes, buttons, menu, dragging or cache. A subclass draws around them.

    pyqtgraph's PlotWidget would bring four axes and a menu of 44 widgets, to be styled with every change of the theme.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.box = pg.ViewBox(enableMenu=False)
        self.centralLayout.addItem(self.box, 0, 0)
        self.box.setMouseEnabled(False, False)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0.0)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag(0))

    def set_margins(self, left: float, top: float, right: float, bottom: float) -> None:
        """Keep so many px free around the curves."""
        self.centralLayout.setContentsMargins(left, top, right, bottom)

    def add_curve(self, z: float = 0.0) -> Curve:
        """A curve that breaks where a value is not finite."""
        curve = Curve(connect="finite")
        curve.setZValue(z)
        self.box.addItem(curve, ignoreBounds=True)
        return curve

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the column scroll."""
        event.ignore()
