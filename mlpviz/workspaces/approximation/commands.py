"""The commands that only the approximation laboratory has."""

from __future__ import annotations

from mlpviz.engine.approximation.sketch import CURVES
from mlpviz.state.commands import Command

HERE = "approximation"
VIEWS = {"train": "Trained network", "hand": "Proof by hand", "sides": "Best, worst and constructed"}
"""The three things that the page shows, as the menu calls them."""

COMMANDS: tuple[Command, ...] = (
    *(Command(f"view:{view}", "View ▸ Approximation", text, (str(at),), HERE, checkable=True,
              group="view") for at, (view, text) in enumerate(VIEWS.items(), start=1)),
    *(Command(f"curve_of:{name}", "Data ▸ Target", curve.label, (f"Ctrl+Alt+{at}",), HERE)
      for at, (name, curve) in enumerate(CURVES.items(), start=1)),
    Command("pencil", "Data", "Draw the target with the pencil", ("P",), HERE, checkable=True),
    Command("clear_target", "Data", "Clear the target", (), HERE),
    Command("more_units", "Network", "One hidden unit more", ("+", "="), HERE),
    Command("fewer_units", "Network", "One hidden unit fewer", ("-",), HERE),
    Command("running_sum", "View", "Parts as a running sum", ("C",), HERE, checkable=True),
    Command("outside", "View", "Outside the range of training", ("O",), HERE, checkable=True),
    Command("fit_all", "Run", "Fit all widths", ("A",), HERE),
    Command("cancel_fits", "Run", "Cancel the fits", (), HERE),
)  # fmt: skip
