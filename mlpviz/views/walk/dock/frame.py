"""The frame of every dock: depth, buttons and steps at the left, what is told beside them, and the strip below."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.views.controls.label import rule
from mlpviz.views.look.announce import announce
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.dock.depth_switch import DepthSwitch
from mlpviz.views.walk.dock.equation import WalkEquation
from mlpviz.views.walk.dock.player import Player
from mlpviz.views.walk.dock.scrubber import WalkScrubber
from mlpviz.views.walk.dock.walk_buttons import ButtonWords, WalkButtons
from mlpviz.views.walk.dock_keys import DockKeys

LOW, EDGE = 216, 2
"""Height of the three parts in a low window, and of the amber edge."""
WIDE = 1200
"""From this width on the columns have the widths of the design."""
MOST_GROWN = 1.3
"""Larger letters than this get no more room: what does not fit then is scrolled to."""
BREATH_MS = 10
FASTER = {"faster": 1, "slower": -1}


class DockFrame(QWidget):
    """A dock without its content: a subclass gives the list of steps and two parts, and shows things in them."""

    next_requested = Signal()
    back_requested = Signal()
    first_requested = Signal()
    last_requested = Signal()
    leave_requested = Signal()
    depth_requested = Signal(str)
    play_requested = Signal()
    """To play, or to stop."""
    speed_requested = Signal(int)
    """To play faster (1) or slower (−1)."""
    code_requested = Signal(bool)
    """To see the code, or not."""
    index_requested = Signal(int)
    """The index of a step."""

    def __init__(
        self, theme: Theme, words: ButtonWords, context: str, code_share: float, parent: QWidget | None = None
    ) -> None:
        """`context` is where its commands act; `code_share` is the share of the right part in a wide window."""
        super().__init__(parent)
        self._theme, self._context, self._code_share = theme, context, code_share
        self._low: bool | None = None
        self._rested = QElapsedTimer()
        self.switch, self.buttons = DepthSwitch(theme, self), WalkButtons(theme, words, self)
        self.scrubber, self.player = WalkScrubber(theme, self), Player(theme, self)
        self.left = QWidget(self)
        self.menu_of: WalkEquation | None = None
        """The equation whose menu the key for menus opens."""
        self.beside_right = rule(lying=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The amber edge shows which part has the keyboard.
        self.setProperty("focus_ring", False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def lay_out(self, steps: QWidget, middle: QWidget, right: QWidget) -> None:
        """Put the parts into the frame; every button of theirs gives the dock its keys."""
        self._right = right
        self._left_column = QVBoxLayout(self.left)
        self._left_column.addWidget(self.switch)
        self._left_column.addWidget(self.buttons)
        self._left_column.addWidget(steps, 1)
        parts = QHBoxLayout()
        parts.setContentsMargins(0, EDGE, 0, 0)
        parts.setSpacing(0)
        parts.addWidget(self.left)
        parts.addWidget(rule(lying=False))
        parts.addWidget(middle, 1)
        parts.addWidget(self.beside_right)
        parts.addWidget(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(parts, 1)
        column.addLayout(self._lowest())
        self.buttons.first_requested.connect(self.first_requested)
        self.buttons.back_requested.connect(self.back_requested)
        self.buttons.next_requested.connect(self.next_requested)
        self.switch.depth_requested.connect(self.depth_requested)
        self.scrubber.index_requested.connect(self.index_requested)
        self.player.play_requested.connect(self.play_requested)
        self.player.code_requested.connect(self.code_requested)
        self.keys = DockKeys(self._context, self)
        self.keys.pressed.connect(self._take_command)
        self.set_low(False)
        self._theme.changed.connect(self.restyle)

    def _lowest(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.scrubber, 1)
        row.addWidget(self.player)
        return row

    @property
    def may_play(self) -> bool:
        """Whether another step may follow by itself."""
        return not self.buttons.at_end

    def tell(self, text: str) -> None:
        """Describe the step on show, and have it said; while the dock is not seen, without a word."""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            if self.isVisible():
                announce(self, text)

    def show_right(self, shown: bool) -> None:
        """Show the part at the right, or leave its room to the middle."""
        self._right.setVisible(shown)
        self.beside_right.setVisible(shown)
        self.player.show_code(shown)

    def obey(self, command: str, *, repeated: bool) -> None:
        """Do what a command of the dock says; `repeated` if its key is held."""
        raise NotImplementedError

    def set_low(self, low: bool) -> None:
        """Become lower, for a window below 800 px."""
        if low != self._low:
            self._low = low
            self._left_column.setContentsMargins(0, 4 if low else 8, 0, 2)
            self._left_column.setSpacing(4 if low else 7)
            self.fit_low(low)
            self.restyle()

    def fit_low(self, low: bool) -> None:
        """Let the parts spare room where the window is low."""
        raise NotImplementedError

    def fit_width(self, narrow: bool) -> None:
        """Let the parts spare room at the sides where the window is narrow."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The key for menus opens the menu of what is told."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.menu_of is not None:
            self.menu_of.popup()
        else:
            super().contextMenuEvent(event)

    def take_focus(self) -> None:
        """Let the keys of the dock act."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_key(self, event: QKeyEvent) -> bool:
        """Move by a key if it is one of the dock's; also for those that reached nobody else."""
        return self.keys.take(event)

    @property
    def low(self) -> bool:
        """Whether it is as low as a low window wants it."""
        return bool(self._low)

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        grown = min(MOST_GROWN, max(1.0, self._theme.text_scale))
        height = round((LOW if self._low else self._theme.px("step_dock")) * grown)
        self.setFixedHeight(height + self._theme.px("step_scrubber"))
        self._share_width()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, as high as the design says."""
        return QSize(960, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        self._share_width()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the amber edge that stands over everything that steps."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("panel"))
        painter.fillRect(QRectF(0, 0, self.width(), EDGE), self._theme.palette.color("hl"))

    def _share_width(self) -> None:
        grown = min(MOST_GROWN, max(1.0, self._theme.text_scale))
        narrow = self.width() < WIDE
        self.left.setFixedWidth(round((236 if narrow else 288) * grown))
        self._right.setFixedWidth(max(264, round(self.width() * (0.27 if narrow else self._code_share))))
        self.fit_width(narrow)

    @Slot(str, bool)
    def _take_command(self, command: str, repeated: bool) -> None:
        # Repeats of a held key that waited while a step was drawn would run on after the key is let go.
        if repeated and self._rested.isValid() and self._rested.elapsed() < BREATH_MS:
            return
        what = command.rpartition("_")[2]
        if what == "play":
            if not repeated:
                self.play_requested.emit()
        elif what in FASTER:
            self.speed_requested.emit(FASTER[what])
        else:
            self.obey(command, repeated=repeated)
        self._rested.start()
