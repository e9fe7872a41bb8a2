"""The right of the step dock: the source that is running, its current line, array shapes and live values."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine.number import stepped
from mlpviz.engine.telling.written import OPEN
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.dock.source import EDGE, CodeLines
from mlpviz.views.walk.number_colors import role_color

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Explanation

LEFT = 20
VALUES_MOST = 4


class WalkCode(QWidget):
    """Shows the source of one `Explanation`. `line_requested` carries the number of a clicked line."""

    line_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = CodeHeading(theme, self)
        self.lines = CodeLines(theme, self)
        self.values = LiveValues(theme, self)
        self.lines.line_requested.connect(self.line_requested)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.lines, 1)
        self._column.addWidget(self.values)
        self.set_low(False)

    def show_told(self, told: Explanation, backward: bool, able: Collection[int]) -> None:
        """Show the source at work in an operation.

        `backward` says which map colours its result, and `able` are the numbers of the lines that can be clicked.
        """
        self.heading.show_path(told.source.path, bool(told.source.shapes))
        self.lines.show_source(told.source, told.called, able)
        self.values.show_values(told.values, None if told.hidden else told.result, backward)
        self.setAccessibleName("Code")
        self.setAccessibleDescription(f"{told.source.path}, line {told.source.current}: {self.lines.current_text()}")

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self.values.set_digits(digits)

    def set_low(self, low: bool) -> None:
        """Spare room where the window is low."""
        self._column.setContentsMargins(0, 4 if low else 8, 0, 2 if low else 6)
        self.lines.set_low(low)
        self.values.set_low(low)


class CodeHeading(QWidget):
    """Where the source lies."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._path = ""
        self._shaped = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_path(self, path: str, shaped: bool) -> None:
        """Show another file name, and whether shapes stand below."""
        self._path, self._shaped = path, shaped
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(24 * max(1.0, self._theme.text_scale)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the path and the word over the shapes."""
        painter = QPainter(self)
        place = QRectF(self.rect()).adjusted(LEFT, 0, -EDGE, 0)
        painter.setFont(self._theme.font("s", code=True))
        painter.setPen(self._theme.palette.color("t2"))
        path = QFontMetricsF(painter.font()).elidedText(self._path, Qt.TextElideMode.ElideLeft, place.width() - 60)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, path)
        if self._shaped:
            painter.setFont(self._theme.font("xs"))
            painter.setPen(self._theme.palette.color("t3"))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "shape")


class LiveValues(QWidget):
    """Names as they stand in the source, and what they hold now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: Sequence[tuple[str, float]] = ()
        self._result: float | None = None
        self._backward = False
        self._digits = 9
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Live values")
        theme.changed.connect(self.restyle)

    def show_values(self, values: Sequence[tuple[str, float]], result: float | None, backward: bool) -> None:
        """Show other values; those equal to `result` are marked in its colour.

        Without a result, what is not a number stands for what is not to be seen yet.
        """
        self._values, self._result, self._backward = values[-VALUES_MOST:], result, backward
        self.restyle()

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self._digits = digits
        self.restyle()

    def set_low(self, low: bool) -> None:
        """Use lower lines."""
        self._low = low
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        told = (f"{name} = {self._written(value)}" for name, value in self._values)
        self.setAccessibleDescription("; ".join(told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(len(self._values) * self._line() + 9) if self._values else 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a hairline and the values under it."""
        if not self._values:
            return
        painter = QPainter(self)
        colors = self._theme.palette
        wide = self.width() - LEFT - EDGE
        painter.fillRect(QRectF(LEFT, 2, wide, self._theme.line("hairline")), colors.color("line2"))
        for row, (name, value) in enumerate(self._values):
            place = QRectF(LEFT, 7 + row * self._line(), wide, self._line())
            is_result = value == self._result
            text = self._written(value)
            painter.setFont(self._theme.font("s", code=True, weight=600 if is_result else 400))
            color = role_color(colors, "result", value, self._backward) if is_result else colors.color("t1")
            painter.setPen(color)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            free = place.width() - QFontMetricsF(painter.font()).horizontalAdvance(text) - 12
            painter.setFont(self._theme.font("s", code=True))
            painter.setPen(colors.color("t2"))
            shown = QFontMetricsF(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, free)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

    def _written(self, value: float) -> str:
        return OPEN if self._result is None and math.isnan(value) else stepped(value, self._digits)

    def _line(self) -> float:
        return (18 if self._low else 20) * max(1.0, self._theme.text_scale)
