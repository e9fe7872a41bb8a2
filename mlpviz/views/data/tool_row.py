"""The tools of the canvas as a row of buttons, one of them chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QWidget

from mlpviz.views.controls.button import IconButton
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

NARROW = 28
TIPS = (
    ("point", "Point (P)\nClick adds one point of the chosen class, the right button one of the next class."),
    ("spray", ""),
    ("move", "Move (M)\nDrag a point, or drag a box and move what is inside. Arrow keys nudge a selection."),
    ("erase", "Erase (X)\nDrag over points. Holding X with any tool erases for the moment."),
)
BRUSHES = {
    "spray": "Spray (S)\nDrag to add points inside the ring. Wheel: radius. Shift and wheel: density.",
    "line": "Line (I)\nDrag to set points along a straight line. Wheel: how close they stand.",
    "ring": "Ring (O)\nDrag from the middle to set points on a circle. Wheel: how close they stand.",
}
"""Tools that share the second button; a right click on it offers all of them."""
MORE = "Right click: other brushes."
OFF = "Points can be drawn where there are one or two inputs, and a class or one value."


class ToolRow(QWidget):
    """Point, a brush, Move and Erase; `tool_chosen` carries the name of the one clicked."""

    tool_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrow, self._allowed, self._brush = False, True, "spray"
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
        spray = self._buttons["spray"]
        spray.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        spray.customContextMenuRequested.connect(self._offer_brushes)
        self._show_tips()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Show a tool as chosen, without a signal."""
        if name in BRUSHES:
            self._brush = name
            self._show_tips()
        self._buttons["spray" if name in BRUSHES else name].setChecked(True)

    def allow(self, allowed: bool) -> None:
        """Whether there is anything to draw on; the tips say why not."""
        self._allowed = allowed
        self._show_tips()

    def _show_tips(self) -> None:
        for name, tip in TIPS:
            button = self._buttons[name]
            words = f"{BRUSHES[self._brush]}\n{MORE}" if name == "spray" else tip
            button.setEnabled(self._allowed)
            if name == "spray":
                button.set_icon(self._brush, words)
            button.setToolTip(words if self._allowed else f"{name.capitalize()}\n{OFF}")

    @Slot(QPoint)
    def _offer_brushes(self, at: QPoint) -> None:
        """All brushes, under the button."""
        button, menu = self._buttons["spray"], QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, tip in BRUSHES.items():
            action = menu.addAction(icons.icon(name, self._theme, 16, "t1"), tip.partition("\n")[0])
            action.setCheckable(True)
            action.setChecked(name == self._brush)
            action.triggered.connect(partial(self._take, name))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _take(self, name: str, _checked: bool = False) -> None:
        self.choose(name)
        self.tool_chosen.emit(name)

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
                self.tool_chosen.emit(self._brush if name == "spray" else name)
