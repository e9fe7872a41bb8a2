"""A pyqtgraph plot without anything that pyqtgraph draws and does of its own."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QStyleOptionGraphicsItem, QWidget


class Curve(pg.PlotCurveItem):
    """A line and nothing else. Wherever it runs, all of its view is painted with it, so it need not be measured."""

    def boundingRect(self) -> QRectF:
        """What its view shows."""
        return QRectF(self.viewRect())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the line."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.opts["pen"])
        painter.drawPath(self.getPath())


class BarePlot(pg.PlotWidget):
    """Curves alone: no axes, buttons, menu, dragging or cache. A subclass draws around them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None, enableMenu=False)
        item = self.getPlotItem()
        item.hideButtons()
        item.ctrlMenu.setParent(self, item.ctrlMenu.windowFlags())  # made without a parent, it would outlive the plot
        for side in ("left", "bottom", "right", "top"):
            item.hideAxis(side)
            item.getAxis(side).unlinkFromView()  # a hidden axis would still follow every change of range
        self.box = item.getViewBox()
        self.box.setMouseEnabled(False, False)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0.0)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag(0))

    def add_curve(self, z: float = 0.0) -> Curve:
        """A curve that breaks where a value is not finite."""
        curve = Curve(connect="finite")
        curve.setZValue(z)
        self.box.addItem(curve, ignoreBounds=True)
        return curve

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the column scroll."""
        event.ignore()
