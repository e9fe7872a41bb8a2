"""One equation in a colour, as large as fits the width; what does not fit at all can be scrolled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

PX, LEAST = 22.0, 12.0
"""Px of the letters, the best and the least; it is typeset once, at the best size, and drawn smaller."""
LONGEST = 700
"""Letters of LaTeX; what is longer is not typeset, which would take seconds."""
BAR = 12
"""Px of the scroll bar."""


class EquationLine(QWidget):
    """Chooses the size by the width it is given."""

    def __init__(self, theme: Theme, typesetter: Typesetter, color: Callable[[], QColor], name: str) -> None:
        """`color` tells the colour of the theme in use; `name` is what assistive programs call it."""
        super().__init__()
        self._theme, self._typesetter, self._color = theme, typesetter, color
        self._latex, self._room, self._scale = "", 300, 1.0
        self._inside = _Picture(self)
        self._area = scrolling(self._inside, along=Qt.Orientation.Horizontal)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    @property
    def latex(self) -> str:
        """What is shown; "" if it is too long to be typeset."""
        return self._latex

    def write(self, latex: str) -> None:
        """Show an equation."""
        if latex != self._latex:
            self._latex = latex if len(latex) <= LONGEST else ""
            self.setAccessibleDescription(self._latex)
            self.restyle()

    def set_room(self, width: int) -> None:
        """How wide it may be, in px."""
        if width != self._room:
            self._room = width
            self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Choose the size anew."""
        if not self._latex:
            self.setFixedHeight(0)
            return
        whole = self._typesetter.size(self._latex, PX)
        grown = self._theme.text_scale
        self._scale = grown * min(1.0, max(self._room / (grown * max(whole.width(), 1.0)), LEAST / PX))
        size = whole * self._scale
        self._inside.setFixedSize(size.toSize() + QSize(2, 2))
        self.setFixedHeight(self._inside.height() + (BAR if size.width() > self._room + 1 else 0))
        self._inside.update()

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        extent = self._typesetter.extent(self._latex, PX)
        painter.scale(self._scale, self._scale)
        place = QPointF(-extent.left if extent.left < 0 else 0.0, extent.ascent + 1)
        self._typesetter.draw(painter, self._latex, self._color(), PX, place)


class _Picture(QWidget):
    """The equation itself, inside what scrolls."""

    def __init__(self, line: EquationLine) -> None:
        super().__init__()
        self._line = line
        self.setProperty("scrolled", True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the equation."""
        if self._line.latex:
            self._line.paint(QPainter(self))
