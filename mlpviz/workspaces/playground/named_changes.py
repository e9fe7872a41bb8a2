"""What can be changed in the Playground by typing its name, and the edit that each of them makes."""

from __future__ import annotations

from mlpviz.bench.bench import Bench
from mlpviz.data.points import Recipe
from mlpviz.engine.experiment import NetworkSpec, Plan
from mlpviz.state.finding.change import NewSplit, Part
from mlpviz.state.finding.entry import Entry
from mlpviz.state.finding.experiment_options import experiment_options
from mlpviz.state.finding.experiment_values import experiment_values
from mlpviz.state.finding.value import Value


class NamedChanges:
    """The same edits that fields, menus and sliders ask for."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def options(self) -> tuple[Entry, ...]:
        """Every choice for the experiment on screen."""
        return experiment_options(self._bench.editor.experiment, self.ask)

    def values(self) -> tuple[Value, ...]:
        """Every number of it."""
        return experiment_values(self._bench.editor.experiment, self.ask)

    def ask(self, text: str, part: Part) -> None:
        """Put another part in its place; `text` is what Undo says. What is there already changes nothing."""
        editor, now = self._bench.editor, self._bench.editor.experiment
        if part in (now.plan, now.network, now.points.recipe):
            return
        if isinstance(part, Plan):
            editor.change_plan(text, part)
            return
        self._bench.stepping.leave()  # what is stepped through would be another network
        if isinstance(part, NetworkSpec):
            editor.change_network(text, part)
        elif isinstance(part, Recipe):
            editor.use_recipe(part)
        elif isinstance(part, NewSplit):
            editor.split(part.share)
