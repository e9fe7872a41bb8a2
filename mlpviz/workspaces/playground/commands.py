"""The commands that only the Playground has."""

from __future__ import annotations

from mlpviz.state.commands import Command

HERE = "playground"

COMMANDS: tuple[Command, ...] = (
    Command("verdict_rules", "View ▸ Diagnostics", "Rules of the verdicts, and what would help", ("D",), HERE,
            checkable=True),
    Command("gradient_check", "View ▸ Diagnostics", "Entries of the gradient check…", ("K",), HERE),
)  # fmt: skip
