"""The toolbar of the Playground: reset, step, train, speed, and the numbers that tell how it goes."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from mlpviz.engine import number
from mlpviz.engine.engines import explanation, missed
from mlpviz.engine.records import Snapshot
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import LiveLabel
from mlpviz.views.controls.switch import FramedSwitch
from mlpviz.views.look.theme import Theme
from mlpviz.views.speed import SpeedSlider
from mlpviz.views.statistics import Meaning, Statistics
from mlpviz.views.toolbar import Toolbar

WALK_WORDS = "Step through backprop", "Step through"
NARROW, NARROWER, NARROWEST = 1280, 1120, 1024
"""Widths below which the rate is left out, the toggle says less, and the speed in words is left out."""
ACCURACY = {
    True: ("Test accuracy", "Share of test points that the network puts in their class."),
    False: ("Train accuracy", "Share of train points that the network puts in their class: there are no test points."),
}
"""The name and the meaning of the accuracy, with and without test points."""
R2 = {
    True: ("Test R²", "How much of the spread of the test values the network explains: 1 is all of it."),
    False: ("Train R²", "How much of the spread of the train values the network explains: there are no test points."),
}
"""The same where points carry values."""
WORSE = "Worse than the mean."
TRAINING = (
    Meaning("train_loss", "Train loss", "Loss over all train points, at the end of the epoch.", "train"),
    Meaning("test_loss", "Test loss", "Loss over the test points, which are never trained on.", "test"),
    Meaning("accuracy", *ACCURACY[True], opens="how well, class by class or value by value (H)"),
    Meaning(
        "penalty", "Penalty",
        "What L1 and L2 add to the loss when the gradient is taken. It is part of neither loss.",
    ),
    Meaning(
        "rate", "Epochs/s", "Epochs trained in a second, measured over the last second or so.",
        widest="Stopped", widest_note="· compiled",
    ),
)
WALKING = (
    Meaning("loss", "Loss", "Loss of this batch before the update."),
    Meaning("phase", "Phase", "Which part of the update is under way.", widest="Backward"),
    Meaning("operation", "Operation", "The current operation, of all in this update.", widest="0 000 / 0 000"),
)
NO_TEST = "Test split is 0 %."


class PlaygroundToolbar(Toolbar):
    """Transport, the step-through toggle, epoch, speed and live statistics."""

    reset_requested = Signal(bool)
    """True asks for new weights, False for the same initial ones."""
    back_requested = Signal()
    train_requested = Signal()
    pause_requested = Signal()
    epoch_requested = Signal()
    walk_requested = Signal(bool)
    how_well_requested = Signal()
    stop_requested = Signal()
    """The rule that stops the training is to be looked at."""
    speed_chosen = Signal(float)
    """Epochs a second; infinite for Max."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._training = self._walking = False
        self._can_train, self._reason = True, ""
        self._penalized = False
        self._remembered: tuple[int, int] | None = None
        self._rate = math.nan
        self._rule = self._stopped = ""
        self.reset = IconButton(theme, "reset", "Reset weights (R)\nShift+click: new weights (Shift+R)")
        self.back = IconButton(theme, "step-back", "One recorded epoch back (,)")
        self.train = Button(theme, "Train", "primary", icon="play", large=True)
        self.one_epoch = Button(theme, "1 epoch", icon="step-forward", tip="Train one epoch (.). Hold to repeat")
        self.walk = FramedSwitch(theme, WALK_WORDS[0], "B")
        self.speed_slider = SpeedSlider(theme)
        self.training_statistics = Statistics(theme, TRAINING)
        self.walk_statistics = Statistics(theme, WALKING)
        self._epoch = LiveLabel("0", "value")
        self._build()
        self._connect()
        self.show_training(False)
        self.show_walking(False)
        self.show_rate(math.nan)
        self.restyle()

    # what it shows

    def show_snapshot(self, snapshot: Snapshot, live: bool) -> None:
        """Show the epoch and the scores of a snapshot."""
        scores, points = snapshot.scores, snapshot.experiment.points
        remark = "" if points.test_count else NO_TEST
        tested = points.test_count > 0 or not points.train_count
        name, score = _score(snapshot, tested)
        self.training_statistics.cell("accuracy").show_name(*name)
        texts = {
            "train_loss": ("–" if not points.train_count else number.loss(scores.train_loss), ""),
            "test_loss": ("–" if remark else number.loss(scores.test_loss), remark),
            "penalty": (number.loss(scores.penalty), ""),
            "accuracy": score if score[1] or not remark else (score[0], remark),
        }
        self.training_statistics.show_texts(texts)
        if self._penalized != bool(scores.penalty):
            self._penalized = bool(scores.penalty)
            self._fit()
        rate = self.training_statistics.cell("rate")
        rate.show_note(f"· {snapshot.arithmetic}", explanation(snapshot), warned=bool(missed(snapshot)))
        self._remember(snapshot, {key: text for key, (text, _) in texts.items()}, live)
        self._epoch.setText(number.count(snapshot.epoch))
        self.back.setEnabled(self._walking or snapshot.epoch > 0)

    def show_rate(self, rate: float) -> None:
        """Show the measured epochs a second; NaN reads "Paused"."""
        self._rate = rate
        resting = "Stopped" if self._stopped else "Paused"
        text = resting if math.isnan(rate) else number.fixed(rate, 1) if rate < 1000 else number.count(round(rate))
        self.training_statistics.show_texts({"rate": (text, self._stopped if math.isnan(rate) else "")})
        if not math.isnan(rate):
            self.training_statistics.remember("rate", text)

    def show_stopped(self, sentence: str) -> None:
        """Say that training stopped by itself, and why; "" when it is over."""
        self._stopped = sentence
        if math.isnan(self._rate):
            self.show_rate(self._rate)

    def show_rule(self, rule: str) -> None:
        """Say what stops the training by itself; "" for nothing."""
        self._rule = rule
        self._refresh_train()

    def show_training(self, training: bool) -> None:
        """Offer Pause while training, else Train."""
        self._training = training
        self.train.setText("Pause" if training else "Train")
        self.train.set_icon("pause" if training else "play")
        self._refresh_train()

    def show_can_train(self, can: bool, reason: str = "") -> None:
        """Allow or refuse training; `reason` says what is missing."""
        self._can_train, self._reason = can, reason
        self._refresh_train()

    def show_walking(self, walking: bool) -> None:
        """Show the numbers of the step-through, or those of training."""
        self._walking = walking
        blocked = self.walk.blockSignals(True)
        self.walk.setChecked(walking)
        self.walk.blockSignals(blocked)
        self.walk.update()
        self.train.set_role("outline" if walking else "primary")
        self._refresh_train()
        self.walk_statistics.setVisible(walking)
        self.training_statistics.setVisible(not walking)
        tip = "One operation back (,)" if walking else "One recorded epoch back (,)"
        self.back.set_icon("step-back", tip)
        self.back.setEnabled(walking or self._epoch.text() != "0")
        self._fit()  # at once: Qt would squeeze everything into the first picture
        self._row.activate()

    def show_walk(self, loss: float | None, phase: str, step: int, count: int, called: str = "Operation") -> None:
        """Show where the step-through stands: the loss, the phase, the number of the step and of all.

        None stands for a loss that is not to be seen yet.
        """
        places = next((4 - power for power in range(4) if abs(loss or 0.0) < 10.0 ** (power + 1)), 0)  # 0.2984, 20.424
        self.walk_statistics.show_texts({
            "loss": ("?" if loss is None else number.loss(loss, places), ""),
            "phase": (phase, ""),
            "operation": (f"{number.count(step)} / {number.count(count)}", ""),
        })
        self.walk_statistics.cell("operation").show_name(called)

    def name_loss(self, letter: str, samples: int) -> None:
        """Call the loss of a batch of one sample as the example does; of several, the letter means that of one."""
        self.walk_statistics.cell("loss").show_name(f"Loss {letter}" if samples == 1 else "Batch loss")

    def speed(self) -> float:
        """Epochs a second; infinite for Max."""
        return self.speed_slider.speed()

    def set_speed(self, speed: float) -> None:
        """Show a speed, without a signal."""
        self.speed_slider.set_speed(speed)

    def change_speed(self, steps: int) -> None:
        """Go faster or slower, as the keys [ and ] do."""
        self.speed_slider.step_by(steps)

    # building

    def _build(self) -> None:
        self.train.setFixedWidth(104)
        self.one_epoch.setAutoRepeat(True)
        self.one_epoch.setAutoRepeatDelay(400)
        self.one_epoch.setAutoRepeatInterval(60)
        self.walk.setAccessibleName(WALK_WORDS[0])
        self.walk.setToolTip("Open one update up to its single operations (B)")
        self.train.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.reset.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.add(self.reset, self.back, self.train, self.one_epoch)
        self.add_fence()
        self.add(self.walk)
        self.add_fence()
        self.add_cell("Epoch", self._epoch)
        self.add(self.speed_slider)
        self.add_statistics(self.training_statistics, self.walk_statistics)

    def _connect(self) -> None:
        self.reset.clicked.connect(self._ask_to_reset)
        self.reset.customContextMenuRequested.connect(self._offer_weights)
        self.train.customContextMenuRequested.connect(self._offer_rule)
        self.back.clicked.connect(self._ask_back)
        self.train.clicked.connect(self._ask_to_train_or_pause)
        self.one_epoch.clicked.connect(self._ask_for_an_epoch)
        self.walk.toggled.connect(self.walk_requested)
        self.speed_slider.speed_chosen.connect(self.speed_chosen)
        self.training_statistics.cell("accuracy").opened.connect(self.how_well_requested)

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.train.setFixedWidth(round(104 * max(1.0, self._theme.text_scale)))
        super().restyle()

    def _fit(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        width = self.width() / grown
        words = WALK_WORDS[width < NARROWER]
        if self.walk.text() != words:
            self.walk.setText(words)
            self.walk.restyle()
        self.speed_slider.set_value_shown(width >= NARROWEST)
        self.speed_slider.setFixedWidth(round((168 if width >= NARROW else 120) * grown))
        self._leave_out(self.speed_slider, self.one_epoch)
        dropped = [*([] if self._penalized else ["penalty"]), *([] if width >= NARROW else ["rate"])]
        self.training_statistics.fit(self._room(), tuple(dropped))
        self.walk_statistics.fit(self._room())

    def _leave_out(self, *less_needed: QWidget) -> None:
        """Hide as few of these as makes room for the rest and one number; keys and menus do the same."""
        width = {widget: widget.sizeHint().expandedTo(widget.minimumSize()).width() + 8 for widget in less_needed}
        shown = self.walk_statistics if self._walking else self.training_statistics
        room = self._room() - shown.least_width() - sum(width[widget] for widget in less_needed if widget.isHidden())
        for widget in less_needed:
            widget.setVisible(room >= 0)
            room += 0 if room >= 0 else width[widget]

    # requests

    @Slot()
    def _ask_to_reset(self) -> None:
        shift = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self.reset_requested.emit(bool(shift))

    @Slot(QPoint)
    def _offer_weights(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Same weights\tR", self._ask_for_same_weights)
        menu.addAction("New weights\tShift+R", self._ask_for_new_weights)
        menu.popup(self.reset.mapToGlobal(place))

    @Slot(QPoint)
    def _offer_rule(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Stop when…\tShift+S", self.stop_requested.emit)
        menu.popup(self.train.mapToGlobal(place))

    @Slot()
    def _ask_for_same_weights(self) -> None:
        self.reset_requested.emit(False)

    @Slot()
    def _ask_for_new_weights(self) -> None:
        self.reset_requested.emit(True)

    @Slot()
    def _ask_back(self) -> None:
        self.back_requested.emit()

    @Slot()
    def _ask_to_train_or_pause(self) -> None:
        (self.pause_requested if self._training else self.train_requested).emit()

    @Slot()
    def _ask_for_an_epoch(self) -> None:
        self.epoch_requested.emit()

    # inside

    def _refresh_train(self) -> None:
        self.train.setEnabled(self._can_train or self._training)
        self.one_epoch.setEnabled(self._can_train)
        train = "Leave the step-through and train" if self._walking else "Train (Space)"
        usual = "Pause (Space)" if self._training else train
        usual += f"\nStops at {self._rule}" if self._rule else "\nRight click: stop by itself"
        self.train.setToolTip(usual if self._can_train or self._training else self._reason)
        self.one_epoch.setToolTip("Train one epoch (.). Hold to repeat" if self._can_train else self._reason)

    def _remember(self, snapshot: Snapshot, texts: dict[str, str], live: bool) -> None:
        """Keep the values of new epochs for the tooltips; looking back adds none."""
        now = (snapshot.run, snapshot.epoch)
        if self._remembered is not None and self._remembered[0] != now[0]:
            self.training_statistics.forget()
            self._remembered = None
        if live and (self._remembered is None or now > self._remembered):
            self._remembered = now
            for key, text in texts.items():
                self.training_statistics.remember(key, text)


def _score(snapshot: Snapshot, tested: bool) -> tuple[tuple[str, str], tuple[str, str]]:
    """Name and meaning of the score that counts, then its text and a remark: accuracy, or R² of values."""
    scores, points = snapshot.scores, snapshot.experiment.points
    loss = scores.test_loss if tested else scores.train_loss
    if points.targets is not None:
        r2 = scores.test_r2 if tested else scores.train_r2
        undefined = not len(points) or (math.isnan(r2) and math.isfinite(loss))
        text = "–" if undefined else number.r_squared(r2) if math.isfinite(r2) else "NaN"
        return R2[tested], (text, WORSE if r2 < 0 else "")
    share = scores.test_accuracy if tested else scores.train_accuracy
    unscored = not len(points) or (math.isnan(share) and math.isfinite(loss))
    return ACCURACY[tested], ("–" if unscored else number.percent(share) if math.isfinite(share) else "NaN", "")
