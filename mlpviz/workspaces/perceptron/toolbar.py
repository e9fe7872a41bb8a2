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
SAMPLE_TIP = "One sample (.). Hold to repeat"
PASS_TIP = "The samples left of this pass, or all once (Ctrl+.)"
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
        self.one_sample = Button(theme, "1 sample", icon="step-forward", tip=SAMPLE_TIP)
        self.one_pass = Button(theme, "Pass", icon="phase", tip=PASS_TIP)
        self.sample_icon = IconButton(theme, "step-forward", SAMPLE_TIP)
        self.pass_icon = IconButton(theme, "phase", PASS_TIP)
        self.compare_icon = IconButton(theme, "compare", "Compare with other rules (C)", checkable=True)
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
        for button in (self.one_sample, self.sample_icon):
            button.setAutoRepeat(True)
            button.setAutoRepeatDelay(400)
            button.setAutoRepeatInterval(60)
        self.rule.setToolTip("Rule, learning step, first weights, order, bias or threshold")
        self.rule.setAccessibleName("Rule and its settings")
        self.compare.setAccessibleName("Compare with other rules")
        for switch in (self.compare, self.compare_icon):
            switch.setToolTip("Draw the lines of the other two rules over the same points (C)")
        self.add(self.reset, self.back, self.train, self.one_sample, self.sample_icon, self.one_pass, self.pass_icon)
        self.add_fence()
        self.add(self.rule, self.compare, self.compare_icon)
        self.add_fence()
        self.add_cell("Pass", self._pass)
        self.add(self.speed_slider)
        self.add_statistics(self.statistics)

    def _connect(self) -> None:
        self.reset.clicked.connect(self.reset_requested)
        self.back.clicked.connect(self.back_requested)
        self.train.clicked.connect(self.train_requested)
        for sample in (self.one_sample, self.sample_icon):
            sample.clicked.connect(self.sample_requested)
        for whole in (self.one_pass, self.pass_icon):
            whole.clicked.connect(self.pass_requested)
        for switch in (self.compare, self.compare_icon, self.form.compare):
            switch.toggled.connect(self.compare_requested)
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
        for switch in (self.compare, self.compare_icon, self.form.compare):
            blocked = switch.blockSignals(True)
            switch.setChecked(comparing)
            switch.blockSignals(blocked)
            switch.update()

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
            (self.one_sample, SAMPLE_TIP), (self.sample_icon, SAMPLE_TIP),
            (self.one_pass, PASS_TIP), (self.pass_icon, PASS_TIP),
        ):  # fmt: skip
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
        self._choose_forms()
        super()._fit()

    def _choose_forms(self) -> None:
        """Show icons for words, and then leave out what is used least, where words leave no room for one number.

        Keys, menus and the panel of the rule do what is left out.
        """
        words, icons = (self.one_sample, self.one_pass, self.compare), (
            self.sample_icon, self.pass_icon, self.compare_icon)  # fmt: skip
        every: tuple[QWidget, ...] = (*words, *icons, self.speed_slider)
        width = {one: one.sizeHint().expandedTo(one.minimumSize()).width() + 8 for one in every}
        room = self._room() - self.statistics.least_width()
        room += sum(width[one] for one in every if not one.isHidden())
        forms: tuple[tuple[QWidget, ...], ...] = (
            (*words, self.speed_slider),
            (*words[:2], self.compare_icon, self.speed_slider),
            (*words[:2], self.compare_icon),
            icons,
            icons[:2],
            icons[:1],
        )
        chosen = next((form for form in forms if sum(width[one] for one in form) <= room), forms[-1])
        for one in every:
            if one.isHidden() is (one in chosen):
                one.setVisible(one in chosen)


def _both(texts: list[str]) -> str:
    return texts[0] if texts[0] == texts[1] else " · ".join(texts)
