"""The tools of the canvas as a row of buttons, one of them chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from mlpviz.views.controls.button import IconButton
from mlpviz.views.look.theme import Theme

NARROW = 28
TIPS = (
    ("point", "Point (P)\nClick adds one point of the chosen class, the right button one of the next class."),
    ("spray", "Spray (S)\nDrag to add points inside the ring. Wheel: radius. Shift and wheel: density."),
    ("move", "Move (M)\nDrag a point, or drag a box and move what is inside. Arrow keys nudge a selection."),
    ("erase", "Erase (X)\nDrag over points. Holding X with any tool erases for the moment."),
)
OFF = "Points can be drawn where samples have two inputs and a class."


class ToolRow(QWidget):
    """Point, Spray, Move and Erase; `tool_chosen` carries the name of the one clicked."""

    tool_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrow = False
        self._buttons = {
            name: IconButton(theme, name, tip, role="ghost", checkable=True, parent=self) for name, tip in TIPS
        }
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in self._buttons.values():
            row.addWidget(button)
            self._group.addButton(button)
            button.clicked.connect(self._report)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Show a tool as chosen, without a signal."""
        self._buttons[name].setChecked(True)

    def allow(self, allowed: bool) -> None:
        """Whether there is anything to draw on; the tips say why not."""
        for name, tip in TIPS:
            self._buttons[name].setEnabled(allowed)
            self._buttons[name].setToolTip(tip if allowed else f"{name.capitalize()}\n{OFF}")

    def set_narrow(self, narrow: bool) -> None:
        """Less wide buttons, so that six classes fit beside them."""
        self._narrow = narrow
        side = self._theme.px("control_height")
        for button in self._buttons.values():
            button.setFixedSize(NARROW if narrow else side, side)

    def showEvent(self, event: QShowEvent) -> None:
        """The stylesheet, first applied now, has taken the buttons their size."""
        super().showEvent(event)
        self.set_narrow(self._narrow)

    @Slot()
    def _report(self) -> None:
        sender: QObject | None = self.sender()
        for name, button in self._buttons.items():
            if button is sender:
                self.tool_chosen.emit(name)
