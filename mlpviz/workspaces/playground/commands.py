"""The commands that only the Playground has."""

from __future__ import annotations

from mlpviz.state.commands import Command
from mlpviz.views.plots.chosen_plots import PLOTS

HERE = "playground"
SAVED = (("png", "As picture (PNG)…"), ("svg", "As drawing (SVG)…"), ("pdf", "As page (PDF)…"),
         ("csv", "As table of values (CSV)…"))  # fmt: skip

COMMANDS: tuple[Command, ...] = (
    *(Command(f"plot:{kind.name}", "View ▸ Diagnostics ▸ Plots", kind.title, (), HERE, checkable=True)
      for kind in PLOTS),
    Command("enlarge_plot", "View ▸ Diagnostics", "Enlarge the plot, or back", ("Z",), HERE, checkable=True),
    *(Command(f"save_plot:{kind}", "View ▸ Diagnostics ▸ Save the plot", text, (), HERE) for kind, text in SAVED),
    Command("verdict_rules", "View ▸ Diagnostics", "Rules of the verdicts, and what would help", ("D",), HERE,
            checkable=True),
    Command("gradient_check", "View ▸ Diagnostics", "Entries of the gradient check…", ("Y",), HERE),
)  # fmt: skip
