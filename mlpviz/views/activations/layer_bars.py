"""How many outputs of each hidden layer are saturated by the layer's own function: a bar and a number a layer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.views.look.theme import Theme

ROW, BAR = 26, 8
"""Px of a row, and of its bar."""
NAME, NUMBER = 112, 46
"""Px for the name and the number."""


class LayerBars(QWidget):
    """Shows shares, 0…1, by the names of the layers; NaN where there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Without rows at first."""
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[tuple[str, float], ...] = ()
        self.setAccessibleName("Saturated outputs in this network")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    def show_shares(self, rows: Sequence[tuple[str, float]]) -> None:
        """Show a name and a share a row."""
        if len(rows) != len(self._rows):
            self.updateGeometry()
        self._rows = tuple(rows)
        self.setAccessibleDescription("; ".join(f"{name}: {number.percent(share, 0)}" for name, share in rows))
        self.update()

    def rows(self) -> tuple[tuple[str, float], ...]:
        """What is shown."""
        return self._rows

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A row a layer."""
        return QSize(200, round(ROW * max(1.0, self._theme.text_scale)) * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw names, bars and numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, grown = self._theme.palette, max(1.0, self._theme.text_scale)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for index, (name, share) in enumerate(self._rows):
            row = QRectF(0, index * ROW * grown, self.width(), ROW * grown)
            painter.setFont(self._theme.font("s"))
            painter.setPen(colors.color("t2"))
            words = QFontMetricsF(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, NAME * grown - 6)
            painter.drawText(row, middle | int(Qt.AlignmentFlag.AlignLeft), words)
            painter.setFont(self._theme.font("s", weight=600))
            painter.setPen(colors.color("t1"))
            painter.drawText(row, middle | int(Qt.AlignmentFlag.AlignRight), number.percent(share, 0))
            bar = QRectF(NAME * grown, row.center().y() - BAR / 2, row.width() - (NAME + NUMBER) * grown, BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("sel"))
            painter.drawRoundedRect(bar, 2, 2)
            if math.isfinite(share) and share > 0:
                painter.setBrush(colors.color("fill"))
                painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(2.0, share * bar.width()), BAR), 2, 2)
