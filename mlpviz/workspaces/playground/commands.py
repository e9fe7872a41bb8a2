"""The commands that only the Playground has."""

from __future__ import annotations

from mlpviz.export.exporters import EXPORTERS
from mlpviz.state.commands import Command
from mlpviz.views.network.faces import PLANES
from mlpviz.views.plots.chosen_plots import PLOTS

HERE, PLANE = "playground", "landscape"
SAVED = (("png", "As picture (PNG)…"), ("svg", "As drawing (SVG)…"), ("pdf", "As page (PDF)…"),
         ("csv", "As table of values (CSV)…"))  # fmt: skip

COMMANDS: tuple[Command, ...] = (
    *(Command(f"export:{one.name}", "File ▸ Export", f"{one.title}…", (), HERE) for one in EXPORTERS.values()),
    Command("open_link", "File", "Open the link on the clipboard", ("Ctrl+Alt+O",), HERE),
    Command("copy_link", "Edit", "Copy link to the experiment", ("Ctrl+Shift+K",), HERE),
    Command("copy_command_line", "Edit", "Copy command line", ("Ctrl+Shift+T",), HERE),
    *(Command(f"plot:{kind.name}", "View ▸ Diagnostics ▸ Plots", kind.title, (), HERE, checkable=True)
      for kind in PLOTS),
    Command("enlarge_plot", "View ▸ Diagnostics", "Enlarge the plot, or back", ("Z",), HERE, checkable=True),
    *(Command(f"save_plot:{kind}", "View ▸ Diagnostics ▸ Save the plot", text, (), HERE) for kind, text in SAVED),
    Command("verdict_rules", "View ▸ Diagnostics", "Rules of the verdicts, and what would help", ("D",), HERE,
            checkable=True),
    *(Command(f"plane:{kind}", "View ▸ Landscape", f"Plane: {text}", (), HERE, checkable=True, group="plane")
      for kind, text, _ in PLANES),
    Command("next_plane", "View ▸ Landscape", "Next plane", ("Shift+P",), HERE),
    Command("other_directions", "View ▸ Landscape", "Other random directions", (), HERE),
    Command("downhill", "View ▸ Landscape", "Arrow downhill", (), HERE, checkable=True),
    Command("look_from_place", "View ▸ Landscape", "Look from the crosshair, or from the playhead", (), HERE),
    Command("train_from_place", "View ▸ Landscape", "Train from the place that is looked at", (), HERE),
    Command("landscape_move", "", "Move the crosshair", ("Arrow keys",), PLANE),
    Command("landscape_pan", "", "Move the picture", ("Alt+Arrow keys",), PLANE),
    Command("landscape_nearer", "", "Zoom in", ("+", "="), PLANE),
    Command("landscape_farther", "", "Zoom out", ("-",), PLANE),
    Command("landscape_fit", "", "See all of the landscape", ("F",), PLANE),
    Command("landscape_look", "", "Look at the network from the crosshair", ("Return", "Enter"), PLANE),
    Command("landscape_train", "", "Train from the crosshair", ("Shift+Return", "Shift+Enter"), PLANE),
    Command("landscape_back", "", "Back to the network of the playhead", ("Esc",), PLANE),
    Command("runs", "View ▸ Diagnostics", "List of runs, or diagnostics", ("L",), HERE, checkable=True),
    Command("keep_run", "Run", "Keep this run", ("Ctrl+Alt+K",), HERE),
    Command("stop_when", "Run", "Stop when…", ("Shift+S",), HERE),
    Command("loss_account", "View ▸ Diagnostics", "Loss account of the range…", ("A",), HERE),
    Command("gradient_check", "View ▸ Diagnostics", "Entries of the gradient check…", ("Y",), HERE),
)  # fmt: skip
