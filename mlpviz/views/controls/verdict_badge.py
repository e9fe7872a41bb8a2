"""A verdict as a badge of its own: icon and word."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.verdicts.verdict import Verdict
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

ICON = 12.0
TONES = {"bad": ("bad", "badbg"), "warn": ("warn", "warnbg"), "quiet": ("t1", "infobg"), "good": ("ok", "okbg")}
"""Colours of a verdict by its tone: of its word, and of the ground."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


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


def badge_height(theme: Theme) -> float:
    """Height of a badge in px."""
    return max(20.0, QFontMetricsF(theme.font("xs", weight=600)).height() + 5.0)


def badge_width(theme: Theme, verdict: Verdict) -> float:
    """Width of a badge in px."""
    word = QFontMetricsF(theme.font("xs", weight=600)).horizontalAdvance(verdict.label)
    return 8 + ICON * max(1.0, theme.text_scale) + 4 + word + 8


def paint_badge(painter: QPainter, theme: Theme, verdict: Verdict, place: QRectF) -> None:
    """Draw a verdict's icon and word at the left of a place."""
    ink, ground = TONES[verdict.tone]
    colors, side = theme.palette, ICON * max(1.0, theme.text_scale)
    box = QRectF(place.left(), place.top(), badge_width(theme, verdict), place.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.color(ground))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    picture = QRectF(box.left() + 8, box.center().y() - side / 2, side, side)
    icons.paint(painter, verdict.icon, colors.color(ink), picture)
    painter.setFont(theme.font("xs", weight=600))
    painter.setPen(colors.color(ink))
    painter.drawText(box.adjusted(8 + side + 4, 0, 0, 0), _LEFT, verdict.label)
