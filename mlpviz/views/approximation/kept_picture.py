"""A widget that keeps what it has painted, so that a probe that moves over it paints nothing else anew."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from mlpviz.views.look.drawing import records
from mlpviz.views.look.theme import Theme


class KeptPicture(QWidget):
    """A subclass paints what stays in `paint_picture`, and what moves over it in `paint_over`."""

    ground = "canvas"
    """The colour behind everything; "": whatever is behind the widget."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Nothing is painted yet."""
        super().__init__(parent)
        self._theme = theme
        self._kept: QPixmap | None = None
        self.seen = QRect()
        """The part that is painted; what is scrolled out of sight need not be."""
        theme.changed.connect(self.repaint_picture)

    @Slot()
    def repaint_picture(self) -> None:
        """What stays has changed."""
        self._kept = None
        self.update()

    def paint_picture(self, painter: QPainter) -> None:
        """Paint what stays."""

    def paint_over(self, painter: QPainter) -> None:
        """Paint what moves."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if records(painter):
            self._paint_recorded(painter)
            return
        painter.end()
        ratio = self.devicePixelRatioF()
        seen = self.visibleRegion().boundingRect() or self.rect()
        known = self._kept is not None and self._kept.devicePixelRatioF() == ratio and self.seen.contains(seen)
        if self._kept is None or not known:
            self.seen = seen
            self._kept = QPixmap(math.ceil(self.width() * ratio), math.ceil(self.height() * ratio))
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(self._theme.palette.color(self.ground) if self.ground else Qt.GlobalColor.transparent)
            inside = QPainter(self._kept)
            inside.setRenderHint(QPainter.RenderHint.Antialiasing)
            try:
                self.paint_picture(inside)
            finally:
                inside.end()  # a picture that goes while it is painted would take the program with it
        painter = QPainter(self)
        painter.drawPixmap(QPointF(0, 0), self._kept)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_over(painter)

    def _paint_recorded(self, painter: QPainter) -> None:
        """Paint everything, with nothing kept."""
        if self.ground:
            painter.fillRect(self.rect(), self._theme.palette.color(self.ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen, self.seen = self.seen, self.visibleRegion().boundingRect() or self.rect()
        self.paint_picture(painter)
        self.seen = seen
        self.paint_over(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint everything in the new size."""
        super().resizeEvent(event)
        self._kept = None
