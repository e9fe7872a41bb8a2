"""The commands that only the Playground has."""

from __future__ import annotations

from mlpviz.state.commands import Command
from mlpviz.views.plots.chosen_plots import PLOTS

HERE = "playground"

COMMANDS: tuple[Command, ...] = (
    *(Command(f"plot:{kind.name}", "View ▸ Diagnostics ▸ Plots", kind.title, (), HERE, checkable=True)
      for kind in PLOTS),
    Command("verdict_rules", "View ▸ Diagnostics", "Rules of the verdicts, and what would help", ("D",), HERE,
            checkable=True),
    Command("gradient_check", "View ▸ Diagnostics", "Entries of the gradient check…", ("K",), HERE),
)  # fmt: skip
