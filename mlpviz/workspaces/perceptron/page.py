"""The page of the Perceptron: two problems side by side, and under each what its points prove."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from mlpviz.engine.one_unit.course import Course
from mlpviz.views.controls.label import rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.page_theme import PageTheme
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.perceptron.problem_panel import ProblemPanel

LOW, NARROW = 790, 1150
"""Below this height and this width in px everything takes less room."""


class PerceptronPage(QWidget):
    """Two panels of the same width, their strips of the same height; all of it scrolls where it has too little room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build everything; nothing is shown yet."""
        super().__init__(parent)
        self._theme = theme = PageTheme(theme, self)
        typesetter = Typesetter(theme)
        self.panels = [ProblemPanel(theme, typesetter, side) for side in (0, 1)]
        self.panels[0].pair(self.panels[1])
        inside = QWidget()
        inside.setProperty("surface", "canvas")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for column, panel in zip((0, 2), self.panels, strict=True):
            grid.addWidget(panel, 0, column)
            grid.addWidget(panel.strip, 2, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(rule(lying=False), 0, 1, 3, 1)
        grid.addWidget(rule(), 1, 0, 1, 3)
        grid.setRowStretch(0, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(inside, along=None)
        page.addWidget(self._area)
        theme.changed.connect(self._fit)

    def area(self) -> QScrollArea:
        """What scrolls where there is too little room."""
        return self._area

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take less room for everything in a small window."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        for panel in self.panels:
            panel.fit(low=self.height() < LOW * grown, narrow=self.width() < NARROW * grown)

    def show_course(
        self, course: Course, *, turning: bool = False, comparing: bool = False, settled: bool = True
    ) -> None:
        """Show how far both trials have come. `turning` lets the lines turn; `settled`: no drag is under way."""
        for panel, trial in zip(self.panels, course.trials, strict=True):
            panel.show_trial(trial, turning=turning, comparing=comparing, settled=settled)

    @property
    def moving(self) -> bool:
        """Whether a line is still turning."""
        return any(panel.square.moving for panel in self.panels)
