"""A verdict as a badge of its own: icon and word."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.verdicts.verdict import Verdict
from mlpviz.views.gradient_flow.cell_painter import badge_height, badge_width, paint_badge
from mlpviz.views.look.theme import Theme


class VerdictBadge(QWidget):
    """Shows a verdict; its rule is the tooltip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self._verdict: Verdict | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show a verdict; None hides the badge."""
        self._verdict = verdict
        self.setVisible(verdict is not None)
        if verdict is not None:
            self.setAccessibleName(f"Verdict: {verdict.label}")
            self.setToolTip(f"{verdict.about}\n{verdict.label}: {verdict.rule}.")
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take font and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The icon and the word."""
        width = 0.0 if self._verdict is None else badge_width(self._theme, self._verdict)
        return QSize(math.ceil(width), math.ceil(badge_height(self._theme)))

    def minimumSizeHint(self) -> QSize:
        """A badge does not shrink."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if self._verdict is not None:
            paint_badge(QPainter(self), self._theme, self._verdict, QRectF(self.rect()))
