"""The perceptron laboratory as a workspace: what the commands mean in it, and what is kept of it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QUndoStack

from mlpviz.data.gates import GATES
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.one_unit import problem as problems
from mlpviz.engine.one_unit.course import COLUMNS, Course, Setup, course_from, usual_setup
from mlpviz.engine.one_unit.hidden_layer import as_network, with_hidden_layer
from mlpviz.engine.one_unit.problem import Problem
from mlpviz.engine.one_unit.rule import Rule
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.perceptron.commands import COMMANDS, HERE, SIDES
from mlpviz.workspaces.perceptron.course_change import CourseChange
from mlpviz.workspaces.workspace import Form, Handler, Table, Workspace

if TYPE_CHECKING:
    from mlpviz.workspaces.perceptron.page import PerceptronPage
    from mlpviz.workspaces.perceptron.toolbar import PerceptronToolbar

LONGEST = 24
"""Letters of a problem's name."""
FRAME = 16
"""Milliseconds from one picture to the next while it trains fast."""
WORK = 0.006
"""Seconds of such a frame in which it sees samples, at the highest speed."""
CHUNK = 64
"""Samples that are seen between two looks at the clock."""
SLOW = 6.0
"""Up to so many samples a second, lines turn from one place to the next."""
SHOWN = 9
"""Passes that a picture of the laboratory shows."""


