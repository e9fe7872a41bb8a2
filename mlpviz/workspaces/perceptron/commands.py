"""The commands that only the perceptron laboratory has."""

from __future__ import annotations

from mlpviz.engine.one_unit import problem as problems
from mlpviz.state.commands import Command

HERE = "perceptron"
SIDES = ("left", "right")


def _rows() -> tuple[Command, ...]:
    choices = (
        Command(f"problem:{side}:{name}", f"Data ▸ Problem on the {side}", name, (), HERE)
        for side in SIDES
        for name in problems.names()
    )
    return (
        Command("one_sample", "Run", "One sample", (".", "Right"), HERE),
        Command("one_pass", "Run", "One pass over all samples", ("Ctrl+.",), HERE),
        Command("sample_back", "Run", "One sample back", (",", "Left"), HERE),
        Command("compare_rules", "Run", "Compare with other rules", ("C",), HERE, checkable=True),
        Command("rule", "Run", "Rule, first weights and order…", ("U",), HERE),
        Command("swap_problems", "Data", "Exchange the two problems", (), HERE),
        *choices,
    )


COMMANDS = _rows()
"""In the order of the menus."""
