"""Brings the paths of the runs whose curves are shown to the landscape."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.kept_runs import KeptRun
from mlpviz.engine.landscape.paths import Path, path_of
from mlpviz.views.look.pacer import Pacer
from mlpviz.workspaces.playground.landscape_presenter import LandscapePresenter
from mlpviz.workspaces.playground.runs_presenter import RunsPresenter, headline
from mlpviz.workspaces.playground.view_presenter import ViewPresenter

AGAIN = 250
"""Milliseconds from one look at the list of runs to the next while training."""
LONGEST_NAME = 24
ALONE = "this run"


class RunPaths(QObject):
    """Listens to the list of runs while the landscape is looked at."""

    def __init__(
        self, bench: Bench, runs: RunsPresenter, landscape: LandscapePresenter, views: ViewPresenter
    ) -> None:
        """No run is kept yet."""
        super().__init__(landscape)
        self._bench, self._runs, self._landscape = bench, runs, landscape
        self._on = False
        self._made: dict[KeptRun, Path | None] = {}
        self._shown: tuple[object, ...] = ()
        self._pacer = Pacer(AGAIN, self)
        self._pacer.due.connect(self._bring)
        bench.runs.changed.connect(self._ask)
        bench.playhead.moved.connect(self._ask)
        runs.chosen.connect(self._bring)
        views.looked.connect(self._note_view)

    @Slot(str)
    def _note_view(self, name: str) -> None:
        self._on = name == "landscape"
        self._bring()

    @Slot()
    def _ask(self) -> None:
        if self._on:
            self._pacer.ask()

    @Slot()
    def _bring(self) -> None:
        """Show the paths of the runs that have a slot, if they are others than before."""
        if not self._on:
            return
        bench, now = self._bench, self._bench.document.experiment
        slots, present = self._runs.slots(), self._runs.present_number()
        kept = [run for run in bench.runs.runs if run.number in slots and run.number != present]
        named = [(run, slots[run.number], _short(run.number, run.title(now))) for run in kept]
        known = bench.runs.run(present)
        own = _short(present, known.name if known is not None and known.name else headline(now)) if kept else ALONE
        shown = (own, slots.get(present, 0), *named)
        if shown != self._shown:
            self._shown = shown
            self._made = {run: self._made.get(run) or path_of(run.history, "") for run in kept}
            found = [(self._made[run], slot, name) for run, slot, name in named]
            paths = [path.called(name, slot) for path, slot, name in found if path is not None]
            self._landscape.show_paths(paths, own, slots.get(present, 0))


def _short(number: int, title: str) -> str:
    """The number of a run and the first thing it is told apart by that is short enough to stand in a picture."""
    fitting = (part for part in title.split(", ") if len(part) <= LONGEST_NAME)
    return f"{number} {next(fitting, '') or title[: LONGEST_NAME - 1] + '…'}"
