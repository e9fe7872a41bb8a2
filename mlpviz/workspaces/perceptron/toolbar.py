"""The toolbar of the Perceptron: reset, back, train, sample and pass, the rule, the speed, and how far it has come."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.engine.one_unit.course import Course
from mlpviz.engine.one_unit.problem import OWN
from mlpviz.engine.one_unit.rule import KINDS
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import LiveLabel
from mlpviz.views.controls.switch import FramedSwitch
from mlpviz.views.look.theme import Theme
from mlpviz.views.perceptron.rule_form import RuleForm
from mlpviz.views.speed import SpeedSlider
from mlpviz.views.statistics import Meaning, Statistics
from mlpviz.views.toolbar import Toolbar

USUAL_SPEED = 2.0
"""Samples a second: slow enough to read what each one does."""
MISTAKES = "Wrong answers so far; the perceptron's weights change after each of them."
MEANINGS = (
    Meaning("left", "Left mistakes", MISTAKES, widest="000"),
    Meaning("right", "Right mistakes", MISTAKES, widest="000"),
    Meaning(
        "sample", "Sample", "The sample seen last, of all in a pass; of both problems where they differ.",
        widest="0 of 0",
    ),
    Meaning("step", "Learning step", "What a sample is multiplied by before it is added to the weights.", widest="0"),
)
NARROW, NARROWER = 1280, 1120


class PerceptronToolbar(Toolbar):
    """Asks for samples, passes and another rule; the workspace answers."""

    reset_requested = Signal()
    back_requested = Signal()
    train_requested = Signal()
    sample_requested = Signal()
    pass_requested = Signal()
    compare_requested = Signal(bool)
    speed_chosen = Signal(float)

    def __init__(self, theme: Theme) -> None:
        """Build the row."""
        super().__init__(theme)
        self._training = False
        self.reset = IconButton(theme, "reset", "Back to the first weights (R)")
        self.back = IconButton(theme, "step-back", "One sample back (,)")
        self.train = Button(theme, "Train", "primary", icon="play", large=True)
        self.one_sample = Button(theme, "1 sample", icon="step-forward", tip="One sample (.). Hold to repeat")
        self.one_pass = Button(theme, "Pass", icon="phase", tip="The samples left of this pass, or all once (Ctrl+.)")
        self.rule = Button(theme, "Perceptron", icon="chevron-down", trailing=True)
        self.form = RuleForm(theme, self)
        self.compare = FramedSwitch(theme, "Compare", "C")
        self.speed_slider = SpeedSlider(theme, unit="sample", usual=USUAL_SPEED)
        self._pass = LiveLabel("0", "value")
        self.statistics = Statistics(theme, MEANINGS)
        self._build()
        self._connect()
        self.show_training(False)
        self.restyle()

    def _build(self) -> None:
        self.one_sample.setAutoRepeat(True)
        self.one_sample.setAutoRepeatDelay(400)
        self.one_sample.setAutoRepeatInterval(60)
        self.rule.setToolTip("Rule, learning step, first weights, order, bias or threshold")
        self.rule.setAccessibleName("Rule and its settings")
        self.compare.setAccessibleName("Compare with other rules")
        self.compare.setToolTip("Draw the lines of the other two rules over the same points (C)")
        self.add(self.reset, self.back, self.train, self.one_sample, self.one_pass)
        self.add_fence()
        self.add(self.rule, self.compare)
        self.add_fence()
        self.add_cell("Pass", self._pass)
        self.add(self.speed_slider)
        self.add_statistics(self.statistics)

    def _connect(self) -> None:
        self.reset.clicked.connect(self.reset_requested)
        self.back.clicked.connect(self.back_requested)
        self.train.clicked.connect(self.train_requested)
        self.one_sample.clicked.connect(self.sample_requested)
        self.one_pass.clicked.connect(self.pass_requested)
        self.compare.toggled.connect(self.compare_requested)
        self.speed_slider.speed_chosen.connect(self.speed_chosen)
        self.rule.clicked.connect(self.open_form)

    @Slot()
    def open_form(self) -> None:
        """Open the settings of the rule."""
        self.form.open_below(self.rule)

    def show_training(self, training: bool) -> None:
        """Offer Pause while training, else Train."""
        self._training = training
        self.train.setText("Pause" if training else "Train")
        self.train.set_icon("pause" if training else "play")

    def show_compare(self, comparing: bool) -> None:
        """Show whether other rules are compared, without a signal."""
        blocked = self.compare.blockSignals(True)
        self.compare.setChecked(comparing)
        self.compare.blockSignals(blocked)
        self.compare.update()

    def show_course(self, course: Course) -> None:
        """Show which sample of which pass was seen last, and all mistakes."""
        rule, trials = course.setup.rule, course.trials
        self.form.show_rule(rule)
        self.rule.setText(KINDS[rule.kind][0].split()[0])
        units = [trial.unit for trial in trials]
        passes = [number.count(len(unit.mistakes_per_pass)) if unit is not None else "–" for unit in units]
        self._pass.setText(_both(passes))
        samples = [
            f"{trial.last.place + 1} of {trial.per_pass}" if trial.last is not None else "–" for trial in trials
        ]
        for key, trial, where in zip(("left", "right"), trials, ("Left", "Right"), strict=True):
            name = where if trial.problem.name == OWN else trial.problem.name
            self.statistics.cell(key).show_name(f"{name} mistakes")
            mistakes = trial.unit.mistakes if trial.unit is not None else 0
            self.statistics.show_texts({key: (number.count(mistakes), "")})
        self.statistics.show_texts({
            "sample": (_both(samples), ""),
            "step": (number.plain(rule.learning_step), ""),
        })
        self._enable(course)

    def _enable(self, course: Course) -> None:
        seen, movable = course.seen > 0, course.can_move
        self.back.setEnabled(seen)
        self.reset.setEnabled(seen)
        why = "" if movable else "Nothing would change any more: go back, reset, or change the points."
        for button, tip in (
            (self.train, "Pause (Space)" if self._training else "Train until both have converged or cycle (Space)"),
            (self.one_sample, "One sample (.). Hold to repeat"),
            (self.one_pass, "The samples left of this pass, or all once (Ctrl+.)"),
        ):
            button.setEnabled(movable or (button is self.train and self._training))
            button.setToolTip(why or tip)

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.train.setFixedWidth(round(104 * max(1.0, self._theme.text_scale)))
        super().restyle()

    def _fit(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        width = self.width() / grown
        self.speed_slider.set_value_shown(width >= NARROWER)
        self.speed_slider.setFixedWidth(round((150 if width >= NARROW else 100) * grown))
        self._leave_out(self.compare, self.speed_slider, self.one_pass)
        super()._fit()

    def _leave_out(self, *less_needed: QWidget) -> None:
        """Hide as few of these as makes room for the rest and one number; keys and menus do the same."""
        width = {widget: widget.sizeHint().expandedTo(widget.minimumSize()).width() + 8 for widget in less_needed}
        hidden = sum(width[widget] for widget in less_needed if widget.isHidden())
        room = self._room() - self.statistics.least_width() - hidden
        for widget in less_needed:
            widget.setVisible(room >= 0)
            room += 0 if room >= 0 else width[widget]


def _both(texts: list[str]) -> str:
    return texts[0] if texts[0] == texts[1] else " · ".join(texts)
