"""A small badge that tells whether the newest epoch is shown or an earlier one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.look.theme import Theme

DOT = 8


class Badge(QWidget):
    """"Live" with a dot, or "Past" in amber."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._live = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)
        self.restyle()

    @property
    def text(self) -> str:
        """What it says."""
        return "Live" if self._live else "Past"

    def show_live(self, live: bool) -> None:
        """Say Live, or Past."""
        if live != self._live:
            self._live = live
            self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take font and colours from the theme again."""
        self.setAccessibleName(self.text)
        self.setToolTip("The newest epoch is shown." if self._live else "An earlier epoch is shown, in all views.")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The word, a dot before it while live, and padding."""
        metrics = QFontMetrics(self._theme.font("xs", weight=600))
        dot = DOT + 4 if self._live else 0
        return QSize(metrics.horizontalAdvance(self.text) + dot + 14, max(20, metrics.height() + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("sel" if self._live else "hlbg"))
        reach = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), reach, reach)
        words = QRectF(self.rect()).adjusted(7, 0, -7, 0)
        if self._live:
            painter.setBrush(colors.color("t1"))
            painter.drawEllipse(QPointF(words.left() + DOT / 2, words.center().y()), DOT / 2, DOT / 2)
            words.adjust(DOT + 4, 0, 0, 0)
        painter.setFont(self._theme.font("xs", weight=600))
        painter.setPen(colors.color("t2" if self._live else "hlt"))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text)
