"""The bar above a workspace: its ground, its fences, and the numbers at its right end that give way first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.views.controls.label import LiveLabel, label, rule
from mlpviz.views.look.theme import Theme
from mlpviz.views.statistics import Statistics


class Toolbar(QWidget):
    """A row of controls and fences, then statistics. What has no room is left out; the window is never forced wide."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin with an empty row."""
        super().__init__(parent)
        self._theme = theme
        self._statistics: list[Statistics] = []
        self._cells: list[tuple[QWidget, LiveLabel]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 0, 1)
        self._row.setSpacing(8)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    def add(self, *widgets: QWidget) -> None:
        """Put controls at the end of the row."""
        for widget in widgets:
            self._row.addWidget(widget)

    def add_fence(self) -> None:
        """Put a line between two groups."""
        line = rule(lying=False)
        line.setFixedHeight(36)
        self._row.addSpacing(8)
        self._row.addWidget(line)
        self._row.addSpacing(8)

    def add_cell(self, caption: str, value: LiveLabel) -> None:
        """Put a number under its name."""
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(0)
        column.addWidget(label(caption, "caption"))
        column.addWidget(value)
        self._cells.append((cell, value))
        self._row.addWidget(cell)

    def add_statistics(self, *groups: Statistics) -> None:
        """End the row with groups of numbers, of which one is shown at a time."""
        self._row.addStretch(1)
        for group in groups:
            self._row.addWidget(group)
            self._statistics.append(group)

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        grown = max(1.0, self._theme.text_scale)
        self.setFixedHeight(self._theme.px("toolbar"))
        for cell, value in self._cells:
            value.setFont(self._theme.font("value"))
            cell.setFixedWidth(round(72 * grown))
        self._fit()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """It leaves things out rather than force the window wide."""
        return QSize(0, self._theme.px("toolbar"))

    def event(self, event: QEvent) -> bool:
        """Leave out what has no room any more where a value has become wider."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow window has no room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out numbers that have no room."""
        for group in self._statistics:
            group.fit(self._room())

    def _room(self) -> int:
        """Px that are left for the statistics."""
        row = self._row
        items = [item for item in map(row.itemAt, range(row.count())) if item and item.widget() not in self._statistics]
        shown = sum(not item.isEmpty() for item in items)
        edges = row.contentsMargins().left() + row.contentsMargins().right()
        return self.width() - edges - sum(item.sizeHint().width() for item in items) - row.spacing() * shown

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("panel"))
        painter.setPen(QPen(self._theme.palette.color("line"), self._theme.line("hairline")))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
