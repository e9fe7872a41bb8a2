"""The perceptron laboratory as a workspace: what the commands mean in it, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from mlpviz.data.gates import GATES
from mlpviz.state.commands import Command
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.perceptron.page import PerceptronPage
from mlpviz.workspaces.perceptron.toolbar import PerceptronToolbar
from mlpviz.workspaces.perceptron.trial import Trial
from mlpviz.workspaces.workspace import Form, Handler, Workspace

HERE = "perceptron"


class PerceptronLab(Workspace):
    """One trial, moved sample by sample or pass by pass. Choosing another gate can be undone, learning is reset."""

    name, title, icon = HERE, "Perceptron", "perceptron"
    about = "Watch the perceptron's rule learn a gate, sample by sample"
    commands = (
        Command("one_sample", "Run", "One sample", (".", "Right"), HERE),
        Command("one_pass", "Run", "One pass over all samples", ("Ctrl+.",), HERE),
        Command("sample_back", "Run", "One sample back", (",", "Left"), HERE),
        *(Command(f"gate:{gate}", "Data ▸ Gate", gate, (), HERE, checkable=True, group="gate") for gate in GATES),
    )

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        """Begin with AND; nothing has been seen."""
        super().__init__(parent)
        self._theme = theme
        self.trial = Trial("AND")
        self._undo_stack = QUndoStack(self)
        self._undo_stack.indexChanged.connect(self._note_change)
        self._handlers: dict[str, Handler] = {
            "one_sample": self.one_sample,
            "one_pass": self.one_pass,
            "sample_back": self.back,
            "reset": self.reset,
            "gate": self.choose_gate,
        }

    def _build(self) -> None:
        self.view, self.bar = PerceptronPage(self._theme), PerceptronToolbar(self._theme)
        self._page, self._toolbar = self.view, self.bar
        self.view.gate_requested.connect(self.choose_gate)
        self.bar.reset.clicked.connect(self.reset)
        self.bar.back.clicked.connect(self.back)
        self.bar.one_sample.clicked.connect(self.one_sample)
        self.bar.one_pass.clicked.connect(self.one_pass)

    # what the window shows

    @property
    def opened(self) -> str:
        """Which gate it learns."""
        return f"Perceptron on {self.trial.gate.name}"

    @property
    def undo_stack(self) -> QUndoStack:
        """The gates that were chosen."""
        return self._undo_stack

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands mean here."""
        return self._handlers

    def enter(self) -> None:
        """Show where the trial stands."""
        self._show()

    # what it does

    @Slot()
    def one_sample(self) -> None:
        """Show the perceptron the next sample."""
        self.trial.one_sample()
        self._show()

    @Slot()
    def one_pass(self) -> None:
        """Show it the samples that are left of this pass, or all of the next one."""
        self.trial.one_pass()
        self._show()

    @Slot()
    def back(self) -> None:
        """Take the last sample back."""
        self.trial.back()
        self._show()

    @Slot()
    def reset(self) -> None:
        """Go back to zero weights."""
        self.trial.reset()
        self._show()

    @Slot(str)
    def choose_gate(self, name: str) -> None:
        """Learn another gate, from zero weights; undo brings the old one back with what was learned of it."""
        if name != self.trial.gate.name:
            self._undo_stack.push(_Choice(self, self.trial, Trial(name)))

    def put(self, trial: Trial) -> None:
        """Show another trial, without a step of undo."""
        self.trial = trial
        self._show()

    def _show(self) -> None:
        if self._page is not None:
            self.view.show_trial(self.trial)
            self.bar.show_trial(self.trial)
        self.checked.emit(f"gate:{self.trial.gate.name}", True)

    @Slot()
    def _note_change(self) -> None:
        self.changed.emit()

    # what stays

    def form(self) -> Form:
        """Which gate, and how many samples it has seen."""
        return {"gate": self.trial.gate.name, "samples": len(self.trial.records)}

    def restore(self, form: Form) -> None:
        """Show so many samples of that gate again: the rule is exact, so all numbers are the same."""
        for field in ("gate", "samples"):
            if field not in form:
                raise ValueError(f"{field} is missing.")
        self.put(Trial(form["gate"], form["samples"]))


class _Choice(QUndoCommand):
    """Swaps two trials."""

    def __init__(self, lab: PerceptronLab, before: Trial, after: Trial) -> None:
        super().__init__(f"Choose {after.gate.name}")
        self._lab, self._before, self._after = lab, before, after

    def redo(self) -> None:
        """Show the new trial."""
        self._lab.put(self._after)

    def undo(self) -> None:
        """Show the old trial again."""
        self._lab.put(self._before)
