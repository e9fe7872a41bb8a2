"""The toolbar of the laboratory: training of the current network, and what it is."""

from __future__ import annotations

import math

from PySide6.QtCore import Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine import number
from mlpviz.engine.functions.texts import title
from mlpviz.engine.records import Snapshot
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import LiveLabel
from mlpviz.views.look.theme import Theme
from mlpviz.views.statistics import Meaning, Statistics
from mlpviz.views.toolbar import Toolbar

MEANINGS = (
    Meaning("network", "Network", "Inputs, then the units of every layer.", widest="2–6–4–1"),
    Meaning("activation", "Activation", "The function that the chosen layer has now.", widest="Leaky ReLU"),
    Meaning("train_loss", "Train loss", "Loss over all train points.", "train"),
    Meaning("rate", "Epochs/s", "Epochs trained in a second, measured over the last second or so.", widest="Paused"),
)
HELD = "This network was handed over and does not train here. Use it in the Playground."


class ActivationsToolbar(Toolbar):
    """Buttons for the Playground's bench, and what network it trains."""

    def __init__(self, theme: Theme) -> None:
        """Build the row."""
        super().__init__(theme)
        self.reset = IconButton(theme, "reset", "Reset weights of the Playground's network (R)")
        self.back = IconButton(theme, "step-back", "One recorded epoch back (,)")
        self.train = Button(theme, "Train", icon="play", large=True)
        self.one_epoch = Button(theme, "1 epoch", icon="step-forward", tip="Train one epoch (.)")
        self._epoch = LiveLabel("0", "value")
        self.numbers = Statistics(theme, MEANINGS)
        self.add(self.reset, self.back, self.train, self.one_epoch)
        self.add_fence()
        self.add_cell("Epoch", self._epoch)
        self.add_statistics(self.numbers)
        self.show_training(False, held=False)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.train.setFixedWidth(round(104 * max(1.0, self._theme.text_scale)))
        super().restyle()

    def show_training(self, training: bool, *, held: bool) -> None:
        """Offer Pause while training, else Train; neither for a network that was handed over."""
        self.train.setText("Pause" if training else "Train")
        self.train.set_icon("pause" if training else "play")
        usual = "Pause (Space)" if training else "Train the Playground's network (Space)"
        self.train.setToolTip(HELD if held else usual)
        for part in (self.train, self.one_epoch, self.reset, self.back):
            part.setEnabled(not held)

    def show_network(self, snapshot: Snapshot, layer: int, rate: float) -> None:
        """Show what network it is and how far it has come."""
        spec = snapshot.experiment.network
        self._epoch.setText(number.count(snapshot.epoch))
        trained = snapshot.experiment.points.train_count > 0
        speed = "Paused" if math.isnan(rate) else number.fixed(rate, 1) if rate < 1000 else number.count(round(rate))
        self.numbers.show_texts({
            "network": ("–".join(str(width) for width in spec.widths), ""),
            "activation": (title(spec.layers[layer].activation), ""),
            "train_loss": (number.loss(snapshot.scores.train_loss) if trained else "–", ""),
            "rate": (speed, ""),
        })

    def follow(self, bench: Bench) -> None:
        """Let the buttons do what they do in the Playground."""
        self.train.clicked.connect(bench.play_or_pause)
        self.one_epoch.clicked.connect(bench.one_epoch)
        self.back.clicked.connect(bench.transport.back)
        self.reset.clicked.connect(bench.reset)  # `clicked` says False: the same weights again