class PerceptronLab(Workspace):
    """Two problems that one rule learns side by side. What is chosen or drawn can be undone, learning is reset."""

    name, title, icon = HERE, "Perceptron", "perceptron"
    about = "Watch one unit learn two problems from its mistakes, and see why XOR defeats it"
    opens = True
    commands = COMMANDS

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        """Begin with AND and XOR; nothing has been seen."""
        super().__init__(parent)
        self._theme = theme
        self.course = Course(usual_setup())
        self.comparing = False
        self._settled, self._told = True, False
        self._debt = 0.0
        """Samples that are due but not whole yet."""
        self._endless = False
        """Whether both had settled already when training began."""
        self._undo_stack = QUndoStack(self)
        self._undo_stack.indexChanged.connect(self._note_change)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._handlers: dict[str, Handler] = {
            "play": self.play_or_pause, "one_sample": self.one_sample, "one_pass": self.one_pass,
            "sample_back": self.back, "reset": self.reset, "problem": self._choose, "compare_rules": self.compare,
            "rule": self._open_rule, "swap_problems": self.swap,
            "slower": self._slower, "faster": self._faster,
        }  # fmt: skip

    def _build(self) -> None:
        from mlpviz.workspaces.perceptron.page import PerceptronPage
        from mlpviz.workspaces.perceptron.toolbar import PerceptronToolbar

        self.view: PerceptronPage = PerceptronPage(self._theme)
        self.bar: PerceptronToolbar = PerceptronToolbar(self._theme)
        self._page, self._toolbar = self.view, self.bar
        for panel in self.view.panels:
            panel.problem_requested.connect(self.choose_problem)
            panel.add_requested.connect(self._add)
            panel.move_requested.connect(self._move)
            panel.stroke_finished.connect(self._finish_stroke)
            panel.erase_requested.connect(self._erase)
            panel.solve_requested.connect(self.solve)
        self.bar.reset_requested.connect(self.reset)
        self.bar.back_requested.connect(self.back)
        self.bar.train_requested.connect(self.play_or_pause)
        self.bar.sample_requested.connect(self.one_sample)
        self.bar.pass_requested.connect(self.one_pass)
        self.bar.compare_requested.connect(self.compare)
        self.bar.speed_chosen.connect(self._set_speed)
        self.bar.form.rule_requested.connect(self.choose_rule)

    # what the window shows

    @property
    def opened(self) -> str:
        """Which problems it learns."""
        one, other = (problem.name for problem in self.course.setup.problems)
        return f"{one} and {other}"

    @property
    def edited(self) -> bool:
        """Whether points were drawn or changed."""
        return any(problem.name == problems.OWN for problem in self.course.setup.problems)

    @property
    def undo_stack(self) -> QUndoStack:
        """What was chosen and drawn."""
        return self._undo_stack

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands mean here."""
        return self._handlers

    def enter(self) -> None:
        """Show where the course stands."""
        self.checked.emit("compare_rules", self.comparing)
        self._show()

    def leave(self) -> None:
        """Pause."""
        self.pause()

    # moving

    @property
    def training(self) -> bool:
        """Whether it sees samples by itself."""
        return self._clock.isActive()

    @Slot()
    def play_or_pause(self) -> None:
        """Train until each problem has converged or cycles, or pause."""
        if self.training:
            self.pause()
        elif self.course.can_move:
            self._debt, self._endless = 0.0, self.course.settled
            self._set_speed(self.bar.speed_slider.speed())
            self._clock.start()
            self._tick()
            self.bar.show_training(self.training)
            self.bar.show_course(self.course)

    @Slot()
    def pause(self) -> None:
        """See no more samples until it is asked for."""
        if self.training:
            self._clock.stop()
            self.bar.show_training(False)
            self.bar.show_course(self.course)

    @Slot(float)
    def _set_speed(self, speed: float) -> None:
        slow = speed <= 1000.0 / FRAME
        self._clock.setInterval(max(FRAME, round(1000.0 / speed)) if slow else FRAME)

    @Slot()
    def _tick(self) -> None:
        speed, turning = self.bar.speed_slider.speed(), False
        if math.isinf(speed):
            until = time.perf_counter() + WORK
            while time.perf_counter() < until and not self._finished():
                self._forward(CHUNK)
        else:
            self._debt += speed * self._clock.interval() / 1000.0
            samples = int(self._debt + 1e-9)
            self._debt -= samples
            turning = speed <= SLOW
            self._forward(samples)
        self._show(turning=turning)
        if self._finished():
            self.pause()

    def _forward(self, samples: int) -> None:
        """See so many samples, or fewer: it stops at the end of the pass in which both have settled."""
        while samples and not self._finished():
            stretch = min([samples, *(trial.left for trial in self.course.trials if not trial.rests)])
            self.course.forward(stretch)
            samples -= stretch

    def _finished(self) -> bool:
        """Whether there is nothing left to train for; what began settled goes on for as long as it moves."""
        return not self.course.can_move or (self.course.settled and not self._endless)

    @Slot()
    def one_sample(self) -> None:
        """Show both the next sample."""
        self.pause()
        self.course.forward(1)
        self._show(turning=True)

    @Slot()
    def one_pass(self) -> None:
        """Show each the samples that are left of its pass, or all of its next one."""
        self.pause()
        self.course.one_pass()
        self._show()

    @Slot()
    def back(self) -> None:
        """Take the last sample back, exactly."""
        self.pause()
        self.course.back()
        self._show()

    @Slot()
    def reset(self) -> None:
        """Go back to the first weights."""
        self.pause()
        self.course = Course(self.course.setup)
        self._show()

    def _slower(self) -> None:
        self.bar.speed_slider.step_by(-1)

    def _faster(self) -> None:
        self.bar.speed_slider.step_by(1)

    def _open_rule(self) -> None:
        self.bar.open_form()

    # choosing

    def _choose(self, which: str) -> None:
        side, _, name = which.partition(":")
        self.choose_problem(SIDES.index(side), name)

    @Slot(int, str)
    def choose_problem(self, side: int, name: str) -> None:
        """Learn a gate or a preset on one side, from the first weights; undo brings back what was learned before."""
        try:
            chosen = problems.named(name)
        except ValueError as why:
            self._tell(str(why))
            self._show()
            return
        self._put_problem(side, chosen, f"Choose {name}")

    @Slot(str, object)
    def choose_rule(self, what: str, rule: Rule) -> None:
        """Learn both problems by another rule, from its first weights."""
        self._change(what, Setup(self.course.setup.problems, rule))

    @Slot()
    def swap(self) -> None:
        """Exchange left and right."""
        one, other = self.course.setup.problems
        self._change("Exchange the problems", Setup((other, one), self.course.setup.rule))

    @Slot(bool)
    def compare(self, comparing: bool) -> None:
        """Draw the lines of the other rules too, or no longer."""
        self.comparing = comparing
        self.checked.emit("compare_rules", comparing)
        self._show()

    # drawing

    @Slot(int, object, int)
    def _add(self, side: int, place: tuple[float, float], target: int) -> None:
        try:
            self._put_problem(side, self._problem(side).with_point(place, target), "Add a point")
        except ValueError as why:
            self._tell(str(why))

    @Slot(int, int, object, int)
    def _move(self, side: int, index: int, place: tuple[float, float], stroke: int) -> None:
        self._settled = False
        self._put_problem(side, self._problem(side).moved(index, place), "Move a point", stroke)

    @Slot(int)
    def _finish_stroke(self, side: int) -> None:
        if not self._settled:
            self._settled = True
            self._show()

    @Slot(int, int)
    def _erase(self, side: int, index: int) -> None:
        self._put_problem(side, self._problem(side).without(index), "Erase a point")

    def _problem(self, side: int) -> Problem:
        return self.course.setup.problems[side]

    def _put_problem(self, side: int, problem: Problem, what: str, stroke: int = 0) -> None:
        self._change(what, self.course.setup.with_problem(side, problem), stroke)

    def _change(self, what: str, setup: Setup, stroke: int = 0) -> None:
        if setup != self.course.setup:
            self.pause()
            self._undo_stack.push(CourseChange(self, what, self.course, Course(setup), stroke))

    def put(self, course: Course) -> None:
        """Show another course, without a step of undo."""
        self.pause()
        self.course = course
        if self._told:
            self._told = False
            self.told.emit("", [], "warn")
        self._show()

    def _tell(self, sentence: str) -> None:
        self._told = True
        self.told.emit(sentence, [], "warn")

    def _show(self, *, turning: bool = False) -> None:
        if self._page is not None:
            comparing = self.comparing and self._settled  # many passes of other rules would hold up a drag
            self.view.show_course(self.course, turning=turning, comparing=comparing, settled=self._settled)
            self.bar.show_course(self.course)
            self.bar.show_compare(self.comparing)

    @Slot()
    def _note_change(self) -> None:
        self.changed.emit()

    # what goes to and comes from elsewhere

    @Slot(int)
    def solve(self, side: int) -> None:
        """Open a network with a hidden layer on the points of one side in the Playground."""
        self.pause()
        if len(self._problem(side)):
            experiment, _ = with_hidden_layer(self._problem(side))
            self.open_requested.emit("playground", experiment)

    def handed(self) -> Experiment | None:
        """The points on the left, with the unit as the only layer of a network."""
        return as_network(self.course.trials[0])

    def take(self, experiment: Experiment) -> None:
        """Learn the train points of an experiment, on the left."""
        recipe = experiment.points.recipe
        name = recipe.shape if recipe is not None else experiment.example or problems.OWN
        name = f"{name} points" if name in GATES else name
        name = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        self._put_problem(0, problems.from_experiment(experiment, name), "Open points")

    def numbers(self) -> Table | None:
        """Every sample that both problems have seen, and the weights after it."""
        return (COLUMNS, self.course.table()) if self.course.seen else None

    @property
    def busy(self) -> bool:
        """Whether it trains, or a line is still turning."""
        return self.training or (self._page is not None and self.view.moving)

    def demonstrate(self) -> None:
        """Show some passes over both problems."""
        for _ in range(SHOWN):
            self.course.one_pass()
        self._show()

    # what stays

    @property
    def work(self) -> object:
        """Both problems, and the rule."""
        return self.course.setup

    def form(self) -> Form:
        """Both problems, the rule, and how many samples each has seen."""
        return {**self.course.form(), "comparing": self.comparing}

    def restore(self, form: Form) -> None:
        """Show so many samples again: the arithmetic is the same, so all numbers are."""
        course = course_from(form)
        self.comparing = bool(form.get("comparing", False))
        self.put(course)
