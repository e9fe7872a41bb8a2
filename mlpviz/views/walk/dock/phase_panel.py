"""The middle of the step dock where a step is a whole phase: question, every line of the phase, and what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.views.controls.label import label
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.phase_lines import PhaseLines
from mlpviz.views.walk.sentences import ProseLabel

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import Mark
    from mlpviz.engine.telling.phase_story import PhaseStory

LEAST_LINES, SPACING = 4, 11
"""Fewer lines in sight than these need the room of what is said; px between the parts."""


class PhasePanel(QWidget):
    """Shows one phase."""

    hovered = Signal(object)
    index_requested = Signal(int)
    """The operation of a line, to be seen alone."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heading, self._place = ProseLabel(theme, typesetter, "s", "t2"), label("", "label")
        self._question = ProseLabel(theme, typesetter, "value", "t1", weight=600, bold_math=False)
        self.lines = PhaseLines(theme, typesetter, self)
        self._note = ProseLabel(theme, typesetter, "s", "t2")
        self.lines.hovered.connect(self.hovered)
        self.lines.index_requested.connect(self.index_requested)
        self.setAccessibleName("Phase")
        self._low = self._narrow = False
        self._build()

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._heading, 1)
        self._place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        top.addWidget(self._place)
        self._column.addLayout(top)
        self._column.addSpacing(3)
        self._column.addWidget(self._question)
        self._column.addSpacing(4)
        self._column.addWidget(self.lines, 1)
        self._rest = QWidget()
        self._column.addWidget(self._rest, 1)
        self._rest.hide()
        self._column.addSpacing(4)
        self._column.addWidget(self._note)
        self._set_margins()

    def show_story(self, story: PhaseStory, place: int, count: int) -> None:
        """Show phase `place`, counted from 0, of `count`."""
        lines = f"{number.count(len(story))} line{'s' * (len(story) > 1)}"
        self._heading.show_text(f"{story.phase.title} · {lines}")
        self._place.setText(f"phase {number.count(place + 1)} of {number.count(count)}")
        self._question.show_text(story.question)
        self.lines.show_story(story)
        self._note.show_text(story.sentence)
        self._fit()
        self.setAccessibleDescription(f"{story.question} {story.sentence}")

    def show_numbers(self, shown: bool) -> None:
        """Show the lines, or the words alone."""
        self.lines.setVisible(shown)
        self._rest.setVisible(not shown)
        self._fit()

    def show_hovered(self, mark: Mark | None) -> None:
        """Light the lines of something on the graph."""
        self.lines.show_hovered(mark)

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self.lines.set_digits(digits)

    def set_low(self, low: bool) -> None:
        """Spare room where the window is low."""
        self._low = low
        self._set_margins()

    def set_narrow(self, narrow: bool) -> None:
        """Spare room at the sides where the window is narrow."""
        self._narrow = narrow
        self._set_margins()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what is said where too few lines would be in sight."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        margins = self._column.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        words = self._note.heightForWidth(width) + self._question.heightForWidth(width) + self._theme.line_px("s")
        room = self.height() - margins.top() - margins.bottom() - words - SPACING
        self._note.setVisible(self.lines.isHidden() or room >= LEAST_LINES * self.lines.line_height())

    def note(self) -> str:
        """What is said of the phase."""
        return self._note.text()

    def _set_margins(self) -> None:
        side = 16 if self._narrow else 24
        self._column.setContentsMargins(side, 6 if self._low else 13, side, 4 if self._low else 6)
