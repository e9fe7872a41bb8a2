"""The timeline: which epoch is looked at, of all that have been trained."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.views.controls.badge import Badge
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.track import LEFT, RIGHT, Track

Align = Qt.AlignmentFlag
WORDS = 208
"""Where the track starts."""
LOW = 56
BUTTON = 24
FORWARDS = "Play forwards through the epochs (K)"
BACKWARDS = "Play backwards through the epochs (J)"
STOP = "Stop at this epoch"
LOOP = "Play the range over and over, or all epochs (Shift+L)"
END_LOOP = "End the loop and take the range away (Shift+L or Esc)"


class Timeline(QWidget):
    """Title and badge, the track, and in the past two buttons that lead on from there."""

    epoch_requested = Signal(int, bool)
    """An epoch, and whether the learner is still dragging."""
    train_from_here_requested = Signal()
    live_requested = Signal()
    replay_requested = Signal(int)
    """Play forwards, 1, or backwards, −1; or stop, if that is how it plays now."""
    loop_requested = Signal(bool)
    """Play the range over and over, or end that."""
    range_requested = Signal(object)
    """First and last epoch that the plots should show, or None for all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._low = False
        self._place = ""
        self.track = Track(theme)
        self._badge = Badge(theme)
        self._words = LiveLabel("Epoch 0 of 0", "label")
        tip = "Train on from this epoch. The epochs after it are dropped; Undo brings them back."
        self._train = Button(theme, "Train from here", tip=tip)
        self._to_live = Button(theme, "Go to live", "ghost", tip="Look at the newest epoch again")
        self.backwards = IconButton(theme, "play-back", BACKWARDS, role="ghost", size=BUTTON)
        self.forwards = IconButton(theme, "play", FORWARDS, role="ghost", size=BUTTON)
        self.loop = IconButton(theme, "loop", LOOP, role="ghost", size=BUTTON, checkable=True)
        self._build()
        self.setFocusProxy(self.track)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.track.epoch_requested.connect(self.epoch_requested)
        self.track.range_requested.connect(self.range_requested)
        self._train.clicked.connect(self._ask_to_train)
        self._to_live.clicked.connect(self._ask_for_live)
        self.backwards.clicked.connect(partial(self._ask_to_replay, -1))
        self.forwards.clicked.connect(partial(self._ask_to_replay, 1))
        self.loop.clicked.connect(self.loop_requested)
        theme.changed.connect(self.restyle)
        self.show_playhead(0, 0, True, False)
        self.restyle()

    def show_history(self, history: History) -> None:
        """Show what has been recorded so far; may be called at every frame."""
        self.track.show_history(history)

    def show_playhead(self, epoch: int, newest: int, live: bool, approximate: bool) -> None:
        """Say which epoch is looked at, whether it is the newest, and whether it only stands near the one asked for."""
        self.track.show_playhead(epoch, newest, approximate)
        about = "≈ " if approximate else ""
        self._place = f"{about}{number.count(epoch)} of {number.count(newest)}"
        self._badge.show_live(live)
        self._train.setEnabled(not approximate)
        for button in (self.backwards, self.forwards, self.loop):
            button.setEnabled(newest > 0)
        self._write()
        if not self.track.dragging:  # the ground under a drag must not move
            self._past.setVisible(not live)
            self.track.set_right_margin(RIGHT if live else 20)
        parts = ("Live" if live else "Past", f"epoch {epoch} of {newest}", self.track.changes_at(epoch))
        self.track.setAccessibleDescription(", ".join(filter(None, parts)))

    def show_replay(self, direction: int, epochs: tuple[int, int] | None, looping: bool) -> None:
        """Show whether time runs, 1, −1 or 0, which range is chosen, and whether it is played over and over."""
        self.backwards.set_icon("pause" if direction < 0 else "play-back", STOP if direction < 0 else BACKWARDS)
        self.forwards.set_icon("pause" if direction > 0 else "play", STOP if direction > 0 else FORWARDS)
        self.loop.setChecked(looping)
        self.loop.setToolTip(END_LOOP if looping else LOOP)
        self.track.show_range(epochs, looping)

    @Slot(float)
    def show_recomputing(self, share: float) -> None:
        """Say how much of an earlier epoch has been computed again; going elsewhere cancels it."""
        self._words.setText(f"Computing again, {number.percent(share, 0)}")

    def set_low(self, low: bool) -> None:
        """Be 56 px high instead of 80."""
        self._low = low
        self.track.set_low(low)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        grown = max(1.0, self._theme.text_scale)
        self.setFixedHeight(round(LOW * grown) if self._low else self._theme.px("timeline"))
        self._left.setFixedWidth(round((WORDS - LEFT) * grown))
        self._place_words()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(960, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("panel"))
        painter.setPen(QPen(self._theme.palette.color("line"), self._theme.line("hairline")))
        painter.drawLine(0, 0, self.width(), 0)

    def _write(self) -> None:
        """Write the epoch, without the word where the numbers are long."""
        whole = f"Epoch {self._place}"
        room = self._left.width() - self._grid.contentsMargins().left()
        self._words.setText(whole if self._words.fontMetrics().horizontalAdvance(whole) <= room else self._place)

    def _build(self) -> None:
        self._left = QWidget(self)
        self._grid = QGridLayout(self._left)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(2, 1)
        self._title = label("Timeline", "title")
        self._buttons = QWidget(self._left)
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.backwards, self.forwards, self.loop):
            row.addWidget(button)
        row.addStretch()
        self._grid.addWidget(self._title, 0, 0)
        self._grid.addWidget(self._badge, 0, 1, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(self._words, 1, 0, 1, 3)
        self._past = QWidget(self)
        self._past_row = QHBoxLayout(self._past)
        self._past_row.setSpacing(0)
        self._past_row.addWidget(self._train)
        self._past_row.addWidget(self._to_live)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(self.track, 1)
        row.addWidget(self._past)

    def _place_words(self) -> None:
        """Put the buttons under the words; in a low timeline they stand in place of the title."""
        low = self._low
        self._title.setVisible(not low)
        self._grid.removeWidget(self._buttons)
        self._grid.removeWidget(self._badge)
        self._grid.setColumnMinimumWidth(0, 0 if low else 96)
        self._grid.addWidget(self._badge, 0, 0 if low else 1, Align.AlignLeft | Align.AlignVCenter)
        self._grid.addWidget(self._buttons, 0 if low else 2, 1 if low else 0, 1, 2 if low else 3)
        self._grid.setContentsMargins(16, 3 if low else 6, 0, 5 if low else 3)
        self._past_row.setContentsMargins(0, 0, 8, 0 if low else 16)

    @Slot()
    def _ask_to_replay(self, direction: int) -> None:
        self.replay_requested.emit(direction)

    @Slot()
    def _ask_to_train(self) -> None:
        self.train_from_here_requested.emit()

    @Slot()
    def _ask_for_live(self) -> None:
        self.live_requested.emit()
