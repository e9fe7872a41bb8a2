"""The page of Gradient flow: fields, the grid with its legend, and the chosen cell beside or below it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import rule
from mlpviz.views.gradient_flow.cell_panel import CellPanel
from mlpviz.views.gradient_flow.fields_row import FieldsRow
from mlpviz.views.gradient_flow.grid_legend import GridLegend
from mlpviz.views.gradient_flow.grid_menu import GridMenu
from mlpviz.views.gradient_flow.grid_view import GridView
from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.theme import Theme

PANEL, NARROW_PANEL = 500, 368
"""Width of the column beside the grid, in px."""
NARROW = 1200
"""Width of the page in px below which the column is narrower."""


class FlowPage(QWidget):
    """Puts the views together; the workspace fills them and listens to them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build everything; nothing is shown yet."""
        super().__init__(parent)
        self._theme = theme = PageTheme(theme, self)
        self.fields, self.grid, self.legend = FieldsRow(theme), GridView(theme), GridLegend(theme)
        self.panel = CellPanel(theme)
        self.choose_lines = Button(theme, "Choose…", "chip", tip="Which initializers and activations form the grid")
        self.choose_lines.setAccessibleName("Choose rows and columns")
        self.choose_lines.setParent(self.grid)
        self.choose_lines.move(16, 6)
        self.lines = GridMenu(theme, self)
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._place()
        self.choose_lines.clicked.connect(self._open_lines)
        theme.changed.connect(self.restyle)

    def _place(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(0)
        column.addWidget(self.grid, 1)
        column.addWidget(self.legend)
        self.panel.setProperty("surface", "panel")
        self.panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(self.panel)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.fields)
        page.addWidget(rule())
        page.addWidget(self._split, 1)

    @Slot()
    def restyle(self) -> None:
        """The button lies over the grid, outside of any layout, and grows with its text; so does the column."""
        self.choose_lines.adjustSize()
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The column takes what it needs, and less in a narrow window; on a large screen it grows a quarter."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        width = self.width()
        grown = max(1.0, self._theme.text_scale)
        usual = PANEL * min(max(width / 1352, 1.0), 1.25) if width >= NARROW else NARROW_PANEL
        right = min(round(usual * grown), width // 2)
        self.panel.setMinimumWidth(min(300, width // 3))  # first: else its contents keep the column wide
        self._split.setSizes([width - right - 1, right])

    def minimumSizeHint(self) -> QSize:
        """Everything scrolls."""
        return QSize(480, 320)

    @Slot()
    def _open_lines(self) -> None:
        self.lines.popup(self.choose_lines.mapToGlobal(QPoint(0, self.choose_lines.height() + 4)))
