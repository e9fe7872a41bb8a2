"""Says under the canvas that the network gives the same answer everywhere."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel, QWidget

from mlpviz.views.look.theme import Theme

SAME, SAME_SHORT = "The network gives the same answer everywhere.", "Same answer everywhere."
LINES = 2
"""With more of them, fewer words are used."""
BELOW = 8
"""Px under the words."""


class SameNote(QLabel):
    """The note, or an empty line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self._same = False
        self.setProperty("role", "caption")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def show_same(self, same: bool) -> None:
        """Say it, or not; `fit` follows."""
        self._same = same
        self.setContentsMargins(0, 0, 0, BELOW if same else 0)

    def fit(self, width: int) -> None:
        """Be as high as the words need in a width."""
        line, text, height = self._theme.line_px("s"), "", 0.0
        if self._same:
            # Measured without being set: a text that changes asks for another layout, and that would fit it again.
            text = SAME if self._height(SAME, width) <= (LINES + 0.5) * line else SAME_SHORT
            height = self._height(text, width) + BELOW
        self.setText(text)
        self.setFixedHeight(max(line, math.ceil(height)))

    def _height(self, text: str, width: int) -> float:
        metrics, words = QFontMetricsF(self.font()), int(Qt.TextFlag.TextWordWrap)
        return metrics.boundingRect(QRectF(0, 0, width, 10_000), words, text).height()
