"""Play or pause, and the speed, at the right of the strip of steps."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.views.controls import Button, IconButton
from mlpviz.views.look.theme import Theme

PLAY_TIP, PAUSE_TIP = "Play: one step after another (Space)", "Pause (Space)"
SPEED_TIP = "Steps a second: click for the next speed ([ slower, ] faster)"
CODE_TIP = "Code beside the equation (Shift+C)"
SIDE, RIGHT, GAP = 28, 12, 4


class Player(QWidget):
    """Asks to play or to stop, and for another speed."""

    play_requested = Signal()
    speed_requested = Signal()
    """The next speed; after the fastest, the slowest."""
    code_requested = Signal(bool)
    """To see the code, or not."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.play = IconButton(theme, "play", PLAY_TIP, role="ghost", size=SIDE)
        self.speed = Button(theme, "1 / s", "chip", tip=SPEED_TIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, RIGHT, 0)
        row.setSpacing(GAP)
        self.code = IconButton(theme, "code", CODE_TIP, role="ghost", size=SIDE, checkable=True)
        self.code.hide()
        row.addWidget(self.code)
        row.addWidget(self.play)
        row.addWidget(self.speed)
        self.play.clicked.connect(self.play_requested)
        self.speed.clicked.connect(self.speed_requested)
        self.code.clicked.connect(self.code_requested)
        self.show_playing(playing=False, speed=1.0)
        theme.changed.connect(self.restyle)  # after its buttons, whose sizes follow the strip
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Be as high as the strip, with letters of any size."""
        height = self._theme.px("step_scrubber")
        self.setFixedHeight(height)
        side = min(self.play.sizeHint().height(), height - 8)
        for button in (self.play, self.code):
            button.setFixedSize(side, side)
        self.speed.setStyleSheet(f"padding: 0 6px; min-height: 0; max-height: {side - 2}px;")
        self.update()

    def show_code(self, shown: bool) -> None:
        """Offer to hide the code, or to show it; a dock without code never asks for this."""
        self.code.show()
        self.code.setChecked(shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Go on with the ground of the strip."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("win"))
        line = QRectF(0, 0, self.width(), self._theme.line("hairline"))
        painter.fillRect(line, self._theme.palette.color("line"))

    def show_playing(self, *, playing: bool, speed: float) -> None:
        """Show whether it plays, and how fast."""
        self.play.set_icon("pause" if playing else "play", PAUSE_TIP if playing else PLAY_TIP)
        text = f"{number.plain(speed)} / s"
        self.speed.setText(text)
        self.speed.setAccessibleName(f"Speed: {number.plain(speed)} steps a second")
