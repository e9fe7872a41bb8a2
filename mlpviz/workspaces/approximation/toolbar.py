"""The toolbar of the approximation laboratory: reset, train, speed, and how close the output is."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, Qt

from mlpviz.engine import number
from mlpviz.views.approximation.error_plot import error_text
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import LiveLabel
from mlpviz.views.look.theme import Theme
from mlpviz.views.speed import FASTEST, SpeedSlider
from mlpviz.views.statistics import Meaning, Statistics
from mlpviz.views.toolbar import Toolbar

MEANINGS = (
    Meaning("units", "Hidden units", "Units of the hidden layers of the network on show.", widest="0000"),
    Meaning(
        "error", "Mean squared error",
        "Mean of (output − target)², measured at 1 201 places from −3 to 3; for towers, all over the square.",
    ),
    Meaning("parameters", "Parameters", "Weights and biases of the network on show.", widest="0 000"),
    Meaning("rate", "Epochs/s", "Epochs trained in a second, measured over the last second or so.", widest="Paused"),
)


class ApproximationToolbar(Toolbar):
    """Transport, epoch, speed and statistics; the workspace answers."""

    reset_requested = Signal(bool)
    """True asks for new first weights, False for the same ones."""
    play_requested = Signal()
    """Train, or pause."""

    def __init__(self, theme: Theme) -> None:
        """Build the row."""
        super().__init__(theme)
        self._rate = math.nan
        self.reset = IconButton(theme, "reset", "Reset weights (R)\nShift+click: new first weights (Shift+R)")
        self.back = IconButton(theme, "step-back", "One recorded epoch back (,)")
        self.train = Button(theme, "Train", "primary", icon="play", tip="Train (Space)", large=True)
        self.one_epoch = Button(theme, "1 epoch", icon="step-forward", tip="Train one epoch (.). Hold to repeat")
        self.one_epoch.setAutoRepeat(True)
        self.one_epoch.setAutoRepeatDelay(400)
        self.one_epoch.setAutoRepeatInterval(60)
        self.speed_slider = SpeedSlider(theme)
        self.speed_slider.set_speed(FASTEST)
        self._epoch = LiveLabel("0", "value")
        self.statistics = Statistics(theme, MEANINGS)
        self.add(self.reset, self.back, self.train, self.one_epoch)
        self.add_fence()
        self.add_cell("Epoch", self._epoch)
        self.add(self.speed_slider)
        self.add_statistics(self.statistics)
        self.reset.clicked.connect(self._ask_to_reset)
        self.train.clicked.connect(self._ask_to_play)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        grown = max(1.0, self._theme.text_scale)
        self.train.setFixedWidth(round(104 * grown))
        self.speed_slider.setFixedWidth(round(150 * grown))
        super().restyle()

    def _fit(self) -> None:
        """Leave out speed, then one epoch, where there is no room for them and a number; keys do the same."""
        optional = (self.speed_slider, self.one_epoch)
        needed = {widget: widget.sizeHint().expandedTo(widget.minimumSize()).width() + 8 for widget in optional}
        room = self._room() - self.statistics.least_width() - sum(needed[one] for one in optional if one.isHidden())
        for widget in optional:
            widget.setVisible(room >= 0)
            room += 0 if room >= 0 else needed[widget]
        self.statistics.fit(self._room())

    def show_training(self, training: bool) -> None:
        """Offer Pause while training, else Train."""
        self.train.setText("Pause" if training else "Train")
        self.train.set_icon("pause" if training else "play")
        self.train.setToolTip("Pause (Space)" if training else "Train (Space)")

    def show_epoch(self, epoch: int, rate: float) -> None:
        """Show how far training has come, and how fast it is; NaN reads "Paused"."""
        self._epoch.setText(number.count(epoch))
        self.back.setEnabled(epoch > 0)
        text = "Paused" if math.isnan(rate) else number.fixed(rate, 1) if rate < 1000 else number.count(round(rate))
        self.statistics.show_texts({"rate": (text, "")})

    def show_network(self, units: int, parameters: int, error: float) -> None:
        """Show how large the network is, and how far its output is from the target."""
        self.statistics.show_texts({
            "units": (number.count(units), ""),
            "error": (error_text(error), ""),
            "parameters": (number.count(parameters), ""),
        })

    @Slot()
    def _ask_to_reset(self) -> None:
        shift = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self.reset_requested.emit(bool(shift))

    @Slot()
    def _ask_to_play(self) -> None:
        self.play_requested.emit()
