"""Shows the runs that were kept, and does with them what the learner asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.engine.kept_runs import KeptRun, differences
from mlpviz.engine.records import Scores, Snapshot
from mlpviz.views.look.pacer import Pacer
from mlpviz.views.look.theme import Theme
from mlpviz.views.runs.run_line import MOST_SHOWN, RunLine
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.views.runs.runs_panel import RunsPanel

NUMBERS = 250
"""Milliseconds from one writing of the list to the next while training."""


class RunsPresenter(QObject):
    """Connects the list of runs of a bench with the tab Runs."""

    checked = Signal(str, bool)
    """As `Workspace.checked`."""
    told = Signal(str, object, str)
    """As `Workspace.told`."""

    chosen = Signal()
    """Other curves are shown."""
    built = Signal(object)
    """The RunsPanel, which is built when it is first shown: many a session never opens it."""

    def __init__(self, theme: Theme, bench: Bench, page: PlaygroundPage) -> None:
        """Nothing is kept."""
        super().__init__(page)
        self._theme, self._bench, self._page = theme, bench, page
        self.panel: RunsPanel | None = None
        """The tab Runs, once it has been shown: many a session never opens it."""
        self._slots: dict[int, int] = {}
        """The curves that are shown: run → slot."""
        self._hidden: set[int] = set()
        """Runs whose curve the learner does not want."""
        self._removed: KeptRun | None = None
        self._pacer = Pacer(NUMBERS, self)
        self._pacer.due.connect(self._write)
        page.diagnostics.runs_wanted.connect(self._build)
        page.diagnostics.runs_shown.connect(self._note_shown)
        bench.runs.changed.connect(self._pacer.ask)
        bench.runs.dropped.connect(self._tell_dropped)
        bench.document.changed.connect(self._pacer.ask)
        bench.playhead.moved.connect(self._pacer.ask)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands about runs do."""
        return {
            "runs": self._page.diagnostics.show_runs,
            "keep_run": self.keep,
        }

    @Slot()
    def _build(self) -> None:
        from mlpviz.views.runs.runs_panel import RunsPanel

        bench, panel = self._bench, RunsPanel(self._theme, self._bench.document.experiment)
        self.panel = panel
        panel.plot.set_log(self._page.diagnostics.log)
        self._page.diagnostics.log_chosen.connect(panel.plot.set_log)
        panel.keep_requested.connect(self.keep)
        panel.rows.ticked.connect(self.tick)
        panel.rows.bring_back_requested.connect(bench.bring_back)
        panel.rows.renamed.connect(bench.runs.rename)
        panel.rows.pinned.connect(bench.runs.pin)
        panel.rows.removed.connect(self.remove)
        self._page.diagnostics.hold_runs(panel)
        self.built.emit(panel)
        self._write()

    # the list

    @Slot()
    def _write(self) -> None:
        """Show all runs, if the tab is chosen."""
        panel = self.panel
        if panel is not None and self._page.diagnostics.showing_runs:
            panel.show_lines(self._lines(), self._bench.playhead.epoch)

    def present_number(self) -> int:
        """The number of the run that is trained now."""
        return self._bench.runs.number_of(self._bench.playhead.history)

    def _lines(self) -> list[RunLine]:
        """The newest first; the present run stands among them, or on top if it is not kept yet."""
        bench, now = self._bench, self._bench.document.experiment
        history, newest = bench.playhead.history, bench.playhead.newest
        present = self.present_number()
        self._give_slots([run.number for run in bench.runs.runs], present)
        lines = [self._line_of(run, now) for run in bench.runs.runs if run.number != present]
        if newest is not None:
            lines.append(self._present_line(present, history, newest, now))
        return sorted(lines, key=_number_of, reverse=True)

    def slots(self) -> dict[int, int]:
        """The runs whose curves are shown, and the dashes of each: run → slot."""
        self._give_slots([run.number for run in self._bench.runs.runs], self.present_number())
        return dict(self._slots)

    def _line_of(self, run: KeptRun, now: Experiment) -> RunLine:
        return RunLine(
            run.number, run.title(now), _losses(run.snapshot.scores), _ended(run.epochs, run.stopped),
            _about(run, now), run.history.losses, self._slots.get(run.number), run.pinned, name=run.name,
        )  # fmt: skip

    def _present_line(self, present: int, history: History, newest: Snapshot, now: Experiment) -> RunLine:
        known, stopped = self._bench.runs.run(present), self._bench.runs.why_stopped(newest, history)
        title = known.name if known is not None and known.name else headline(now)
        kept = known is not None and known.snapshot.moment == newest.moment
        return RunLine(
            present, title, _losses(newest.scores), _ended(newest.epoch, stopped),
            "The run that is trained now." + (f"\nStopped: {stopped}." if stopped else ""), history.losses,
            self._slots.get(present), known is not None and known.pinned, True, kept, known.name if known else "",
        )  # fmt: skip

    def _give_slots(self, numbers: list[int], present: int) -> None:
        """The present run has slot 0, the newest of the others have the rest; each keeps its own while it is shown."""
        wanted = [one for one in sorted({*numbers, present}, reverse=True) if one not in self._hidden]
        if present in wanted:
            wanted.remove(present)
            wanted.insert(0, present)
        shown = wanted[:MOST_SHOWN]
        slots = {one: slot for one, slot in self._slots.items() if one in shown and slot and one != present}
        if present in shown:
            slots[present] = 0
        for one in shown:
            if one not in slots:
                slots[one] = next(slot for slot in (*range(1, MOST_SHOWN), 0) if slot not in slots.values())
        self._slots = slots

    @Slot(int)
    def tick(self, number: int) -> None:
        """Show the curve of a run, or no longer; of more than four the oldest makes way."""
        if number in self._slots:
            self._hidden.add(number)
        else:
            self._hidden.discard(number)
            others = [one for one in self._slots if one != self.present_number()]
            if len(self._slots) >= MOST_SHOWN and others:
                self._hidden.add(min(others))
            # Newer ones that were not shown either must not come in its place.
            self._hidden |= {run.number for run in self._bench.runs.runs} - {number, *self._slots}
        self._write()
        self.chosen.emit()

    @Slot()
    def keep(self) -> None:
        """Keep the present run, and show where it is kept; say why if that cannot be."""
        kept = self._bench.keep_run()
        if kept is None:
            self.told.emit("There is nothing to keep yet: train for an epoch first.", [], "warn")
        else:
            self.told.emit(f"Kept as run {kept.number}. The tab Runs lists it.", [], "info")

    @Slot(int)
    def remove(self, number: int) -> None:
        """Forget a run, and offer to take that back."""
        self._removed = self._bench.runs.remove(number)
        if self._removed is not None:
            self.told.emit(f"Run {number} was removed.", [("put_back", "Put it back")], "info")

    def put_back(self) -> None:
        """Keep the run again that was removed last."""
        if self._removed is not None:
            self._bench.runs.put_back(self._removed)
            self._removed = None

    @Slot(str)
    def _tell_dropped(self, sentence: str) -> None:
        self.told.emit(sentence, [], "warn")

    @Slot(bool)
    def _note_shown(self, shown: bool) -> None:
        self._write()
        self.checked.emit("runs", shown)

    def enter(self) -> None:
        """Tick whether the runs are shown."""
        self.checked.emit("runs", self._page.diagnostics.showing_runs)


def headline(experiment: Experiment) -> str:
    """An experiment in a few words, where there is nothing to compare it with: "Adam, rate 0.03"."""
    return f"{experiment.plan.optimizer.label}, rate {number.plain(experiment.plan.learning_rate)}"


def _losses(scores: Scores) -> str:
    parts = [f"train {number.loss(scores.train_loss)}"]
    if not math.isnan(scores.test_loss):
        parts.append(f"test {number.loss(scores.test_loss)}")
    return " · ".join(parts)


def _ended(epochs: int, stopped: str) -> str:
    return f"stopped at {number.count(epochs)}" if stopped else f"{number.count(epochs)} epoch{'s' * (epochs != 1)}"


def _about(run: KeptRun, now: Experiment) -> str:
    told = differences(run.experiment, now)
    losses = _losses(run.snapshot.scores)
    lines = [f"{losses[0].upper()}{losses[1:]}"]
    lines.append(f"Differs from the present: {', '.join(told)}." if told else "Same settings as the present.")
    return "\n".join([*lines, *([f"Stopped: {run.stopped}."] if run.stopped else [])])


def _number_of(line: RunLine) -> int:
    return line.number
