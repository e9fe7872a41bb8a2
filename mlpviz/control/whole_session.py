"""The window's work as one session: taken together for a file, compared with what a file holds, and brought back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.kept_runs import KeptRun
from mlpviz.engine.session.machine import Machine
from mlpviz.engine.session.session import SavedRun, Session
from mlpviz.nn.arrays import Array
from mlpviz.window import Window
from mlpviz.workspaces.workspace import Workspace

MALFORMED = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError)
"""What a form of a foreign file can raise where it is not what a workspace gives."""


@dataclass(frozen=True, eq=False)
class BenchMark:
    """How far a bench was when it was saved."""

    experiment: Experiment
    epoch: int
    theta: Array | None
    runs: tuple[KeptRun, ...]

    def fits(self, other: BenchMark) -> bool:
        """Whether nothing was chosen or learned between the two."""
        if (other.experiment, other.epoch, other.runs) != (self.experiment, self.epoch, self.runs):
            return False
        if self.theta is None or other.theta is None:
            return True  # its first report had not come: it stands at its first weights
        return bool(np.array_equal(self.theta, other.theta, equal_nan=True))


@dataclass(frozen=True, eq=False)
class Marks:
    """How everything stood when it was saved."""

    benches: dict[str, BenchMark]
    works: dict[str, object]
    """What had been made in the workspaces whose work is their form alone."""

    def fits(self, other: Marks) -> bool:
        """Whether nothing was chosen or learned between the two."""
        return self.works == other.works and self.benches.keys() == other.benches.keys() and all(
            mark.fits(other.benches[name]) for name, mark in self.benches.items()
        )


class WholeSession:
    """Everything that is open in a window."""

    def __init__(self, window: Window) -> None:
        """Of the workspaces of `window`."""
        self._window = window
        self.machines: tuple[Machine, ...] = ()
        """Where its epochs were computed before it was opened here."""
        self._marks: Marks | None = None
        self._recovered = False

    @property
    def _workspaces(self) -> Iterable[Workspace]:
        return self._window.workspaces.values()

    def gathered(self) -> Session:
        """All of it as it is now; it is frozen, so it can be written while the window goes on."""
        benches, forms = [], {}
        runs: list[SavedRun] = []
        for workspace in self._workspaces:
            bench, form = workspace.own_bench, workspace.form()
            if bench is None and form:
                forms[workspace.name] = form
            elif bench is not None:
                form = {name: value for name, value in form.items() if name != "experiment"}  # the bench has it
                benches.append(replace(bench.saved(workspace.name), form=form))
                runs += bench.runs.saved(workspace.name)
        return Session(tuple(benches), tuple(runs), forms, self._window.workspace.name, self.machines)

    def put(self, session: Session) -> list[str]:
        """Bring a session back; returns a sentence for each workspace whose part could not be."""
        problems = []
        for bench in session.benches:
            problems += self._part(bench.workspace, "take_bench", bench)
            stood = self._window.workspaces.get(bench.workspace)
            if stood is not None and stood.own_bench is not None:
                stood.own_bench.runs.open(one for one in session.runs if one.form.get("workspace") == bench.workspace)
        for name, form in session.forms.items():
            problems += self._part(name, "restore", form)
        if session.workspace in self._window.workspaces:
            self._window.show_workspace(session.workspace)
        self.machines = session.machines
        self.take_marks(self.mark())
        return problems

    def _part(self, name: str, method: str, given: object) -> list[str]:
        """Give one workspace its part of the session."""
        workspace = self._window.workspaces.get(name)
        if workspace is None:
            return [f"This version has no workspace {name!r:.40}."]
        try:
            getattr(workspace, method)(given)
        except MALFORMED as problem:
            return [f"What was saved of {workspace.title} is not what it can show: {problem}"]
        return []

    # what is not saved

    def mark(self) -> Marks:
        """How everything stands, for `take_marks`."""
        return Marks(self._here(), self._works())

    def take_marks(self, marks: Marks) -> None:
        """What stood like this counts as saved from now on."""
        self._marks, self._recovered = marks, False

    def unmark(self) -> None:
        """Until it is saved, all of it counts as not saved."""
        self._recovered = True

    @property
    def changed(self) -> bool:
        """Whether something was chosen or learned since it was saved, or, never saved, would be lost."""
        if self._recovered or self._marks is None:
            return self._recovered or bool(self.unsaved())
        for name, mark in self._here().items():
            before = self._marks.benches.get(name)
            if not (mark.fits(before) if before is not None else mark.epoch == 0 and not self._edited(name)):
                return True
        return self._marks.works != self._works()

    def _edited(self, name: str) -> bool:
        return self._window.workspaces[name].edited

    def unsaved(self) -> Sequence[str]:
        """What would be lost if nothing was ever saved, in words."""
        return [words for workspace in self._workspaces for words in workspace.unsaved()]

    @property
    def training(self) -> bool:
        """Whether any bench trains."""
        benches = (workspace.own_bench for workspace in self._workspaces)
        return any(bench is not None and bench.trainer.training for bench in benches)

    def _here(self) -> dict[str, BenchMark]:
        found = {}
        for workspace in self._workspaces:
            bench = workspace.own_bench
            if bench is not None:
                newest = bench.playhead.newest if bench.playhead.begun else None
                epoch, theta = (0, None) if newest is None else (newest.epoch, newest.theta)
                found[workspace.name] = BenchMark(bench.document.experiment, epoch, theta, bench.runs.runs)
        return found

    def _works(self) -> dict[str, object]:
        return {one.name: one.work for one in self._workspaces if one.work is not None}
