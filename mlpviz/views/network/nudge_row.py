"""The row of a card that moves a weight a little and tells what the loss makes of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.engine.nudge import Nudge
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.look.theme import Theme

SIZES = (0.001, 0.01, 0.1, 1.0)
USUAL = 0.1
HEIGHT, STEP, SIZE = 28, 28, 58
"""Of the row, a step button and the button of the size, in px."""
IS_CUT = "A cut edge has the weight 0. Join it before you nudge its weight."


class NudgeRow(QWidget):
    """−, how far, +; then the change of the loss that the gradient predicts, and the real one."""

    nudge_requested = Signal(int)
    """Move the weight by the size: up, 1, or down, −1."""
    size_requested = Signal()
    """Another size is wanted."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._nudge: Nudge | None = None
        self._lines = 1
        self.down = IconButton(theme, "minus", "", role="unit", size=STEP, parent=self)
        self.up = IconButton(theme, "plus", "", role="unit", size=STEP, parent=self)
        self.amount = Button(theme, "", "chip", parent=self)
        self.down.clicked.connect(partial(self._ask, -1))
        self.up.clicked.connect(partial(self._ask, 1))
        self.amount.clicked.connect(self.size_requested)
        self.show_size(USUAL)

    def show_size(self, size: float) -> None:
        """Show how far a nudge goes."""
        text = number.plain(size)
        self.amount.setText(text)
        self.amount.setToolTip(f"A nudge changes the weight by {text}. Click for another size")
        self.down.setToolTip(f"Lower the weight by {text} and compare the loss (−)")
        self.down.setAccessibleName(f"Nudge down by {text}")
        self.up.setToolTip(f"Raise the weight by {text} and compare the loss (+)")
        self.up.setAccessibleName(f"Nudge up by {text}")

    def show_nudge(self, nudge: Nudge | None) -> None:
        """Tell what a nudge did to the loss, or what it would tell."""
        self._nudge = nudge
        self.setToolTip("" if nudge is None else told(nudge))
        self.setAccessibleDescription("" if nudge is None else told(nudge))
        self.update()

    def show_cut(self, cut: bool) -> None:
        """A cut edge cannot be nudged."""
        for button in (self.down, self.up):
            button.setEnabled(not cut)
        if cut:
            self.down.setToolTip(IS_CUT)
            self.up.setToolTip(IS_CUT)

    def lines(self) -> tuple[tuple[str, str], ...]:
        """What stands at the right: a word and a number in each line."""
        if self._nudge is None:
            return ("nudge: what the", ""), ("loss makes of it", "")
        shown = [number.signed(value, 3) for value in (self._nudge.predicted, self._nudge.real)]
        return ("predicted", shown[0]), ("real", shown[1])

    def restyle(self, lines: int = 1) -> None:
        """Place the buttons for the text size; with two lines, the result stands under them."""
        self._lines = lines
        scale, x = max(1.0, self._theme.text_scale), 0.0
        for button, width in ((self.down, STEP), (self.amount, SIZE), (self.up, STEP)):
            button.setGeometry(round(x), 0, round(width * scale), round(HEIGHT * scale))
            x += (width + 4) * scale
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the two numbers."""
        painter = QPainter(self)
        colors, height = self._theme.palette, self.height() / self._lines
        left, top = (self.up.geometry().right() + 10.0, 0.0) if self._lines == 1 else (0.0, height)
        for row, (word, value) in enumerate(self.lines()):
            area = QRectF(left, top + row * height / 2, self.width() - left, height / 2)
            painter.setFont(self._theme.font("xs"))
            painter.setPen(colors.color("t3"))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), word)
            painter.setFont(self._theme.font("xs", weight=500, code=True))
            painter.setPen(colors.color("t1"))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), value)

    @Slot()
    def _ask(self, direction: int) -> None:
        self.nudge_requested.emit(direction)


def told(nudge: Nudge) -> str:
    """A nudge in a sentence."""
    what = "loss and penalty" if nudge.penalized else "loss"
    before, after, predicted, real = (
        number.signed(value) for value in (nudge.before, nudge.after, nudge.predicted, nudge.real)
    )
    return (
        f"From {before} to {after}: the gradient predicts a change of the {what} by {predicted} (gradient times step); "
        f"it changed by {real}. The smaller the step, the closer the two."
    )
