"""A row of tabs, as high as their words need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTabBar, QWidget


class Tabs(QTabBar):
    """Words side by side, the chosen one underlined; whoever has them changes the page."""

    def __init__(self, names: Sequence[str], called: str, parent: QWidget | None = None) -> None:
        """`called` is what a screen reader calls the row."""
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(called)
        for name in names:
            self.addTab(name)

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the word in the heavier weight of the chosen tab, so that choosing moves nothing."""
        hint, heavy = super().tabSizeHint(index), self.font()
        heavy.setBold(True)
        extra = QFontMetrics(heavy).horizontalAdvance(self.tabText(index)) - self.fontMetrics().horizontalAdvance(
            self.tabText(index))  # fmt: skip
        return QSize(hint.width() + max(0, extra), hint.height())
