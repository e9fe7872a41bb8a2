"""A badge that tells what the passes of a unit have shown, with a sign before the words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.look.icons import icon
from mlpviz.views.look.theme import Theme

TONES = {"ok": ("ok", "okbg", "check"), "warn": ("warn", "warnbg", "reset"), "bad": ("bad", "badbg", "warning")}
"""Colour of the words, of the ground, and the sign of each tone."""
QUIET = ("t2", "infobg", "")
SIGN, PAD = 14, 12
TIPS = {
    "ok": "A whole pass without a mistake: the weights will never change again.",
    "warn": "The same weights before the same sample have come back: everything repeats from here.",
    "bad": "The weights are no numbers any more.",
    "": "There are still mistakes, and no cycle has been noticed.",
}


class VerdictBadge(QWidget):
    """Says one of few things."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.text, self._tone = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    def show_verdict(self, text: str, tone: str) -> None:
        """Say something; `tone` is "ok", "warn", "bad" or ""."""
        if (text, tone) != (self.text, self._tone):
            self.text, self._tone = text, tone
            self.setAccessibleName(text)
            self.setToolTip(TIPS[tone])
            self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take font and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def _room(self) -> int:
        return round((SIGN + 6) * max(1.0, self._theme.text_scale)) if self._tone in TONES else 0

    def sizeHint(self) -> QSize:
        """The words, a sign before them, and padding."""
        metrics = QFontMetrics(self._theme.font("s", weight=600))
        return QSize(metrics.horizontalAdvance(self.text) + self._room() + 2 * PAD, metrics.height() + 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        color, ground, sign = TONES.get(self._tone, QUIET)
        colors, painter = self._theme.palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color(ground))
        reach = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), reach, reach)
        if sign:
            size = round(SIGN * max(1.0, self._theme.text_scale))
            drawn = icon(sign, self._theme, size, color).pixmap(QSize(size, size))
            painter.drawPixmap(QPoint(PAD, (self.height() - size) // 2), drawn)
        painter.setPen(colors.color(color))
        painter.setFont(self._theme.font("s", weight=600))
        words = QRectF(self.rect()).adjusted(PAD + self._room(), 0, -PAD + 2, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text)
