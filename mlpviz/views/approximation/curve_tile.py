"""A button that shows a small curve over its name."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mlpviz.engine.approximation.sketch import PLACES, Curve, values_of_curve
from mlpviz.views.approximation.frame import Align, Frame
from mlpviz.views.look.polyline import Polyline
from mlpviz.views.look.theme import Theme

WIDE, HIGH, GAP = 38, 34, 3


class CurveTile(QAbstractButton):
    """Asks for one curve; it is marked while that curve is the target."""

    def __init__(self, theme: Theme, curve: Curve, parent: QWidget | None = None) -> None:
        """`curve` gives picture, name and tooltip."""
        super().__init__(parent)
        self._theme, self.curve = theme, curve
        self._values = values_of_curve(curve.name)
        self.setText(curve.label)
        self.setToolTip(curve.about)
        self.setAccessibleName(f"Target {curve.label}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._marked = False
        theme.changed.connect(self.restyle)
        self.restyle()

    def mark(self, marked: bool) -> None:
        """Show whether its curve is the target now."""
        if marked != self._marked:
            self._marked = marked
            self.setAccessibleDescription("the target now" if marked else "")
            self.update()

    @Slot()
    def restyle(self) -> None:
        """Take font and sizes from the theme again."""
        self.setFont(self._theme.font("xs"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        grown = max(1.0, self._theme.text_scale)
        wide = max(round(WIDE * grown), metrics.horizontalAdvance(self.text()) + 2)
        return QSize(wide, round(HIGH * grown) + GAP + metrics.height())

    def minimumSizeHint(self) -> QSize:
        """A tile does not shrink."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, theme = self._theme.palette, self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = theme.line("selection" if self._marked else "control")
        high = self.height() - GAP - QFontMetrics(self.font()).height()
        box = QRectF(0, 0, self.width(), high).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        painter.setPen(QPen(colors.color("t1" if self._marked else "line2"), line))
        painter.setBrush(colors.color("sel" if self._marked or self.underMouse() else "panel"))
        painter.drawRoundedRect(box, theme.radius("control"), theme.radius("control"))
        inside = Frame(box.adjusted(6, 5, -6, -5), height=float(np.abs(self._values).max()) or 1.0)
        painter.setPen(QPen(colors.color("t2"), 1.4))
        Polyline(inside.across(PLACES), inside.down(self._values)).draw(painter)
        painter.setFont(self.font())
        painter.setPen(colors.color("t1" if self._marked else "t2"))
        below = QRectF(0, high + GAP, self.width(), self.height() - high - GAP)
        painter.drawText(below, int(Align.AlignHCenter | Align.AlignVCenter), self.text())
