"""The line under the grid: which colour is which layer, what the zones are, and what the axis holds."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.views.gradient_flow.axis import NORMS, LogAxis, zones
from mlpviz.views.look.theme import Theme

SWATCH, SHADE, GAP = 13.0, 12.0, 18.0
MOST_SHADES = 12
FLOOR = "What is smaller than the axis shows, and an exact 0, lies at its bottom."
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class GridLegend(QWidget):
    """Explains the cells; what has no room at the end is left out and stands in the tooltip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build an empty line."""
        super().__init__(parent)
        self._theme = theme
        self._axis = LogAxis(NORMS, -14, 4)
        self._layers, self._epochs, self._remark = 2, 0, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, round(QFontMetricsF(self._theme.font("s")).height() + 16))

    def minimumSizeHint(self) -> QSize:
        """It may be narrow."""
        return QSize(0, self.sizeHint().height())

    def show_axis(self, axis: LogAxis, layers: int, epochs: int, remark: str) -> None:
        """Show the axis of all cells, the number of layers with the output layer, and a remark that comes first."""
        self._axis, self._layers, self._epochs, self._remark = axis, layers, epochs, remark
        self.setToolTip("\n".join(words for words in (remark, *(text for _, text in self._entries()), FLOOR) if words))
        self.setAccessibleName(self.toolTip())
        self.update()

    def _entries(self) -> list[tuple[str, str]]:
        """A swatch ("ramp", a colour, or "") and the words after it."""
        axis = f"{number.counted(self._epochs, 'epoch')}, log axis {self._axis.words}"
        if self._axis.shows != NORMS:
            guess = f"dashed: the loss of guessing, {number.loss(self._axis.mark)}"
            return [("", guess), ("", axis)] if self._axis.mark > 0.0 else [("", axis)]
        vanishing, exploding = zones()
        return [
            ("ramp", f"layer 1 (input side) to {self._layers} (output)"),
            ("badbg", f"norm > {number.plain(exploding)}"),
            ("infobg", f"norm < {number.plain(vanishing)}"),
            ("", axis),
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw remark, swatches and words, as far as there is room."""
        painter = QPainter(self)
        painter.setFont(self._theme.font("s"))
        metrics, left = QFontMetricsF(painter.font()), 16.0
        if self._remark:
            painter.setPen(self._theme.palette.color("hlt"))
            painter.drawText(QRectF(left, 0, self.width(), self.height()), _LEFT, self._remark)
            left += metrics.horizontalAdvance(self._remark) + GAP
        for swatch, words in self._entries():
            room = self._swatch_width(swatch) + metrics.horizontalAdvance(words)
            if left + room > self.width() - 8:
                return
            left = self._paint_swatch(painter, swatch, left)
            painter.setPen(self._theme.palette.color("t2"))
            painter.drawText(QRectF(left, 0, self.width(), self.height()), _LEFT, words)
            left += metrics.horizontalAdvance(words) + GAP

    def _swatch_width(self, swatch: str) -> float:
        return 0.0 if not swatch else min(self._layers, MOST_SHADES) * SHADE + 8 if swatch == "ramp" else SWATCH + 8

    def _paint_swatch(self, painter: QPainter, swatch: str, left: float) -> float:
        """Draw a swatch; returns where its words begin."""
        middle = self.height() / 2
        if swatch == "ramp":
            for at, color in enumerate(self._theme.palette.layer_ramp(min(self._layers, MOST_SHADES))):
                painter.fillRect(QRectF(left + at * SHADE, middle - 3, SHADE - 1, 6), color)
        elif swatch:
            painter.fillRect(QRectF(left, middle - SWATCH / 2, SWATCH, SWATCH), self._theme.palette.color(swatch))
        return left + self._swatch_width(swatch)
