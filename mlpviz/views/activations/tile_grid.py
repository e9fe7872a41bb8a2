"""All functions as tiles, in one or two columns, walked by arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollBar, QVBoxLayout, QWidget

from mlpviz.engine.functions.texts import Named
from mlpviz.nn.activation import Activation
from mlpviz.views.activations.function_plot import BACKWARD, FORWARD
from mlpviz.views.activations.tile import FunctionTile, TileFrame, WriteTile
from mlpviz.views.controls.label import label
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.polyline import Dashes, Polyline
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style

ONE, TWO = 176, 320
"""Px of the column with one and with two tiles a row."""
PADDING, GAP = 16, 8


class TileGrid(QWidget):
    """Shows functions; asks which is to be shown, compared, or removed, and for a new one."""

    show_requested = Signal(int)
    compare_requested = Signal(int)
    remove_requested = Signal(int)
    write_requested = Signal()
    activation_requested = Signal(int, object, bool)
    """The place of a function, the function with another parameter, and whether the change is complete."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin with the last tile alone."""
        super().__init__(parent)
        self._theme, self._columns = theme, 2
        self._tiles: list[FunctionTile] = []
        self._shown = -1
        """The place of the function on show; −1 for none."""
        self._write = WriteTile(theme)
        self._inside = QWidget()
        self._inside.setProperty("scrolled", True)
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(PADDING, 2, PADDING - 2, PADDING)
        self._grid.setSpacing(GAP)
        self._area = scrolling(self._inside)
        head = QHBoxLayout()
        head.setContentsMargins(PADDING, 10, PADDING, 6)
        head.addWidget(label("Functions", "title"))
        head.addStretch(1)
        head.addWidget(_Key(theme, "f", slope=False))
        head.addWidget(_Key(theme, "f′", slope=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._area, 1)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._listen(self._write)
        self._write.chosen.connect(self.write_requested)
        theme.changed.connect(self.restyle)
        self.restyle()

    def _listen(self, tile: TileFrame) -> None:
        tile.moved.connect(self._move)
        tile.installEventFilter(self)

    def tiles(self) -> list[FunctionTile]:
        """The tiles of functions, in order."""
        return list(self._tiles)

    def scroll_bar(self) -> QScrollBar:
        """Beside the tiles; on show where not all of them have room."""
        return self._area.verticalScrollBar()

    def write_tile(self) -> WriteTile:
        """The last tile."""
        return self._write

    @Slot()
    def restyle(self) -> None:
        """Take the width of the column from the theme again."""
        grown = max(1.0, self._theme.text_scale)
        self.setFixedWidth(round((TWO if self._columns == 2 else ONE) * grown))

    def set_columns(self, columns: int) -> None:
        """Stand one or two tiles in a row."""
        if columns != self._columns:
            self._columns = columns
            self._place()
            self.restyle()

    def show_functions(self, functions: Sequence[Named], shown: int, compared: Sequence[int], own_from: int) -> None:
        """Show these functions; those from the place `own_from` on are the learner's own. `shown` −1: none of them."""
        changed = len(functions) != len(self._tiles)
        while len(self._tiles) > len(functions):
            gone = self._tiles.pop()
            gone.removeEventFilter(self)
            gone.hide()
            gone.deleteLater()
        while len(self._tiles) < len(functions):
            tile = FunctionTile(self._theme, self._inside)
            tile.chosen.connect(self._choose)
            tile.removed.connect(self._remove)
            tile.activation_requested.connect(self._take_parameter)
            self._listen(tile)
            self._tiles.append(tile)
        for index, (tile, named) in enumerate(zip(self._tiles, functions, strict=True)):
            state = "shown" if index == shown else "compared" if index in compared else ""
            tile.show_function(named, state, own=index >= own_from)
        if changed:
            self._place()
        self._keep_one_tab_stop(self._tiles[max(shown, 0)])
        if shown != self._shown:
            self._shown = shown
            self._reveal_shown()

    @Slot()
    def _reveal_shown(self) -> None:
        """Scroll to the function on show, however it was chosen."""
        layout = self._inside.layout()
        if 0 <= self._shown < len(self._tiles) and layout is not None:
            layout.activate()  # a tile that has just come has no place yet
            self.reveal(self._shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With less room the function on show stays in view."""
        super().resizeEvent(event)
        self._reveal_shown()

    def _place(self) -> None:
        for index, tile in enumerate([*self._tiles, self._write]):
            self._grid.addWidget(tile, index // self._columns, index % self._columns)
            tile.show()
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < self._columns))

    def reveal(self, index: int) -> None:
        """Scroll so that a tile is seen."""
        self._area.ensureWidgetVisible(self._tiles[index], 0, GAP)

    # keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where the focus is, Tab comes back to."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, TileFrame):
            self._keep_one_tab_stop(watched)
            self._area.ensureWidgetVisible(watched, 0, GAP)
        return False

    @Slot(int, int)
    def _move(self, right: int, down: int) -> None:
        every: list[TileFrame] = [*self._tiles, self._write]
        sender = self.sender()
        here = next(index for index, tile in enumerate(every) if tile is sender)
        there = here + right + down * self._columns
        if 0 <= there < len(every):
            every[there].setFocus(Qt.FocusReason.TabFocusReason)

    def _keep_one_tab_stop(self, chosen: TileFrame) -> None:
        # Never by mouse: after a click the arrow keys go on to move the probe.
        for tile in (*self._tiles, self._write):
            stop = tile is chosen
            tile.setFocusPolicy(Qt.FocusPolicy.TabFocus if stop else Qt.FocusPolicy.NoFocus)

    @Slot(bool)
    def _choose(self, compare: bool) -> None:
        index = self._index(self.sender())
        (self.compare_requested if compare else self.show_requested).emit(index)

    @Slot(object, bool)
    def _take_parameter(self, activation: Activation, complete: bool) -> None:
        self.activation_requested.emit(self._index(self.sender()), activation, complete)

    @Slot()
    def _remove(self) -> None:
        self.remove_requested.emit(self._index(self.sender()))

    def _index(self, sender: QObject) -> int:
        return next(index for index, tile in enumerate(self._tiles) if tile is sender)


class _Key(QWidget):
    """A line as in the tiles, and which of the two it is."""

    def __init__(self, theme: Theme, name: str, *, slope: bool) -> None:
        super().__init__()
        self._theme, self._name, self._slope = theme, name, slope
        self.setToolTip("The slope f′(z): dashed" if slope else "The function f(z): solid")
        theme.changed.connect(self.restyle)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take the size from the theme again."""
        metrics = QFontMetrics(self._theme.font("s"))
        self.setFixedSize(26 + metrics.horizontalAdvance("f′ "), metrics.height() + 2)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw line and letter."""
        painter = QPainter(self)
        colors, middle = self._theme.palette, self.height() / 2
        color = colors.backward(BACKWARD) if self._slope else colors.forward(FORWARD)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(plot_style.pen_of(self._theme, color, "curve_hero" if not self._slope else "curve"))
        x, y = np.array([4.0, 20.0]), np.array([middle, middle])
        (Dashes(x, y, 4.0, 2.5) if self._slope else Polyline(x, y)).draw(painter)
        painter.setPen(colors.color("t2"))
        painter.setFont(self._theme.font("s"))
        painter.drawText(self.rect().adjusted(24, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self._name)
